//! A run that is stopped at any moment answers with a feasible set and its true value.
mod naive;

use marginals_core::random::{below, stream};
use marginals_core::{BoxedState, CancelFlag, Code, Objective, Plan, Result, Run, Stopped, Structure};
use marginals_submodular::{Algorithm, OnAbort, Request, maximize};
use naive::{Listed, families};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A function that cancels its run after so many answers.
struct Interrupting {
    inner: Arc<Listed>,
    left: AtomicI64,
    cancel: CancelFlag,
}

impl Interrupting {
    fn tick(&self) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 0 {
            self.cancel.cancel();
        }
    }

    fn inner(&self) -> &dyn Objective {
        &*self.inner
    }
}

impl Objective for Interrupting {
    fn ground_size(&self) -> usize {
        self.inner().ground_size()
    }
    fn structure(&self) -> Structure {
        self.inner().structure()
    }
    fn plan(&self, max_size: usize) -> Plan {
        self.inner().plan(max_size)
    }
    fn remarks(&self) -> marginals_core::Remarks {
        self.inner().remarks()
    }
    fn greedy_guarantee(&self) -> Option<marginals_core::Guarantee> {
        self.inner().greedy_guarantee()
    }
    fn new_state(&self, max_size: usize, run: &Run) -> Result<BoxedState> {
        self.inner().new_state(max_size, run)
    }
    fn copy_state(&self, from: &BoxedState, to: &mut BoxedState) -> Result<()> {
        self.inner().copy_state(from, to)
    }
    fn gains(&self, state: &mut BoxedState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        self.tick();
        self.inner().gains(state, candidates, run, out)
    }
    fn gains_across(&self, states: &mut [&mut BoxedState], e: u32, run: &Run, out: &mut [f64]) -> Result<()> {
        self.inner().gains_across(states, e, run, out)
    }
    fn commit(&self, state: &mut BoxedState, e: u32, run: &Run) -> Result<f64> {
        self.tick();
        self.inner().commit(state, e, run)
    }
    fn retract(&self, state: &mut BoxedState, e: u32, run: &Run) -> Result<f64> {
        self.tick();
        self.inner().retract(state, e, run)
    }
    fn retract_cost(&self, size: usize) -> f64 {
        self.inner().retract_cost(size)
    }
    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        self.inner().last_gains(run, out)
    }
    fn multilinear<'a>(&'a self, run: &Run) -> Result<Option<Box<dyn marginals_core::Multilinear + 'a>>> {
        self.inner().multilinear(run)
    }
    fn members<'a>(&self, state: &'a BoxedState) -> &'a [u32] {
        self.inner().members(state)
    }
    fn value(&self, state: &BoxedState) -> f64 {
        self.inner().value(state)
    }
    fn gain_error(&self, state: &BoxedState) -> f64 {
        self.inner().gain_error(state)
    }
    fn upper_bounds(
        &self,
        state: &mut BoxedState,
        candidates: &[u32],
        stale: &[f64],
        run: &Run,
        out: &mut [f64],
    ) -> Result<marginals_core::Bound> {
        self.inner().upper_bounds(state, candidates, stale, run, out)
    }
}

#[test]
fn every_algorithm_answers_with_the_best_so_far() {
    let mut stopped = 0;
    for (algorithm, name) in Algorithm::ALL {
        if matches!(algorithm, Algorithm::MajorizeMinimize | Algorithm::Queyranne) {
            continue;
        }
        let free = matches!(
            algorithm,
            Algorithm::UnconstrainedDistortedGreedy
                | Algorithm::DoubleGreedy
                | Algorithm::RandomizedDoubleGreedy
        );
        let mut random = stream(1, name, 0);
        for seed in 0..40 {
            for inner in families(seed, 8).into_iter().map(Listed::shared) {
                let cancel = CancelFlag::default();
                let left = AtomicI64::new(below(&mut random, 40) as i64);
                let run = Run::default().with_seed(seed).with_cancel(cancel.clone());
                let function = Arc::new(Interrupting { inner: inner.clone(), left, cancel });
                let request = Request {
                    algorithm,
                    size: (!free).then_some(4),
                    on_abort: OnAbort::BestSoFar,
                    ..Request::default()
                };
                let found = match maximize(function, &request, &run) {
                    Ok(found) => found,
                    Err(error) => {
                        assert_eq!(error.code(), Code::Unsupported, "{name}: {error}");
                        continue;
                    }
                };
                let mut distinct = found.indices.clone();
                distinct.sort_unstable();
                distinct.dedup();
                assert_eq!(distinct.len(), found.indices.len(), "{name}");
                assert!(free || found.indices.len() <= 4, "{name}");
                assert!((inner.value_of(&found.indices) - found.value).abs() < 1e-9, "{name}");
                let total = inner.values[0] + found.gains.iter().sum::<f64>();
                assert!((total - found.value).abs() < 1e-9, "{name}");
                if found.stopped == Stopped::Aborted {
                    assert!(found.bound.is_none() && found.guarantee.is_none());
                    stopped += 1;
                }
            }
        }
    }
    assert!(stopped > 1_000, "{stopped}");
}
