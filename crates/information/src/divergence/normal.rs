//! Divergences of Gaussian laws in closed form, in nats where they are logarithmic.
//!
//! All come from KL(p ‖ q) = ½ (tr Σq⁻¹Σp + Δᵀ Σq⁻¹ Δ − d + ln |Σq|/|Σp|) and Rényi's
//! D_a = ½ a Δᵀ S⁻¹ Δ − ln(|S| / |Σp|^{1−a} |Σq|^a) / 2(a − 1), S = (1 − a) Σp + a Σq (M. Gil, F. Alajaji and T. Linder,
//! "Rényi divergence measures for commonly used univariate continuous distributions", 2013), which is infinite where S
//! is not positive definite; Cauchy–Schwarz from ∫ pq = N(Δ; 0, Σp + Σq). Cost: O(d³).
use super::Divergence;
use crate::gaussian::covariance::Covariance;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// A Gaussian law: mean and covariance, row after row.
#[derive(Clone, Debug, PartialEq)]
pub struct Normal {
    mean: Vec<f64>,
    covariance: Vec<f64>,
}

impl Normal {
    /// The law with the mean and the covariance of a sample, of n − 1.
    ///
    /// # Errors
    /// `Shape` for fewer than two rows or unequal columns; `NonFinite`; out of memory; the run was cancelled.
    pub fn of_sample(columns: &[&[f64]], run: &Run) -> Result<Self> {
        let found = Covariance::of_columns(columns, run)?;
        let d = found.d;
        let deviation = |c: usize| (0.5 * found.ln_variance[c]).exp();
        let mean = columns
            .iter()
            .map(|column| column.iter().copied().collect::<Sum>().value() / column.len() as f64)
            .collect();
        let covariance =
            (0..d * d).map(|at| found.correlation[at] * deviation(at / d) * deviation(at % d)).collect();
        Ok(Normal { mean, covariance })
    }

    /// Its mean.
    #[must_use]
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Its covariance, row after row.
    #[must_use]
    pub fn covariance(&self) -> &[f64] {
        &self.covariance
    }

    /// Takes mean and covariance over.
    ///
    /// # Errors
    /// `Shape`, `NonFinite`, `Argument` for a covariance that is not symmetric; `argument` is named.
    pub fn new(argument: &str, mean: Vec<f64>, covariance: Vec<f64>) -> Result<Self> {
        let d = mean.len();
        if d == 0 || covariance.len() != d.saturating_mul(d) {
            let expected = format!("of {d} rows and columns (entries of the mean), at least one");
            return Err(Error::shape(format!("{argument}.covariance"), expected, covariance.len()));
        }
        if let Some(at) = mean.iter().position(|x| !x.is_finite()) {
            return Err(Error::non_finite(format!("{argument}.mean[{at}]"), "a finite number", mean[at]));
        }
        for row in 0..d {
            for column in 0..d {
                let (a, b) = (covariance[row * d + column], covariance[column * d + row]);
                let place = format!("{argument}.covariance[{row}][{column}]");
                if !a.is_finite() {
                    return Err(Error::non_finite(place, "a finite number", a));
                }
                if (a - b).abs() > 1e-10 * (a.abs() + b.abs()) {
                    return Err(Error::argument(place, format!("equal to [{column}][{row}]: {b}"), a));
                }
            }
        }
        Ok(Normal { mean, covariance })
    }
}

/// The lower factor L of a symmetric positive definite matrix.
struct Factor {
    lower: Vec<f64>,
    d: usize,
}

impl Factor {
    /// None unless the matrix is positive definite.
    fn new(matrix: &[f64], d: usize, run: &Run) -> Result<Option<Self>> {
        let mut lower = run.filled("a factor", d * d, 0.0)?;
        for row in 0..d {
            run.check()?;
            for column in 0..=row {
                let (a, b) = (&lower[row * d..row * d + column], &lower[column * d..column * d + column]);
                let dot: Sum = a.iter().zip(b).map(|(a, b)| a * b).collect();
                let rest = matrix[row * d + column] - dot.value();
                lower[row * d + column] = if row > column {
                    rest / lower[column * d + column]
                } else if rest > 0.0 {
                    rest.sqrt()
                } else {
                    return Ok(None);
                };
            }
        }
        Ok(Some(Factor { lower, d }))
    }

    fn ln_determinant(&self) -> f64 {
        (0..self.d).map(|i| 2.0 * self.lower[i * self.d + i].ln()).collect::<Sum>().value()
    }

    /// |L⁻¹ b|².
    fn squared_norm(&self, b: &[f64]) -> f64 {
        let mut solved: Vec<f64> = Vec::with_capacity(self.d);
        for row in 0..self.d {
            let dot: Sum = self.lower[row * self.d..].iter().zip(&solved).map(|(l, x)| l * x).collect();
            solved.push((b[row] - dot.value()) / self.lower[row * self.d + row]);
        }
        solved.iter().map(|x| x * x).collect::<Sum>().value()
    }
}

/// Two laws of one dimension, factored.
struct Both<'a> {
    p: &'a Normal,
    q: &'a Normal,
    of_p: Factor,
    of_q: Factor,
    shift: Vec<f64>,
    run: &'a Run,
}

impl Both<'_> {
    fn kl(&self, forward: bool) -> f64 {
        let (from, to, law) =
            if forward { (&self.of_p, &self.of_q, self.p) } else { (&self.of_q, &self.of_p, self.q) };
        let d = law.mean.len();
        // tr Σq⁻¹ Σp = Σ |Lq⁻¹ column of Lp|².
        let trace: Sum = (0..d)
            .map(|column| {
                let entries: Vec<f64> = (0..d).map(|row| from.lower[row * d + column]).collect();
                to.squared_norm(&entries)
            })
            .collect();
        let ratio = to.ln_determinant() - from.ln_determinant();
        (0.5 * (trace.value() - d as f64 + to.squared_norm(&self.shift) + ratio)).max(0.0)
    }

    /// The factor of u Σp + v Σq.
    fn mixed(&self, u: f64, v: f64) -> Result<Option<Factor>> {
        let matrix: Vec<f64> =
            self.p.covariance.iter().zip(&self.q.covariance).map(|(p, q)| u * p + v * q).collect();
        Factor::new(&matrix, self.p.mean.len(), self.run)
    }

    /// ln ∫ pᵃ q^{1−a}, for any a; ∞ where the integral is.
    fn ln_power(&self, a: f64) -> Result<f64> {
        let Some(factor) = self.mixed(1.0 - a, a)? else { return Ok(f64::INFINITY) };
        let (p, q) = (self.of_p.ln_determinant(), self.of_q.ln_determinant());
        let scale = factor.ln_determinant() - (1.0 - a) * p - a * q;
        Ok(0.5 * (a * (a - 1.0) * factor.squared_norm(&self.shift) - scale))
    }
}

/// A divergence of p from q.
///
/// # Errors
/// `Shape` for different dimensions; `Argument` for a covariance that is not positive definite; `Unsupported` for a
/// divergence without a closed form; the run was cancelled.
pub fn divergence(kind: Divergence, p: &Normal, q: &Normal, run: &Run) -> Result<f64> {
    let d = p.mean.len();
    if q.mean.len() != d {
        return Err(Error::shape("q.mean", format!("of length {d} (as p.mean)"), q.mean.len()));
    }
    let factor = |argument: &'static str, law: &Normal| {
        Factor::new(&law.covariance, d, run)?
            .ok_or_else(|| Error::argument(argument, "positive definite", "a matrix that is not"))
    };
    let both = Both {
        of_p: factor("p.covariance", p)?,
        of_q: factor("q.covariance", q)?,
        shift: p.mean.iter().zip(&q.mean).map(|(p, q)| p - q).collect(),
        p,
        q,
        run,
    };
    Ok(match kind {
        Divergence::KullbackLeibler
        | Divergence::Renyi(1.0)
        | Divergence::Tsallis(1.0)
        | Divergence::Amari(-1.0) => both.kl(true),
        Divergence::Amari(1.0) => both.kl(false),
        Divergence::Jeffreys => both.kl(true) + both.kl(false),
        Divergence::Renyi(0.0) | Divergence::Tsallis(0.0) => 0.0,
        Divergence::CauchySchwarz => {
            let Some(sum) = both.mixed(0.5, 0.5)? else { return Ok(f64::INFINITY) };
            let ends = 0.5 * (both.of_p.ln_determinant() + both.of_q.ln_determinant());
            (0.5 * sum.squared_norm(&both.shift) + sum.ln_determinant() - ends).max(0.0)
        }
        kind => {
            let exponent = kind.exponent().filter(|exponent| exponent.is_finite());
            let ln_power = exponent.map(|exponent| both.ln_power(exponent)).transpose()?;
            let Some(found) = ln_power.and_then(|ln_power| kind.of_ln_power(ln_power)) else {
                return Err(Error::unsupported(
                    "p",
                    "probabilities: this has no closed form for Gaussian laws",
                    "a Gaussian law",
                ));
            };
            found.max(0.0)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The integral over a fine grid, for one dimension.
    fn integral(p: (f64, f64), q: (f64, f64), f: impl Fn(f64, f64) -> f64) -> f64 {
        let density = |(mean, variance): (f64, f64), x: f64| {
            (-(x - mean).powi(2) / (2.0 * variance)).exp() / (2.0 * std::f64::consts::PI * variance).sqrt()
        };
        let step = 1e-3;
        let terms = (-20_000..20_000).map(|i| {
            let x = f64::from(i) * step;
            f(density(p, x), density(q, x)) * step
        });
        terms.collect::<Sum>().value()
    }

    #[test]
    fn closed_forms_are_the_integrals() {
        let run = Run::default();
        let (a, b) = ((0.3, 1.0), (-0.4, 1.7));
        let law = |(mean, variance): (f64, f64)| Normal::new("p", vec![mean], vec![variance]).unwrap();
        let of = |kind| divergence(kind, &law(a), &law(b), &run).unwrap();
        let near = |kind, expected: f64| {
            assert!((of(kind) - expected).abs() < 1e-9, "{kind:?} {} {expected}", of(kind))
        };
        let kl = integral(a, b, |p, q| if p > 1e-300 { p * (p / q).ln() } else { 0.0 });
        near(Divergence::KullbackLeibler, kl);
        near(
            Divergence::Jeffreys,
            kl + integral(b, a, |p, q| if q > 1e-300 { p * (p / q).ln() } else { 0.0 }),
        );
        let power = |e: f64| {
            integral(a, b, move |p, q| if p.min(q) > 1e-300 { p.powf(e) * q.powf(1.0 - e) } else { 0.0 })
        };
        near(Divergence::Renyi(0.7), power(0.7).ln() / -0.3);
        near(Divergence::Renyi(1.9), power(1.9).ln() / 0.9);
        near(Divergence::Tsallis(1.9), (power(1.9) - 1.0) / 0.9);
        near(Divergence::Amari(0.4), 4.0 / 0.84 * (1.0 - power(0.3)));
        near(Divergence::Bhattacharyya, -power(0.5).ln());
        near(Divergence::Hellinger, (1.0 - power(0.5)).sqrt());
        near(Divergence::PearsonChiSquare, power(2.0) - 1.0);
        let (pq, pp, qq) =
            (integral(a, b, |p, q| p * q), integral(a, b, |p, _| p * p), integral(a, b, |_, q| q * q));
        near(Divergence::CauchySchwarz, -(pq * pq / (pp * qq)).ln());
    }

    #[test]
    fn independent_coordinates_add_and_bad_laws_are_named() {
        let run = Run::default();
        let law = |mean: [f64; 2], v: [f64; 2]| {
            Normal::new("p", mean.to_vec(), vec![v[0], 0.0, 0.0, v[1]]).unwrap()
        };
        let (p, q) = (law([1.0, 0.5], [2.0, 1.0]), law([0.0, 0.0], [1.0, 3.0]));
        let one = |axis: usize| {
            let of = |law: &Normal| {
                Normal::new("p", vec![law.mean[axis]], vec![law.covariance[3 * axis]]).unwrap()
            };
            divergence(Divergence::Renyi(0.5), &of(&p), &of(&q), &run).unwrap()
        };
        let both = divergence(Divergence::Renyi(0.5), &p, &q, &run).unwrap();
        assert!((both - one(0) - one(1)).abs() < 1e-14);
        assert_eq!(divergence(Divergence::KullbackLeibler, &p, &p, &run).unwrap(), 0.0);
        assert!(Normal::new("p", vec![0.0, 0.0], vec![1.0, 0.5, 0.4, 1.0]).is_err());
        let singular = Normal::new("p", vec![0.0, 0.0], vec![1.0, 1.0, 1.0, 1.0]).unwrap();
        assert!(divergence(Divergence::KullbackLeibler, &singular, &q, &run).is_err());
        // χ² of a law three times as wide is infinite.
        let (wide, narrow) = (
            Normal::new("p", vec![0.0], vec![3.0]).unwrap(),
            Normal::new("q", vec![0.0], vec![1.0]).unwrap(),
        );
        assert_eq!(divergence(Divergence::PearsonChiSquare, &wide, &narrow, &run).unwrap(), f64::INFINITY);
    }
}
