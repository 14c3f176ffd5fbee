//! Facility location: f(A) = Σ_i w_i max_{j∈A} max(0, s_ij), how well a few elements represent the many.
//!
//! Three forms of the same function:
//! - *dense*: all similarities stored; a gain reads one row, and most are ruled out by bounds that read a byte each;
//! - *sparse*: for every represented row its k most similar elements (or the listed entries of a matrix); a gain reads
//!   the entries of one element;
//! - *on the fly*: nothing stored; a gain is computed from the features, many candidates at a time. A gain computed for
//!   an earlier set is corrected on the rows whose best similarity has changed since, which are few once the set
//!   represents most rows.
//!
//! Similarities are rounded once to whole multiples of 2⁻²³ (single precision) or about 2⁻⁵⁰ (double) of the largest
//! possible one (in double precision too where single would round what the elements are worth by more than a
//! millionth); gains and values are sums of whole numbers, exact in any order. So a gain has the same bits alone, in
//! any batch, in a full pass, corrected or computed anew, for any number of threads; and the dense form, the sparse form
//! with all neighbors and the form on the fly agree bit by bit.
//!
//! Monotone and submodular (G. Cornuéjols, M. Fisher, G. Nemhauser, 1977, "Location of bank accounts to optimize
//! float"), so greedy reaches 1 − 1/e of the optimum. For represented rows as far apart as they are many, with a set of
//! a given size; to cover different features instead, see feature-based functions, to avoid alike ones, log-determinant.
mod bounded;
mod bounds_on_the_fly;
mod bytes;
mod form;
mod lists;
mod method;
mod multilinear;
mod on_the_fly;
mod precision;
mod sample;
mod set_function;
mod sweep;
mod table;
mod top;

pub use method::{Bounds, Method, Representation};

use bounded::Bounded;
use form::{Cover, Form, Units};
use lists::Lists;
use marginals_core::{Error, Objective, Result, Run};
use marginals_numerics::arch::products::Real;
use marginals_numerics::similarity::{Negative, Similarity, Source, Stored};
use on_the_fly::OnTheFly;
use set_function::FacilityLocation;
use std::sync::Arc;
use table::Table;

/// Facility location over `similarity`, in the form that `how` asks for or that fits.
///
/// Costs nothing on the fly; one pass over all pairs for the dense form and for neighbors.
///
/// # Errors
/// Entries below 0 that are refused, weights that do not fit, a form the similarity cannot take, more memory than the
/// run may use, cancelled.
pub fn facility_location(
    similarity: Arc<Similarity>,
    how: &Representation,
    run: &Run,
) -> Result<Arc<dyn Objective>> {
    if let Some(weights) = &how.weights {
        check_weights(weights, similarity.represented_size())?;
    }
    if how.negative == Negative::Refuse && !similarity.is_non_negative() {
        similarity.totals(Some(Negative::Refuse), run)?;
    }
    if let Some(finer) = precision::finer(&similarity, how, run)? {
        return facility_location(Arc::new(finer), how, run);
    }
    let (method, room) = method::planned(&similarity, how, run)?;
    let seen = similarity.clone();
    // Entries below 0 are counted in a pass of their own, unless they are in a table already.
    let cover = |name, negative| -> Result<Cover> {
        Ok(Cover { warnings: method::warnings(&seen, how, method, negative, run)?, method: name })
    };
    match (similarity.source(), method) {
        (Source::Single(_) | Source::StoredSingle(_), Method::Sparse) => {
            let lists = Lists::<f32>::new(&similarity, how, run)?;
            made(lists, cover("sparse", None)?, how, run)
        }
        (_, Method::Sparse) => {
            let lists = Lists::<f64>::new(&similarity, how, run)?;
            made(lists, cover("sparse", None)?, how, run)
        }
        (Source::Single(points), Method::Dense) => {
            let stored = Stored::of_points(points, run)?;
            let cover = cover("dense", counted(&similarity, &stored, run)?)?;
            let table = Table::computed(stored, Units::new(&similarity, how, run)?, room);
            made(table, cover, how, run)
        }
        (Source::Double(points), Method::Dense) => {
            let stored = Stored::of_points(points, run)?;
            let cover = cover("dense", counted(&similarity, &stored, run)?)?;
            let table = Table::computed(stored, Units::new(&similarity, how, run)?, room);
            made(table, cover, how, run)
        }
        (Source::StoredSingle(_), _) => {
            let table = Table::<f32>::given(similarity, how, run)?;
            made(table, cover("dense", None)?, how, run)
        }
        (Source::StoredDouble(_), _) => {
            let table = Table::<f64>::given(similarity, how, run)?;
            made(table, cover("dense", None)?, how, run)
        }
        (Source::Single(_), _) => {
            let fly = OnTheFly::<f32>::new(similarity, how, run)?;
            made(fly, cover("on-the-fly", None)?, how, run)
        }
        (Source::Double(_), _) => {
            let fly = OnTheFly::<f64>::new(similarity, how, run)?;
            made(fly, cover("on-the-fly", None)?, how, run)
        }
        (Source::Sparse(_) | Source::Entries(_), _) => {
            Err(Error::unsupported("method", "'sparse' or 'auto' for sparse rows", "another"))
        }
    }
}

/// The number of entries below 0 in a table, where there may be any.
fn counted<T: Real>(similarity: &Similarity, stored: &Stored<T>, run: &Run) -> Result<Option<u64>> {
    if similarity.is_non_negative() { Ok(Some(0)) } else { stored.count_negative(run).map(Some) }
}

/// The function in one form, between bounds where there are any.
fn made<F: Form>(form: F, cover: Cover, how: &Representation, run: &Run) -> Result<Arc<dyn Objective>> {
    Ok(match &how.bounds {
        None => Arc::new(FacilityLocation::new(form, cover)),
        Some(bounds) => Arc::new(FacilityLocation::new(Bounded::new(form, bounds, run)?, cover)),
    })
}

fn check_weights(weights: &[f64], represented: usize) -> Result<()> {
    if weights.len() != represented {
        let expected = format!("of length {represented} (represented rows)");
        return Err(Error::shape("weights", expected, weights.len()));
    }
    if let Some(at) = weights.iter().position(|w| !w.is_finite()) {
        let received = format!("{} at index {at}", weights[at]);
        return Err(Error::non_finite("weights", "finite numbers of at least 0", received));
    }
    if let Some(at) = weights.iter().position(|w| *w < 0.0) {
        return Err(Error::range("weights", "at least 0", format_args!("{} at index {at}", weights[at])));
    }
    Ok(())
}
