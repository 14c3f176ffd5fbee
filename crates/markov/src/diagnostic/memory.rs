//! What the projected chain P^(S) ignores: the process X_S of a Markov chain is in general not Markov.
//!
//! - The lumpability defect I(Y_S; X_{−S} | X_S) = H(Y_S | X_S) − H(Y_S | X), in nats a step: 0 exactly when the
//!   next value of S depends on the present state through S alone (strong lumpability on the support of μ).
//! - The second-order memory I(Z_S; X_S | Y_S) of three consecutive states X → Y → Z with X ~ μ: what one more
//!   step of the past tells. Both are 0 when X_S is Markov; the second never exceeds the first when μ is
//!   stationary, by data processing.
//!
//! Cost: O(z) for the first; O(z · degree) and R_S² numbers for the second.
//! Source: J. Kemeny, J. Snell, 1960, "Finite Markov Chains", chapter 6; B. Geiger, C. Temmel, 2014, "Lumpings of
//! Markov chains, entropy rate preservation, and higher-order lumpability".
use crate::chain::{Chain, Edges, Space};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// How far the process of a subset is from being Markov with kernel P^(S).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MemoryDefects {
    /// H(P^(S)), the entropy rate that ignores memory, in nats.
    pub entropy_rate: f64,
    /// I(Y_S; X_{−S} | X_S), in nats; the entropy rate of the process X_S lies between
    /// `entropy_rate − lumpability` and `entropy_rate` when the reference is stationary.
    pub lumpability: f64,
    /// I(Z_S; X_S | Y_S), in nats.
    pub second_order: f64,
}

/// Maps states to states of the subset.
struct Image<'a> {
    space: &'a Space,
    part: Space,
    subset: &'a [u32],
}

impl Image<'_> {
    #[inline]
    fn of(&self, state: u32) -> u32 {
        (0u32..)
            .zip(self.subset)
            .map(|(place, coordinate)| self.space.digit(state, *coordinate) * self.part.stride(place))
            .sum()
    }
}

fn phi(t: f64) -> f64 {
    if t > 0.0 { -t * t.ln() } else { 0.0 }
}

/// Merges the row of x over the subset: pairs (y_S, P(x, y_S)), increasing.
fn merged_row(chain: &Chain, image: &Image<'_>, x: u32, edges: &mut Edges, out: &mut Vec<(u32, f64)>) {
    chain.row(x, edges);
    out.clear();
    out.extend(edges.iter().map(|(y, p)| (image.of(y), p)));
    out.sort_by_key(|(y, _)| *y);
    out.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 += later.1;
        }
        same
    });
}

/// H(Y_S | X) = Σ μ(x) H(P(x, ·_S)).
fn entropy_given_state(chain: &Chain, image: &Image<'_>, run: &Run) -> Result<f64> {
    let scratch = || (Edges::default(), Vec::new());
    let sums = run.blocks(chain.states(), 512, scratch, |(edges, row), range| {
        run.check()?;
        let mut sum = Sum::default();
        for x in range {
            merged_row(chain, image, x as u32, edges, row);
            let entropy: f64 = row.iter().map(|(_, p)| phi(*p)).sum();
            sum.add(chain.reference()[x] * entropy);
        }
        Ok(sum)
    })?;
    let mut total = Sum::default();
    sums.into_iter().for_each(|sum| total.merge(sum));
    Ok(total.value())
}

/// I(Y_S; X_{−S} | X_S) in nats, never negative. Cost: one projection and one pass.
///
/// # Errors
/// A bad subset, out of memory, or the run was cancelled.
pub fn lumpability_defect(chain: &Chain, subset: &[u32], run: &Run) -> Result<f64> {
    let part = chain.space().project(subset)?;
    let image = Image { space: chain.space(), part, subset };
    Ok((projected_rate(chain, subset, run)? - entropy_given_state(chain, &image, run)?).max(0.0) + 0.0)
}

fn projected_rate(chain: &Chain, subset: &[u32], run: &Run) -> Result<f64> {
    let projected = chain.project(subset, run)?;
    let all: Vec<u32> = (0..subset.len() as u32).collect();
    let image = Image { space: projected.space(), part: projected.space().clone(), subset: &all };
    entropy_given_state(&projected, &image, run)
}

/// All memory defects of a subset.
///
/// # Errors
/// A bad subset; a subset of more than 4,096 states (the table of next pairs has that many squared); out of
/// memory; the run was cancelled.
pub fn memory_defects(chain: &Chain, subset: &[u32], run: &Run) -> Result<MemoryDefects> {
    let part = chain.space().project(subset)?;
    if part.states() > 4096 {
        return Err(Error::limit("subset", "a subset of at most 4096 states", part.states()));
    }
    let image = Image { space: chain.space(), part, subset };
    let entropy_rate = projected_rate(chain, subset, run)?;
    let lumpability = (entropy_rate - entropy_given_state(chain, &image, run)?).max(0.0) + 0.0;
    Ok(MemoryDefects { entropy_rate, lumpability, second_order: second_order(chain, &image, run)? })
}

/// H(Z_S | Y_S) − H(Z_S | X_S, Y_S) from the triples, one value of X_S at a time.
fn second_order(chain: &Chain, image: &Image<'_>, run: &Run) -> Result<f64> {
    let (states, parts) = (chain.states(), image.part.states());
    let cells = parts * parts;
    let _charge = run.charge("the table of next pairs", 32 * cells as u64 + 16 * states as u64)?;
    let mut order: Vec<u32> = run.reserved("the states by subset value", states)?;
    order.extend(0..states as u32);
    order.sort_by_key(|x| image.of(*x));
    // (y_S, z_S) in all, and for one x_S.
    let mut pairs = run.filled("the table of next pairs", cells, Sum::default())?;
    let mut triples = run.filled("the table of next pairs", cells, 0.0f64)?;
    let mut arriving = run.filled("the law of the next state", states, 0.0f64)?;
    let (mut edges, mut row) = (Edges::default(), Vec::new());
    let mut given_both = Sum::default();
    for group in order.chunk_by(|a, b| image.of(*a) == image.of(*b)) {
        let mut reached = Vec::new();
        for (index, x) in group.iter().enumerate() {
            if index % 256 == 0 {
                run.check()?;
            }
            chain.edges_of(*x, &mut edges);
            for (y, q) in edges.iter() {
                if arriving[y as usize] == 0.0 {
                    reached.push(y);
                }
                arriving[y as usize] += q;
            }
        }
        reached.sort_unstable();
        for (index, y) in reached.iter().enumerate() {
            if index % 256 == 0 {
                run.check()?;
            }
            merged_row(chain, image, *y, &mut edges, &mut row);
            if row.is_empty() {
                return Err(Error::unsupported(
                    "chain",
                    "a reference that gives mass to every state it reaches",
                    format_args!("no row for state {y}"),
                ));
            }
            let mass = std::mem::take(&mut arriving[*y as usize]);
            let base = image.of(*y) as usize * parts;
            row.iter().for_each(|(z, p)| triples[base + *z as usize] += mass * p);
        }
        for (index, line) in triples.chunks_mut(parts).enumerate() {
            let total: f64 = line.iter().sum();
            if total > 0.0 {
                for (z, triple) in line.iter_mut().enumerate() {
                    let t = std::mem::take(triple);
                    pairs[index * parts + z].add(t);
                    given_both.add(total * phi(t / total));
                }
            }
        }
    }
    let mut given_one = Sum::default();
    for line in pairs.chunks(parts) {
        let total: f64 = line.iter().map(Sum::value).sum();
        if total > 0.0 {
            line.iter().for_each(|pair| given_one.add(total * phi(pair.value() / total)));
        }
    }
    Ok((given_one.value() - given_both.value()).max(0.0) + 0.0)
}
