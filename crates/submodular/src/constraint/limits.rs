//! A total size and partitions together: what may still be added, and the heaviest feasible set.
use super::Partition;
use super::completion::fits;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result};

/// All limits of one problem.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    size: usize,
    partitions: Vec<Partition>,
}

/// How much of every limit a set uses.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    size: usize,
    classes: Vec<Vec<usize>>,
}

impl Limits {
    pub fn new(ground: usize, size: usize, partitions: Vec<Partition>) -> Result<Limits> {
        if let Some(partition) = partitions.iter().find(|partition| partition.class().len() != ground) {
            let expected = format!("one class for each of {ground} elements");
            return Err(Error::shape("partitions", expected, format_args!("{}", partition.class().len())));
        }
        Ok(Limits { size, partitions })
    }

    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    pub fn start(&self) -> Used {
        Used { size: 0, classes: self.partitions.iter().map(|p| vec![0; p.capacity().len()]).collect() }
    }

    /// Whether `e` may join a set that uses `used`.
    pub fn admits(&self, used: &Used, e: u32) -> bool {
        used.size < self.size
            && self.partitions.iter().zip(&used.classes).all(|(partition, counts)| {
                let class = partition.class()[e as usize] as usize;
                counts[class] < partition.capacity()[class]
            })
    }

    /// Whether a set that uses `used` can grow to the full size by some of `elements`. Certain for up to two
    /// partitions; of more, each pair of neighbours is asked.
    pub fn completes(&self, used: &Used, elements: &[u32]) -> bool {
        let needed = self.size.saturating_sub(used.size);
        let left = |at: usize| -> Vec<usize> {
            let counts = self.partitions[at].capacity().iter().zip(&used.classes[at]);
            counts.map(|(capacity, count)| capacity.saturating_sub(*count)).collect()
        };
        if elements.len() < needed {
            return false;
        }
        match self.partitions.len() {
            0 => true,
            1 => fits([&self.partitions[0]; 2], [left(0), left(0)], elements, needed),
            count => (1..count).all(|at| {
                fits(
                    [&self.partitions[at - 1], &self.partitions[at]],
                    [left(at - 1), left(at)],
                    elements,
                    needed,
                )
            }),
        }
    }

    pub fn take(&self, used: &mut Used, e: u32) {
        used.size += 1;
        for (partition, counts) in self.partitions.iter().zip(&mut used.classes) {
            counts[partition.class()[e as usize] as usize] += 1;
        }
    }

    pub fn release(&self, used: &mut Used, e: u32) {
        used.size = used.size.saturating_sub(1);
        for (partition, counts) in self.partitions.iter().zip(&mut used.classes) {
            let count = &mut counts[partition.class()[e as usize] as usize];
            *count = count.saturating_sub(1);
        }
    }

    /// For every size s of `sizes`, no less than the weight of the heaviest feasible set of exactly (`exact`)
    /// or at most s of the weighted elements. `None` where no set has the size.
    pub fn heaviest(&self, weights: &[(u32, f64)], sizes: &[usize], exact: bool) -> Vec<Option<f64>> {
        let largest = sizes.iter().copied().max().unwrap_or(0);
        let mut order: Vec<(u32, f64)> =
            weights.iter().copied().filter(|(_, weight)| exact || *weight > 0.0).collect();
        let heavier = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        // Without classes only the heaviest matter, and sorting them all would outweigh a cheap objective.
        if self.partitions.is_empty() && largest < order.len() {
            order.select_nth_unstable_by(largest, heavier);
            order.truncate(largest);
        }
        order.sort_unstable_by(heavier);
        let mut best = vec![None; sizes.len()];
        let mut improve = |prefixes: &[f64]| {
            for (slot, size) in best.iter_mut().zip(sizes) {
                let found =
                    if exact { prefixes.get(*size) } else { prefixes.get((*size).min(prefixes.len() - 1)) };
                *slot = match (*slot, found) {
                    (Some(before), Some(now)) => Some(f64::min(before, *now)),
                    (before, now) => before.or(now.copied()),
                };
            }
        };
        if self.partitions.is_empty() {
            improve(&prefix_sums(order.iter().map(|item| item.1).take(largest)));
        }
        for partition in &self.partitions {
            let mut left = partition.capacity().to_vec();
            let kept = order.iter().filter(|(e, _)| {
                let room = &mut left[partition.class()[*e as usize] as usize];
                let taken = *room > 0;
                *room -= usize::from(taken);
                taken
            });
            improve(&prefix_sums(kept.map(|item| item.1).take(largest)));
        }
        best
    }
}

fn prefix_sums(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut total = Sum::default();
    let mut sums = vec![0.0];
    for weight in weights {
        total.add(weight);
        sums.push(total.value());
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_used() {
        let partition = Partition::new(vec![0, 0, 1], vec![1, 1]).unwrap();
        let limits = Limits::new(3, 2, vec![partition]).unwrap();
        let mut used = limits.start();
        assert!(limits.admits(&used, 1));
        limits.take(&mut used, 0);
        assert!(!limits.admits(&used, 1) && limits.admits(&used, 2));
        limits.take(&mut used, 2);
        assert!(!limits.admits(&used, 1));
        limits.release(&mut used, 0);
        assert!(limits.admits(&used, 1));
    }

    #[test]
    fn heaviest_sets_respect_every_limit() {
        let weights = [(0, 5.0), (1, 4.0), (2, -1.0)];
        let free = Limits::new(3, 3, vec![]).unwrap();
        assert_eq!(free.heaviest(&weights, &[1, 3], false), [Some(5.0), Some(9.0)]);
        assert_eq!(free.heaviest(&weights, &[3, 4], true), [Some(8.0), None]);
        let classes = Partition::new(vec![0, 0, 1], vec![1, 1]).unwrap();
        let bound = Limits::new(3, 3, vec![classes]).unwrap();
        assert_eq!(bound.heaviest(&weights, &[2], false), [Some(5.0)]);
        assert_eq!(bound.heaviest(&weights, &[2, 3], true), [Some(4.0), None]);
    }

    #[test]
    fn a_partition_covers_the_ground_set() {
        let short = Partition::new(vec![0], vec![1]).unwrap();
        assert!(Limits::new(2, 1, vec![short]).is_err());
    }
}
