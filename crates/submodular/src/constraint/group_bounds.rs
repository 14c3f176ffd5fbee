//! Group bounds: of every group at least `lower` and at most `upper` elements.
//!
//! Sets that can still meet every lower bound within a total size k are those with
//! Σ max(|S ∩ g|, lower_g) ≤ k and |S ∩ g| ≤ upper_g: a matroid, so greedy keeps its promise and every set it
//! builds can be completed (M. El Halabi, S. Mitrović, A. Norouzi-Fard, J. Tardos, J. Tarnawski, 2020,
//! "Fairness in streaming submodular maximization: algorithms and hardness").
use marginals_core::{Error, Result};

/// Groups of the ground set with a least and a largest number of chosen elements each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupBounds {
    group: Vec<u32>,
    lower: Vec<usize>,
    upper: Vec<usize>,
    names: Vec<String>,
}

impl GroupBounds {
    /// `group[e]` is the group of element e; `lower[g]` to `upper[g]` elements of group g are chosen.
    ///
    /// # Errors
    /// [`Code::Range`](marginals_core::Code::Range) for an element of an unknown group and a lower bound above
    /// its upper bound, [`Code::Shape`](marginals_core::Code::Shape) for bounds of different lengths.
    pub fn new(group: Vec<u32>, lower: Vec<usize>, upper: Vec<usize>) -> Result<GroupBounds> {
        if lower.len() != upper.len() {
            let expected = format!("one number for each of {} groups", lower.len());
            return Err(Error::shape("upper", expected, format_args!("{} numbers", upper.len())));
        }
        if let Some(e) = group.iter().position(|g| *g as usize >= lower.len()) {
            let expected = format!("groups below {} (number of bounds)", lower.len());
            return Err(Error::range("groups", expected, format_args!("{} for element {e}", group[e])));
        }
        let names = (0..lower.len()).map(|g| g.to_string()).collect();
        GroupBounds { group, lower, upper, names }.checked()
    }

    /// The same bounds with the groups' own names, for messages.
    ///
    /// # Errors
    /// [`Code::Shape`](marginals_core::Code::Shape) unless there is a name for every group.
    pub fn named(self, names: Vec<String>) -> Result<GroupBounds> {
        if names.len() != self.lower.len() {
            let expected = format!("one name for each of {} groups", self.lower.len());
            return Err(Error::shape("names", expected, format_args!("{} names", names.len())));
        }
        Ok(GroupBounds { names, ..self })
    }

    /// The same bounds with the lower bound of group `g` alone, or with none.
    pub(crate) fn owing_only(&self, g: Option<usize>) -> GroupBounds {
        let lower = self.lower.iter().enumerate().map(|(at, least)| if Some(at) == g { *least } else { 0 });
        GroupBounds { lower: lower.collect(), ..self.clone() }
    }

    fn checked(self) -> Result<GroupBounds> {
        match (0..self.lower.len()).find(|g| self.lower[*g] > self.upper[*g]) {
            Some(g) => {
                let expected =
                    format!("at most {} (its upper bound) for group {}", self.upper[g], self.names[g]);
                Err(Error::range("lower", expected, self.lower[g]))
            }
            None => Ok(self),
        }
    }

    /// Group of every element.
    #[must_use]
    pub fn group(&self) -> &[u32] {
        &self.group
    }

    /// Fewest elements of every group.
    #[must_use]
    pub fn lower(&self) -> &[usize] {
        &self.lower
    }

    /// Most elements of every group.
    #[must_use]
    pub fn upper(&self) -> &[usize] {
        &self.upper
    }

    /// Name of group `g`.
    #[must_use]
    pub fn name(&self, g: usize) -> &str {
        &self.names[g]
    }

    pub(crate) fn group_of(&self, e: u32) -> usize {
        self.group[e as usize] as usize
    }

    /// Elements still owed to the lower bound of each group.
    pub(super) fn owed<'a>(&'a self, counts: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
        self.lower.iter().zip(counts).map(|(lower, count)| lower.saturating_sub(*count))
    }

    /// Whether some group has a lower bound.
    pub(super) fn is_owing(&self) -> bool {
        self.lower.iter().any(|lower| *lower > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_fit_their_groups() {
        let message = |group: Vec<u32>, lower: Vec<usize>, upper: Vec<usize>| {
            GroupBounds::new(group, lower, upper).unwrap_err().to_string()
        };
        assert_eq!(
            message(vec![0], vec![3], vec![2]),
            "lower must be at most 2 (its upper bound) for group 0, received 3"
        );
        assert!(message(vec![1], vec![0], vec![2]).ends_with("received 1 for element 0"));
        assert!(message(vec![0], vec![0], vec![2, 2]).ends_with("received 2 numbers"));
        let bounds = GroupBounds::new(vec![0, 1], vec![1, 0], vec![1, 1]).unwrap();
        assert!(bounds.is_owing() && bounds.clone().named(vec!["a".into()]).is_err());
        assert_eq!(bounds.owed(&[0, 1]).collect::<Vec<_>>(), [1, 0]);
        assert_eq!(bounds.named(vec!["a".into(), "b".into()]).unwrap().name(1), "b");
    }
}
