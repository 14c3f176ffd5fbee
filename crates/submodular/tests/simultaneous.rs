//! Simultaneous and repeated greedy: the definition, promises against brute force, what is refused.
mod naive;

use marginals_core::random::{below, stream};
use marginals_core::{Objective, Run, Selection};
use marginals_submodular::{Algorithm, Constraint, Knapsack, Partition, Request, maximize};
use naive::{Listed, best, coverage, cut, skewed_cut};
use std::sync::Arc;

const BOTH: [Algorithm; 2] = [Algorithm::SimultaneousGreedys, Algorithm::RepeatedGreedy];

fn solve(function: &Arc<Listed>, request: &Request) -> Selection {
    let objective: Arc<dyn Objective> = function.clone();
    maximize(objective, request, &Run::default()).unwrap()
}

/// Two sets under a size, the best gain over both first, by values alone.
fn plain_pair(function: &Listed, size: usize) -> f64 {
    let mut sets: [Vec<u32>; 2] = [Vec::new(), Vec::new()];
    loop {
        let mut first: Option<(f64, usize, u32)> = None;
        for (at, set) in sets.iter().enumerate().filter(|(_, set)| set.len() < size) {
            for e in (0..function.size as u32).filter(|e| sets.iter().all(|set| !set.contains(e))) {
                let gain = function.value_of(&[&set[..], &[e]].concat()) - function.value_of(set);
                if gain > 1e-9 && first.is_none_or(|(most, ..)| gain > most) {
                    first = Some((gain, at, e));
                }
            }
        }
        let Some((_, at, e)) = first else { break };
        sets[at].push(e);
    }
    sets.iter().map(|set| function.value_of(set)).fold(f64::NEG_INFINITY, f64::max)
}

#[test]
fn two_sets_are_the_definition_but_for_what_is_added() {
    let mut equal = 0;
    for seed in 0..300 {
        let function = skewed_cut(&mut stream(seed, "pairs", 0), 9).shared();
        let plain = plain_pair(&function, 4);
        let found = solve(&function, &Request::new(Algorithm::SimultaneousGreedys, 4));
        assert!(found.value >= plain - 1e-9, "{seed}");
        equal += usize::from(found.value <= plain + 1e-9);
    }
    assert!(equal > 200, "{equal}");
}

/// Constraints with what they mean; the promised ratios of the two, f falling or not, before the search's loss.
fn cases(seed: u64) -> Vec<(Vec<Constraint>, Vec<bool>, usize, usize)> {
    let mut random = stream(seed, "cases", 0);
    let mut partition = || {
        let class: Vec<u32> = (0..9).map(|_| below(&mut random, 3) as u32).collect();
        let capacity: Vec<usize> = (0..3).map(|_| 1 + below(&mut random, 2) as usize).collect();
        let feasible: Vec<bool> = (0..1usize << 9)
            .map(|mask| {
                let held =
                    |c: usize| (0..9).filter(|e| mask >> e & 1 == 1 && class[*e] as usize == c).count();
                (0..3).all(|c| held(c) <= capacity[c])
            })
            .collect();
        (Constraint::from(Partition::new(class, capacity).unwrap()), feasible)
    };
    let (first, second) = (partition(), partition());
    let mut knapsack = || {
        let costs: Vec<f64> = (0..9).map(|_| 0.5 * (1 + below(&mut random, 8)) as f64).collect();
        let budget = 4.0 + 0.5 * below(&mut random, 8) as f64;
        let feasible: Vec<bool> = (0..1usize << 9)
            .map(|mask| (0..9).filter(|e| mask >> e & 1 == 1).map(|e| costs[e]).sum::<f64>() <= budget)
            .collect();
        (Constraint::from(Knapsack::new(costs, budget).unwrap()), feasible)
    };
    let (third, fourth) = (knapsack(), knapsack());
    let case = |limits: &[&(Constraint, Vec<bool>)], matroids: usize, budgets: usize| {
        let feasible = (0..1usize << 9).map(|mask| limits.iter().all(|(_, own)| own[mask])).collect();
        (limits.iter().map(|(limit, _)| limit.clone()).collect(), feasible, matroids, budgets)
    };
    vec![
        case(&[], 1, 0),
        case(&[&first], 1, 0),
        case(&[&first, &second], 2, 0),
        case(&[&third], 1, 1),
        case(&[&first, &third], 1, 1),
        case(&[&first, &second, &third, &fourth], 2, 2),
    ]
}

#[test]
fn promises_hold_against_brute_force() {
    let mut binding = 0;
    for seed in 0..400 {
        let mut random = stream(seed, "functions", 0);
        let functions = [
            (cut(&mut random, 9).shared(), false),
            (skewed_cut(&mut random, 9).shared(), false),
            (coverage(&mut random, 9).shared(), true),
        ];
        for (constraints, feasible, matroids, budgets) in cases(seed) {
            for (function, monotone) in &functions {
                let fits = |set: &[u32]| {
                    feasible[set.iter().fold(0, |mask, e| mask | 1usize << e)] && set.len() <= 5
                };
                let (optimum, _) = best(function, true, fits).unwrap();
                for algorithm in BOTH {
                    let request = Request {
                        constraints: constraints.clone(),
                        epsilon: 0.05,
                        ..Request::new(algorithm, 5)
                    };
                    let found = solve(function, &request);
                    assert!(fits(&found.indices), "{algorithm:?} {seed}");
                    assert!(
                        (function.value_of(&found.indices) - found.value).abs() <= 1e-9 * function.scale()
                    );
                    let ratio = found.guarantee.as_ref().unwrap().ratio;
                    let (p, m) = (matroids as f64, budgets as f64);
                    if algorithm == Algorithm::SimultaneousGreedys && budgets == 0 {
                        let expected = if *monotone { 1.0 / (p + 1.0) } else { p / (p + 1.0) / (p + 1.0) };
                        assert!((ratio - expected).abs() < 1e-12);
                    } else if *monotone {
                        let lost = if budgets > 0 { 1.05 } else { 1.0 };
                        assert!((ratio - 1.0 / (p + 1.0 + 2.0 * m) / lost).abs() < 1e-12);
                    }
                    assert!(
                        found.value >= ratio * optimum - 1e-9,
                        "{algorithm:?} {seed} {matroids} {budgets}"
                    );
                    if let Some(bound) = found.bound {
                        assert!(bound >= optimum - 1e-9 * function.scale());
                    }
                    binding += usize::from(found.value < optimum - 1e-9);
                }
            }
        }
    }
    assert!(binding > 500, "{binding}");
}

#[test]
fn what_has_no_parts_is_refused() {
    let function = cut(&mut stream(1, "refused", 0), 6).shared();
    for algorithm in BOTH {
        let base = Request::new(algorithm, 3);
        let objective: Arc<dyn Objective> = function.clone();
        for (request, argument) in
            [(base.clone().exactly(), "exactSize"), (Request { initial: vec![1], ..base.clone() }, "initial")]
        {
            let error = maximize(objective.clone(), &request, &Run::default()).unwrap_err();
            assert!(error.to_string().starts_with(argument), "{error}");
        }
    }
}
