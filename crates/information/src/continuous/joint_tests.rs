//! Joint and conditional entropies against closed forms and sums written out.
use super::*;
use crate::continuous::conditional_mutual_information;
use marginals_core::random::{ChaCha8Rng, stream, uniform};
use marginals_numerics::normal::quantile;

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    quantile(uniform(generator).max(1e-18))
}

fn values(name: &'static str, column: Vec<f64>) -> Variable {
    Variable { name, columns: vec![column], nominal: vec![false], symbols: false }
}

fn pair(seed: u64, n: usize, rho: f64) -> (Variable, Variable) {
    let mut generator = stream(seed, "pair", 0);
    let x: Vec<f64> = (0..n).map(|_| normal(&mut generator)).collect();
    let y: Vec<f64> = x.iter().map(|x| rho * x + (1.0 - rho * rho).sqrt() * normal(&mut generator)).collect();
    (values("x", x), values("y", y))
}

#[test]
fn near_the_closed_form_of_gaussian_variables() {
    let (rho, n) = (0.8f64, 2000);
    let own = 0.5 * (2.0 * std::f64::consts::PI * std::f64::consts::E).ln();
    let shared = -0.5 * (1.0 - rho * rho).ln();
    for name in ["gaussian", "gaussian-copula", "kozachenko-leonenko", "auto"] {
        let (mut joint, mut conditional) = (0.0, 0.0);
        for seed in 0..6 {
            let (x, y) = pair(seed, n, rho);
            let (run, settings) = (Run::default(), Settings::default());
            let found = joint_entropy(name, &[x.clone(), y.clone()], &settings, &run).unwrap();
            joint += found.value / 6.0;
            conditional += conditional_entropy(name, [&x, &y], &settings, &run).unwrap().value / 6.0;
        }
        assert!((joint - (2.0 * own - shared)).abs() < 0.05, "{name}: {joint}");
        assert!((conditional - (own - shared)).abs() < 0.05, "{name}: {conditional}");
    }
}

#[test]
fn conditional_entropies_are_differences() {
    let (run, settings) = (Run::default(), Settings { k: Some(4), ..Settings::default() });
    for seed in 0..40 {
        let (x, y) = pair(seed, 30, 0.6);
        let mut generator = stream(seed, "third", 0);
        let two = Variable {
            columns: vec![y.columns[0].clone(), (0..30).map(|_| normal(&mut generator)).collect()],
            nominal: vec![false; 2],
            ..y.clone()
        };
        for name in ["gaussian", "gaussian-copula", "kozachenko-leonenko"] {
            let joint = joint_entropy(name, &[x.clone(), two.clone()], &settings, &run).unwrap().value;
            let given = entropy(name, &two, &settings, &run).unwrap().value;
            let found = conditional_entropy(name, [&x, &two], &settings, &run).unwrap().value;
            assert!((found - (joint - given)).abs() < 1e-9, "{name}: {found} {joint} {given}");
        }
        // The chain rule of one factor is exact: I(x; y) = H(x) − H(x | y).
        let information = mutual_information("gaussian", &x, &y, &settings, &run).unwrap().value;
        let own = entropy("gaussian", &x, &settings, &run).unwrap().value;
        let known = conditional_entropy("gaussian", [&x, &y], &settings, &run).unwrap().value;
        assert!((own - known - information).abs() < 1e-9);
        let z = values("z", two.columns[1].clone());
        let given = conditional_mutual_information("gaussian", [&x, &y, &z], &settings, &run).unwrap().value;
        let with = conditional_entropy("gaussian", [&x, &two], &settings, &run).unwrap().value;
        let without = conditional_entropy("gaussian", [&x, &z], &settings, &run).unwrap().value;
        assert!((without - with - given).abs() < 1e-9);
    }
    let local = Settings { local: true, ..settings };
    let (x, y) = pair(1, 50, 0.3);
    let found = conditional_entropy("kozachenko-leonenko", [&x, &y], &local, &run).unwrap();
    let mean = found.local.unwrap().iter().sum::<f64>() / 50.0;
    assert!((mean - found.value).abs() < 1e-12);
    assert!(conditional_entropy("gaussian", [&x, &y], &local, &run).is_err());
}

#[test]
fn symbols_beside_values_are_counted() {
    let mut generator = stream(9, "mixed", 0);
    let n = 1500;
    let labels: Vec<f64> = (0..n).map(|_| f64::from(uniform(&mut generator) < 0.5)).collect();
    let x: Vec<f64> = labels.iter().map(|label| 6.0 * label + normal(&mut generator)).collect();
    let symbols = Variable { symbols: true, ..values("y", labels) };
    let (run, settings) = (Run::default(), Settings::default());
    let x = values("x", x);
    let own = 0.5 * (2.0 * std::f64::consts::PI * std::f64::consts::E).ln();
    let joint = joint_entropy("auto", &[symbols.clone(), x.clone()], &settings, &run).unwrap();
    assert!((joint.value - own - std::f64::consts::LN_2).abs() < 0.06, "{joint:?}");
    assert!(joint.reason.is_some());
    let known = conditional_entropy("auto", [&x, &symbols], &settings, &run).unwrap().value;
    assert!((known - own).abs() < 0.06, "{known}");
    let other = conditional_entropy("auto", [&symbols, &x], &settings, &run).unwrap().value;
    assert!(other.abs() < 0.03, "{other}");
    let counted = joint_entropy("auto", &[symbols.clone(), symbols], &settings, &run).unwrap();
    assert!((counted.value - std::f64::consts::LN_2).abs() < 0.01 && counted.estimator == "plug-in");
}

#[test]
fn what_cannot_be_is_refused() {
    let (run, settings) = (Run::default(), Settings::default());
    let (x, y) = pair(3, 20, 0.5);
    assert!(joint_entropy("ksg1", std::slice::from_ref(&x), &settings, &run).is_err());
    assert!(conditional_entropy("ksg1", [&x, &y], &settings, &run).is_err());
    let short = values("y", vec![1.0, 2.0]);
    for name in ["auto", "gaussian", "gaussian-copula", "kozachenko-leonenko"] {
        assert!(joint_entropy(name, &[x.clone(), short.clone()], &settings, &run).is_err(), "{name}");
        assert!(conditional_entropy(name, [&x, &short], &settings, &run).is_err(), "{name}");
    }
    assert!(joint_entropy("auto", &[], &settings, &run).is_err());
    let twice = conditional_entropy("gaussian", [&x, &x], &settings, &run).unwrap().value;
    assert_eq!(twice, f64::NEG_INFINITY);
}
