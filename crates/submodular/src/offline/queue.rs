//! Elements in the order of bounds that stay valid, kept from step to step.
//!
//! A binary heap of (bound, element), largest bound first, then lowest index. Building costs O(n), a step costs
//! O(log n) for each element looked at, and the m largest are read off in O(m log m) without taking them out.
use marginals_core::{Result, Run};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// An element and a number no smaller than its gain: largest first, then lowest index.
///
/// Both in one whole number in that order, so that a comparison is one and needs no branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Waiting(i128);

/// From the bits of a number to a whole number in the order of [`f64::total_cmp`], and back.
fn ordered(bits: i64) -> i64 {
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

impl Waiting {
    pub fn new(key: f64, element: u32) -> Waiting {
        Waiting((i128::from(ordered(key.to_bits() as i64)) << 32) | i128::from(!element))
    }

    pub fn key(self) -> f64 {
        f64::from_bits(ordered((self.0 >> 32) as i64) as u64)
    }

    pub fn element(self) -> u32 {
        !(self.0 as u32)
    }
}

/// The heap.
pub(super) struct Queue(BinaryHeap<Waiting>);

impl Queue {
    /// The queue of these elements.
    pub fn of(run: &Run, elements: &[u32], key: impl Fn(u32) -> f64) -> Result<Queue> {
        let mut waiting = run.reserved("gain bounds", elements.len())?;
        waiting.extend(elements.iter().map(|e| Waiting::new(key(*e), *e)));
        Ok(Queue(BinaryHeap::from(waiting)))
    }

    pub fn push(&mut self, waiting: Waiting) {
        self.0.push(waiting);
    }

    /// Takes the first out, where `wanted`.
    pub fn pop_if(&mut self, wanted: impl Fn(&Waiting) -> bool) -> Option<Waiting> {
        let top = self.0.peek_mut()?;
        wanted(&top).then(|| PeekMut::pop(top))
    }

    /// The `count` first, in order.
    pub fn first(&self, count: usize) -> Vec<u32> {
        // A child of the heap comes after its parent, so only children of what was listed can be next.
        let items = self.0.as_slice();
        let mut listed = Vec::with_capacity(count.min(items.len()));
        let mut open = BinaryHeap::new();
        open.extend(items.first().map(|first| (*first, 0)));
        while listed.len() < count {
            let Some((waiting, at)) = open.pop() else { break };
            listed.push(waiting.element());
            let children = [2 * at + 1, 2 * at + 2];
            open.extend(children.into_iter().filter_map(|child| Some((*items.get(child)?, child))));
        }
        listed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn keys_and_elements_come_back_in_the_order_of_numbers() {
        let keys = [f64::NEG_INFINITY, -1e300, -2.5, -0.0, 0.0, 5e-324, 1.0, 1e300, f64::INFINITY];
        let ascending: Vec<Waiting> =
            keys.iter().flat_map(|key| [u32::MAX, 7, 0].map(|e| Waiting::new(*key, e))).collect();
        assert!(ascending.is_sorted_by(|a, b| a < b));
        for (at, waiting) in ascending.iter().enumerate() {
            assert_eq!(waiting.key().to_bits(), keys[at / 3].to_bits());
            assert_eq!(waiting.element(), [u32::MAX, 7, 0][at % 3]);
        }
    }

    #[test]
    fn the_first_are_those_that_come_out_first() {
        for seed in 0..200 {
            let mut random = stream(seed, "queue", 0);
            let elements: Vec<u32> = (0..below(&mut random, 60) as u32).collect();
            let keys: Vec<f64> = elements.iter().map(|_| below(&mut random, 9) as f64 - 4.0).collect();
            let mut queue = Queue::of(&Run::default(), &elements, |e| keys[e as usize]).unwrap();
            let mut expected = elements.clone();
            expected.sort_by(|a, b| keys[*b as usize].total_cmp(&keys[*a as usize]).then(a.cmp(b)));
            for count in [0, 1, 7, 100] {
                assert_eq!(queue.first(count), expected[..count.min(expected.len())]);
            }
            let popped: Vec<u32> =
                std::iter::from_fn(|| queue.pop_if(|top| top.key() > -3.0).map(|top| top.element()))
                    .collect();
            expected.retain(|e| keys[*e as usize] > -3.0);
            assert_eq!(popped, expected);
        }
    }
}
