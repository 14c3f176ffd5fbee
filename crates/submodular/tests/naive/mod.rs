//! Functions given by the list of their values, random instances of known structure, and brute force.
#![allow(dead_code, unused_imports)]
mod failing;
pub mod laws;
pub use failing::Failing;

pub mod limits;

use marginals_core::random::{ChaCha8Rng, below, stream, uniform};
use marginals_core::{
    Bound, Evidence, Monotone, Multilinear, Plan, Result, Run, SetFunction, Shape, Structure,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A function whose value at every subset is listed.
pub struct Listed {
    pub size: usize,
    pub values: Vec<f64>,
    pub structure: Structure,
    /// Candidates asked for in all.
    pub asked: AtomicU64,
    /// Candidates per batch the plan prefers, and what a full pass costs.
    pub batch: (usize, f64),
    /// Whether bounds from the part of `bounding` are given in place of stale gains.
    pub bounding: Option<(Vec<f64>, Vec<f64>)>,
    /// Whether stale gains are written out as bounds of the function's own.
    pub writes_bounds: bool,
    /// Whether the multilinear extension is given, as the sum over all subsets.
    pub extends: bool,
}

#[derive(Clone, Default)]
pub struct Members {
    order: Vec<u32>,
    mask: usize,
}

impl Listed {
    pub fn new(values: Vec<f64>, structure: Structure) -> Listed {
        let size = values.len().trailing_zeros() as usize;
        let structure = Structure { empty_value: values[0], ..structure };
        Listed {
            size,
            values,
            structure,
            asked: AtomicU64::new(0),
            batch: (1, size as f64),
            bounding: None,
            writes_bounds: false,
            extends: false,
        }
    }

    pub fn shared(self) -> Arc<Listed> {
        Arc::new(self)
    }

    pub fn value_of(&self, members: &[u32]) -> f64 {
        self.values[members.iter().fold(0, |mask, e| mask | 1usize << e)]
    }

    pub fn scale(&self) -> f64 {
        self.values.iter().fold(0.0, |scale: f64, value| scale.max(value.abs()))
    }
}

impl SetFunction for Listed {
    type State = Members;

    fn ground_size(&self) -> usize {
        self.size
    }

    fn structure(&self) -> Structure {
        self.structure
    }

    fn plan(&self, _max_size: usize) -> Plan {
        let (preferred_batch, full_pass) = self.batch;
        Plan { state_bytes: 16, scratch_bytes: 0, preferred_batch, full_pass }
    }

    fn new_state(&self, _max_size: usize, _run: &Run) -> Result<Members> {
        Ok(Members::default())
    }

    fn copy_state(&self, from: &Members, to: &mut Members) -> Result<()> {
        to.clone_from(from);
        Ok(())
    }

    fn gains(&self, state: &mut Members, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        run.check()?;
        self.asked.fetch_add(candidates.len() as u64, Ordering::Relaxed);
        for (e, gain) in candidates.iter().zip(out) {
            *gain = self.values[state.mask | 1 << e] - self.values[state.mask];
        }
        Ok(())
    }

    fn commit(&self, state: &mut Members, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        let before = self.values[state.mask];
        state.mask |= 1 << e;
        state.order.push(e);
        Ok(self.values[state.mask] - before)
    }

    fn retract(&self, state: &mut Members, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        let before = self.values[state.mask];
        state.mask &= !(1 << e);
        state.order.retain(|member| *member != e);
        Ok(self.values[state.mask] - before)
    }

    fn members<'a>(&self, state: &'a Members) -> &'a [u32] {
        &state.order
    }

    fn value(&self, state: &Members) -> f64 {
        self.values[state.mask]
    }

    fn gain_error(&self, _state: &Members) -> f64 {
        4.0 * f64::EPSILON * self.scale()
    }

    fn multilinear<'a>(&'a self, _run: &Run) -> Result<Option<Box<dyn Multilinear + 'a>>> {
        let point = vec![0.0; self.size];
        Ok(self
            .extends
            .then(|| Box::new(Expectation { values: &self.values, point }) as Box<dyn Multilinear>))
    }

    fn upper_bounds(
        &self,
        state: &mut Members,
        candidates: &[u32],
        stale: &[f64],
        _run: &Run,
        out: &mut [f64],
    ) -> Result<Bound> {
        if let Some((above, below)) = &self.bounding {
            // f = above − below with above submodular: its gain at the empty set bounds it from above, the
            // other part is known exactly.
            for (e, bound) in candidates.iter().zip(out) {
                let part = below[state.mask | 1 << e] - below[state.mask];
                *bound = above[1 << e] - above[0] - part;
            }
            return Ok(Bound::Upper);
        }
        if !self.structure.shape.is_submodular() {
            return Ok(Bound::None);
        }
        if self.writes_bounds {
            out.copy_from_slice(stale);
            return Ok(Bound::Upper);
        }
        Ok(Bound::Stale)
    }
}

/// E f(R), term by term.
pub struct Expectation<'a> {
    pub values: &'a [f64],
    pub point: Vec<f64>,
}

impl Expectation<'_> {
    fn at(&self, e: usize, x: f64) -> f64 {
        let chance = |mask: usize| {
            let of = |at: usize| if at == e { x } else { self.point[at] };
            (0..self.point.len())
                .map(|at| if mask >> at & 1 == 1 { of(at) } else { 1.0 - of(at) })
                .product::<f64>()
        };
        (0..self.values.len()).map(|mask| chance(mask) * self.values[mask]).sum()
    }
}

impl Multilinear for Expectation<'_> {
    fn value(&self) -> f64 {
        self.at(0, self.point[0])
    }

    fn derivatives(&mut self, candidates: &[u32], _run: &Run, out: &mut [f64]) -> Result<()> {
        for (e, out) in candidates.iter().zip(out) {
            *out = self.at(*e as usize, 1.0) - self.at(*e as usize, 0.0);
        }
        Ok(())
    }

    fn set(&mut self, e: u32, to: f64, _run: &Run) -> Result<()> {
        self.point[e as usize] = to;
        Ok(())
    }
}

/// Values of every subset.
pub fn list(size: usize, value: impl Fn(&[u32]) -> f64) -> Vec<f64> {
    (0..1usize << size).map(|mask| value(&members(mask))).collect()
}

pub fn members(mask: usize) -> Vec<u32> {
    (0..usize::BITS).filter(|e| mask >> e & 1 == 1).collect()
}

pub fn shaped(shape: Shape, monotone: Monotone, non_negative: bool) -> Structure {
    Structure { shape, monotone, evidence: Evidence::Proved, non_negative, ..Structure::unknown(0.0) }
}

/// Weighted coverage with small integer weights, so that ties are common and sums exact.
pub fn coverage(random: &mut ChaCha8Rng, size: usize) -> Listed {
    let weights: Vec<f64> = (0..size + 2).map(|_| 1.0 + below(random, 3) as f64).collect();
    let sets: Vec<Vec<bool>> =
        (0..size).map(|_| weights.iter().map(|_| uniform(random) < 0.3).collect()).collect();
    let value = |chosen: &[u32]| {
        let covered = |item: &usize| chosen.iter().any(|e| sets[*e as usize][*item]);
        (0..weights.len()).filter(covered).map(|item| weights[item]).sum()
    };
    Listed::new(list(size, value), shaped(Shape::Submodular, Monotone::Increasing, true))
}

/// A weighted graph cut: symmetric, not monotone.
pub fn cut(random: &mut ChaCha8Rng, size: usize) -> Listed {
    let weights = pairs(random, size);
    cut_of(size, &weights)
}

fn cut_of(size: usize, weights: &[(usize, usize, f64)]) -> Listed {
    let value = |chosen: &[u32]| {
        let inside = |e: usize| chosen.contains(&(e as u32));
        let mut total = 0.0;
        for (a, b, weight) in weights {
            total += if inside(*a) != inside(*b) { *weight } else { 0.0 };
        }
        total
    };
    let structure = shaped(Shape::Submodular, Monotone::No, true);
    Listed::new(list(size, value), Structure { symmetric: true, ..structure })
}

/// The cut of a sparse graph with heavy clusters: its least cuts are seldom single elements.
pub fn clustered_cut(random: &mut ChaCha8Rng, size: usize) -> Listed {
    let clusters = 2 + below(random, 2) as usize;
    let cluster: Vec<usize> = (0..size).map(|_| below(random, clusters as u64) as usize).collect();
    let mut weights = Vec::new();
    for a in 0..size {
        for b in a + 1..size {
            let scale = if cluster[a] == cluster[b] { 1.0 } else { 0.15 };
            if uniform(random) < 0.7 {
                weights.push((a, b, scale * (0.2 + uniform(random))));
            }
        }
    }
    cut_of(size, &weights)
}

/// The cut of a sparse graph whose weights differ by orders of magnitude.
pub fn skewed_cut(random: &mut ChaCha8Rng, size: usize) -> Listed {
    let mut weights = Vec::new();
    for a in 0..size {
        for b in a + 1..size {
            if uniform(random) < 0.5 {
                weights.push((a, b, (6.0 * uniform(random) - 3.0).exp()));
            }
        }
    }
    cut_of(size, &weights)
}

fn pairs(random: &mut ChaCha8Rng, size: usize) -> Vec<(usize, usize, f64)> {
    let mut weights = Vec::new();
    for a in 0..size {
        for b in a + 1..size {
            if uniform(random) < 0.6 {
                weights.push((a, b, uniform(random)));
            }
        }
    }
    weights
}

/// Square roots of sums less a modular cost: submodular, of any sign and direction.
pub fn concave(random: &mut ChaCha8Rng, size: usize) -> Listed {
    let rows: Vec<Vec<f64>> = (0..3).map(|_| (0..size).map(|_| uniform(random)).collect()).collect();
    let price = uniform(random) * 0.8;
    let cost: Vec<f64> = (0..size).map(|_| price * (1.4 * uniform(random) - 0.4)).collect();
    let value = |chosen: &[u32]| {
        let root = |row: &Vec<f64>| chosen.iter().map(|e| row[*e as usize]).sum::<f64>().sqrt();
        rows.iter().map(root).sum::<f64>() - chosen.iter().map(|e| cost[*e as usize]).sum::<f64>()
    };
    Listed::new(list(size, value), shaped(Shape::Submodular, Monotone::No, false))
}

/// Squares of sums: supermodular and monotone.
pub fn convex(random: &mut ChaCha8Rng, size: usize) -> Listed {
    let weights: Vec<f64> = (0..size).map(|_| uniform(random)).collect();
    let weights = &weights;
    let slope = uniform(random);
    let value = |chosen: &[u32]| {
        let total: f64 = chosen.iter().map(|e| weights[*e as usize]).sum();
        total * total + slope * total
    };
    Listed::new(list(size, value), shaped(Shape::Supermodular, Monotone::Increasing, true))
}

/// Independent values: no structure at all.
pub fn arbitrary(random: &mut ChaCha8Rng, size: usize) -> Listed {
    let values = (0..1 << size).map(|_| 2.0 * uniform(random) - 1.0).collect();
    Listed::new(values, Structure::unknown(0.0))
}

/// Weights of either sign.
pub fn modular(random: &mut ChaCha8Rng, size: usize) -> Listed {
    let weights: Vec<f64> = (0..size).map(|_| below(random, 9) as f64 - 4.0).collect();
    let value = |chosen: &[u32]| chosen.iter().map(|e| weights[*e as usize]).sum();
    Listed::new(list(size, value), shaped(Shape::Modular, Monotone::No, false))
}

/// One instance of each family.
pub fn families(seed: u64, size: usize) -> Vec<Listed> {
    let mut random = stream(seed, "instances", 0);
    vec![
        coverage(&mut random, size),
        cut(&mut random, size),
        concave(&mut random, size),
        convex(&mut random, size),
        arbitrary(&mut random, size),
        modular(&mut random, size),
    ]
}

/// −f of a listed function.
pub fn negated(function: &Listed) -> Listed {
    Listed::new(function.values.iter().map(|value| 0.0 - value).collect(), function.structure.negated())
}

/// The best feasible value and the set that has it: fewest elements, then lexicographically first.
pub fn best(function: &Listed, maximize: bool, feasible: impl Fn(&[u32]) -> bool) -> Option<(f64, Vec<u32>)> {
    let mut sets: Vec<Vec<u32>> =
        (0..function.values.len()).map(members).filter(|set| feasible(set)).collect();
    sets.sort_by_key(|set| (set.len(), set.clone()));
    let mut best: Option<(f64, Vec<u32>)> = None;
    for set in sets {
        let value = function.value_of(&set);
        let better = |other: &f64| if maximize { value > *other } else { value < *other };
        if best.as_ref().is_none_or(|(other, _)| better(other)) {
            best = Some((value, set));
        }
    }
    best
}

/// Greedy as its definition says, without any of the machinery.
pub fn plain_greedy(function: &Listed, size: usize, forced: bool) -> Vec<u32> {
    let mut chosen: Vec<u32> = Vec::new();
    while chosen.len() < size {
        let mut pick: Option<(f64, u32)> = None;
        for e in (0..function.size as u32).filter(|e| !chosen.contains(e)) {
            let mut extended = chosen.clone();
            extended.push(e);
            let gain = function.value_of(&extended) - function.value_of(&chosen);
            if pick.is_none_or(|(best, _)| gain > best) {
                pick = Some((gain, e));
            }
        }
        match pick {
            Some((gain, e)) if forced || gain > 4.0 * f64::EPSILON * function.scale() => chosen.push(e),
            _ => break,
        }
    }
    chosen
}

/// Distorted greedy as its paper says, with costs below 0 raised to 0.
pub fn plain_distorted(function: &Listed, size: usize) -> Vec<u32> {
    let full: Vec<u32> = (0..function.size as u32).collect();
    let without = |e: u32| full.iter().copied().filter(|other| *other != e).collect::<Vec<u32>>();
    let cost = |e: u32| (function.value_of(&without(e)) - function.value_of(&full)).max(0.0);
    let mut chosen: Vec<u32> = Vec::new();
    for step in 0..size {
        let discount = (1.0 - 1.0 / size as f64).powi((size - 1 - step) as i32);
        let mut pick: Option<(f64, u32)> = None;
        for e in full.iter().copied().filter(|e| !chosen.contains(e)) {
            let mut extended = chosen.clone();
            extended.push(e);
            let gain = function.value_of(&extended) - function.value_of(&chosen);
            let key = discount * (gain + cost(e)) - cost(e);
            if pick.is_none_or(|(best, _)| key > best) {
                pick = Some((key, e));
            }
        }
        if let Some((_, e)) = pick.filter(|(key, _)| *key > 4.0 * f64::EPSILON * function.scale()) {
            chosen.push(e);
        }
    }
    chosen
}
