//! Settings of the process: threads, memory limit, SIMD level.
use crate::guard::Fault;
use crate::job::checked;
use crate::pool;
use marginals_core::Error;
use marginals_numerics::arch;
use napi::Either;
use napi_derive::napi;

/// What the engine is set to and what it is doing.
#[napi(object)]
pub struct Status {
    /// Threads of the pool.
    pub threads: u32,
    /// Memory limit in bytes.
    pub memory: f64,
    /// Bytes charged now.
    pub memory_in_use: f64,
    /// The most bytes charged at once.
    pub memory_peak: f64,
    /// Jobs running.
    pub running: u32,
    /// Jobs waiting.
    pub waiting: u32,
    /// SIMD level in use.
    pub simd: String,
}

/// Sets what is given; counts are checked by the façade.
#[napi(catch_unwind)]
pub fn configure(threads: Option<u32>, memory: Option<f64>, simd: Option<String>) -> Either<(), Fault> {
    checked(|| {
        if let Some(name) = simd {
            let known = || Error::argument("simd", "a level of this machine", format_args!("'{name}'"));
            let level = arch::Level::parse(&name).ok_or_else(known)?;
            if !arch::force(level) {
                return Err(known());
            }
        }
        if let Some(threads) = threads {
            pool::set_threads(threads.max(1) as usize);
        }
        if let Some(bytes) = memory {
            pool::ledger().set_limit(bytes as u64);
        }
        Ok(())
    })
}

/// Reads the settings and the load.
#[napi(catch_unwind)]
pub fn status() -> Status {
    let (running, waiting) = pool::in_flight();
    let ledger = pool::ledger();
    Status {
        threads: pool::threads() as u32,
        memory: ledger.limit() as f64,
        memory_in_use: ledger.in_use() as f64,
        memory_peak: ledger.peak() as f64,
        running: running as u32,
        waiting: waiting as u32,
        simd: arch::level().name().to_owned(),
    }
}
