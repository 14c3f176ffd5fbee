//! Every optimizer under every constraint and under pairs of them, against brute force.
mod naive;

use marginals_core::random::{below, stream};
use marginals_core::{Monotone, Objective, Run, Selection, Stopped};
use marginals_submodular::{
    Algorithm, Constraint, GroupBounds, Knapsack, Partition, Request, Sense, maximize,
};
use naive::limits::{KINDS, Limit, draw};
use naive::{Listed, arbitrary, best, coverage, families, members};
use std::sync::Arc;

const GROUND: usize = 7;

fn solve(function: &Arc<Listed>, request: &Request) -> marginals_core::Result<Selection> {
    let objective: Arc<dyn Objective> = function.clone();
    maximize(objective, request, &Run::default().with_seed(7))
}

/// One or two constraints, a size or none, exact or not.
struct Case {
    name: String,
    request: Request,
    feasible: Vec<bool>,
    /// Whether a single constraint makes the count of what is owed exact.
    counted: bool,
}

fn cases(seed: u64) -> Vec<Case> {
    let mut random = stream(seed, "constraints", 0);
    let mut cases = Vec::new();
    for first in 0..KINDS {
        let second = below(&mut random, 2 * KINDS as u64) as usize;
        let mut limits = vec![draw(first, &mut random, GROUND)];
        if second < KINDS {
            limits.push(draw(second, &mut random, GROUND));
        }
        let size = [None, Some(1 + below(&mut random, 5) as usize)][below(&mut random, 2) as usize];
        let exact = size.is_some() && below(&mut random, 3) == 0;
        cases.push(case(&limits, size, exact));
    }
    cases
}

fn case(limits: &[Limit], size: Option<usize>, exact: bool) -> Case {
    let sized = |mask: usize| {
        let count = mask.count_ones() as usize;
        size.is_none_or(|size| if exact { count == size } else { count <= size })
    };
    let all = |mask: usize| limits.iter().all(|limit| limit.feasible[mask]);
    let names: Vec<&str> = limits.iter().map(|limit| limit.name).collect();
    Case {
        name: format!("{} size {size:?} exact {exact}", names.join(" and ")),
        request: Request {
            size,
            exact_size: exact,
            constraints: limits.iter().map(|limit| limit.constraint.clone()).collect(),
            ..Request::default()
        },
        feasible: (0..1 << GROUND).map(|mask| sized(mask) && all(mask)).collect(),
        counted: limits.len() == 1 && !(exact && names[0] == "custom"),
    }
}

impl Case {
    fn holds(&self, set: &[u32]) -> bool {
        self.feasible[mask(set)]
    }

    fn by(&self, algorithm: Algorithm) -> Request {
        Request { algorithm, ..self.request.clone() }
    }

    /// Whether some feasible set holds all of `set`.
    fn extends(&self, set: &[u32]) -> bool {
        let own = mask(set);
        (0..self.feasible.len()).any(|mask| mask & own == own && self.feasible[mask])
    }
}

fn mask(set: &[u32]) -> usize {
    set.iter().fold(0, |mask, e| mask | 1 << e)
}

#[test]
fn exhaustive_search_is_brute_force_under_every_constraint() {
    let mut refused = 0;
    for seed in 0..700 {
        let function = arbitrary(&mut stream(seed, "values", 0), GROUND).shared();
        for case in cases(seed) {
            for sense in [Sense::Maximize, Sense::Minimize] {
                let expected = best(&function, sense == Sense::Maximize, |set| case.holds(set));
                let request = Request { sense, ..case.by(Algorithm::Exhaustive) };
                match (solve(&function, &request), expected) {
                    (Ok(found), Some((value, set))) => {
                        let mut indices = found.indices.clone();
                        indices.sort_unstable();
                        assert_eq!(indices, set, "{}", case.name);
                        assert_eq!((found.value, found.bound), (value, Some(value)), "{}", case.name);
                    }
                    (Err(error), None) => {
                        refused += 1;
                        assert!(
                            matches!(error.code().name(), "RANGE" | "ARGUMENT"),
                            "{}: {error}",
                            case.name
                        );
                    }
                    (Ok(found), None) => {
                        assert!(!case.counted, "{} has no feasible set", case.name);
                        assert!(found.bound.is_none() && !found.warnings.is_empty(), "{}", case.name);
                    }
                    (Err(error), Some(_)) => panic!("{}: {error}", case.name),
                }
            }
        }
    }
    assert!(refused > 100, "{refused}");
}

const ALGORITHMS: [Algorithm; 15] = [
    Algorithm::Auto,
    Algorithm::Greedy,
    Algorithm::LazyGreedy,
    Algorithm::StochasticGreedy,
    Algorithm::ThresholdGreedy,
    Algorithm::BatchGreedy,
    Algorithm::SampleGreedy,
    Algorithm::AdaptiveSequencing,
    Algorithm::DistortedGreedy,
    Algorithm::RandomGreedy,
    Algorithm::CostBenefitGreedy,
    Algorithm::GreedyMax,
    Algorithm::OneGuessGreedy,
    Algorithm::LocalSearch,
    Algorithm::Random,
];

const PROMISING: [Algorithm; 7] = [
    Algorithm::Auto,
    Algorithm::Greedy,
    Algorithm::LazyGreedy,
    Algorithm::CostBenefitGreedy,
    Algorithm::GreedyMax,
    Algorithm::OneGuessGreedy,
    Algorithm::LocalSearch,
];

#[test]
fn every_answer_is_feasible_and_no_bound_or_promise_is_wrong() {
    let (mut bounds, mut promises, mut short) = (0, 0, 0);
    for seed in 0..500 {
        let functions: Vec<Arc<Listed>> = families(seed, GROUND).into_iter().map(Listed::shared).collect();
        for case in cases(seed) {
            let function = &functions[(seed as usize + case.name.len()) % functions.len()];
            let Some((optimum, _)) = best(function, true, |set| case.holds(set)) else { continue };
            let slack = 1e-9 * function.scale().max(1.0);
            for algorithm in ALGORITHMS {
                let found = solve(function, &case.by(algorithm)).unwrap();
                let name = format!("{} {}", found.algorithm, case.name);
                if case.holds(&found.indices) {
                    assert!(found.value <= optimum + slack, "{name}");
                } else {
                    // Only what is owed under several constraints may fail to be reached, and is told.
                    assert!(!case.counted && case.extends(&[]), "{name}: {:?}", found.indices);
                    assert!(!found.warnings.is_empty() && found.guarantee.is_none(), "{name}");
                    short += 1;
                }
                if let Some(bound) = found.bound {
                    bounds += 1;
                    assert!(bound >= optimum - slack, "{name}: {bound} is below {optimum}");
                }
                if let Some(guarantee) = found.guarantee.filter(|_| PROMISING.contains(&algorithm)) {
                    promises += 1;
                    let base = function.values[0];
                    let least = guarantee.ratio * (optimum - base) - slack;
                    assert!(found.value - base >= least, "{name}: {} of {optimum}", found.value);
                }
            }
        }
    }
    assert!(bounds > 10_000 && promises > 1_000, "{bounds} {promises}");
    assert!(short < 500, "{short}");
}

#[test]
fn lazy_is_plain_under_every_constraint() {
    for seed in 0..300 {
        for function in families(seed, GROUND) {
            let function = function.shared();
            for case in cases(seed + 10_000) {
                let plain = solve(&function, &case.by(Algorithm::Greedy));
                let lazy = solve(&function, &case.by(Algorithm::LazyGreedy));
                let (Ok(plain), Ok(lazy)) = (plain, lazy) else { continue };
                assert_eq!(plain.indices, lazy.indices, "{}", case.name);
                let bits = |gains: &[f64]| gains.iter().map(|gain| gain.to_bits()).collect::<Vec<u64>>();
                assert_eq!(bits(&plain.gains), bits(&lazy.gains), "{}", case.name);
                assert_eq!(plain.stopped, lazy.stopped, "{}", case.name);
            }
        }
    }
}

/// Greedy as its definition says: the best element with which some feasible set can still be reached.
#[test]
fn greedy_is_its_definition_under_one_constraint() {
    for seed in 0..400 {
        let mut random = stream(seed, "definition", 0);
        let function = coverage(&mut random, GROUND).shared();
        assert_eq!(function.structure.monotone, Monotone::Increasing);
        for kind in 0..KINDS {
            let limit = draw(kind, &mut random, GROUND);
            let size = [None, Some(3)][below(&mut random, 2) as usize];
            let case = case(&[limit], size, size.is_some() && kind != 7 && below(&mut random, 2) == 0);
            if !case.extends(&[]) {
                continue;
            }
            let mut chosen: Vec<u32> = Vec::new();
            loop {
                let gain = |e: &u32| {
                    let grown = [&chosen[..], &[*e]].concat();
                    case.extends(&grown).then(|| function.value_of(&grown) - function.value_of(&chosen))
                };
                let candidates = (0..GROUND as u32).filter(|e| !chosen.contains(e));
                let Some((_, e)) = candidates
                    .filter_map(|e| Some((gain(&e)?, e)))
                    .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
                else {
                    break;
                };
                chosen.push(e);
            }
            let found = solve(&function, &case.by(Algorithm::Greedy)).unwrap();
            assert_eq!(found.indices, chosen, "{}", case.name);
        }
    }
}

#[test]
fn local_search_ends_where_no_move_helps() {
    for seed in 0..150 {
        let functions = families(seed, GROUND);
        for case in cases(seed + 20_000) {
            if !case.extends(&[]) {
                continue;
            }
            let function = &functions[seed as usize % functions.len()];
            let shared = Listed::new(function.values.clone(), function.structure).shared();
            let found = solve(&shared, &case.by(Algorithm::LocalSearch)).unwrap();
            if !case.holds(&found.indices) || found.stopped == Stopped::Target {
                continue;
            }
            let own = mask(&found.indices);
            for other in (0..1usize << GROUND).filter(|other| case.feasible[*other]) {
                let (lost, won) = ((own & !other).count_ones(), (other & !own).count_ones());
                // Additions and swaps that a limit on what is owed rules out half-way are not moves.
                let halfway = case.extends(&members(own & other)) && lost <= 1 && won <= 1;
                if halfway && (lost, won) != (0, 0) {
                    let better = function.values[other] - found.value;
                    assert!(better <= 1e-9 * function.scale().max(1.0), "{}: {better}", case.name);
                }
            }
        }
    }
}

#[test]
fn impossible_limits_are_refused_before_work() {
    let function = coverage(&mut stream(1, "refused", 0), 4).shared();
    let message = |size: Option<usize>, constraints: Vec<Constraint>, excluded: Vec<u32>| {
        let request = Request { size, constraints, excluded, ..Request::default() };
        solve(&function, &request).unwrap_err().to_string()
    };
    let groups = |lower: [usize; 2]| {
        let bounds = GroupBounds::new(vec![0, 0, 1, 1], lower.to_vec(), vec![4, 4]).unwrap();
        bounds.named(vec!["north".into(), "south".into()]).unwrap().into()
    };
    assert_eq!(
        message(None, vec![groups([0, 2])], vec![3]),
        "lower must be bounds that the groups can meet, received 1 elements in group south, fewer than its lower \
         bound 2"
    );
    assert_eq!(
        message(Some(3), vec![groups([2, 2])], vec![]),
        "lower must be bounds that add up to at most 3 (size), received 4"
    );
    let costs =
        |budget: f64| -> Constraint { Knapsack::new(vec![3.0, 2.0, 4.0, 5.0], budget).unwrap().into() };
    assert_eq!(
        message(None, vec![costs(1.5)], vec![]),
        "budget must be at least 2 (the least cost of an element that may be chosen), received 1.5"
    );
    assert_eq!(
        message(None, vec![costs(5.0), groups([1, 1])], vec![]),
        "budget must be at least 6 (the cheapest choice that reaches the lower bounds), received 5"
    );
    let classes = |limits: [usize; 2]| -> Constraint {
        Partition::new(vec![0, 0, 1, 1], limits.to_vec()).unwrap().into()
    };
    assert_eq!(
        message(None, vec![classes([1, 0]), groups([1, 1])], vec![]),
        "lower must be bounds that the other constraints leave room for, received no room for 1 elements of group \
         south"
    );
    let pair = Partition::new(vec![0; 4], vec![1]).unwrap().into();
    assert_eq!(
        message(None, vec![pair, groups([1, 1])], vec![]),
        "lower must be bounds that the other constraints leave room for, received bounds too high together"
    );
    let exact = Request { constraints: vec![costs(8.0)], ..Request::new(Algorithm::Greedy, 3).exactly() };
    assert_eq!(
        solve(&function, &exact).unwrap_err().to_string(),
        "budget must be at least 9 (the cheapest choice that reaches the size), received 8"
    );
    assert!(
        message(None, vec![Knapsack::new(vec![1.0], 1.0).unwrap().into()], vec![]).contains("for each of 4")
    );
}

#[test]
fn sums_of_costs_never_pass_the_budget() {
    // Tenths: in doubles 0.1 + 0.2 is above 0.3, and so are three times 0.1.
    for seed in 0..2_000 {
        let mut random = stream(seed, "tenths", 0);
        let costs: Vec<f64> = (0..8).map(|_| (1 + below(&mut random, 9)) as f64 / 10.0).collect();
        let budget = (5 + below(&mut random, 25)) as f64 / 10.0;
        if costs.iter().all(|cost| *cost > budget) {
            continue;
        }
        let function = coverage(&mut random, 8).shared();
        let knapsack = Knapsack::new(costs.clone(), budget).unwrap();
        for algorithm in [Algorithm::LazyGreedy, Algorithm::LocalSearch, Algorithm::Random] {
            let request =
                Request { algorithm, constraints: vec![knapsack.clone().into()], ..Request::default() };
            let found = solve(&function, &request).unwrap();
            let spent = found.indices.iter().fold(0.0, |spent, e| spent + costs[*e as usize]);
            assert!(spent <= budget, "{spent} of {budget}");
            let left = (0..8u32).filter(|e| !found.indices.contains(e));
            let fits = left.into_iter().any(|e| spent + costs[e as usize] <= budget - 1e-9);
            if algorithm == Algorithm::LazyGreedy {
                assert!(!fits, "room is left for an element of a function that never falls");
                let whole = found.indices.len() == 8;
                assert_eq!(found.stopped, if whole { Stopped::Size } else { Stopped::Budget });
            }
        }
    }
}

#[test]
fn an_oracle_that_takes_its_word_back_is_found_out() {
    let function = coverage(&mut stream(3, "axioms", 0), 5).shared();
    // {1} is dependent and {0, 1} independent.
    let odd = |set: &[u32]| Ok(set != [1]);
    let custom = marginals_submodular::CustomMatroid::new(5, odd);
    let request = Request { constraints: vec![custom.into()], ..Request::new(Algorithm::Greedy, 4) };
    let error = solve(&function, &request).unwrap_err();
    assert_eq!(error.code().name(), "CALLBACK");
    assert!(error.to_string().contains("every subset of an independent set"), "{error}");
}
