//! Facility location with a query and a private set.
//!
//! Over represented rows i, with c_i = η max_{q∈Q} s_iq and b_i = ν max_{p∈P} s_ip:
//! - conditional gain (FLCG): f(A | P) = Σ_i max(max_{j∈A} s_ij − b_i, 0);
//! - mutual information (FLVMI): I(A; Q) = Σ_i min(max_{j∈A} s_ij, c_i);
//! - conditional mutual information (FLCMI): I(A; Q | P) = Σ_i max(min(max_{j∈A} s_ij, c_i) − b_i, 0).
//!
//! All are facility location over similarities cut at c_i from above and at b_i from below, so **each is monotone and
//! submodular** for every η, ν ≥ 0. With η = ν = 1 they are the identities of facility location on a ground set that
//! holds Q and P as well. The cuts cost rows × (|Q| + |P|) similarities once; a gain costs what a gain of facility
//! location costs, in all its forms, the one on the fly included: nothing of size rows × rows is kept.
//!
//! [`query_coverage`] (FLQMI) sums over the query instead: Σ_{q∈Q} max_{j∈A} s_qj + η Σ_{j∈A} max_{q∈Q} s_jq,
//! facility location that represents Q alone plus a modular relevance: monotone and submodular, and rows × |Q| in all.
//! It does not saturate once the query is covered, where FLVMI does.
//!
//! Source: V. Kaushal, S. Kothawade, G. Ramakrishnan, J. Bilmes and R. Iyer, "PRISM: a unified framework of
//! parameterized submodular information measures for targeted data subset selection and summarization", 2021.
use super::relevance::{checked_weight, relevance, warned};
use crate::function::facility_location::{Bounds, Representation};
use crate::function::{Mixture, Modular, facility_location};
use marginals_core::{Error, Objective, Remarks, Result, Run};
use marginals_numerics::similarity::Similarity;
use std::sync::Arc;

/// A set given beforehand: its similarities (represented rows by its elements) and their weight (η or ν).
#[derive(Clone, Debug)]
pub struct Given {
    /// Represented rows of the function by elements of the set.
    pub similarity: Arc<Similarity>,
    /// η of a query, ν of a private set; at least 0.
    pub weight: f64,
}

/// FLVMI with a query, FLCG with a private set, FLCMI with both, facility location with neither.
///
/// # Errors
/// Weights that are negative or not finite, sets of other represented rows, entries below 0 that are refused, whatever
/// facility location refuses.
pub fn facility_location_information(
    similarity: Arc<Similarity>,
    query: Option<&Given>,
    private: Option<&Given>,
    how: &Representation,
    run: &Run,
) -> Result<Arc<dyn Objective>> {
    let rows = similarity.represented_size();
    let cut = |name: &'static str, weight_name: &'static str, given: &Given| {
        let weight = checked_weight(weight_name, given.weight)?;
        if given.similarity.represented_size() != rows {
            let expected = format!("similarities with {rows} represented rows");
            return Err(Error::shape(name, expected, given.similarity.represented_size()));
        }
        let mut nearest = relevance(&given.similarity, how.negative, run)?.largest;
        nearest.iter_mut().for_each(|entry| *entry *= weight);
        Ok(nearest)
    };
    let bounds = Bounds {
        caps: query.map(|given| cut("query", "eta", given)).transpose()?,
        floors: private.map(|given| cut("private", "nu", given)).transpose()?,
    };
    facility_location(similarity, &Representation { bounds: Some(bounds), ..how.clone() }, run)
}

/// FLQMI: `similarity` has the query as represented rows and the ground set as elements, `query` the ground set as
/// represented rows and the query as elements.
///
/// # Errors
/// As [`facility_location_information`].
pub fn query_coverage(
    similarity: Arc<Similarity>,
    query: &Given,
    how: &Representation,
    run: &Run,
) -> Result<Arc<dyn Objective>> {
    let eta = checked_weight("eta", query.weight)?;
    let own = relevance(&query.similarity, how.negative, run)?;
    let relevant = Modular::new(own.largest, 0.0)?
        .noting(Remarks { method: None, warnings: warned(own.clamped, "the query") });
    let covered = facility_location(similarity, how, run)?;
    Ok(Arc::new(Mixture::new(vec![(1.0, covered), (eta, Arc::new(relevant))])?))
}
