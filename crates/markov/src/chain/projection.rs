//! The law of P^(S): sums of the pair law over the coordinates outside S.
//!
//! Each state x_S of the subset gathers the n / R_S states that lie over it, base(x_S) + offset, so rows of
//! the answer are independent: they are computed in parallel, each in one order with compensated sums, and
//! have the same bits for any number of threads. A sparse row is collected in an array of R_S cells that is
//! cleared through the list of touched cells. Cost: O(z) additions and the sorting of the touched cells.
use super::Chain;
use super::law::{Edges, Law, SingleFlipLaw, SparseLaw};
use super::space::Space;
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};

/// Rows of the answer per block of work.
const ROWS: usize = 64;

/// Maps states of the whole space to states of the subset and back.
struct Fibers<'a> {
    whole: &'a Space,
    part: &'a Space,
    subset: &'a [u32],
    /// State of the whole space minus its base, for every state outside the subset.
    offsets: Vec<u32>,
}

impl<'a> Fibers<'a> {
    fn new(whole: &'a Space, part: &'a Space, subset: &'a [u32], run: &Run) -> Result<Self> {
        let rest = whole.complement(subset);
        let count = whole.states() / part.states();
        let mut offsets = run.reserved("the fibers of a projection", count)?;
        offsets.push(0u32);
        for coordinate in rest {
            run.check()?;
            let (size, stride) = (whole.sizes()[coordinate as usize], whole.stride(coordinate));
            let before = offsets.len();
            // Slow coordinates first: spread what is there, so that offsets stay increasing.
            offsets.resize(before * size as usize, 0);
            for index in (0..before).rev() {
                let offset = offsets[index];
                for value in (0..size).rev() {
                    offsets[index * size as usize + value as usize] = offset + value * stride;
                }
            }
        }
        Ok(Fibers { whole, part, subset, offsets })
    }

    /// The smallest state over `state` of the subset.
    fn base(&self, state: u32) -> u32 {
        (0u32..)
            .zip(self.subset)
            .map(|(place, coordinate)| self.part.digit(state, place) * self.whole.stride(*coordinate))
            .sum()
    }

    /// The state of the subset under `state`.
    #[inline]
    fn image(&self, state: u32) -> u32 {
        (0u32..)
            .zip(self.subset)
            .map(|(place, coordinate)| self.whole.digit(state, *coordinate) * self.part.stride(place))
            .sum()
    }
}

/// One block of rows of the answer.
struct Rows {
    lengths: Vec<u64>,
    next: Vec<u32>,
    probability: Vec<f64>,
    reference: Vec<f64>,
}

/// The law of the chain's projection on `subset`, whose space is `part`.
pub(super) fn project(chain: &Chain, part: &Space, subset: &[u32], run: &Run) -> Result<Law> {
    let fibers = Fibers::new(chain.space(), part, subset, run)?;
    match chain.law() {
        Law::Sparse(_) => sparse(chain, &fibers, run).map(Law::Sparse),
        Law::SingleFlip(law) => single_flip(law, &fibers, run).map(Law::SingleFlip),
    }
}

fn sparse(chain: &Chain, fibers: &Fibers<'_>, run: &Run) -> Result<SparseLaw> {
    let states = fibers.part.states();
    let scratch = || (vec![Sum::default(); states], Vec::<u32>::new(), Edges::default());
    let _charge = run.charge("the rows of a projection", (16 * states * run.threads()) as u64)?;
    let blocks = run.blocks(states, ROWS, scratch, |(cells, touched, edges), range| {
        let mut rows = Rows { lengths: vec![], next: vec![], probability: vec![], reference: vec![] };
        for row in range {
            let base = fibers.base(row as u32);
            for (index, offset) in fibers.offsets.iter().enumerate() {
                if index % 1024 == 0 {
                    run.check()?;
                }
                chain.edges_of(base + offset, edges);
                for (y, weight) in edges.iter() {
                    let image = fibers.image(y);
                    let cell = &mut cells[image as usize];
                    if *cell == Sum::default() {
                        touched.push(image);
                    }
                    cell.add(weight);
                }
            }
            touched.sort_unstable();
            let mut total = Sum::default();
            for image in touched.iter() {
                total.merge(cells[*image as usize]);
            }
            let total = total.value();
            rows.lengths.push(touched.len() as u64);
            rows.reference.push(total);
            for image in touched.drain(..) {
                rows.next.push(image);
                rows.probability.push(std::mem::take(&mut cells[image as usize]).value() / total);
            }
        }
        Ok(rows)
    })?;
    let edges = blocks.iter().map(|rows| rows.next.len()).sum();
    let mut law = SparseLaw {
        row_starts: run.reserved("the rows of a projection", states + 1)?,
        next: run.reserved("the rows of a projection", edges)?,
        probability: run.reserved("the rows of a projection", edges)?,
        reference: run.reserved("the rows of a projection", states)?,
    };
    let mut start = 0;
    law.row_starts.push(start);
    for rows in blocks {
        law.row_starts.extend(rows.lengths.iter().map(|length| {
            start += length;
            start
        }));
        law.next.extend(rows.next);
        law.probability.extend(rows.probability);
        law.reference.extend(rows.reference);
    }
    Ok(law)
}

fn single_flip(law: &SingleFlipLaw, fibers: &Fibers<'_>, run: &Run) -> Result<SingleFlipLaw> {
    let states = fibers.part.states();
    let first_slot = SingleFlipLaw::slots_of(fibers.part);
    let slots = first_slot.last().map_or(0, |slots| *slots as usize);
    // Slots of the whole chain that belong to the subset, in the subset's order.
    let kept: Vec<u32> = fibers
        .subset
        .iter()
        .flat_map(|coordinate| law.first_slot[*coordinate as usize]..law.first_slot[*coordinate as usize + 1])
        .collect();
    let mut reference = run.filled("the flows of a projection", states, 0.0)?;
    let mut flow = run.filled("the flows of a projection", states * slots, 0.0)?;
    let rows: Vec<(&mut [f64], &mut [f64])> = if slots == 0 {
        reference.chunks_mut(ROWS).map(|masses| (masses, &mut [][..])).collect()
    } else {
        reference.chunks_mut(ROWS).zip(flow.chunks_mut(ROWS * slots)).collect()
    };
    run.items(
        rows,
        || vec![Sum::default(); slots],
        |sums, block, (masses, flows)| {
            for (row, mass) in masses.iter_mut().enumerate() {
                let base = fibers.base((block * ROWS + row) as u32);
                let mut total = Sum::default();
                for (index, offset) in fibers.offsets.iter().enumerate() {
                    if index % 4096 == 0 {
                        run.check()?;
                    }
                    total.add(law.reference[(base + offset) as usize]);
                    let out = law.flows(base + offset);
                    for (sum, slot) in sums.iter_mut().zip(&kept) {
                        sum.add(out[*slot as usize]);
                    }
                }
                *mass = total.value();
                for (flow, sum) in flows[row * slots..].iter_mut().zip(sums.iter_mut()) {
                    *flow = std::mem::take(sum).value();
                }
            }
            Ok(())
        },
    )?;
    Ok(SingleFlipLaw { reference, flow, first_slot })
}
