//! The best split of V in two under a symmetric submodular function, exactly, in O(n³) evaluations.
//!
//! In the order that starts anywhere and always appends the element u with the least h(W + u) − h(u), the last
//! two elements t, u form a pendant pair: h({u}) is least among the sets that separate them. So {u} is a
//! candidate, t and u are merged, and n − 1 such phases have seen the best split (M. Queyranne, 1998,
//! "Minimizing symmetric submodular functions"). The answer is the smaller side (the side of element 0 when
//! both are equal).
//!
//! The oracle maximises, so h = −f: minimising a symmetric submodular function, or maximising a symmetric
//! supermodular one. Without that structure the answer is a heuristic and says so.
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use crate::oracle::{Oracle, Set};
use marginals_core::{Result, Stopped};

pub(super) async fn queyranne(task: &Task<'_>) -> Result<Outcome> {
    let oracle = task.oracle;
    let ground = task.problem.ground;
    let progress = oracle.run().progress();
    progress.start("split", ground as u64 - 1);
    let mut groups: Vec<Vec<u32>> = (0..ground as u32).map(|e| vec![e]).collect();
    let mut alone = singles(oracle, ground).await?;
    let mut best: Option<(f64, Vec<u32>)> = None;
    while groups.len() > 1 {
        let (before_last, last) = pendant_pair(oracle, &groups, &alone, ground).await?;
        if best.as_ref().is_none_or(|(value, _)| alone[last] > *value) {
            best = Some((alone[last], groups[last].clone()));
        }
        // The higher place goes, so the other keeps its index.
        let (kept, gone) = (before_last.min(last), before_last.max(last));
        let moved = groups.remove(gone);
        alone.remove(gone);
        groups[kept].extend(moved);
        groups[kept].sort_unstable();
        if groups.len() > 1 {
            let (merged, _) = oracle.build(&groups[kept], ground).await?;
            alone[kept] = oracle.value(&merged);
        }
        progress.advance(1);
    }
    let side = best.map_or_else(Vec::new, |(_, side)| side);
    let growth = Growth::from(task, &smaller_side(side, ground)).await?;
    let value = growth.trail.value();
    let structure = oracle.structure();
    let proved = structure.shape.is_supermodular() && structure.symmetric;
    let mut outcome = Outcome {
        trail: growth.trail,
        stopped: Stopped::Exhausted,
        warnings: Vec::new(),
        bounds: vec![proved.then_some(value); task.sizes.len()],
        facts: Default::default(),
    };
    if !proved {
        let note =
            "the function is not known to be symmetric with the right curvature: the split is a heuristic";
        outcome.warnings.push(note.into());
    }
    Ok(outcome)
}

/// Value of every single element.
async fn singles(oracle: &Oracle, ground: usize) -> Result<Vec<f64>> {
    let mut empty = oracle.empty_set(1)?;
    let everything: Vec<u32> = (0..ground as u32).collect();
    let mut values = oracle.run().filled("single values", ground, 0.0)?;
    oracle.gains(&mut empty, &everything, &mut values).await?;
    let base = oracle.value(&empty);
    values.iter_mut().for_each(|value| *value += base);
    Ok(values)
}

/// Places of the last two groups of the order.
async fn pendant_pair(
    oracle: &Oracle,
    groups: &[Vec<u32>],
    alone: &[f64],
    ground: usize,
) -> Result<(usize, usize)> {
    let (mut grown, _) = oracle.build(&groups[0], ground).await?;
    let mut trial = oracle.empty_set(ground)?;
    let mut waiting: Vec<usize> = (1..groups.len()).collect();
    let mut last = (0, 0);
    while !waiting.is_empty() {
        oracle.run().check()?;
        let values = joined(oracle, &mut grown, &mut trial, groups, &waiting).await?;
        // Maximising f(W + u) − f(u) is minimising h(W + u) − h(u).
        let mut best = 0;
        for (at, place) in waiting.iter().enumerate() {
            if values[at] - alone[*place] > values[best] - alone[waiting[best]] {
                best = at;
            }
        }
        last = (last.1, waiting.remove(best));
        for e in &groups[last.1] {
            oracle.commit(&mut grown, *e, None).await?;
        }
    }
    Ok(last)
}

/// f(W + group) for every waiting group: single elements in one batch, merged groups one by one.
async fn joined(
    oracle: &Oracle,
    grown: &mut Set,
    trial: &mut Set,
    groups: &[Vec<u32>],
    waiting: &[usize],
) -> Result<Vec<f64>> {
    let base = oracle.value(grown);
    let mut values = vec![0.0; waiting.len()];
    let single = |at: &usize| groups[waiting[*at]].len() == 1;
    let places: Vec<usize> = (0..waiting.len()).filter(single).collect();
    let candidates: Vec<u32> = places.iter().map(|at| groups[waiting[*at]][0]).collect();
    let mut gains = vec![0.0; candidates.len()];
    oracle.gains(grown, &candidates, &mut gains).await?;
    for (at, gain) in places.iter().zip(gains) {
        values[*at] = base + gain;
    }
    for at in (0..waiting.len()).filter(|at| !single(at)) {
        oracle.copy(grown, trial)?;
        for e in &groups[waiting[at]] {
            oracle.commit(trial, *e, None).await?;
        }
        values[at] = oracle.value(trial);
    }
    Ok(values)
}

fn smaller_side(mut side: Vec<u32>, ground: usize) -> Vec<u32> {
    side.sort_unstable();
    let other: Vec<u32> = (0..ground as u32).filter(|e| side.binary_search(e).is_err()).collect();
    let smaller = other.len() < side.len() || (other.len() == side.len() && other.first() == Some(&0));
    if smaller { other } else { side }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_is_named_by_its_smaller_side() {
        assert_eq!(smaller_side(vec![3, 1, 0], 4), [2]);
        assert_eq!(smaller_side(vec![2, 3], 4), [0, 1]);
        assert_eq!(smaller_side(vec![1], 4), [1]);
    }
}
