//! Decompositions of gates, by search, and by their laws.
use super::*;
use marginals_core::Code;
use marginals_core::random::{below, stream, uniform};

const BIT: f64 = std::f64::consts::LN_2;

fn split(p: &[f64], shape: &[u32], redundancy: Redundancy) -> Decomposition {
    let law = JointLaw::of_pmf(p, shape, &Run::default()).unwrap();
    let sources: Vec<Vec<u32>> = (0..shape.len() as u32 - 1).map(|source| vec![source]).collect();
    decompose(&law, &sources, &[shape.len() as u32 - 1], redundancy, &Run::default()).unwrap()
}

/// Redundant, unique of the first, unique of the second, synergistic, in bits.
fn bits(found: &Decomposition) -> [f64; 4] {
    [&[1, 2][..], &[1], &[2], &[3]].map(|sets| found.atom(sets).unwrap() / BIT)
}

fn pmf(shape: &[u32], outcomes: &[&[u32]]) -> Vec<f64> {
    let mut p = vec![0.0; shape.iter().product::<u32>() as usize];
    for outcome in outcomes {
        let cell = outcome.iter().zip(shape).fold(0, |cell, (value, radix)| cell * radix + value);
        p[cell as usize] += 1.0 / outcomes.len() as f64;
    }
    p
}

const ALL: [Redundancy; 4] =
    [Redundancy::Minimum, Redundancy::MutualInformation, Redundancy::CommonChange, Redundancy::Broja];

fn assert_bits(p: &[f64], shape: &[u32], redundancy: Redundancy, expected: [f64; 4]) {
    let found = bits(&split(p, shape, redundancy));
    let close = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-9);
    assert!(close, "{redundancy:?}: {found:?} {expected:?}");
}

#[test]
fn the_textbook_gates() {
    let shape = [2, 2, 2];
    let xor = pmf(&shape, &[&[0, 0, 0], &[0, 1, 1], &[1, 0, 1], &[1, 1, 0]]);
    let and = pmf(&shape, &[&[0, 0, 0], &[0, 1, 0], &[1, 0, 0], &[1, 1, 1]]);
    let unique = pmf(&shape, &[&[0, 0, 0], &[0, 1, 0], &[1, 0, 1], &[1, 1, 1]]);
    let copies = pmf(&shape, &[&[0, 0, 0], &[1, 1, 1]]);
    // H(1/4) − 1/2 of a bit: what each source of AND tells.
    let alone = 2.0 - 0.75 * 3f64.log2() - 0.5;
    for redundancy in ALL {
        assert_bits(&xor, &shape, redundancy, [0.0, 0.0, 0.0, 1.0]);
        assert_bits(&unique, &shape, redundancy, [0.0, 1.0, 0.0, 0.0]);
        assert_bits(&copies, &shape, redundancy, [1.0, 0.0, 0.0, 0.0]);
        if redundancy != Redundancy::CommonChange {
            assert_bits(&and, &shape, redundancy, [alone, 0.0, 0.0, 0.5]);
        }
    }
    // dit: PID_CCS of the AND gate, from the pointwise terms: redundancy 0.10375937481971094.
    let shared = (4.0f64 / 3.0).log2() / 4.0;
    assert_bits(
        &and,
        &shape,
        Redundancy::CommonChange,
        [shared, alone - shared, alone - shared, 0.5 - alone + shared],
    );
    // Two independent bits copied: the measures part.
    let shape = [2, 2, 4];
    let copy = pmf(&shape, &[&[0, 0, 0], &[0, 1, 1], &[1, 0, 2], &[1, 1, 3]]);
    for redundancy in [Redundancy::Minimum, Redundancy::MutualInformation] {
        assert_bits(&copy, &shape, redundancy, [1.0, 0.0, 0.0, 1.0]);
    }
    for redundancy in [Redundancy::CommonChange, Redundancy::Broja] {
        assert_bits(&copy, &shape, redundancy, [0.0, 1.0, 1.0, 0.0]);
    }
}

/// A random law of two sources and a target, some cells empty.
fn random(case: u64) -> (Vec<f64>, [u32; 3]) {
    let mut generator = stream(23, "decomposition", case);
    let shape = [0, 1, 2].map(|_| below(&mut generator, 3) as u32 + 2);
    let cells = shape.iter().product::<u32>() as usize;
    let empty = (case % 4) as f64 * 0.2;
    let mut p: Vec<f64> = (0..cells)
        .map(|_| if uniform(&mut generator) < empty { 0.0 } else { -uniform(&mut generator).max(1e-9).ln() })
        .collect();
    p[0] += 0.01;
    let total: f64 = p.iter().sum();
    p.iter_mut().for_each(|p| *p /= total);
    (p, shape)
}

#[test]
fn parts_add_up_and_the_dual_gap_is_small() {
    for case in 0..600 {
        let (p, shape) = random(case);
        for redundancy in ALL {
            let found = split(&p, &shape, redundancy);
            let sum: f64 = found.atoms.iter().map(|atom| atom.information).sum();
            assert!((sum - found.information).abs() < 1e-12);
            if redundancy == Redundancy::Broja {
                let gap = found.gap.unwrap();
                assert!(gap < 1e-9, "case {case} {shape:?}: {gap}");
                assert!(found.atoms.iter().all(|atom| atom.information > -1e-12));
            }
        }
    }
}

#[test]
fn no_law_with_the_same_pairs_tells_less() {
    // q + z (1, −1, −1, 1) on two values of each source keeps both marginals: a search over all such moves of a
    // 2 × 2 × 2 law is a grid over two numbers.
    for case in 0..40 {
        let mut generator = stream(29, "grid", case);
        let mut p: Vec<f64> = (0..8).map(|_| uniform(&mut generator) + 0.01).collect();
        let total: f64 = p.iter().sum();
        p.iter_mut().for_each(|p| *p /= total);
        let found = split(&p, &[2, 2, 2], Redundancy::Broja);
        let union = found.information - found.atom(&[3]).unwrap();
        let value = |z: [f64; 2]| {
            let q: Vec<f64> = (0..8)
                .map(|cell| {
                    let (a, b, t) = (cell >> 2 & 1, cell >> 1 & 1, cell & 1);
                    p[cell] + if a == b { z[t] } else { -z[t] }
                })
                .collect();
            if q.iter().any(|q| *q < 0.0) {
                return f64::INFINITY;
            }
            let mut sum = 0.0;
            for pair in 0..4 {
                let both = q[2 * pair] + q[2 * pair + 1];
                for t in 0..2 {
                    let of_t: f64 = (0..4).map(|pair| q[2 * pair + t]).sum();
                    let q = q[2 * pair + t];
                    sum += if q > 0.0 { q * (q / (both * of_t)).ln() } else { 0.0 };
                }
            }
            sum
        };
        // Coordinate grids that shrink around the best point found.
        let (mut center, mut width, mut best) = ([0.0; 2], 0.5, value([0.0; 2]));
        for _ in 0..60 {
            let from = center;
            for i in -10..=10 {
                for j in -10..=10 {
                    let z = [from[0] + width * f64::from(i) / 10.0, from[1] + width * f64::from(j) / 10.0];
                    if value(z) < best {
                        (best, center) = (value(z), z);
                    }
                }
            }
            width *= 0.7;
        }
        assert!(union < best + 1e-10 && union > best - 1e-6, "case {case}: {union} {best}");
    }
}

#[test]
fn the_largest_entropy_keeps_the_pairs_and_has_no_triple_interaction() {
    for case in 0..200 {
        let (p, shape) = random(case);
        let law = JointLaw::of_pmf(&p, &shape, &Run::default()).unwrap();
        let sourced = Sourced::new(&law, &[vec![0], vec![1]], &[2], &Run::default()).unwrap();
        let cells = maximum_entropy::maximum_entropy(&sourced, &Run::default()).unwrap();
        let mut entropy = (0.0, 0.0);
        for (x, y) in [(0, 1), (0, 2), (1, 2)] {
            let mut pairs = std::collections::BTreeMap::new();
            for cell in &cells {
                *pairs.entry((cell.values[x], cell.values[y])).or_insert(0.0) += cell.p;
            }
            for row in 0..law.rows() {
                let code = |variable: usize| match variable {
                    2 => sourced.target.ids[row],
                    other => sourced.sources[other].ids[row],
                };
                *pairs.entry((code(x), code(y))).or_insert(0.0) -= law.weights()[row];
            }
            assert!(pairs.values().all(|rest| rest.abs() < 1e-12), "case {case}");
        }
        cells.iter().for_each(|cell| entropy.0 -= cell.p * cell.p.ln());
        law.weights().iter().for_each(|p| entropy.1 -= p * p.ln());
        assert!(entropy.0 >= entropy.1 - 1e-12);
        // Inside a full cube the logarithms have no triple term.
        let at = |values: [u32; 3]| cells.iter().find(|cell| cell.values == values).map(|cell| cell.p.ln());
        let corner: Option<f64> = (0..8u32)
            .map(|i| at([i >> 2, i >> 1 & 1, i & 1]).map(|ln| if i.count_ones() % 2 == 0 { ln } else { -ln }))
            .sum();
        if let Some(corner) = corner {
            assert!(corner.abs() < 1e-6, "case {case}: {corner}");
        }
    }
}

#[test]
fn three_and_four_sources_on_the_lattice() {
    // Three-bit parity: all is synergy of the three.
    let parity: Vec<f64> = (0..16u32).map(|c| if c.count_ones() % 2 == 0 { 0.125 } else { 0.0 }).collect();
    for redundancy in [Redundancy::Minimum, Redundancy::MutualInformation] {
        let found = split(&parity, &[2; 4], redundancy);
        assert_eq!(found.atoms.len(), 18);
        for atom in &found.atoms {
            let expected = if atom.sets == [7] { BIT } else { 0.0 };
            assert!((atom.information - expected).abs() < 1e-14, "{atom:?}");
        }
        // Four copies of one bit and the bit: all is redundancy of the four.
        let mut copies = vec![0.0; 32];
        (copies[0], copies[31]) = (0.5, 0.5);
        let found = split(&copies, &[2; 5], redundancy);
        assert_eq!(found.atoms.len(), 166);
        assert!((found.atom(&[1, 2, 4, 8]).unwrap() - BIT).abs() < 1e-14);
        assert!(found.atoms[1..].iter().all(|atom| atom.information.abs() < 1e-13));
    }
}

#[test]
fn bad_sources_are_named() {
    let law = JointLaw::of_pmf(&[0.125; 8], &[2, 2, 2], &Run::default()).unwrap();
    let fault = |sources: &[Vec<u32>], target: &[u32], redundancy| {
        decompose(&law, sources, target, redundancy, &Run::default()).unwrap_err()
    };
    let of = |count: u32| (0..count).map(|i| vec![i]).collect::<Vec<_>>();
    assert_eq!(fault(&of(1), &[2], Redundancy::Broja).argument_name(), Some("sources"));
    assert_eq!(fault(&[vec![0], vec![2]], &[2], Redundancy::Broja).argument_name(), Some("target"));
    assert_eq!(fault(&[vec![0], vec![]], &[2], Redundancy::Minimum).code(), Code::Shape);
    assert_eq!(fault(&[vec![0], vec![7]], &[2], Redundancy::Minimum).code(), Code::Range);
    let three = [vec![0], vec![1], vec![0, 1]];
    assert_eq!(fault(&three, &[2], Redundancy::Broja).code(), Code::Unsupported);
}
