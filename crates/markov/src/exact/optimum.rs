//! The best subset of every size, by looking at all of them.
//!
//! Values that differ by less than rounding tie: the answer is then the subset whose sorted list of coordinates
//! comes first, and says how many tie with it. Cost: two passes over 2^d values.

/// Differences of entropies below this are rounding.
pub const TIE: f64 = 1e-12;

/// Which way to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// The largest value.
    Maximize,
    /// The smallest value.
    Minimize,
}

impl Sense {
    /// Whether `a` is better than `b`.
    #[inline]
    fn better(self, a: f64, b: f64) -> bool {
        match self {
            Sense::Maximize => a > b,
            Sense::Minimize => a < b,
        }
    }
}

/// The best subset of one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// Number of coordinates.
    pub size: usize,
    /// The coordinates, increasing.
    pub indices: Vec<u32>,
    /// Its value.
    pub value: f64,
    /// How many subsets of this size have the same value up to rounding, this one included.
    pub tied: u64,
}

/// Coordinates of a mask, increasing.
#[must_use]
pub fn indices_of(mask: usize) -> Vec<u32> {
    (0..usize::BITS).filter(|i| mask >> i & 1 == 1).collect()
}

/// Whether the sorted coordinates of `a` come before those of `b` of the same size.
fn comes_before(a: usize, b: usize) -> bool {
    let differ = a ^ b;
    differ != 0 && a & (differ & differ.wrapping_neg()) != 0
}

/// The best subset of each size 0..=d without the coordinates of `excluded`; sizes that no subset has are left
/// out. `values` is indexed by mask.
#[must_use]
pub fn best_of_each_size(values: &[f64], sense: Sense, excluded: usize) -> Vec<Optimum> {
    let dimension = values.len().ilog2() as usize;
    let mut best: Vec<Option<f64>> = vec![None; dimension + 1];
    let allowed = || values.iter().copied().enumerate().filter(|(mask, _)| mask & excluded == 0);
    for (mask, value) in allowed() {
        let best = &mut best[mask.count_ones() as usize];
        if best.is_none_or(|best| sense.better(value, best)) {
            *best = Some(value);
        }
    }
    let mut chosen: Vec<Option<(usize, u64)>> = vec![None; dimension + 1];
    for (mask, value) in allowed() {
        let size = mask.count_ones() as usize;
        // Equal infinities tie too.
        if best[size].is_some_and(|best| value == best || (value - best).abs() <= TIE) {
            let (first, tied) = chosen[size].unwrap_or((mask, 0));
            chosen[size] = Some((if comes_before(mask, first) { mask } else { first }, tied + 1));
        }
    }
    chosen
        .into_iter()
        .enumerate()
        .filter_map(|(size, chosen)| {
            let (mask, tied) = chosen?;
            Some(Optimum { size, indices: indices_of(mask), value: values[mask], tied })
        })
        .collect()
}

/// The best of several optima, for `at most` problems: the smallest set among those that tie.
#[must_use]
pub fn best_up_to(optima: &[Optimum], size: usize, sense: Sense) -> Option<&Optimum> {
    optima.iter().filter(|optimum| optimum.size <= size).reduce(|best, other| {
        let gap = other.value - best.value;
        if sense.better(other.value, best.value) && gap.abs() > TIE { other } else { best }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_to_the_first_list_of_coordinates() {
        // Masks 0b011 = {0, 1}, 0b101 = {0, 2}, 0b110 = {1, 2}.
        let values = [0.0, 1.0, 1.0 + 1e-14, 0.5, 3.0, 2.0, 2.0, 5.0];
        let best = best_of_each_size(&values, Sense::Maximize, 0);
        assert_eq!(best[1], Optimum { size: 1, indices: vec![2], value: 3.0, tied: 1 });
        assert_eq!(best[2], Optimum { size: 2, indices: vec![0, 2], value: 2.0, tied: 2 });
        let least = best_of_each_size(&values, Sense::Minimize, 0);
        assert_eq!(least[1], Optimum { size: 1, indices: vec![0], value: 1.0, tied: 2 });
        assert_eq!(best_up_to(&best, 2, Sense::Maximize).unwrap().indices, [2]);
        let without = best_of_each_size(&values, Sense::Maximize, 0b100);
        assert_eq!(without.len(), 3);
        assert_eq!(without[1].indices, [0]);
        assert!(comes_before(0b1001, 0b0110) && !comes_before(0b0110, 0b1001) && !comes_before(3, 3));
    }
}
