//! The bandwidth of Botev, Grotowski and Kroese: a fixed point of the diffusion that a Gaussian kernel is.
//!
//! On the cosine transform a of a histogram, t = ξ γ⁽⁷⁾(t), where every stage estimates ‖f⁽ˢ⁾‖² from the one above:
//! ‖f⁽ˢ⁾‖² = 2 π²ˢ Σ k²ˢ a_k² exp(−k² π² t). The bandwidth is √t times the range. No normal reference is used, so
//! separated modes are kept apart. Cost: a sort (to count distinct values), a binning pass, one FFT, about a hundred
//! evaluations of a 4,095-term sum for each of six stages.
//!
//! The published iteration may miss the fixed point; here it is bracketed and bisected, and `None` says that there is
//! none.
//!
//! Source: Z. I. Botev, J. F. Grotowski and D. P. Kroese, "Kernel density estimation via diffusion", Annals of
//! Statistics 38 (2010).
use super::samples::Spread;
use marginals_core::{Error, Result, Run};
use realfft::RealFftPlanner;
use std::f64::consts::PI;

/// Cells of the histogram.
const CELLS: usize = 1 << 12;
/// Stages of the plug-in.
const STAGES: i32 = 7;

/// Standard deviation of the Gaussian kernel, or `None` where the equation has no solution.
pub(crate) fn bandwidth(
    values: &[f64],
    weights: Option<&[f64]>,
    spread: &Spread,
    run: &Run,
) -> Result<Option<f64>> {
    let range = spread.largest - spread.least;
    if !(range > 0.0 && range.is_finite()) {
        return Ok(None);
    }
    let (origin, length) = (spread.least - 0.1 * range, 1.2 * range);
    let scale = CELLS as f64 / length;
    let mut cells = vec![0.0; CELLS];
    let mut total = 0.0;
    for (row, value) in values.iter().enumerate() {
        let weight = weights.map_or(1.0, |weights| weights[row]);
        let cell = ((value - origin) * scale) as usize;
        cells[cell.min(CELLS - 1)] += weight;
        total += weight;
    }
    run.check()?;
    let _charge = run.charge("a sorted column", values.len() as u64 * 8)?;
    let mut sorted = run.reserved("a sorted column", values.len())?;
    sorted.extend(values.iter().map(|value| value + 0.0));
    sorted.sort_unstable_by(f64::total_cmp);
    run.check()?;
    let distinct = 1 + sorted.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let squares: f64 = weights.map_or(total, |weights| weights.iter().map(|w| w * w).sum());
    // Ties carry no more information about the shape than one of them.
    let samples = (total * total / squares) * distinct as f64 / values.len() as f64;
    let coefficients = cosine_squares(&cells, total)?;
    Ok(root(&coefficients, samples, run)?.map(|t| t.sqrt() * length))
}

/// (Σ_j p_j cos(π k (j + ½) / N))² for k = 1 … N − 1, by a real FFT of the even extension.
fn cosine_squares(cells: &[f64], total: f64) -> Result<Vec<f64>> {
    let n = cells.len();
    let mut even: Vec<f64> = cells.iter().chain(cells.iter().rev()).map(|cell| cell / total).collect();
    let transform = RealFftPlanner::<f64>::new().plan_fft_forward(2 * n);
    let mut spectrum = transform.make_output_vec();
    transform.process(&mut even, &mut spectrum).map_err(|error| Error::internal(error.to_string()))?;
    // The phase exp(−iπk/2N) has modulus 1, and the two halves add up to twice the sum.
    Ok(spectrum[1..n].iter().map(|term| term.norm_sqr() / 4.0).collect())
}

fn norm(coefficients: &[f64], stage: i32, t: f64) -> f64 {
    let mut sum = 0.0;
    for (index, square) in coefficients.iter().enumerate() {
        let k2 = ((index + 1) * (index + 1)) as f64;
        let falling = -k2 * PI * PI * t;
        if falling < -745.0 {
            break;
        }
        sum += k2.powi(stage) * square * falling.exp();
    }
    2.0 * PI.powi(2 * stage) * sum
}

/// t − ξ γ⁽⁷⁾(t).
fn excess(coefficients: &[f64], samples: f64, t: f64) -> f64 {
    let mut norm_of_derivative = norm(coefficients, STAGES, t);
    for stage in (2..STAGES).rev() {
        let odd: f64 = (1..=stage).map(|i| f64::from(2 * i - 1)).product();
        let constant = (1.0 + 0.5f64.powf(f64::from(stage) + 0.5)) / 3.0;
        let time = (2.0 * constant * odd / (2.0 * PI).sqrt() / (samples * norm_of_derivative))
            .powf(2.0 / (3.0 + 2.0 * f64::from(stage)));
        norm_of_derivative = norm(coefficients, stage, time);
    }
    t - (2.0 * samples * PI.sqrt() * norm_of_derivative).powf(-0.4)
}

/// The least t with a change of sign from below, by bracketing and bisection on log t.
fn root(coefficients: &[f64], samples: f64, run: &Run) -> Result<Option<f64>> {
    let value = |log: f64| excess(coefficients, samples, log.exp());
    let (from, to, steps) = (1e-12f64.ln(), 0.1f64.ln(), 50);
    let at = |step: usize| from + (to - from) * step as f64 / steps as f64;
    for step in 0..steps {
        run.check()?;
        let (mut low, mut high) = (at(step), at(step + 1));
        if !(value(low) < 0.0 && value(high) >= 0.0) {
            continue;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if value(middle) < 0.0 { low = middle } else { high = middle }
        }
        return Ok(Some((0.5 * (low + high)).exp()));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_transform_is_that_of_a_naive_sum() {
        let cells: Vec<f64> = (0..32).map(|i| f64::from((i * 7 + 3) % 11)).collect();
        let total: f64 = cells.iter().sum();
        for (index, square) in cosine_squares(&cells, total).unwrap().iter().enumerate() {
            let k = (index + 1) as f64;
            let term = |(j, cell): (usize, &f64)| cell / total * (PI * k * (j as f64 + 0.5) / 32.0).cos();
            let sum: f64 = cells.iter().enumerate().map(term).sum();
            assert!((square - sum * sum).abs() < 1e-14);
        }
    }

    #[test]
    fn near_the_best_bandwidth_for_a_normal_sample() {
        // Quantiles of a normal law: the best bandwidth for it is about 1.06 n^(−1/5).
        let n = 2000;
        let values: Vec<f64> = (0..n)
            .map(|i| {
                let p = (f64::from(i) + 0.5) / f64::from(n);
                // Logistic approximation of the normal quantile is good enough for a bandwidth.
                (p / (1.0 - p)).ln() / 1.702
            })
            .collect();
        let spread =
            super::super::Samples::new(&values, 1, None).unwrap().spreads(&Run::default()).unwrap()[0];
        let width = bandwidth(&values, None, &spread, &Run::default()).unwrap().unwrap();
        let best = 1.06 * f64::from(n).powf(-0.2);
        assert!((0.5..1.3).contains(&(width / best)), "{width} beside {best}");
        // Two far modes: the rules of thumb see one wide one.
        let two: Vec<f64> = values.iter().flat_map(|x| [x - 20.0, x + 20.0]).collect();
        let spread = super::super::Samples::new(&two, 1, None).unwrap().spreads(&Run::default()).unwrap()[0];
        let apart = bandwidth(&two, None, &spread, &Run::default()).unwrap().unwrap();
        assert!((0.7..1.4).contains(&(apart / width)), "{apart} beside {width}");
    }
}
