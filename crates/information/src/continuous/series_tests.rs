//! Measures of series of values against closed forms of a linear process, Granger causality, and their definitions.
use super::*;
use marginals_core::random::{ChaCha8Rng, uniform};
use marginals_numerics::normal::quantile;

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    quantile(uniform(generator).max(1e-18))
}

fn values(name: &'static str, column: Vec<f64>) -> Variable {
    Variable { name, columns: vec![column], nominal: vec![false], symbols: false }
}

/// yₜ = c xₜ₋₁ + noise of variance 1, x white: TE(x → y) = ½ ln(1 + c²), none back.
fn driven(seed: u64, n: usize, c: f64) -> [Variable; 2] {
    let mut generator = stream(seed, "driven", 0);
    let x: Vec<f64> = (0..n).map(|_| normal(&mut generator)).collect();
    let y: Vec<f64> =
        (0..n).map(|t| if t == 0 { 0.0 } else { c * x[t - 1] } + normal(&mut generator)).collect();
    [values("source", x), values("target", y)]
}

const ONE: Transfer = Transfer { history: 1, source_history: 1, delay: 1, condition_history: 1 };

#[test]
fn near_the_closed_form_of_a_driven_process() {
    let (c, n) = (0.9f64, 3000);
    let truth = 0.5 * (1.0 + c * c).ln();
    for name in ["gaussian", "gaussian-copula", "frenzel-pompe", "mesner-shalizi", "auto"] {
        let (mut there, mut back) = (0.0, 0.0);
        for seed in 0..4 {
            let [x, y] = driven(seed, n, c);
            let of = |pair: [&Variable; 2]| {
                let found =
                    transfer_entropy(name, pair, &[], ONE, &Settings::default(), 0, &Run::default()).unwrap();
                assert_eq!(found.samples, n - 1);
                found.estimate.value / 4.0
            };
            there += of([&x, &y]);
            back += of([&y, &x]);
        }
        assert!((there - truth).abs() < 0.05, "{name}: {there} {truth}");
        assert!(back.abs() < 0.05, "{name}: {back}");
    }
}

/// Residual variance of a least-squares fit with intercept, by normal equations and elimination.
fn residual(y: &[f64], columns: &[&[f64]]) -> f64 {
    let n = y.len();
    let centered = |column: &[f64]| {
        let mean = column.iter().sum::<f64>() / n as f64;
        column.iter().map(|value| value - mean).collect::<Vec<f64>>()
    };
    let (y, columns) = (centered(y), columns.iter().map(|c| centered(c)).collect::<Vec<_>>());
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let d = columns.len();
    let mut m: Vec<Vec<f64>> = (0..d)
        .map(|i| (0..d).map(|j| dot(&columns[i], &columns[j])).chain([dot(&columns[i], &y)]).collect())
        .collect();
    for i in 0..d {
        for row in 0..d {
            if row != i {
                let factor = m[row][i] / m[i][i];
                for c in i..=d {
                    m[row][c] -= factor * m[i][c];
                }
            }
        }
    }
    let explained: f64 = (0..d).map(|i| m[i][d] / m[i][i] * dot(&columns[i], &y)).sum();
    dot(&y, &y) - explained
}

#[test]
fn gaussian_transfer_is_half_the_granger_causality() {
    for seed in 0..20 {
        let n = 120;
        let [x, y] = driven(seed, n, 0.4);
        let [z, _] = driven(seed + 100, n, 0.4);
        let transfer = Transfer { history: 2, source_history: 3, delay: 2, condition_history: 1 };
        let settings = Settings { corrected: false, ..Settings::default() };
        let conditions = [z.clone()];
        let found =
            transfer_entropy("gaussian", [&x, &y], &conditions, transfer, &settings, 0, &Run::default())
                .unwrap();
        let first = 4; // delay + source history − 1
        let lagged = |series: &Variable, lag: usize| series.columns[0][first - lag..n - lag].to_vec();
        let now = lagged(&y, 0);
        let known = [lagged(&y, 1), lagged(&y, 2), lagged(&z, 1)];
        let source = [lagged(&x, 2), lagged(&x, 3), lagged(&x, 4)];
        let small: Vec<&[f64]> = known.iter().map(Vec::as_slice).collect();
        let large: Vec<&[f64]> = known.iter().chain(&source).map(Vec::as_slice).collect();
        let expected = 0.5 * (residual(&now, &small) / residual(&now, &large)).ln();
        assert!((found.estimate.value - expected).abs() < 1e-9, "{} {expected}", found.estimate.value);
        assert_eq!(found.samples, n - first);
    }
}

#[test]
fn measures_are_informations_of_lagged_columns() {
    let n = 80;
    let [x, y] = driven(3, n, 1.0);
    let (run, settings) = (Run::default(), Settings { local: true, ..Settings::default() });
    let cut = |series: &Variable, from: usize, to: usize| values("x", series.columns[0][from..to].to_vec());
    let found = transfer_entropy("frenzel-pompe", [&x, &y], &[], ONE, &settings, 0, &run).unwrap();
    let same = conditional_mutual_information(
        "frenzel-pompe",
        [&cut(&x, 0, n - 1), &cut(&y, 1, n), &cut(&y, 0, n - 1)],
        &settings,
        &run,
    )
    .unwrap();
    assert_eq!((found.estimate.value, &found.estimate.local), (same.value, &same.local));
    let found = lagged_information("ksg1", [&x, &y], 1, &settings, &run).unwrap();
    let same = mutual_information("ksg1", &cut(&x, 0, n - 1), &cut(&y, 1, n), &settings, &run).unwrap();
    assert_eq!(found.value, same.value);
    let found = predictive_information("ksg2", &y, 1, 1, &settings, &run).unwrap();
    let same = mutual_information("ksg2", &cut(&y, 0, n - 1), &cut(&y, 1, n), &settings, &run).unwrap();
    assert_eq!(found.value, same.value);
    // Nothing given: the information of the source's past.
    let alone = Transfer { history: 0, ..ONE };
    let found = transfer_entropy("frenzel-pompe", [&x, &y], &[], alone, &settings, 0, &run).unwrap();
    let same = lagged_information("ksg1", [&x, &y], 1, &settings, &run).unwrap();
    assert_eq!(found.estimate.value, same.value);
}

#[test]
fn shuffles_have_the_bias() {
    let [x, y] = driven(8, 400, 0.8);
    for name in ["frenzel-pompe", "gaussian", "auto"] {
        let found =
            transfer_entropy(name, [&x, &y], &[], ONE, &Settings::default(), 30, &Run::default()).unwrap();
        assert_eq!(found.shuffled.len(), 30);
        let mean = found.shuffled.iter().sum::<f64>() / 30.0;
        assert!(mean.abs() < 0.05, "{name} {mean}");
        assert!(found.shuffled.iter().all(|other| *other < found.estimate.value), "{name}");
    }
}

#[test]
fn series_too_short_or_unequal_are_refused() {
    let (run, settings) = (Run::default(), Settings::default());
    let [x, y] = driven(8, 5, 0.8);
    let long = Transfer { source_history: 9, ..ONE };
    assert!(transfer_entropy("gaussian", [&x, &y], &[], long, &settings, 0, &run).is_err());
    let other = values("target", vec![1.0, 2.0]);
    assert!(transfer_entropy("gaussian", [&x, &other], &[], ONE, &settings, 0, &run).is_err());
    assert!(lagged_information("gaussian", [&x, &other], 1, &settings, &run).is_err());
    assert!(lagged_information("gaussian", [&x, &y], 5, &settings, &run).is_err());
    assert!(lagged_information("gaussian", [&x, &y], usize::MAX, &settings, &run).is_err());
    assert!(predictive_information("gaussian", &x, 0, 1, &settings, &run).is_err());
    assert!(predictive_information("gaussian", &x, 5, 1, &settings, &run).is_err());
}
