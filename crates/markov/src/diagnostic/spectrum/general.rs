//! Eigenvalues of a real upper Hessenberg matrix by QR steps with two shifts at once.
//!
//! Complex pairs are found in real arithmetic; shifts that make no progress are replaced after ten steps, so
//! that permutation matrices and other unitary ones deflate too. Sources: J. Francis, 1961, "The QR
//! transformation"; R. Martin, G. Peters, J. Wilkinson, 1970, "The QR algorithm for real Hessenberg matrices".
//! Cost: about 8 n³ operations.
use marginals_core::{Error, Result, Run};

const STEPS: usize = 90;

/// Beside the largest entry, a smaller one is 0 even where its neighbors are as small: a step divides by it.
const NEGLIGIBLE: f64 = 1e-290;

/// Eigenvalues (real, imaginary) of the row-major Hessenberg `matrix`, which is destroyed.
pub(super) fn eigenvalues(matrix: &mut [f64], n: usize, run: &Run) -> Result<Vec<(f64, f64)>> {
    let norm = matrix.iter().map(|entry| entry.abs()).fold(0.0, f64::max);
    let mut found = Vec::with_capacity(n);
    let mut end = n;
    let mut steps = 0;
    while end > 0 {
        run.check()?;
        let start = unreduced_start(matrix, n, end, norm);
        let last = end - 1;
        if start == last {
            found.push((matrix[last * n + last], 0.0));
            (end, steps) = (last, 0);
            continue;
        }
        if start + 1 == last {
            let at = |i: usize, j: usize| matrix[(start + i) * n + start + j];
            found.extend(pair(at(0, 0), at(0, 1), at(1, 0), at(1, 1)));
            (end, steps) = (start, 0);
            continue;
        }
        steps += 1;
        if steps > STEPS {
            return Err(Error::not_converged("the eigenvalues of the chain did not converge"));
        }
        let at = |i: usize, j: usize| matrix[i * n + j];
        let (mut x, mut y) = (at(last, last), at(last - 1, last - 1));
        let mut w = at(last, last - 1) * at(last - 1, last);
        if steps % 10 == 0 {
            let size = at(last, last - 1).abs() + at(last - 1, last - 2).abs();
            x += 0.75 * size;
            y = x;
            w = -0.4375 * size * size;
        }
        double_step(matrix, n, start, last, (x, y, w), run)?;
    }
    Ok(found)
}

/// The first row of the unreduced block that ends before `end`; the subdiagonal entry above it becomes 0.
fn unreduced_start(matrix: &mut [f64], n: usize, end: usize, norm: f64) -> usize {
    for row in (1..end).rev() {
        let beside = matrix[(row - 1) * n + row - 1].abs() + matrix[row * n + row].abs();
        let beside = if beside == 0.0 { norm } else { beside };
        let entry = matrix[row * n + row - 1].abs();
        if entry <= f64::EPSILON * beside || entry <= NEGLIGIBLE * norm {
            matrix[row * n + row - 1] = 0.0;
            return row;
        }
    }
    0
}

/// Eigenvalues of [[a, b], [c, d]].
fn pair(a: f64, b: f64, c: f64, d: f64) -> [(f64, f64); 2] {
    let half = 0.5 * (a - d);
    let discriminant = half * half + b * c;
    if discriminant < 0.0 {
        let imaginary = (-discriminant).sqrt();
        return [(0.5 * (a + d), imaginary), (0.5 * (a + d), -imaginary)];
    }
    let far = half + discriminant.sqrt().copysign(half);
    let near = if far == 0.0 { 0.0 } else { -b * c / far };
    [(d + far, 0.0), (d + near, 0.0)]
}

/// One implicit double-shift step on rows and columns `start..=last`; (x, y, w) are the last two diagonal
/// entries and the product of the entries beside them.
fn double_step(
    matrix: &mut [f64],
    n: usize,
    start: usize,
    last: usize,
    (x, y, w): (f64, f64, f64),
    run: &Run,
) -> Result<()> {
    // Two small consecutive subdiagonal entries let the step begin below `start`.
    let mut top = last - 2;
    let mut column = loop {
        let at = |i: usize, j: usize| matrix[(top + i) * n + top + j];
        let z = at(0, 0);
        let (r, s) = (x - z, y - z);
        let v = [(r * s - w) / at(1, 0) + at(0, 1), at(1, 1) - z - r - s, at(2, 1)];
        let size = v[0].abs() + v[1].abs() + v[2].abs();
        let v = if size > 0.0 { v.map(|entry| entry / size) } else { v };
        if top == start {
            break v;
        }
        let above = matrix[top * n + top - 1].abs() * (v[1].abs() + v[2].abs());
        let around = matrix[(top - 1) * n + top - 1].abs() + z.abs() + at(1, 1).abs();
        if above <= f64::EPSILON * v[0].abs() * around {
            break v;
        }
        top -= 1;
    };
    for k in top..last {
        if k % 64 == 0 {
            run.check()?;
        }
        let three = k + 1 < last;
        let mut scale = 1.0;
        if k > top {
            let at = |i: usize| matrix[(k + i) * n + k - 1];
            column = [at(0), at(1), if three { at(2) } else { 0.0 }];
            scale = column[0].abs() + column[1].abs() + column[2].abs();
            if scale == 0.0 {
                continue;
            }
            column = column.map(|entry| entry / scale);
        }
        let [p, q, r] = column;
        let norm = (p * p + q * q + r * r).sqrt().copysign(p);
        if norm == 0.0 {
            continue;
        }
        if k > top {
            matrix[k * n + k - 1] = -norm * scale;
            matrix[(k + 1) * n + k - 1] = 0.0;
            if three {
                matrix[(k + 2) * n + k - 1] = 0.0;
            }
        } else if top > start {
            matrix[k * n + k - 1] = -matrix[k * n + k - 1];
        }
        let head = p + norm;
        let (a, b, c) = (head / norm, q / norm, r / norm);
        let (g, h) = (q / head, r / head);
        rotate_rows(&mut matrix[k * n..], n, k..last + 1, three, (a, b, c, g, h));
        let bottom = last.min(k + 3);
        for row in start..=bottom {
            let cells = &mut matrix[row * n + k..][..if three { 3 } else { 2 }];
            let mut sum = a * cells[0] + b * cells[1];
            if three {
                sum += c * cells[2];
                cells[2] -= sum * h;
            }
            cells[1] -= sum * g;
            cells[0] -= sum;
        }
    }
    Ok(())
}

/// Applies the reflection to the first two or three rows of `rows`, over `columns`.
fn rotate_rows(
    rows: &mut [f64],
    n: usize,
    columns: std::ops::Range<usize>,
    three: bool,
    (a, b, c, g, h): (f64, f64, f64, f64, f64),
) {
    let (first, rest) = rows.split_at_mut(n);
    let (second, rest) = rest.split_at_mut(n);
    if three {
        let third = &mut rest[columns.clone()];
        for ((x, y), z) in first[columns.clone()].iter_mut().zip(&mut second[columns]).zip(third) {
            let sum = *x + g * *y + h * *z;
            *x -= sum * a;
            *y -= sum * b;
            *z -= sum * c;
        }
    } else {
        for (x, y) in first[columns.clone()].iter_mut().zip(&mut second[columns]) {
            let sum = *x + g * *y;
            *x -= sum * a;
            *y -= sum * b;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::reduction::to_hessenberg;
    use super::*;
    use marginals_core::random::{stream, uniform};

    fn all(mut matrix: Vec<f64>, n: usize) -> Vec<(f64, f64)> {
        let run = Run::default();
        to_hessenberg(&mut matrix, n, &run).unwrap();
        eigenvalues(&mut matrix, n, &run).unwrap()
    }

    #[test]
    fn a_cycle_has_the_roots_of_unity() {
        for n in [1usize, 2, 3, 4, 7, 12, 33] {
            let mut matrix = vec![0.0; n * n];
            for x in 0..n {
                matrix[x * n + (x + 1) % n] = 1.0;
            }
            let values = all(matrix, n);
            for k in 0..n {
                let angle = 2.0 * std::f64::consts::PI * k as f64 / n as f64;
                let near = values.iter().map(|(re, im)| (re - angle.cos()).hypot(im - angle.sin()));
                assert!(near.fold(f64::INFINITY, f64::min) < 1e-12, "{n} {k}");
            }
        }
    }

    #[test]
    fn power_sums_are_traces_of_powers() {
        for (seed, n) in [(1u64, 5usize), (2, 16), (3, 60)] {
            let mut generator = stream(seed, "matrix", 0);
            let matrix: Vec<f64> = (0..n * n).map(|_| uniform(&mut generator) / n as f64).collect();
            let values = all(matrix.clone(), n);
            let mut power = matrix.clone();
            let mut terms: Vec<(f64, f64)> = values.clone();
            for exponent in 1..=4 {
                let trace: f64 = (0..n).map(|i| power[i * n + i]).sum();
                let (re, im) = terms.iter().fold((0.0, 0.0), |sum, t| (sum.0 + t.0, sum.1 + t.1));
                assert!((re - trace).abs() < 1e-12 && im.abs() < 1e-12, "{n} {exponent}: {re} {trace}");
                power = (0..n * n)
                    .map(|cell| (0..n).map(|k| power[cell / n * n + k] * matrix[k * n + cell % n]).sum())
                    .collect();
                for (t, v) in terms.iter_mut().zip(&values) {
                    *t = (t.0 * v.0 - t.1 * v.1, t.0 * v.1 + t.1 * v.0);
                }
            }
        }
    }
}
