//! Permutation tests and bootstrap intervals.
use super::columns::ColumnInput;
use super::continuous::{ContinuousSpec, ValuesSpec};
use super::screening::surrogate;
use crate::guard::count;
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64};
use marginals_core::{Error, Result, Run};
use marginals_information::contingency::{Symbols, combine, compact};
use marginals_information::continuous::{Settings, Variable};
use marginals_information::inference::bootstrap::{resample, summarize};
use marginals_information::inference::permutation::judge;
use marginals_information::inference::{
    Alternative, Bootstrap, Groups, Interval, Neighbors, PermutationTest, Resampled, ResampledValues,
    Surrogate, SymbolInformation, ValueInformation, bootstrap_interval, permutation_test,
};
use marginals_information::symbols::Codes;
use marginals_information::table::Values;
use marginals_numerics::neighbors::Norm;
use napi::Env;
use napi::bindgen_prelude::{Float64Array, JsValue, Object, Uint32Array, Unknown};
use napi_derive::napi;

impl ToJs for PermutationTest {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("value", self.value)?;
        object.set("pValue", self.p_value)?;
        object.set("exceedances", self.exceedances as f64)?;
        object.set("mean", self.mean)?;
        object.set("standardDeviation", self.deviation)?;
        object.set("surrogates", float64(env, &self.surrogates)?)?;
        Ok(Raw(object.raw()))
    }
}

impl ToJs for Bootstrap {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("value", self.value)?;
        object.set("lower", self.lower)?;
        object.set("upper", self.upper)?;
        object.set("standardDeviation", self.deviation)?;
        object.set("bias", self.bias)?;
        object.set("samples", float64(env, &self.samples)?)?;
        Ok(Raw(object.raw()))
    }
}

/// Two or three variables of a test, each of the columns that it is made of, cut into bins where they are numbers.
#[napi(object, object_to_js = false)]
pub struct TestedSpec {
    #[napi(ts_type = "Array<ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array>")]
    pub x: Vec<ColumnInput>,
    #[napi(ts_type = "Array<ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array>")]
    pub y: Vec<ColumnInput>,
    /// The condition.
    #[napi(ts_type = "Array<ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array>")]
    pub given: Option<Vec<ColumnInput>>,
    /// Bins of numbers; 0 for as many as the rows bear.
    pub bins: u32,
}

/// How rows are reordered.
#[napi(object)]
pub struct SurrogateSpec {
    /// `shuffle`, `blocks`, `circular-shift`, `within`: rows of equal conditions, or `local`: rows of near conditions.
    pub surrogate: String,
    /// Rows of a block; for `local`, how many rows are near, itself among them.
    pub block_length: f64,
    /// Groups of rows, for `within`; the near rows of every row, for `local`.
    pub groups: Option<Uint32Array>,
    /// Rows that orders are of.
    pub rows: f64,
}

/// The columns of a variable as one.
fn joined(columns: Vec<ColumnInput>, bins: u32, run: &Run) -> Result<(Values, u32)> {
    let mut joined: Option<(Values, u32)> = None;
    for column in columns {
        let (values, radix) = column.symbols(bins, run)?;
        joined = Some(match joined {
            None => (values, radix),
            Some((first, count)) => {
                combine(Symbols { values: &first, radix: count }, Symbols { values: &values, radix }, run)?
            }
        });
    }
    joined.ok_or_else(|| Error::shape("x", "at least one column", "none"))
}

impl TestedSpec {
    /// The statistic, and rows by their condition.
    fn statistic(self, run: &Run) -> Result<(SymbolInformation, Option<Groups>)> {
        let (x, y) = (joined(self.x, self.bins, run)?, joined(self.y, self.bins, run)?);
        let given = self.given.map(|given| joined(given, self.bins, run)).transpose()?;
        let groups = given
            .as_ref()
            .map(|(values, radix)| Groups::new((0..values.len()).map(|row| values.get(row)), *radix));
        Ok((SymbolInformation::new(x, y, given, run)?, groups))
    }
}

fn alternative(name: &str) -> Result<Alternative> {
    Ok(match name {
        "greater" => Alternative::Greater,
        "less" => Alternative::Less,
        "two-sided" => Alternative::TwoSided,
        _ => return Err(Error::argument("alternative", "a known one", "another")),
    })
}

fn interval(name: &str) -> Result<Interval> {
    Ok(match name {
        "percentile" => Interval::Percentile,
        "basic" => Interval::Basic,
        _ => return Err(Error::argument("method", "a known one", "another")),
    })
}

/// Tests I(X; Y) or I(X; Y | Z), estimated by counting.
#[napi(catch_unwind)]
pub fn test_by_permutation<'env>(
    env: &'env Env,
    tested: TestedSpec,
    scheme: SurrogateSpec,
    near: Option<ValuesSpec>,
    permutations: f64,
    sense: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let near = near.map(|near| near.owned());
    handle.run(env, move |run| {
        let (statistic, groups) = tested.statistic(run)?;
        let surrogate = match (scheme.surrogate.as_str(), groups) {
            ("within", Some(groups)) => Surrogate::Within(groups),
            ("local", _) => local(near.as_ref(), Norm::Maximum, scheme.block_length, run)?,
            (name, _) => surrogate(name, scheme.block_length)?,
        };
        let permutations = count("permutations", permutations)?;
        permutation_test(&statistic, &surrogate, permutations, alternative(&sense)?, run)
    })
}

/// Orders among rows whose conditions are near.
fn local(given: Option<&Variable>, norm: Norm, near: f64, run: &Run) -> Result<Surrogate> {
    let Some(given) = given else {
        return Err(Error::argument("resampling", "another than 'local' without a condition", "'local'"));
    };
    Ok(Surrogate::Local(Neighbors::of(&given.space(norm), count("neighbors", near)?, run)?))
}

/// Tests I(X; Y) or I(X; Y | Z) of values by the name of an estimator; x, y and perhaps z.
#[napi(catch_unwind)]
pub fn test_values_by_permutation<'env>(
    env: &'env Env,
    variables: Vec<ValuesSpec>,
    how: ContinuousSpec,
    scheme: SurrogateSpec,
    permutations: f64,
    sense: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let variables: Vec<Variable> = variables.iter().map(ValuesSpec::owned).collect();
    let settings = how.settings();
    handle.run(env, move |run| {
        let settings = settings?;
        let surrogate = match (scheme.surrogate.as_str(), variables.get(2)) {
            ("local", z) => local(z, settings.norm, scheme.block_length, run)?,
            ("within", Some(z)) => {
                let labels = z.labels();
                let radix = labels.iter().max().map_or(0, |most| *most + 1);
                Surrogate::Within(Groups::new(labels.iter().copied(), radix))
            }
            (name, _) => surrogate(name, scheme.block_length)?,
        };
        let statistic = value_information(variables, &how.estimator, &settings, run)?;
        let permutations = count("permutations", permutations)?;
        permutation_test(&statistic, &surrogate, permutations, alternative(&sense)?, run)
    })
}

/// The `near` nearest rows of every row of a condition, itself first.
#[napi(catch_unwind)]
pub fn nearest_rows<'env>(
    env: &'env Env,
    given: ValuesSpec,
    near: f64,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let given = given.owned();
    handle.run(env, move |run| {
        let Surrogate::Local(found) = local(Some(&given), Norm::Maximum, near, run)? else {
            return Err(Error::internal("no nearest rows"));
        };
        Ok(found.rows)
    })
}

/// An interval for I(X; Y) or I(X; Y | Z), estimated by counting.
#[napi(catch_unwind)]
pub fn interval_by_bootstrap<'env>(
    env: &'env Env,
    tested: TestedSpec,
    resamples: f64,
    block_length: f64,
    confidence: f64,
    method: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    handle.run(env, move |run| {
        let statistic = Resampled(tested.statistic(run)?.0);
        let (resamples, block) = (count("resamples", resamples)?, count("blockLength", block_length)?);
        bootstrap_interval(&statistic, resamples, block, confidence, interval(&method)?, run)
    })
}

/// An interval for I(X; Y) or I(X; Y | Z) of values by the name of an estimator; x, y and perhaps z.
#[napi(catch_unwind)]
pub fn interval_of_values_by_bootstrap<'env>(
    env: &'env Env,
    variables: Vec<ValuesSpec>,
    how: ContinuousSpec,
    resamples: f64,
    block_length: f64,
    confidence: f64,
    method: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let variables: Vec<Variable> = variables.iter().map(ValuesSpec::owned).collect();
    let settings = how.settings();
    handle.run(env, move |run| {
        let statistic = value_information(variables, &how.estimator, &settings?, run)?;
        let (resamples, block) = (count("resamples", resamples)?, count("blockLength", block_length)?);
        let statistic = ResampledValues(statistic);
        bootstrap_interval(&statistic, resamples, block, confidence, interval(&method)?, run)
    })
}

/// The information of two variables, or of two given a third.
fn value_information(
    variables: Vec<Variable>,
    name: &str,
    settings: &Settings,
    run: &Run,
) -> Result<ValueInformation> {
    let mut variables = variables.into_iter();
    let (Some(x), Some(y)) = (variables.next(), variables.next()) else {
        return Err(Error::shape("variables", "two or three", "fewer"));
    };
    ValueInformation::new(name, (x, y, variables.next()), settings, run)
}

/// Order `index` of a surrogate, for statistics that JavaScript computes.
#[napi(catch_unwind)]
pub fn surrogate_order<'env>(
    env: &'env Env,
    scheme: SurrogateSpec,
    index: f64,
    every: bool,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let groups = scheme.groups.as_ref().map(|groups| groups.to_vec());
    handle.run(env, move |run| {
        let rows = count("rows", scheme.rows)?;
        let near = scheme.surrogate == "local";
        if !near && groups.as_ref().is_some_and(|groups| groups.len() != rows) {
            return Err(Error::shape("groups", format!("of {rows} rows"), "another number"));
        }
        let mut order = run.filled("an order of rows", rows, 0u32)?;
        let surrogate = match (scheme.surrogate.as_str(), groups) {
            ("bootstrap", _) => {
                let block = count("blockLength", scheme.block_length)?;
                resample(run.seed(), count("index", index)? as u64, block, &mut order);
                return Ok(order);
            }
            ("within", Some(groups)) => {
                let (groups, radix) = compact(Codes::Wide(groups.into()), run)?;
                Surrogate::Within(Groups::new((0..rows).map(|row| groups.get(row)), radix))
            }
            ("local", Some(groups)) => {
                let k = count("neighbors", scheme.block_length)?;
                if groups.iter().any(|row| *row as usize >= rows) {
                    return Err(Error::range("groups", format!("rows below {rows}"), "another"));
                }
                Surrogate::Local(Neighbors { rows: groups, k })
            }
            (name, _) => surrogate(name, scheme.block_length)?,
        };
        surrogate.check(rows)?;
        surrogate.order(run.seed(), count("index", index)? as u64, every, &mut order);
        Ok(order)
    })
}

/// The test of values that JavaScript computed.
#[napi(catch_unwind)]
pub fn judge_surrogates<'env>(
    env: &'env Env,
    value: f64,
    surrogates: Float64Array,
    sense: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let surrogates = surrogates.to_vec();
    handle.run(env, move |_| Ok(judge(value, surrogates, alternative(&sense)?)))
}

/// The interval of values that JavaScript computed.
#[napi(catch_unwind)]
pub fn summarize_samples<'env>(
    env: &'env Env,
    value: f64,
    samples: Float64Array,
    confidence: f64,
    method: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let samples = samples.to_vec();
    handle.run(env, move |_| summarize(value, samples, confidence, interval(&method)?))
}
