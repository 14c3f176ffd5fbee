//! Chains and their quantities from observed trajectories.
//!
//! The counts N(x, y) of observed transitions *are* the pair law times their number, so every quantity of a
//! chain applies to data without a change; only the counts over the chosen coordinates matter.
//!
//! - [`Trajectories`]: one or many sequences of states, a time lag, missing steps, held-out halves.
//! - [`PairCounts`]: distinct transitions and how often each was seen; a [`Chain`](crate::chain::Chain) from
//!   them, smoothed if wanted.
//! - [`Margin`], [`Correction`]: entropies of any subset, bias-corrected.
//! - [`Quantity`], [`estimate`](fn@estimate): an entropy rate or distance with correction and interval.
//! - [`bootstrap`](fn@bootstrap): intervals of any functional of the counts.
//! - [`factorization_test`]: whether blocks of coordinates move independently.
//!
//! Plug-in entropy rates are biased low and need about R_S² transitions (Y. Han, J. Jiao, C.-Z. Lee,
//! T. Weissman, Y. Wu, T. Yu, 2018, "Entropy rate estimation for Markov chains with large state space").
//! Corrected entropies belong to no law: distances may come out negative, and no theorem on greedy selection
//! covers them.
mod bootstrap;
mod chi_square;
mod correction;
mod counts;
mod distinct;
mod factorization;
mod margin;
mod quantity;
mod split;
mod trajectories;

pub use bootstrap::{Bootstrap, Interval, IntervalMethod, bootstrap};
pub use correction::Correction;
pub use counts::{PairCounts, Smoothing};
pub use factorization::{FactorizationTest, factorization_test};
pub use margin::{Entropies, Margin};
pub use quantity::{Estimate, Quantity, estimate};
pub use split::Split;
pub use trajectories::{MISSING, Trajectories};
