//! One entry for the asynchronous form of a call and its blocking twin.
//!
//! The façade makes a [`JobHandle`] per call: it says whether the caller blocks, how many threads and which
//! seed, and it lets the façade cancel and read progress. [`JobHandle::run`] does the rest.
use crate::guard::{Fault, guarded};
use crate::pool;
use crate::to_js::{Raw, ToJs, settle};
use marginals_core::{CancelFlag, Progress, Result, Run};
use napi::Env;
use napi::bindgen_prelude::{BigInt, JsValue, Object, Unknown};
use napi_derive::napi;
use std::sync::Arc;

/// What a job is doing.
#[napi(object)]
pub struct ProgressReading {
    /// Stage of the job.
    pub stage: String,
    /// Units finished.
    pub done: f64,
    /// Units in all, 0 when unknown.
    pub total: f64,
    /// Value of the objective so far.
    pub value: Option<f64>,
}

/// Handle of one call.
#[napi]
pub struct JobHandle {
    cancel: CancelFlag,
    progress: Arc<Progress>,
    blocking: bool,
    threads: Option<u32>,
    seed: u64,
}

/// Makes the JavaScript value on the thread that may.
type Resolve = Box<dyn FnOnce(Env) -> napi::Result<Raw> + Send>;

#[napi]
impl JobHandle {
    /// A handle for a call that blocks or not, on `threads` threads (default: all of the pool).
    #[napi(constructor, catch_unwind)]
    pub fn new(blocking: bool, threads: Option<u32>, seed: BigInt) -> Self {
        JobHandle {
            cancel: CancelFlag::default(),
            progress: Arc::default(),
            blocking,
            threads,
            seed: seed.get_u64().1,
        }
    }

    /// Asks the job to stop.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.cancel.cancel();
        pool::settle_cancelled();
    }

    /// Where the job stands.
    #[napi(catch_unwind)]
    pub fn progress(&self) -> ProgressReading {
        let reading = self.progress.read();
        ProgressReading {
            stage: reading.stage.to_owned(),
            done: reading.done as f64,
            total: reading.total as f64,
            value: reading.value,
        }
    }
}

impl JobHandle {
    /// The context of this call without threads. What outlives a call may keep this one only: the pool can
    /// close when nothing holds it.
    pub fn single_threaded(&self) -> Run {
        Run::default()
            .with_seed(self.seed)
            .with_cancel(self.cancel.clone())
            .with_progress(Arc::clone(&self.progress))
            .with_ledger(Arc::clone(pool::ledger()))
    }

    /// Whether the caller waits, so that no JavaScript runs until the answer is there.
    pub fn is_blocking(&self) -> bool {
        self.blocking
    }

    /// The context of this call.
    fn context(&self) -> Run {
        let (pool, threads) = if self.blocking { pool::for_blocking_call() } else { pool::shared() };
        match pool {
            Some(pool) => {
                let threads = self.threads.map_or(threads, |wanted| wanted as usize);
                self.single_threaded().with_pool(pool, threads)
            }
            None => self.single_threaded(),
        }
    }

    /// Runs `work` here and now, or as a job behind a promise; either way the answer is a value or a
    /// [`Fault`], never an exception.
    pub fn run<'env, T: ToJs + Send + 'static>(
        &self,
        env: &'env Env,
        work: impl FnOnce(&Run) -> Result<T> + Send + 'static,
    ) -> napi::Result<Unknown<'env>> {
        if self.blocking {
            return self.run_here(env, work);
        }
        let run = self.context();
        let (deferred, promise): (_, Object<'env>) = env.create_deferred::<Raw, Resolve>()?;
        let job = move || -> pool::Settle {
            let answer = guarded(|| run.check().and_then(|()| work(&run)));
            Box::new(move || deferred.resolve(Box::new(move |env| settle(&env, answer))))
        };
        pool::submit(self.cancel.clone(), Box::new(job));
        Ok(promise.to_unknown())
    }
}

impl JobHandle {
    /// Runs `work` here and now for a caller that waits, so that it may use JavaScript values.
    pub fn run_here<'env, T: ToJs>(
        &self,
        env: &'env Env,
        work: impl FnOnce(&Run) -> Result<T>,
    ) -> napi::Result<Unknown<'env>> {
        let run = self.context();
        Ok(settle(env, guarded(|| work(&run)))?.into_unknown(env))
    }
}

/// The context of work done while the caller waits: its memory is counted, nothing else is needed.
pub fn builder_run() -> Run {
    Run::default().with_ledger(Arc::clone(pool::ledger()))
}

/// A value or a fault, for calls that only check and snapshot.
pub fn checked<T>(work: impl FnOnce() -> Result<T>) -> napi::Either<T, Fault> {
    match guarded(work) {
        Ok(value) => napi::Either::A(value),
        Err(error) => napi::Either::B(error.into()),
    }
}
