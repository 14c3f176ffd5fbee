//! Divergences of samples against closed forms of Gaussian laws and sums written out.
use super::*;
use marginals_core::random::{ChaCha8Rng, stream, uniform};
use marginals_numerics::normal::quantile;

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    quantile(uniform(generator).max(1e-18))
}

fn sample(seed: u64, n: usize, d: usize, mean: f64, deviation: f64) -> Variable {
    let mut generator = stream(seed, "sample", 0);
    let columns =
        (0..d).map(|_| (0..n).map(|_| mean + deviation * normal(&mut generator)).collect()).collect();
    Variable { name: "samples", columns, nominal: vec![false; d], symbols: false }
}

const KINDS: [Divergence; 11] = [
    Divergence::KullbackLeibler,
    Divergence::Jeffreys,
    Divergence::Renyi(0.6),
    Divergence::Renyi(1.0),
    Divergence::Tsallis(1.4),
    Divergence::Amari(0.3),
    Divergence::Amari(1.0),
    Divergence::Hellinger,
    Divergence::Bhattacharyya,
    Divergence::PearsonChiSquare,
    Divergence::CauchySchwarz,
];

#[test]
fn near_the_closed_forms_of_gaussian_laws() {
    let run = Run::default();
    let law = |mean: f64, variance: f64| Normal::new("p", vec![mean], vec![variance]).unwrap();
    let (p, q) = (law(0.0, 1.0), law(0.5, 1.44));
    for kind in KINDS {
        let truth = normal::divergence(kind, &p, &q, &run).unwrap();
        for name in ["auto", "gaussian", "kde"] {
            let settings = Settings { k: Some(5), ..Settings::default() };
            let of = |seed: u64| {
                let (x, y) = (sample(2 * seed, 3000, 1, 0.0, 1.0), sample(2 * seed + 1, 2500, 1, 0.5, 1.2));
                sample_divergence(name, kind, [&x, &y], &settings, &run)
            };
            if name == "kde" && matches!(kind, Divergence::CauchySchwarz | Divergence::Amari(1.0)) {
                assert!(of(0).is_err());
                continue;
            }
            let mean = (0..5).map(|seed| of(seed).unwrap().value).sum::<f64>() / 5.0;
            let tolerance = if kind == Divergence::PearsonChiSquare { 0.1 } else { 0.05 };
            assert!((mean - truth).abs() < tolerance, "{name} {kind:?}: {mean} {truth}");
        }
    }
}

#[test]
fn bounded_ones_are_near_their_integrals_and_have_their_names() {
    let run = Run::default();
    let density = |x: f64, mean: f64| (-0.5 * (x - mean).powi(2)).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let integral = |term: &dyn Fn(f64, f64) -> f64| {
        (-10_000..10_000)
            .map(|i| f64::from(i) * 1e-3)
            .map(|x| term(density(x, 0.0), density(x, 1.0)) * 1e-3)
            .sum::<f64>()
    };
    let mix = |alpha: f64| move |p: f64, q: f64| p * (p / ((1.0 - alpha) * p + alpha * q)).ln();
    let cases = [
        (Divergence::TotalVariation, 0.5 * integral(&|p, q| (p - q).abs())),
        (Divergence::Skew(0.3), integral(&mix(0.3))),
        (Divergence::JensenShannon(0.5), 0.5 * integral(&mix(0.5)) + 0.5 * integral(&|p, q| mix(0.5)(q, p))),
        (Divergence::JensenShannon(0.2), 0.8 * integral(&mix(0.2)) + 0.2 * integral(&|p, q| mix(0.8)(q, p))),
    ];
    for (kind, truth) in cases {
        let of = |seed: u64| {
            let (x, y) = (sample(2 * seed, 2000, 1, 0.0, 1.0), sample(2 * seed + 1, 2000, 1, 1.0, 1.0));
            sample_divergence("auto", kind, [&x, &y], &Settings::default(), &run).unwrap()
        };
        let mean = (0..5).map(|seed| of(seed).value).sum::<f64>() / 5.0;
        assert!((mean - truth).abs() < 0.02, "{kind:?}: {mean} {truth}");
        assert_eq!(of(0).estimator, "kde");
    }
    let (x, shift) = (sample(1, 1500, 3, 0.0, 1.0), 0.6);
    let half = |distance: f64| {
        let each = |x: f64| {
            let (p, q) = (density(x, 0.0), density(x, distance));
            0.5 * mix(0.5)(p, q) + 0.5 * mix(0.5)(q, p)
        };
        (-10_000..10_000).map(|i| each(f64::from(i) * 1e-3) * 1e-3).sum::<f64>()
    };
    let of = |seed: u64| {
        let (x, y) = (sample(2 * seed, 1500, 3, 0.0, 1.0), sample(2 * seed + 1, 1500, 3, shift, 1.0));
        let settings = Settings { k: Some(5), ..Settings::default() };
        sample_divergence("auto", Divergence::JensenShannon(0.5), [&x, &y], &settings, &run).unwrap()
    };
    assert_eq!(of(1).estimator, "ross");
    let mean = (0..6).map(|seed| of(seed).value).sum::<f64>() / 6.0;
    assert!((mean - half(shift * 3f64.sqrt())).abs() < 0.02, "{mean}");
    let uneven = sample(2, 1400, 3, 0.6, 1.0);
    let fault =
        sample_divergence("ross", Divergence::JensenShannon(0.5), [&x, &uneven], &Settings::default(), &run);
    assert!(fault.is_err());
}

#[test]
fn neighbors_as_their_formulas_say() {
    let run = Run::default();
    let k = 3;
    let settings = Settings { k: Some(k), ..Settings::default() };
    for seed in 0..10 {
        let (p, q) = (sample(seed, 25, 2, 0.0, 1.0), sample(seed + 50, 35, 2, 0.5, 1.5));
        let kth = |from: &Variable, to: &Variable, i: usize, skip: bool| {
            let gap = |j: usize| {
                from.columns.iter().zip(&to.columns).map(|(a, b)| (a[i] - b[j]).abs()).fold(0.0, f64::max)
            };
            let mut gaps: Vec<f64> = (0..to.rows()).filter(|j| !(skip && *j == i)).map(gap).collect();
            gaps.sort_by(f64::total_cmp);
            gaps[k - 1]
        };
        let inner = |from: &Variable, to: &Variable, skip: bool| {
            let m = if skip { to.rows() - 1 } else { to.rows() } as f64;
            let each = |i| (k as f64 - 1.0) / (m * (2.0 * kth(from, to, i, skip)).powi(2));
            (0..from.rows()).map(each).sum::<f64>() / from.rows() as f64
        };
        let cross = 0.5 * (inner(&p, &q, false) + inner(&q, &p, false));
        let expected = (inner(&p, &p, true) * inner(&q, &q, true) / cross.powi(2)).ln();
        let found = sample_divergence(
            "leonenko-pronzato-savani",
            Divergence::CauchySchwarz,
            [&p, &q],
            &settings,
            &run,
        )
        .unwrap();
        assert!((found.value - expected).abs() < 1e-10, "{} {expected}", found.value);
    }
}

#[test]
fn repeated_values_and_bad_input_are_told() {
    let run = Run::default();
    let settings = Settings::default();
    let rounded = |seed| {
        let mut found = sample(seed, 200, 1, 0.0, 2.0);
        found.columns[0].iter_mut().for_each(|value| *value = (4.0 * *value).round() / 4.0);
        found
    };
    let (p, q) = (rounded(1), rounded(2));
    let found = sample_divergence("auto", Divergence::KullbackLeibler, [&p, &q], &settings, &run).unwrap();
    assert!(found.estimator == "kde" && found.reason.unwrap().starts_with("repeated"));
    let wide = sample(3, 50, 2, 0.0, 1.0);
    for name in ["auto", "kde", "gaussian", "wang-kulkarni-verdu"] {
        let fault = sample_divergence(name, Divergence::KullbackLeibler, [&p, &wide], &settings, &run);
        assert!(fault.is_err(), "{name}");
    }
    for (name, kind) in [
        ("ksg1", Divergence::KullbackLeibler),
        ("wang-kulkarni-verdu", Divergence::Hellinger),
        ("poczos-schneider", Divergence::TotalVariation),
        ("gaussian", Divergence::TotalVariation),
        ("ross", Divergence::KullbackLeibler),
    ] {
        assert!(sample_divergence(name, kind, [&p, &q], &settings, &run).is_err(), "{name}");
    }
}
