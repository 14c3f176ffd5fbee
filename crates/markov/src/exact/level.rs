//! The tables of one subset, and those of the subset without one coordinate.
use crate::chain::{Chain, Edges};
use crate::route::flips::FlipColumns;
use crate::track::Entropies;
use crate::track::margin::sum_axis;
use crate::track::terms::{cross_entropy, entropy};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// What H(X_S, Y_S) is read from.
#[derive(Clone, Debug)]
enum Pairs {
    /// q^(S) over (x_i, y_i) for i in S.
    Dense(Vec<f64>),
    /// Mass that stays, and the flows one after the other with their columns.
    Flips { stay: Vec<f64>, flows: Vec<f64>, columns: Vec<Flow> },
}

#[derive(Clone, Copy, Debug)]
struct Flow {
    coordinate: usize,
    multiplicity: f64,
    cells: usize,
}

/// Margins of all laws on one subset.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    sizes: Vec<usize>,
    left: Vec<usize>,
    reference: Vec<f64>,
    next: Option<Vec<f64>>,
    pairs: Pairs,
}

impl Level {
    fn whole(chain: &Chain, pairs: Pairs) -> Self {
        Level {
            sizes: chain.space().sizes().iter().map(|size| *size as usize).collect(),
            left: (0..chain.dimension()).collect(),
            reference: chain.reference().to_vec(),
            next: (!chain.is_stationary()).then(|| chain.next_law().to_vec()),
            pairs,
        }
    }

    /// All coordinates of a single-flip chain.
    pub(crate) fn of_flips(chain: &Chain, columns: &FlipColumns, run: &Run) -> Result<Self> {
        let (mut flows, mut kinds) = (Vec::new(), Vec::new());
        for (index, column) in columns.columns().iter().enumerate() {
            run.check()?;
            let cells = columns.cells(index);
            flows.extend_from_slice(cells);
            kinds.push(Flow {
                coordinate: column.coordinate,
                multiplicity: column.multiplicity(),
                cells: cells.len(),
            });
        }
        Ok(Self::whole(chain, Pairs::Flips { stay: columns.stay().to_vec(), flows, columns: kinds }))
    }

    /// All coordinates of a chain whose n² pairs fit in memory; `cells` is n².
    pub(crate) fn of_pairs(chain: &Chain, cells: usize, run: &Run) -> Result<Self> {
        let mut dense = run.filled("the pair law of all states", cells, 0.0)?;
        let space = chain.space();
        // Place of a pair = place of x + place of y, both in the digits (x_i, y_i) of radix |X_i|².
        let place = |state: u32, of_x: bool| -> usize {
            space.sizes().iter().enumerate().fold(0, |place, (i, size)| {
                let digit = space.digit(state, i as u32) as usize;
                let size = *size as usize;
                place * size * size + if of_x { digit * size } else { digit }
            })
        };
        let to: Vec<usize> = (0..chain.states() as u32).map(|y| place(y, false)).collect();
        let mut edges = Edges::default();
        for x in 0..chain.states() as u32 {
            run.check()?;
            let from = place(x, true);
            chain.edges_of(x, &mut edges);
            for (y, weight) in edges.iter() {
                dense[from + to[y as usize]] += weight;
            }
        }
        Ok(Self::whole(chain, Pairs::Dense(dense)))
    }

    /// A level of the same kind without any cells, to be written to.
    pub(crate) fn empty(&self) -> Self {
        Level {
            sizes: self.sizes.clone(),
            left: Vec::new(),
            reference: Vec::new(),
            next: self.next.as_ref().map(|_| Vec::new()),
            pairs: match &self.pairs {
                Pairs::Dense(_) => Pairs::Dense(Vec::new()),
                Pairs::Flips { .. } => {
                    Pairs::Flips { stay: Vec::new(), flows: Vec::new(), columns: Vec::new() }
                }
            },
        }
    }

    /// Bytes of the tables.
    pub(crate) fn bytes(&self) -> u64 {
        let pairs = match &self.pairs {
            Pairs::Dense(dense) => dense.len(),
            Pairs::Flips { stay, flows, .. } => stay.len() + flows.len(),
        };
        8 * (pairs + self.reference.len() * if self.next.is_some() { 2 } else { 1 }) as u64
    }

    /// Entropies of the subset.
    pub(crate) fn entropies(&self) -> Entropies {
        let state = entropy(&self.reference);
        let (next, cross) = match &self.next {
            None => (state, state),
            Some(next) => (entropy(next), cross_entropy(next, &self.reference)),
        };
        let pair = match &self.pairs {
            Pairs::Dense(dense) => entropy(dense),
            Pairs::Flips { stay, flows, columns } => {
                let mut total = Sum::default();
                total.add(entropy(stay));
                let mut start = 0;
                // Neighbouring tables that count alike are read as one.
                for group in columns.chunk_by(|a, b| a.multiplicity == b.multiplicity) {
                    let cells: usize = group.iter().map(|flow| flow.cells).sum();
                    total.add(group[0].multiplicity * entropy(&flows[start..start + cells]));
                    start += cells;
                }
                total.value()
            }
        };
        Entropies { pair, state, next, cross }
    }

    /// Cells of the axes after `e` in a table of the subset, without those of `own`.
    fn inner(&self, e: usize, own: Option<usize>, power: u32) -> usize {
        let after = self.left.iter().filter(|i| **i > e && Some(**i) != own);
        after.map(|i| self.sizes[*i].pow(power)).product()
    }

    /// Writes the tables without coordinate `e` to `to`, whose room is used again.
    pub(crate) fn drop_into(&self, e: usize, to: &mut Level) -> Result<()> {
        to.left.clear();
        to.left.extend(self.left.iter().copied().filter(|i| *i != e));
        let radix = self.sizes[e];
        let states = self.inner(e, None, 1);
        sum_into(&self.reference, radix, states, &mut to.reference);
        if let (Some(next), Some(to)) = (&self.next, &mut to.next) {
            sum_into(next, radix, states, to);
        }
        match (&self.pairs, &mut to.pairs) {
            (Pairs::Dense(dense), Pairs::Dense(to)) => {
                sum_into(dense, radix * radix, self.inner(e, None, 2), to);
            }
            (
                Pairs::Flips { stay, flows, columns },
                Pairs::Flips { stay: to_stay, flows: to_flows, columns: to_columns },
            ) => {
                sum_into(stay, radix, states, to_stay);
                to_columns.clear();
                let (mut start, mut end) = (0, 0);
                for flow in columns {
                    let table = &flows[start..start + flow.cells];
                    start += flow.cells;
                    if flow.coordinate == e {
                        // What changes e alone stays where it is.
                        for (stay, flow_out) in to_stay.iter_mut().zip(table) {
                            *stay += flow.multiplicity * flow_out;
                        }
                        continue;
                    }
                    let cells = flow.cells / radix;
                    if to_flows.len() < end + cells {
                        to_flows.resize(end + cells, 0.0);
                    }
                    let inner = self.inner(e, Some(flow.coordinate), 1);
                    sum_axis(table, radix, inner, &mut to_flows[end..end + cells]);
                    to_columns.push(Flow { cells, ..*flow });
                    end += cells;
                }
            }
            _ => return Err(Error::internal("tables of two routes were mixed")),
        }
        Ok(())
    }
}

fn sum_into(table: &[f64], radix: usize, inner: usize, out: &mut Vec<f64>) {
    out.resize(table.len() / radix, 0.0);
    sum_axis(table, radix, inner, out);
}
