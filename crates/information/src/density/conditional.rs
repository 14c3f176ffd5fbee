//! Entropy of one variable given another, of a kernel density.
//!
//! H(X | Y) = H(X, Y) − H(Y), the density of Y smoothed with the bandwidths that the joint density has in its columns. The
//! density of Y is then the margin of the joint one, and the difference the entropy of a proper conditional density
//! f(x, y) / ∫ f(x, y) dx (M. Rosenblatt, "Conditional probability density and regression estimators", 1969).
//! Use it for few columns and thousands of samples. Cost: that of both entropies.
use super::bandwidth::{Bandwidth, Unit};
use super::entropy::{Form, Measured, entropy};
use super::kernel::Kernel;
use super::samples::Samples;
use marginals_core::{Error, Result, Run};

/// The entropy of the first `own` columns of `joint` given the others, in nats.
///
/// # Errors
/// `Shape` unless there are columns on both sides; as [`entropy`].
pub fn conditional_entropy(
    joint: &Samples<'_>,
    own: usize,
    kernel: Kernel,
    bandwidth: &Bandwidth,
    form: Form,
    run: &Run,
) -> Result<Measured> {
    let d = joint.dimensions();
    if own == 0 || own >= d {
        return Err(Error::shape("x", format!("of 1 to {} columns", d.saturating_sub(1)), own));
    }
    let both = entropy(joint, kernel, bandwidth, form, run)?;
    let mut given = run.reserved("the condition", joint.count() * (d - own))?;
    joint.values().chunks_exact(d).for_each(|row| given.extend_from_slice(&row[own..]));
    let given = Samples::new(&given, d - own, None)?;
    let widths = Bandwidth::Fixed(both.bandwidth[own..].to_vec(), Unit::Deviation);
    let known = entropy(&given, kernel, &widths, form, run)?;
    let mut warnings = both.warnings;
    warnings.extend(known.warnings);
    warnings.dedup();
    let local = both.local.iter().zip(&known.local).map(|(both, known)| both - known).collect();
    Ok(Measured { value: both.value - known.value, bandwidth: both.bandwidth, warnings, local })
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};
    use marginals_numerics::normal::quantile;

    #[test]
    fn is_the_entropy_of_the_conditional_density() {
        let mut generator = stream(3, "conditional", 0);
        let mut normal = || quantile(uniform(&mut generator).max(1e-18));
        let n = 80;
        let values: Vec<f64> = (0..n)
            .flat_map(|_| {
                let y = normal();
                [0.7 * y + normal(), y]
            })
            .collect();
        let run = Run::default();
        let samples = Samples::new(&values, 2, None).unwrap();
        let h = [0.5, 0.3];
        let bandwidth = Bandwidth::Fixed(h.to_vec(), Unit::Deviation);
        let found =
            conditional_entropy(&samples, 1, Kernel::Gaussian, &bandwidth, Form::Resubstitution, &run)
                .unwrap();
        let kernel = |u: f64, h: f64| (-0.5 * (u / h).powi(2)).exp() / h;
        let mut expected = 0.0;
        for i in 0..n {
            let (mut both, mut known) = (0.0, 0.0);
            for j in 0..n {
                let y = kernel(values[2 * i + 1] - values[2 * j + 1], h[1]);
                both += y * kernel(values[2 * i] - values[2 * j], h[0]);
                known += y;
            }
            let root = (2.0 * std::f64::consts::PI).sqrt();
            expected -= (both / known / root).ln() / n as f64;
        }
        assert!((found.value - expected).abs() < 1e-9, "{} {expected}", found.value);
        assert!((found.local.iter().sum::<f64>() / n as f64 - found.value).abs() < 1e-9);
        for own in [0, 2] {
            let fault =
                conditional_entropy(&samples, own, Kernel::Gaussian, &bandwidth, Form::LeaveOneOut, &run);
            assert!(fault.is_err());
        }
    }
}
