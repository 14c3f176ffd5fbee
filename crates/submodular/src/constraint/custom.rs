//! A matroid known by an independence oracle alone.
//!
//! The oracle is asked once for every element outside after each change of the set, all at once; what it says
//! is kept until the next change. An element it refused once must stay refused as the set grows (subsets of
//! independent sets are independent), so an oracle that takes its word back is found out.
use marginals_core::{Error, Result};
use std::sync::Arc;

/// Whether a set is independent.
pub type Independence = dyn Fn(&[u32]) -> Result<bool> + Send + Sync;

/// Where the oracle lives.
#[derive(Clone)]
pub(crate) enum Judge {
    /// It answers at once.
    Here(Arc<Independence>),
    /// It is asked through the session, under this number.
    Elsewhere(u32),
}

/// A matroid over `ground_size` elements given by its independent sets.
#[derive(Clone)]
pub struct CustomMatroid {
    ground: usize,
    judge: Judge,
}

impl CustomMatroid {
    /// The matroid whose independent sets are those that `independent` says.
    #[must_use]
    pub fn new(
        ground: usize,
        independent: impl Fn(&[u32]) -> Result<bool> + Send + Sync + 'static,
    ) -> CustomMatroid {
        CustomMatroid { ground, judge: Judge::Here(Arc::new(independent)) }
    }

    /// A matroid whose oracle answers the questions of a [`Session`](crate::Session) that carry `number`.
    #[must_use]
    pub fn asked(ground: usize, number: u32) -> CustomMatroid {
        CustomMatroid { ground, judge: Judge::Elsewhere(number) }
    }

    /// Number of elements.
    #[must_use]
    pub fn ground_size(&self) -> usize {
        self.ground
    }

    pub(crate) fn judge(&self) -> &Judge {
        &self.judge
    }
}

impl PartialEq for CustomMatroid {
    fn eq(&self, other: &Self) -> bool {
        self.ground == other.ground
            && match (&self.judge, &other.judge) {
                (Judge::Here(a), Judge::Here(b)) => Arc::ptr_eq(a, b),
                (Judge::Elsewhere(a), Judge::Elsewhere(b)) => a == b,
                _ => false,
            }
    }
}

impl std::fmt::Debug for CustomMatroid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CustomMatroid").field("ground", &self.ground).finish_non_exhaustive()
    }
}

/// What the oracle said of the present set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdicts {
    /// Whether each element may join; empty before the first question.
    pub admitted: Vec<bool>,
    /// Elements refused by a set that the present one contains.
    pub refused: Vec<bool>,
}

impl Verdicts {
    pub fn admits(&self, e: u32) -> bool {
        // Before the first question nothing is known, which is no refusal.
        self.admitted.get(e as usize).copied().unwrap_or(true)
    }

    pub fn has_refused(&self, e: u32) -> bool {
        self.refused.get(e as usize).copied().unwrap_or(false)
    }

    /// Takes what the oracle says of the present set: one answer for each of `asked`.
    pub fn hear(&mut self, ground: usize, asked: &[u32], answers: &[bool]) -> Result<()> {
        self.admitted.clear();
        self.admitted.resize(ground, false);
        self.refused.resize(ground, false);
        for (e, independent) in asked.iter().zip(answers) {
            let at = *e as usize;
            if *independent && self.refused[at] {
                return Err(Error::callback(
                    "independent",
                    "the oracle of a matroid: every subset of an independent set is independent",
                    format_args!("a set that became independent with element {e} as it grew"),
                ));
            }
            self.admitted[at] = *independent;
            self.refused[at] |= !independent;
        }
        Ok(())
    }

    /// The set lost an element: what was refused may be admitted again.
    pub fn forget(&mut self) {
        self.admitted.clear();
        self.refused.clear();
    }
}
