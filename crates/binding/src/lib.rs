//! The only crate that knows Node-API: it converts, guards and schedules. No arithmetic lives here.
//!
//! - `guard`: faults as data, panics included; nothing unwinds into the engine.
//! - `faults`: panics on demand, in builds that test them.
//! - `reserve`: the allocator, with something put by for the moment when the system refuses.
//! - `pool`: our own thread pool, the bounded queue of jobs, joining at unload.
//! - `job`: one entry for the asynchronous form and its blocking twin.
//! - `prepared`: what a builder describes and the first job makes.
//! - `to_js`: results as memory owned by the engine.
//! - `request`, `session`, `function`: optimizers over set functions and over JavaScript callbacks.
//! - `packing`: passages for a language model, features of texts.
//! - `chain`: the Markov-chain room.
//! - `information`: entropies and informations.
//! - `tokenizer`, `training`, `merges`: byte-pair encodings, and what can be said of them.

mod blocks;
mod certificate;
mod chain;
mod configure;
mod constraint;
mod deduplicate;
#[cfg(feature = "faults")]
mod faults;
mod function;
mod guard;
mod information;
mod job;
mod merges;
mod packing;
mod pool;
mod prepared;
mod request;
mod reserve;
mod session;
mod stream;
mod text;
mod to_js;
mod tokenizer;
mod tokenizer_batch;
mod tokenizer_load;
mod training;
mod usage;
