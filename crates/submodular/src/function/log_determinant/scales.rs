//! Kernel entries between blocks of elements taken times a factor: a query and a private set that count more or less.

/// A factor for every two blocks of elements that follow one another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scales {
    /// Where the second and the third block begin.
    pub starts: [u32; 2],
    /// Factor between the first block and the second, and between the first and the third.
    pub factors: [f64; 2],
}

impl Scales {
    fn block(&self, e: u32) -> usize {
        usize::from(e >= self.starts[0]) + usize::from(e >= self.starts[1])
    }

    /// The factor of an entry.
    pub(super) fn of(&self, a: u32, b: u32) -> f64 {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        match (self.block(low), self.block(high)) {
            (0, 0) => 1.0,
            (0, block) => self.factors[block - 1],
            _ => 1.0,
        }
    }

    /// Whether the scaled kernel is positive semi-definite whenever the kernel is, by I. Schur's product theorem
    /// (1911): the matrix of the factors is, for `ground` elements in all.
    pub(super) fn keeps_definite(&self, ground: u32) -> bool {
        let [second, third] = self.factors;
        let (no_second, no_third) = (self.starts[0] == self.starts[1], self.starts[1] == ground);
        (no_second || second <= 1.0)
            && (no_third || third <= 1.0)
            && (no_second || no_third || second == third)
    }
}
