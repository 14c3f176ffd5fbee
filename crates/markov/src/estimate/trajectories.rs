//! Observed sequences of states and the transitions in them.
//!
//! Steps are stored as one state number each. A transition is a pair of steps `lag` apart within one
//! trajectory; pairs that touch a missing step are left out, never bridged. With `circular`, each trajectory is
//! closed on itself, so that the counted pair law is exactly stationary (x and y have the same frequencies).
use crate::chain::Space;
use marginals_core::{Error, Result, Run};
use std::ops::Range;

/// Symbol of a missing value; a step with one is missing.
pub const MISSING: u32 = u32::MAX;

/// One or many trajectories over a product space.
#[derive(Clone, Debug)]
pub struct Trajectories {
    pub(super) space: Space,
    /// State of every step, all trajectories in a row; [`MISSING`] where a value is missing.
    pub(super) states: Vec<u32>,
    /// Ranges of steps between which transitions are counted.
    pub(super) segments: Vec<Range<usize>>,
    pub(super) lag: usize,
    pub(super) circular: bool,
}

impl Trajectories {
    /// From one column of symbols a coordinate, all trajectories in a row; `lengths` says how many steps each
    /// trajectory has. Symbols count from 0; [`MISSING`] marks a missing value.
    ///
    /// # Errors
    /// Columns or lengths that do not fit together, symbols that the space does not have, a lag of 0, or no
    /// trajectory longer than the lag.
    pub fn from_columns(
        space: Space,
        columns: &[&[u32]],
        lengths: &[usize],
        lag: usize,
        run: &Run,
    ) -> Result<Self> {
        if columns.len() != space.dimension() {
            return Err(Error::shape(
                "trajectories",
                format_args!("{} columns (one per coordinate)", space.dimension()),
                columns.len(),
            ));
        }
        let steps = columns.first().map_or(0, |column| column.len());
        if let Some(column) = columns.iter().position(|column| column.len() != steps) {
            return Err(Error::shape(
                "trajectories",
                format_args!("columns of equal length ({steps} steps in the first)"),
                format_args!("{} steps in column {column}", columns[column].len()),
            ));
        }
        let mut states = run.filled("the trajectories", steps, 0u32)?;
        for (coordinate, column) in (0u32..).zip(columns) {
            let (size, stride) = (space.sizes()[coordinate as usize], space.stride(coordinate));
            for (chunk, (states, symbols)) in states.chunks_mut(8192).zip(column.chunks(8192)).enumerate() {
                run.check()?;
                for (offset, (state, symbol)) in states.iter_mut().zip(symbols).enumerate() {
                    if *symbol == MISSING || *state == MISSING {
                        *state = MISSING;
                    } else if *symbol >= size {
                        return Err(Error::range(
                            "trajectories",
                            format_args!("symbols in 0..={} for coordinate {coordinate}", size - 1),
                            format_args!("{symbol} at step {}", chunk * 8192 + offset),
                        ));
                    } else {
                        *state += symbol * stride;
                    }
                }
            }
        }
        Self::new(space, states, lengths, lag)
    }

    /// From rows: the d symbols of a step side by side, all trajectories in a row.
    ///
    /// # Errors
    /// As [`Trajectories::from_columns`].
    pub fn from_rows(space: Space, rows: &[u32], lengths: &[usize], lag: usize, run: &Run) -> Result<Self> {
        let dimension = space.dimension();
        if !rows.len().is_multiple_of(dimension) {
            return Err(Error::shape(
                "trajectories",
                format_args!("steps of {dimension} symbols (one per coordinate)"),
                format_args!("{} symbols", rows.len()),
            ));
        }
        let mut states = run.reserved("the trajectories", rows.len() / dimension)?;
        for (step, row) in rows.chunks(dimension).enumerate() {
            if step % 4096 == 0 {
                run.check()?;
            }
            if row.contains(&MISSING) {
                states.push(MISSING);
                continue;
            }
            if let Some(coordinate) = row.iter().zip(space.sizes()).position(|(symbol, size)| symbol >= size)
            {
                return Err(Error::range(
                    "trajectories",
                    format_args!(
                        "symbols in 0..={} for coordinate {coordinate}",
                        space.sizes()[coordinate] - 1
                    ),
                    format_args!("{} at step {step}", row[coordinate]),
                ));
            }
            states.push(space.state_of(row));
        }
        Self::new(space, states, lengths, lag)
    }

    fn new(space: Space, states: Vec<u32>, lengths: &[usize], lag: usize) -> Result<Self> {
        if lag == 0 {
            return Err(Error::range("lag", "an integer of at least 1", 0));
        }
        let total = lengths.iter().try_fold(0usize, |total, length| total.checked_add(*length));
        if total != Some(states.len()) {
            return Err(Error::shape(
                "lengths",
                format_args!("lengths that sum to {} (the number of steps)", states.len()),
                total.map_or_else(|| "a larger sum".to_string(), |total| total.to_string()),
            ));
        }
        let mut segments = Vec::with_capacity(lengths.len());
        let mut start = 0;
        for length in lengths {
            segments.push(start..start + length);
            start += length;
        }
        let made = Trajectories { space, states, segments, lag, circular: false };
        if made.transitions() == 0 {
            return Err(Error::argument(
                "trajectories",
                format_args!("at least one trajectory of {} steps or more without a missing step", lag + 1),
                format_args!("{} trajectories of {} steps in all", lengths.len(), made.states.len()),
            ));
        }
        Ok(made)
    }

    /// The same trajectories, each closed on itself: its first steps follow its last ones.
    #[must_use]
    pub fn circular(mut self) -> Self {
        self.circular = true;
        self
    }

    /// Sizes, names and numbering of the coordinates.
    #[must_use]
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// Number of steps, missing ones included.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.segments.iter().map(Range::len).sum()
    }

    /// Number of transitions that can be counted.
    #[must_use]
    pub fn transitions(&self) -> usize {
        self.segments.iter().map(|segment| self.transitions_of(segment).count()).sum()
    }

    /// Transitions (x, y) of one segment, in order of time.
    pub(super) fn transitions_of<'a>(
        &'a self,
        segment: &Range<usize>,
    ) -> impl Iterator<Item = (u32, u32)> + 'a {
        let steps = &self.states[segment.clone()];
        let open = steps.len().saturating_sub(self.lag);
        let count = if self.circular && open > 0 { steps.len() } else { open };
        (0..count)
            .map(|step| (steps[step], steps[(step + self.lag) % steps.len()]))
            .filter(|(x, y)| *x != MISSING && *y != MISSING)
    }
}
