//! What `auto` stands for, and which algorithms refuse which limits.
use crate::algorithm::Algorithm;
use crate::oracle::Oracle;
use crate::request::{Problem, Rounding};
use marginals_core::{Error, Monotone, Result};

/// The algorithm that will run.
pub(crate) fn concrete(oracle: &Oracle, problem: &Problem) -> Result<Algorithm> {
    let algorithm = match problem.request.algorithm {
        Algorithm::Auto => automatic(oracle, problem).0,
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
    let shape = oracle.structure().shape;
    if algorithm == Algorithm::BranchAndBound && !shape.is_submodular() && !shape.is_supermodular() {
        let expected = "a function known to be submodular or supermodular: 'exhaustive' takes any";
        return Err(Error::unsupported("f", expected, format!("one of {} shape", shape.name())));
    }
    if algorithm == Algorithm::ContinuousGreedy {
        if !oracle.structure().is_monotone_submodular() {
            let expected = "a submodular function that never falls: 'random-greedy', 'sample-greedy' and \
                            'local-search' take others";
            return Err(Error::unsupported("f", expected, "another"));
        }
        let limits = &problem.limits;
        let matroid = limits.is_size_only() || (limits.is_matroid() && !limits.has_lower_bounds());
        if !matroid || limits.has_judges() {
            let expected =
                "a size, or one matroid given by data: 'lazy-greedy' and 'local-search' take others";
            return Err(Error::unsupported("constraint", expected, "another"));
        }
        if problem.request.rounding == Some(Rounding::Pipage)
            && (!problem.is_limited_by_size_alone() || oracle.multilinear()?.is_none())
        {
            let expected = "'swap': pipage rounding needs a size alone and a function with exact derivatives";
            return Err(Error::unsupported("rounding", expected, "'pipage'"));
        }
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

/// Why `auto` became what it did, where it was asked.
pub(crate) fn reason(oracle: &Oracle, problem: &Problem) -> Option<String> {
    (problem.request.algorithm == Algorithm::Auto).then(|| automatic(oracle, problem).1.to_owned())
}

fn automatic(oracle: &Oracle, problem: &Problem) -> (Algorithm, &'static str) {
    let structure = oracle.structure();
    if !structure.shape.is_submodular() {
        if problem.limits.knapsacks().next().is_some() {
            return (
                Algorithm::CostBenefitGreedy,
                "under a budget the best gain per cost, or the best element alone, is sound advice for any function",
            );
        }
        let why = if oracle.minimizing() {
            "falls of the value may grow with the set, so no old gain bounds a new one: greedy computes all of them"
        } else {
            "gains may grow with the set, so no old gain bounds a new one: greedy computes all of them"
        };
        return (Algorithm::Greedy, why);
    }
    if problem.limits.knapsacks().next().is_some() {
        // Enumeration is worth its runs while they are few; questions to a callback never are.
        let guessed =
            problem.is_knapsack_alone() && structure.monotone == Monotone::Increasing && oracle.is_native();
        return match problem.allowed.len() {
            0..=24 if guessed => {
                (Algorithm::TwoGuessGreedy, "one budget and few elements: every pair is tried as a start")
            }
            0..=96 if guessed => {
                (Algorithm::OneGuessGreedy, "one budget and some elements: each is tried as a start")
            }
            _ => {
                (Algorithm::GreedyMax, "under a budget one run that tries the best last element at each step")
            }
        };
    }
    let free = !problem.is_constrained() && !problem.exact() && problem.request.initial.is_empty();
    if free && structure.monotone == Monotone::No && structure.non_negative {
        let why = "the function may fall, is nowhere negative, and nothing limits the size: double greedy keeps a \
                   third of the optimum";
        return (Algorithm::DoubleGreedy, why);
    }
    let why = match (structure.monotone == Monotone::Increasing, oracle.minimizing()) {
        (true, _) => {
            "gains only shrink as the set grows: lazy greedy gives the answer of greedy, which has a promise here, \
                      for a part of its gains"
        }
        (false, true) => {
            "falls of the value only shrink as the set grows: lazy greedy gives the answer of greedy for a part \
                          of its gains"
        }
        (false, false) => {
            "gains only shrink as the set grows: lazy greedy gives the answer of greedy for a part of its gains; \
                           since the function may fall, only the bound says how good it is"
        }
    };
    (Algorithm::LazyGreedy, why)
}
