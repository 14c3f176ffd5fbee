//! Searches against all pairs, bit for bit.
use super::*;
use marginals_core::Run;
use marginals_core::random::{ChaCha8Rng, below, stream, uniform};

fn columns(generator: &mut ChaCha8Rng, n: usize, d: usize, tied: bool) -> Vec<Vec<f64>> {
    let value = |generator: &mut ChaCha8Rng| {
        if tied { below(generator, 4) as f64 } else { uniform(generator) * 3.0 - 1.0 }
    };
    (0..d).map(|_| (0..n).map(|_| value(generator)).collect()).collect()
}

/// The distance by the definition: the largest over blocks.
fn distance(
    blocks: &[Vec<usize>],
    nominal: &[bool],
    norm: Norm,
    x: &[Vec<f64>],
    i: usize,
    y: &[Vec<f64>],
    j: usize,
) -> f64 {
    let gap = |c: usize| {
        let gap = (x[c][i] - y[c][j]).abs();
        if nominal[c] && gap > 0.0 { 1.0 } else { gap }
    };
    let of_block = |block: &Vec<usize>| match norm {
        Norm::Maximum => block.iter().map(|c| gap(*c)).fold(0.0, f64::max),
        Norm::Euclidean => block.iter().map(|c| gap(*c) * gap(*c)).fold(0.0, |sum, term| sum + term),
    };
    blocks.iter().map(of_block).fold(0.0, f64::max)
}

/// Calls back with random small spaces of every kind.
fn cases(mut check: impl FnMut(&mut ChaCha8Rng, &[Vec<f64>], &Space<'_>, &dyn Fn(usize, usize) -> f64)) {
    let mut generator = stream(11, "spaces", 0);
    for case in 0..600 {
        let n = 2 + below(&mut generator, if case % 10 == 0 { 300 } else { 50 }) as usize;
        let d = 1 + below(&mut generator, if case % 7 == 0 { 20 } else { 5 }) as usize;
        let x = columns(&mut generator, n, d, case % 3 == 0);
        let norm = if case % 2 == 0 { Norm::Maximum } else { Norm::Euclidean };
        let cut = 1 + below(&mut generator, d as u64) as usize;
        let nominal: Vec<bool> = (0..d).map(|c| case % 3 == 0 && case % 4 == 0 && c % 2 == 0).collect();
        let refs: Vec<&[f64]> = x.iter().map(Vec::as_slice).collect();
        let (a, b) = (Space::new(&refs[..cut], norm), Space::new(&refs[cut..], norm));
        let space = Space::product(&[&a, &b]).with_nominal(&nominal);
        space.check("x").unwrap();
        let blocks: Vec<Vec<usize>> = vec![(0..cut).collect(), (cut..d).collect()];
        let exact = |i: usize, j: usize| distance(&blocks, &nominal, norm, &x, i, &x, j);
        check(&mut generator, &x, &space, &exact);
    }
}

#[test]
fn neighbors_are_those_of_all_pairs() {
    cases(|generator, x, space, exact| {
        let n = x[0].len();
        let k = 1 + below(generator, (n as u64 - 1).min(25)) as usize;
        let run = Run::default();
        let target = Target::new(space, &run).unwrap();
        let (kth, named) = (target.kth(k, true, &run).unwrap(), target.named(k, &run).unwrap());
        let mut unordered = target.kth(k, false, &run).unwrap();
        for i in 0..n {
            let mut all: Vec<(f64, u32)> =
                (0..n).filter(|j| *j != i).map(|j| (exact(i, j), j as u32)).collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            assert_eq!(kth[i].to_bits(), all[k - 1].0.to_bits());
            for (at, (distance, id)) in all[..k].iter().enumerate() {
                assert_eq!(named.distances[i * k + at].to_bits(), distance.to_bits());
                assert_eq!(named.ids[i * k + at], *id);
            }
        }
        let mut sorted = kth.clone();
        sorted.sort_by(f64::total_cmp);
        unordered.sort_by(f64::total_cmp);
        assert_eq!(sorted, unordered);
    });
}

#[test]
fn counts_are_those_of_all_pairs() {
    cases(|generator, x, space, exact| {
        let n = x[0].len();
        let run = Run::default();
        let target = Target::new(space, &run).unwrap();
        // Radii that are distances: only an exact comparison counts right.
        let radii: Vec<f64> = (0..n).map(|i| exact(i, below(generator, n as u64) as usize)).collect();
        for strict in [true, false] {
            let found = target.within(&radii, strict, &run).unwrap();
            for i in 0..n {
                let inside =
                    |j: &usize| if strict { exact(i, *j) < radii[i] } else { exact(i, *j) <= radii[i] };
                assert_eq!(found[i] as usize, (0..n).filter(inside).count());
            }
        }
    });
}

#[test]
fn neighbors_in_another_sample() {
    let run = Run::default();
    let mut generator = stream(12, "samples", 0);
    for case in 0..300 {
        let (n, m) = (1 + below(&mut generator, 60) as usize, 1 + below(&mut generator, 60) as usize);
        let d = 1 + below(&mut generator, 4) as usize;
        let (x, y) =
            (columns(&mut generator, n, d, case % 3 == 0), columns(&mut generator, m, d, case % 3 == 0));
        let norm = if case % 2 == 0 { Norm::Maximum } else { Norm::Euclidean };
        let k = 1 + below(&mut generator, m as u64) as usize;
        let of = |data: &[Vec<f64>]| -> Vec<Vec<f64>> { data.to_vec() };
        let (own_x, own_y) = (of(&x), of(&y));
        let refs_x: Vec<&[f64]> = own_x.iter().map(Vec::as_slice).collect();
        let refs_y: Vec<&[f64]> = own_y.iter().map(Vec::as_slice).collect();
        let from = Target::new(&Space::new(&refs_x, norm), &run).unwrap();
        let to = Target::new(&Space::new(&refs_y, norm), &run).unwrap();
        let found = to.kth_from(&from, k, &run).unwrap();
        for i in 0..n {
            let all = [(0..d).collect::<Vec<_>>()];
            let mut gaps: Vec<f64> =
                (0..m).map(|j| distance(&all, &vec![false; d], norm, &x, i, &y, j)).collect();
            gaps.sort_by(f64::total_cmp);
            assert_eq!(found[i].to_bits(), gaps[k - 1].to_bits(), "case {case}");
        }
    }
}

#[test]
fn a_cancelled_run_stops() {
    let mut generator = stream(14, "points", 0);
    let x = columns(&mut generator, 500, 3, false);
    let refs: Vec<&[f64]> = x.iter().map(Vec::as_slice).collect();
    let cancel = marginals_core::CancelFlag::default();
    let run = Run::default().with_cancel(cancel.clone());
    let target = Target::new(&Space::new(&refs, Norm::Maximum), &run).unwrap();
    cancel.cancel();
    assert!(target.kth(3, true, &run).unwrap_err().is_aborted());
    assert!(target.within(&vec![1.0; 500], true, &run).unwrap_err().is_aborted());
}

#[test]
fn a_line_finds_many_neighbors_too() {
    let run = Run::default();
    let mut generator = stream(15, "values", 0);
    for case in 0..20 {
        let n = 200 + below(&mut generator, 200) as usize;
        let x = columns(&mut generator, n, 1, case % 2 == 0);
        let space = Space::new(&[&x[0]], if case % 3 == 0 { Norm::Maximum } else { Norm::Euclidean });
        let target = Target::new(&space, &run).unwrap();
        for k in [1, 2, 47, 48, 49, 100, n - 1] {
            let found = target.kth(k, true, &run).unwrap();
            for (i, found) in found.into_iter().enumerate() {
                let mut gaps: Vec<f64> = (0..n).filter(|j| *j != i).map(|j| space.compared(i, j)).collect();
                gaps.sort_by(f64::total_cmp);
                assert_eq!(found.to_bits(), gaps[k - 1].to_bits(), "{case} {k}");
            }
        }
    }
}
