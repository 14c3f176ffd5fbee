//! Files of other tokenizers, read and written. Every file is taken as hostile: sizes are capped, order and
//! existence are checked before anything is built.
pub(crate) mod byte_level;
mod huggingface;
mod image;
mod tekken;
mod tiktoken;

pub(crate) use huggingface::with_marks;
pub use huggingface::{parse_tokenizer_json, parse_vocab_merges, write_merges, write_tokenizer_json};
pub use image::{is_image, parse_image, write_image};
pub use tekken::{parse_tekken, write_tekken};
pub use tiktoken::{parse_ranks, write_ranks};
