//! The Student copula: dependence by correlations and a common heavy tail, of which a Gaussian copula is the limit.
//!
//! Ranks give each column the margins of a Student law of ν degrees, z = T_ν⁻¹((rank − ½) / n). The correlations R are the
//! fixed point R = mean of (ν + d) / (ν + zᵀR⁻¹z) · zzᵀ with its diagonal brought to 1 (the likelihood of a Student law;
//! far values weigh little), and ν is where the likelihood of the copula is largest, between ½ and 64 or ∞. A finite ν is
//! taken only where it gains more than ½ ln n in log-likelihood (G. Schwarz, 1978), else the copula is Gaussian.
//! I(X; Y) = ½ ln (|R_X| |R_Y| / |R|) + h(d_X) + h(d_Y) − h(d_X + d_Y), with h the entropy of a standard Student law of
//! that many columns (R. B. Arellano-Valle, J. E. Contreras-Reyes, M. G. Genton, "Shannon entropy and mutual information
//! for multivariate skew-elliptical distributions", 2013): above 0 even without correlation, because a far value in one
//! column announces far values in all.
//!
//! S. Demarta, A. J. McNeil, "The t copula and related copulas", 2005. Cost O(n d²) a step, some hundred steps, on at most
//! 20,000 rows but for the last. Use it for elliptical dependence with common shocks (returns, residuals); where the
//! copula is another it is only as right as the likeness.
use super::covariance::{Covariance, Factor};
use marginals_core::random::{ChaCha8Rng, stream, uniform};
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};
use marginals_numerics::gamma::{digamma, ln_gamma};
use marginals_numerics::normal::{normal_distribution, quantile};
use marginals_numerics::student::{Scale, ln_density};

/// Rows on which ν is looked for, taken evenly.
const SEARCHED: usize = 20_000;
/// Steps towards R at one ν, and the change of an entry at which it is reached.
const STEPS: usize = 30;
const REACHED: f64 = 1e-5;

/// A Student copula fitted to columns on a normal scale.
#[derive(Clone, Debug)]
pub struct StudentCopula {
    /// Its correlations R.
    pub of: Covariance,
    /// Its degrees of freedom ν; ∞ for a Gaussian copula.
    pub degrees: f64,
    /// By how much ν raises the log-likelihood over a Gaussian copula, on the rows it was found on.
    pub gain: f64,
}

impl StudentCopula {
    /// Fitted to normal scores of columns whose Gaussian copula is `gaussian`; none where a column is determined by others.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn fit(scores: &[&[f64]], gaussian: &Covariance, run: &Run) -> Result<Option<Self>> {
        let n = gaussian.samples;
        let _charge = run.charge("half ranks", 8 * (n * scores.len()) as u64)?;
        let scores: Vec<Vec<f64>> =
            scores.iter().map(|column| half_ranks(column, run)).collect::<Result<_>>()?;
        let scores: Vec<&[f64]> = scores.iter().map(Vec::as_slice).collect();
        let stride = n.div_ceil(SEARCHED);
        let thinned: Vec<Vec<f64>> =
            scores.iter().map(|column| column.iter().step_by(stride).copied().collect()).collect();
        let few: Vec<&[f64]> = thinned.iter().map(Vec::as_slice).collect();
        let rows = few[0].len() as f64;
        let Some(normal) = pass(&few, gaussian, f64::INFINITY, run)? else { return Ok(None) };
        let at = |ln: f64, start: &Covariance| fixed_point(&few, start, ln.exp(), run);
        // Doublings of ν from ½ to 64, then thrice the vertex of the parabola through the best and one on either side.
        let mut best = (f64::NEG_INFINITY, 0.0f64);
        let mut current = gaussian.clone();
        let mut seen: Vec<(f64, f64)> = Vec::new();
        for doubling in (-1..=6).rev() {
            let ln = f64::from(doubling) * std::f64::consts::LN_2;
            let Some((found, likelihood)) = at(ln, &current)? else { return Ok(None) };
            current = found;
            seen.push((ln, likelihood));
            if likelihood > best.0 {
                best = (likelihood, ln);
            } else if likelihood < best.0 - 10.0 {
                break;
            }
        }
        for spread in [std::f64::consts::LN_2, 0.25, 0.06] {
            let mut values = [0.0; 3];
            for (value, side) in values.iter_mut().zip([-1.0, 0.0, 1.0]) {
                let ln = best.1 + side * spread;
                let known = seen.iter().find(|(known, _)| (known - ln).abs() < 1e-9);
                *value = match known {
                    Some((_, likelihood)) => *likelihood,
                    None => match at(ln, &current)? {
                        Some((_, likelihood)) => likelihood,
                        None => return Ok(None),
                    },
                };
            }
            let curvature = values[0] - 2.0 * values[1] + values[2];
            best.0 = values[1];
            if curvature < 0.0 {
                best.1 += (0.5 * (values[0] - values[2]) / curvature).clamp(-1.0, 1.0) * spread;
            }
        }
        let gain = best.0 - normal.ln_likelihood;
        if gain.is_nan() || gain <= 0.5 * rows.ln() {
            return Ok(Some(StudentCopula { of: gaussian.clone(), degrees: f64::INFINITY, gain: 0.0 }));
        }
        let degrees = best.1.exp();
        Ok(fixed_point(&scores, &current, degrees, run)?.map(|(of, _)| StudentCopula { of, degrees, gain }))
    }

    /// I(A; B | C) of disjoint sets of columns.
    #[must_use]
    pub fn information(&self, a: &[usize], b: &[usize], c: &[usize], corrected: bool) -> f64 {
        let normal = self.of.information(a, b, c, corrected);
        if self.degrees == f64::INFINITY {
            return normal;
        }
        let h = |columns: usize| entropy(columns, self.degrees);
        let (a, b, c) = (a.len(), b.len(), c.len());
        normal + h(a + c) + h(b + c) - h(a + b + c) - h(c)
    }

    /// `n` rows drawn from it, in columns; what they are made of depends on `seed` and the row alone.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn draw(&self, n: usize, seed: u64, run: &Run) -> Result<Vec<Vec<f64>>> {
        let d = self.of.d;
        let factor = factor(&self.of);
        let _charge = run.charge("drawn rows", 16 * (n * d) as u64)?;
        let mut rows = run.filled("drawn rows", n * d, 0.0)?;
        run.blocks_into(
            &mut rows,
            1024 * d,
            || vec![0.0; d],
            |white, start, rows| {
                for (at, row) in rows.chunks_exact_mut(d).enumerate() {
                    let mut generator = stream(seed, "student-copula", (start / d + at) as u64);
                    white.iter_mut().for_each(|white| *white = normal(&mut generator));
                    let scale = match self.degrees {
                        f64::INFINITY => 1.0,
                        degrees => (0.5 * degrees / gamma(0.5 * degrees, &mut generator)).sqrt(),
                    };
                    factor.color(white, row);
                    row.iter_mut().for_each(|value| *value = (*value * scale).clamp(-1e300, 1e300));
                }
                run.check()
            },
        )?;
        (0..d)
            .map(|column| {
                let mut values = run.reserved("drawn rows", n)?;
                values.extend(rows.iter().skip(column).step_by(d));
                Ok(values)
            })
            .collect()
    }
}

/// Entropy of a standard Student law of `columns`, less what cancels in an information.
fn entropy(columns: usize, degrees: f64) -> f64 {
    let (half, sum) = (0.5 * degrees, 0.5 * (degrees + columns as f64));
    ln_gamma(half) - ln_gamma(sum) + sum * (digamma(sum) - digamma(half))
}

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    quantile(uniform(generator) + 0.5 / (1u64 << 53) as f64)
}

/// A variable of the gamma law of that shape (G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables",
/// 2000).
fn gamma(shape: f64, generator: &mut ChaCha8Rng) -> f64 {
    if shape < 1.0 {
        let power = (uniform(generator) + 0.5 / (1u64 << 53) as f64).powf(1.0 / shape);
        return (gamma(shape + 1.0, generator) * power).max(f64::MIN_POSITIVE);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(generator);
        let v = (1.0 + c * x).powi(3);
        let u = uniform(generator) + 0.5 / (1u64 << 53) as f64;
        if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

fn factor(of: &Covariance) -> Factor {
    let mut factor = Factor::default();
    (0..of.d).for_each(|column| {
        factor.append(of, column);
    });
    factor
}

struct Pass {
    ln_likelihood: f64,
    /// The next R.
    correlation: Vec<f64>,
}

/// Normal scores of ranks r / (n + 1) as those of (r − ½) / n, which leave the tails what they are.
fn half_ranks(scores: &[f64], run: &Run) -> Result<Vec<f64>> {
    let n = scores.len() as f64;
    let mut own = run.filled("half ranks", scores.len(), 0.0)?;
    run.blocks_into(
        &mut own,
        4096,
        || (),
        |(), first, own| {
            let from = &scores[first..first + own.len()];
            own.iter_mut().zip(from).for_each(|(own, score)| {
                *own = quantile((normal_distribution(*score) * (n + 1.0) - 0.5) / n);
            });
            Ok(())
        },
    )?;
    Ok(own)
}

/// R at one ν and the log-likelihood of the copula there.
fn fixed_point(
    scores: &[&[f64]],
    start: &Covariance,
    degrees: f64,
    run: &Run,
) -> Result<Option<(Covariance, f64)>> {
    let scored = scores.iter().flat_map(|column| column.iter());
    let largest = scored.fold(0.0, |largest: f64, score| largest.max(score.abs()));
    let scale = Scale::new(degrees, largest);
    let _charge = run.charge("Student scores", 8 * (scores.len() * scores[0].len()) as u64)?;
    let mut columns = Vec::with_capacity(scores.len());
    for column in scores {
        let mut own = run.filled("Student scores", column.len(), 0.0)?;
        run.blocks_into(
            &mut own,
            4096,
            || (),
            |(), first, own| {
                let from = &column[first..first + own.len()];
                own.iter_mut().zip(from).for_each(|(own, score)| *own = scale.of(*score));
                Ok(())
            },
        )?;
        columns.push(own);
    }
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let mut of = start.clone();
    for step in 0..=STEPS {
        let Some(found) = pass(&columns, &of, degrees, run)? else { return Ok(None) };
        let changes = found.correlation.iter().zip(&of.correlation).map(|(new, old)| (new - old).abs());
        if step == STEPS || changes.fold(0.0, f64::max) < REACHED {
            return Ok(Some((of, found.ln_likelihood)));
        }
        of.correlation = found.correlation;
    }
    Ok(None)
}

/// The log-likelihood of the copula with these correlations, and the next ones; none where they are singular.
fn pass(columns: &[&[f64]], of: &Covariance, degrees: f64, run: &Run) -> Result<Option<Pass>> {
    let (d, n) = (columns.len(), columns[0].len());
    let factor = factor(of);
    let all: Vec<usize> = (0..d).collect();
    let ln_determinant = of.ln_determinant(&all);
    if !ln_determinant.is_finite() {
        return Ok(None);
    }
    let half = 0.5 * (degrees + d as f64);
    let constant = if degrees == f64::INFINITY {
        -0.5 * ln_determinant
    } else {
        ln_gamma(half)
            - ln_gamma(0.5 * degrees)
            - 0.5 * d as f64 * (degrees * std::f64::consts::PI).ln()
            - 0.5 * ln_determinant
    };
    let parts = run.blocks(
        n,
        512,
        || (),
        |(), rows| {
            run.check()?;
            let mut products = vec![0.0; d * (d + 1) / 2];
            let mut likelihood = Sum::default();
            let (mut row, mut white) = (vec![0.0; d], vec![0.0; d]);
            for i in rows {
                row.iter_mut().zip(columns).for_each(|(value, column)| *value = column[i]);
                white.copy_from_slice(&row);
                factor.whiten(&mut white);
                let length: f64 = white.iter().map(|white| white * white).sum();
                let squares: f64 = row.iter().map(|value| value * value).sum();
                let weight = if degrees == f64::INFINITY {
                    likelihood.add(0.5 * (squares - length));
                    1.0
                } else {
                    let margins: f64 = row.iter().map(|value| ln_density(*value, degrees)).sum();
                    likelihood.add(-half * (length / degrees).ln_1p() - margins);
                    (degrees + d as f64) / (degrees + length)
                };
                let mut at = 0;
                for a in 0..d {
                    let scaled = weight * row[a];
                    products[at..=at + a].iter_mut().zip(&row).for_each(|(sum, b)| *sum += scaled * b);
                    at += a + 1;
                }
            }
            Ok((likelihood, products))
        },
    )?;
    let mut likelihood = Sum::default();
    let mut products = vec![0.0; d * (d + 1) / 2];
    for (part, own) in parts {
        likelihood.merge(part);
        products.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
    let place = |a: usize, b: usize| a.max(b) * (a.max(b) + 1) / 2 + a.min(b);
    let deviation: Vec<f64> = (0..d).map(|a| products[place(a, a)].sqrt()).collect();
    let mut correlation = vec![0.0; d * d];
    for a in 0..d {
        for b in 0..d {
            let r = products[place(a, b)] / (deviation[a] * deviation[b]);
            correlation[a * d + b] = if a == b { 1.0 } else { r.clamp(-1.0, 1.0) };
        }
    }
    Ok(Some(Pass { ln_likelihood: likelihood.value() + n as f64 * constant, correlation }))
}
