//! The entropy of Nemenman, Shafee and Bialek: the mean over Dirichlet priors mixed so that the entropy expected
//! beforehand is nearly uniform, with its posterior standard deviation.
//!
//! The weight of a concentration β is w(β) = Γ(Kβ)/Γ(Kβ + N) Π Γ(n + β)/Γ(β) · dξ/dβ, ξ(β) = ψ(Kβ + 1) − ψ(β + 1)
//! (I. Nemenman, F. Shafee and W. Bialek, "Entropy and inference, revisited", 2001); mean and second moment of H at β
//! are those of D. H. Wolpert and D. R. Wolf, "Estimating functions of probability distributions from a finite set of
//! samples", 1995. In ln β the integrand is analytic in a strip and dies out exponentially, so the trapezoidal rule
//! converges geometrically: points are doubled until mean and deviation stand still (relative error below 1e-12).
//! Cost: a few hundred evaluations, each one term per distinct count. K must be known.
use super::{Entropy, Profile};
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};
use marginals_numerics::gamma::{digamma, ln_rising, trigamma};

/// Below the largest weight by more than this factor (in logarithms), a point does not matter.
const DEPTH: f64 = 46.0;
/// Relative change at which doubling ends.
const TOLERANCE: f64 = 1e-12;

pub(super) fn nsb(profile: &Profile, support: f64, run: &Run) -> Result<Entropy> {
    if support == 1.0 {
        return Ok(Entropy::with_deviation(0.0, Some(0.0)));
    }
    let problem = Posterior { profile, support };
    let (first, last, top) = problem.range(run)?;
    let mut points = 128u32;
    let mut sums = Moments::default();
    for index in 0..=points {
        run.check()?;
        problem.add(first + (last - first) * f64::from(index) / f64::from(points), top, &mut sums);
    }
    let mut found = sums.entropy();
    while points < 1 << 15 {
        for index in (1..2 * points).step_by(2) {
            run.check()?;
            let share = f64::from(index) / f64::from(2 * points);
            problem.add(first + (last - first) * share, top, &mut sums);
        }
        points *= 2;
        let next = sums.entropy();
        let still = (next.0 - found.0).abs() <= TOLERANCE * next.0.abs()
            && (next.1 - found.1).abs() <= 1e-9 * next.1 + 1e-300;
        found = next;
        if still {
            break;
        }
    }
    Ok(Entropy::with_deviation(found.0, Some(found.1)))
}

struct Posterior<'a> {
    profile: &'a Profile,
    support: f64,
}

/// ∫ w, ∫ w E[H], ∫ w E[H]², ∫ w Var[H].
#[derive(Default)]
struct Moments {
    weight: Sum,
    mean: Sum,
    square: Sum,
    variance: Sum,
}

impl Moments {
    /// Mean and standard deviation.
    fn entropy(&self) -> (f64, f64) {
        let weight = self.weight.value();
        let mean = self.mean.value() / weight;
        let between = (self.square.value() / weight - mean * mean).max(0.0);
        (mean, (between + self.variance.value() / weight).sqrt())
    }
}

impl Posterior<'_> {
    /// ln (w(β) β), up to a constant, at θ = ln β.
    fn log_weight(&self, theta: f64) -> f64 {
        let beta = theta.exp();
        let seen = self.profile.entries().iter().map(|(n, symbols)| symbols * ln_rising(beta, *n));
        // The powers of β in numerator and denominator are equal, those of K constant.
        let likelihood = seen.collect::<Sum>().value() - ln_rising(self.support * beta, self.profile.total());
        likelihood + self.slope(beta).ln() + theta
    }

    /// dξ/dβ = K ψ′(Kβ + 1) − ψ′(β + 1).
    fn slope(&self, beta: f64) -> f64 {
        let k = self.support;
        if beta < 30.0 {
            return k * trigamma(k * beta + 1.0) - trigamma(beta + 1.0);
        }
        // ψ′(x + 1) = 1/x − 1/2x² + 1/6x³ − 1/30x⁵ + 1/42x⁷ …: the first terms cancel.
        let term = |factor: f64, power: i32| factor * (1.0 - k.powi(1 - power)) / beta.powi(power);
        let (second, third) = (term(0.5, 2), term(1.0 / 6.0, 3));
        second - third + term(1.0 / 30.0, 5) - term(1.0 / 42.0, 7) + term(1.0 / 30.0, 9)
    }

    /// Where ln β matters, and the largest logarithm of a weight.
    fn range(&self, run: &Run) -> Result<(f64, f64, f64)> {
        const STEP: f64 = 0.5;
        let lowest = -self.support.ln() - 60.0;
        let steps = ((70.0 - lowest) / STEP) as u32;
        let mut scan = Vec::with_capacity(steps as usize + 1);
        for step in 0..=steps {
            run.check()?;
            let theta = lowest + STEP * f64::from(step);
            scan.push((theta, self.log_weight(theta)));
        }
        let best = scan
            .iter()
            .copied()
            .fold((0.0, f64::NEG_INFINITY), |best, point| if point.1 > best.1 { point } else { best });
        // A peak narrower than the steps is between the neighbours of the best of them.
        let (mut left, mut right) = (best.0 - STEP, best.0 + STEP);
        for _ in 0..60 {
            run.check()?;
            let (a, b) = (left + (right - left) / 3.0, right - (right - left) / 3.0);
            if self.log_weight(a) < self.log_weight(b) { left = a } else { right = b }
        }
        let mode = 0.5 * (left + right);
        let top = self.log_weight(mode).max(best.1);
        let matters = |theta: f64| self.log_weight(theta) > top - DEPTH;
        // From the outermost step that matters, or the mode, to where it ceases to.
        let outer = |mut inside: f64, mut outside: f64| {
            for _ in 0..40 {
                let middle = 0.5 * (inside + outside);
                if matters(middle) { inside = middle } else { outside = middle }
            }
            outside
        };
        let inner: Vec<f64> =
            scan.iter().filter(|(_, weight)| *weight > top - DEPTH).map(|(theta, _)| *theta).collect();
        let (low, high) =
            (inner.first().map_or(mode, |x| x.min(mode)), inner.last().map_or(mode, |x| x.max(mode)));
        Ok((outer(low, low - 2.0 * STEP), outer(high, high + 2.0 * STEP), top))
    }

    /// Adds a point.
    fn add(&self, theta: f64, top: f64, sums: &mut Moments) {
        let weight = (self.log_weight(theta) - top).exp();
        let (mean, variance) = self.moments(theta.exp());
        sums.weight.add(weight);
        sums.mean.add(weight * mean);
        sums.square.add(weight * mean * mean);
        sums.variance.add(weight * variance);
    }

    /// Mean and variance of the entropy at one concentration.
    fn moments(&self, beta: f64) -> (f64, f64) {
        let total = self.profile.total() + self.support * beta;
        let unseen = (0.0, self.support - self.profile.observed());
        let entries =
            || self.profile.entries().iter().chain(std::iter::once(&unseen)).filter(|(_, m)| *m > 0.0);
        let top = digamma(total + 1.0);
        let share = |n: f64| (n + beta) / total;
        let mean =
            entries().map(|(n, m)| m * share(*n) * (top - digamma(n + beta + 1.0))).collect::<Sum>().value();
        // E[H²] − E[H]² with the sums over pairs i ≠ j taken as squares of sums less their diagonals.
        let next = top + 1.0 / (total + 1.0);
        let (mut linear, mut own, mut squares) = (Sum::default(), Sum::default(), Sum::default());
        for (n, m) in entries() {
            let (a, p) = (n + beta, share(*n));
            let gap = digamma(a + 1.0) - next;
            linear.add(m * p * gap);
            squares.add(m * p * p);
            let wide = gap + 1.0 / (a + 1.0);
            own.add(m * p * (a + 1.0) / total * (wide * wide + trigamma(a + 2.0)) - m * p * p * gap * gap);
        }
        let slope = trigamma(total + 2.0);
        let pairs = linear.value() * linear.value() - (1.0 - squares.value()) * slope;
        let trace = own.value() - slope * (squares.value() + 1.0 / total);
        let second = total / (total + 1.0) * (pairs + trace);
        (mean, (second - mean * mean).max(0.0))
    }
}
