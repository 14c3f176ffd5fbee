//! The structure report of a chain.
use super::lazy::NativeChain;
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64, raw, uint32};
use marginals_markov::chain::Chain;
use marginals_markov::report::{StructureReport, Worth, structure_report};
use marginals_markov::route::Route;
use napi::Env;
use napi::bindgen_prelude::{Object, Unknown};
use napi_derive::napi;

/// Random orders looked at where second differences are too many to check them all.
const ORDERS: u64 = 64;

struct Told {
    report: StructureReport,
    chain: Chain,
}

/// Quantities of several sets, one array a quantity.
fn worths<'env>(env: &'env Env, worths: &[Worth]) -> napi::Result<Object<'env>> {
    let column = |read: fn(&Worth) -> f64| worths.iter().map(read).collect::<Vec<_>>();
    let mut object = Object::new(env)?;
    object.set("entropyRate", float64(env, &column(|worth| worth.entropy_rate))?)?;
    object.set("distanceToIndependence", float64(env, &column(|worth| worth.distance_to_independence))?)?;
    object.set("distanceToStationarity", float64(env, &column(|worth| worth.distance_to_stationarity))?)?;
    object.set("mutualInformation", float64(env, &column(|worth| worth.mutual_information))?)?;
    object.set("stateEntropy", float64(env, &column(|worth| worth.state_entropy))?)?;
    Ok(object)
}

impl ToJs for Told {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let Told { report, chain } = self;
        let mut object = Object::new(env)?;
        let mut whole = Object::new(env)?;
        whole.set("entropyRate", report.whole.entropy_rate)?;
        whole.set("distanceToIndependence", report.whole.distance_to_independence)?;
        whole.set("distanceToStationarity", report.whole.distance_to_stationarity)?;
        whole.set("mutualInformation", report.whole.mutual_information)?;
        whole.set("stateEntropy", report.whole.state_entropy)?;
        object.set("whole", whole)?;

        let alone: Vec<Worth> = report.coordinates.iter().map(|coordinate| coordinate.alone).collect();
        let without: Vec<Worth> = report.coordinates.iter().map(|coordinate| coordinate.without).collect();
        let factorizability: Vec<f64> =
            report.coordinates.iter().map(|coordinate| coordinate.distance_to_factorizability).collect();
        let last_gains: Vec<f64> = report.coordinates.iter().map(|coordinate| coordinate.last_gain).collect();
        let mut singles = worths(env, &alone)?;
        singles.set("distanceToFactorizability", float64(env, &factorizability)?)?;
        singles.set("lastGain", float64(env, &last_gains)?)?;
        object.set("singles", singles)?;
        object.set("without", worths(env, &without)?)?;

        let mut pairs = Object::new(env)?;
        pairs.set("distanceToIndependence", float64(env, &report.pairwise_independence)?)?;
        pairs.set("distanceToFactorizability", float64(env, &report.pairwise_factorizability)?)?;
        object.set("pairs", pairs)?;

        let mut reference = Object::new(env)?;
        reference.set("origin", chain.stationarity().origin.name())?;
        reference.set("residual", report.residual)?;
        reference.set("stationary", chain.is_stationary())?;
        object.set("reference", reference)?;
        object.set("productReference", report.facts.product_reference)?;
        object.set("submodularBecause", report.facts.reason())?;
        if let Some(slack) = &report.entropy_rate_check.smallest {
            let mut smallest = Object::new(env)?;
            smallest.set("value", slack.value)?;
            smallest.set("set", uint32(env, &slack.set)?)?;
            smallest.set("pair", uint32(env, &[slack.pair.0, slack.pair.1])?)?;
            smallest.set("exact", report.entropy_rate_check.orders.is_none())?;
            object.set("slack", smallest)?;
        }
        object.set("route", report.route.name())?;
        object.set("warnings", chain.warnings().to_vec())?;
        raw(env, object)
    }
}

/// What each coordinate and each pair of them is worth.
#[napi(catch_unwind)]
pub fn chain_structure_report<'env>(
    env: &'env Env,
    chain: &NativeChain,
    route: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let chain = chain.chain();
    handle.run(env, move |run| {
        let laws = chain?.laws(Route::parse(&route)?, run)?;
        Ok(Told { report: structure_report(&laws, ORDERS, run)?, chain: laws.chain().clone() })
    })
}
