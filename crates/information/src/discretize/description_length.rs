//! Borders that a class decides: cut where the classes part best, as long as a cut saves more than it costs to say.
//!
//! A stretch of N values with class entropy E (bits) and k classes is cut where the entropy left is least, if the gain
//! exceeds (log₂(N − 1) + log₂(3ᵏ − 2) − (k E − k₁ E₁ − k₂ E₂)) / N; both parts are then cut in the same way. Borders
//! lie half way between distinct values. Cost: O(n log n + n × depth × classes).
//!
//! Source: U. M. Fayyad and K. B. Irani, "Multi-interval discretization of continuous-valued attributes for
//! classification learning", IJCAI (1993).
use marginals_core::{Error, Result, Run};

/// Values of one class each, in rising order.
struct Stretch<'a> {
    rows: &'a [(f64, u32)],
    classes: usize,
}

/// Borders for values and their classes `0..classes`.
///
/// # Errors
/// `Shape` for unequal lengths; `Range` for a class that is not below `classes`; `NonFinite`; out of memory; cancelled.
pub(crate) fn borders(values: &[f64], codes: &[u32], classes: u32, run: &Run) -> Result<Vec<f64>> {
    if values.len() != codes.len() {
        return Err(Error::shape("target", format!("of length {} (values)", values.len()), codes.len()));
    }
    if let Some(row) = codes.iter().position(|code| *code >= classes) {
        return Err(Error::range(format!("target[{row}]"), format!("below {classes}"), codes[row]));
    }
    if let Some(row) = values.iter().position(|value| !value.is_finite()) {
        return Err(Error::non_finite(format!("values[{row}]"), "finite", values[row]));
    }
    let mut rows: Vec<(f64, u32)> = run.reserved("a sorted column", values.len())?;
    rows.extend(values.iter().map(|value| value + 0.0).zip(codes.iter().copied()));
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut found = Vec::new();
    let mut waiting = vec![&rows[..]];
    while let Some(rows) = waiting.pop() {
        run.check()?;
        if let Some(at) = (Stretch { rows, classes: classes as usize }).cut(run)? {
            let (low, high) = (rows[at - 1].0, rows[at].0);
            found.push(low + (high - low) * 0.5);
            waiting.extend([&rows[..at], &rows[at..]]);
        }
    }
    found.sort_unstable_by(f64::total_cmp);
    found.dedup();
    Ok(found)
}

/// Entropy in bits, and the number of classes that occur.
fn entropy(counts: &[usize], total: usize) -> (f64, f64) {
    let mut sum = 0.0;
    let mut present = 0.0;
    for count in counts.iter().filter(|count| **count > 0) {
        let share = *count as f64 / total as f64;
        sum -= share * share.log2();
        present += 1.0;
    }
    (sum, present)
}

impl Stretch<'_> {
    /// Where to cut, if anywhere.
    fn cut(&self, run: &Run) -> Result<Option<usize>> {
        let n = self.rows.len();
        let mut all = vec![0usize; self.classes];
        self.rows.iter().for_each(|(_, class)| all[*class as usize] += 1);
        let (whole, present) = entropy(&all, n);
        if present < 2.0 {
            return Ok(None);
        }
        let mut left = vec![0usize; self.classes];
        let mut right = all;
        let mut best: Option<(f64, usize, f64)> = None;
        for at in 1..n {
            if at % 4096 == 0 {
                run.check()?;
            }
            let (value, class) = self.rows[at - 1];
            left[class as usize] += 1;
            right[class as usize] -= 1;
            if value == self.rows[at].0 {
                continue;
            }
            let ((low, low_present), (high, high_present)) = (entropy(&left, at), entropy(&right, n - at));
            let after = (at as f64 * low + (n - at) as f64 * high) / n as f64;
            if best.is_none_or(|best| after < best.0) {
                best = Some((after, at, low_present * low + high_present * high));
            }
        }
        Ok(best.and_then(|(after, at, parts)| {
            let said = (3f64.powf(present) - 2.0).log2() - (present * whole - parts);
            let price = (((n - 1) as f64).log2() + said) / n as f64;
            (whole - after > price).then_some(at)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_where_classes_part_and_nowhere_else() {
        let run = Run::default();
        let values: Vec<f64> = (0..60).map(f64::from).collect();
        let codes: Vec<u32> = (0..60).map(|i| if (20..40).contains(&i) { 1 } else { 0 }).collect();
        assert_eq!(borders(&values, &codes, 2, &run).unwrap(), [19.5, 39.5]);
        let mixed: Vec<u32> = (0..60).map(|i| i % 2).collect();
        assert!(borders(&values, &mixed, 2, &run).unwrap().is_empty());
        assert!(borders(&[1.0; 60], &codes, 2, &run).unwrap().is_empty());
        assert!(borders(&values, &codes, 1, &run).is_err());
        // Hand-computed: 3 | 1 values gain H(1/4) = 0.811 bits, the price is (log₂ 3 + log₂ 7 − 2 · 0.811) / 4 = 0.693.
        assert_eq!(borders(&[1.0, 2.0, 3.0, 8.0], &[0, 0, 0, 1], 2, &run).unwrap(), [5.5]);
        // 2 | 1: gain 0.918, price (1 + 2.807 − 1.837) / 3 = 0.657.
        assert_eq!(borders(&[1.0, 2.0, 4.0], &[0, 0, 1], 2, &run).unwrap(), [3.0]);
        // 0 1 0 1: the best gain is 0.311, the price (1.585 + 2.807 − 2 + 0.918 · 2) / 4 = 1.06.
        assert!(borders(&[1.0, 2.0, 3.0, 4.0], &[0, 1, 0, 1], 2, &run).unwrap().is_empty());
    }
}
