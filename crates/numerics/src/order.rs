//! Sorting and ranking of finite numbers.
use marginals_core::{Result, Run};

/// Values sorted by one block of work.
const BLOCK: usize = 1 << 16;

/// Finite values in ascending order, −0 as 0: blocks are sorted apart and merged pair by pair.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn sorted(values: &[f64], run: &Run) -> Result<Vec<f64>> {
    let mut sorted = run.reserved("sorted values", values.len())?;
    sorted.extend(values.iter().map(|value| value + 0.0));
    run.blocks_into(
        &mut sorted,
        BLOCK,
        || (),
        |(), _, block| {
            block.sort_unstable_by(f64::total_cmp);
            Ok(())
        },
    )?;
    let mut width = BLOCK;
    let mut merged =
        if width < sorted.len() { run.filled("sorted values", sorted.len(), 0.0)? } else { Vec::new() };
    while width < sorted.len() {
        run.blocks_into(
            &mut merged,
            2 * width,
            || (),
            |(), start, out| {
                let part = &sorted[start..start + out.len()];
                let (left, right) = part.split_at(width.min(part.len()));
                merge(left, right, out);
                Ok(())
            },
        )?;
        std::mem::swap(&mut sorted, &mut merged);
        width *= 2;
    }
    Ok(sorted)
}

fn merge(left: &[f64], right: &[f64], out: &mut [f64]) {
    let (mut i, mut j) = (0, 0);
    for out in out {
        let from_left = j == right.len() || (i < left.len() && left[i] <= right[j]);
        *out = if from_left { left[i] } else { right[j] };
        i += usize::from(from_left);
        j += usize::from(!from_left);
    }
}

/// Indices in ascending order of finite values, equal ones by index.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn argsort(values: &[f64], run: &Run) -> Result<Vec<u32>> {
    let mut keys: Vec<(f64, u32)> = run.reserved("an order", values.len())?;
    keys.extend(values.iter().enumerate().map(|(index, value)| (value + 0.0, index as u32)));
    run.check()?;
    keys.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    run.check()?;
    Ok(keys.into_iter().map(|key| key.1).collect())
}

/// Ranks from 1; equal values share the mean of theirs. Also how many values have an equal.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn mean_ranks(values: &[f64], run: &Run) -> Result<(Vec<f64>, usize)> {
    let order = argsort(values, run)?;
    let mut ranks = run.filled("ranks", values.len(), 0.0)?;
    let (mut start, mut tied) = (0, 0);
    while start < order.len() {
        let value = values[order[start] as usize];
        let equal = order[start..].iter().take_while(|other| values[**other as usize] == value).count();
        let rank = start as f64 + (equal as f64 + 1.0) / 2.0;
        order[start..start + equal].iter().for_each(|index| ranks[*index as usize] = rank);
        tied += if equal > 1 { equal } else { 0 };
        start += equal;
    }
    Ok((ranks, tied))
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    #[test]
    fn sorting_in_blocks_is_sorting() {
        let mut generator = stream(1, "values", 0);
        for n in [0, 1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17] {
            let values: Vec<f64> = (0..n).map(|_| (uniform(&mut generator) * 1e4).floor() - 5e3).collect();
            let mut expected = values.clone();
            expected.sort_by(f64::total_cmp);
            assert_eq!(sorted(&values, &Run::default()).unwrap(), expected);
        }
    }

    #[test]
    fn ranks_share_ties() {
        let (ranks, tied) = mean_ranks(&[3.0, 1.0, 3.0, -0.0, 0.0, 3.0], &Run::default()).unwrap();
        assert_eq!((ranks, tied), (vec![5.0, 3.0, 5.0, 1.5, 1.5, 5.0], 5));
        assert_eq!(argsort(&[2.0, 1.0, 2.0, 1.0], &Run::default()).unwrap(), [1, 3, 0, 2]);
    }
}
