//! Optimizers that see the whole ground set: one file each, all written once over the oracle.
mod adaptive_sequencing;
mod batch_greedy;
mod branch_and_bound;
mod choice;
mod continuous_greedy;
mod cover;
pub(crate) mod densities;
mod distorted_greedy;
mod double_greedy;
mod exhaustive;
mod extension;
mod greedi;
mod greedy;
mod growth;
mod knapsack;
mod live;
mod local_search;
mod majorize_minimize;
mod outcome;
mod parts;
mod queue;
mod queyranne;
mod random_greedy;
mod random_subset;
mod reach;
mod repeated_greedy;
mod rounding;
mod sample_greedy;
mod scores;
mod simultaneous_greedys;
mod step;
mod stochastic_greedy;
mod threshold_greedy;
mod trail;

pub use crate::session::{maximize, maximize_curve, minimize};
pub(crate) use choice::concrete;
pub(crate) use cover::check as check_cover;
pub use greedi::machine_parts;
pub(crate) use growth::Growth;
pub use majorize_minimize::minimize_difference;
pub(crate) use outcome::{Outcome, Task};
pub use parts::{PartSizes, Parts, PartsSelection, maximize_parts, maximize_parts_curve};
pub(crate) use scores::Scores;
pub(crate) use trail::Trail;

use crate::algorithm::Algorithm;
use crate::oracle::Oracle;
use crate::request::Problem;
use marginals_core::{Error, Result, Selection};

/// Scores, stamps, candidates and weights of one element, with one copy while a step is chosen.
const BYTES_PER_ELEMENT: u64 = 128;

/// Solves `problem` for every size of `sizes`: one selection each.
pub(crate) async fn solve(oracle: &Oracle, problem: &Problem, sizes: &[usize]) -> Result<Vec<Selection>> {
    if let Some(costs) = &problem.request.cover {
        return Ok(vec![cover::cover(oracle, problem, costs).await?]);
    }
    let algorithm = concrete(oracle, problem)?;
    let bytes = BYTES_PER_ELEMENT.saturating_mul(problem.ground as u64);
    let _charge = oracle.run().charge("the scores of a selection", bytes)?;
    // What these chose first does not depend on how much they may choose, so one run answers every size. (A
    // batch cut short by the size is the beginning of the whole batch.)
    let nested = matches!(
        algorithm,
        Algorithm::Greedy | Algorithm::LazyGreedy | Algorithm::TwoStageGreedy | Algorithm::BatchGreedy
    );
    let nested = nested && !problem.limits.depends_on_size();
    if nested || sizes.len() == 1 {
        let task = Task { oracle, problem, sizes };
        let outcome = run(algorithm, &task).await?;
        return Ok((0..sizes.len()).map(|at| outcome.selection(algorithm, &task, at)).collect());
    }
    let mut curve = Vec::with_capacity(sizes.len());
    for size in sizes {
        let before = oracle.evaluations();
        let problem = problem.resized(*size)?;
        // A smaller size may be a limit where the largest is none.
        let algorithm = concrete(oracle, &problem)?;
        let task = Task { oracle, problem: &problem, sizes: &[*size] };
        let outcome = run(algorithm, &task).await?;
        let mut selection = outcome.selection(algorithm, &task, 0);
        selection.evaluations = selection.evaluations.saturating_sub(before);
        curve.push(selection);
    }
    Ok(curve)
}

async fn run(algorithm: Algorithm, task: &Task<'_>) -> Result<Outcome> {
    match algorithm {
        Algorithm::Auto | Algorithm::Greedy => greedy::greedy(task, false).await,
        Algorithm::LazyGreedy => greedy::greedy(task, true).await,
        Algorithm::StochasticGreedy => stochastic_greedy::stochastic_greedy(task, false).await,
        Algorithm::LazierThanLazyGreedy => stochastic_greedy::stochastic_greedy(task, true).await,
        Algorithm::TwoStageGreedy => greedy::two_stage_greedy(task).await,
        Algorithm::SampleGreedy => sample_greedy::sample_greedy(task).await,
        Algorithm::SimultaneousGreedys => simultaneous_greedys::simultaneous_greedys(task).await,
        Algorithm::RepeatedGreedy => repeated_greedy::repeated_greedy(task).await,
        Algorithm::AdaptiveSequencing => adaptive_sequencing::adaptive_sequencing(task).await,
        Algorithm::ThresholdGreedy => threshold_greedy::threshold_greedy(task).await,
        Algorithm::BatchGreedy => batch_greedy::batch_greedy(task).await,
        Algorithm::DistortedGreedy => distorted_greedy::distorted_greedy(task, false).await,
        Algorithm::StochasticDistortedGreedy => distorted_greedy::distorted_greedy(task, true).await,
        Algorithm::UnconstrainedDistortedGreedy => distorted_greedy::unconstrained(task).await,
        Algorithm::GeneralizedDistortedGreedy => distorted_greedy::generalized(task).await,
        Algorithm::ContinuousGreedy => continuous_greedy::continuous_greedy(task).await,
        Algorithm::RandomGreedy => random_greedy::random_greedy(task).await,
        Algorithm::GreeDi => greedi::greedi(task, false).await,
        Algorithm::RandGreeDi => greedi::greedi(task, true).await,
        Algorithm::DoubleGreedy => double_greedy::double_greedy(task, false).await,
        Algorithm::RandomizedDoubleGreedy => double_greedy::double_greedy(task, true).await,
        Algorithm::LocalSearch => local_search::local_search(task).await,
        Algorithm::Queyranne => queyranne::queyranne(task).await,
        Algorithm::BranchAndBound => branch_and_bound::branch_and_bound(task).await,
        Algorithm::Exhaustive => exhaustive::exhaustive(task).await,
        Algorithm::CostBenefitGreedy => knapsack::cost_benefit_greedy(task).await,
        Algorithm::GreedyMax => knapsack::greedy_max(task).await,
        Algorithm::OneGuessGreedy => knapsack::enumeration(task, 1).await,
        Algorithm::TwoGuessGreedy => knapsack::enumeration(task, 2).await,
        Algorithm::ThreeGuessGreedy => knapsack::enumeration(task, 3).await,
        Algorithm::Random => random_subset::random_subset(task).await,
        Algorithm::SieveStreaming
        | Algorithm::SieveStreamingPlusPlus
        | Algorithm::Salsa
        | Algorithm::ThreeSieves
        | Algorithm::QuickStream
        | Algorithm::SwapStreaming => crate::streaming::one_pass(algorithm, task).await,
        Algorithm::MajorizeMinimize => Err(Error::unsupported(
            "algorithm",
            "one for a single function: a difference of two functions has its own verb",
            "'majorize-minimize'",
        )),
    }
}
