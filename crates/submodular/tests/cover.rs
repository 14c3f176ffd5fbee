//! Covers: the target is reached, the cost is within its promise, and no lower bound is above the least cost.
mod naive;

use marginals_core::random::{below, stream, uniform};
use marginals_core::{Objective, Run, Selection};
use marginals_submodular::{Request, maximize};
use naive::{Listed, coverage, families, members};
use std::sync::Arc;

const GROUND: usize = 8;

fn solve(function: &Arc<Listed>, request: &Request) -> marginals_core::Result<Selection> {
    let objective: Arc<dyn Objective> = function.clone();
    maximize(objective, request, &Run::default())
}

fn asked(target: f64, costs: &[f64]) -> Request {
    Request { target: Some(target), cover: Some(costs.to_vec()), ..Request::default() }
}

fn cost(costs: &[f64], set: &[u32]) -> f64 {
    set.iter().map(|e| costs[*e as usize]).sum()
}

fn least(function: &Listed, costs: &[f64], target: f64) -> Option<f64> {
    let reaching = (0..1usize << GROUND).filter(|mask| function.values[*mask] >= target - 1e-12);
    reaching.map(|mask| cost(costs, &members(mask))).min_by(f64::total_cmp)
}

#[test]
fn covers_keep_their_promise_and_their_bound() {
    let (mut promised, mut tight) = (0, 0);
    for seed in 0..3_000 {
        let mut random = stream(seed, "covers", 0);
        let functions =
            if seed.is_multiple_of(2) { vec![coverage(&mut random, GROUND)] } else { families(seed, GROUND) };
        for function in functions {
            let whole = below(&mut random, 2) == 0;
            let costs: Vec<f64> = (0..GROUND)
                .map(|_| if whole { 1.0 + below(&mut random, 4) as f64 } else { 0.2 + uniform(&mut random) })
                .collect();
            let (low, high) = function
                .values
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
            let target = low + (0.3 + 0.7 * uniform(&mut random)) * (high - low);
            let monotone = function.structure.is_monotone_submodular();
            let submodular = function.structure.shape.is_submodular();
            let optimum = least(&function, &costs, target).unwrap();
            let function = function.shared();
            match solve(&function, &asked(target, &costs)) {
                Ok(found) => {
                    let spent = cost(&costs, &found.indices);
                    assert!(found.value >= target - 1e-9);
                    assert!((function.value_of(&found.indices) - found.value).abs() < 1e-9);
                    assert!(spent >= optimum - 1e-9);
                    assert_eq!(found.bound.is_some(), submodular);
                    if let Some(bound) = found.bound {
                        assert!(bound <= optimum + 1e-9, "{seed}: {bound} is above {optimum}");
                        tight += u32::from(spent <= bound + 1e-9);
                    }
                    assert_eq!(found.guarantee.is_some(), monotone && target > function.values[0]);
                    if let Some(guarantee) = found.guarantee {
                        promised += 1;
                        assert!(spent <= guarantee.ratio * optimum + 1e-9, "{seed}");
                    }
                }
                Err(error) => {
                    assert!(!monotone, "{error}");
                    assert!(error.to_string().contains("the value came to"), "{error}");
                }
            }
        }
    }
    assert!(promised > 2_000 && tight > 200, "{promised} {tight}");
}

#[test]
fn a_target_out_of_reach_is_an_error_with_the_value_reached() {
    let function = coverage(&mut stream(5, "unreachable", 0), GROUND).shared();
    let all = function.values[function.values.len() - 1];
    let error = solve(&function, &asked(all + 0.5, &[1.0; GROUND])).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("target must be one that can be reached (the value came to {all}), received {}", all + 0.5)
    );
    assert_eq!(solve(&function, &asked(all, &[1.0; GROUND])).unwrap().value, all);
    assert!(solve(&function, &asked(1.0, &[1.0; 3])).unwrap_err().to_string().contains("for each of 8"));
    let free = [1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    assert!(solve(&function, &asked(1.0, &free)).unwrap_err().to_string().ends_with("0 for element 1"));
    // Nothing is needed for a target that the empty set reaches.
    assert!(solve(&function, &asked(0.0, &[1.0; GROUND])).unwrap().indices.is_empty());
}

#[test]
fn what_is_not_needed_is_dropped() {
    // Greedy takes {0}, then both others, after which it is not needed.
    let sets = [
        [true, true, true, true, false, false],
        [true, true, false, false, true, false],
        [false, false, true, true, false, true],
    ];
    let value =
        |chosen: &[u32]| (0..6).filter(|item| chosen.iter().any(|e| sets[*e as usize][*item])).count() as f64;
    let structure =
        naive::shaped(marginals_core::Shape::Submodular, marginals_core::Monotone::Increasing, true);
    let function = Listed::new(naive::list(3, value), structure).shared();
    let found = solve(&function, &asked(6.0, &[1.0; 3])).unwrap();
    let mut indices = found.indices.clone();
    indices.sort_unstable();
    assert_eq!((indices, found.bound), (vec![1, 2], Some(2.0)));
}
