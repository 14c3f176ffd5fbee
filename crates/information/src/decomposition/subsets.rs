//! The entropies of all subsets of variables up to a size, each computed once.
//!
//! Subsets are visited as a tree of prefixes: a subset refines the groups of the one without its last variable, so
//! every subset costs one pass over the distinct rows. Prefixes of two variables are the parallel items; the answers
//! stand in lexicographic order and have the same bits for any number of threads. Once no two rows share a group,
//! nothing is left to refine. Cost: O(subsets · rows), memory 8 bytes a subset.
use super::entropies::Entropy;
use crate::table::joint_law::JointLaw;
use crate::table::tally::{Groups, Tally};
use marginals_core::{Charge, Error, Result, Run};

/// The most subsets.
const MAX_SUBSETS: u64 = 1 << 30;

/// H(S) in nats of every subset S of at most `largest` of the variables.
#[derive(Debug)]
pub struct SubsetEntropies {
    variables: usize,
    /// By size, in lexicographic order.
    by_size: Vec<Vec<f64>>,
    binomials: Binomials,
    _charge: Charge,
}

/// C(n, k) for n up to the number of variables and k up to a size.
#[derive(Debug)]
pub(crate) struct Binomials {
    rows: Vec<Vec<u64>>,
}

impl Binomials {
    pub(crate) fn new(n: usize, most: usize) -> Self {
        let mut rows = vec![vec![0u64; most + 1]; n + 1];
        for n in 0..=n {
            rows[n][0] = 1;
            for k in 1..=most.min(n) {
                rows[n][k] = rows[n - 1][k - 1].saturating_add(rows[n - 1][k]);
            }
        }
        Binomials { rows }
    }

    pub(crate) fn get(&self, n: usize, k: usize) -> u64 {
        self.rows.get(n).and_then(|row| row.get(k)).copied().unwrap_or(0)
    }
}

/// What a visit of one prefix adds, by size.
type Found = Vec<Vec<f64>>;

impl SubsetEntropies {
    /// The entropies of all subsets of at most `largest` variables of the law.
    ///
    /// # Errors
    /// `Limit` beyond 2³⁰ subsets; the estimator's; out of memory; the run was cancelled.
    pub fn of(law: &JointLaw, largest: usize, entropy: Entropy<'_>, run: &Run) -> Result<Self> {
        let variables = law.variables();
        let largest = largest.min(variables);
        let (binomials, charge) = Self::announce(variables, largest, run)?;
        let finest = entropy.of(law.weights(), law.total())?;
        let visit = Visit { law, largest, entropy, finest };
        let mut by_size = vec![Vec::new(); largest + 1];
        by_size[0].push(0.0);
        let pairs: Vec<(u32, u32)> = (0..variables as u32)
            .flat_map(|first| (first + 1..variables as u32).map(move |second| (first, second)))
            .collect();
        let whole = Groups::whole(law.rows());
        if largest > 0 {
            let mut tally = Tally::default();
            for variable in 0..variables as u32 {
                let cells = law.split_cells(&mut tally, &whole, variable, run)?;
                by_size[1].push(entropy.of(cells, law.total())?);
            }
        }
        if largest > 1 {
            run.progress().start("subsets", pairs.len() as u64);
            let found = run.items(pairs, Tally::default, |tally, _, (first, second)| {
                let mut found: Found = vec![Vec::new(); largest + 1];
                let groups = law.split(&whole, first, run)?;
                visit.take(&groups, second, 1, tally, run, &mut found)?;
                run.progress().advance(1);
                Ok(found)
            })?;
            for part in found {
                by_size.iter_mut().zip(part).for_each(|(all, more)| all.extend(more));
            }
        }
        Ok(SubsetEntropies { variables, by_size, binomials, _charge: charge })
    }

    fn announce(variables: usize, largest: usize, run: &Run) -> Result<(Binomials, Charge)> {
        let binomials = Binomials::new(variables, largest);
        let subsets = (0..=largest).fold(0u64, |sum, k| sum.saturating_add(binomials.get(variables, k)));
        if subsets > MAX_SUBSETS {
            let expected = format!("few enough for at most {MAX_SUBSETS} subsets");
            return Err(Error::limit("variables", expected, format!("{subsets} subsets")));
        }
        let charge = run.charge("the entropies of subsets", subsets * 16)?;
        Ok((binomials, charge))
    }

    /// Number of variables.
    #[must_use]
    pub fn variables(&self) -> usize {
        self.variables
    }

    /// The entropies of the subsets of one size, in lexicographic order.
    #[must_use]
    pub fn of_size(&self, size: usize) -> &[f64] {
        self.by_size.get(size).map_or(&[], Vec::as_slice)
    }

    /// H of a subset given by ascending variables; NaN when it is larger than what was asked for.
    #[must_use]
    pub fn get(&self, subset: impl ExactSizeIterator<Item = u32> + Clone) -> f64 {
        let size = subset.len();
        let mut rank = self.binomials.get(self.variables, size).wrapping_sub(1);
        for (place, variable) in subset.enumerate() {
            let after = (self.variables - 1).saturating_sub(variable as usize);
            rank = rank.wrapping_sub(self.binomials.get(after, size - place));
        }
        self.of_size(size).get(rank as usize).copied().unwrap_or(f64::NAN)
    }
}

struct Visit<'a> {
    law: &'a JointLaw,
    largest: usize,
    entropy: Entropy<'a>,
    /// H of all variables together, which no further variable changes once groups are finest.
    finest: f64,
}

impl Visit<'_> {
    /// Adds the subset of a prefix of `size` variables with `variable`, and all that begin with it.
    fn take(
        &self,
        groups: &Groups,
        variable: u32,
        size: usize,
        tally: &mut Tally,
        run: &Run,
        found: &mut Found,
    ) -> Result<()> {
        let law = self.law;
        let finest = groups.is_finest();
        let own = if finest {
            self.finest
        } else {
            self.entropy.of(law.split_cells(tally, groups, variable, run)?, law.total())?
        };
        found[size + 1].push(own);
        if size + 1 < self.largest && (variable as usize) + 1 < law.variables() {
            let split = if finest { groups.clone() } else { law.split(groups, variable, run)? };
            if split.is_finest() {
                run.check()?;
                return self.fill(variable, size + 1, found);
            }
            for next in variable + 1..law.variables() as u32 {
                self.take(&split, next, size + 1, tally, run, found)?;
            }
        }
        Ok(())
    }

    /// All subsets that begin with a prefix which tells every row apart.
    fn fill(&self, last: u32, size: usize, found: &mut Found) -> Result<()> {
        let left = self.law.variables() - 1 - last as usize;
        let counts = Binomials::new(left, self.largest - size);
        for more in 1..=self.largest - size {
            let count = counts.get(left, more) as usize;
            let length = found[size + more].len() + count;
            found[size + more].resize(length, self.finest);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::entropies::tests::{naive_entropy, random_law};
    use super::*;
    use std::sync::Arc;

    fn subsets(n: u32) -> impl Iterator<Item = Vec<u32>> {
        (0..1u32 << n).map(move |mask| (0..n).filter(|i| mask >> i & 1 == 1).collect())
    }

    #[test]
    fn every_subset_has_the_entropy_of_a_map() {
        for case in 0..200 {
            let n = case as u32 % 7 + 1;
            let law = random_law(case, n as usize);
            for largest in [n as usize, 2, 3] {
                let found = SubsetEntropies::of(&law, largest, Entropy::PlugIn, &Run::default()).unwrap();
                for subset in subsets(n).filter(|subset| subset.len() <= largest) {
                    let own = found.get(subset.iter().copied());
                    let expected = naive_entropy(&law, &subset);
                    assert!((own - expected).abs() < 1e-12, "{subset:?}: {own} {expected}");
                }
            }
        }
    }

    #[test]
    fn threads_do_not_matter() {
        let law = random_law(7, 9);
        let alone = SubsetEntropies::of(&law, 9, Entropy::PlugIn, &Run::default()).unwrap();
        for threads in [2, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let run = Run::default().with_pool(Arc::new(pool), threads);
            let found = SubsetEntropies::of(&law, 9, Entropy::PlugIn, &run).unwrap();
            for (one, other) in alone.by_size.iter().flatten().zip(found.by_size.iter().flatten()) {
                assert_eq!(one.to_bits(), other.to_bits());
            }
        }
    }
}
