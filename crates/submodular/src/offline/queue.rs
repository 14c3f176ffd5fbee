//! Elements in the order of bounds that stay valid, kept from step to step.
//!
//! A binary heap of (bound, element), largest bound first, then lowest index. Building costs O(n), a step costs
//! O(log n) for each element looked at, and the m largest are read off in O(m log m) without taking them out.
use marginals_core::{Result, Run};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// An element and a number no smaller than its gain: largest first, then lowest index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pub key: f64,
    pub element: u32,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Waiting {}
impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.total_cmp(&other.key).then(other.element.cmp(&self.element))
    }
}

/// The heap.
pub(super) struct Queue(BinaryHeap<Waiting>);

impl Queue {
    /// The queue of these elements.
    pub fn of(run: &Run, elements: &[u32], key: impl Fn(u32) -> f64) -> Result<Queue> {
        let mut waiting = run.reserved("gain bounds", elements.len())?;
        waiting.extend(elements.iter().map(|e| Waiting { key: key(*e), element: *e }));
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
            listed.push(waiting.element);
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
                std::iter::from_fn(|| queue.pop_if(|top| top.key > -3.0).map(|top| top.element)).collect();
            expected.retain(|e| keys[*e as usize] > -3.0);
            assert_eq!(popped, expected);
        }
    }
}
