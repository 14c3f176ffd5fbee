//! The automatic choice, independence, labels, faults.
use super::*;
use marginals_core::random::{ChaCha8Rng, below, stream, uniform};
use marginals_core::{Code, Run};
use marginals_numerics::normal::quantile;

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    quantile(uniform(generator).max(1e-18))
}

fn values(name: &'static str, column: Vec<f64>) -> Variable {
    Variable { name, columns: vec![column], nominal: vec![false], symbols: false }
}

fn auto(x: &Variable, y: &Variable) -> Estimate {
    mutual_information("auto", x, y, &Settings::default(), &Run::default()).unwrap()
}

#[test]
fn auto_takes_what_the_data_ask_for() {
    let mut generator = stream(51, "auto", 0);
    let n = 1500;
    let x: Vec<f64> = (0..n).map(|_| normal(&mut generator)).collect();
    let linear: Vec<f64> = x.iter().map(|x| 0.8 * x + 0.6 * normal(&mut generator)).collect();
    let truth = -0.5 * (1.0 - 0.64f64).ln();
    // A monotone transformation changes nothing, to the bit.
    let found = auto(&values("x", x.clone()), &values("y", linear.clone()));
    let bent = auto(&values("x", x.iter().map(|x| x.exp()).collect()), &values("y", linear.clone()));
    assert_eq!((found.estimator.as_str(), found.value), ("gaussian-copula", bent.value));
    assert!((found.value - truth).abs() < 0.08 && found.reason.is_some());
    let square: Vec<f64> = x.iter().map(|x| x * x + 0.1 * normal(&mut generator)).collect();
    let found = auto(&values("x", x.clone()), &values("y", square));
    assert!(found.value > 0.8 && found.estimator == "ksg-extrapolated", "{found:?}");
    let rounded: Vec<f64> = x.iter().map(|x| (2.0 * x).round() / 2.0).collect();
    let found = auto(&values("x", rounded.clone()), &values("y", linear.clone()));
    assert_eq!(found.estimator, "mesner-shalizi");
    let labels = Variable { symbols: true, ..values("x", x.iter().map(|x| x.round()).collect()) };
    let found = auto(&labels, &values("y", linear.clone()));
    assert_eq!(found.estimator, "ross");
    let given = conditional_mutual_information(
        "auto",
        [&values("x", x.clone()), &values("y", linear.clone()), &values("z", linear.clone())],
        &Settings::default(),
        &Run::default(),
    )
    .unwrap();
    assert!(given.value.abs() < 1e-9 || given.value.abs() < 0.3, "{given:?}");
}

#[test]
fn independence_has_no_information_for_any_estimator() {
    let mut generator = stream(52, "auto", 0);
    let n = 800;
    let mut column = || (0..n).map(|_| normal(&mut generator)).collect::<Vec<f64>>();
    let (x, y, z) = (values("x", column()), values("y", column()), values("z", column()));
    let run = Run::default();
    let settings = Settings::default();
    let names =
        ["auto", "ksg1", "ksg2", "ksg-extrapolated", "lnc", "mixed-ksg", "mesner-shalizi", "gaussian"];
    for name in names.into_iter().chain(["gaussian-copula", "student-copula"]) {
        let found = mutual_information(name, &x, &y, &settings, &run).unwrap().value;
        assert!(found.abs() < 0.09, "{name}: {found}");
    }
    for name in ["auto", "frenzel-pompe", "mesner-shalizi", "gaussian", "gaussian-copula", "student-copula"] {
        let found = conditional_mutual_information(name, [&x, &y, &z], &settings, &run).unwrap().value;
        assert!(found.abs() < 0.12, "{name}: {found}");
    }
    for name in ["auto", "kozachenko-leonenko", "gaussian"] {
        let found = entropy(name, &x, &settings, &run).unwrap().value;
        assert!((found - 1.4189).abs() < 0.1, "{name}: {found}");
    }
}

#[test]
fn auto_sees_tails_and_forms_that_correlations_do_not() {
    let mut generator = stream(54, "auto", 0);
    let n = 3000;
    // Uncorrelated, but far values come together: I = ln 8π − 3 for a Cauchy law of two columns.
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let scale = normal(&mut generator).abs();
        x.push(normal(&mut generator) / scale);
        y.push(normal(&mut generator) / scale);
    }
    let found = auto(&values("x", x.clone()), &values("y", y.clone()));
    let truth = (8.0 * std::f64::consts::PI).ln() - 3.0;
    assert_eq!(found.estimator, "student-copula", "{found:?}");
    assert!((found.value - truth).abs() < 0.05, "{found:?}");
    // A circle: no correlation at all, and no elliptical copula.
    let angle: Vec<f64> = (0..n).map(|_| std::f64::consts::TAU * uniform(&mut generator)).collect();
    let around = |of: fn(f64) -> f64, generator: &mut ChaCha8Rng| -> Vec<f64> {
        angle.iter().map(|angle| of(*angle) + 0.1 * normal(generator)).collect()
    };
    let (x, y) = (around(f64::cos, &mut generator), around(f64::sin, &mut generator));
    let found = auto(&values("x", x), &values("y", y));
    assert_eq!(found.estimator, "ksg-extrapolated", "{found:?}");
    assert!(found.value > 0.6, "{found:?}");
    // In twenty columns nothing can be checked, and that is said.
    let mut wide = |name| {
        let columns = (0..10).map(|_| (0..300).map(|_| normal(&mut generator)).collect()).collect();
        Variable { columns, nominal: vec![false; 10], ..values(name, Vec::new()) }
    };
    let found = auto(&wide("x"), &wide("y"));
    assert_eq!((found.estimator.as_str(), found.warnings.len()), ("gaussian-copula", 1), "{found:?}");
}

#[test]
fn labels_are_those_of_equal_rows() {
    let mut generator = stream(53, "labels", 0);
    let columns: Vec<Vec<f64>> =
        (0..2).map(|_| (0..60).map(|_| below(&mut generator, 3) as f64).collect()).collect();
    let variable = Variable { name: "x", columns, nominal: vec![false; 2], symbols: true };
    let labels = variable.labels();
    for i in 0..60 {
        for j in 0..60 {
            let equal = variable.columns.iter().all(|column| column[i] == column[j]);
            assert_eq!(labels[i] == labels[j], equal);
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let (run, settings) = (Run::default(), Settings::default());
    let x = values("x", vec![1.0, 2.0, 3.0, 4.0, 5.5]);
    let error = mutual_information("ksg3", &x, &x, &settings, &run).unwrap_err();
    assert_eq!(error.argument_name(), Some("estimator"));
    assert!(mutual_information("ross", &x, &x, &settings, &run).is_err());
    let local = Settings { local: true, ..settings };
    assert_eq!(entropy("gaussian", &x, &local, &run).unwrap_err().code(), Code::Unsupported);
    let short = values("y", vec![1.0]);
    for name in ["auto", "ksg1", "gaussian", "mixed-ksg"] {
        assert!(mutual_information(name, &x, &short, &settings, &run).is_err(), "{name}");
    }
    // Two rows and more are enough for an answer.
    for rows in 2..6 {
        let [x, y] = [("x", 1.0), ("y", 2.0)].map(|(name, slope)| {
            values(name, (0..rows).map(|row| f64::from(row * row) * slope + f64::from(row % 2)).collect())
        });
        assert!(mutual_information("auto", &x, &y, &settings, &run).is_ok(), "{rows}");
    }
    let constant = values("y", vec![2.0; 5]);
    let names = ["auto", "ksg1", "ksg2", "mixed-ksg", "mesner-shalizi", "gaussian", "gaussian-copula"];
    for name in names.into_iter().chain(["student-copula"]) {
        let found = mutual_information(name, &x, &constant, &settings, &run).unwrap();
        assert!(found.value.is_finite(), "{name}: {found:?}");
    }
}
