//! Curvature and submodularity ratios: how far from modular, how far from submodular.
//!
//! For monotone f, with L and S disjoint, 1 ≤ |S| ≤ k:
//! - submodularity ratio γ = min Σ_{e∈S} f(e|L) / f(S|L) (A. Das, D. Kempe, 2011), 1 or more iff submodular;
//! - supermodularity ratio η = min f(S|L) / Σ_{e∈S} f(e|L) (of batch size k), 1 or more iff supermodular;
//! - curvature κ = 1 − min_e f(e|V−e)/f(e|∅), supermodular curvature κ^g = 1 − min_e f(e|∅)/f(e|V−e).
//!
//! Up to 12 elements all 3ⁿ pairs (L, S) are looked at. Beyond, random pairs: what is then reported is the
//! least ratio met, an upper bound on the true one, with the share of pairs that may lie below it.
use super::all_values;
use super::cuts::Curvatures;
use marginals_core::random::{below, shuffle, stream};
use marginals_core::{Error, Objective, Result, Run};

/// Elements up to which ratios are exact.
const EXACT_UP_TO: usize = 12;

/// A ratio, with where it was least.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratio {
    /// The least ratio: the true one when exact, else an upper bound on it.
    pub value: f64,
    /// L of the least ratio.
    pub base: Vec<u32>,
    /// S of the least ratio.
    pub added: Vec<u32>,
}

/// What is known about an instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratios {
    /// γ for sets of at most k elements.
    pub submodularity: Ratio,
    /// η for sets of at most k elements.
    pub supermodularity: Ratio,
    /// κ.
    pub curvature: f64,
    /// κ^g.
    pub supermodular_curvature: f64,
    /// Whether all pairs were looked at.
    pub exact: bool,
    /// Pairs looked at.
    pub pairs: u64,
    /// With confidence 95 %, the share of pairs with a ratio below the reported one; 0 when exact.
    pub undetected_share: f64,
}

struct Least {
    submodularity: Ratio,
    supermodularity: Ratio,
    pairs: u64,
}

impl Least {
    fn new() -> Least {
        let one = Ratio { value: 1.0, base: Vec::new(), added: Vec::new() };
        Least { submodularity: one.clone(), supermodularity: one, pairs: 0 }
    }

    /// Compares the sum of single gains with the joint gain; ratios of two zeros say nothing.
    fn meet(&mut self, singles: f64, joint: f64, sets: impl Fn() -> (Vec<u32>, Vec<u32>)) {
        self.pairs += 1;
        let lower = |ratio: &mut Ratio, value: f64| {
            if value < ratio.value {
                let (base, added) = sets();
                *ratio = Ratio { value, base, added };
            }
        };
        if joint > 0.0 {
            lower(&mut self.submodularity, singles / joint);
        }
        if singles > 0.0 {
            lower(&mut self.supermodularity, joint / singles);
        }
    }
}

/// Ratios of `objective` for sets of at most `size` elements; `samples` pairs when it has more than 12.
///
/// # Errors
/// `size` out of range, the run was cancelled, or whatever the objective reports.
pub fn ratios(objective: &dyn Objective, size: usize, samples: u64, run: &Run) -> Result<Ratios> {
    let ground = objective.ground_size();
    if size == 0 || size > ground {
        let expected = format!("an integer in 1..={ground} (elements of the ground set)");
        return Err(Error::range("size", expected, size));
    }
    let exact = ground <= EXACT_UP_TO;
    let least =
        if exact { all_pairs(objective, size, run)? } else { some_pairs(objective, size, samples, run)? };
    let mut last = run.filled("last gains", ground, 0.0)?;
    objective.last_gains(run, &mut last)?;
    let everything: Vec<u32> = (0..ground as u32).collect();
    let mut first = run.filled("gains", ground, 0.0)?;
    objective.gains(&mut objective.new_state(1, run)?, &everything, run, &mut first)?;
    let singles: Vec<(u32, f64)> = everything.iter().copied().zip(first).collect();
    let curvatures = Curvatures::of(&singles, &last);
    Ok(Ratios {
        curvature: curvatures.submodular.unwrap_or(0.0),
        supermodular_curvature: curvatures.supermodular.unwrap_or(0.0),
        exact,
        pairs: least.pairs,
        undetected_share: if exact { 0.0 } else { 1.0 - 0.05f64.powf(1.0 / least.pairs.max(1) as f64) },
        submodularity: least.submodularity,
        supermodularity: least.supermodularity,
    })
}

fn members(mask: usize) -> Vec<u32> {
    (0..usize::BITS).filter(|e| mask >> e & 1 == 1).collect()
}

fn all_pairs(objective: &dyn Objective, size: usize, run: &Run) -> Result<Least> {
    let values = all_values(objective, run)?;
    let mut least = Least::new();
    for base in 0..values.len() {
        run.check()?;
        let free = values.len() - 1 - base;
        let mut added = free;
        // Every non-empty subset of what is outside the base.
        while added > 0 {
            if added.count_ones() as usize <= size {
                let joint = values[base | added] - values[base];
                let singles = members(added).iter().map(|e| values[base | 1 << e] - values[base]).sum();
                least.meet(singles, joint, || (members(base), members(added)));
            }
            added = (added - 1) & free;
        }
    }
    Ok(least)
}

fn some_pairs(objective: &dyn Objective, size: usize, samples: u64, run: &Run) -> Result<Least> {
    let ground = objective.ground_size();
    let mut least = Least::new();
    run.progress().start("ratios", samples);
    for sample in 0..samples {
        run.check()?;
        let mut generator = stream(run.seed(), "ratios", sample);
        let mut order: Vec<u32> = (0..ground as u32).collect();
        shuffle(&mut generator, &mut order);
        let count = 1 + below(&mut generator, size as u64) as usize;
        let kept = below(&mut generator, (ground - count) as u64 + 1) as usize;
        let (added, rest) = order.split_at(count);
        let mut set = objective.new_state(ground, run)?;
        for e in &rest[..kept] {
            objective.commit(&mut set, *e, run)?;
        }
        let mut gains = vec![0.0; count];
        objective.gains(&mut set, added, run, &mut gains)?;
        let before = objective.value(&set);
        for e in added {
            objective.commit(&mut set, *e, run)?;
        }
        let joint = objective.value(&set) - before;
        least.meet(gains.iter().sum(), joint, || (rest[..kept].to_vec(), added.to_vec()));
        run.progress().advance(1);
    }
    Ok(least)
}
