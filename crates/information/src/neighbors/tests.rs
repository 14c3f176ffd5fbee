//! Every estimator against its formula over all pairs, written naively, and against closed forms.
use super::*;
use marginals_core::random::{ChaCha8Rng, below, stream, uniform};
use marginals_core::{Code, Run};
use marginals_numerics::gamma::{digamma, ln_gamma};
use marginals_numerics::neighbors::{Norm, Space};
use marginals_numerics::normal::quantile;

type Columns = Vec<Vec<f64>>;

fn refs(x: &Columns) -> Vec<&[f64]> {
    x.iter().map(Vec::as_slice).collect()
}

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    quantile(uniform(generator).max(1e-18))
}

fn sample(generator: &mut ChaCha8Rng, n: usize, d: usize, tied: bool) -> Columns {
    let value = |generator: &mut ChaCha8Rng| {
        if tied { below(generator, 5) as f64 } else { normal(generator) }
    };
    (0..d).map(|_| (0..n).map(|_| value(generator)).collect()).collect()
}

/// The number compared for points i of x and j of y.
fn gap(norm: Norm, x: &Columns, i: usize, y: &Columns, j: usize) -> f64 {
    let gaps = x.iter().zip(y).map(|(x, y)| (x[i] - y[j]).abs());
    match norm {
        Norm::Maximum => gaps.fold(0.0, f64::max),
        Norm::Euclidean => gaps.map(|gap| gap * gap).fold(0.0, |sum, term| sum + term),
    }
}

fn joint_gap(norm: Norm, all: &[&Columns], i: usize, j: usize) -> f64 {
    all.iter().map(|x| gap(norm, x, i, x, j)).fold(0.0, f64::max)
}

fn kth_smallest(mut gaps: Vec<f64>, k: usize) -> f64 {
    gaps.sort_by(f64::total_cmp);
    gaps[k - 1]
}

fn radius(norm: Norm, all: &[&Columns], i: usize, k: usize) -> f64 {
    let n = all[0][0].len();
    kth_smallest((0..n).filter(|j| *j != i).map(|j| joint_gap(norm, all, i, j)).collect(), k)
}

fn others(norm: Norm, all: &[&Columns], i: usize, inside: impl Fn(f64) -> bool) -> f64 {
    let n = all[0][0].len();
    (0..n).filter(|j| *j != i && inside(joint_gap(norm, all, i, *j))).count() as f64
}

fn average(n: usize, term: impl Fn(usize) -> f64) -> f64 {
    (0..n).map(term).sum::<f64>() / n as f64
}

fn close(found: f64, expected: f64) -> bool {
    found == expected || (found - expected).abs() < 1e-11 * expected.abs().max(1.0)
}

/// Random cases: n, k, norm, tied.
fn cases(count: usize, mut check: impl FnMut(&mut ChaCha8Rng, usize, usize, Norm, bool)) {
    let mut generator = stream(21, "cases", 0);
    for case in 0..count {
        let n = 8 + below(&mut generator, 60) as usize;
        let k = 1 + below(&mut generator, 6) as usize;
        let norm = if case % 2 == 0 { Norm::Maximum } else { Norm::Euclidean };
        check(&mut generator, n, k, norm, case % 3 == 0);
    }
}

#[test]
fn entropies_are_their_formulas() {
    cases(400, |generator, n, k, norm, _| {
        let d = 1 + below(generator, 4) as usize;
        let x = sample(generator, n, d, false);
        let space_columns = refs(&x);
        let space = Space::new(&space_columns, norm);
        let ln_ball = match norm {
            Norm::Maximum => (2f64.powi(d as i32)).ln(),
            Norm::Euclidean => [2.0, std::f64::consts::PI, 4.188790204786391, 4.934802200544679][d - 1].ln(),
        };
        let length = |i: usize| {
            let radius = radius(norm, &[&x], i, k);
            if norm == Norm::Euclidean { radius.sqrt() } else { radius }
        };
        let psi = |n: usize| digamma(n as f64);
        let expected = psi(n) - psi(k) + ln_ball + d as f64 * average(n, |i| length(i).ln());
        for local in [false, true] {
            let found = entropy::kozachenko_leonenko(&space, k, local, &Run::default()).unwrap();
            assert!(close(found.value, expected) && found.warnings.is_empty());
            if let Some(terms) = found.local {
                assert!(close(terms[3], psi(n) - psi(k) + ln_ball + d as f64 * length(3).ln()));
                assert!(close(terms.iter().sum::<f64>() / n as f64, found.value));
            }
        }
        let q = 0.3 + 1.5 * uniform(generator);
        let c = (ln_gamma(k as f64) - ln_gamma(k as f64 + 1.0 - q)).exp().powf(1.0 / (1.0 - q));
        let zeta = |i: usize| (n as f64 - 1.0) * c * ln_ball.exp() * length(i).powi(d as i32);
        let integral = average(n, |i| zeta(i).powf(1.0 - q));
        let of = |kind| renyi::neighbor_entropy(&space, kind, q, k, &Run::default()).unwrap().value;
        assert!((of(renyi::Kind::Renyi) - integral.ln() / (1.0 - q)).abs() < 1e-8);
        assert!((of(renyi::Kind::Tsallis) - (1.0 - integral) / (q - 1.0)).abs() < 1e-8 * integral.max(1.0));
    });
}

#[test]
fn ksg_and_frenzel_pompe_are_their_formulas() {
    cases(300, |generator, n, k, norm, tied| {
        let (x, y) = (sample(generator, n, 1, tied), sample(generator, n, 2, tied));
        let width = 1 + below(generator, 2) as usize;
        let z = sample(generator, n, width, tied);
        let (cx, cy, cz) = (refs(&x), refs(&y), refs(&z));
        let spaces = [Space::new(&cx, norm), Space::new(&cy, norm), Space::new(&cz, norm)];
        let psi = |n: f64| digamma(n);
        let run = Run::default();
        for m in [2, 3] {
            let all = &[&x, &y, &z][..m];
            let expected = psi(k as f64) + (m as f64 - 1.0) * psi(n as f64)
                - average(n, |i| {
                    let radius = radius(norm, all, i, k);
                    all.iter().map(|v| psi(others(norm, &[v], i, |gap| gap < radius) + 1.0)).sum()
                });
            let found = mutual_information::ksg1(&spaces[..m], k, true, &run).unwrap();
            assert!(close(found.value, expected), "{} {expected}", found.value);
            assert!(close(found.local.unwrap().iter().sum::<f64>() / n as f64, expected));
            let expected = psi(k as f64) - (m as f64 - 1.0) / k as f64 + (m as f64 - 1.0) * psi(n as f64)
                - average(n, |i| {
                    let mut order: Vec<usize> = (0..n).filter(|j| *j != i).collect();
                    order.sort_by(|a, b| joint_gap(norm, all, i, *a).total_cmp(&joint_gap(norm, all, i, *b)));
                    all.iter()
                        .map(|v| {
                            let extent =
                                order[..k].iter().map(|j| gap(norm, v, i, v, *j)).fold(0.0, f64::max);
                            psi(others(norm, &[v], i, |gap| gap <= extent))
                        })
                        .sum()
                });
            let found = mutual_information::ksg2(&spaces[..m], k, false, &run).unwrap();
            assert!(close(found.value, expected), "{} {expected}", found.value);
        }
        let expected = average(n, |i| {
            let radius = radius(norm, &[&x, &y, &z], i, k);
            let count = |all: &[&Columns]| psi(others(norm, all, i, |gap| gap < radius) + 1.0);
            psi(k as f64) + count(&[&z]) - count(&[&x, &z]) - count(&[&y, &z])
        });
        let [a, b, c] = &spaces;
        let found = conditional::frenzel_pompe(a, b, c, k, false, &run).unwrap();
        assert!(close(found.value, expected));
    });
}

#[test]
fn mixed_estimators_are_their_formulas() {
    cases(300, |generator, n, k, norm, tied| {
        let (x, y) = (sample(generator, n, 1, tied), sample(generator, n, 1, true));
        let z = sample(generator, n, 1, tied);
        let (cx, cy, cz) = (refs(&x), refs(&y), refs(&z));
        let spaces = [Space::new(&cx, norm), Space::new(&cy, norm), Space::new(&cz, norm)];
        let (psi, run) = (digamma, Run::default());
        let expected = average(n, |i| {
            let radius = radius(norm, &[&x, &y], i, k);
            let inside = |gap: f64| if radius == 0.0 { gap == 0.0 } else { gap < radius };
            let count = |all: &[&Columns]| others(norm, all, i, inside) + 1.0;
            let k = if radius == 0.0 { count(&[&x, &y]) } else { k as f64 };
            psi(k) + (n as f64).ln() - psi(count(&[&x])) - psi(count(&[&y]))
        });
        let found = mixed::mixed_ksg(&spaces[..2], k, false, &run).unwrap();
        assert!(close(found.value, expected));
        for given in [false, true] {
            let all: &[&Columns] = if given { &[&x, &y, &z] } else { &[&x, &y] };
            let expected = average(n, |i| {
                let radius = radius(norm, all, i, k);
                let count = |all: &[&Columns]| psi(others(norm, all, i, |gap| gap <= radius));
                match given {
                    true => count(all) - count(&[&x, &z]) - count(&[&y, &z]) + count(&[&z]),
                    false => count(all) + psi(n as f64) - count(&[&x]) - count(&[&y]),
                }
            });
            let [a, b, c] = &spaces;
            let found = mixed::mesner_shalizi(a, b, given.then_some(c), k, false, &run).unwrap();
            assert!(close(found.value, expected));
        }
        // Ross: labels are those of y.
        let labels: Vec<u32> = y[0].iter().map(|y| *y as u32).collect();
        let size = |i: usize| labels.iter().filter(|label| **label == labels[i]).count();
        let kept: Vec<usize> = (0..n).filter(|i| size(*i) > 1).collect();
        let expected = psi(kept.len() as f64)
            + average(kept.len(), |at| {
                let i = kept[at];
                let own = k.min(size(i) - 1);
                let same = kept.iter().filter(|j| **j != i && labels[**j] == labels[i]);
                let radius = kth_smallest(same.map(|j| gap(norm, &x, i, &x, *j)).collect(), own);
                let near = |j: &&usize| {
                    let gap = gap(norm, &x, i, &x, **j);
                    if radius == 0.0 { gap == 0.0 } else { gap < radius }
                };
                psi(own as f64) - psi(size(i) as f64) - psi(kept.iter().filter(near).count() as f64)
            });
        let found = mixed::ross(&labels, &spaces[0], k, true, &run).unwrap();
        assert!(close(found.value, expected), "{} {expected}", found.value);
        assert!(close(found.local.unwrap().iter().sum::<f64>() / n as f64, expected));
    });
}

#[test]
fn nominal_columns_are_only_equal_or_not() {
    let mut generator = stream(22, "nominal", 0);
    for _ in 0..100 {
        let x = sample(&mut generator, 40, 1, true);
        let y = sample(&mut generator, 40, 1, false);
        // Names of symbols mean nothing: any renumbering gives the same.
        let renamed: Columns = vec![x[0].iter().map(|x| (x * 7.0 + 3.0) % 5.0).collect()];
        let cy = refs(&y);
        let of = |x: &Columns| {
            let cx = refs(x);
            let space = Space::new(&cx, Norm::Maximum).with_nominal(&[true]);
            let y = Space::new(&cy, Norm::Maximum);
            mixed::mesner_shalizi(&space, &y, None, 3, false, &Run::default()).unwrap().value
        };
        assert_eq!(of(&x), of(&renamed));
    }
}

#[test]
fn divergences_are_their_formulas() {
    cases(200, |generator, n, k, norm, _| {
        let d = 1 + below(generator, 3) as usize;
        let m = k + below(generator, 40) as usize;
        let (p, q) = (sample(generator, n, d, false), sample(generator, m, d, false));
        let length = |gap: f64| if norm == Norm::Euclidean { gap.sqrt() } else { gap };
        let ratio = |i: usize| {
            let other = kth_smallest((0..m).map(|j| gap(norm, &p, i, &q, j)).collect(), k);
            (length(other) / length(radius(norm, &[&p], i, k))).powi(d as i32)
        };
        let (cp, cq) = (refs(&p), refs(&q));
        let (p, q) = (Space::new(&cp, norm), Space::new(&cq, norm));
        let scale = m as f64 / (n as f64 - 1.0);
        let expected = average(n, |i| ratio(i).ln()) + scale.ln();
        assert!(close(divergence::kl_divergence(&p, &q, k, &Run::default()).unwrap().value, expected));
        let alpha = 0.5;
        let k_ = k as f64;
        let b = (2.0 * ln_gamma(k_) - ln_gamma(k_ - alpha + 1.0) - ln_gamma(k_ + alpha - 1.0)).exp();
        let expected = (b * average(n, |i| (1.0 / (scale * ratio(i))).powf(1.0 - alpha))).ln();
        let found = divergence::ln_alpha_integral(&p, &q, alpha, k, &Run::default()).unwrap().value;
        assert!(close(found, expected), "{found} {expected}");
    });
}

/// n samples of two normal variables with correlation ρ.
fn gaussian_pair(seed: u64, n: usize, rho: f64) -> [Columns; 2] {
    let mut generator = stream(seed, "pair", 0);
    let x: Vec<f64> = (0..n).map(|_| normal(&mut generator)).collect();
    let y = x.iter().map(|x| rho * x + (1.0 - rho * rho).sqrt() * normal(&mut generator)).collect();
    [vec![x], vec![y]]
}

#[test]
fn gaussians_have_their_closed_forms() {
    let run = Run::default();
    for rho in [0.0f64, 0.6, 0.9, 0.999] {
        let truth = -0.5 * (1.0 - rho * rho).ln();
        let over_seeds = |estimate: &dyn Fn(&[Space<'_>]) -> f64| {
            average(20, |seed| {
                let [x, y] = gaussian_pair(seed as u64, 2000, rho);
                let (cx, cy) = (refs(&x), refs(&y));
                estimate(&[Space::new(&cx, Norm::Maximum), Space::new(&cy, Norm::Maximum)])
            })
        };
        let ksg1 = over_seeds(&|v| mutual_information::ksg1(v, 4, false, &run).unwrap().value);
        let ksg2 = over_seeds(&|v| mutual_information::ksg2(v, 4, false, &run).unwrap().value);
        let lnc = over_seeds(&|v| local_nonuniform::local_nonuniform(v, 5, None, false, &run).unwrap().value);
        let mixed = over_seeds(&|v| mixed::mixed_ksg(v, 4, false, &run).unwrap().value);
        for found in [ksg1, ksg2, mixed] {
            assert!((found - truth).abs() < 0.03, "{rho}: {ksg1} {ksg2} {mixed} {lnc} {truth}");
        }
        assert!((lnc - truth).abs() < 0.05, "{rho}: {lnc} {truth}");
        let normal_entropy = 0.5 * (2.0 * std::f64::consts::PI * std::f64::consts::E).ln();
        let entropy = over_seeds(&|v| {
            entropy::kozachenko_leonenko(&Space::product(&[&v[0], &v[1]]), 4, false, &run).unwrap().value
        });
        assert!((entropy - (2.0 * normal_entropy - truth)).abs() < 0.03);
    }
}

#[test]
fn high_dimensions_do_not_overflow() {
    let mut generator = stream(24, "wide", 0);
    let x = sample(&mut generator, 100, 600, false);
    let columns = refs(&x);
    for norm in [Norm::Maximum, Norm::Euclidean] {
        let space = Space::new(&columns, norm);
        let found = entropy::kozachenko_leonenko(&space, 3, false, &Run::default()).unwrap().value;
        // 600 standard normal columns have 851.4 nats; few samples in many dimensions say more, but no infinity.
        assert!(found.is_finite() && found > 600.0, "{found}");
    }
}

#[test]
fn ties_are_named_and_bad_input_is_refused() {
    let run = Run::default();
    let x = vec![vec![1.0; 10]];
    let columns = refs(&x);
    let space = Space::new(&columns, Norm::Maximum);
    let found = entropy::kozachenko_leonenko(&space, 3, true, &run).unwrap();
    assert_eq!(found.value, f64::NEG_INFINITY);
    assert!(found.warnings[0].starts_with("ties: 10 of 10 samples"), "{:?}", found.warnings);
    let pair = [space.clone(), space.clone()];
    for found in [
        mutual_information::ksg1(&pair, 3, false, &run).unwrap(),
        mutual_information::ksg2(&pair, 3, false, &run).unwrap(),
        local_nonuniform::local_nonuniform(&pair, 5, None, false, &run).unwrap(),
    ] {
        assert!(found.value.is_finite() && found.warnings.len() == 1, "{found:?}");
    }
    assert!(mixed::mixed_ksg(&pair, 3, false, &run).unwrap().value.abs() < 0.1);
    let fault = |k| entropy::kozachenko_leonenko(&space, k, false, &run).unwrap_err();
    assert_eq!((fault(10).code(), fault(0).code()), (Code::Range, Code::Range));
    let bad = vec![vec![1.0, f64::NAN, 2.0]];
    let columns = refs(&bad);
    let error =
        entropy::kozachenko_leonenko(&Space::new(&columns, Norm::Maximum), 1, false, &run).unwrap_err();
    assert_eq!(error.code(), Code::NonFinite);
    let none: [&[f64]; 0] = [];
    assert!(entropy::kozachenko_leonenko(&Space::new(&none, Norm::Maximum), 1, false, &run).is_err());
    assert!(
        mixed::ross(&[0, 1, 2], &Space::new(&[&[0.5, 1.0, 2.0]], Norm::Maximum), 1, false, &run).is_err()
    );
    let wide = vec![vec![-f64::MAX, 0.0, f64::MAX]];
    let columns = refs(&wide);
    let error =
        entropy::kozachenko_leonenko(&Space::new(&columns, Norm::Maximum), 1, false, &run).unwrap_err();
    assert_eq!(error.code(), Code::Range);
}

#[test]
fn extrapolation_is_its_formula() {
    let mut generator = stream(61, "neighbors", 0);
    let run = Run::default();
    for (d, n, k) in [(1, 40, 2), (2, 30, 3), (3, 25, 1)] {
        let x = sample(&mut generator, n, d, false);
        let mut y = sample(&mut generator, n, 1, false);
        y[0].iter_mut().zip(&x[0]).for_each(|(y, x)| *y += x);
        let spaces = [Space::new(&refs(&x), Norm::Maximum), Space::new(&refs(&y), Norm::Maximum)];
        let of = |k: usize| mutual_information::ksg1(&spaces, k, false, &run).unwrap().value;
        let r = 0.25f64.powf(2.0 / (d as f64 + 1.0));
        let expected = (of(k) - r * of(4 * k)) / (1.0 - r);
        let found = extrapolated::extrapolated(&spaces, k, true, &run).unwrap();
        assert!(close(found.value, expected), "{} {expected}", found.value);
        let local = found.local.unwrap();
        assert!(close(local.iter().sum::<f64>() / n as f64, expected));
    }
    // With as many neighbors as there are others nothing is left to extrapolate from.
    let x = sample(&mut generator, 9, 1, false);
    let y = sample(&mut generator, 9, 1, false);
    let spaces = [Space::new(&refs(&x), Norm::Maximum), Space::new(&refs(&y), Norm::Maximum)];
    let plain = mutual_information::ksg1(&spaces, 8, false, &run).unwrap().value;
    assert_eq!(extrapolated::extrapolated(&spaces, 8, false, &run).unwrap().value, plain);
    assert_eq!(extrapolated::extrapolated(&spaces, 9, false, &run).unwrap_err().code(), Code::Range);
}

#[test]
fn units_change_nothing_and_ranges_without_squares_are_refused() {
    let mut generator = stream(62, "neighbors", 0);
    let run = Run::default();
    let x = sample(&mut generator, 60, 1, false);
    let y: Columns = vec![x[0].iter().map(|x| x + 0.3 * normal(&mut generator)).collect()];
    let scaled = |x: &Columns, by: f64| -> Columns { vec![x[0].iter().map(|x| x * by).collect()] };
    let found = |by: f64| {
        let (x, y) = (scaled(&x, by), scaled(&y, by));
        let spaces = [Space::new(&refs(&x), Norm::Maximum), Space::new(&refs(&y), Norm::Maximum)];
        local_nonuniform::local_nonuniform(&spaces, 5, None, false, &run).unwrap().value
    };
    for by in [1e-300, 1e-150, 1e150, 1e300] {
        assert!((found(by) - found(1.0)).abs() < 1e-9, "{by}: {} {}", found(by), found(1.0));
    }
    let (x, y) = (scaled(&x, 1e-200), scaled(&y, 1e-200));
    let spaces = [Space::new(&refs(&x), Norm::Euclidean), Space::new(&refs(&y), Norm::Euclidean)];
    assert_eq!(mutual_information::ksg1(&spaces, 3, false, &run).unwrap_err().code(), Code::Range);
}
