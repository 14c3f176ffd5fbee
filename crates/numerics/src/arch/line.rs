//! Searches along a sorted line: the distances of k-th neighbors, and how many values lie within a radius.
//!
//! Nothing is fused, and differences are those of the plain formulas: the same bits at all levels.
use super::{Level, at_level};
use std::hint::select_unpredictable;

/// Outputs that stay in registers while all windows pass.
const WIDE: usize = 16;
/// Binary searches that go on at once: none waits for its own last comparison.
const ABREAST: usize = 8;

#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[inline(always)]
fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The k nearest others of a value lie in a window of k + 1 consecutive values that holds it: the least over these of
/// the larger distance to an end.
#[inline(always)]
fn kth_body(x: &[f64], first: usize, k: usize, out: &mut [f64]) {
    let last = x.len() - 1 - k;
    let single = |i: usize| {
        let reach = |l: usize| larger(x[i] - x[l], x[l + k] - x[i]);
        (i.saturating_sub(k)..=i.min(last)).fold(f64::INFINITY, |least, l| lesser(reach(l), least))
    };
    for (chunk, out) in out.chunks_mut(WIDE).enumerate() {
        let start = first + chunk * WIDE;
        let end = start + out.len();
        if out.len() < WIDE || start < k || end + k > x.len() {
            (start..).zip(out).for_each(|(i, out)| *out = single(i));
            continue;
        }
        let own = &x[start..start + WIDE];
        let mut least = [f64::INFINITY; WIDE];
        for back in 0..=k {
            let (low, high) = (&x[start - back..][..WIDE], &x[start + k - back..][..WIDE]);
            for lane in 0..WIDE {
                least[lane] = lesser(larger(own[lane] - low[lane], high[lane] - own[lane]), least[lane]);
            }
        }
        out.copy_from_slice(&least);
    }
}

/// How many values at the start of `x` fulfil each of the conditions, which no later value fulfils once one fails.
#[inline(always)]
fn parted(x: &[f64], holds: impl Fn(usize, f64) -> bool) -> [usize; ABREAST] {
    let mut first = [0usize; ABREAST];
    let mut size = x.len();
    while size > 1 {
        let half = size / 2;
        for (q, first) in first.iter_mut().enumerate() {
            let middle = *first + half;
            // Half of the comparisons would be guessed wrong.
            *first = select_unpredictable(holds(q, x[middle]), middle, *first);
        }
        size -= half;
    }
    if let Some(last) = x.len().checked_sub(1) {
        for (q, first) in first.iter_mut().enumerate() {
            *first += usize::from(holds(q, x[(*first).min(last)]));
        }
    }
    first
}

#[inline(always)]
fn within_body<const STRICT: bool, const SQUARED: bool>(
    x: &[f64],
    points: &[f64],
    radii: &[f64],
    counts: &mut [u32],
) {
    let inside = |gap: f64, radius: f64| {
        let compared = if SQUARED { gap * gap } else { gap };
        if STRICT { compared < radius } else { compared <= radius }
    };
    for ((counts, points), radii) in
        counts.chunks_mut(ABREAST).zip(points.chunks(ABREAST)).zip(radii.chunks(ABREAST))
    {
        let (mut p, mut r) = ([0.0; ABREAST], [0.0; ABREAST]);
        p[..points.len()].copy_from_slice(points);
        r[..radii.len()].copy_from_slice(radii);
        // Rounding is monotone, so all these conditions are monotone along the line.
        let (first, end) = if SQUARED {
            let before = parted(x, |q, value| (value < p[q]) & !inside(p[q] - value, r[q]));
            (before, parted(x, |q, value| (value <= p[q]) | inside(value - p[q], r[q])))
        } else {
            let before = parted(x, |q, value| !inside(p[q] - value, r[q]));
            (before, parted(x, |q, value| inside(value - p[q], r[q])))
        };
        for (q, count) in counts.iter_mut().enumerate() {
            *count = if inside(0.0, r[q]) { (end[q] - first[q]) as u32 } else { 0 };
        }
    }
}

macro_rules! compiled {
    ($feature:literal, $kth:ident, $within:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $kth(x: &[f64], first: usize, k: usize, out: &mut [f64]) {
            kth_body(x, first, k, out);
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $within<const STRICT: bool, const SQUARED: bool>(
            x: &[f64],
            points: &[f64],
            radii: &[f64],
            counts: &mut [u32],
        ) {
            within_body::<STRICT, SQUARED>(x, points, radii, counts);
        }
    };
}
compiled!("avx2,bmi1,bmi2", kth_v3, within_v3);
compiled!("avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl", kth_v4, within_v4);

/// The distances of the sorted values from place `first` on to the `k`-th nearest of all others, 1 ≤ k < n. Cost: k + 1
/// windows a value.
///
/// # Panics
/// Where there are fewer values than asked for, or not more than `k` of them.
pub fn kth(level: Level, x: &[f64], first: usize, k: usize, out: &mut [f64]) {
    assert!(k < x.len() && first + out.len() <= x.len(), "values on the line");
    at_level!(level, kth_body(x, first, k, out), kth_v3(x, first, k, out), kth_v4(x, first, k, out));
}

/// How many sorted values lie nearer to each of `points` than its radius (`STRICT`), or at most that far; `SQUARED` radii
/// are compared with squares of differences.
pub fn within<const STRICT: bool, const SQUARED: bool>(
    level: Level,
    x: &[f64],
    points: &[f64],
    radii: &[f64],
    counts: &mut [u32],
) {
    at_level!(
        level,
        within_body::<STRICT, SQUARED>(x, points, radii, counts),
        within_v3::<STRICT, SQUARED>(x, points, radii, counts),
        within_v4::<STRICT, SQUARED>(x, points, radii, counts)
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn distances_and_counts_are_those_of_all_pairs_at_every_level() {
        for case in 0..120u64 {
            let mut generator = stream(case, "a line", 0);
            let n = 2 + below(&mut generator, 90) as usize;
            let spread = [5, 1000][case as usize % 2];
            let mut x: Vec<f64> = (0..n).map(|_| below(&mut generator, spread) as f64 / 8.0 - 9.0).collect();
            x.sort_by(f64::total_cmp);
            let k = 1 + below(&mut generator, n as u64 - 1) as usize;
            let gap = |i: usize, j: usize| (x[i] - x[j]).abs();
            let nearest: Vec<f64> = (0..n)
                .map(|i| {
                    let mut others: Vec<f64> = (0..n).filter(|j| *j != i).map(|j| gap(i, j)).collect();
                    others.sort_by(f64::total_cmp);
                    others[k - 1]
                })
                .collect();
            // Radii that are distances, so that only an exact comparison counts right.
            let radii: Vec<f64> = (0..n).map(|i| gap(i, below(&mut generator, n as u64) as usize)).collect();
            let squares: Vec<f64> = radii.iter().map(|radius| radius * radius).collect();
            let number = |holds: &dyn Fn(usize, usize) -> bool| -> Vec<u32> {
                (0..n).map(|i| (0..n).filter(|j| holds(i, *j)).count() as u32).collect()
            };
            let nearer = number(&|i, j| gap(i, j) < radii[i]);
            let near = number(&|i, j| gap(i, j) <= radii[i]);
            for level in Level::available() {
                let first = below(&mut generator, n as u64) as usize;
                let mut found = vec![9.0; n - first];
                kth(level, &x, first, k, &mut found);
                assert_eq!(found, nearest[first..], "{level:?}");
                let mut counts = vec![7; n];
                within::<true, false>(level, &x, &x, &radii, &mut counts);
                assert_eq!(counts, nearer, "{level:?}");
                within::<false, false>(level, &x, &x, &radii, &mut counts);
                assert_eq!(counts, near, "{level:?}");
                within::<true, true>(level, &x, &x, &squares, &mut counts);
                assert_eq!(counts, nearer, "{level:?}");
                within::<false, true>(level, &x, &x, &squares, &mut counts);
                assert_eq!(counts, near, "{level:?}");
            }
        }
    }
}
