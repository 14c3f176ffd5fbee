//! f of every subset, for exact checks of small instances.
use marginals_core::{BoxedState, Error, Objective, Result, Run};

/// Elements up to which all subsets are valued.
const MOST_ELEMENTS: usize = 22;

/// f(S) for every S, at the index whose bit e says whether element e is in S. 2ⁿ − 1 gains.
///
/// # Errors
/// [`Code::Limit`](marginals_core::Code::Limit) for more than 22 elements; whatever the objective reports.
pub fn all_values(objective: &dyn Objective, run: &Run) -> Result<Vec<f64>> {
    let size = objective.ground_size();
    if size > MOST_ELEMENTS {
        let expected = format!("a function of at most {MOST_ELEMENTS} elements");
        return Err(Error::limit("objective", expected, format!("{size} elements")));
    }
    let _charge = run.charge("all values", 8 << size)?;
    let mut values = run.filled("all values", 1 << size, 0.0)?;
    let mut states: Vec<BoxedState> = Vec::with_capacity(size + 1);
    for _ in 0..=size {
        states.push(objective.new_state(size, run)?);
    }
    values[0] = objective.value(&states[0]);
    run.progress().start("subsets", 1 << size);
    descend(objective, &mut states, 0, 0, &mut values, run)?;
    Ok(values)
}

/// Values every extension of `mask` by elements from `first` on; the recursion is as deep as the ground set.
fn descend(
    objective: &dyn Objective,
    states: &mut [BoxedState],
    mask: usize,
    first: usize,
    values: &mut [f64],
    run: &Run,
) -> Result<()> {
    run.check()?;
    let candidates: Vec<u32> = (first as u32..objective.ground_size() as u32).collect();
    let mut gains = vec![0.0; candidates.len()];
    let Some((here, deeper)) = states.split_first_mut() else { return Ok(()) };
    objective.gains(here, &candidates, run, &mut gains)?;
    for (e, gain) in candidates.iter().zip(gains) {
        values[mask | 1 << e] = values[mask] + gain;
    }
    run.progress().advance(candidates.len() as u64);
    for e in candidates.iter().copied().filter(|e| (*e as usize) + 1 < objective.ground_size()) {
        objective.copy_state(here, &mut deeper[0])?;
        objective.commit(&mut deeper[0], e, run)?;
        let extended = mask | 1 << e;
        values[extended] = objective.value(&deeper[0]);
        descend(objective, deeper, extended, e as usize + 1, values, run)?;
    }
    Ok(())
}
