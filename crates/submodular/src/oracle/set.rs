//! A set that grows and shrinks under an oracle.
use marginals_core::BoxedState;
use marginals_core::sum::Sum;

/// Elements with whatever the objective keeps about them.
#[derive(Debug)]
pub(crate) struct Set(pub(super) Kind);

#[derive(Debug)]
pub(super) enum Kind {
    Native(BoxedState),
    Replayed(Replayed),
}

impl Set {
    /// A set for questions to a callback whose value nobody needs.
    pub(super) fn holding(members: impl Iterator<Item = u32>) -> Set {
        let mut replayed = Replayed::new(0.0);
        replayed.members.extend(members);
        Set(Kind::Replayed(replayed))
    }
}

/// A set known to a callback by its elements alone: its value is the empty value and the realised gains.
#[derive(Clone, Debug)]
pub(super) struct Replayed {
    pub members: Vec<u32>,
    gains: Vec<f64>,
    empty_value: f64,
    total: Sum,
    largest: f64,
}

/// Callbacks round as doubles do: a few units in the last place of the largest number met.
const CALLBACK_ERROR: f64 = 16.0 * f64::EPSILON;

impl Replayed {
    pub fn new(empty_value: f64) -> Self {
        let mut total = Sum::default();
        total.add(empty_value);
        Replayed { members: Vec::new(), gains: Vec::new(), empty_value, total, largest: empty_value.abs() }
    }

    pub fn push(&mut self, e: u32, gain: f64) {
        self.members.push(e);
        self.gains.push(gain);
        self.total.add(gain);
        self.largest = self.largest.max(gain.abs());
    }

    pub fn value(&self) -> f64 {
        self.total.value()
    }

    pub fn gain_error(&self) -> f64 {
        CALLBACK_ERROR * self.largest
    }

    /// Drops `e` and everything after it; returns what came after.
    pub fn cut(&mut self, e: u32) -> Vec<u32> {
        let Some(at) = self.members.iter().position(|member| *member == e) else { return Vec::new() };
        let later = self.members.split_off(at + 1);
        self.members.truncate(at);
        self.gains.truncate(at);
        let mut shorter = Replayed::new(self.empty_value);
        for (member, gain) in self.members.iter().zip(&self.gains) {
            shorter.push(*member, *gain);
        }
        *self = shorter;
        later
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_keeps_what_came_before() {
        let mut set = Replayed::new(1.0);
        for (e, gain) in [(4, 2.0), (2, 3.0), (7, -1.0)] {
            set.push(e, gain);
        }
        assert_eq!(set.value(), 5.0);
        assert_eq!(set.cut(2), [7]);
        assert_eq!((set.members.as_slice(), set.value()), ([4].as_slice(), 3.0));
        assert!(set.cut(9).is_empty());
    }
}
