//! Smoothing kernels: K(u) ≥ 0, even, ∫ K = 1, falling away from 0.
//!
//! u counts *half-widths*: the distance at which a compact kernel reaches 0, the standard deviation of the Gaussian,
//! the decay length of the exponential. A bandwidth may be given as a half-width or as the kernel's standard
//! deviation; [`Kernel::deviation`] is their ratio. Kernels of several dimensions are products.
//!
//! Source: B. W. Silverman, "Density Estimation for Statistics and Data Analysis" (1986), chapter 3; tricube after
//! W. S. Cleveland, "Robust Locally Weighted Regression and Smoothing Scatterplots" (1979).
use marginals_core::{Error, Result};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// A smoothing kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kernel {
    /// exp(−u²/2) / √(2π).
    Gaussian,
    /// ¾ (1 − u²).
    Epanechnikov,
    /// ½ where |u| ≤ 1.
    Box,
    /// 1 − |u|.
    Triangular,
    /// 15/16 (1 − u²)².
    Biweight,
    /// 35/32 (1 − u²)³.
    Triweight,
    /// π/4 cos(π u / 2).
    Cosine,
    /// 70/81 (1 − |u|³)³.
    Tricube,
    /// ½ exp(−|u|).
    Exponential,
}

/// Where exp(−u²/2) falls below 10⁻¹⁴ of its peak.
const GAUSSIAN_REACH: f64 = 8.03;
/// Where exp(−u) does.
const EXPONENTIAL_REACH: f64 = 32.3;

impl Kernel {
    /// Every kernel.
    pub const ALL: [Kernel; 9] = [
        Kernel::Gaussian,
        Kernel::Epanechnikov,
        Kernel::Box,
        Kernel::Triangular,
        Kernel::Biweight,
        Kernel::Triweight,
        Kernel::Cosine,
        Kernel::Tricube,
        Kernel::Exponential,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Gaussian => "gaussian",
            Kernel::Epanechnikov => "epanechnikov",
            Kernel::Box => "box",
            Kernel::Triangular => "triangular",
            Kernel::Biweight => "biweight",
            Kernel::Triweight => "triweight",
            Kernel::Cosine => "cosine",
            Kernel::Tricube => "tricube",
            Kernel::Exponential => "exponential",
        }
    }

    /// The kernel called `name`.
    ///
    /// # Errors
    /// `Argument` when there is none.
    pub fn parse(name: &str) -> Result<Kernel> {
        let found = Kernel::ALL.into_iter().find(|kernel| kernel.name() == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = Kernel::ALL.into_iter().map(Kernel::name).collect();
            Error::argument("kernel", format!("one of {}", names.join(", ")), name)
        })
    }

    /// K(u), u in half-widths.
    #[must_use]
    #[inline]
    pub fn at(self, u: f64) -> f64 {
        let size = u.abs();
        if self == Kernel::Gaussian {
            return (-0.5 * u * u).exp() * (0.5 / PI).sqrt();
        }
        if self == Kernel::Exponential {
            return 0.5 * (-size).exp();
        }
        if size > 1.0 {
            return 0.0;
        }
        let gap = 1.0 - u * u;
        match self {
            Kernel::Box => 0.5,
            Kernel::Triangular => 1.0 - size,
            Kernel::Epanechnikov => 0.75 * gap,
            Kernel::Biweight => 0.9375 * gap * gap,
            Kernel::Triweight => 1.09375 * gap * gap * gap,
            Kernel::Cosine => FRAC_PI_4 * (FRAC_PI_2 * u).cos().max(0.0),
            _ => {
                let gap = 1.0 - size * size * size;
                70.0 / 81.0 * gap * gap * gap
            }
        }
    }

    /// Standard deviation over half-width.
    #[must_use]
    pub fn deviation(self) -> f64 {
        match self {
            Kernel::Gaussian => 1.0,
            Kernel::Epanechnikov => 0.2f64.sqrt(),
            Kernel::Box => (1.0f64 / 3.0).sqrt(),
            Kernel::Triangular => (1.0f64 / 6.0).sqrt(),
            Kernel::Biweight => (1.0f64 / 7.0).sqrt(),
            Kernel::Triweight => 1.0 / 3.0,
            Kernel::Cosine => (1.0 - 8.0 / (PI * PI)).sqrt(),
            Kernel::Tricube => (35.0f64 / 243.0).sqrt(),
            Kernel::Exponential => std::f64::consts::SQRT_2,
        }
    }

    /// Half-widths beyond which the kernel is 0, or below 10⁻¹⁴ of its peak.
    #[must_use]
    pub fn reach(self) -> f64 {
        match self {
            Kernel::Gaussian => GAUSSIAN_REACH,
            Kernel::Exponential => EXPONENTIAL_REACH,
            _ => 1.0,
        }
    }

    /// Whether it is 0 beyond one half-width.
    #[must_use]
    pub fn is_compact(self) -> bool {
        !matches!(self, Kernel::Gaussian | Kernel::Exponential)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Simpson's rule over ±reach, with a node at every kink.
    fn moment(kernel: Kernel, power: i32) -> f64 {
        let (reach, steps) = (kernel.reach().ceil().max(1.0), 400_000usize);
        let h = reach / steps as f64;
        let term = |i: usize| (i as f64 * h).powi(power) * kernel.at((i as f64 * h).min(reach));
        let inner: f64 = (1..steps).map(|i| term(i) * if i % 2 == 1 { 4.0 } else { 2.0 }).sum();
        2.0 * (term(0) + inner + term(steps)) * h / 3.0
    }

    #[test]
    fn kernels_are_densities_with_the_stated_deviation() {
        for kernel in Kernel::ALL {
            assert!((moment(kernel, 0) - 1.0).abs() < 1e-9, "{kernel:?}");
            assert!((moment(kernel, 2).sqrt() - kernel.deviation()).abs() < 1e-8, "{kernel:?}");
            assert_eq!(kernel.at(0.37), kernel.at(-0.37));
            assert!(kernel.at(0.2) >= kernel.at(0.7));
            assert!(kernel.at(kernel.reach() * 1.0001) <= 1.1e-14);
            assert_eq!(Kernel::parse(kernel.name()).unwrap(), kernel);
        }
        assert_eq!(Kernel::parse("gauss").unwrap_err().argument_name(), Some("kernel"));
    }
}
