//! Two urns that exchange balls of several colors, the Bernoulli–Laplace level model.
//!
//! There are l_i balls of color i, L in all; the left urn holds N of them. A step draws s balls without
//! replacement from each urn, at once, and swaps them. The state is the number of balls of each color but the
//! last in the left urn (the last one is what remains). The stationary law is multivariate hypergeometric,
//! π(x) = Π_i C(l_i, x_i) / C(L, N), and the chain is reversible. For s = 1 its eigenvalues include
//! 1 − n (L − n + 1) / (N (L − N)).
//!
//! Coordinate i takes values 0..=min(l_i, N). Where some of these states are no composition of N balls, they
//! belong to the product space all the same, with no mass and an empty row.
//! Cost: Σ over states of (draws from the left) · (draws from the right), D² for s = 1.
//! Source: K. Khare, H. Zhou, 2009, "Rates of convergence of some multivariate Markov chains with polynomial
//! eigenfunctions", section 4.2.
use crate::chain::rows::Rows;
use crate::chain::{Chain, Classes, Law, Origin, Parts, Source, Space, SparseLaw};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// The model's parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BernoulliLaplace {
    /// Number of balls of each color, l_1 … l_D.
    pub colors: Vec<u32>,
    /// Number of balls in the left urn, N.
    pub urn: u32,
    /// Number of balls swapped in a step, s.
    pub swaps: u32,
}

/// Most balls: their binomial coefficients still fit a double.
const MAX_BALLS: u64 = 1000;

impl BernoulliLaplace {
    /// Checks the parameters without building; returns the space of the free colors.
    ///
    /// # Errors
    /// Fewer than two colors, a color without balls, more than 1,000 balls, an urn that is empty or holds all
    /// balls, more swaps than the smaller urn has balls, or too many states.
    pub fn check(&self) -> Result<Space> {
        if self.colors.len() < 2 {
            return Err(Error::shape("colors", "at least two colors", self.colors.len()));
        }
        if let Some(color) = self.colors.iter().position(|balls| *balls == 0) {
            return Err(Error::range(
                "colors",
                "at least one ball of each color",
                format_args!("0 for color {color}"),
            ));
        }
        let balls: u64 = self.colors.iter().map(|balls| u64::from(*balls)).sum();
        if balls > MAX_BALLS {
            return Err(Error::limit("colors", format_args!("at most {MAX_BALLS} balls in all"), balls));
        }
        let balls = balls as u32;
        if self.urn == 0 || self.urn >= balls {
            return Err(Error::range(
                "urn",
                format_args!("an integer in 1..={} (balls in all, less one)", balls - 1),
                self.urn,
            ));
        }
        let smaller = self.urn.min(balls - self.urn);
        if self.swaps == 0 || self.swaps > smaller {
            return Err(Error::range(
                "swaps",
                format_args!("an integer in 1..={smaller} (balls in the smaller urn)"),
                self.swaps,
            ));
        }
        let free = &self.colors[..self.colors.len() - 1];
        Space::new(&free.iter().map(|balls| balls.min(&self.urn) + 1).collect::<Vec<_>>())
    }

    /// Builds the chain.
    ///
    /// # Errors
    /// As [`BernoulliLaplace::check`]; out of memory; the run was cancelled.
    pub fn build(&self, run: &Run) -> Result<Chain> {
        let space = self.check()?;
        let states = space.states();
        let balls: u32 = self.colors.iter().sum();
        let binomial = Binomials::new(balls as usize);
        let free = space.dimension();
        // The whole composition of a state of the product space, where it is one.
        let composition = |x: u32, counts: &mut [u32]| {
            space.digits_into(x, &mut counts[..free]);
            let rest = self.urn.checked_sub(counts[..free].iter().sum());
            counts[free] = rest.unwrap_or(u32::MAX);
            rest.is_some_and(|rest| rest <= self.colors[free])
        };
        let scratch = || Scratch::new(self.colors.len(), states);
        let _cells = run.charge("the row of an urn", (16 * states * run.threads()) as u64)?;
        let blocks = run.blocks(states, 16, scratch, |scratch, range| {
            let mut rows = Rows { starts: vec![], next: vec![], probability: vec![] };
            let mut masses = Vec::with_capacity(range.len());
            for x in range {
                let possible = composition(x as u32, &mut scratch.left);
                let mut mass = 0.0;
                if possible {
                    mass = 1.0;
                    for (color, count) in self.colors.iter().zip(&scratch.left) {
                        mass *= binomial.of(*color, *count);
                    }
                    mass /= binomial.of(balls, self.urn);
                    scratch.right.clear();
                    scratch.right.extend(self.colors.iter().zip(&scratch.left).map(|(l, x)| l - x));
                    self.row(&space, x as u32, scratch, &binomial, run)?;
                    rows.next.extend(scratch.edges.iter().map(|(y, _)| y));
                    rows.probability.extend(scratch.edges.iter().map(|(_, p)| p));
                }
                rows.starts.push(rows.next.len() as u64);
                masses.push(mass);
            }
            let charge = run.charge("the rows of the urns", 12 * rows.next.len() as u64)?;
            Ok((rows, masses, charge))
        })?;
        let mut rows = Rows { starts: vec![0], next: vec![], probability: vec![] };
        let mut reference = run.reserved("the law of the urns", states)?;
        for (block, masses, _charge) in blocks {
            let before = rows.next.len() as u64;
            rows.starts.extend(block.starts.iter().map(|start| before + start));
            rows.next.extend(block.next);
            rows.probability.extend(block.probability);
            reference.extend(masses);
        }
        let total = reference.iter().copied().collect::<Sum>().value();
        reference.iter_mut().for_each(|mass| *mass /= total);
        self.assemble(space, rows, reference, run)
    }

    fn assemble(&self, space: Space, rows: Rows, reference: Vec<f64>, run: &Run) -> Result<Chain> {
        let mut warnings = Vec::new();
        let impossible = reference.iter().filter(|mass| **mass == 0.0).count();
        if impossible > 0 {
            warnings.push(format!(
                "{impossible} of {} states are no compositions of {} balls and have no mass",
                space.states(),
                self.urn
            ));
        }
        let classes = Classes::of(&rows, run)?;
        for class in &classes.closed {
            let period = classes.period(&rows, *class, run)?;
            if period > 1 {
                warnings.push(format!("the chain is periodic with period {period}"));
            }
        }
        if classes.closed.len() > 1 {
            warnings.push(format!(
                "the chain is reducible: it has {} closed communicating classes",
                classes.closed.len()
            ));
        }
        let free = &self.colors[..space.dimension()];
        Chain::assemble(
            Parts {
                exchangeable: free.iter().all(|balls| *balls == free[0]),
                space,
                law: Law::Sparse(SparseLaw {
                    row_starts: rows.starts,
                    next: rows.next,
                    probability: rows.probability,
                    reference,
                }),
                origin: Origin::ClosedForm,
                source: Source::Model,
                warnings,
            },
            run,
        )
    }

    /// Writes the row of state x, of composition `scratch.left`, into `scratch.edges`.
    fn row(
        &self,
        space: &Space,
        x: u32,
        scratch: &mut Scratch,
        binomial: &Binomials,
        run: &Run,
    ) -> Result<()> {
        let strides: Vec<i64> = (0..self.colors.len())
            .map(|color| if color < space.dimension() { i64::from(space.stride(color as u32)) } else { 0 })
            .collect();
        draws(&scratch.left, self.swaps, &strides, binomial, &mut scratch.taken);
        draws(&scratch.right, self.swaps, &strides, binomial, &mut scratch.given);
        for (taken, p) in &scratch.taken {
            run.check()?;
            for (given, q) in &scratch.given {
                let y = (i64::from(x) - taken + given) as u32;
                let cell = &mut scratch.cells[y as usize];
                if *cell == Sum::default() {
                    scratch.touched.push(y);
                }
                cell.add(p * q);
            }
        }
        scratch.touched.sort_unstable();
        scratch.edges.clear();
        let mut total = Sum::default();
        for y in scratch.touched.drain(..) {
            let weight = std::mem::take(&mut scratch.cells[y as usize]);
            total.merge(weight);
            scratch.edges.push((y, weight.value()));
        }
        let total = total.value();
        scratch.edges.iter_mut().for_each(|(_, weight)| *weight /= total);
        Ok(())
    }
}

/// Every way to draw `swaps` balls from an urn: how far it moves the state, and its number of ways.
fn draws(urn: &[u32], swaps: u32, strides: &[i64], binomial: &Binomials, out: &mut Vec<(i64, f64)>) {
    fn go(
        urn: &[u32],
        left: u32,
        strides: &[i64],
        binomial: &Binomials,
        shift: i64,
        ways: f64,
        out: &mut Vec<(i64, f64)>,
    ) {
        let (Some((balls, urn)), Some((stride, strides))) = (urn.split_first(), strides.split_first()) else {
            if left == 0 {
                out.push((shift, ways));
            }
            return;
        };
        let others: u32 = urn.iter().sum();
        for drawn in left.saturating_sub(others)..=left.min(*balls) {
            let ways = ways * binomial.of(*balls, drawn);
            go(urn, left - drawn, strides, binomial, shift + i64::from(drawn) * stride, ways, out);
        }
    }
    out.clear();
    let scale = 1.0 / binomial.of(urn.iter().sum(), swaps);
    go(urn, swaps, strides, binomial, 0, scale, out);
}

struct Scratch {
    left: Vec<u32>,
    right: Vec<u32>,
    taken: Vec<(i64, f64)>,
    given: Vec<(i64, f64)>,
    /// Probability of every next state, and which are not 0.
    cells: Vec<Sum>,
    touched: Vec<u32>,
    edges: Vec<(u32, f64)>,
}

impl Scratch {
    fn new(colors: usize, states: usize) -> Self {
        Scratch {
            left: vec![0; colors],
            right: vec![],
            taken: vec![],
            given: vec![],
            cells: vec![Sum::default(); states],
            touched: vec![],
            edges: vec![],
        }
    }
}

/// Pascal's triangle: exact below 2⁵³, right to a few ulps beyond.
struct Binomials {
    rows: Vec<Vec<f64>>,
}

impl Binomials {
    fn new(balls: usize) -> Self {
        let mut rows: Vec<Vec<f64>> = vec![vec![1.0]];
        for n in 1..=balls {
            let above = &rows[n - 1];
            let row = (0..=n).map(|k| if k == 0 || k == n { 1.0 } else { above[k - 1] + above[k] }).collect();
            rows.push(row);
        }
        Binomials { rows }
    }

    fn of(&self, n: u32, k: u32) -> f64 {
        self.rows[n as usize].get(k as usize).copied().unwrap_or(0.0)
    }
}
