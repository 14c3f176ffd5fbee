//! Measures of series of values: pasts embedded as columns.
use super::continuous::{ContinuousSpec, ValuesSpec};
use super::series::{Answer, SeriesSpec, at_each};
use crate::guard::count;
use crate::job::JobHandle;
use marginals_core::{Error, Result, Run};
use marginals_information::continuous::{Settings, Variable, series as values};
use napi::Env;
use napi::bindgen_prelude::Unknown;
use napi_derive::napi;

/// A measure of series of values.
#[napi(catch_unwind)]
pub fn series_measure_of_values<'env>(
    env: &'env Env,
    spec: SeriesSpec,
    series: Vec<ValuesSpec>,
    how: ContinuousSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let series: Vec<Variable> = series.iter().map(ValuesSpec::owned).collect();
    let lags: Result<Vec<usize>> = spec.lags.iter().map(|lag| count("lags", *lag)).collect();
    let settings = how.settings();
    handle.run(env, move |run| values_of(&spec, &series, &lags?, &how.estimator, &settings?, run))
}

fn values_of(
    spec: &SeriesSpec,
    series: &[Variable],
    lags: &[usize],
    name: &str,
    settings: &Settings,
    run: &Run,
) -> Result<Answer> {
    let (history, other) = (count("history", spec.history)?, count("future", spec.other)?);
    match (spec.measure.as_str(), series) {
        ("active-information-storage", [series]) => {
            Ok(values::predictive_information(name, series, history, 1, settings, run)?.into())
        }
        ("excess-entropy", [series]) => {
            Ok(values::predictive_information(name, series, history, other, settings, run)?.into())
        }
        ("lagged-information", [x, y]) => {
            let of = |lag| values::lagged_information(name, [x, y], lag, settings, &run.alone());
            at_each(lags, name, &of, run)
        }
        ("transfer-entropy", [source, target, conditions @ ..]) => {
            let (transfer, shuffles) = (spec.transfer()?, count("shuffles", spec.shuffles)?);
            let found = values::transfer_entropy(
                name,
                [source, target],
                conditions,
                transfer,
                settings,
                shuffles,
                run,
            )?;
            let value = found.estimate.value;
            let mut answer = Answer::from(found.estimate);
            answer.fields.push(("samples", found.samples as f64));
            if shuffles > 0 {
                answer.shuffled(value, found.shuffled);
            }
            Ok(answer)
        }
        _ => Err(Error::argument("measure", "a known one", "another")),
    }
}
