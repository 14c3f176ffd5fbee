//! Streams of items not known beforehand, held for JavaScript: rows go in by the batch, slots come out.
use crate::guard::Fault;
use crate::job::{JobHandle, checked};
use crate::pool;
use crate::to_js::{Chosen, Raw, ToJs, raw, uint32};
use marginals_core::{Error, Result, Run};
use marginals_numerics::similarity::{DenseRows, Features, Metric};
use marginals_submodular::{
    Algorithm, Arena, Collector, Growth, StreamRequest, Taken, determinant, feature_sums, representation,
};
use napi::bindgen_prelude::{Float32Array, Float64Array, Object, ObjectFinalize, Unknown};
use napi::{Either, Env};
use napi_derive::napi;
use std::cell::RefCell;
use std::sync::{Arc, Mutex};

/// What a stream is asked for.
#[napi(object)]
pub struct StreamSpec {
    /// A streaming algorithm.
    pub algorithm: String,
    /// Most items of the answer.
    pub size: u32,
    /// Accuracy.
    pub epsilon: f64,
    /// Misses in a row after which the threshold of three-sieves falls.
    pub tries: Option<u32>,
    /// Items to come, where that is known.
    pub length: Option<f64>,
    /// Most recent items the answer may hold; all when absent.
    pub window: Option<f64>,
}

/// What the value of a set of items is.
#[napi(object)]
pub struct MeasureSpec {
    /// `facility-location`, `log-determinant` or `feature-based`.
    pub function: String,
    /// Similarity of two rows.
    pub metric: Option<String>,
    /// Rate of its decay.
    pub gamma: Option<f64>,
    /// What is added to the diagonal.
    pub regularization: Option<f64>,
    /// Concave function of a feature's sum.
    pub concave: Option<String>,
    /// Its cap or power.
    pub parameter: Option<f64>,
    /// A weight per feature.
    pub weights: Option<Float64Array>,
    /// Rows to represent.
    pub represented: Option<Either<Float32Array, Float64Array>>,
    /// Columns of those.
    pub columns: Option<u32>,
}

/// A measure on memory of its own.
#[derive(Clone)]
enum Measure {
    Representation { rows: Features, metric: Metric },
    Determinant { metric: Metric, regularization: f64 },
    Sums { growth: Growth, weights: Option<Vec<f64>> },
}

impl MeasureSpec {
    fn measure(&self) -> Result<Measure> {
        let metric = || Metric::parse(self.metric.as_deref().unwrap_or("cosine"), self.gamma);
        match self.function.as_str() {
            "facility-location" => Ok(Measure::Representation { rows: self.rows()?, metric: metric()? }),
            "log-determinant" => Ok(Measure::Determinant {
                metric: metric()?,
                regularization: self.regularization.unwrap_or(1.0),
            }),
            _ => Ok(Measure::Sums {
                growth: self.growth()?,
                weights: self.weights.as_ref().map(|weights| weights.to_vec()),
            }),
        }
    }

    fn rows(&self) -> Result<Features> {
        let columns = self.columns.unwrap_or(0) as usize;
        let rows = |length: usize| length / columns.max(1);
        Ok(match &self.represented {
            Some(Either::A(single)) => {
                Features::Single(DenseRows::new("represented", single.to_vec(), rows(single.len()), columns)?)
            }
            Some(Either::B(double)) => {
                Features::Double(DenseRows::new("represented", double.to_vec(), rows(double.len()), columns)?)
            }
            None => return Err(Error::argument("represented", "rows to represent", "none")),
        })
    }

    fn growth(&self) -> Result<Growth> {
        let parameter = self.parameter.unwrap_or(1.0);
        match self.concave.as_deref() {
            Some("sqrt") | None => Ok(Growth::Sqrt),
            Some("log1p") => Ok(Growth::Log1p),
            Some("saturating") => Ok(Growth::Saturating),
            Some("min") => Ok(Growth::Min(parameter)),
            Some("power") => Ok(Growth::Power(parameter)),
            Some(_) => Err(Error::argument("concave", "a concave function by name", "another word")),
        }
    }
}

impl Measure {
    fn arena(self, run: &Run) -> Result<Arc<dyn Arena>> {
        match self {
            Measure::Representation { rows, metric } => representation(rows, metric, run),
            Measure::Determinant { metric, regularization } => determinant(metric, regularization),
            Measure::Sums { growth, weights } => feature_sums(growth, weights),
        }
    }

    fn bytes(&self) -> u64 {
        if let Measure::Representation { rows, .. } = self { rows.bytes() } else { 0 }
    }
}

/// A collector, made by the first job that needs it.
enum Held {
    Described(Measure),
    Made(Box<Collector>),
}

impl Held {
    fn collector(&mut self, request: &StreamRequest, run: &Run) -> Result<&mut Collector> {
        if let Held::Described(measure) = self {
            // A push that fails leaves the description for the next one.
            *self = Held::Made(Box::new(Collector::new(measure.clone().arena(run)?, request, run)?));
        }
        match self {
            Held::Made(collector) => Ok(collector),
            Held::Described(_) => Err(Error::internal("a stream was not made")),
        }
    }
}

/// A stream held for JavaScript.
#[napi(custom_finalize)]
pub struct NativeStream {
    held: RefCell<Option<Arc<Mutex<Held>>>>,
    request: StreamRequest,
    bytes: i64,
}

/// A stream that has seen nothing.
#[napi(catch_unwind)]
pub fn new_stream(
    env: &Env,
    spec: StreamSpec,
    measure: MeasureSpec,
) -> napi::Result<Either<NativeStream, Fault>> {
    let made = checked(|| {
        let request = StreamRequest {
            algorithm: Algorithm::parse(&spec.algorithm)?,
            size: spec.size as usize,
            epsilon: spec.epsilon,
            tries: spec.tries.map(u64::from),
            length: spec.length.map(|length| length as u64),
            window: spec.window.map(|length| length as u64),
        };
        Ok((request, measure.measure()?))
    });
    Ok(match made {
        Either::A((request, measure)) => {
            let bytes = i64::try_from(measure.bytes()).unwrap_or(i64::MAX);
            env.adjust_external_memory(bytes)?;
            let held = Arc::new(Mutex::new(Held::Described(measure)));
            Either::A(NativeStream { held: RefCell::new(Some(held)), request, bytes })
        }
        Either::B(fault) => Either::B(fault),
    })
}

/// How much a stream has seen and holds.
struct Standing<T> {
    what: T,
    seen: u64,
    memory: (u64, u64),
    peak: (u64, u64),
}

impl<T> Standing<T> {
    fn of(what: T, collector: &Collector) -> Self {
        Standing { what, seen: collector.seen(), memory: collector.memory(), peak: collector.peak() }
    }

    fn object<'env>(&self, env: &'env Env) -> napi::Result<Object<'env>> {
        let mut object = Object::new(env)?;
        object.set("seen", self.seen as f64)?;
        object.set("elements", self.memory.0 as f64)?;
        object.set("bytes", self.memory.1 as f64)?;
        object.set("peakElements", self.peak.0 as f64)?;
        object.set("peakBytes", self.peak.1 as f64)?;
        Ok(object)
    }
}

impl ToJs for Standing<Taken> {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = self.object(env)?;
        let slots: Vec<u32> = self.what.slots.iter().map(|slot| slot.unwrap_or(u32::MAX)).collect();
        object.set("slots", uint32(env, &slots)?)?;
        object.set("freed", uint32(env, &self.what.freed)?)?;
        if let Some(fault) = self.what.fault {
            object.set("failure", raw(env, Fault::from(fault))?.into_unknown(env))?;
        }
        raw(env, object)
    }
}

impl ToJs for Standing<Chosen> {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = self.object(env)?;
        object.set("selection", self.what.to_js(env)?)?;
        raw(env, object)
    }
}

impl ObjectFinalize for NativeStream {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(-self.bytes)?;
        self.dispose();
        Ok(())
    }
}

impl NativeStream {
    fn held(&self) -> Result<Arc<Mutex<Held>>> {
        let disposed = || Error::argument("stream", "one that was not disposed of", "one that was");
        self.held.borrow().clone().ok_or_else(disposed)
    }

    fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Collector, &Run) -> Result<T> + Send + 'static,
    ) -> impl FnOnce(&Run) -> Result<Standing<T>> + Send + 'static {
        let (held, request) = (self.held(), self.request.clone());
        move |run| {
            let held = held?;
            let mut held =
                held.lock().map_err(|_| Error::internal("a stream is poisoned by an earlier fault"))?;
            let collector = held.collector(&request, run)?;
            let what = work(collector, run)?;
            Ok(Standing::of(what, collector))
        }
    }
}

#[napi]
impl NativeStream {
    /// Lets go of the memory; jobs under way keep theirs.
    #[napi(catch_unwind)]
    pub fn dispose(&self) {
        if let Some(held) = self.held.borrow_mut().take() {
            pool::discard(held);
        }
    }

    /// Shows rows of `columns` numbers each.
    #[napi(catch_unwind)]
    pub fn push<'env>(
        &self,
        env: &'env Env,
        data: Float64Array,
        columns: u32,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let data = data.to_vec();
        handle.run(env, self.with(move |collector, run| collector.push(&data, columns as usize, run)))
    }

    /// The best set now, its indices slots.
    #[napi(catch_unwind)]
    pub fn answer<'env>(&self, env: &'env Env, handle: &JobHandle) -> napi::Result<Unknown<'env>> {
        let answer = |collector: &mut Collector, run: &Run| {
            Ok(Chosen { selection: collector.answer(run)?, maximizing: true })
        };
        handle.run(env, self.with(answer))
    }
}
