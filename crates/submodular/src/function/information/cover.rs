//! Set cover and probabilistic set cover with a query and a private set: covers with other weights.
//!
//! With γ(·) what a set covers and c_u(·) the probability that it covers concept u:
//! - mutual information: w(γ(A) ∩ γ(Q)); Σ_u w_u c_u(A) c_u(Q);
//! - conditional gain: w(γ(A) ∖ γ(P)); Σ_u w_u c_u(A) (1 − c_u(P));
//! - conditional mutual information: w(γ(A) ∩ γ(Q) ∖ γ(P)); Σ_u w_u c_u(A) c_u(Q) (1 − c_u(P)).
//!
//! They are the identities, and **each is a cover again, so monotone and submodular**: only the weights change.
//!
//! Source: R. Iyer, N. Khargonkar, J. Bilmes and H. Asnani, "Submodular combinatorial information measures with
//! applications in machine learning", 2021.
use marginals_core::{Error, Result, Run};
use marginals_numerics::rows::Rows;

/// The weights of the first `named` of `count` concepts, those that sets can cover, once those outside `query`
/// and those inside `private` count for nothing.
///
/// # Errors
/// A concept that does not exist; weights of another number; out of memory.
pub fn set_cover_weights(
    weights: Option<Vec<f64>>,
    count: usize,
    named: usize,
    query: Option<&[u32]>,
    private: Option<&[u32]>,
    run: &Run,
) -> Result<Vec<f64>> {
    let named = named.min(count);
    let _charge = run.charge("weights of concepts", 24 * named as u64)?;
    let covered = |argument: &'static str, concepts: &[u32]| {
        let mut inside = run.filled("weights of concepts", named, 0.0)?;
        for concept in concepts {
            match inside.get_mut(*concept as usize) {
                Some(slot) => *slot = 1.0,
                None if (*concept as usize) < count => {}
                None => return Err(Error::range(argument, format!("of concepts below {count}"), concept)),
            }
        }
        Ok(inside)
    };
    let weights = match weights {
        Some(weights) if weights.len() == count => weights.into_iter().take(named).collect(),
        Some(weights) => return Err(wrong_length(count, weights.len())),
        None => run.filled("weights of concepts", named, 1.0)?,
    };
    weighed(
        weights,
        query.map(|query| covered("query", query)).transpose()?,
        private.map(|private| covered("private", private)).transpose()?,
    )
}

fn wrong_length(count: usize, received: usize) -> Error {
    Error::shape("weights", format!("of length {count} (one per concept)"), received)
}

/// The same for rows of probabilities over the concepts.
///
/// # Errors
/// A probability outside [0, 1], rows over other concepts, weights of another number.
pub fn probabilistic_set_cover_weights(
    weights: Option<Vec<f64>>,
    count: usize,
    query: Option<&Rows>,
    private: Option<&Rows>,
) -> Result<Vec<f64>> {
    let covered = |argument: &'static str, rows: &Rows| {
        if rows.columns() != count {
            return Err(Error::shape(argument, format!("of {count} columns, as the matrix"), rows.columns()));
        }
        rows.within(argument, 0.0, 1.0)?;
        let mut missed = vec![1.0; count];
        for row in 0..rows.rows() {
            rows.each(row, |column, p| missed[column] *= 1.0 - p);
        }
        Ok(missed.into_iter().map(|missed| 1.0 - missed).collect())
    };
    let weights = weights.unwrap_or_else(|| vec![1.0; count]);
    if weights.len() != count {
        return Err(wrong_length(count, weights.len()));
    }
    weighed(
        weights,
        query.map(|query| covered("query", query)).transpose()?,
        private.map(|private| covered("private", private)).transpose()?,
    )
}

/// w_u c_u(Q) (1 − c_u(P)).
fn weighed(mut weights: Vec<f64>, query: Option<Vec<f64>>, private: Option<Vec<f64>>) -> Result<Vec<f64>> {
    for (weight, covered) in weights.iter_mut().zip(query.into_iter().flatten()) {
        *weight *= covered;
    }
    for (weight, covered) in weights.iter_mut().zip(private.into_iter().flatten()) {
        *weight *= 1.0 - covered;
    }
    Ok(weights)
}
