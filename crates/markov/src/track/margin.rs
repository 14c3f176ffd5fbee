//! Margins of a dense table over a product space.
//!
//! A table over coordinates with radices r₀ … r_{d−1} (coordinate 0 the slowest digit) is read once, in blocks
//! of its fastest coordinates that stay in the first-level cache:
//! - [`margin`]: the margin on one set of coordinates;
//! - [`one_more`]: the margins on S ∪ {e} for *all* e outside S. One read of the table gives two smaller
//!   tables, one without the undecided slow coordinates and one without the undecided fast ones; each is
//!   halved again until a single undecided coordinate is left. About 3n additions for all candidates
//!   together, instead of n for each.
//!
//! The order of additions for one e depends on the radices, S and e alone, never on which other candidates
//! were asked for, so neither do the bits of its margin.
use marginals_core::sum::BLOCK;
use marginals_core::{Result, Run};

/// Two buffers that reductions alternate between, and tables that are out of use.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    front: Vec<f64>,
    back: Vec<f64>,
    spare: Vec<Vec<f64>>,
}

impl Scratch {
    /// An empty table, with the room of an earlier one where there is one.
    fn take(&mut self) -> Vec<f64> {
        let mut table = self.spare.pop().unwrap_or_default();
        table.clear();
        table
    }
}

/// Sums `table` over an axis of `radix` values whose faster axes span `inner` cells.
pub(crate) fn sum_axis(table: &[f64], radix: usize, inner: usize, out: &mut [f64]) {
    match (radix, inner) {
        (2, 1) => sum_pairs::<1, 2>(table, out),
        (2, 2) => sum_pairs::<2, 4>(table, out),
        (2, 4) => sum_pairs::<4, 8>(table, out),
        _ => {
            for (cells, sums) in table.chunks_exact(radix * inner).zip(out.chunks_exact_mut(inner)) {
                let mut slices = cells.chunks_exact(inner);
                if let Some(first) = slices.next() {
                    sums.copy_from_slice(first);
                }
                for slice in slices {
                    add_into(sums, slice);
                }
            }
        }
    }
}

/// The binary fast axes, with widths known to the compiler.
fn sum_pairs<const INNER: usize, const BOTH: usize>(table: &[f64], out: &mut [f64]) {
    let (cells, _) = table.as_chunks::<BOTH>();
    let (sums, _) = out.as_chunks_mut::<INNER>();
    for (cell, sum) in cells.iter().zip(sums) {
        for lane in 0..INNER {
            sum[lane] = cell[lane] + cell[INNER + lane];
        }
    }
}

/// `sums += terms`.
#[inline]
pub(crate) fn add_into(sums: &mut [f64], terms: &[f64]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

/// Sums out every axis that `keep` does not name, slowest first, so that almost all additions are contiguous.
/// `axes` holds (radix, kept?).
fn reduce<'a>(table: &'a [f64], axes: &[(usize, bool)], scratch: &'a mut Scratch) -> &'a [f64] {
    let mut length = table.len();
    let mut inner = length;
    let Scratch { front, back, .. } = scratch;
    let mut started = false;
    let mut axis = 0;
    while axis < axes.len() {
        let (mut radix, kept) = axes[axis];
        axis += 1;
        inner /= radix;
        if kept {
            continue;
        }
        // Neighbouring axes go in one pass while the run of faster cells is long enough to be worth it.
        while axis < axes.len() && !axes[axis].1 && inner / axes[axis].0 >= 8 {
            radix *= axes[axis].0;
            inner /= axes[axis].0;
            axis += 1;
        }
        let shorter = length / radix;
        back.resize(shorter.max(back.len()), 0.0);
        let source = if started { &front[..length] } else { table };
        sum_axis(source, radix, inner, &mut back[..shorter]);
        std::mem::swap(front, back);
        started = true;
        length = shorter;
    }
    if started { &front[..length] } else { table }
}

/// Number of trailing axes whose cells form one block, and the cells of a block.
pub(crate) fn block_of(radices: &[usize]) -> (usize, usize) {
    let mut cells = 1;
    let mut axes = 0;
    for radix in radices.iter().rev() {
        if axes > 0 && cells * radix > BLOCK {
            break;
        }
        cells *= radix;
        axes += 1;
    }
    (axes, cells)
}

/// For every cell of the axes, the index of its projection on the kept axes.
fn projections(axes: &[(usize, bool)]) -> Vec<usize> {
    let mut indices = vec![0];
    for (radix, kept) in axes {
        indices = indices
            .iter()
            .flat_map(|index| {
                (0..*radix).map(move |value| if *kept { index * radix + value } else { *index })
            })
            .collect();
    }
    indices
}

fn flagged(radices: &[usize], keep: &[bool]) -> Vec<(usize, bool)> {
    radices.iter().copied().zip(keep.iter().copied()).collect()
}

/// Cells of the margin on the kept axes.
pub(crate) fn margin_len(radices: &[usize], keep: &[bool]) -> usize {
    radices.iter().zip(keep).map(|(radix, kept)| if *kept { *radix } else { 1 }).product()
}

/// The margin of `table` on the axes in `keep`, written to `out` (resized).
pub(crate) fn margin(
    table: &[f64],
    radices: &[usize],
    keep: &[bool],
    run: &Run,
    scratch: &mut Scratch,
    out: &mut Vec<f64>,
) -> Result<()> {
    let axes = flagged(radices, keep);
    let (fast, cells) = block_of(radices);
    let (slow_axes, fast_axes) = axes.split_at(axes.len() - fast);
    let targets = projections(slow_axes);
    out.clear();
    out.resize(margin_len(radices, keep), 0.0);
    for (block, target) in table.chunks_exact(cells).zip(targets) {
        run.check()?;
        let reduced = reduce(block, fast_axes, scratch);
        add_into(&mut out[target * reduced.len()..][..reduced.len()], reduced);
    }
    Ok(())
}

/// Calls `visit(e, margin on S ∪ {e})` for every wanted e outside S, in increasing order of e.
pub(crate) fn one_more(
    table: &[f64],
    radices: &[usize],
    members: &[bool],
    wanted: &[bool],
    run: &Run,
    scratch: &mut Scratch,
    visit: &mut dyn FnMut(usize, &[f64]) -> Result<()>,
) -> Result<()> {
    let (fast, cells) = block_of(radices);
    let slow = radices.len() - fast;
    let undecided = |range: std::ops::Range<usize>| range.clone().any(|axis| !members[axis]);
    let asked = |range: std::ops::Range<usize>| range.clone().any(|axis| !members[axis] && wanted[axis]);
    let axes: Vec<Axis> =
        radices.iter().enumerate().map(|(coordinate, radix)| Axis { coordinate, radix: *radix }).collect();
    if !undecided(0..slow) || !undecided(slow..radices.len()) {
        return halve(table, &axes, members, wanted, run, scratch, visit);
    }
    let flags = flagged(radices, members);
    let targets = projections(&flags[..slow]);
    let mut without_slow = scratch.take();
    if asked(slow..radices.len()) {
        without_slow.resize(margin_len(&radices[..slow], &members[..slow]) * cells, 0.0);
    }
    let mut without_fast = scratch.take();
    if asked(0..slow) {
        without_fast.resize(targets.len() * margin_len(&radices[slow..], &members[slow..]), 0.0);
    }
    let kept_cells = without_fast.len() / targets.len();
    for (index, (block, target)) in table.chunks_exact(cells).zip(&targets).enumerate() {
        run.check()?;
        if !without_slow.is_empty() {
            add_into(&mut without_slow[target * cells..][..cells], block);
        }
        if !without_fast.is_empty() {
            let reduced = reduce(block, &flags[slow..], scratch);
            without_fast[index * kept_cells..][..kept_cells].copy_from_slice(reduced);
        }
    }
    if !without_fast.is_empty() {
        let left: Vec<Axis> =
            axes.iter().copied().filter(|axis| axis.coordinate < slow || members[axis.coordinate]).collect();
        halve(&without_fast, &left, members, wanted, run, scratch, visit)?;
    }
    if !without_slow.is_empty() {
        let left: Vec<Axis> =
            axes.iter().copied().filter(|axis| axis.coordinate >= slow || members[axis.coordinate]).collect();
        halve(&without_slow, &left, members, wanted, run, scratch, visit)?;
    }
    scratch.spare.extend([without_fast, without_slow]);
    Ok(())
}

#[derive(Clone, Copy, Debug)]
struct Axis {
    coordinate: usize,
    radix: usize,
}

/// Splits the undecided axes of `table` into two halves and sums out one of them for the other.
fn halve(
    table: &[f64],
    axes: &[Axis],
    members: &[bool],
    wanted: &[bool],
    run: &Run,
    scratch: &mut Scratch,
    visit: &mut dyn FnMut(usize, &[f64]) -> Result<()>,
) -> Result<()> {
    run.check()?;
    let undecided: Vec<usize> =
        axes.iter().map(|axis| axis.coordinate).filter(|coordinate| !members[*coordinate]).collect();
    if !undecided.iter().any(|coordinate| wanted[*coordinate]) {
        return Ok(());
    }
    if let [last] = undecided[..] {
        return visit(last, table);
    }
    let middle = undecided[undecided.len() / 2];
    for low_half in [true, false] {
        let stays = |coordinate: usize| members[coordinate] || (coordinate < middle) == low_half;
        if !undecided.iter().any(|coordinate| stays(*coordinate) && wanted[*coordinate]) {
            continue;
        }
        let flags: Vec<(usize, bool)> =
            axes.iter().map(|axis| (axis.radix, stays(axis.coordinate))).collect();
        let mut child = scratch.take();
        child.extend_from_slice(reduce(table, &flags, scratch));
        let left: Vec<Axis> = axes.iter().copied().filter(|axis| stays(axis.coordinate)).collect();
        halve(&child, &left, members, wanted, run, scratch, visit)?;
        scratch.spare.push(child);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Margin by digits, one cell at a time.
    fn naive(table: &[f64], radices: &[usize], keep: &[bool]) -> Vec<f64> {
        let mut out = vec![0.0; margin_len(radices, keep)];
        for (index, value) in table.iter().enumerate() {
            let mut rest = index;
            let mut digits = vec![0; radices.len()];
            for axis in (0..radices.len()).rev() {
                digits[axis] = rest % radices[axis];
                rest /= radices[axis];
            }
            let target = (0..radices.len())
                .filter(|axis| keep[*axis])
                .fold(0, |t, axis| t * radices[axis] + digits[axis]);
            out[target] += value;
        }
        out
    }

    /// Small integers: every order of addition gives the same exact sum.
    fn integers(length: usize) -> Vec<f64> {
        (0..length).map(|index| ((index * 2_654_435_761) % 97) as f64).collect()
    }

    #[test]
    fn margins_agree_with_digit_by_digit_sums() {
        let run = Run::default();
        let mut scratch = Scratch::default();
        for radices in [vec![2; 14], vec![3, 2, 4, 5, 2, 3, 2, 7], vec![5], vec![6000, 2], vec![2, 5000]] {
            let table = integers(radices.iter().product());
            for seed in 0..12usize {
                let keep: Vec<bool> =
                    (0..radices.len()).map(|axis| (seed * 7 + axis * 5) % 3 == seed % 2).collect();
                let mut out = Vec::new();
                margin(&table, &radices, &keep, &run, &mut scratch, &mut out).unwrap();
                assert_eq!(out, naive(&table, &radices, &keep));
            }
        }
    }

    #[test]
    fn one_more_agrees_with_single_margins_and_ignores_the_batch() {
        let run = Run::default();
        let mut scratch = Scratch::default();
        for radices in [vec![2; 14], vec![3, 2, 4, 5, 2, 3, 2, 7], vec![4, 3]] {
            // Not exactly representable, so a different order of additions would show.
            let table: Vec<f64> = integers(radices.iter().product()).iter().map(|x| x / 7.3).collect();
            let exact = integers(table.len());
            for seed in 0..8usize {
                let members: Vec<bool> =
                    (0..radices.len()).map(|axis| (seed + axis * 3) % 4 < seed / 3).collect();
                let mut full = vec![Vec::new(); radices.len()];
                let all = vec![true; radices.len()];
                one_more(&table, &radices, &members, &all, &run, &mut scratch, &mut |e, margin| {
                    full[e] = margin.to_vec();
                    Ok(())
                })
                .unwrap();
                for e in (0..radices.len()).filter(|e| !members[*e]) {
                    let mut keep = members.clone();
                    keep[e] = true;
                    let mut alone = vec![false; radices.len()];
                    alone[e] = true;
                    one_more(&table, &radices, &members, &alone, &run, &mut scratch, &mut |found, margin| {
                        assert_eq!(found, e);
                        assert_eq!(margin, full[e]);
                        Ok(())
                    })
                    .unwrap();
                    one_more(&exact, &radices, &members, &alone, &run, &mut scratch, &mut |_, margin| {
                        assert_eq!(margin, naive(&exact, &radices, &keep));
                        Ok(())
                    })
                    .unwrap();
                }
            }
        }
    }
}
