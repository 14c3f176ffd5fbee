//! Log-determinant with a query and a private set.
//!
//! f(A) = log det(K_A + ε I) on the ground set, Q and P together, similarities with Q times η and with P times ν:
//! - conditional gain (LogDetCG): f(A | P) = log det of the Schur complement K_A + ε I − ν² K_AP (K_P + ε I)⁻¹ K_PA:
//!   **submodular**;
//! - mutual information (LogDetMI) and conditional mutual information (LogDetCMI): f(A) − f(A | Q) and
//!   f(A | P) − f(A | Q ∪ P): **monotone, not submodular**.
//!
//! One or two greedy Cholesky factors with Q and P chosen first. Similarities between Q and P are taken as they are.
//! The scaled kernel is positive semi-definite by Schur's product theorem for η, ν ≤ 1 when one of the sets is empty or
//! η = ν; otherwise it may not be, and a pivot that shows it is an error.
//!
//! Source: V. Kaushal et al., "PRISM: a unified framework of parameterized submodular information measures for targeted
//! data subset selection and summarization", 2021.
use super::{ConditionalGain, MutualInformation};
use crate::function::{LogDeterminant, Restricted};
use marginals_core::{Objective, Result, Run};
use std::sync::Arc;

/// Numbers of elements of the ground set, the query and the private set, which follow one another in the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocks {
    /// Elements that may be chosen.
    pub ground: usize,
    /// Elements of the query after them.
    pub query: usize,
    /// Elements of the private set after those.
    pub private: usize,
}

/// LogDetMI with a query, LogDetCG with a private set, LogDetCMI with both, of `function` over all blocks.
///
/// # Errors
/// Whatever the function reports.
pub fn log_determinant_information(
    function: LogDeterminant,
    blocks: Blocks,
    run: &Run,
) -> Result<Arc<dyn Objective>> {
    let (ground, query) = (blocks.ground as u32, (blocks.ground + blocks.query) as u32);
    let private: Vec<u32> = (query..query + blocks.private as u32).collect();
    let function: Arc<dyn Objective> = Arc::new(function);
    let form: Arc<dyn Objective> = if blocks.query == 0 {
        Arc::new(ConditionalGain::new(function, private, run)?)
    } else {
        Arc::new(MutualInformation::given(function, (ground..query).collect(), private, run)?)
    };
    Ok(Arc::new(Restricted::new(form, (0..ground).collect(), Vec::new(), run)?))
}
