//! The submodular information forms of any function, against the identities on listed values.
mod naive;

use marginals_core::random::{below, stream, uniform};
use marginals_core::{Monotone, Objective, Run, Shape};
use marginals_submodular::certificate::{CheckOptions, check_structure};
use marginals_submodular::function::information::{ConditionalGain, MutualInformation};
use naive::laws::laws;
use naive::{Listed, families, list, members, shaped};
use std::sync::Arc;

const SIZE: usize = 6;

/// Disjoint random sets of elements, as masks and as lists.
fn two_sets(seed: u64) -> ([usize; 2], [Vec<u32>; 2]) {
    let mut random = stream(seed, "sets", 0);
    let mut masks = [0usize; 2];
    for e in 0..SIZE {
        match below(&mut random, 3) {
            0 => masks[0] |= 1 << e,
            1 => masks[1] |= 1 << e,
            _ => {}
        }
    }
    (masks, masks.map(members))
}

#[test]
fn the_identities_hold_on_every_set() {
    let run = Run::default();
    for seed in 0..60 {
        let ([query, private], [query_list, private_list]) = two_sets(seed);
        for function in families(seed, SIZE) {
            let f = function.values.clone();
            let structure = function.structure;
            let inner: Arc<dyn Objective> = function.shared();

            let gain = ConditionalGain::new(inner.clone(), private_list.clone(), &run).unwrap();
            let values: Vec<f64> = (0..f.len()).map(|a| f[a | private] - f[private]).collect();
            laws(&gain, &values);
            let said = Objective::structure(&gain);
            assert_eq!((said.shape, said.monotone), (structure.shape, structure.monotone));

            let both =
                MutualInformation::given(inner.clone(), query_list.clone(), private_list.clone(), &run)
                    .unwrap();
            let of = |a: usize, q: usize, p: usize| {
                let a = a & !q;
                f[a | p] + f[q | p] - f[a | q | p] - f[p]
            };
            let values: Vec<f64> = (0..f.len()).map(|a| of(a, query, private)).collect();
            laws(&both, &values);
            let plain = MutualInformation::new(inner.clone(), query_list.clone(), &run).unwrap();
            let values: Vec<f64> = (0..f.len()).map(|a| of(a, query, 0)).collect();
            laws(&plain, &values);
            if structure.shape == Shape::Submodular {
                assert_eq!(Objective::structure(&plain).shape, Shape::Unknown);
                assert_eq!(Objective::structure(&plain).monotone, Monotone::Increasing);
            }
        }
    }
}

#[test]
fn mutual_information_of_a_submodular_function_need_not_be_submodular() {
    // f = log det of I + ρ on the diagonals of a kernel in which two elements together determine the query.
    let run = Run::default();
    let mut found = 0;
    for seed in 0..40 {
        let mut random = stream(seed, "kernel", 0);
        let rows: Vec<Vec<f64>> =
            (0..5).map(|_| (0..3).map(|_| 2.0 * uniform(&mut random) - 1.0).collect()).collect();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let kernel =
            |i: u32, j: u32| dot(&rows[i as usize], &rows[j as usize]) + if i == j { 0.1 } else { 0.0 };
        let values = list(5, |set| {
            let mut matrix: Vec<Vec<f64>> =
                set.iter().map(|i| set.iter().map(|j| kernel(*i, *j)).collect()).collect();
            let mut total = 0.0;
            for step in 0..matrix.len() {
                total += matrix[step][step].ln();
                for row in step + 1..matrix.len() {
                    let factor = matrix[row][step] / matrix[step][step];
                    for column in step..matrix.len() {
                        matrix[row][column] -= factor * matrix[step][column];
                    }
                }
            }
            total
        });
        let function = Listed::new(values, shaped(Shape::Submodular, Monotone::No, false)).shared();
        let information = MutualInformation::new(function, vec![4], &run).unwrap();
        let report = check_structure(&information, &CheckOptions::default(), &run).unwrap();
        // Never falls, as stated, although log det here does.
        assert!(report.monotone == Monotone::Increasing && report.non_negative, "seed {seed}");
        found += usize::from(!report.submodular.holds);
    }
    assert!(found > 30, "{found} of 40");
}

#[test]
fn sets_are_checked() {
    let run = Run::default();
    let inner: Arc<dyn Objective> = families(0, 4).swap_remove(0).shared();
    for private in [vec![4], vec![1, 1]] {
        assert!(ConditionalGain::new(inner.clone(), private.clone(), &run).is_err());
        assert!(MutualInformation::new(inner.clone(), private.clone(), &run).is_err());
        assert!(MutualInformation::given(inner.clone(), vec![0], private, &run).is_err());
    }
    let error = MutualInformation::given(inner, vec![0, 1], vec![1], &run).err().unwrap();
    assert_eq!(error.to_string(), "private must be disjoint from query, received 1 in both");
}
