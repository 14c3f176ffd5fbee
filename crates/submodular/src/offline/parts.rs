//! k chosen sets at once: S₁ ⊆ V₁, …, S_k ⊆ V_k, no element in two of them.
//!
//! The k-tuples are the sets of pairs (element, part) under a partition matroid, so every optimizer serves.
//! With disjoint V_i each element has one legal part and the problem is an ordinary one on V₁ ∪ … ∪ V_k; with
//! overlapping V_i each element may be used once. Sizes are limited in total or part by part.
//!
//! Promises are those of a function that is submodular over the pairs: for monotone f in total size 1/2 when
//! ground sets overlap (a matroid), 1 − 1/e when they are disjoint, 1/(1 + p) under p partitions.
use crate::algorithm::Algorithm;
use crate::constraint::Partition;
use crate::request::Request;
use crate::session::{maximize, maximize_curve};
use marginals_core::{Error, Objective, Result, Run, Selection};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Ground sets of the parts, and the pairs (element, part) they make: all of part 0 first, in the given
/// order, then part 1, and so on. The place of a pair is its element index in the objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    pairs: Vec<(u32, u32)>,
    count: usize,
    elements: usize,
}

/// How large the parts may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartSizes {
    /// |S₁| + … + |S_k| is limited.
    Total(usize),
    /// |S_i| is limited for every i.
    Individual(Vec<usize>),
}

/// The k chosen sets.
#[derive(Clone, Debug, PartialEq)]
pub struct PartsSelection {
    /// Elements of every part, in the order they were chosen.
    pub parts: Vec<Vec<u32>>,
    /// The selection of pairs: `indices` are places in [`Parts::pairs`].
    pub selection: Selection,
}

impl Parts {
    /// Parts that draw from these ground sets.
    ///
    /// # Errors
    /// No parts, or an element twice in one ground set.
    pub fn new(ground_sets: &[Vec<u32>]) -> Result<Parts> {
        if ground_sets.is_empty() {
            return Err(Error::argument("groundSets", "at least one set", "none"));
        }
        let mut pairs = Vec::new();
        let mut elements = BTreeMap::new();
        for (part, ground_set) in (0u32..).zip(ground_sets) {
            for e in ground_set {
                if elements.insert(*e, part) == Some(part) {
                    let received = format!("{e} twice in part {part}");
                    return Err(Error::argument("groundSets", "sets of distinct elements", received));
                }
                pairs.push((*e, part));
            }
        }
        Ok(Parts { pairs, count: ground_sets.len(), elements: elements.len() })
    }

    /// Every pair (element, part).
    #[must_use]
    pub fn pairs(&self) -> &[(u32, u32)] {
        &self.pairs
    }

    /// Number of parts.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether no element is in two ground sets.
    #[must_use]
    pub fn is_disjoint(&self) -> bool {
        self.elements == self.pairs.len()
    }

    /// The request that chooses pairs of `objective`.
    fn prepared(&self, objective: &dyn Objective, sizes: &PartSizes, request: &Request) -> Result<Request> {
        if objective.ground_size() != self.pairs.len() {
            let expected = format!("a function of {} pairs (element, part)", self.pairs.len());
            return Err(Error::shape("objective", expected, format!("{} elements", objective.ground_size())));
        }
        self.request(sizes, request)
    }

    /// The chosen pairs, part by part.
    fn split(&self, selection: Selection) -> PartsSelection {
        let mut chosen = vec![Vec::new(); self.count];
        for place in &selection.indices {
            let (e, part) = self.pairs[*place as usize];
            chosen[part as usize].push(e);
        }
        PartsSelection { parts: chosen, selection }
    }

    /// `request` with the limits of `sizes` in place of its size, over the pairs. `distorted-greedy` means its
    /// generalised form.
    ///
    /// # Errors
    /// Sizes that do not fit the ground sets.
    pub fn request(&self, sizes: &PartSizes, request: &Request) -> Result<Request> {
        let mut request = request.clone();
        if request.algorithm == Algorithm::DistortedGreedy {
            request.algorithm = Algorithm::GeneralizedDistortedGreedy;
        }
        match sizes {
            PartSizes::Total(size) => {
                if *size == 0 || *size > self.elements {
                    let expected =
                        format!("an integer in 1..={} (elements of the ground sets)", self.elements);
                    return Err(Error::range("size", expected, size));
                }
                request.size = Some(*size);
            }
            PartSizes::Individual(sizes) => {
                if sizes.len() != self.count {
                    let expected = format!("one size for each of {} parts", self.count);
                    return Err(Error::shape("sizes", expected, format!("{} sizes", sizes.len())));
                }
                let total = sizes.iter().fold(0usize, |total, size| total.saturating_add(*size));
                if total == 0 || (request.exact_size && total > self.elements) {
                    let expected = format!("sizes that add up to 1..={}", self.elements);
                    return Err(Error::range("sizes", expected, total));
                }
                request.size = Some(total.min(self.elements));
                let class = self.pairs.iter().map(|(_, part)| *part).collect();
                request.constraints.push(Partition::new(class, sizes.clone())?.into());
            }
        }
        if !self.is_disjoint() {
            let mut ranks: BTreeMap<u32, u32> = self.pairs.iter().map(|(e, _)| (*e, 0)).collect();
            (0u32..).zip(ranks.values_mut()).for_each(|(place, rank)| *rank = place);
            let class = self.pairs.iter().map(|(e, _)| ranks[e]).collect();
            request.constraints.push(Partition::new(class, vec![1; self.elements])?.into());
        }
        Ok(request)
    }
}

/// Chooses k sets: `objective` is a function of the pairs of `parts`. The size of `request` is replaced by
/// `sizes`; its `initial` and `excluded` elements are places of pairs. `distorted-greedy` means its
/// generalised form here.
///
/// # Errors
/// Arguments that do not fit together, and whatever the objective reports.
pub fn maximize_parts(
    objective: Arc<dyn Objective>,
    parts: &Parts,
    sizes: &PartSizes,
    request: &Request,
    run: &Run,
) -> Result<PartsSelection> {
    let request = parts.prepared(&*objective, sizes, request)?;
    Ok(parts.split(maximize(objective, &request, run)?))
}

/// [`maximize_parts`] for every total size of `totals`, as [`maximize_curve`](crate::maximize_curve).
///
/// # Errors
/// As [`maximize_parts`].
pub fn maximize_parts_curve(
    objective: Arc<dyn Objective>,
    parts: &Parts,
    totals: &[usize],
    request: &Request,
    run: &Run,
) -> Result<Vec<PartsSelection>> {
    let Some(largest) = totals.iter().copied().max() else { return Ok(Vec::new()) };
    let request = parts.prepared(&*objective, &PartSizes::Total(largest), request)?;
    let curve = maximize_curve(objective, &request, totals, run)?;
    Ok(curve.into_iter().map(|selection| parts.split(selection)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_go_part_by_part() {
        let parts = Parts::new(&[vec![2, 0], vec![0, 5]]).unwrap();
        assert_eq!(parts.pairs(), [(2, 0), (0, 0), (0, 1), (5, 1)]);
        assert!(!parts.is_disjoint() && parts.count() == 2);
        assert!(Parts::new(&[vec![0, 1], vec![2]]).unwrap().is_disjoint());
        let twice = Parts::new(&[vec![0], vec![1, 1]]).unwrap_err();
        assert!(twice.to_string().ends_with("received 1 twice in part 1"));
        assert!(Parts::new(&[]).is_err());
    }

    #[test]
    fn sizes_become_limits() {
        let parts = Parts::new(&[vec![2, 0], vec![0, 5]]).unwrap();
        let total = parts.request(&PartSizes::Total(2), &Request::default()).unwrap();
        assert_eq!((total.size, total.constraints.len()), (Some(2), 1));
        let each = parts.request(&PartSizes::Individual(vec![1, 2]), &Request::default()).unwrap();
        assert_eq!((each.size, each.constraints.len()), (Some(3), 2));
        assert!(parts.request(&PartSizes::Total(4), &Request::default()).is_err());
        assert!(parts.request(&PartSizes::Individual(vec![1]), &Request::default()).is_err());
        assert!(parts.request(&PartSizes::Individual(vec![0, 0]), &Request::default()).is_err());
    }
}
