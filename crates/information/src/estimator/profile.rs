//! How many symbols were seen once, twice, …: all that an estimator of entropy reads of a sample.
use marginals_core::{Result, Run};

/// Distinct counts, rising, each with the number of symbols that have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    entries: Vec<(f64, f64)>,
    total: f64,
    observed: f64,
}

/// Counts below this are gathered in a table.
const TABLE: usize = 1 << 12;

impl Profile {
    /// The profile of counts, whole numbers; those of 0 are left out.
    ///
    /// # Errors
    /// The run was cancelled.
    pub fn new(counts: &[f64], run: &Run) -> Result<Self> {
        let mut table = vec![0u64; TABLE];
        let mut large = Vec::new();
        for chunk in counts.chunks(crate::symbols::STRIDE) {
            run.check()?;
            for count in chunk {
                match table.get_mut(*count as usize) {
                    Some(slot) => *slot += 1,
                    None => large.push(*count),
                }
            }
        }
        table[0] = 0;
        let seen = table.iter().enumerate().filter(|(_, symbols)| **symbols > 0);
        let mut entries: Vec<(f64, f64)> =
            seen.map(|(count, symbols)| (count as f64, *symbols as f64)).collect();
        large.sort_unstable_by(f64::total_cmp);
        for count in large {
            match entries.last_mut() {
                Some((last, symbols)) if *last == count => *symbols += 1.0,
                _ => entries.push((count, 1.0)),
            }
        }
        let total = entries.iter().map(|(count, symbols)| count * symbols).sum();
        let observed = entries.iter().map(|(_, symbols)| symbols).sum();
        Ok(Profile { entries, total, observed })
    }

    /// (count, number of symbols with that count), counts rising and above 0.
    #[must_use]
    pub fn entries(&self) -> &[(f64, f64)] {
        &self.entries
    }

    /// N, the number of samples.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.total
    }

    /// K, the number of symbols seen.
    #[must_use]
    pub fn observed(&self) -> f64 {
        self.observed
    }

    /// Number of symbols seen exactly `count` times.
    #[must_use]
    pub fn seen(&self, count: f64) -> f64 {
        self.entries.iter().find(|(other, _)| *other == count).map_or(0.0, |(_, symbols)| *symbols)
    }
}
