//! Files of other tokenizers, read and written. Every file is taken as hostile: sizes are capped, order and
//! existence are checked before anything is built.
mod tiktoken;

pub use tiktoken::{parse_ranks, write_ranks};
