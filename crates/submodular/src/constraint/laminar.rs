//! A laminar matroid: at most `capacity` elements of each set of a family whose sets are nested or disjoint.
//!
//! A partition has one level; topics with subtopics have two. An element is admitted when every set that
//! holds it has room: its chain of sets, from the innermost outwards.
use marginals_core::{Error, Result};

/// Sets, nested or disjoint, with a limit each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laminar {
    /// Where the chain of each element starts in `chain`; one entry more than elements.
    start: Vec<usize>,
    /// Sets that hold each element.
    chain: Vec<u32>,
    capacity: Vec<usize>,
}

impl Laminar {
    /// Over `ground` elements, at most `capacity` of the elements of each set of `sets`.
    ///
    /// # Errors
    /// [`Code::Range`](marginals_core::Code::Range) for an element outside the ground set,
    /// [`Code::Argument`](marginals_core::Code::Argument) for an element twice in one set and for two sets that
    /// overlap without one holding the other.
    pub fn new(ground: usize, sets: &[(Vec<u32>, usize)]) -> Result<Laminar> {
        let mut order: Vec<usize> = (0..sets.len()).collect();
        order.sort_by_key(|at| (std::cmp::Reverse(sets[*at].0.len()), *at));
        // Larger sets go first, so a set is nested when all its elements share the innermost set so far.
        let mut innermost: Vec<Option<usize>> = vec![None; ground];
        let mut length = vec![0usize; ground];
        for at in &order {
            let elements = &sets[*at].0;
            let outer = elements.first().and_then(|e| innermost.get(*e as usize).copied().flatten());
            for e in elements {
                let Some(slot) = innermost.get_mut(*e as usize) else {
                    let expected = format!("elements below {ground} (size of the ground set)");
                    return Err(Error::range("sets", expected, format_args!("{e} in set {at}")));
                };
                if *slot == Some(*at) {
                    let received = format!("{e} twice in set {at}");
                    return Err(Error::argument("sets", "sets of distinct elements", received));
                }
                if *slot != outer {
                    let other = slot.or(outer).unwrap_or(*at);
                    let received = format!("the sets {} and {} that overlap", other.min(*at), other.max(*at));
                    return Err(Error::argument("sets", "nested or disjoint", received));
                }
                *slot = Some(*at);
                length[*e as usize] += 1;
            }
        }
        let mut start = vec![0usize; ground + 1];
        for (e, length) in length.iter().enumerate() {
            start[e + 1] = start[e] + length;
        }
        let mut chain = vec![0u32; start[ground]];
        let mut next = start.clone();
        for at in order.iter().rev() {
            for e in &sets[*at].0 {
                chain[next[*e as usize]] = *at as u32;
                next[*e as usize] += 1;
            }
        }
        Ok(Laminar { start, chain, capacity: sets.iter().map(|set| set.1).collect() })
    }

    /// Number of elements.
    #[must_use]
    pub fn ground_size(&self) -> usize {
        self.start.len() - 1
    }

    /// Most elements of every set.
    #[must_use]
    pub fn capacity(&self) -> &[usize] {
        &self.capacity
    }

    /// Sets that hold `e`, the innermost first.
    #[must_use]
    pub fn sets_of(&self, e: u32) -> &[u32] {
        &self.chain[self.start[e as usize]..self.start[e as usize + 1]]
    }

    pub(super) fn admits(&self, counts: &[usize], e: u32) -> bool {
        self.sets_of(e).iter().all(|set| counts[*set as usize] < self.capacity[*set as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_lead_outwards() {
        let sets = [(vec![0, 1, 2, 3], 2), (vec![0, 1], 1), (vec![4], 0)];
        let laminar = Laminar::new(6, &sets).unwrap();
        assert_eq!(laminar.sets_of(0), [1, 0]);
        assert_eq!((laminar.sets_of(2), laminar.sets_of(5)), ([0].as_slice(), [].as_slice()));
        assert!(laminar.admits(&[1, 0, 0], 0) && !laminar.admits(&[1, 1, 0], 0));
        assert!(!laminar.admits(&[0, 0, 0], 4) && laminar.admits(&[2, 1, 0], 5));
    }

    #[test]
    fn overlapping_sets_are_refused() {
        let message = |sets: &[(Vec<u32>, usize)]| Laminar::new(4, sets).unwrap_err().to_string();
        let overlap = "sets must be nested or disjoint, received the sets 0 and 1 that overlap";
        assert_eq!(message(&[(vec![0, 1], 1), (vec![1, 2], 1)]), overlap);
        assert!(message(&[(vec![1], 1), (vec![1, 2], 1), (vec![2, 3], 1)]).contains("overlap"));
        assert!(message(&[(vec![4], 1)]).ends_with("received 4 in set 0"));
        assert!(message(&[(vec![3, 3], 1)]).ends_with("received 3 twice in set 0"));
        // Equal sets are nested.
        assert!(Laminar::new(4, &[(vec![0, 1], 2), (vec![1, 0], 1)]).is_ok());
    }

    #[test]
    fn laminarity_is_what_its_definition_says() {
        use marginals_core::random::{below, stream};
        let mut laminar = 0;
        for seed in 0..4_000 {
            let mut random = stream(seed, "laminar", 0);
            let sets: Vec<(Vec<u32>, usize)> = (0..1 + below(&mut random, 4))
                .map(|_| ((0..5).filter(|_| below(&mut random, 2) == 0).collect(), 1))
                .collect();
            let nested = sets.iter().all(|(a, _)| {
                sets.iter().all(|(b, _)| {
                    let common = a.iter().filter(|e| b.contains(e)).count();
                    common == 0 || common == a.len() || common == b.len()
                })
            });
            assert_eq!(Laminar::new(5, &sets).is_ok(), nested, "{sets:?}");
            laminar += u32::from(nested);
        }
        assert!(laminar > 500 && laminar < 3_500, "{laminar}");
    }
}
