//! f(S) = Σᵢ wᵢ · max_{j∈S} min(tᵢ, tⱼ) · sᵢⱼ²: the relevant tokens of all passages that are said in S.
//!
//! A weighted facility location whose benefits are made from the cosines while they are read. State: how many tokens
//! of each passage S says; a gain costs one pass over the passages, as does adding one.
use super::corpus::Cosines;
use marginals_core::{Evidence, Monotone, Plan, Result, Run, SetFunction, Shape, Structure};

/// f for one query.
#[derive(Clone, Debug)]
pub struct Coverage {
    cosines: Cosines,
    weights: Vec<f64>,
    tokens: Vec<f64>,
    largest: f64,
}

/// A set, and the tokens of every passage that it says.
#[derive(Clone, Debug)]
pub struct CoverageState {
    said: Vec<f64>,
    members: Vec<u32>,
    value: f64,
}

/// Candidates of one block of work.
const BLOCK: usize = 64;

/// Tokens of passage i that passage j says.
#[inline]
fn share(cosine: f32, tokens_i: f64, tokens_j: f64) -> f64 {
    let cosine = f64::from(cosine.max(0.0));
    tokens_i.min(tokens_j) * (cosine * cosine)
}

impl Coverage {
    /// Passages by their cosines, weights (at least 0) and tokens (at least 0).
    pub(super) fn new(cosines: Cosines, weights: Vec<f64>, tokens: Vec<f64>) -> Coverage {
        let largest = weights.iter().zip(&tokens).map(|(weight, tokens)| weight * tokens).sum();
        Coverage { cosines, weights, tokens, largest }
    }

    /// The share of passage `i` that passage `j` says, in [0, 1].
    pub(super) fn share_of(&self, i: usize, j: usize) -> f64 {
        let tokens = self.tokens[i];
        if tokens > 0.0 { share(self.cosines.row(j)[i], tokens, self.tokens[j]) / tokens } else { 0.0 }
    }

    /// The cosine of two passages.
    pub(super) fn cosine(&self, i: usize, j: usize) -> f64 {
        f64::from(self.cosines.row(j)[i])
    }

    fn gain(&self, said: &[f64], j: u32) -> f64 {
        let (row, tokens) = (self.cosines.row(j as usize), self.tokens[j as usize]);
        let mut lanes = [0.0f64; 4];
        let passages = row.iter().zip(&self.tokens).zip(said.iter().zip(&self.weights));
        for (at, ((cosine, own), (said, weight))) in passages.enumerate() {
            lanes[at % 4] += weight * (share(*cosine, *own, tokens) - said).max(0.0);
        }
        (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
    }
}

impl SetFunction for Coverage {
    type State = CoverageState;

    fn ground_size(&self) -> usize {
        self.tokens.len()
    }

    /// Submodular and increasing, as a sum of maxima with weights at least 0.
    fn structure(&self) -> Structure {
        Structure {
            shape: Shape::Submodular,
            monotone: Monotone::Increasing,
            evidence: Evidence::Proved,
            empty_value: 0.0,
            non_negative: true,
            symmetric: false,
        }
    }

    fn plan(&self, max_size: usize) -> Plan {
        Plan {
            state_bytes: 8 * self.tokens.len() as u64 + 4 * max_size as u64,
            scratch_bytes: 0,
            preferred_batch: 8,
            full_pass: self.tokens.len() as f64,
        }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<CoverageState> {
        Ok(CoverageState {
            said: run.filled("tokens said", self.tokens.len(), 0.0)?,
            members: run.reserved("the chosen passages", max_size)?,
            value: 0.0,
        })
    }

    fn copy_state(&self, from: &CoverageState, to: &mut CoverageState) -> Result<()> {
        to.clone_from(from);
        Ok(())
    }

    fn gains(&self, state: &mut CoverageState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        let said = &state.said;
        run.blocks_into(
            out,
            BLOCK,
            || (),
            |(), first, chunk| {
                for (gain, candidate) in chunk.iter_mut().zip(&candidates[first..]) {
                    *gain = self.gain(said, *candidate);
                }
                Ok(())
            },
        )
    }

    fn commit(&self, state: &mut CoverageState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        let gain = self.gain(&state.said, e);
        let tokens = self.tokens[e as usize];
        let row = self.cosines.row(e as usize);
        for ((said, cosine), own) in state.said.iter_mut().zip(row).zip(&self.tokens) {
            *said = said.max(share(*cosine, *own, tokens));
        }
        if !state.members.contains(&e) {
            state.members.push(e);
        }
        state.value += gain;
        Ok(gain)
    }

    /// From the best and the second best passage of each.
    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        out.fill(0.0);
        let mut value = 0.0;
        for i in 0..self.tokens.len() {
            if i % BLOCK == 0 {
                run.check()?;
            }
            let (mut best, mut second, mut by) = (0.0f64, 0.0f64, None);
            for j in 0..self.tokens.len() {
                let says = share(self.cosines.row(i)[j], self.tokens[i], self.tokens[j]);
                if says > best {
                    (second, best, by) = (best, says, Some(j));
                } else {
                    second = second.max(says);
                }
            }
            value += self.weights[i] * best;
            if let Some(by) = by {
                out[by] += self.weights[i] * (best - second);
            }
        }
        Ok(value)
    }

    fn members<'a>(&self, state: &'a CoverageState) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &CoverageState) -> f64 {
        state.value
    }

    fn gain_error(&self, _state: &CoverageState) -> f64 {
        (self.tokens.len() as f64 + 4.0) * f64::EPSILON * self.largest
    }
}

#[cfg(test)]
mod tests {
    use super::super::corpus::{Corpus, Vectors};
    use super::*;
    use crate::certificate::{CheckOptions, check_structure};

    fn random(seed: u64, size: usize) -> Coverage {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1;
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / (1u64 << 24) as f64
        };
        let rows: Vec<f64> = (0..size * 3).map(|_| next() * 2.0 - 0.7).collect();
        let run = Run::default();
        let tokens: Vec<f64> = (0..size).map(|_| (next() * 20.0).floor()).collect();
        let corpus =
            Corpus::new(Vectors::embeddings(&rows, 3, &run).unwrap(), None, tokens.clone(), &run).unwrap();
        let all: Vec<u32> = (0..size as u32).collect();
        let weights = (0..size).map(|_| (next() - 0.3).max(0.0)).collect();
        Coverage::new(corpus.cosines(&all, &run).unwrap(), weights, tokens)
    }

    fn naive(f: &Coverage, set: &[u32]) -> f64 {
        let mut total = 0.0;
        for i in 0..f.tokens.len() {
            let mut most = 0.0;
            for j in set {
                let cosine = f64::from(f.cosines.row(i)[*j as usize]);
                if cosine > 0.0 {
                    most = f64::max(most, f.tokens[i].min(f.tokens[*j as usize]) * cosine.powi(2));
                }
            }
            total += f.weights[i] * most;
        }
        total
    }

    #[test]
    fn a_gain_is_a_difference_of_values() {
        let run = Run::default();
        for seed in 0..200 {
            let f = random(seed, 9);
            let mut state = f.new_state(9, &run).unwrap();
            let mut set = Vec::new();
            for e in [4u32, 1, 7, 4, 0] {
                let mut gains = [0.0; 9];
                f.gains(&mut state, &[0, 1, 2, 3, 4, 5, 6, 7, 8], &run, &mut gains).unwrap();
                for (other, gain) in (0u32..).zip(gains) {
                    let larger = [&set[..], &[other]].concat();
                    assert!((gain - (naive(&f, &larger) - naive(&f, &set))).abs() < 1e-12);
                }
                assert_eq!(f.commit(&mut state, e, &run).unwrap().to_bits(), gains[e as usize].to_bits());
                set.push(e);
                assert!((f.value(&state) - naive(&f, &set)).abs() < 1e-12);
            }
            assert_eq!(f.members(&state), [4, 1, 7, 0]);
            assert_eq!(f.gain(&state.said, 4), 0.0, "what was chosen adds exactly nothing");
        }
    }

    #[test]
    fn the_structure_is_true() {
        for seed in 0..40 {
            let f = random(seed, 7);
            let found = check_structure(&f, &CheckOptions::default(), &Run::default()).unwrap();
            assert!(found.submodular.holds && found.exact, "{seed}");
            assert_eq!(found.monotone, Monotone::Increasing);
        }
    }

    #[test]
    fn last_gains_equal_the_definition() {
        let run = Run::default();
        for seed in 0..100 {
            let f = random(seed, 8);
            let mut last = [0.0; 8];
            let value = f.last_gains(&run, &mut last).unwrap();
            let all: Vec<u32> = (0..8).collect();
            assert!((value - naive(&f, &all)).abs() < 1e-12);
            for e in 0..8u32 {
                let rest: Vec<u32> = all.iter().copied().filter(|other| *other != e).collect();
                assert!((last[e as usize] - (value - naive(&f, &rest))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_same_bits_alone_in_a_batch_and_on_threads() {
        let f = random(3, 300);
        let all: Vec<u32> = (0..300).collect();
        let single = Run::default();
        let mut state = f.new_state(4, &single).unwrap();
        f.commit(&mut state, 5, &single).unwrap();
        let mut full = vec![0.0; 300];
        f.gains(&mut state, &all, &single, &mut full).unwrap();
        for threads in [2, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let run = Run::default().with_pool(std::sync::Arc::new(pool), threads);
            let mut again = vec![0.0; 300];
            f.gains(&mut state, &all, &run, &mut again).unwrap();
            assert_eq!(full, again);
        }
        for e in all {
            let mut alone = [0.0];
            f.gains(&mut state, &[e], &single, &mut alone).unwrap();
            assert_eq!(alone[0].to_bits(), full[e as usize].to_bits());
        }
    }
}
