//! A uniformly random feasible set: the baseline every optimizer has to beat.
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use marginals_core::random::{shuffle, stream};
use marginals_core::{Result, Stopped};

pub(super) async fn random_subset(task: &Task<'_>) -> Result<Outcome> {
    let mut growth = Growth::start(task).await?;
    let mut order = growth.live();
    shuffle(&mut stream(task.oracle.run().seed(), "random", 0), &mut order);
    for e in order {
        if growth.is_complete().is_some() {
            break;
        }
        if growth.admits(e) {
            growth.add(e, None).await?;
        }
    }
    let stopped = growth.is_complete().unwrap_or(Stopped::Exhausted);
    Outcome::of(growth, stopped, task).await
}
