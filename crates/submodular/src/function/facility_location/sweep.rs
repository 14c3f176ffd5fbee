//! The loop under gains on the fly: candidates in chunks against lists of panels, shared out to threads.
use marginals_core::{Result, Run};
use marginals_numerics::arch::products::{GROUP, PANEL};

/// Candidates of one unit of work.
pub const CHUNK: usize = 8 * GROUP;

/// Lane sums of one thread, and what else its loop needs.
pub struct Scratch<B, Q> {
    /// Lane sums of a chunk.
    pub sums: Vec<[Q; PANEL]>,
    /// Products, where they are written down.
    pub block: B,
}

impl<B, Q: Copy + Default + Into<i64>> Scratch<B, Q> {
    pub fn new(block: B) -> Self {
        Scratch { sums: vec![[Q::default(); PANEL]; CHUNK], block }
    }

    /// Adds the lane sums to whole sums and clears them.
    pub fn fold(&mut self, totals: &mut [i64]) {
        for (total, lanes) in totals.iter_mut().zip(&mut self.sums) {
            *total += lanes.iter().map(|lane| (*lane).into()).sum::<i64>();
            *lanes = [Q::default(); PANEL];
        }
    }
}

/// A group of candidates against one panel.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// The list the panel is of.
    pub list: usize,
    /// The panel.
    pub panel: usize,
    /// The group, counted from the first candidate.
    pub group: usize,
}

/// Writes for every candidate the sum over the panels of `lists` (their numbers of panels), those from the candidate's
/// own first list on; `since` has these, ascending. `add` adds a visit to the lane sums of its group; `step` panels
/// are summed before the lanes are folded.
pub fn sweep<B, Q: Copy + Default + Into<i64>>(
    lists: &[usize],
    since: &[usize],
    step: usize,
    run: &Run,
    block: impl Fn() -> B + Sync,
    add: impl Fn(Visit, &mut B, &mut [[Q; PANEL]]) + Sync,
    out: &mut [i64],
) -> Result<()> {
    let mut tasks = Vec::new();
    for first in (0..since.len()).step_by(CHUNK) {
        for (list, panels) in lists.iter().enumerate().skip(since[first]) {
            let seeing = since[first..].partition_point(|start| *start <= list).min(CHUNK);
            tasks.extend((0..*panels).step_by(step).map(|panel| (first, seeing, list, panel)));
        }
    }
    let answers = run.items(
        tasks.clone(),
        || Scratch::<B, Q>::new(block()),
        |scratch, _, (first, seeing, list, start)| {
            let mut totals = [0i64; CHUNK];
            for panel in start..lists[list].min(start + step) {
                for at in (0..seeing).step_by(GROUP) {
                    let visit = Visit { list, panel, group: (first + at) / GROUP };
                    add(visit, &mut scratch.block, &mut scratch.sums[at..at + GROUP]);
                }
            }
            scratch.fold(&mut totals);
            Ok(totals)
        },
    )?;
    out.fill(0);
    for ((first, seeing, ..), totals) in tasks.into_iter().zip(answers) {
        out[first..].iter_mut().zip(&totals[..seeing]).for_each(|(sum, total)| *sum += total);
    }
    Ok(())
}
