//! Trajectories drawn from a chain.
//!
//! Every trajectory has its own random stream named by (seed, index), so that it is the same whatever else is
//! drawn, on any number of threads. A step inverts the cumulative row P(x, ·). Cost: O(degree) a step.
use crate::chain::{Chain, Edges};
use marginals_core::random::{ChaCha8Rng, stream, uniform};
use marginals_core::{Error, Result, Run};

/// Draws one state of P(x, ·).
fn step(chain: &Chain, x: u32, generator: &mut ChaCha8Rng, edges: &mut Edges) -> Result<u32> {
    chain.row(x, edges);
    let mut left = uniform(generator);
    for (y, p) in edges.iter() {
        left -= p;
        if left < 0.0 {
            return Ok(y);
        }
    }
    // Rounding may leave a few ulps: they belong to the last next state.
    edges.next.last().copied().ok_or_else(|| {
        Error::unsupported("chain", "a chain whose rows are defined on every state it reaches", no_row(x))
    })
}

fn no_row(x: u32) -> String {
    format!("no row for state {x}, to which the reference gives no mass")
}

/// Draws a state of the reference law.
fn draw_reference(chain: &Chain, generator: &mut ChaCha8Rng) -> u32 {
    let mut left = uniform(generator);
    let mut last = 0;
    for (x, mass) in (0u32..).zip(chain.reference()).filter(|(_, mass)| **mass > 0.0) {
        left -= mass;
        last = x;
        if left < 0.0 {
            break;
        }
    }
    last
}

fn check_start(chain: &Chain, start: Option<u32>) -> Result<()> {
    match start {
        Some(x) if x as usize >= chain.states() => {
            Err(Error::range("start", format_args!("a state in 0..={}", chain.states() - 1), x))
        }
        _ => Ok(()),
    }
}

/// A trajectory of `steps` steps, steps + 1 states, from `start` or from the reference law.
///
/// # Errors
/// A start out of range, a state without a row, out of memory, or the run was cancelled.
pub fn simulate(chain: &Chain, start: Option<u32>, steps: usize, run: &Run) -> Result<Vec<u32>> {
    check_start(chain, start)?;
    let mut generator = stream(run.seed(), "trajectory", 0);
    let length = steps.checked_add(1).ok_or_else(|| Error::limit("steps", "a shorter trajectory", steps))?;
    let _charge = run.charge("a trajectory", 4 * length as u64)?;
    let mut path = run.reserved("a trajectory", length)?;
    let mut edges = Edges::default();
    let mut x = start.unwrap_or_else(|| draw_reference(chain, &mut generator));
    path.push(x);
    for index in 0..steps {
        if index % 4096 == 0 {
            run.check()?;
        }
        x = step(chain, x, &mut generator, &mut edges)?;
        path.push(x);
    }
    Ok(path)
}

/// The last states of `samples` independent trajectories of `steps` steps: draws from Pⁿ(start, ·).
///
/// # Errors
/// As [`simulate`].
pub fn sample_after(
    chain: &Chain,
    start: Option<u32>,
    steps: usize,
    samples: usize,
    run: &Run,
) -> Result<Vec<u32>> {
    check_start(chain, start)?;
    let _charge = run.charge("sampled states", 4 * samples as u64)?;
    let mut ends = run.filled("sampled states", samples, 0u32)?;
    run.blocks_into(&mut ends, 16, Edges::default, |edges, first, chunk| {
        for (offset, end) in chunk.iter_mut().enumerate() {
            let mut generator = stream(run.seed(), "sampled state", (first + offset) as u64);
            let mut x = start.unwrap_or_else(|| draw_reference(chain, &mut generator));
            for index in 0..steps {
                if index % 4096 == 0 {
                    run.check()?;
                }
                x = step(chain, x, &mut generator, edges)?;
            }
            *end = x;
        }
        Ok(())
    })?;
    Ok(ends)
}

/// Total variation distance ½ Σ |count / N − τ| between sampled states and a law.
///
/// It overstates the distance of the sampled law: N samples of τ itself are about Σ √(τ (1 − τ) / (2 π N)) away.
///
/// # Errors
/// No samples, or a state outside the law.
pub fn sampled_distance(samples: &[u32], law: &[f64]) -> Result<f64> {
    if samples.is_empty() {
        return Err(Error::shape("samples", "at least one state", "none"));
    }
    let mut counts = vec![0u64; law.len()];
    for x in samples {
        let outside = || Error::range("samples", format_args!("states below {}", law.len()), x);
        *counts.get_mut(*x as usize).ok_or_else(outside)? += 1;
    }
    let total = samples.len() as f64;
    let difference =
        counts.iter().zip(law).map(|(count, mass)| (*count as f64 / total - mass).abs()).sum::<f64>();
    Ok(0.5 * difference)
}
