//! Measures of many variables of values against definitions, closed forms and discrete limits.
use super::*;
use crate::continuous::{conditional_mutual_information, mutual_information};
use crate::neighbors::mutual_information::ksg1;
use marginals_core::random::{ChaCha8Rng, below, stream, uniform};
use marginals_numerics::gamma::digamma;
use marginals_numerics::normal::quantile;

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    quantile(uniform(generator).max(1e-18))
}

fn values(column: Vec<f64>) -> Variable {
    Variable { name: "variables", columns: vec![column], nominal: vec![false], symbols: false }
}

/// Columns of weight `shared` on a common source.
fn factor(seed: u64, n: usize, m: usize, shared: f64) -> Vec<Variable> {
    let mut generator = stream(seed, "factor", 0);
    let common: Vec<f64> = (0..n).map(|_| normal(&mut generator)).collect();
    let rest = (1.0 - shared * shared).sqrt();
    (0..m)
        .map(|_| values(common.iter().map(|c| shared * c + rest * normal(&mut generator)).collect()))
        .collect()
}

/// TC and DTC of m variables of equal correlation r.
fn truth(m: usize, r: f64) -> (f64, f64) {
    let ln_determinant = |m: usize| {
        let m = m as f64;
        (m - 1.0) * (1.0 - r).ln() + (1.0 + (m - 1.0) * r).ln()
    };
    let total = -0.5 * ln_determinant(m);
    let dual = 0.5 * (m as f64 * ln_determinant(m - 1) - (m as f64 - 1.0) * ln_determinant(m));
    (total, dual)
}

#[test]
fn near_the_closed_form_of_equal_correlations() {
    let (m, shared, n) = (4, 0.7f64, 3000);
    let (total, dual) = truth(m, shared * shared);
    for name in ["gaussian", "gaussian-copula", "ksg1", "mesner-shalizi", "auto"] {
        let (mut found, mut slopes) = ([0.0; 3], 0.0);
        for seed in 0..3 {
            let variables = factor(seed, n, m, shared);
            let (whole, slope, estimate) =
                gradients(name, &variables, &Settings::default(), &Run::default()).unwrap();
            found[0] += whole.total / 3.0;
            found[1] += whole.dual_total / 3.0;
            found[2] += whole.o / 3.0;
            slopes += slope.o[0] / 3.0;
            assert_eq!(estimate.value, whole.total);
            assert!((whole.s - whole.total - whole.dual_total).abs() < 1e-12);
        }
        // Counts that are right for atoms too are too large for none.
        let tolerance = if name == "mesner-shalizi" { 0.12 } else { 0.06 };
        let near = |found: f64, expected: f64| {
            assert!((found - expected).abs() < tolerance, "{name}: {found} {expected}");
        };
        near(found[0], total);
        near(found[1], dual);
        near(found[2], total - dual);
        let (total, dual) = (total - truth(3, shared * shared).0, dual - truth(3, shared * shared).1);
        near(slopes, total - dual);
    }
}

#[test]
fn neighbors_give_the_sums_of_informations_with_one_radius() {
    let (run, n, k) = (Run::default(), 40usize, 3usize);
    let settings = Settings { k: Some(k), ..Settings::default() };
    for seed in 0..20 {
        let mut generator = stream(seed, "tied", 0);
        let m = 2 + (seed % 3) as usize;
        let tied = seed % 2 == 1;
        let mut value = || if tied { below(&mut generator, 5) as f64 } else { normal(&mut generator) };
        let columns: Vec<Vec<f64>> = (0..m).map(|_| (0..n).map(|_| value()).collect()).collect();
        let variables: Vec<Variable> = columns.iter().cloned().map(values).collect();
        let gap = |set: &[usize], i: usize, j: usize| {
            set.iter().map(|v| (columns[*v][i] - columns[*v][j]).abs()).fold(0.0, f64::max)
        };
        let all: Vec<usize> = (0..m).collect();
        let radius = |i: usize| {
            let mut gaps: Vec<f64> = (0..n).filter(|j| *j != i).map(|j| gap(&all, i, j)).collect();
            gaps.sort_by(f64::total_cmp);
            gaps[k - 1]
        };
        for (name, mixed) in [("ksg1", false), ("mesner-shalizi", true)] {
            let psi = |set: &[usize], i: usize| {
                let inside = |gap: f64| if mixed { gap <= radius(i) } else { gap < radius(i) };
                let count = (0..n).filter(|j| *j != i && inside(gap(set, i, *j))).count();
                digamma(count as f64 + if mixed { 0.0 } else { 1.0 })
            };
            let mean = |term: &dyn Fn(usize) -> f64| (0..n).map(term).sum::<f64>() / n as f64;
            let own = if mixed { mean(&|i| psi(&all, i)) } else { digamma(k as f64) };
            let more = m as f64 - 1.0;
            let of_n = digamma(n as f64);
            let without = |v: usize| all.iter().copied().filter(|w| *w != v).collect::<Vec<_>>();
            let total = own + more * of_n - mean(&|i| all.iter().map(|v| psi(&[*v], i)).sum());
            let dual = more * own + of_n - mean(&|i| all.iter().map(|v| psi(&without(*v), i)).sum());
            let (found, estimate) = correlations(name, &variables, &settings, &run).unwrap();
            assert!((found.total - total).abs() < 1e-10, "{name} {} {total}", found.total);
            assert!((found.dual_total - dual).abs() < 1e-10, "{name} {} {dual}", found.dual_total);
            assert_eq!(estimate.estimator, name);
            if name == "ksg1" {
                let spaces: Vec<_> = variables.iter().map(|v| v.space(settings.norm)).collect();
                let same = ksg1(&spaces, k, false, &run).unwrap();
                assert!((same.value - found.total).abs() < 1e-11);
                assert_eq!(same.warnings, estimate.warnings);
            }
            if m == 2 {
                let pair = mutual_information(name, &variables[0], &variables[1], &settings, &run).unwrap();
                assert!((pair.value - found.total).abs() < 1e-11 && found.o == 0.0);
            }
        }
    }
}

#[test]
fn synergy_and_redundancy_have_their_sign() {
    let mut generator = stream(4, "sign", 0);
    let x: Vec<f64> = (0..2000).map(|_| normal(&mut generator)).collect();
    let y: Vec<f64> = (0..2000).map(|_| normal(&mut generator)).collect();
    let z: Vec<f64> = x.iter().zip(&y).map(|(x, y)| x + y + 0.3 * normal(&mut generator)).collect();
    let synergy = [values(x.clone()), values(y), values(z)];
    let copies = factor(5, 2000, 3, 0.9);
    for name in ["gaussian", "gaussian-copula", "ksg1", "mesner-shalizi", "auto"] {
        let of = |variables: &[Variable]| {
            correlations(name, variables, &Settings::default(), &Run::default()).unwrap().0.o
        };
        assert!(of(&synergy) < -0.4, "{name} {}", of(&synergy));
        assert!(of(&copies) > 0.3, "{name} {}", of(&copies));
    }
    // Ω of three variables is I(x; y) − I(x; y | z), the same by any of its formulas.
    let (run, settings) = (Run::default(), Settings::default());
    let [x, y, z] = &synergy;
    let pair = mutual_information("gaussian", x, y, &settings, &run).unwrap().value;
    let given = conditional_mutual_information("gaussian", [x, y, z], &settings, &run).unwrap().value;
    let found = correlations("gaussian", &synergy, &settings, &run).unwrap().0.o;
    assert!((found - (pair - given)).abs() < 1e-9);
}

#[test]
fn n_plets_are_the_measures_of_their_columns() {
    let variables = factor(6, 60, 6, 0.5);
    let (run, settings) = (Run::default(), Settings::default());
    for name in ["gaussian", "gaussian-copula"] {
        let found = n_plets(name, &variables, &[5, 3, 2], &settings, &run).unwrap();
        assert_eq!(found.sizes.len(), 15 + 20 + 6);
        assert!(found.sizes.windows(2).all(|pair| pair[0] <= pair[1]));
        let mut start = 0;
        let mut before: Vec<u32> = Vec::new();
        for (at, size) in found.sizes.iter().enumerate() {
            let members = &found.members[start..start + *size as usize];
            assert!(before.len() < members.len() || before.as_slice() < members);
            before = members.to_vec();
            start += members.len();
            let own: Vec<Variable> =
                members.iter().map(|member| variables[*member as usize].clone()).collect();
            let (expected, _) = correlations(name, &own, &settings, &run).unwrap();
            let Correlations { total, dual_total, o, s } = found.correlations[at];
            for (found, expected) in
                [(total, expected.total), (dual_total, expected.dual_total), (o, expected.o), (s, expected.s)]
            {
                assert!((found - expected).abs() < 1e-10, "{name} {members:?} {found} {expected}");
            }
        }
    }
    assert!(n_plets("ksg1", &variables, &[2], &settings, &run).is_err());
    assert!(n_plets("gaussian", &variables, &[1], &settings, &run).is_err());
    assert!(n_plets("gaussian", &variables, &[7], &settings, &run).is_err());
    assert!(n_plets("gaussian", &variables, &[], &settings, &run).is_err());
}

#[test]
fn what_cannot_be_is_refused_or_named() {
    let (run, settings) = (Run::default(), Settings::default());
    let variables = factor(7, 30, 3, 0.5);
    assert!(correlations("kde", &variables, &settings, &run).is_err());
    let local = Settings { local: true, ..settings };
    assert!(correlations("ksg1", &variables, &local, &run).is_err());
    let unequal = [variables[0].clone(), values(vec![1.0, 2.0])];
    for name in ["auto", "ksg1", "gaussian", "gaussian-copula", "mesner-shalizi"] {
        assert!(correlations(name, &unequal, &settings, &run).is_err(), "{name}");
        let one = correlations(name, &variables[..1], &settings, &run).unwrap().0;
        assert!(one.total.abs() < 1e-9 && one.dual_total.abs() < 1e-9, "{name} {one:?}");
    }
    let twice = [variables[0].clone(), variables[0].clone(), variables[1].clone()];
    let (found, estimate) = correlations("gaussian", &twice, &settings, &run).unwrap();
    assert_eq!(found.total, f64::INFINITY);
    assert!(estimate.warnings[0].contains("singular"));
}

#[test]
fn what_nothing_checks_is_said() {
    let run = Run::default();
    let settings = Settings::default();
    for (columns, said) in [(3, false), (12, false), (13, true), (20, true)] {
        let variables = factor(8, 3000, columns, 0.6);
        let (_, estimate) = correlations("auto", &variables, &settings, &run).unwrap();
        let (_, _, with_slopes) = gradients("auto", &variables, &settings, &run).unwrap();
        for found in [estimate, with_slopes] {
            let warned = found.warnings.iter().any(|warning| warning.contains("nothing checks"));
            assert_eq!(warned, said, "{columns} {} {:?}", found.estimator, found.warnings);
        }
    }
}
