//! Kernel entries of a few candidates with the chosen elements.
use super::Factor;
use marginals_core::{Result, Run};
use marginals_numerics::arch::coverage::Quantized;
use marginals_numerics::arch::products::{GROUP, PANEL};
use marginals_numerics::similarity::{Panels, Points, Similarity, Source};

/// The chosen elements in the layout the products of dense rows want; nothing for other kernels.
#[derive(Clone, Debug)]
pub(super) enum Packed {
    Single(Panels<f32>),
    Double(Panels<f64>),
    None,
}

impl Packed {
    /// Nothing chosen yet.
    pub fn new(kernel: &Similarity) -> Packed {
        match kernel.source() {
            Source::Single(points) => Packed::Single(Panels::empty(points.ground().cols())),
            Source::Double(points) => Packed::Double(Panels::empty(points.ground().cols())),
            _ => Packed::None,
        }
    }

    /// Packs the elements `members`.
    pub fn refill(&mut self, kernel: &Similarity, members: &[u32], run: &Run) -> Result<()> {
        match (self, kernel.source()) {
            (Packed::Single(panels), Source::Single(points)) => panels.refill(points.ground(), members, run),
            (Packed::Double(panels), Source::Double(points)) => panels.refill(points.ground(), members, run),
            _ => Ok(()),
        }
    }
}

/// Buffers of one thread.
#[derive(Default)]
pub(super) struct Scratch {
    single: Vec<f32>,
    double: Vec<f64>,
    entries: Vec<f64>,
    width: usize,
    first: usize,
}

impl Scratch {
    /// Entries of candidate `c` of the last group with the chosen elements from `from` on.
    pub fn of(&self, c: usize, from: usize) -> &[f64] {
        &self.entries[c * self.width + from - self.first..(c + 1) * self.width]
    }
}

/// Computes the kernel entries of up to [`GROUP`] candidates with the chosen elements from position `from` on.
pub(super) fn entries(
    kernel: &Similarity,
    factor: &Factor,
    candidates: &[u32],
    from: usize,
    scratch: &mut Scratch,
) -> Result<()> {
    let members = factor.members.order();
    match (&factor.packed, kernel.source()) {
        (Packed::Single(panels), Source::Single(points)) => {
            let Scratch { single, entries, .. } = scratch;
            (scratch.first, scratch.width) =
                products(points, panels, candidates, from, members.len(), single, entries);
        }
        (Packed::Double(panels), Source::Double(points)) => {
            let Scratch { double, entries, .. } = scratch;
            (scratch.first, scratch.width) =
                products(points, panels, candidates, from, members.len(), double, entries);
        }
        _ => {
            let width = members.len() - from;
            (scratch.first, scratch.width) = (from, width);
            scratch.entries.resize(candidates.len() * width, 0.0);
            // Already on a thread of the run: entries of one candidate are no work to share.
            let alone = Run::default();
            for (e, out) in candidates.iter().zip(scratch.entries.chunks_exact_mut(width.max(1))) {
                let row = *e as usize;
                kernel.tile(&members[from..], row..row + 1, &alone, out)?;
            }
        }
    }
    Ok(())
}

fn products<T: Quantized>(
    points: &Points<T>,
    chosen: &Panels<T>,
    candidates: &[u32],
    from: usize,
    count: usize,
    group: &mut Vec<T>,
    out: &mut Vec<f64>,
) -> (usize, usize) {
    let first = from / PANEL;
    let width = count - first * PANEL;
    out.resize(candidates.len() * width, 0.0);
    let single = candidates.len() == 1;
    if single {
        points.ground().group::<1>(candidates, group);
    } else {
        points.ground().group::<GROUP>(candidates, group);
    }
    let mut block = [T::default(); GROUP * PANEL];
    for p in first..count.div_ceil(PANEL) {
        if single {
            points.block::<1>(chosen.panel(p), group, &mut block);
        } else {
            points.block::<GROUP>(chosen.panel(p), group, &mut block);
        }
        let inside = PANEL.min(count - p * PANEL);
        for c in 0..candidates.len() {
            let to = &mut out[c * width + (p - first) * PANEL..][..inside];
            to.iter_mut().zip(&block[c * PANEL..]).for_each(|(to, entry)| *to = (*entry).into());
        }
    }
    (first * PANEL, width)
}
