//! Differences of submodular functions: minimise f − g by modular bounds that touch at the present set.
//!
//! At S, f is replaced by a modular function from above, g by one from below, both exact at S; the minimiser
//! of the modular difference cannot be worse than S. Two upper bounds are tried,
//! Σ_{j∈Y∖S} f(j|∅) − Σ_{j∈S∖Y} f(j|S−j) and Σ_{j∈Y∖S} f(j|S) − Σ_{j∈S∖Y} f(j|V−j), with lower bounds from
//! several orders that begin with S (R. Iyer, J. Bilmes, 2012, "Algorithms for approximate minimization of
//! the difference between submodular functions, with applications"; the scheme is that of M. Narasimhan,
//! J. Bilmes, 2005, "A submodular-supermodular procedure with applications to discriminative structure
//! learning"). Every set function is such a difference, and every accepted step lowers the true value; the
//! answer is a local minimum, then polished by swaps. Nothing is promised about the optimum.
use super::growth::Growth;
use super::local_search::local_search;
use super::outcome::{Outcome, Task};
use crate::algorithm::Algorithm;
use crate::function::Difference;
use crate::oracle::Oracle;
use crate::request::{Problem, Request, Sense};
use crate::session::drive;
use marginals_core::random::{shuffle, stream};
use marginals_core::{Error, Objective, Result, Run, Selection};
use std::sync::Arc;

/// Orders of the elements tried for the lower bound of g at one set, besides the two fixed ones.
const SHUFFLES: u64 = 4;

/// The smallest f − g that majorise–minimise finds for `request` (whose sense is ignored: it is minimised).
///
/// # Errors
/// Arguments that do not fit together, a partition (not supported here), and whatever the functions report.
pub fn minimize_difference(
    f: Arc<dyn Objective>,
    g: Arc<dyn Objective>,
    request: &Request,
    run: &Run,
) -> Result<Selection> {
    if f.ground_size() != g.ground_size() {
        let expected = format!("a function of {} elements, as the first", f.ground_size());
        return Err(Error::shape("subtracted", expected, format!("{} elements", g.ground_size())));
    }
    if !request.constraints.is_empty() {
        let expected = "absent: a difference is minimised over sets of limited size only";
        return Err(Error::unsupported("constraints", expected, format!("{}", request.constraints.len())));
    }
    let request =
        Request { sense: Sense::Minimize, algorithm: Algorithm::MajorizeMinimize, ..request.clone() };
    let problem = Problem::new(&request, f.ground_size())?;
    let difference: Arc<dyn Objective> = Arc::new(Difference::new(Arc::clone(&f), Arc::clone(&g))?);
    let oracle = Arc::new(Oracle::native(difference, Sense::Minimize, request.max_evaluations, run));
    let above = Oracle::native(f, Sense::Maximize, request.max_evaluations, run);
    let below = Oracle::native(g, Sense::Maximize, request.max_evaluations, run);
    let solving = Arc::clone(&oracle);
    drive(&oracle, &request, async move {
        let task = Task { oracle: &solving, problem: &problem, sizes: &[problem.size] };
        let outcome = descend(&task, &above, &below).await?;
        let mut selection = outcome.selection(Algorithm::MajorizeMinimize, &task, 0);
        selection.evaluations += above.evaluations() + below.evaluations();
        Ok(selection)
    })
}

async fn descend(task: &Task<'_>, above: &Oracle, below: &Oracle) -> Result<Outcome> {
    let problem = task.problem;
    // From the given set, or from the swap optimum of the plain greedy; always without the certificate.
    let quiet = Request { certificate: false, ..problem.request.clone() };
    let quiet = Problem::new(&quiet, problem.ground)?;
    let start = local_search(&Task { problem: &quiet, ..*task }).await?.trail.indices;
    let mut growth = Growth::from(task, &start).await?;
    let mut rounds = 0u64;
    loop {
        let Some(members) = best_step(task, &growth, above, below).await? else { break };
        growth = Growth::from(task, &members).await?;
        rounds += 1;
        if rounds >= 1_000 + 10 * problem.ground as u64 {
            break;
        }
    }
    let (found, reached) = (growth.trail.indices.clone(), growth.trail.value());
    let polished = Request { initial: found.clone(), ..problem.request.clone() };
    let polished = Problem::new(&polished, problem.ground)?;
    let mut outcome = local_search(&Task { problem: &polished, ..*task }).await?;
    // From an empty set the search starts anew and may end elsewhere.
    if outcome.trail.value() < reached {
        let growth = Growth::from(task, &found).await?;
        outcome = Outcome::of(growth, marginals_core::Stopped::NoGain, task).await?;
    }
    if !(above.structure().shape.is_submodular() && below.structure().shape.is_submodular()) {
        let note = "one of the two functions is not known to be submodular: the steps are a heuristic";
        outcome.warnings.push(note.into());
    }
    Ok(outcome)
}

/// The best set any pair of modular bounds proposes, if it is better than the present one.
async fn best_step(
    task: &Task<'_>,
    growth: &Growth<'_>,
    above: &Oracle,
    below: &Oracle,
) -> Result<Option<Vec<u32>>> {
    let problem = task.problem;
    let upper = upper_bounds(task, &growth.trail.indices, above).await?;
    let mut best: Option<(f64, Vec<u32>)> = None;
    let enough = 4.0 * task.oracle.gain_error(&growth.set) + 1e-12 * growth.trail.value().abs();
    for trial in 0..2 + SHUFFLES {
        let order = order(task, &growth.trail.indices, trial);
        let (_, chain) = below.build(&order, problem.ground).await?;
        let mut lower = vec![0.0; problem.ground];
        order.iter().zip(chain).for_each(|(e, gain)| lower[*e as usize] = gain);
        for upper in &upper {
            let mut weights: Vec<(f64, u32)> =
                problem.allowed.iter().map(|e| (upper[*e as usize] - lower[*e as usize], *e)).collect();
            weights.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let wanted =
                weights.iter().take(problem.size).filter(|(weight, _)| problem.exact() || *weight < 0.0);
            let mut members: Vec<u32> = wanted.map(|(_, e)| *e).collect();
            members.sort_unstable();
            let (set, _) = task.oracle.build(&members, problem.size).await?;
            // The oracle maximises g − f.
            let value = task.oracle.value(&set);
            let floor = best.as_ref().map_or(growth.trail.value() + enough, |(value, _)| *value);
            if value > floor {
                best = Some((value, members));
            }
        }
    }
    Ok(best.map(|(_, members)| members))
}

/// The two modular upper bounds of f at S, as weights of the elements.
async fn upper_bounds(task: &Task<'_>, members: &[u32], above: &Oracle) -> Result<[Vec<f64>; 2]> {
    let ground = task.problem.ground;
    let everything: Vec<u32> = (0..ground as u32).collect();
    let (mut at_empty, mut at_set) = (vec![0.0; ground], vec![0.0; ground]);
    above.gains(&mut above.empty_set(1)?, &everything, &mut at_empty).await?;
    let (mut set, _) = above.build(members, ground).await?;
    above.gains(&mut set, &everything, &mut at_set).await?;
    let last = above.last_gains().await?;
    let mut trial = above.empty_set(ground)?;
    for e in members {
        above.copy(&set, &mut trial)?;
        at_empty[*e as usize] = 0.0 - above.retract(&mut trial, *e).await?;
        at_set[*e as usize] = last.gains[*e as usize];
    }
    Ok([at_empty, at_set])
}

/// An order of the ground set that begins with `members`: as chosen, backwards, or shuffled.
fn order(task: &Task<'_>, members: &[u32], trial: u64) -> Vec<u32> {
    let mut inside = members.to_vec();
    let mut outside: Vec<u32> = (0..task.problem.ground as u32).filter(|e| !members.contains(e)).collect();
    match trial {
        0 => {}
        1 => {
            inside.reverse();
            outside.reverse();
        }
        _ => {
            let mut generator = stream(task.oracle.run().seed(), "majorize-minimize", trial);
            shuffle(&mut generator, &mut inside);
            shuffle(&mut generator, &mut outside);
        }
    }
    inside.extend(outside);
    inside
}
