//! Diagnostics against closed forms, published figures and brute force over explicit triples.
use marginals_core::{CancelFlag, Code, Run};
use marginals_markov::builder::{BernoulliLaplace, Couplings, CurieWeiss, Dynamics, product, random_chain};
use marginals_markov::chain::{Chain, Space, Transition};
use marginals_markov::diagnostic::{
    communication, lumpability_defect, memory_defects, mixing_curve, reversibility_defect, sample_after,
    sampled_distance, simulate, spectrum,
};
use proptest::prelude::*;

fn curie_weiss(spins: u32) -> Chain {
    let model = CurieWeiss {
        spins,
        inverse_temperature: 0.1,
        field: 1.0,
        couplings: Couplings::Decaying,
        dynamics: Dynamics::Metropolis,
    };
    model.build(&Run::default()).unwrap()
}

fn chain(sizes: &[u32], matrix: &[f64]) -> Chain {
    let run = Run::default();
    Transition::from_dense(Space::new(sizes).unwrap(), matrix, &run).unwrap().prepare(&run).unwrap()
}

/// Worst-case distances of eight spins and of the chain without coordinate 3, computed elsewhere.
#[test]
fn eight_spins_mix_as_published() {
    let run = Run::default();
    let spins = curie_weiss(8);
    let curve = mixing_curve(&spins, 20, None, None, &run).unwrap();
    assert!((curve.worst[10] - 0.217_169_582_160).abs() < 1e-12, "{}", curve.worst[10]);
    assert!(curve.worst.is_sorted_by(|a, b| a >= b));
    let rest = spins.project(&[0, 1, 2, 4, 5, 6, 7], &run).unwrap();
    let without = mixing_curve(&rest, 20, None, None, &run).unwrap();
    assert!((without.worst[10] - 0.176_071_050_017).abs() < 1e-12, "{}", without.worst[10]);
    assert!((without.worst[9] - 0.2114).abs() < 5e-5);
    assert_eq!(without.mixing_time(0.2), Some(10));
    // Side by side with the chain of coordinate 3 alone; the distance is to the law of eight spins.
    let alone = spins.project(&[3], &run).unwrap();
    let both = product(&[rest, alone], &run).unwrap();
    let mut restore = [0u32; 8];
    (0u32..).zip([0usize, 1, 2, 4, 5, 6, 7, 3]).for_each(|(place, coordinate)| restore[coordinate] = place);
    let both = both.project(&restore, &run).unwrap();
    let to_spins = mixing_curve(&both, 400, Some(spins.reference()), None, &run).unwrap();
    assert!((to_spins.worst[10] - 0.186_635_493_883).abs() < 1e-12, "{}", to_spins.worst[10]);
    assert!((to_spins.worst[400] - 0.0713).abs() < 5e-5, "{}", to_spins.worst[400]);
}

#[test]
fn two_states_mix_geometrically() {
    let run = Run::default();
    let (a, b) = (0.3, 0.1);
    let two = chain(&[2], &[1.0 - a, a, b, 1.0 - b]);
    let curve = mixing_curve(&two, 12, None, None, &run).unwrap();
    for (n, distance) in curve.worst.iter().enumerate() {
        // d(n) = max(π) · λⁿ with λ = 1 − a − b and π = (b, a) / (a + b).
        assert!((distance - 0.75 * 0.6f64.powi(n as i32)).abs() < 1e-15);
    }
    assert_eq!(curve.start[3], 0);
    assert!((curve.mean[0] - 2.0 * 0.75 * 0.25).abs() < 1e-15);
    let spectrum = spectrum(&two, &run).unwrap();
    assert!(spectrum.reversible && (spectrum.second_modulus - 0.6).abs() < 1e-15);
    assert!((spectrum.relaxation_time() - 2.5).abs() < 1e-14);
    let one = mixing_curve(&two, 2, None, Some(&[1]), &run).unwrap();
    assert!((one.worst[0] - 0.25).abs() < 1e-15);
    assert_eq!(mixing_curve(&two, 2, None, Some(&[2]), &run).unwrap_err().code(), Code::Range);
    assert_eq!(mixing_curve(&two, 2, Some(&[1.0]), None, &run).unwrap_err().code(), Code::Shape);
}

#[test]
fn urns_have_the_known_eigenvalues() {
    let run = Run::default();
    let mut colors = vec![1; 10];
    colors.push(10);
    let urns = BernoulliLaplace { colors, urn: 10, swaps: 1 }.build(&run).unwrap();
    let spectrum = spectrum(&urns, &run).unwrap();
    assert!(spectrum.reversible);
    // 1 − n (21 − n) / 100, each as often as compositions have degree n: C(10, n) times for ten binary colors.
    let mut expected: Vec<f64> = Vec::new();
    let mut ways = 1.0f64;
    for n in 0..=10u32 {
        let value = 1.0 - f64::from(n * (21 - n)) / 100.0;
        expected.extend(std::iter::repeat_n(value, ways as usize));
        ways = ways * f64::from(10 - n) / f64::from(n + 1);
    }
    expected.sort_by(f64::total_cmp);
    let mut values: Vec<f64> = spectrum.eigenvalues.iter().map(|(re, _)| *re).collect();
    values.sort_by(f64::total_cmp);
    assert_eq!(values.len(), 1024);
    for (value, expected) in values.iter().zip(&expected) {
        assert!((value - expected).abs() < 1e-12, "{value} {expected}");
    }
    assert!((spectrum.gap() - 0.2).abs() < 1e-12 && (spectrum.second_modulus - 0.8).abs() < 1e-12);
}

/// β_n = Σ_k (−1)^k C(n, k) (N − s)_[n−k] (s)_[k] / (N_[n−k] (L − N)_[k]), falling factorials.
#[test]
fn urns_that_swap_several_balls_have_the_known_eigenvalues() {
    let run = Run::default();
    let falling = |x: u32, k: u32| (0..k).map(|i| f64::from(x) - f64::from(i)).product::<f64>();
    let binomial = |n: u32, k: u32| falling(n, k) / falling(k, k);
    for (free, urn, swaps) in [(4u32, 4u32, 2u32), (4, 5, 3), (3, 3, 3)] {
        let mut colors = vec![1; free as usize];
        colors.push(2 * urn - free + 1);
        let others = urn + 1;
        let mut expected: Vec<f64> = Vec::new();
        for n in 0..=free {
            let terms = (0..=n).map(|k| {
                let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
                sign * binomial(n, k) * falling(urn - swaps, n - k) * falling(swaps, k)
                    / (falling(urn, n - k) * falling(others, k))
            });
            expected.extend(vec![terms.sum::<f64>(); binomial(free, n).round() as usize]);
        }
        let urns = BernoulliLaplace { colors, urn, swaps }.build(&run).unwrap();
        let found = spectrum(&urns, &run).unwrap();
        let mut values: Vec<f64> = found.eigenvalues.iter().map(|(re, _)| *re).collect();
        values.sort_by(f64::total_cmp);
        expected.sort_by(f64::total_cmp);
        assert_eq!(values.len(), expected.len());
        for (value, expected) in values.iter().zip(&expected) {
            assert!((value - expected).abs() < 1e-13, "{urn} {swaps}: {value} {expected}");
        }
    }
}

#[test]
fn cycles_have_no_gap_and_run_one_way() {
    let run = Run::default();
    let n = 5usize;
    let mut matrix = vec![0.0; n * n];
    (0..n).for_each(|x| matrix[x * n + (x + 1) % n] = 1.0);
    let cycle = chain(&[5], &matrix);
    let spectrum = spectrum(&cycle, &run).unwrap();
    assert!(!spectrum.reversible);
    assert!((spectrum.second_modulus - 1.0).abs() < 1e-13 && spectrum.absolute_gap() < 1e-13);
    assert_eq!(spectrum.eigenvalues[0], (1.0, 0.0));
    let defect = reversibility_defect(&cycle, &run).unwrap();
    assert!((defect.total_variation - 1.0).abs() < 1e-15 && (defect.largest - 0.2).abs() < 1e-15);
    assert!(reversibility_defect(&curie_weiss(6), &run).unwrap().is_reversible());
    let facts = communication(&cycle, &run).unwrap();
    assert!(facts.is_irreducible() && !facts.is_aperiodic());
    assert_eq!(facts.periods, [5]);
    let spins = communication(&curie_weiss(6), &run).unwrap();
    assert!(spins.is_irreducible() && spins.is_aperiodic());
    assert_eq!(communication(&curie_weiss(6).to_sparse(&run).unwrap(), &run).unwrap(), spins);
    // Flips that are always accepted change the parity of the spins up in every step.
    let free = CurieWeiss {
        spins: 5,
        inverse_temperature: 0.0,
        field: 0.0,
        couplings: Couplings::Decaying,
        dynamics: Dynamics::Metropolis,
    };
    assert_eq!(communication(&free.build(&run).unwrap(), &run).unwrap().periods, [2]);
}

#[test]
fn states_without_a_row_are_counted_apart() {
    let run = Run::default();
    let urns = BernoulliLaplace { colors: vec![1; 6], urn: 3, swaps: 1 }.build(&run).unwrap();
    let facts = communication(&urns, &run).unwrap();
    assert_eq!((facts.closed, facts.undefined, facts.transient), (1, 12, 12));
    assert!(facts.is_irreducible());
    assert_eq!(spectrum(&urns, &run).unwrap().eigenvalues.len(), 20);
    let curve = mixing_curve(&urns, 60, None, None, &run).unwrap();
    assert!(curve.worst[60] < 1e-6 && (curve.worst[0] - 0.95).abs() < 1e-15);
}

/// X = (A, B): B copies the last A, A is a fair coin. B alone is an independent sequence, and A too; but
/// the chain whose next A is the present B exclusive-or noise remembers two steps.
#[test]
fn a_delayed_bit_has_memory_of_order_two() {
    let run = Run::default();
    // A' = B with probability 0.9 (else its opposite); B' = A.
    let mut matrix = [0.0; 16];
    for (a, b) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        matrix[(2 * a + b) * 4 + 2 * b + a] += 0.9;
        matrix[(2 * a + b) * 4 + 2 * (1 - b) + a] += 0.1;
    }
    let delayed = chain(&[2, 2], &matrix);
    // A_{t+2} is A_t with noise 0.1, independent of A_{t+1}.
    let entropy = -(0.9f64 * 0.9f64.ln() + 0.1 * 0.1f64.ln());
    let defects = memory_defects(&delayed, &[0], &run).unwrap();
    assert!((defects.entropy_rate - 2f64.ln()).abs() < 1e-15);
    assert!((defects.lumpability - (2f64.ln() - entropy)).abs() < 1e-14);
    assert!((defects.second_order - (2f64.ln() - entropy)).abs() < 1e-14);
    assert_eq!(lumpability_defect(&delayed, &[0, 1], &run).unwrap(), 0.0);
}

#[test]
fn exchangeable_urns_lump_only_where_they_should() {
    let run = Run::default();
    // With two free colors, each count alone is again an urn chain.
    let urns = BernoulliLaplace { colors: vec![2, 2, 4], urn: 4, swaps: 1 }.build(&run).unwrap();
    let defects = memory_defects(&urns, &[0], &run).unwrap();
    assert!(defects.lumpability < 1e-14 && defects.second_order < 1e-14);
    // One spin of interacting spins is not Markov.
    assert!(lumpability_defect(&curie_weiss(4), &[0], &run).unwrap() > 1e-4);
}

#[test]
fn simulated_states_follow_the_powers_of_the_matrix() {
    let run = Run::default().with_seed(3);
    let two = chain(&[2], &[0.7, 0.3, 0.1, 0.9]);
    let path = simulate(&two, Some(0), 50_000, &run).unwrap();
    assert_eq!((path.len(), path[0]), (50_001, 0));
    let leaves = path.windows(2).filter(|pair| pair[0] == 0).collect::<Vec<_>>();
    let moved = leaves.iter().filter(|pair| pair[1] == 1).count() as f64 / leaves.len() as f64;
    // Five standard deviations of a binomial(12,500, 0.3) proportion.
    assert!((moved - 0.3).abs() < 0.021, "{moved}");
    // P²(0, 1) = 0.3 (0.7 + 0.9) = 0.48.
    let ends = sample_after(&two, Some(0), 2, 20_000, &run).unwrap();
    let ones = f64::from(ends.iter().sum::<u32>()) / 20_000.0;
    assert!((ones - 0.48).abs() < 0.018, "{ones}");
    let distance = sampled_distance(&ends, &[0.25, 0.75]).unwrap();
    assert!((distance - (0.75 - ones)).abs() < 1e-12);
    let stationary = sample_after(&two, None, 1, 20_000, &run).unwrap();
    assert!(sampled_distance(&stationary, two.reference()).unwrap() < 0.016);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let pooled = run.clone().with_pool(std::sync::Arc::new(pool), 4);
    assert_eq!(sample_after(&two, Some(0), 2, 20_000, &pooled).unwrap(), ends);
    assert_ne!(sample_after(&two, Some(0), 2, 20_000, &run.with_seed(4)).unwrap(), ends);
    assert_eq!(simulate(&two, Some(2), 1, &pooled).unwrap_err().code(), Code::Range);
    assert_eq!(sampled_distance(&[], &[1.0]).unwrap_err().code(), Code::Shape);
    assert_eq!(sampled_distance(&[3], &[1.0]).unwrap_err().code(), Code::Range);
}

#[test]
fn long_computations_can_be_cancelled() {
    let cancel = CancelFlag::default();
    cancel.cancel();
    let run = Run::default().with_cancel(cancel);
    let spins = curie_weiss(7);
    assert_eq!(mixing_curve(&spins, 5, None, None, &run).unwrap_err().code(), Code::Aborted);
    assert_eq!(spectrum(&spins, &run).unwrap_err().code(), Code::Aborted);
    assert_eq!(memory_defects(&spins, &[0], &run).unwrap_err().code(), Code::Aborted);
    assert_eq!(communication(&spins, &run).unwrap_err().code(), Code::Aborted);
    assert_eq!(memory_defects(&spins, &[9], &Run::default()).unwrap_err().code(), Code::Range);
}

/// −Σ p ln p over a table of joint probabilities.
fn entropy(table: &[f64]) -> f64 {
    -table.iter().filter(|p| **p > 0.0).map(|p| p * p.ln()).sum::<f64>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(25))]

    #[test]
    fn memory_equals_its_definition(seed in any::<u64>(), mask in 1u32..7, density in 0.1f64..1.0) {
        let run = Run::default().with_seed(seed);
        let whole = random_chain(Space::new(&[2, 3, 2]).unwrap(), density, &run).unwrap();
        let subset: Vec<u32> = (0..3).filter(|i| mask >> i & 1 == 1).collect();
        let part = whole.space().project(&subset).unwrap();
        let image = |x: usize| {
            let digits: Vec<u32> = subset.iter().map(|i| whole.space().digit(x as u32, *i)).collect();
            part.state_of(&digits) as usize
        };
        let (n, m) = (whole.states(), part.states());
        let dense = whole.to_dense(&run).unwrap();
        let (mut pair, mut state, mut triple, mut mixed, mut next) =
            (vec![0.0; m * m], vec![0.0; m], vec![0.0; m * m * m], vec![0.0; n * m], vec![0.0; m * m]);
        for x in 0..n {
            state[image(x)] += whole.reference()[x];
            for y in 0..n {
                let q = whole.reference()[x] * dense[x * n + y];
                pair[image(x) * m + image(y)] += q;
                mixed[x * m + image(y)] += q;
                for z in 0..n {
                    triple[(image(x) * m + image(y)) * m + image(z)] += q * dense[y * n + z];
                    next[image(y) * m + image(z)] += q * dense[y * n + z];
                }
            }
        }
        let defects = memory_defects(&whole, &subset, &run).unwrap();
        let rate = entropy(&pair) - entropy(&state);
        let lumpability = rate - (entropy(&mixed) - entropy(whole.reference()));
        let after: Vec<f64> = (0..m).map(|y| (0..m).map(|x| pair[x * m + y]).sum()).collect();
        let memory = entropy(&pair) + entropy(&next) - entropy(&triple) - entropy(&after);
        prop_assert!((defects.entropy_rate - rate).abs() < 1e-12);
        prop_assert!((defects.lumpability - lumpability).abs() < 1e-12);
        prop_assert!((defects.second_order - memory).abs() < 1e-12);
        prop_assert!(defects.second_order <= defects.lumpability + 1e-12);
    }

    /// Σ λᵏ = trace Pᵏ, and the distance to stationarity dies out no faster than |λ₂|ⁿ.
    #[test]
    fn eigenvalues_are_those_of_the_matrix(seed in any::<u64>(), density in 0.1f64..1.0) {
        let run = Run::default().with_seed(seed);
        let whole = random_chain(Space::new(&[3, 4]).unwrap(), density, &run).unwrap();
        let spectrum = spectrum(&whole, &run).unwrap();
        let (n, dense) = (12, whole.to_dense(&run).unwrap());
        let trace: f64 = (0..n).map(|x| dense[x * n + x]).sum();
        let square: f64 = (0..n * n).map(|cell| dense[cell] * dense[cell % n * n + cell / n]).sum();
        let sum: f64 = spectrum.eigenvalues.iter().map(|(re, _)| re).sum();
        let sum_of_squares: f64 = spectrum.eigenvalues.iter().map(|(re, im)| re * re - im * im).sum();
        prop_assert!((sum - trace).abs() < 1e-12 && (sum_of_squares - square).abs() < 1e-12);
        prop_assert!(spectrum.second_modulus < 1.0);
        let curve = mixing_curve(&whole, 40, None, None, &run).unwrap();
        prop_assert!(2.0 * curve.worst[40] >= spectrum.second_modulus.powi(40) * (1.0 - 1e-9) - 1e-13);
    }
}
