//! What `auto` stands for, and which algorithms refuse which limits.
use crate::algorithm::Algorithm;
use crate::oracle::Oracle;
use crate::request::Problem;
use marginals_core::{Error, Monotone, Result};

/// The algorithm that will run.
pub(crate) fn concrete(oracle: &Oracle, problem: &Problem) -> Result<Algorithm> {
    let algorithm = match problem.request.algorithm {
        Algorithm::Auto => automatic(oracle, problem),
        chosen => chosen,
    };
    let name = algorithm.name();
    if !problem.request.order.is_empty() && !algorithm.is_streaming() {
        let received = format!("{} elements", problem.request.order.len());
        return Err(Error::unsupported(
            "order",
            format!("absent: {name} sees all elements at once"),
            received,
        ));
    }
    let unlimited = matches!(
        algorithm,
        Algorithm::DoubleGreedy
            | Algorithm::RandomizedDoubleGreedy
            | Algorithm::UnconstrainedDistortedGreedy
            | Algorithm::Queyranne
    );
    if unlimited && (problem.is_constrained() || problem.exact()) {
        let expected = format!("absent: {name} has no limit on the size");
        return Err(Error::unsupported("size", expected, problem.size));
    }
    let from_nothing = unlimited && algorithm != Algorithm::UnconstrainedDistortedGreedy;
    if from_nothing && !problem.request.initial.is_empty() {
        let expected = format!("empty: {name} decides on every element itself");
        let received = format!("{} elements", problem.request.initial.len());
        return Err(Error::unsupported("initial", expected, received));
    }
    if algorithm == Algorithm::Queyranne && (problem.ground < 2 || problem.allowed.len() < problem.ground) {
        let expected = "all of at least 2 elements: a split divides the whole ground set";
        return Err(Error::unsupported(
            "excluded",
            expected,
            format!("{} elements left", problem.allowed.len()),
        ));
    }
    Ok(algorithm)
}

fn automatic(oracle: &Oracle, problem: &Problem) -> Algorithm {
    let structure = oracle.structure();
    if !structure.shape.is_submodular() {
        return Algorithm::Greedy;
    }
    let free = !problem.is_constrained() && !problem.exact() && problem.request.initial.is_empty();
    if free && structure.monotone == Monotone::No && structure.non_negative {
        return Algorithm::DoubleGreedy;
    }
    Algorithm::LazyGreedy
}
