//! Rows of every class parted by the value of one column, stably and in place.
//!
//! While the committed columns have few values together, classes are long, and the rows are parted by all of
//! them at once, straight from the table. Later a class is copied to the scratch, its values are counted, and
//! its rows are written back value by value. The scratch is as large as the largest class, which is then
//! small, so no second copy of the rows is ever held. Classes are taken in units on all threads; a class too long for one thread is counted and written in
//! parts, each part owning its places in the result. A stable partition is unique, so neither threads nor
//! parts show in it.
use super::field::Field;
use marginals_core::{CancelFlag, Result, Run};
use marginals_numerics::arch;
use marginals_numerics::arch::parting::{self, part_classes};
use std::ops::Range;

/// A class longer than this is parted by all threads together.
const LONG: usize = 1 << 16;
/// Rows per unit of short classes.
const UNIT: usize = 1 << 14;
/// Columns with more values than this are parted by one thread per class.
const FEW: usize = 256;
/// Rows between two looks at the cancel flag.
const STRIDE: usize = 1 << 16;

/// Copies of the rows of a class.
#[derive(Default)]
struct Scratch {
    /// Rows it makes room for at once.
    room: usize,
    keys: Vec<u64>,
    weights: Vec<f64>,
    counts: Vec<u32>,
    order: Vec<u32>,
}

/// Parts the rows `from` into `keys` and `weights` (as long), which begin at row `first` of the table; appends
/// the new classes of at least two rows.
fn part_class<const N: usize>(
    from: (&[u64], &[f64]),
    keys: &mut [u64],
    weights: &mut [f64],
    field: Field<N>,
    first: u32,
    space: (&mut Vec<u32>, &mut Vec<u32>),
    run: &Run,
    classes: &mut Vec<Range<u32>>,
) -> Result<()> {
    let (counts, order) = space;
    let n = from.0.len();
    if field.radix > FEW && n < field.radix {
        // Fewer rows than values: order the rows instead of counting the values.
        order.clear();
        order.extend(0..n as u32);
        order.sort_by_key(|row| field.value(from.0[*row as usize]));
        let mut start = 0;
        for (place, row) in order.iter().enumerate() {
            keys[place] = from.0[*row as usize];
            weights[place] = from.1[*row as usize];
            if place > 0 && field.value(keys[place]) != field.value(keys[place - 1]) {
                push_class(classes, first, start, place);
                start = place;
            }
        }
        push_class(classes, first, start, n);
        return Ok(());
    }
    counts.clear();
    counts.resize(field.radix, 0);
    for rows in from.0.chunks(STRIDE) {
        run.check()?;
        for key in rows {
            counts[field.value(*key)] += 1;
        }
    }
    let mut before = 0;
    for count in counts.iter_mut() {
        let start = before;
        before += std::mem::replace(count, start);
        push_class(classes, first, start as usize, before as usize);
    }
    for (from_keys, from_weights) in from.0.chunks(STRIDE).zip(from.1.chunks(STRIDE)) {
        for (key, weight) in from_keys.iter().zip(from_weights) {
            let place = &mut counts[field.value(*key)];
            keys[*place as usize] = *key;
            weights[*place as usize] = *weight;
            *place += 1;
        }
    }
    Ok(())
}

/// A class of one row never splits again and is forgotten.
#[inline]
fn push_class(classes: &mut Vec<Range<u32>>, first: u32, start: usize, end: usize) {
    if end - start > 1 {
        classes.push(first + start as u32..first + end as u32);
    }
}

/// Parts one long class with all threads.
fn part_long<const N: usize>(
    from: (&[u64], &[f64]),
    keys: &mut [u64],
    weights: &mut [f64],
    field: Field<N>,
    first: u32,
    run: &Run,
    classes: &mut Vec<Range<u32>>,
) -> Result<()> {
    let counts = run.blocks(
        from.0.len(),
        LONG,
        || (),
        |(), rows| {
            let mut counts = vec![0usize; field.radix];
            from.0[rows].iter().for_each(|key| counts[field.value(*key)] += 1);
            Ok(counts)
        },
    )?;
    let mut places: Vec<Vec<(&mut [u64], &mut [f64])>> = counts.iter().map(|_| Vec::new()).collect();
    let (mut keys, mut weights) = (keys, weights);
    let mut start = 0;
    for value in 0..field.radix {
        let mut end = start;
        for (part, counts) in counts.iter().enumerate() {
            let (part_keys, part_weights);
            (part_keys, keys) = keys.split_at_mut(counts[value]);
            (part_weights, weights) = weights.split_at_mut(counts[value]);
            places[part].push((part_keys, part_weights));
            end += counts[value];
        }
        push_class(classes, first, start, end);
        start = end;
    }
    run.items(
        places,
        || vec![0usize; field.radix],
        |next, part, mut places| {
            next.fill(0);
            let rows = part * LONG..from.0.len().min((part + 1) * LONG);
            for (key, weight) in from.0[rows.clone()].iter().zip(&from.1[rows]) {
                let value = field.value(*key);
                let (keys, weights) = &mut places[value];
                keys[next[value]] = *key;
                weights[next[value]] = *weight;
                next[value] += 1;
            }
            Ok(())
        },
    )?;
    Ok(())
}

/// Parts the one class `from` into fresh rows.
pub(crate) fn part_from<const N: usize>(
    from: (&[u64], &[f64]),
    keys: &mut [u64],
    weights: &mut [f64],
    field: Field<N>,
    run: &Run,
) -> Result<Vec<Range<u32>>> {
    let mut classes = Vec::new();
    if run.threads() > 1 && from.0.len() > LONG && field.radix <= FEW {
        part_long(from, keys, weights, field, 0, run, &mut classes)?;
    } else {
        let space = (&mut Vec::new(), &mut Vec::new());
        part_class(from, keys, weights, field, 0, space, run, &mut classes)?;
    }
    Ok(classes)
}

/// Parts every class in place; returns the new classes of at least two rows. After an error every old class
/// still holds its own rows, in some order.
pub(crate) fn part_in_place(
    keys: &mut [u64],
    weights: &mut [f64],
    classes: &[Range<u32>],
    field: Field<1>,
    run: &Run,
) -> Result<Vec<Range<u32>>> {
    let together = run.threads() > 1 && field.radix <= FEW;
    let is_long = |class: &Range<u32>| together && class.len() > LONG;
    let largest = classes.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
    let others =
        classes.iter().filter(|class| !is_long(class)).map(ExactSizeIterator::len).max().unwrap_or(0);
    let copies = others.max(UNIT + parting::BEHIND).saturating_mul(run.threads()).max(largest);
    let _charge = run.charge("the rows of a class", copies as u64 * 16)?;
    let mut new_classes = Vec::new();
    let mut index = 0;
    while index < classes.len() {
        if is_long(&classes[index]) {
            let class = classes[index].start as usize..classes[index].end as usize;
            let mut copy = Scratch::default();
            copy.take(&keys[class.clone()], &weights[class.clone()], run)?;
            let first = class.start as u32;
            // Half-written rows would be lost, so what follows is not cancelled.
            let run = &run.clone().with_cancel(CancelFlag::default());
            let (keys, weights) = (&mut keys[class.clone()], &mut weights[class]);
            part_long((&copy.keys, &copy.weights), keys, weights, field, first, run, &mut new_classes)?;
            index += 1;
        } else {
            let end =
                classes[index..].iter().position(is_long).map_or(classes.len(), |length| index + length);
            part_short(keys, weights, &classes[index..end], field, run, &mut new_classes)?;
            index = end;
        }
    }
    Ok(new_classes)
}

/// Parts consecutive classes in units.
fn part_short(
    keys: &mut [u64],
    weights: &mut [f64],
    classes: &[Range<u32>],
    field: Field<1>,
    run: &Run,
    new_classes: &mut Vec<Range<u32>>,
) -> Result<()> {
    let mut units = Vec::new();
    let (mut keys, mut weights, mut at) = (keys, weights, 0);
    let mut rest = classes;
    while let Some(first) = rest.first().map(|class| class.start as usize) {
        let count = rest.iter().take_while(|class| class.end as usize - first <= UNIT).count().max(1);
        let unit;
        (unit, rest) = rest.split_at(count);
        let end = unit[count - 1].end as usize;
        // Rows between the classes belong to no class any more.
        let (_, from_first) = std::mem::take(&mut keys).split_at_mut(first - at);
        let (unit_keys, after) = from_first.split_at_mut(end - first);
        keys = after;
        let (_, from_first) = std::mem::take(&mut weights).split_at_mut(first - at);
        let (unit_weights, after) = from_first.split_at_mut(end - first);
        weights = after;
        at = end;
        units.push((first, unit, unit_keys, unit_weights));
    }
    let level = arch::level();
    let room = units.iter().map(|(_, _, keys, _)| keys.len()).max().unwrap_or(0);
    let scratch = || Scratch { room, ..Scratch::default() };
    let parted = run.items(units, scratch, |copy, _, (first, unit, keys, weights)| {
        let mut classes = Vec::new();
        run.check()?;
        match (unit, field.narrow()) {
            ([class], narrow) if class.len() > parting::ROWS || narrow.is_none() => {
                copy.take(keys, weights, run)?;
                let from = (&copy.keys[..], &copy.weights[..]);
                let space = (&mut copy.counts, &mut copy.order);
                part_class(from, keys, weights, field, class.start, space, run, &mut classes)?;
            }
            (unit, Some(narrow)) => {
                copy.take(keys, weights, run)?;
                copy.keys.extend([0; parting::BEHIND]);
                copy.weights.extend([0.0; parting::BEHIND]);
                let from = (&copy.keys[..], &copy.weights[..]);
                part_classes(level, from, keys, weights, narrow, first as u32, unit, &mut classes);
            }
            (unit, None) => {
                for class in unit {
                    let rows = class.start as usize - first..class.end as usize - first;
                    copy.take(&keys[rows.clone()], &weights[rows.clone()], run)?;
                    let from = (&copy.keys[..], &copy.weights[..]);
                    let (keys, weights) = (&mut keys[rows.clone()], &mut weights[rows]);
                    let space = (&mut copy.counts, &mut copy.order);
                    part_class(from, keys, weights, field, class.start, space, run, &mut classes)?;
                }
            }
        }
        Ok(classes)
    })?;
    parted.into_iter().for_each(|classes| new_classes.extend(classes));
    Ok(())
}

impl Scratch {
    fn take(&mut self, keys: &[u64], weights: &[f64], run: &Run) -> Result<()> {
        if self.keys.capacity() < keys.len() + parting::BEHIND {
            let length = keys.len().max(self.room) + parting::BEHIND;
            self.keys = run.reserved("the rows of a class", length)?;
            self.weights = run.reserved("the rows of a class", length)?;
        }
        self.keys.clear();
        self.keys.extend_from_slice(keys);
        self.weights.clear();
        self.weights.extend_from_slice(weights);
        Ok(())
    }
}
