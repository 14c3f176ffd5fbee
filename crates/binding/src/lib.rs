//! The only crate that knows Node-API: it converts, guards and schedules. No arithmetic lives here.
//!
//! - [`guard`]: faults as data, panics included; nothing unwinds into the engine.
//! - [`pool`]: our own thread pool, the bounded queue of jobs, joining at unload.
//! - [`job`]: one entry for the asynchronous form and its blocking twin.
//! - [`to_js`]: results as memory owned by the engine.
//! - one file per domain: [`chain`], [`selection`].

mod chain;
mod configure;
mod guard;
mod job;
mod pool;
mod to_js;
