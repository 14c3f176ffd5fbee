//! Total correlation, dual total correlation, O-information and S-information of every subset of given sizes.
//!
//! An n-plet needs its own entropy, those of its variables, and those without one of them; all are entropies of
//! subsets that other n-plets share, so each is computed once ([`SubsetEntropies`]). Cost: one pass over the distinct
//! rows per subset up to the largest size, then O(n²) lookups per n-plet.
use super::correlation::Correlations;
use super::entropies::Entropy;
use super::subsets::SubsetEntropies;
use crate::table::joint_law::JointLaw;
use marginals_core::{Error, Result, Run};

/// The four measures of all n-plets, by size and then in lexicographic order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NPlets {
    /// Number of variables of each n-plet.
    pub sizes: Vec<u32>,
    /// The variables of all n-plets one after the other, ascending within each.
    pub members: Vec<u32>,
    /// The measures.
    pub correlations: Vec<Correlations>,
}

/// The four measures of every subset of the law's variables whose size is among `sizes` (each at least 2).
///
/// # Errors
/// `Shape` without sizes; `Range` for one below 2 or above the number of variables; as [`SubsetEntropies::of`].
pub fn n_plets(law: &JointLaw, sizes: &[u32], entropy: Entropy<'_>, run: &Run) -> Result<NPlets> {
    let Some(largest) = sizes.iter().copied().max() else {
        return Err(Error::shape("sizes", "at least one size", "none"));
    };
    let variables = law.variables();
    for (index, size) in sizes.iter().enumerate() {
        if !(2..=variables).contains(&(*size as usize)) {
            let expected = format!("in 2..={variables} (variables)");
            return Err(Error::range(format!("sizes[{index}]"), expected, size));
        }
    }
    let entropies = SubsetEntropies::of(law, largest as usize, entropy, run)?;
    n_plets_of(&entropies, sizes, entropy, run)
}

/// The measures of n-plets from entropies of subsets, whatever these are entropies of.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn n_plets_of(
    entropies: &SubsetEntropies,
    sizes: &[u32],
    entropy: Entropy<'_>,
    run: &Run,
) -> Result<NPlets> {
    let mut sizes: Vec<u32> = sizes.to_vec();
    sizes.sort_unstable();
    sizes.dedup();
    let count: usize = sizes.iter().map(|size| entropies.of_size(*size as usize).len()).sum();
    let named: usize =
        sizes.iter().map(|size| entropies.of_size(*size as usize).len() * *size as usize).sum();
    let _charge = run.charge("the measures of n-plets", count as u64 * 36 + named as u64 * 4)?;
    let mut found = NPlets {
        sizes: run.reserved("the measures of n-plets", count)?,
        members: run.reserved("the measures of n-plets", named)?,
        correlations: run.reserved("the measures of n-plets", count)?,
    };
    let single = entropies.of_size(1);
    for size in sizes {
        let n = size as usize;
        let mut subset: Vec<u32> = (0..size).collect();
        let (mut own, mut without) = (vec![0.0; n], vec![0.0; n]);
        for (rank, joint) in entropies.of_size(n).iter().enumerate() {
            if rank % 4096 == 0 {
                run.check()?;
            }
            for place in 0..n {
                own[place] = single[subset[place] as usize];
                without[place] = entropies.get(Without { subset: &subset, skipped: place, next: 0 });
            }
            found.sizes.push(size);
            found.members.extend_from_slice(&subset);
            found.correlations.push(Correlations::of(*joint, &own, &without, entropy));
            advance(&mut subset, entropies.variables() as u32);
        }
    }
    Ok(found)
}

/// A subset without one of its places.
#[derive(Clone)]
struct Without<'a> {
    subset: &'a [u32],
    skipped: usize,
    next: usize,
}

impl Iterator for Without<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.next += usize::from(self.next == self.skipped);
        self.next += 1;
        self.subset.get(self.next - 1).copied()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.subset.len() - self.next.min(self.subset.len());
        let left = left - usize::from(self.next <= self.skipped && left > 0);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Without<'_> {}

/// The next subset of the same size in lexicographic order; the last one stays.
fn advance(subset: &mut [u32], variables: u32) {
    let size = subset.len();
    let free = (0..size).rev().find(|place| subset[*place] < variables - (size - place) as u32);
    if let Some(place) = free {
        let first = subset[place] + 1;
        subset[place..].iter_mut().zip(first..).for_each(|(own, next)| *own = next);
    }
}

#[cfg(test)]
mod tests {
    use super::super::correlation::correlations;
    use super::super::entropies::tests::random_law;
    use super::*;

    #[test]
    fn every_n_plet_has_its_own_measures() {
        let run = Run::default();
        for case in 0..60 {
            let n = case as usize % 5 + 3;
            let law = random_law(case, n);
            let found = n_plets(&law, &[3, 2, n as u32], Entropy::PlugIn, &run).unwrap();
            let mut members = &found.members[..];
            let mut seen = std::collections::BTreeSet::new();
            for (size, measures) in found.sizes.iter().zip(&found.correlations) {
                let subset;
                (subset, members) = members.split_at(*size as usize);
                assert!(subset.is_sorted() && seen.insert(subset.to_vec()));
                let expected = correlations(&law, subset, Entropy::PlugIn, &run).unwrap();
                assert!((measures.total - expected.total).abs() < 1e-12);
                assert!((measures.dual_total - expected.dual_total).abs() < 1e-12);
                assert!((measures.o - expected.o).abs() < 1e-12);
                assert!((measures.s - expected.s).abs() < 1e-12);
            }
            let choose = |k: usize| (0..k).fold(1, |c, i| c * (n - i) / (i + 1));
            let expected = choose(2) + if n == 3 { 1 } else { choose(3) + 1 };
            assert_eq!((found.sizes.len(), members.len()), (expected, 0));
        }
    }

    #[test]
    fn bad_sizes_are_named() {
        let law = random_law(1, 4);
        let fault = |sizes: &[u32]| n_plets(&law, sizes, Entropy::PlugIn, &Run::default()).unwrap_err();
        assert_eq!(fault(&[]).argument_name(), Some("sizes"));
        assert_eq!(fault(&[3, 1]).argument_name(), Some("sizes[1]"));
        assert_eq!(fault(&[5]).argument_name(), Some("sizes[0]"));
    }
}
