//! Construction of chains: the same matrix in every form, stationary laws, and every fault of the input.
use marginals_core::Run;
use marginals_markov::chain::{Origin, Space, Transition};

fn assert_close(left: &[f64], right: &[f64], tolerance: f64) {
    assert_eq!(left.len(), right.len());
    for (index, (a, b)) in left.iter().zip(right).enumerate() {
        assert!((a - b).abs() <= tolerance, "{a} and {b} at {index}");
    }
}

#[test]
fn faults_of_a_matrix_are_named() {
    let run = Run::default();
    let space = || Space::new(&[2]).unwrap();
    let refuse = |matrix: &[f64]| Transition::from_dense(space(), matrix, &run).unwrap_err().to_string();
    assert_eq!(
        refuse(&[0.5, 0.5, 1.0]),
        "transition must be 2 × 2 numbers, row-major (one row per state), received 3 numbers"
    );
    assert_eq!(
        refuse(&[0.5, 0.5, 0.25, 0.5]),
        "transition must be rows that sum to 1 within 1e-9, received row 1, the worst, with sum 0.75 (off by \
         2.500e-1)"
    );
    assert_eq!(
        refuse(&[1.5, -0.5, 0.5, 0.5]),
        "transition must be probabilities of at least 0, received -0.5 in row 0 at state 1"
    );
    assert_eq!(
        refuse(&[0.5, 0.5, f64::NAN, 0.5]),
        "transition must be finite probabilities, received NaN in row 1 at state 0"
    );
    assert_eq!(
        refuse(&[0.0, 0.0, 0.5, 0.5]),
        "transition must be rows that sum to 1 within 1e-9, received row 0, the worst, with sum 0 (off by \
         1.000e0)"
    );
    let rows = |starts: &[u64], next: &[u32], p: &[f64]| {
        Transition::from_rows(space(), starts, next, p, &run).unwrap_err().to_string()
    };
    assert_eq!(
        rows(&[0, 1], &[0], &[1.0]),
        "indptr must be 3 offsets (one per state and the end), received 2"
    );
    assert_eq!(
        rows(&[0, 2, 1], &[0], &[1.0]),
        "indptr must be offsets that never decrease, received 0 then 2 at row 0"
    );
    assert_eq!(rows(&[0, 1, 2], &[0, 2], &[1.0, 1.0]), "indices must be states in 0..=1, received 2");
    assert_eq!(
        Transition::from_edges(space(), &[0, 5], &[0, 1], &[1.0, 1.0], &run).unwrap_err().to_string(),
        "edges must be states in 0..=1, received 5"
    );
    let reference = |law: &[f64]| {
        let chain = Transition::from_dense(space(), &[0.5, 0.5, 0.5, 0.5], &run).unwrap();
        chain.with_reference(law, &run).unwrap_err().to_string()
    };
    assert_eq!(reference(&[0.5]), "reference must be 2 probabilities (one per state), received 1");
    assert_eq!(
        reference(&[0.5, 0.25]),
        "reference must be probabilities that sum to 1 within 1e-9, received a sum of 0.75 (off by 2.500e-1)"
    );
    assert_eq!(
        reference(&[1.5, -0.5]),
        "reference must be probabilities of at least 0, received -0.5 at state 1"
    );
}

#[test]
fn the_same_matrix_in_every_form_is_the_same_chain() {
    let run = Run::default();
    let space = || Space::new(&[3]).unwrap();
    let dense = [0.5, 0.25, 0.25, 0.0, 0.5, 0.5, 1.0, 0.0, 0.0];
    let from_dense = Transition::from_dense(space(), &dense, &run).unwrap().prepare(&run).unwrap();
    let rows = Transition::from_rows(
        space(),
        &[0, 4, 6, 7],
        &[2, 0, 1, 2, 2, 1, 0],
        &[0.125, 0.5, 0.25, 0.125, 0.5, 0.5, 1.0],
        &run,
    );
    let edges = Transition::from_edges(
        space(),
        &[2, 1, 0, 0, 1, 0],
        &[0, 2, 2, 0, 1, 1],
        &[1.0, 0.5, 0.25, 0.5, 0.5, 0.25],
        &run,
    );
    for other in [rows, edges] {
        let other = other.unwrap().prepare(&run).unwrap();
        assert_close(&other.to_dense(&run).unwrap(), &from_dense.to_dense(&run).unwrap(), 0.0);
        assert_close(other.reference(), from_dense.reference(), 0.0);
    }
    // π₂ = π₀ / 2 from the first balance equation, π₁ = π₀ / 2 from the second.
    assert_close(from_dense.reference(), &[0.5, 0.25, 0.25], 1e-15);
    assert_eq!(from_dense.stationarity().origin, Origin::Elimination);
}

#[test]
fn reducible_transient_and_periodic_chains_are_said() {
    let run = Run::default();
    let chain =
        |matrix: &[f64], n: u32| Transition::from_dense(Space::new(&[n]).unwrap(), matrix, &run).unwrap();
    let identity = chain(&[1.0, 0.0, 0.0, 1.0], 2);
    assert_eq!(
        identity.prepare(&run).unwrap_err().to_string(),
        "transition must be a chain with one closed communicating class, or given with a reference law, \
         received 2 closed communicating classes (states 0 and 1 never reach each other)"
    );
    let given = identity.with_reference(&[0.5, 0.5], &run).unwrap().prepare(&run).unwrap();
    assert!(given.is_stationary());
    assert!(given.warnings()[0].starts_with("the chain is reducible"));
    let transient = chain(&[0.5, 0.5, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0], 3).prepare(&run).unwrap();
    assert_close(transient.reference(), &[0.0, 0.5, 0.5], 1e-15);
    assert_eq!(
        transient.warnings(),
        [
            "1 of 3 states are transient: the stationary law gives them no mass",
            "the chain is periodic with period 2"
        ]
    );
    let moved = chain(&[0.5, 0.5, 1.0, 0.0], 2).with_reference(&[1.0, 0.0], &run).unwrap();
    let moved = moved.prepare(&run).unwrap();
    assert!(!moved.is_stationary());
    assert_eq!((moved.next_law(), moved.stationarity().escaping), (&[0.5, 0.5][..], 0.5));
    assert!(moved.warnings()[0].contains("no mass to 1 states that one step reaches"));
}

/// Large chains: detailed balance for a reversible one, relaxation for the others, a periodic one among them.
#[test]
fn large_chains_reach_their_stationary_law() {
    let run = Run::default();
    let n = 1601u32;
    let ring = |up: f64, down: f64| {
        let from: Vec<u32> = (0..n).chain(0..n).collect();
        let to: Vec<u32> = (0..n).map(|x| (x + 1) % n).chain((0..n).map(|x| (x + n - 1) % n)).collect();
        // The walk slows down at low states: π(x) ∝ 1 / speed(x).
        let speed = |x: u32| if x < 800 { 0.5 } else { 1.0 };
        let p: Vec<f64> = (0..n).map(|x| up * speed(x)).chain((0..n).map(|x| down * speed(x))).collect();
        let (mut from, mut to, mut p) = (from, to, p);
        for x in 0..n {
            from.push(x);
            to.push(x);
            p.push(1.0 - (up + down) * speed(x));
        }
        Transition::from_edges(Space::new(&[n]).unwrap(), &from, &to, &p, &run).unwrap()
    };
    let expected: Vec<f64> = (0..n).map(|x| if x < 800 { 2.0 } else { 1.0 } / f64::from(n + 800)).collect();
    let balanced = ring(0.4, 0.4).prepare(&run).unwrap();
    assert_eq!(balanced.stationarity().origin, Origin::DetailedBalance);
    assert_close(balanced.reference(), &expected, 1e-15);
    let drifting = ring(0.9, 0.05).prepare(&run).unwrap();
    assert_eq!(drifting.stationarity().origin, Origin::Relaxation);
    assert_close(drifting.reference(), &expected, 1e-11);
    // A backward cycle: the sweep alone would rotate forever.
    let from: Vec<u32> = (0..n).collect();
    let to: Vec<u32> = (0..n).map(|x| (x + n - 1) % n).collect();
    let cycle =
        Transition::from_edges(Space::new(&[n]).unwrap(), &from, &to, &vec![1.0; n as usize], &run).unwrap();
    let cycle = cycle.prepare(&run).unwrap();
    assert_close(cycle.reference(), &vec![1.0 / f64::from(n); n as usize], 1e-16);
    assert_eq!(cycle.warnings(), [format!("the chain is periodic with period {n}")]);
}

#[test]
fn a_law_beyond_the_range_of_doubles_is_refused() {
    let run = Run::default();
    // The smallest positive number: its reciprocal is no double.
    let small = f64::from_bits(1);
    let space = Space::new(&[2]).unwrap();
    let chain = Transition::from_dense(space, &[small, 1.0, small, 1.0], &run).unwrap();
    let error = chain.prepare(&run).unwrap_err().to_string();
    assert!(error.starts_with("the stationary law could not be computed"), "{error}");
    let given = chain.with_reference(&[0.0, 1.0], &run).unwrap().prepare(&run).unwrap();
    assert_eq!(given.reference(), [0.0, 1.0]);
    // One part in 10^300 is still exact.
    let space = Space::new(&[2]).unwrap();
    let rare = Transition::from_dense(space, &[1e-300, 1.0, 1e-300, 1.0], &run).unwrap();
    let law = rare.prepare(&run).unwrap().reference()[0];
    assert!((law / 1e-300 - 1.0).abs() < 1e-15);
}
