//! Halves of the data: one to choose on, one to judge the choice.
//!
//! A subset chosen for its estimated gain looks better than it is on the data it was chosen on; the same
//! quantity on held-out steps does not. Cuts fall between steps, so no transition is in both halves.
use super::trajectories::Trajectories;
use marginals_core::{Error, Result};
use std::ops::Range;

/// How steps are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// The first half of all steps and the second.
    Halves,
    /// Blocks of this many steps in turn: robust to slow change, at the cost of one transition a cut.
    Alternating(usize),
}

impl Trajectories {
    /// Divides the steps in two; a circular closure does not survive the cut.
    ///
    /// # Errors
    /// Blocks not longer than the lag, or a half without a transition.
    pub fn split(&self, how: Split) -> Result<(Self, Self)> {
        let mut halves: [Vec<Range<usize>>; 2] = [Vec::new(), Vec::new()];
        match how {
            Split::Halves => {
                let mut left = self.steps() / 2;
                for segment in &self.segments {
                    let cut = segment.start + left.min(segment.len());
                    left -= cut - segment.start;
                    halves[0].push(segment.start..cut);
                    halves[1].push(cut..segment.end);
                }
            }
            Split::Alternating(block) => {
                if block <= self.lag {
                    return Err(Error::range(
                        "block",
                        format_args!("an integer of at least {} (the lag and one)", self.lag + 1),
                        block,
                    ));
                }
                let mut turn = 0;
                for segment in &self.segments {
                    for start in segment.clone().step_by(block) {
                        halves[turn % 2].push(start..segment.end.min(start + block));
                        turn += 1;
                    }
                }
            }
        }
        let half = |segments: &mut Vec<Range<usize>>| {
            let segments = segments.drain(..).filter(|segment| !segment.is_empty()).collect();
            let half = Trajectories { segments, circular: false, ..self.clone() };
            if half.transitions() == 0 {
                return Err(Error::argument(
                    "trajectories",
                    "trajectories long enough to be split in two",
                    format_args!("{} steps in all", self.steps()),
                ));
            }
            Ok(half)
        };
        let [mut first, mut second] = halves;
        Ok((half(&mut first)?, half(&mut second)?))
    }
}
