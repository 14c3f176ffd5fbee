//! I_ccs of two sources: Σ q(s₁, s₂, t) c over the outcomes where all change alike, Q the law of largest entropy that
//! keeps all pairs.
//!
//! c is the pointwise co-information i(s₁; t) + i(s₂; t) − i(s₁ s₂; t); an outcome counts when c, i(s₁; t), i(s₂; t)
//! and i(s₁ s₂; t) have the same sign. It may be negative: misinformation that both sources share.
use super::maximum_entropy::maximum_entropy;
use super::specific::Sourced;
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};
use std::collections::BTreeMap;

/// Changes of surprisal below this are none: rounding must not give them a sign.
const NOTHING: f64 = 1e-9;

pub(super) fn common_change(sourced: &Sourced, run: &Run) -> Result<f64> {
    let cells = maximum_entropy(sourced, run)?;
    let mut marginals: BTreeMap<[Option<u32>; 3], Sum> = BTreeMap::new();
    let kept = |values: [u32; 3], mask: u32| {
        let mut key = [None; 3];
        (0..3).filter(|i| mask >> i & 1 == 1).for_each(|i| key[i] = Some(values[i]));
        key
    };
    for cell in &cells {
        (1..8).for_each(|mask| marginals.entry(kept(cell.values, mask)).or_default().add(cell.p));
    }
    let mut shared = Sum::default();
    for cell in cells.iter().filter(|cell| cell.p > 0.0) {
        let p = |mask: u32| marginals.get(&kept(cell.values, mask)).map_or(f64::NAN, Sum::value);
        let information = |source: u32| ((p(source | 4) / p(source)) / p(4)).ln();
        let (first, second, both) = (information(1), information(2), information(3));
        let common = first + second - both;
        let sign = |x: f64| if x.abs() < NOTHING { 0.0 } else { x.signum() };
        if [first, second, both].iter().all(|change| sign(*change) == sign(common)) {
            shared.add(cell.p * common);
        }
    }
    Ok(shared.value())
}
