//! The Markov-chain room: builders, quantities, selections.
mod build;
mod diagnostic;
mod lazy;
mod model;
mod observe;
mod partition;
mod quantity;
mod report;
mod select;
