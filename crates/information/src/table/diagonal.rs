//! H(column | class) over the diagonal classes of a mirrored table: see [`mirrored`](super::mirrored).
//!
//! Cells (a, b) and (b, a) of a column are each half of what the kept rows have in both; then a class is scored as
//! any other. Diagonal classes are few (one for each value of x_S), so nothing here is as hot as the loops over the
//! classes off the diagonal.
use marginals_core::sum::Sum;
use marginals_numerics::arch::Level;
use marginals_numerics::arch::fields::{self, Fields, Lanes, Space, Totals};
use marginals_numerics::conditional::class_entropy;
use std::ops::Range;

/// The cells of a column of two bits once both directions weigh the same.
pub(crate) fn halved([zero, up, down, one]: [f64; 4]) -> [f64; 4] {
    let half = (up + down) / 2.0;
    [zero, half, half, one]
}

/// Σ t ln(T/t) of a wide column from its cells x · side + y.
pub(crate) fn halved_entropy(cells: &[f64], side: usize) -> f64 {
    let mut halved = cells.to_vec();
    for x in 0..side {
        for y in x + 1..side {
            let half = (cells[x * side + y] + cells[y * side + x]) / 2.0;
            (halved[x * side + y], halved[y * side + x]) = (half, half);
        }
    }
    class_entropy(&halved)
}

/// Cells of up to eight classes of one field, one class a lane, and the sum over those before: little memory, since
/// every unit of a pass has one for each field.
struct Eight {
    cells: [[Lanes; 4]; 1],
    filled: usize,
    totals: Totals,
}

impl Eight {
    fn new() -> Self {
        Eight { cells: [[[0.0; 8]; 4]], filled: 0, totals: Totals::zero(1) }
    }

    #[inline]
    fn add(&mut self, level: Level, cells: [f64; 4]) {
        for (lanes, cell) in self.cells[0].iter_mut().zip(cells) {
            lanes[self.filled % 8] = cell;
        }
        self.filled += 1;
        if self.filled == 8 {
            self.flush(level);
        }
    }

    fn flush(&mut self, level: Level) {
        fields::add_entropies_of_groups(level, &self.cells, &mut self.totals);
        (self.cells, self.filled) = ([[[0.0; 8]; 4]], 0);
    }

    fn finish(mut self, level: Level) -> f64 {
        self.flush(level);
        let parts = self.totals.sum[0].iter().chain(&self.totals.lost[0]);
        parts.copied().collect::<Sum>().value()
    }
}

/// Σ t ln(T/t) of each two-bit field asked for over diagonal classes; `cells` is room to work in.
pub(crate) fn field_entropies(
    level: Level,
    (keys, weights): (&[u64], &[f64]),
    classes: &[Range<u32>],
    fields: &Fields,
    (space, cells): (&mut Space, &mut Vec<f64>),
) -> Vec<f64> {
    let mut totals: Vec<Eight> = (0..fields.len()).map(|_| Eight::new()).collect();
    for class in classes {
        let rows = class.start as usize..class.end as usize;
        cells.clear();
        cells.resize(fields.cells(), 0.0);
        fields::add_cells(level, &keys[rows.clone()], &weights[rows], fields, space, cells);
        for (index, total) in totals.iter_mut().enumerate() {
            total.add(level, halved(fields.cells_of(index, cells)));
        }
    }
    totals.into_iter().map(|total| total.finish(level)).collect()
}

/// The positive cells of a wide column over one diagonal class. `table` has the sums of the rows by `value` and is
/// all zero afterwards.
pub(crate) fn take_halved(
    keys: &[u64],
    value: impl Fn(u64) -> usize,
    side: usize,
    table: &mut [f64],
    cells: &mut Vec<f64>,
) {
    cells.clear();
    for key in keys {
        let value = value(*key);
        let (x, y) = (value / side, value % side);
        let cell = std::mem::take(&mut table[value]);
        if x == y {
            cells.extend((cell > 0.0).then_some(cell));
            continue;
        }
        let half = (cell + std::mem::take(&mut table[y * side + x])) / 2.0;
        if half > 0.0 {
            cells.extend([half, half]);
        }
    }
}
