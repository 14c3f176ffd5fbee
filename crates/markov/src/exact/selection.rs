//! Exact optima as selections: exhaustive search over a chain whose subsets all fit a table.
use super::optimum::{Optimum, Sense, best_of_each_size, best_up_to};
use super::subsets::AllSubsets;
use crate::objective::Kind;
use crate::route::Laws;
use marginals_core::{Guarantee, Result, Run, Selection, Stopped};
use std::sync::Arc;

/// The optima of an objective for every size.
#[derive(Debug)]
pub struct ExactOptima {
    values: Vec<f64>,
    optima: Vec<Optimum>,
    sense: Sense,
}

impl ExactOptima {
    /// Whether a table of all subsets costs less than valuing the sets of up to `size` coordinates one by one,
    /// each for one pass over the transitions. False where the table does not fit.
    #[must_use]
    pub fn is_cheaper(laws: &Laws, size: usize, run: &Run) -> bool {
        let dimension = laws.dimension();
        let (mut sets, mut passes) = (1.0f64, 0.0f64);
        for chosen in 0..size.min(dimension) {
            passes += sets;
            sets *= (dimension - chosen) as f64 / (chosen + 1) as f64;
        }
        let apart = passes * laws.chain().transitions() as f64;
        AllSubsets::plan(laws, run).is_ok_and(|(cells, _)| cells <= apart)
    }

    /// Values all subsets without the coordinates of `excluded`.
    ///
    /// # Errors
    /// A kind that does not fit, a table that does not fit, or the run was cancelled.
    pub fn new(
        laws: &Arc<Laws>,
        kind: &Kind,
        complement: bool,
        sense: Sense,
        excluded: &[u32],
        run: &Run,
    ) -> Result<Self> {
        kind.check(laws.chain())?;
        let subsets = AllSubsets::new(laws, run)?;
        let values = subsets.values(kind, complement, run)?;
        let barred = excluded.iter().fold(0usize, |mask, e| mask | 1 << e);
        let optima = best_of_each_size(&values, sense, barred);
        Ok(ExactOptima { values, optima, sense })
    }

    /// The best set of at most (or, where `exact`, exactly) `size` coordinates.
    #[must_use]
    pub fn selection(&self, size: usize, exact: bool, run: &Run) -> Option<Selection> {
        let best = if exact {
            self.optima.iter().find(|optimum| optimum.size == size)
        } else {
            best_up_to(&self.optima, size, self.sense)
        }?;
        let mut mask = 0usize;
        let gains = best.indices.iter().map(|e| {
            let before = self.values[mask];
            mask |= 1 << e;
            self.values[mask] - before
        });
        let feasible = format!(
            "all sets of {} {size} elements, each compared",
            if exact { "exactly" } else { "at most" }
        );
        let tie = format!("{} sets of this size have this value up to rounding", best.tied);
        Some(Selection {
            gains: gains.collect(),
            indices: best.indices.clone(),
            value: best.value,
            bound: Some(best.value),
            bound_condition: Some(feasible),
            guarantee: Some(Guarantee {
                ratio: 1.0,
                condition: "every feasible set was compared".to_owned(),
                source: "enumeration",
            }),
            evaluations: self.values.len() as u64,
            algorithm: "exhaustive",
            reason: None,
            method: None,
            seed: run.seed(),
            stopped: if best.indices.len() == size { Stopped::Size } else { Stopped::NoGain },
            warnings: if best.tied > 1 { vec![tie] } else { Vec::new() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::{Couplings, CurieWeiss, Dynamics};

    fn laws() -> Arc<Laws> {
        let model = CurieWeiss {
            spins: 10,
            inverse_temperature: 0.1,
            field: 1.0,
            couplings: Couplings::Decaying,
            dynamics: Dynamics::Metropolis,
        };
        Laws::new(model.build(&Run::default()).unwrap(), None)
    }

    #[test]
    fn finds_the_optima_that_greedy_misses() {
        let run = Run::default();
        let optima =
            ExactOptima::new(&laws(), &Kind::EntropyRate, false, Sense::Maximize, &[], &run).unwrap();
        let value = |size: usize| optima.selection(size, true, &run).unwrap().value;
        assert!((value(6) - 1.571215141588).abs() < 1e-11);
        assert!((value(8) - 1.985351300249).abs() < 1e-11);
        let chosen = optima.selection(6, false, &run).unwrap();
        assert_eq!(chosen.indices.len(), 6);
        assert!((chosen.gains.iter().sum::<f64>() - chosen.value).abs() < 1e-12);
    }

    #[test]
    fn leaves_out_what_is_excluded_and_stops_where_more_is_worse() {
        let run = Run::default();
        let kind = Kind::DistanceToFactorizability;
        let optima = ExactOptima::new(&laws(), &kind, false, Sense::Maximize, &[0], &run).unwrap();
        let all = optima.selection(9, false, &run).unwrap();
        assert!(!all.indices.contains(&0));
        assert_eq!((all.indices.len(), all.stopped), (5, Stopped::NoGain));
        assert!(optima.selection(10, true, &run).is_none());
    }

    #[test]
    fn a_table_pays_for_large_sets_only() {
        let laws = laws();
        let run = Run::default();
        assert!(!ExactOptima::is_cheaper(&laws, 1, &run));
        assert!(ExactOptima::is_cheaper(&laws, 8, &run));
    }
}
