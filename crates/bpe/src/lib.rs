//! Byte-pair encoding: texts to tokens and back.
//!
//! - [`Tokenizer`]: encode, count, decode, truncate, chunk; linear in the text, whatever it is;
//! - [`Vocabulary`]: tokens and the merges that make them, checked when they are loaded;
//! - [`split`]: how a text falls into the pieces within which tokens are merged;
//! - [`format`](mod@format): files of other tokenizers.
//! - [`formal`]: merges as a choice: utility, greedy and optimal sequences, curvature, certificates;
//! - [`measure`]: how evenly tokens are used, how many a word takes.
//!
//! ```
//! use marginals_bpe::{SpecialMode, Tokenizer, Vocabulary, split::Split};
//!
//! let mut ranks: Vec<(Vec<u8>, u32)> = (0..=255u8).map(|byte| (vec![byte], u32::from(byte))).collect();
//! ranks.push((b"ab".to_vec(), 256));
//! ranks.push((b"abab".to_vec(), 257));
//! let split = Split::named("none").unwrap();
//! let tokenizer = Tokenizer::new(Vocabulary::from_ranks(ranks)?, split, vec![])?;
//! assert_eq!(tokenizer.encode("ababab", SpecialMode::Text)?, [257, 256]);
//! assert_eq!(tokenizer.decode(&[257, 256])?, b"ababab");
//! # Ok::<(), marginals_core::Error>(())
//! ```
#![forbid(unsafe_code)]

mod encode;
pub mod formal;
pub mod format;
pub mod measure;
pub mod split;
mod tokenizer;
pub mod train;
mod vocabulary;

pub use tokenizer::{
    Added, Boundary, Chunk, Form, Intervals, Marks, Origin, Parts, SpecialMode, Specials, Tokenizer,
};
pub use vocabulary::{Characters, Half, LONGEST_TOKEN, MOST_TOKENS, Merge, Rules, Vocabulary};
