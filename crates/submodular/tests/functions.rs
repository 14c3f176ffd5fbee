//! Laws of every function made from functions: gains are differences of values, structure is true, states
//! copy and shrink, last gains are what they say; and results have the same bits for any number of threads.
mod naive;

use marginals_core::random::{stream, uniform};
use marginals_core::{Monotone, Objective, Plan, Result, Run, SetFunction, Shape, Structure, sum};
use marginals_submodular::function::{
    Complement, Declared, Difference, Mixture, Modular, Negated, PartsSum, Restricted,
};
use marginals_submodular::{Algorithm, Request, maximize};
use naive::laws::laws;
use naive::{Listed, families, members, shaped};
use std::sync::Arc;

#[test]
fn functions_of_one_function() {
    let run = Run::default();
    for seed in 0..10 {
        for function in families(seed, 5) {
            let values = function.values.clone();
            let structure = function.structure;
            let inner: Arc<dyn Objective> = function.shared();
            let minus: Vec<f64> = values.iter().map(|value| 0.0 - value).collect();
            laws(&Negated::new(inner.clone()), &minus);
            let turned: Vec<f64> = (0..values.len()).map(|mask| values[values.len() - 1 - mask]).collect();
            laws(&Complement::new(inner.clone(), &run).unwrap(), &turned);
            laws(&Declared::new(inner.clone(), structure), &values);
            let kept = Restricted::new(inner.clone(), vec![4, 1, 2], vec![3], &run).unwrap();
            let smaller: Vec<f64> = (0..8usize)
                .map(|mask| {
                    let outer = [4usize, 1, 2];
                    let chosen =
                        (0..3).filter(|e| mask >> e & 1 == 1).fold(1usize << 3, |all, e| all | 1 << outer[e]);
                    values[chosen]
                })
                .collect();
            laws(&kept, &smaller);
        }
    }
}

#[test]
fn sums_and_differences() {
    for seed in 0..6 {
        let all = families(seed, 5);
        for f in &all {
            for g in &all {
                for (a, b) in [(1.0, 0.5), (2.0, -1.0), (0.0, 1.0)] {
                    let values: Vec<f64> =
                        f.values.iter().zip(&g.values).map(|(f, g)| a * f + b * g).collect();
                    let (left, right): (Arc<dyn Objective>, Arc<dyn Objective>) = (
                        Listed::new(f.values.clone(), f.structure).shared(),
                        Listed::new(g.values.clone(), g.structure).shared(),
                    );
                    laws(&Mixture::new(vec![(a, left), (b, right)]).unwrap(), &values);
                }
            }
        }
        let values: Vec<f64> = all[0].values.iter().zip(&all[2].values).map(|(f, g)| f - g).collect();
        let (f, g): (Arc<dyn Objective>, Arc<dyn Objective>) = (
            Listed::new(all[0].values.clone(), all[0].structure).shared(),
            Listed::new(all[2].values.clone(), all[2].structure).shared(),
        );
        laws(&Difference::new(f, g).unwrap(), &values);
    }
}

#[test]
fn sums_over_parts() {
    let run = Run::default();
    for seed in 0..6 {
        let all = families(seed, 3);
        for f in &all {
            for g in &all {
                // Part 0 draws from 2 and 0, part 1 from everything.
                let grounds = [vec![2u32, 0], vec![1u32, 0, 2]];
                let inner = |mask: usize, from: usize, ground: &[u32]| {
                    (0..ground.len())
                        .filter(|at| mask >> (from + at) & 1 == 1)
                        .map(|at| 1 << ground[at])
                        .sum()
                };
                let values: Vec<f64> = (0..32usize)
                    .map(|mask| {
                        let (first, second): (usize, usize) =
                            (inner(mask, 0, &grounds[0]), inner(mask, 2, &grounds[1]));
                        f.values[first] + g.values[second]
                    })
                    .collect();
                let (left, right): (Arc<dyn Objective>, Arc<dyn Objective>) = (
                    Listed::new(f.values.clone(), f.structure).shared(),
                    Listed::new(g.values.clone(), g.structure).shared(),
                );
                let [first, second] = grounds;
                let sum = PartsSum::new(vec![(left, first), (right, second)]).unwrap();
                laws(&sum, &values);
                // Candidates in any order, of any part.
                let (mut some, mut turned) = ([0.0; 4], [0.0; 4]);
                let mut state = Objective::new_state(&sum, 5, &run).unwrap();
                Objective::gains(&sum, &mut state, &[4, 0, 3, 1], &run, &mut some).unwrap();
                Objective::gains(&sum, &mut state, &[1, 3, 0, 4], &run, &mut turned).unwrap();
                turned.reverse();
                assert_eq!(some, turned);
            }
        }
    }
    let inner: Arc<dyn Objective> = families(0, 4).swap_remove(0).shared();
    assert!(PartsSum::new(vec![]).is_err());
    assert!(PartsSum::new(vec![(inner, vec![4])]).is_err());
}

#[test]
fn modular_functions() {
    for weights in [vec![1.0, -2.0, 0.5], vec![1.0, 2.0, 0.0], vec![-1.0, -3.0, 0.0], vec![0.0; 3]] {
        let values: Vec<f64> = (0..8)
            .map(|mask| 4.0 + members(mask).iter().map(|e| weights[*e as usize]).sum::<f64>())
            .collect();
        laws(&Modular::new(weights, 4.0).unwrap(), &values);
    }
    assert!(Modular::new(vec![f64::NAN], 0.0).is_err());
    assert!(Modular::new(vec![1.0], f64::INFINITY).is_err());
}

#[test]
fn arguments_are_checked() {
    let run = Run::default();
    let inner: Arc<dyn Objective> = families(0, 4).swap_remove(0).shared();
    let other: Arc<dyn Objective> = families(0, 5).swap_remove(0).shared();
    for (elements, given) in [(vec![0, 0], vec![]), (vec![0], vec![0]), (vec![4], vec![])] {
        assert!(Restricted::new(inner.clone(), elements, given, &run).is_err());
    }
    assert!(Mixture::new(vec![]).is_err());
    assert!(Mixture::new(vec![(f64::NAN, inner.clone())]).is_err());
    assert!(Mixture::new(vec![(1.0, inner.clone()), (1.0, other.clone())]).is_err());
    assert!(Difference::new(inner, other).is_err());
}

/// Facility location over a similarity matrix, summed in blocks on the threads of the run.
struct Facilities {
    rows: usize,
    columns: usize,
    similarity: Vec<f64>,
}

#[derive(Clone)]
struct Covered {
    members: Vec<u32>,
    best: Vec<f64>,
    value: f64,
}

impl SetFunction for Facilities {
    type State = Covered;

    fn ground_size(&self) -> usize {
        self.columns
    }

    fn structure(&self) -> Structure {
        shaped(Shape::Submodular, Monotone::Increasing, true)
    }

    fn plan(&self, _max_size: usize) -> Plan {
        Plan { state_bytes: 0, scratch_bytes: 0, preferred_batch: 4, full_pass: self.columns as f64 }
    }

    fn new_state(&self, _max_size: usize, _run: &Run) -> Result<Covered> {
        Ok(Covered { members: Vec::new(), best: vec![0.0; self.rows], value: 0.0 })
    }

    fn copy_state(&self, from: &Covered, to: &mut Covered) -> Result<()> {
        to.clone_from(from);
        Ok(())
    }

    fn gains(&self, state: &mut Covered, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        for (e, gain) in candidates.iter().zip(out) {
            let sums = run.blocks(
                self.rows,
                16,
                || (),
                |(), rows| {
                    let rise = |row: usize| {
                        (self.similarity[row * self.columns + *e as usize] - state.best[row]).max(0.0)
                    };
                    Ok(rows.map(rise).sum::<f64>())
                },
            )?;
            *gain = sum::sum(&sums);
        }
        Ok(())
    }

    fn commit(&self, state: &mut Covered, e: u32, run: &Run) -> Result<f64> {
        let mut gain = [0.0];
        SetFunction::gains(self, state, &[e], run, &mut gain)?;
        for row in 0..self.rows {
            state.best[row] = state.best[row].max(self.similarity[row * self.columns + e as usize]);
        }
        state.members.push(e);
        state.value += gain[0];
        Ok(gain[0])
    }

    fn members<'a>(&self, state: &'a Covered) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &Covered) -> f64 {
        state.value
    }

    fn gain_error(&self, state: &Covered) -> f64 {
        8.0 * f64::EPSILON * (1.0 + state.value)
    }
}

#[test]
fn answers_have_the_same_bits_for_any_number_of_threads() {
    let mut random = stream(8, "threads", 0);
    let (rows, columns) = (200, 24);
    let similarity: Vec<f64> = (0..rows * columns).map(|_| uniform(&mut random)).collect();
    let objective: Arc<dyn Objective> = Arc::new(Facilities { rows, columns, similarity });
    for (algorithm, _) in Algorithm::ALL {
        let free = matches!(
            algorithm,
            Algorithm::DoubleGreedy
                | Algorithm::RandomizedDoubleGreedy
                | Algorithm::UnconstrainedDistortedGreedy
        );
        let skipped = matches!(
            algorithm,
            Algorithm::Queyranne
                | Algorithm::MajorizeMinimize
                | Algorithm::Exhaustive
                | Algorithm::LocalSearch
        );
        if skipped {
            continue;
        }
        let request = Request { algorithm, size: (!free).then_some(6), ..Request::default() };
        // Stopped by its limit, the search must stop at the same place.
        let limit = (algorithm == Algorithm::BranchAndBound).then_some(3_000);
        let request = Request { max_evaluations: limit, ..request };
        let answers: Vec<_> = [1, 2, 8]
            .into_iter()
            .map(|threads| {
                let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap());
                let run = Run::default().with_seed(5).with_pool(pool, threads);
                maximize(objective.clone(), &request, &run).unwrap()
            })
            .collect();
        for answer in &answers[1..] {
            assert_eq!(answer, &answers[0], "{}", algorithm.name());
            assert_eq!(answer.value.to_bits(), answers[0].value.to_bits());
        }
        // Another seed is another draw.
        if algorithm == Algorithm::Random {
            let other = maximize(objective.clone(), &request, &Run::default().with_seed(6)).unwrap();
            assert_ne!(other.indices, answers[0].indices);
        }
    }
}
