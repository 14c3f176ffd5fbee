//! One pass over a known ground set in a given order: the streaming algorithms as optimizers.
use super::{Stream, StreamPlan};
use crate::algorithm::Algorithm;
use crate::certificate::Facts;
use crate::offline::{Outcome, Task, Trail};
use marginals_core::{Error, Result, Stopped};

/// Shows every element once, in the order of the request (ascending when it names none).
pub(crate) async fn one_pass(algorithm: Algorithm, task: &Task<'_>) -> Result<Outcome> {
    let (oracle, problem) = (task.oracle, task.problem);
    let request = &problem.request;
    let name = algorithm.name();
    let refuse = |argument: &'static str, expected: &str, received: &str| {
        Err(Error::unsupported(argument, format!("{expected} ({name})"), received))
    };
    if problem.exact() {
        return refuse("exactSize", "false: a stream may end before the size is reached", "true");
    }
    if !request.initial.is_empty() {
        return refuse("initial", "absent: a stream starts from nothing", "some elements");
    }
    if algorithm != Algorithm::SwapStreaming && !problem.limits.is_size_only() {
        return refuse("constraint", "a size: swap-streaming alone keeps to matroids", "more than that");
    }
    if !problem.limits.is_intersection() || problem.limits.has_judges() {
        return refuse("constraint", "a size and matroids without an oracle or lower bounds", "others");
    }
    let order = if request.order.is_empty() { &problem.allowed } else { &request.order };
    let plan = StreamPlan {
        algorithm,
        size: problem.size.max(1),
        epsilon: request.epsilon,
        tries: request.tries,
        length: Some(order.len() as u64),
        window: None,
    };
    let progress = oracle.run().progress();
    progress.start("stream", order.len() as u64);
    let mut stream = Stream::new(oracle, plan, problem.limits.clone())?;
    let mut reported = f64::NEG_INFINITY;
    for e in order {
        oracle.run().check()?;
        stream.push(oracle, *e).await?;
        progress.advance(1);
        let improved = |best: &&Trail| best.len() > 0 && best.value() > reported;
        if let Some(best) = stream.known().filter(improved) {
            reported = best.value();
            oracle.remember(0, &best.indices, &best.gains, best.value(), false);
        }
    }
    let trail = stream.answer(oracle).await?;
    let stopped = if trail.len() >= problem.size { Stopped::Size } else { Stopped::Exhausted };
    let bounds = vec![None; task.sizes.len()];
    Ok(Outcome { trail, stopped, warnings: Vec::new(), bounds, facts: Facts::default() })
}
