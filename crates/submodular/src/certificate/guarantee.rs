//! Worst-case promises of the algorithms: ratio, condition, source.
//!
//! A promise is made only where every condition of its theorem was met by this run: the structure (proved,
//! tested or declared, and the record says which), the constraint, the start. Ratios speak of f − f(∅), that
//! is of the best possible change from the empty set; for f(∅) = 0 that is the optimum itself.
use crate::algorithm::Algorithm;
use crate::certificate::Curvatures;
use crate::offline::{Task, densities};
use crate::streaming::promised;
use marginals_core::{Guarantee, Monotone, Structure};
use std::f64::consts::E;

/// What a promise may depend on besides the problem.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub curvature: Curvatures,
    /// Some step was taken only because the size is exact, or the structure was seen to fail.
    pub broken: bool,
    /// Derivatives of the multilinear extension were exact.
    pub exact_derivatives: bool,
    /// The set was rounded by random exchanges.
    pub rounded_by_chance: bool,
    /// The search went through every feasible set.
    pub optimal: bool,
    /// Sizes of the batches taken.
    pub batches: Vec<usize>,
    /// Sum of the largest costs a feasible set can have, over the achieved f(S) − f(∅). Infinite when that is 0.
    pub relative_cost: f64,
}

const NEMHAUSER: &str =
    "Nemhauser, Wolsey, Fisher, 1978, An analysis of approximations for maximizing submodular set functions";
const MATROID: &str = "Fisher, Nemhauser, Wolsey, 1978, An analysis of approximations for maximizing submodular set functions II";
const CURVATURE: &str =
    "Conforti, Cornuéjols, 1984, Submodular set functions, matroids and the greedy algorithm";
const BAI: &str =
    "Bai, Bilmes, 2018, Greed is still good: maximizing monotone submodular+supermodular functions";
const EDMONDS: &str = "Edmonds, 1971, Matroids and the greedy algorithm";
const MIRZASOLEIMAN: &str =
    "Mirzasoleiman, Badanidiyuru, Karbasi, Vondrák, Krause, 2015, Lazier than lazy greedy";
const FELDMAN: &str = "Feldman, Harshaw, Karbasi, 2017, Greed is good: near-optimal submodular maximization via greedy optimization";
const BREUER: &str = "Breuer, Balkanski, Singer, 2020, The FAST algorithm for submodular maximization, with the loss written out";
const FELDMAN_SIMULTANEOUS: &str =
    "Feldman, Harshaw, Karbasi, 2023, How do you want your greedy: simultaneous or repeated?";
const MIRZASOLEIMAN_GREEDI: &str = "Mirzasoleiman, Karbasi, Sarkar, Krause, 2013, Distributed submodular maximization, with the loss written out";
const BARBOSA: &str = "Barbosa, Ene, Nguyễn, Ward, 2015, The power of randomization: distributed submodular maximization on massive datasets";
const CALINESCU: &str = "Calinescu, Chekuri, Pál, Vondrák, 2011, Maximizing a monotone submodular function subject to a matroid constraint";
const VONDRAK: &str = "Badanidiyuru, Vondrák, 2014, Fast algorithms for maximizing submodular functions";
const JAGALUR: &str = "Jagalur-Mohan, Marzouk, 2021, Batch greedy maximization of non-submodular functions";
const HARSHAW: &str = "Harshaw, Feldman, Ward, Karbasi, 2019, Submodular maximization beyond non-negativity";
const BUCHBINDER_CARDINALITY: &str =
    "Buchbinder, Feldman, Naor, Schwartz, 2014, Submodular maximization with cardinality constraints";
const BUCHBINDER_DOUBLE: &str =
    "Buchbinder, Feldman, Naor, Schwartz, 2015, A tight linear time (1/2)-approximation";
const HALF: &str =
    "the exchange argument of Fisher, Nemhauser, Wolsey, 1978, applied to f + c less twice the cost";
const WOLSEY: &str =
    "Nemhauser, Wolsey, 1981, Maximizing submodular set functions: formulations and analysis of algorithms";
const NUTOV: &str = "Feldman, Nutov, Shoham, 2023, Practical budgeted submodular maximization";
const YAROSLAVTSEV: &str = "Yaroslavtsev, Zhou, Avdiukhin, 2020, Bring your own greedy+max: near-optimal 1/2-approximations for submodular knapsack";
const KULIK: &str = "Kulik, Schwartz, Shachnai, 2021, A refined analysis of submodular greedy";
const SVIRIDENKO: &str =
    "Sviridenko, 2004, A note on maximizing a submodular set function subject to a knapsack constraint";
const QUEYRANNE: &str = "Queyranne, 1998, Minimizing symmetric submodular functions";

/// The best promise that applies to what a run of `algorithm` on `task` chose for `size`.
pub(crate) fn guarantee(algorithm: Algorithm, task: &Task, size: usize, facts: &Facts) -> Option<Guarantee> {
    if facts.optimal {
        let condition = "every feasible set was compared or ruled out".to_string();
        let bounded = algorithm == Algorithm::BranchAndBound;
        let source = if bounded { WOLSEY } else { "enumeration" };
        return Some(Guarantee { ratio: 1.0, condition, source });
    }
    if facts.broken {
        return None;
    }
    let structure = task.oracle.structure();
    let promise = Promise { task };
    let monotone = structure.monotone == Monotone::Increasing;
    let submodular = structure.shape.is_submodular();
    let fresh = task.problem.request.initial.is_empty();
    let limits = &task.problem.limits;
    let epsilon = task.problem.request.epsilon;
    let by_size = limits.is_size_only();
    // A theorem of the function's own is of greedy as it is written, which local search starts from.
    let own = match algorithm {
        Algorithm::Greedy | Algorithm::LocalSearch if by_size && fresh => task.oracle.greedy_guarantee(),
        _ => None,
    };
    match algorithm {
        Algorithm::Greedy | Algorithm::LazyGreedy | Algorithm::TwoStageGreedy | Algorithm::LocalSearch => {
            let general = greedy(&promise, size, facts);
            let better = |own: &Guarantee| general.as_ref().is_none_or(|general| general.ratio < own.ratio);
            own.filter(better).or(general)
        }
        Algorithm::StochasticGreedy | Algorithm::LazierThanLazyGreedy
            if submodular && monotone && by_size && fresh =>
        {
            promise.of(1.0 - 1.0 / E - epsilon, "in expectation, f never falls", MIRZASOLEIMAN)
        }
        Algorithm::AdaptiveSequencing if submodular && monotone && by_size && fresh => {
            let kept = 1.0 - epsilon;
            let ratio = 1.0 - (-kept * kept).exp() - epsilon * epsilon / kept;
            promise.of(ratio, "in expectation, f never falls", BREUER)
        }
        Algorithm::SampleGreedy
            if submodular && structure.non_negative && fresh && limits.is_intersection() =>
        {
            let matroids = task.problem.matroids() as f64;
            let ratio = matroids / ((matroids + 1.0) * (matroids + 1.0));
            promise.of_value(ratio, "in expectation, f is nowhere negative", FELDMAN)
        }
        Algorithm::SimultaneousGreedys | Algorithm::RepeatedGreedy
            if submodular && fresh && !limits.has_lower_bounds() && (monotone || structure.non_negative) =>
        {
            let simultaneously = algorithm == Algorithm::SimultaneousGreedys;
            let of = if simultaneously { densities::simultaneous } else { densities::repeated };
            let densities::Promised { ratio, budgets, .. } = of(task.problem, monotone);
            let searched = if budgets > 0 { 1.0 + epsilon } else { 1.0 };
            if monotone {
                promise.of(ratio / searched, "f never falls", FELDMAN_SIMULTANEOUS)
            } else {
                promise.of_value(ratio / searched, "f is nowhere negative", FELDMAN_SIMULTANEOUS)
            }
        }
        Algorithm::ContinuousGreedy if submodular && monotone && fresh && facts.exact_derivatives => {
            let steps = task.problem.request.steps as f64;
            let ratio = 1.0 - (1.0 + 1.0 / steps).powf(-steps);
            let chance = if facts.rounded_by_chance { "in expectation, " } else { "" };
            let condition =
                format!("{chance}f never falls, independent sets, {steps} steps, exact derivatives");
            promise.of(ratio, &condition, CALINESCU)
        }
        Algorithm::GreeDi if submodular && monotone && by_size && fresh => {
            let machines = task.problem.request.machines.clamp(1, task.problem.allowed.len().max(1)) as f64;
            let ratio = f64::max((1.0 - 1.0 / E) / machines, 1.0 / size.max(1) as f64);
            promise.of(
                ratio,
                &format!("f never falls, {machines} parts, greedy on each"),
                MIRZASOLEIMAN_GREEDI,
            )
        }
        Algorithm::RandGreeDi if submodular && monotone && (by_size || limits.is_matroid()) && fresh => {
            let ratio = if by_size { (1.0 - 1.0 / E) / 2.0 } else { 0.25 };
            promise.of(ratio, "in expectation over the split, f never falls, greedy on each part", BARBOSA)
        }
        Algorithm::ThresholdGreedy if submodular && monotone && by_size && fresh => {
            promise.of(1.0 - 1.0 / E - epsilon, "f never falls", VONDRAK)
        }
        _ if algorithm.is_budgeted() => {
            let applies = submodular && monotone && fresh && task.problem.is_knapsack_alone();
            let (ratio, source) = budgeted(algorithm).filter(|_| applies)?;
            promise.of(ratio, "f never falls, one budget", source)
        }
        Algorithm::BatchGreedy if submodular && monotone && by_size && fresh => {
            let kept = 1.0 - facts.curvature.submodular.unwrap_or(1.0);
            let (mut left, mut missed) = (size, 1.0);
            for batch in &facts.batches {
                let taken = left.min(*batch);
                left -= taken;
                // A batch is worth at least its best element, and at least (1 − κ) of the sum of its gains.
                if taken > 0 {
                    missed *= f64::max(0.0, 1.0 - f64::max(1.0, taken as f64 * kept) / size as f64);
                }
            }
            promise.of(1.0 - missed, "f never falls", JAGALUR)
        }
        Algorithm::DistortedGreedy if submodular && by_size && fresh => {
            promise.distorted(1.0 - 1.0 / E, facts, "", HARSHAW)
        }
        Algorithm::StochasticDistortedGreedy if submodular && by_size && fresh => {
            promise.distorted(1.0 - 1.0 / E - epsilon, facts, "in expectation, ", HARSHAW)
        }
        Algorithm::UnconstrainedDistortedGreedy if submodular && fresh && !task.problem.is_constrained() => {
            promise.distorted(1.0 - 1.0 / E, facts, "in expectation, ", HARSHAW)
        }
        Algorithm::GeneralizedDistortedGreedy if submodular && fresh && (by_size || limits.is_matroid()) => {
            if by_size {
                promise.distorted(1.0 - 1.0 / E, facts, "disjoint ground sets, ", HARSHAW)
            } else {
                promise.distorted(0.5, facts, "independent sets, greedy on the gain less the cost, ", HALF)
            }
        }
        Algorithm::RandomGreedy if submodular && by_size && fresh && monotone => {
            promise.of(1.0 - 1.0 / E, "in expectation, f never falls", BUCHBINDER_CARDINALITY)
        }
        Algorithm::RandomGreedy
            if submodular && by_size && fresh && structure.non_negative && !task.problem.exact() =>
        {
            promise.of_value(1.0 / E, "in expectation, f is nowhere negative", BUCHBINDER_CARDINALITY)
        }
        Algorithm::DoubleGreedy if submodular && structure.non_negative => {
            promise.of_value(1.0 / 3.0, "f is nowhere negative, no limit on the size", BUCHBINDER_DOUBLE)
        }
        Algorithm::RandomizedDoubleGreedy if submodular && structure.non_negative => promise.of_value(
            0.5,
            "in expectation, f is nowhere negative, no limit on the size",
            BUCHBINDER_DOUBLE,
        ),
        streaming if streaming.is_streaming() => {
            let promised = promised(&structure, streaming, false, epsilon, limits.matroids())?;
            promise.of(promised.ratio, promised.condition, promised.source)
        }
        Algorithm::Queyranne if structure.shape.is_supermodular() && structure.symmetric => {
            promise.of(1.0, "f is symmetric, over the sets that are neither empty nor full", QUEYRANNE)
        }
        _ => None,
    }
}

fn greedy(promise: &Promise, size: usize, facts: &Facts) -> Option<Guarantee> {
    let problem = promise.task.problem;
    let structure = promise.task.oracle.structure();
    let monotone = structure.monotone == Monotone::Increasing;
    let (chosen, limits) = (problem.request.initial.len(), &problem.limits);
    let by_size = limits.is_size_only();
    let owing = limits.has_lower_bounds();
    let modular = structure.shape == marginals_core::Shape::Modular;
    if modular && chosen == 0 && (by_size || limits.is_matroid()) && (monotone || !owing) {
        return promise.of(1.0, "f is modular", EDMONDS);
    }
    if !monotone {
        return None;
    }
    if structure.shape.is_supermodular() {
        let kappa = facts.curvature.supermodular.filter(|_| chosen == 0 && by_size)?;
        let condition = format!("f never falls, supermodular curvature {kappa:.6}");
        return promise.of(1.0 - kappa, &condition, BAI);
    }
    if !structure.shape.is_submodular() {
        return None;
    }
    if !by_size {
        let matroids = limits.matroids();
        // What is owed under several matroids, and any budget, is beyond the theorem.
        let applies =
            limits.knapsacks().next().is_none() && (matroids == 1 || !limits.is_owing()) && chosen == 0;
        return applies.then(|| matroid(promise, matroids, facts)).flatten();
    }
    if chosen > 0 {
        let steps = size.saturating_sub(chosen) as f64 / size.max(1) as f64;
        let condition = format!("f never falls, {chosen} of the elements were given");
        return promise.of(1.0 - (-steps).exp(), &condition, NEMHAUSER);
    }
    match facts.curvature.submodular {
        Some(kappa) if kappa < 1.0 => {
            let ratio = if kappa > 1e-9 { (1.0 - (-kappa).exp()) / kappa } else { 1.0 - kappa / 2.0 };
            promise.of(ratio, &format!("f never falls, curvature {kappa:.6}"), CURVATURE)
        }
        _ => promise.of(1.0 - 1.0 / E, "f never falls", NEMHAUSER),
    }
}

/// Ratio of an algorithm under one budget.
fn budgeted(algorithm: Algorithm) -> Option<(f64, &'static str)> {
    Some(match algorithm {
        Algorithm::CostBenefitGreedy => (0.427, NUTOV),
        Algorithm::GreedyMax => (0.5, YAROSLAVTSEV),
        Algorithm::OneGuessGreedy => (0.6174, NUTOV),
        Algorithm::TwoGuessGreedy => (1.0 - 1.0 / E, KULIK),
        Algorithm::ThreeGuessGreedy => (1.0 - 1.0 / E, SVIRIDENKO),
        _ => return None,
    })
}

/// Greedy over the intersection of `count` matroids: 1/(p + κ), κ ≤ 1.
fn matroid(promise: &Promise, count: usize, facts: &Facts) -> Option<Guarantee> {
    let count = count as f64;
    match facts.curvature.submodular {
        Some(kappa) if kappa < 1.0 => {
            let condition = format!("f never falls, independent sets, curvature {kappa:.6}");
            promise.of(1.0 / (count + kappa), &condition, CURVATURE)
        }
        _ => promise.of(1.0 / (count + 1.0), "f never falls, independent sets", MATROID),
    }
}

struct Promise<'a> {
    task: &'a Task<'a>,
}

impl Promise<'_> {
    /// `ratio` of the optimum itself, for theorems that need f ≥ 0: they say nothing of f − f(∅), which may be
    /// negative.
    fn of_value(&self, ratio: f64, condition: &str, source: &'static str) -> Option<Guarantee> {
        let promise = self.of(ratio, condition, source)?;
        let condition = promise.condition.replace("of the largest rise from f(∅)", "of the largest value");
        Some(Guarantee { condition, ..promise })
    }

    /// `ratio` when positive, with the condition in the caller's terms.
    fn of(&self, ratio: f64, condition: &str, source: &'static str) -> Option<Guarantee> {
        let structure = self.task.oracle.structure();
        worded(&structure, self.task.oracle.minimizing(), ratio, condition, source)
    }

    /// f(S) ≥ ρ f(O) − (1 − ρ) c(O) turned into a fraction of f(O) by the largest possible c(O) and f(O) ≥ f(S).
    fn distorted(&self, rho: f64, facts: &Facts, prefix: &str, source: &'static str) -> Option<Guarantee> {
        let rest = 1.0 - rho;
        let ratio = if facts.relative_cost == 0.0 { rho } else { rho - rest * facts.relative_cost };
        let condition = format!(
            "{prefix}from f(S) ≥ {rho:.6} f(O) − {rest:.6} c(O) with costs c ≥ 0 and c(O) ≤ {:.6} f(S)",
            facts.relative_cost
        );
        self.of(ratio, &condition, source)
    }
}

/// `ratio` when positive, with the condition in the caller's terms; `structure` is that of what is maximised.
pub(crate) fn worded(
    structure: &Structure,
    minimizing: bool,
    ratio: f64,
    condition: &str,
    source: &'static str,
) -> Option<Guarantee> {
    let shape = if minimizing { structure.shape.negated() } else { structure.shape };
    let subject = match (minimizing, structure.empty_value == 0.0) {
        (true, _) => "of the largest fall from f(∅)",
        (false, true) => "of the largest value",
        (false, false) => "of the largest rise from f(∅)",
    };
    let condition =
        if minimizing { condition.replace("f never falls", "f never rises") } else { condition.into() };
    let condition = format!("{subject}; {condition}; f is {} ({})", shape.name(), structure.evidence.name());
    (ratio > 0.0).then_some(Guarantee { ratio: ratio.min(1.0), condition, source })
}
