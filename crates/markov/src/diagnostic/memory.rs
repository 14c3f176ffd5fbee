//! What the projected chain P^(S) ignores: the process X_S of a Markov chain is in general not Markov.
//!
//! - The lumpability defect I(Y_S; X_{−S} | X_S) = H(Y_S | X_S) − H(Y_S | X), in nats a step: 0 exactly when the
//!   next value of S depends on the present state through S alone (strong lumpability on the support of μ).
//! - The second-order memory I(Z_S; X_S | Y_S) of three consecutive states X → Y → Z with X ~ μ: what one more
//!   step of the past tells. Both are 0 when X_S is Markov; the second never exceeds the first when μ is
//!   stationary, by data processing.
//!
//! Cost: O(z) for the first; O(z · degree) for the second, n numbers of memory.
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
/// A bad subset; a chain that reaches a state without a row; out of memory; the run was cancelled.
pub fn memory_defects(chain: &Chain, subset: &[u32], run: &Run) -> Result<MemoryDefects> {
    let part = chain.space().project(subset)?;
    let image = Image { space: chain.space(), part, subset };
    let entropy_rate = projected_rate(chain, subset, run)?;
    let lumpability = (entropy_rate - entropy_given_state(chain, &image, run)?).max(0.0) + 0.0;
    Ok(MemoryDefects { entropy_rate, lumpability, second_order: second_order(chain, &image, run)? })
}

/// States by their image, increasing: a counting sort.
fn by_image(image: &Image<'_>, run: &Run) -> Result<Vec<u32>> {
    let states = image.space.states();
    let mut free = run.filled("the states by subset value", image.part.states() + 1, 0u32)?;
    for x in 0..states as u32 {
        if x % 4096 == 0 {
            run.check()?;
        }
        free[image.of(x) as usize + 1] += 1;
    }
    for part in 1..free.len() {
        free[part] += free[part - 1];
    }
    let mut order = run.filled("the states by subset value", states, 0u32)?;
    for x in 0..states as u32 {
        if x % 4096 == 0 {
            run.check()?;
        }
        let place = &mut free[image.of(x) as usize];
        order[*place as usize] = x;
        *place += 1;
    }
    Ok(order)
}

/// Reads H(Z_S | Y_S) off masses of the states y, one value of Y_S at a time.
struct NextEntropy<'a> {
    chain: &'a Chain,
    image: &'a Image<'a>,
    line: Vec<f64>,
    touched: Vec<u32>,
    edges: Edges,
    row: Vec<(u32, f64)>,
}

impl NextEntropy<'_> {
    /// Σ over y_S of m(y_S) H(Z_S | y_S), m being the total mass there; `states` come by increasing y_S.
    fn of(&mut self, states: &[u32], masses: &[f64], run: &Run) -> Result<Sum> {
        let mut entropy = Sum::default();
        for (index, y) in states.iter().copied().enumerate() {
            if index % 256 == 0 {
                run.check()?;
            }
            let mass = masses[y as usize];
            merged_row(self.chain, self.image, y, &mut self.edges, &mut self.row);
            if mass > 0.0 && self.row.is_empty() {
                return Err(Error::unsupported(
                    "chain",
                    "a reference that gives mass to every state it reaches",
                    format_args!("no row for state {y}"),
                ));
            }
            for (z, p) in self.row.iter().filter(|(_, p)| mass * p > 0.0) {
                if self.line[*z as usize] == 0.0 {
                    self.touched.push(*z);
                }
                self.line[*z as usize] += mass * p;
            }
            let last = states.get(index + 1).is_none_or(|next| self.image.of(*next) != self.image.of(y));
            if last {
                let total: f64 = self.touched.iter().map(|z| self.line[*z as usize]).sum();
                for z in self.touched.drain(..) {
                    entropy.add(total * phi(std::mem::take(&mut self.line[z as usize]) / total));
                }
            }
        }
        Ok(entropy)
    }
}

/// H(Z_S | Y_S) − H(Z_S | X_S, Y_S): masses of y once from everywhere, once from each value of X_S.
fn second_order(chain: &Chain, image: &Image<'_>, run: &Run) -> Result<f64> {
    let (states, parts) = (chain.states(), image.part.states());
    let _charge = run.charge("the law of the next state", 24 * states as u64 + 12 * parts as u64)?;
    let order = by_image(image, run)?;
    let mut rank = run.filled("the states by subset value", states, 0u32)?;
    (0u32..).zip(&order).for_each(|(place, x)| rank[*x as usize] = place);
    let mut next = NextEntropy {
        chain,
        image,
        line: run.filled("the law of the next value", parts, 0.0)?,
        touched: Vec::new(),
        edges: Edges::default(),
        row: Vec::new(),
    };
    let given_one = next.of(&order, chain.next_law(), run)?;
    let mut given_both = Sum::default();
    let mut arriving = run.filled("the law of the next state", states, 0.0f64)?;
    let (mut edges, mut reached) = (Edges::default(), Vec::new());
    for group in order.chunk_by(|a, b| image.of(*a) == image.of(*b)) {
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
        reached.sort_unstable_by_key(|y| rank[*y as usize]);
        given_both.merge(next.of(&reached, &arriving, run)?);
        reached.drain(..).for_each(|y| arriving[y as usize] = 0.0);
    }
    Ok((given_one.value() - given_both.value()).max(0.0) + 0.0)
}
