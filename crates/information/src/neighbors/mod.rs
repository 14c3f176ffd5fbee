//! Estimators from the distances to nearest neighbors: no bins, no bandwidth, little bias.
//!
//! - [`entropy`] is Kozachenko–Leonenko, [`renyi`] its Rényi and Tsallis relatives.
//! - [`mutual_information`] is Kraskov–Stögbauer–Grassberger 1 and 2, for two or more variables.
//! - [`multivariate`] is total and dual total correlation, O- and S-information.
//! - [`extrapolated`] is KSG 1 carried to neighborhoods of no size.
//! - [`conditional`] is Frenzel–Pompe.
//! - [`mixed`] is Ross, mixed KSG and Mesner–Shalizi, for variables with atoms.
//! - [`local_nonuniform`] is KSG corrected for strong dependence.
//! - [`divergence`] is that of two laws from a sample of each.
//!
//! A variable is a [`Space`](marginals_numerics::neighbors::Space): columns of finite numbers. All logarithms are
//! natural. Ties make distances 0 and these estimators wrong, so they are counted and named.
pub mod conditional;
pub mod divergence;
pub mod entropy;
pub mod extrapolated;
pub mod local_nonuniform;
pub mod mixed;
pub mod multivariate;
pub mod mutual_information;
pub mod renyi;
mod terms;
mod ties;

#[cfg(test)]
mod tests;

pub use ties::Ties;
