//! F(x) = E f(R(x)) at a point that climbs in steps of 1/T: exact where the function knows it, sampled elsewhere.
//!
//! Sampled: m sets R_s hold e once x_e passes a threshold drawn for (s, e), so they grow with x and every estimate
//! uses the same draws. ∂F/∂x_e is the mean gain of e over the sets that lack it: whether a set holds e says nothing
//! about its other elements, so the mean is unbiased.
use super::Task;
use crate::oracle::{Oracle, Set};
use marginals_core::random::{stream, uniform};
use marginals_core::sum::Sum;
use marginals_core::{Multilinear, Result};

pub(super) struct Extension<'a> {
    oracle: &'a Oracle,
    /// x_e · T.
    parts: Vec<u32>,
    steps: u32,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Exact(Box<dyn Multilinear + 'a>),
    Sampled(Vec<Sample>),
}

struct Sample {
    set: Set,
    holds: Vec<bool>,
}

impl<'a> Extension<'a> {
    /// The extension at 0, its coordinates multiples of 1/`steps`.
    pub fn start(task: &'a Task<'a>, steps: u32) -> Result<Extension<'a>> {
        let (oracle, problem) = (task.oracle, task.problem);
        let run = oracle.run();
        let kind = match oracle.multilinear()? {
            Some(exact) => Kind::Exact(exact),
            None => {
                let mut samples = run.reserved("samples", problem.request.samples)?;
                for _ in 0..problem.request.samples {
                    let holds = run.filled("a sample", problem.ground, false)?;
                    // A sample may hold far more than a feasible set.
                    samples.push(Sample { set: oracle.empty_set(problem.allowed.len())?, holds });
                }
                Kind::Sampled(samples)
            }
        };
        let parts = run.filled("a point", problem.ground, 0)?;
        Ok(Extension { oracle, parts, steps, kind })
    }

    pub fn is_exact(&self) -> bool {
        matches!(self.kind, Kind::Exact(_))
    }

    /// x_e · T.
    pub fn parts(&self, e: u32) -> u32 {
        self.parts[e as usize]
    }

    /// F(x) of an exact extension.
    pub fn value(&self) -> f64 {
        match &self.kind {
            Kind::Exact(exact) => self.oracle.oriented(exact.value()),
            Kind::Sampled(_) => f64::NAN,
        }
    }

    /// Writes ∂F/∂x_e for every candidate.
    pub async fn derivatives(&mut self, candidates: &[u32], out: &mut [f64]) -> Result<()> {
        let oracle = self.oracle;
        match &mut self.kind {
            Kind::Exact(exact) => {
                oracle.count(candidates.len())?;
                exact.derivatives(candidates, oracle.run(), out)?;
                out.iter_mut().for_each(|derivative| *derivative = oracle.oriented(*derivative));
            }
            Kind::Sampled(samples) => {
                let mut sums = vec![(Sum::default(), 0u32); candidates.len()];
                for sample in samples {
                    let places: Vec<usize> =
                        (0..candidates.len()).filter(|at| !sample.holds[candidates[*at] as usize]).collect();
                    let asked: Vec<u32> = places.iter().map(|at| candidates[*at]).collect();
                    let mut gains = vec![0.0; asked.len()];
                    oracle.gains(&mut sample.set, &asked, &mut gains).await?;
                    for (at, gain) in places.into_iter().zip(gains) {
                        sums[at].0.add(gain);
                        sums[at].1 += 1;
                    }
                }
                for (out, (sum, count)) in out.iter_mut().zip(sums) {
                    *out = if count == 0 { 0.0 } else { sum.value() / f64::from(count) };
                }
            }
        }
        Ok(())
    }

    /// Makes x_e the number `parts` / T; samples only grow.
    pub async fn set(&mut self, e: u32, parts: u32) -> Result<()> {
        let (oracle, steps) = (self.oracle, f64::from(self.steps));
        let to = f64::from(parts) / steps;
        match &mut self.kind {
            Kind::Exact(exact) => exact.set(e, to, oracle.run())?,
            Kind::Sampled(samples) => {
                for (index, sample) in samples.iter_mut().enumerate() {
                    let draw = (index as u64) << 32 | u64::from(e);
                    let threshold = uniform(&mut stream(oracle.run().seed(), "continuous-greedy", draw));
                    if threshold < to && !sample.holds[e as usize] {
                        oracle.commit(&mut sample.set, e, None).await?;
                        sample.holds[e as usize] = true;
                    }
                }
            }
        }
        self.parts[e as usize] = parts;
        Ok(())
    }
}
