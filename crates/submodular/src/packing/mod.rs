//! Context packing: which passages a language model should read to answer a query, under a token budget.
//!
//! With rᵢ the relevance of passage i to the query (cosine, at least 0), sᵢⱼ the cosine of two passages (at least 0)
//! and tᵢ its tokens, a set S of passages is worth
//!
//! ```text
//! f(S) = Σᵢ rᵢ² · max_{j∈S} min(tᵢ, tⱼ) · sᵢⱼ²
//! ```
//!
//! the relevant tokens among all passages that are said in S: passage j says of passage i a share that shrinks with
//! the square of their cosine and never more tokens than it has itself. So a passage that repeats a chosen one adds
//! nothing, an exact copy adds exactly 0, and a gain per token is fair to short and to long passages. f is a
//! weighted facility location: monotone, submodular, f(∅) = 0.
//!
//! - [`Corpus`]: passages with their similarities, made once and shared by any number of queries;
//! - [`Coverage`]: f for one query;
//! - [`pack`]: the choice, and for every other passage why it was left out.
//!
//! Measured against maximal marginal relevance in `benches/submodular`.
mod bound;
mod corpus;
mod coverage;
mod marginal_relevance;
mod omission;
mod pack;

pub use corpus::{Corpus, Query, Vectors};
pub use coverage::Coverage;
pub use omission::{Omission, Reason};
pub use pack::{Next, PackAlgorithm, PackRequest, Packed, pack};
