//! Measures of jointly Gaussian variables, and of variables whose dependence is Gaussian, from one covariance matrix.
//!
//! - [`covariance`]: the matrix, and the factor of it that every measure is read from.
//! - [`measures`]: entropy, mutual, conditional and multivariate information, corrected for the bias of few samples.
//! - [`copula`]: columns by their ranks on a normal scale: information is invariant to the margins, so this gives the
//!   information of any monotone-transformed Gaussian, a lower bound in general.
//! - [`student`]: copulas with a common heavy tail, of which the Gaussian is the limit.
//! - [`tuples`]: multivariate information of all subsets of given sizes.
pub mod copula;
pub mod covariance;
pub mod measures;
pub mod student;
pub mod tuples;

#[cfg(test)]
mod student_tests;
#[cfg(test)]
mod tests;
