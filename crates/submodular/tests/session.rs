//! Sessions: callbacks get the same answers as objectives, and nothing a caller does breaks them.
mod naive;

use marginals_core::random::{below, stream};
use marginals_core::{CancelFlag, Code, Objective, Run, Selection, Stopped, Structure};
use marginals_submodular::{Algorithm, OnAbort, Request, Session, Step, maximize, maximize_curve};
use naive::{Listed, families};
use std::sync::Arc;

fn gains(function: &Listed, candidates: &[u32], selected: &[u32]) -> Vec<f64> {
    let mask = selected.iter().fold(0usize, |mask, e| mask | 1 << e);
    candidates.iter().map(|e| function.values[mask | 1 << e] - function.values[mask]).collect()
}

fn finish(session: &mut Session, function: &Listed) -> Selection {
    loop {
        match session.step().unwrap() {
            Step::Ask { candidates, selected } => {
                assert!(!candidates.is_empty());
                let mut distinct = selected.clone();
                distinct.sort_unstable();
                distinct.dedup();
                assert_eq!(distinct.len(), selected.len());
                session.answer(gains(function, &candidates, &selected)).unwrap();
            }
            Step::Judge { .. } => unreachable!("no custom matroid"),
            Step::Done(selection) => return selection,
        }
    }
}

const ALL: [Algorithm; 23] = [
    Algorithm::Auto,
    Algorithm::Greedy,
    Algorithm::LazyGreedy,
    Algorithm::StochasticGreedy,
    Algorithm::LazierThanLazyGreedy,
    Algorithm::TwoStageGreedy,
    Algorithm::SampleGreedy,
    Algorithm::SimultaneousGreedys,
    Algorithm::RepeatedGreedy,
    Algorithm::AdaptiveSequencing,
    Algorithm::GreeDi,
    Algorithm::RandGreeDi,
    Algorithm::ThresholdGreedy,
    Algorithm::BatchGreedy,
    Algorithm::DistortedGreedy,
    Algorithm::StochasticDistortedGreedy,
    Algorithm::UnconstrainedDistortedGreedy,
    Algorithm::RandomGreedy,
    Algorithm::DoubleGreedy,
    Algorithm::RandomizedDoubleGreedy,
    Algorithm::LocalSearch,
    Algorithm::Exhaustive,
    Algorithm::Random,
];

fn request(algorithm: Algorithm) -> Request {
    let free = matches!(
        algorithm,
        Algorithm::UnconstrainedDistortedGreedy | Algorithm::DoubleGreedy | Algorithm::RandomizedDoubleGreedy
    );
    Request { algorithm, size: (!free).then_some(4), ..Request::default() }
}

#[test]
fn a_callback_is_answered_like_an_objective() {
    for seed in 0..30 {
        for function in families(seed, 7) {
            let function = function.shared();
            for algorithm in ALL {
                let request = request(algorithm);
                let run = Run::default().with_seed(seed);
                let objective: Arc<dyn Objective> = function.clone();
                let native = maximize(objective, &request, &run).unwrap();
                let mut session = Session::callback(7, function.structure, &request, &run).unwrap();
                let called = finish(&mut session, &function);
                // Values differ by rounding: a callback's is the empty value and the gains.
                assert_eq!(called.indices, native.indices, "{}", algorithm.name());
                assert!((called.value - native.value).abs() <= 1e-9 * function.scale().max(1.0));
                assert_eq!(called.bound.is_some(), native.bound.is_some());
                assert_eq!(called.algorithm, native.algorithm);
            }
        }
    }
}

#[test]
fn a_native_session_is_done_at_its_first_step() {
    let function = families(1, 7).swap_remove(0).shared();
    let objective: Arc<dyn Objective> = function.clone();
    let request = Request::new(Algorithm::LazyGreedy, 3);
    let mut session = Session::native(objective.clone(), &request, &Run::default()).unwrap();
    let expected = maximize(objective, &request, &Run::default()).unwrap();
    assert_eq!(session.step().unwrap(), Step::Done(expected));
    assert_eq!(session.step().unwrap_err().code(), Code::Internal);
    assert_eq!(session.answer(vec![1.0]).unwrap_err().code(), Code::Callback);
}

#[test]
fn queyranne_works_over_a_callback() {
    let function = families(3, 6).swap_remove(1).shared();
    let request = Request { algorithm: Algorithm::Queyranne, ..Request::default() }.minimizing();
    let mut session = Session::callback(6, function.structure, &request, &Run::default()).unwrap();
    let called = finish(&mut session, &function);
    let (value, _) = naive::best(&function, false, |set| !set.is_empty() && set.len() < 6).unwrap();
    assert!((called.value - value).abs() < 1e-9);
}

#[test]
fn sessions_may_be_dropped_at_any_question() {
    let function = families(2, 7).swap_remove(1);
    for algorithm in ALL {
        for questions in 0..12 {
            let mut session =
                Session::callback(7, function.structure, &request(algorithm), &Run::default()).unwrap();
            for _ in 0..questions {
                let Step::Ask { candidates, selected } = session.step().unwrap() else { break };
                session.answer(gains(&function, &candidates, &selected)).unwrap();
            }
            drop(session);
        }
    }
}

#[test]
fn sessions_may_move_between_threads() {
    let function = families(2, 7).swap_remove(0);
    let mut session =
        Session::callback(7, function.structure, &Request::new(Algorithm::LazyGreedy, 4), &Run::default())
            .unwrap();
    let moved = loop {
        let (step, returned) = std::thread::spawn(move || (session.step().unwrap(), session)).join().unwrap();
        session = returned;
        match step {
            Step::Ask { candidates, selected } => {
                session.answer(gains(&function, &candidates, &selected)).unwrap();
            }
            Step::Judge { .. } => unreachable!("no custom matroid"),
            Step::Done(selection) => break selection,
        }
    };
    let objective: Arc<dyn Objective> = function.shared();
    let native = maximize(objective, &Request::new(Algorithm::LazyGreedy, 4), &Run::default()).unwrap();
    assert_eq!(moved.indices, native.indices);
}

#[test]
fn wrong_answers_are_refused_and_may_be_put_right() {
    let function = families(5, 6).swap_remove(2);
    for algorithm in ALL {
        let run = Run::default();
        let mut calm = Session::callback(6, function.structure, &request(algorithm), &run).unwrap();
        let expected = finish(&mut calm, &function);
        let mut session = Session::callback(6, function.structure, &request(algorithm), &run).unwrap();
        let mut random = stream(9, "mischief", 0);
        let found = loop {
            let step = session.step().unwrap();
            // Asked again without an answer, the question is the same.
            if below(&mut random, 2) == 0 && matches!(step, Step::Ask { .. }) {
                assert_eq!(session.step().unwrap(), step);
            }
            let Step::Ask { candidates, selected } = step else {
                let Step::Done(selection) = step else { unreachable!() };
                break selection;
            };
            let right = gains(&function, &candidates, &selected);
            let mut long = right.clone();
            long.push(0.0);
            assert_eq!(session.answer(long).unwrap_err().code(), Code::Callback);
            assert_eq!(session.answer(right[1..].to_vec()).unwrap_err().code(), Code::Callback);
            for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                let mut wrong = right.clone();
                let at = below(&mut random, wrong.len() as u64) as usize;
                wrong[at] = odd;
                let error = session.answer(wrong).unwrap_err();
                assert_eq!(error.code(), Code::Callback);
                assert!(error.to_string().ends_with(&format!("for element {}", candidates[at])), "{error}");
            }
            session.answer(right).unwrap();
            assert_eq!(session.answer(vec![0.0]).unwrap_err().code(), Code::Callback);
        };
        assert_eq!(found, expected, "{}", algorithm.name());
    }
}

#[test]
fn callbacks_that_lie_end_in_an_answer_or_an_error() {
    // Gains that depend on nothing: no value, no structure, but every algorithm must come to an end.
    for algorithm in ALL {
        for seed in 0..20 {
            let structure =
                naive::shaped(marginals_core::Shape::Submodular, marginals_core::Monotone::Increasing, true);
            let mut session = Session::callback(6, structure, &request(algorithm), &Run::default()).unwrap();
            let mut random = stream(seed, "lies", 0);
            let mut questions = 0;
            while let Ok(Step::Ask { candidates, .. }) = session.step() {
                let huge = if seed % 2 == 0 { 1e300 } else { 1.0 };
                let lies =
                    candidates.iter().map(|_| huge * (below(&mut random, 100) as f64 - 50.0)).collect();
                session.answer(lies).unwrap();
                questions += 1;
                assert!(questions < 100_000, "{} does not end", algorithm.name());
            }
        }
    }
}

#[test]
fn a_cancelled_session_rejects_or_gives_its_best() {
    let function = families(4, 7).swap_remove(0);
    for on_abort in [OnAbort::Reject, OnAbort::BestSoFar] {
        let cancel = CancelFlag::default();
        let run = Run::default().with_cancel(cancel.clone());
        let request = Request { on_abort, certificate: false, ..Request::new(Algorithm::Greedy, 6) };
        let mut session = Session::callback(7, function.structure, &request, &run).unwrap();
        for _ in 0..3 {
            let Step::Ask { candidates, selected } = session.step().unwrap() else { panic!("too early") };
            session.answer(gains(&function, &candidates, &selected)).unwrap();
        }
        cancel.cancel();
        match (on_abort, session.step()) {
            (OnAbort::Reject, answer) => assert_eq!(answer.unwrap_err().code(), Code::Aborted),
            (OnAbort::BestSoFar, answer) => {
                let Step::Done(best) = answer.unwrap() else { panic!("asked after the end") };
                assert_eq!(best.stopped, Stopped::Aborted);
                assert_eq!((best.indices.len(), best.gains.len()), (2, 2));
                assert!((function.value_of(&best.indices) - best.value).abs() < 1e-9);
                assert!(best.bound.is_none() && best.guarantee.is_none());
            }
        }
        assert!(session.step().is_err());
    }
}

#[test]
fn a_cancelled_run_gives_the_empty_set_at_least() {
    let cancel = CancelFlag::default();
    cancel.cancel();
    let run = Run::default().with_cancel(cancel);
    let mut function = families(4, 7).swap_remove(2);
    function.values.iter_mut().for_each(|value| *value += 3.0);
    function.structure.empty_value += 3.0;
    let objective: Arc<dyn Objective> = function.shared();
    for algorithm in ALL {
        let request = Request { on_abort: OnAbort::BestSoFar, ..request(algorithm) };
        let best = maximize(objective.clone(), &request, &run).unwrap();
        assert_eq!((best.indices.len(), best.value, best.stopped), (0, 3.0, Stopped::Aborted));
        assert_ne!(best.algorithm, "auto");
        let request = Request { on_abort: OnAbort::Reject, ..request };
        assert_eq!(maximize(objective.clone(), &request, &run).unwrap_err().code(), Code::Aborted);
    }
    let request = Request { on_abort: OnAbort::BestSoFar, ..Request::default() };
    assert_eq!(maximize_curve(objective, &request, &[1, 2], &run).unwrap().len(), 1);
}

#[test]
fn an_empty_ground_set_has_an_empty_answer() {
    let structure = Structure::unknown(2.5);
    for algorithm in ALL {
        let request = Request { algorithm, ..Request::default() };
        let mut session = Session::callback(0, structure, &request, &Run::default()).unwrap();
        let Step::Done(selection) = session.step().unwrap() else { panic!("nothing to ask") };
        assert_eq!((selection.indices.len(), selection.value), (0, 2.5), "{}", algorithm.name());
    }
}

#[test]
fn sessions_refuse_what_cannot_be() {
    let request = Request::new(Algorithm::Greedy, 9);
    let run = Run::default();
    assert_eq!(
        Session::callback(5, Structure::unknown(0.0), &request, &run).unwrap_err().code(),
        Code::Range
    );
    let odd = Structure::unknown(f64::NAN);
    assert_eq!(Session::callback(9, odd, &request, &run).unwrap_err().code(), Code::NonFinite);
    let vast = Session::callback(usize::MAX, Structure::unknown(0.0), &request, &run);
    assert_eq!(vast.unwrap_err().code(), Code::Range);
}

#[test]
fn progress_and_seed_are_reported() {
    let function = families(4, 7).swap_remove(0).shared();
    let run = Run::default().with_seed(77);
    let objective: Arc<dyn Objective> = function.clone();
    let found = maximize(objective, &Request::new(Algorithm::Greedy, 5), &run).unwrap();
    let reading = run.progress().read();
    assert_eq!((reading.stage, reading.done, reading.total), ("select", 5, 5));
    assert_eq!(reading.value, Some(found.value));
    assert_eq!(found.seed, 77);
}

#[test]
fn objectives_that_are_not_finite_are_refused() {
    let mut function = families(4, 5).swap_remove(4);
    function.values[0b00100] = f64::NAN;
    let objective: Arc<dyn Objective> = function.shared();
    let error = maximize(objective, &Request::new(Algorithm::Greedy, 2), &Run::default()).unwrap_err();
    assert_eq!(error.code(), Code::NonFinite);
    assert!(error.to_string().ends_with("NaN for element 2"), "{error}");
}
