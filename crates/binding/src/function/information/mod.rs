//! Submodular information measures: of any function, and of functions with statistics of their own.
mod covers;
mod identities;
mod sets;
mod similarities;
