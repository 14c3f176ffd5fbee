//! H(column | class) of every candidate column in one pass over rows in class order.
//!
//! Classes are runs of rows. Whole classes are taken in units of a few thousand rows: columns of one and two
//! bits go through the loops of [`marginals_numerics::arch::fields`], wider ones fill one small table each. A
//! class longer than a unit is summed in parts of fixed length, wider columns by way of the bytes of the key
//! ([`marginals_numerics::bytes`]), and the parts' cells are added up in order with compensation.
//! Units depend on the classes alone, totals are compensated and combined in unit order, and a column never
//! sees which others are asked for: hence the same bits for any batch and any threads.
use super::candidates::{Candidates, Room};
use super::mirrored::Mirror;
use super::packing::Packing;
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Result, Run};
use marginals_numerics::arch;
use std::ops::Range;

/// A piece of the pass.
#[derive(Clone, Debug, PartialEq)]
enum Unit {
    /// These classes, whole.
    Classes(Range<usize>),
    /// These rows of one long class; `last` ends it.
    Part { rows: Range<u32>, last: bool },
}

/// Rows per part of a long class: enough that the cells of its widest column cost little beside them.
fn part_length(packing: &Packing) -> usize {
    let widest = packing.radices().iter().copied().max().unwrap_or(1) as usize;
    // Even and odd rows of a part are summed apart.
    (2 * BLOCK).max(widest.saturating_mul(4).next_power_of_two().min(1 << 30))
}

fn units(classes: &[Range<u32>], length: usize) -> Vec<Unit> {
    let mut units = Vec::new();
    let (mut first, mut rows) = (0, 0);
    for (index, class) in classes.iter().enumerate() {
        let size = class.len();
        if rows > 0 && rows + size > length {
            units.push(Unit::Classes(first..index));
            rows = 0;
        }
        if size > length {
            let mut start = class.start;
            while start < class.end {
                let end = class.end.min(start.saturating_add(length as u32));
                units.push(Unit::Part { rows: start..end, last: end == class.end });
                start = end;
            }
        } else {
            if rows == 0 {
                first = index;
            }
            rows += size;
        }
    }
    if rows > 0 {
        units.push(Unit::Classes(first..classes.len()));
    }
    units
}

/// What one unit found.
enum Found {
    /// Entropies of whole classes.
    Totals { narrow: Vec<Sum>, wide: Vec<f64> },
    /// Cells of a part of a class; `last` ends it.
    Cells { cells: Vec<f64>, last: bool, is_diagonal: bool },
}

/// Σ t ln(T/t) over all classes for every candidate, in nats times weight, with the candidate's column. The rows
/// of a mirrored table come with the mirror of the columns on which the classes agree.
pub(crate) fn score(
    (keys, weights): (&[u64], &[f64]),
    classes: &[Range<u32>],
    packing: &Packing,
    candidates: &Candidates,
    mirror: Option<&Mirror>,
    run: &Run,
) -> Result<Vec<(u32, f64)>> {
    let level = arch::level();
    let room = || (Room::default(), [Vec::new(), Vec::new()]);
    let found = run.items(units(classes, part_length(packing)), room, |(room, sides), _, unit| {
        Ok(match unit {
            Unit::Classes(range) => {
                let (rows, classes) = ((keys, weights), &classes[range]);
                let Some(mirror) = mirror else {
                    let (narrow, wide) = candidates.totals(level, rows, classes, room);
                    return Ok(Found::Totals { narrow, wide });
                };
                let [on, off] = sides;
                on.clear();
                off.clear();
                for class in classes {
                    let is_diagonal = mirror.is_diagonal(keys[class.start as usize]);
                    if is_diagonal { &mut *on } else { &mut *off }.push(class.clone());
                }
                let (mut narrow, mut wide) = candidates.totals(level, rows, off, room);
                candidates.add_diagonal(level, rows, on, mirror, room, (&mut narrow, &mut wide));
                Found::Totals { narrow, wide }
            }
            Unit::Part { rows, last } => {
                let rows = rows.start as usize..rows.end as usize;
                let is_diagonal = mirror.is_some_and(|mirror| mirror.is_diagonal(keys[rows.start]));
                let (keys, weights) = (&keys[rows.clone()], &weights[rows]);
                let cells = candidates.part_cells(level, keys, weights, &mut room.space);
                Found::Cells { cells, last, is_diagonal }
            }
        })
    })?;
    Ok(combine(candidates, &found, mirror))
}

/// Adds up what the units found, in their order.
fn combine(candidates: &Candidates, found: &[Found], mirror: Option<&Mirror>) -> Vec<(u32, f64)> {
    let mut sums = vec![Sum::default(); candidates.columns.len()];
    let mut long = vec![Sum::default(); candidates.cells];
    for found in found {
        match found {
            Found::Totals { narrow, wide } => {
                let (narrow_sums, rest) = sums.split_at_mut(narrow.len());
                narrow_sums.iter_mut().zip(narrow).for_each(|(sum, part)| sum.merge(*part));
                rest.iter_mut().zip(wide).for_each(|(sum, part)| sum.add(*part));
            }
            Found::Cells { cells, last, is_diagonal } => {
                long.iter_mut().zip(cells).for_each(|(sum, cell)| sum.add(*cell));
                if *last {
                    let cells: Vec<f64> = long.iter().map(Sum::value).collect();
                    let mirror = mirror.filter(|_| *is_diagonal);
                    sums.iter_mut()
                        .zip(candidates.entropies_of(&cells, mirror))
                        .for_each(|(sum, entropy)| sum.add(entropy));
                    long.fill(Sum::default());
                }
            }
        }
    }
    candidates.columns.iter().zip(sums).map(|(column, sum)| (column.column, sum.value().max(0.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_cover_every_row_once_and_in_order() {
        let classes = [0..3, 3..5, 5..30, 30..31, 32..40, 40..42];
        let expected = [
            Unit::Classes(0..2),
            Unit::Part { rows: 5..15, last: false },
            Unit::Part { rows: 15..25, last: false },
            Unit::Part { rows: 25..30, last: true },
            Unit::Classes(3..5),
            Unit::Classes(5..6),
        ];
        assert_eq!(units(&classes, 10)[..], expected);
        assert!(units(&[], 10).is_empty());
    }
}
