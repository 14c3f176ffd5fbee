//! Orders of the rows that destroy the relation under test and keep the rest: what a permutation test compares with.
//!
//! - *Shuffle*: every order alike; for rows that are independent of each other.
//! - *Blocks*: consecutive rows stay together in blocks that are shuffled; for series, blocks longer than the memory.
//! - *Circular shift*: the series moved round by a random number of steps; keeps all of its memory.
//! - *Within groups*: rows change places only with rows of the same group (equal conditions), which keeps X given Z.
//! - *Local*: a row takes the place of one of its k nearest in Z, none twice where that can be had.
//!
//! Order `index` comes from a stream of its own, so it is the same in any batch and for any threads. Cost: O(n) an
//! order, O(n k) for the local one.
//!
//! Source: P. Good, "Permutation, parametric and bootstrap tests of hypotheses", 2005; J. Runge, "Conditional
//! independence testing based on a nearest-neighbor estimator of conditional mutual information", 2018, for the local
//! one.
use marginals_core::random::{ChaCha8Rng, below, shuffle, stream};
use marginals_core::{Error, Result};

/// How rows are reordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Surrogate {
    /// Every order of the rows.
    Shuffle,
    /// Blocks of so many consecutive rows are shuffled; the last may be shorter.
    Blocks(usize),
    /// Moved round by 1 to n − 1 steps.
    CircularShift,
    /// Rows change places within their group.
    Within(Groups),
    /// A row takes the place of one of its nearest.
    Local(Neighbors),
}

/// Rows by the group they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    rows: Vec<u32>,
    starts: Vec<u32>,
}

impl Groups {
    /// Rows of equal `codes` are a group; codes are below `radix`.
    #[must_use]
    pub fn new(codes: impl Iterator<Item = u32> + Clone, radix: u32) -> Self {
        let mut starts = vec![0u32; radix as usize + 1];
        codes.clone().for_each(|code| starts[code as usize + 1] += 1);
        for group in 0..radix as usize {
            starts[group + 1] += starts[group];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[radix as usize] as usize];
        for (row, code) in codes.enumerate() {
            rows[next[code as usize] as usize] = row as u32;
            next[code as usize] += 1;
        }
        Groups { rows, starts }
    }
}

/// The k nearest rows of every row, itself among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbors {
    /// `k` rows for every row, one row's after the other.
    pub rows: Vec<u32>,
    /// How many every row has.
    pub k: usize,
}

impl Surrogate {
    /// Checks that there are `rows` rows of which something can change places.
    ///
    /// # Errors
    /// `Range` for a block length that leaves fewer than two blocks; `Shape` for other numbers of rows.
    pub fn check(&self, rows: usize) -> Result<()> {
        match self {
            Surrogate::Blocks(length) if *length == 0 || *length * 2 > rows.max(1) => {
                let expected = format!("an integer in 1..={} (half of the rows)", rows / 2);
                Err(Error::range("blockLength", expected, length))
            }
            Surrogate::Within(groups) if groups.rows.len() != rows => {
                Err(Error::shape("groups", format!("of {rows} rows"), groups.rows.len()))
            }
            Surrogate::Local(near) if near.k == 0 || near.rows.len() != rows * near.k => {
                Err(Error::shape("neighbors", format!("of {rows} rows"), near.rows.len()))
            }
            _ => Ok(()),
        }
    }

    /// How many different orders there are, where they are so few that each is taken once.
    #[must_use]
    pub fn exhaustive(&self, rows: usize) -> Option<usize> {
        matches!(self, Surrogate::CircularShift).then(|| rows.saturating_sub(1))
    }

    /// Order `index` under `seed`: row `i` of the surrogate is row `order[i]` of the data. With `every`, shifts are
    /// taken one after the other instead of drawn.
    pub fn order(&self, seed: u64, index: u64, every: bool, order: &mut [u32]) {
        let mut generator = stream(seed, "permutation", index);
        let rows = order.len();
        let identity = |order: &mut [u32]| order.iter_mut().zip(0..).for_each(|(place, row)| *place = row);
        match self {
            Surrogate::Shuffle => {
                identity(order);
                shuffle(&mut generator, order);
            }
            Surrogate::Blocks(length) => {
                let mut blocks: Vec<usize> = (0..rows).step_by((*length).max(1)).collect();
                shuffle(&mut generator, &mut blocks);
                let shuffled = blocks.iter().flat_map(|start| *start..rows.min(start + length));
                order.iter_mut().zip(shuffled).for_each(|(place, row)| *place = row as u32);
            }
            Surrogate::CircularShift => {
                identity(order);
                if rows > 1 {
                    let most = rows as u64 - 1;
                    let steps = if every { index % most } else { below(&mut generator, most) };
                    order.rotate_left(1 + steps as usize);
                }
            }
            Surrogate::Within(groups) => {
                let mut shuffled = groups.rows.clone();
                for group in groups.starts.windows(2) {
                    let (start, end) = (group[0] as usize, group[1] as usize);
                    shuffle(&mut generator, &mut shuffled[start..end]);
                }
                for (row, other) in groups.rows.iter().zip(shuffled) {
                    order[*row as usize] = other;
                }
            }
            Surrogate::Local(near) => local(near, &mut generator, order),
        }
    }
}

fn local(near: &Neighbors, generator: &mut ChaCha8Rng, order: &mut [u32]) {
    let rows = order.len();
    let mut queue: Vec<u32> = (0..rows as u32).collect();
    shuffle(generator, &mut queue);
    let mut used = vec![false; rows];
    let mut own = vec![0; near.k];
    for row in queue {
        let row = row as usize;
        own.copy_from_slice(&near.rows[row * near.k..(row + 1) * near.k]);
        shuffle(generator, &mut own);
        // Where all are taken one is taken twice.
        let taken = own.iter().copied().find(|other| !used[*other as usize]);
        let taken = taken.or(own.last().copied()).unwrap_or(row as u32);
        used[taken as usize] = true;
        order[row] = taken;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders(surrogate: &Surrogate, rows: usize, count: u64) -> Vec<Vec<u32>> {
        surrogate.check(rows).unwrap();
        (0..count)
            .map(|index| {
                let mut order = vec![0; rows];
                surrogate.order(9, index, false, &mut order);
                order
            })
            .collect()
    }

    fn is_permutation(order: &[u32]) -> bool {
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        sorted.iter().copied().eq(0..order.len() as u32)
    }

    #[test]
    fn shuffles_are_uniform_over_all_orders() {
        let mut counts = std::collections::HashMap::new();
        for order in orders(&Surrogate::Shuffle, 4, 24_000) {
            *counts.entry(order).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 24);
        assert!(counts.values().all(|count| (800..1200).contains(count)));
    }

    #[test]
    fn blocks_keep_neighbors_together() {
        for order in orders(&Surrogate::Blocks(5), 23, 50) {
            assert!(is_permutation(&order));
            assert!(order.windows(2).filter(|pair| pair[0] + 1 != pair[1]).count() <= 4);
        }
        assert!(Surrogate::Blocks(12).check(23).is_err() && Surrogate::Blocks(0).check(23).is_err());
    }

    #[test]
    fn shifts_go_all_the_way_round_and_never_stay() {
        let mut seen = std::collections::BTreeSet::new();
        for order in orders(&Surrogate::CircularShift, 7, 200) {
            assert!((1..7).all(|i| order[i] == (order[i - 1] + 1) % 7));
            seen.insert(order[0]);
        }
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        let mut order = vec![0; 7];
        Surrogate::CircularShift.order(0, 5, true, &mut order);
        assert_eq!(order[0], 6);
        Surrogate::CircularShift.order(0, 0, true, &mut order[..1]);
        assert_eq!(order[0], 0);
    }

    #[test]
    fn groups_keep_what_they_hold() {
        let codes = [2u32, 0, 2, 1, 0, 2, 2, 1, 0];
        let groups = Surrogate::Within(Groups::new(codes.iter().copied(), 3));
        let found = orders(&groups, 9, 100);
        for order in &found {
            assert!(is_permutation(order));
            assert!(order.iter().zip(codes).all(|(row, code)| codes[*row as usize] == code));
        }
        assert!(found.iter().any(|order| order[0] != 0));
    }

    #[test]
    fn local_orders_stay_among_neighbors_and_rarely_repeat() {
        let (rows, k) = (200usize, 6);
        let near: Vec<u32> = (0..rows)
            .flat_map(|row| {
                let first = row.saturating_sub(3).min(rows - k);
                (first..first + k).map(|row| row as u32)
            })
            .collect();
        let local = Surrogate::Local(Neighbors { rows: near.clone(), k });
        for order in orders(&local, rows, 30) {
            for (row, other) in order.iter().enumerate() {
                assert!(near[row * k..(row + 1) * k].contains(other));
            }
            let distinct: std::collections::HashSet<_> = order.iter().collect();
            assert!(distinct.len() > rows * 8 / 10);
        }
    }
}
