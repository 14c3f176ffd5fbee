//! Byte-pair encoding as a choice of merges: utility, greedy and optimal sequences, curvature, certificates.
//!
//! A **token** is a letter or a pair of tokens: a tree, not a string, so ((a,b),c) and (a,(b,c)) differ. A
//! **merge** is an ordered pair of tokens; a sequence of merges is valid when each side of each merge is a
//! letter or was made before. **Applying** a sequence takes its merges in order and replaces, for each, every
//! occurrence from left to right, going on after the replaced pair. The **utility** κ(μ) of a sequence is the
//! number of symbols it saves.
//!
//! Source: V. Zouhar, C. Meister, J. Gastaldi, L. Du, T. Vieira, M. Sachan, R. Cotterell, 2023, "A Formal
//! Perspective on Byte-Pair Encoding".
mod beam;
mod certificate;
mod curvature;
mod greedy;
mod optimal;
mod tokens;

pub use beam::{Beam, beam};
pub use certificate::{Certificate, certificate, utility_bound};
pub use curvature::{Curvature, Over, curvature};
pub use greedy::{Greedy, PairCounting, Ties, greedy};
pub use optimal::{DEEPEST, Optimal, optimal};
pub use tokens::{Merge, apply, pair_counts, replace};
