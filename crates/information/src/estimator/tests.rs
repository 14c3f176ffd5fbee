//! The estimators against values of forty digits and against their definitions.
use super::*;

fn of(name: &str, counts: &[f64], support: Support) -> Entropy {
    EntropyEstimator::parse(name).unwrap().entropy(counts, support, &Run::default()).unwrap()
}

#[test]
fn names_and_estimators_go_together() {
    for (name, estimator) in NAMES {
        assert_eq!(estimator.name(), name);
        assert_eq!(EntropyEstimator::parse(name).unwrap(), estimator);
    }
    assert!(EntropyEstimator::parse("plugin").is_err());
    assert!(E::Schurmann(1.0).with_parameter(Some(0.2)).is_err());
    assert!(E::Dirichlet(1.0).with_parameter(Some(-1.0)).is_err());
}

#[test]
fn a_constant_has_no_entropy_where_nothing_unseen_is_thought_of() {
    for name in ["plug-in", "miller-madow", "jeffreys", "shrink", "chao-shen", "jackknife", "zhang", "nsb"] {
        assert!(of(name, &[17.0], Support::Seen).value.abs() < 1e-15, "{name}");
    }
}

#[test]
fn everything_agrees_on_many_samples() {
    let counts: Vec<f64> = (1..=40).map(|i| f64::from(i) * 100_001.0).collect();
    let exact = plug_in(&counts, &Run::default()).unwrap();
    for (name, _) in NAMES.iter().filter(|(name, _)| *name != "ansb") {
        assert!((of(name, &counts, Support::Known(40.0)).value - exact).abs() < 1e-4, "{name}");
    }
}

#[test]
fn nsb_depends_on_neither_the_order_nor_the_grouping_and_sees_the_support() {
    let a = of("nsb", &[4.0, 2.0, 3.0, 6.0, 4.0, 9.0], Support::Known(7.0));
    let b = of("nsb", &[9.0, 4.0, 6.0, 4.0, 3.0, 2.0], Support::Known(7.0));
    assert_eq!(a, b);
    assert!(
        of("nsb", &[9.0, 4.0], Support::Known(1e9)).value
            > of("nsb", &[9.0, 4.0], Support::Known(10.0)).value
    );
    assert!(a.standard_deviation.unwrap() > 0.0);
}

#[test]
fn nsb_of_no_information_is_the_middle_of_its_prior() {
    // One sample says little: the mean is near half of ln K, as the prior of the entropy is nearly flat.
    let found = of("nsb", &[1.0], Support::Known(1e6));
    assert!((found.value / f64::ln(1e6) - 0.5).abs() < 0.1, "{found:?}");
}

#[test]
fn supports_are_checked_and_coincidences_needed() {
    let run = Run::default();
    assert!(E::Laplace.entropy(&[1.0, 2.0], Support::Known(1.0), &run).is_err());
    assert!(E::Ansb.entropy(&[1.0, 1.0], Support::Seen, &run).is_err());
    assert!(!of("nsb", &[1.0, 2.0], Support::Seen).warnings.is_empty());
    // f₁ = 2, f₂ = 1: 3 + 4/2 symbols.
    let chao1 = of("laplace", &[1.0, 1.0, 2.0], Support::Chao1);
    assert_eq!(chao1, of("laplace", &[1.0, 1.0, 2.0], Support::Known(5.0)));
}
