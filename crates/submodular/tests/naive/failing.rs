//! A function that fails when told to.
use super::{Listed, Members};
use marginals_core::{Error, Plan, Result, Run, SetFunction, Structure};
use std::sync::atomic::{AtomicU64, Ordering};

/// Fails at a question or commit once enough of them were answered; what undoes never fails.
pub struct Failing {
    pub function: Listed,
    left: AtomicU64,
}

impl Failing {
    pub fn new(function: Listed) -> Failing {
        Failing { function, left: AtomicU64::new(u64::MAX) }
    }

    /// Answers `questions` more, then fails.
    pub fn fail_after(&self, questions: u64) {
        self.left.store(questions, Ordering::Relaxed);
    }

    fn ask(&self) -> Result<()> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(Error::internal("told to fail"));
        }
        if left < u64::MAX {
            self.left.store(left - 1, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl SetFunction for Failing {
    type State = Members;

    fn ground_size(&self) -> usize {
        self.function.size
    }

    fn structure(&self) -> Structure {
        self.function.structure
    }

    fn plan(&self, max_size: usize) -> Plan {
        SetFunction::plan(&self.function, max_size)
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<Members> {
        SetFunction::new_state(&self.function, max_size, run)
    }

    fn copy_state(&self, from: &Members, to: &mut Members) -> Result<()> {
        SetFunction::copy_state(&self.function, from, to)
    }

    fn gains(&self, state: &mut Members, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        self.ask()?;
        SetFunction::gains(&self.function, state, candidates, run, out)
    }

    fn commit(&self, state: &mut Members, e: u32, run: &Run) -> Result<f64> {
        self.ask()?;
        SetFunction::commit(&self.function, state, e, run)
    }

    fn retract(&self, state: &mut Members, e: u32, run: &Run) -> Result<f64> {
        SetFunction::retract(&self.function, state, e, run)
    }

    fn members<'a>(&self, state: &'a Members) -> &'a [u32] {
        SetFunction::members(&self.function, state)
    }

    fn value(&self, state: &Members) -> f64 {
        SetFunction::value(&self.function, state)
    }

    fn gain_error(&self, state: &Members) -> f64 {
        SetFunction::gain_error(&self.function, state)
    }
}
