//! Graph cut with a query or a private set.
//!
//! - mutual information (GCMI): I(A; Q) = 2λ Σ_{a∈A, q∈Q} s_aq, **modular**: retrieval by total similarity;
//! - conditional gain (GCCG): f(A | P) = f(A) − 2λν Σ_{a∈A, p∈P} s_ap, **submodular**, not monotone.
//!
//! Both are the identities of graph cut on a ground set that holds Q or P as elements but not as represented rows.
//! (The conditional mutual information does not depend on P: interactions are of pairs alone.)
//! A query costs n × |Q| similarities once, then gains are O(1).
//!
//! Source: R. Iyer, N. Khargonkar, J. Bilmes and H. Asnani, "Submodular combinatorial information measures with
//! applications in machine learning", 2021; V. Kaushal et al., "PRISM", 2021, for ν.
use super::facility_location::Given;
use super::relevance::{checked_weight, relevance, warned};
use crate::function::{GraphCut, Mixture, Modular};
use marginals_core::{Error, Objective, Remarks, Result, Run};
use marginals_numerics::similarity::Negative;
use std::sync::Arc;

/// GCMI, λ being `lambda` and the weight of the query not used.
///
/// # Errors
/// λ below 0 or not finite, entries below 0 that are refused, out of memory, cancelled.
pub fn graph_cut_mutual_information(
    query: &Given,
    lambda: f64,
    negative: Negative,
    run: &Run,
) -> Result<Arc<dyn Objective>> {
    let lambda = checked_weight("lambda", lambda)?;
    Ok(Arc::new(relevant(query, "the query", 2.0 * lambda, negative, run)?))
}

/// GCCG: `cut` given a private set of weight ν.
///
/// # Errors
/// As [`graph_cut_mutual_information`].
pub fn graph_cut_conditional_gain(
    cut: GraphCut,
    private: &Given,
    lambda: f64,
    negative: Negative,
    run: &Run,
) -> Result<Arc<dyn Objective>> {
    let nu = checked_weight("nu", private.weight)?;
    let avoided = relevant(private, "the private set", 1.0, negative, run)?;
    Ok(Arc::new(Mixture::new(vec![(1.0, Arc::new(cut)), (-2.0 * lambda * nu, Arc::new(avoided))])?))
}

fn relevant(given: &Given, of: &str, factor: f64, negative: Negative, run: &Run) -> Result<Modular> {
    let own = relevance(&given.similarity, negative, run)?;
    let weights: Vec<f64> = own.totals.iter().map(|total| factor * total).collect();
    if weights.iter().any(|weight| !weight.is_finite()) {
        return Err(Error::range("lambda", "small enough for finite sums", factor));
    }
    Ok(Modular::new(weights, 0.0)?.noting(Remarks { method: None, warnings: warned(own.clamped, of) }))
}
