//! The Markov-chain room: builders, quantities, selections.
mod build;
mod lazy;
mod model;

mod quantity;
mod select;
