//! How many intervals of equal width: rules from the sample.
//!
//! n values, range R, s = population standard deviation, g₁ = skewness:
//! - Sturges: ⌈log₂ n⌉ + 1 (H. A. Sturges, "The choice of a class interval", 1926); too few beyond a few hundred values.
//! - Doane: 1 + log₂ n + log₂(1 + |g₁| / √(6 (n−2) / ((n+1)(n+3)))) (D. P. Doane, 1976), for skewed data.
//! - Scott: width s (24 √π / n)^(1/3) (D. W. Scott, "On optimal and data-based histograms", 1979).
//! - Freedman–Diaconis: width 2 IQR n^(−1/3) (D. Freedman and P. Diaconis, 1981), robust against tails; where the
//!   interquartile range is 0, Sturges.
//! - Rice: width R / (2 n^(1/3)).
//!
//! Widths become counts by rounding R / width up, as NumPy does.
use super::sorted::Sorted;

/// A rule for the number of intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WidthRule {
    /// Sturges.
    Sturges,
    /// Doane.
    Doane,
    /// Scott.
    Scott,
    /// Freedman and Diaconis.
    FreedmanDiaconis,
    /// Rice.
    Rice,
}

/// The most intervals that a rule may ask for.
const MOST: f64 = 65_536.0;

/// Number of intervals by a rule, 1 to 65536.
pub(crate) fn count(sorted: &Sorted, rule: WidthRule) -> u32 {
    let values = &sorted.values;
    let n = values.len() as f64;
    let range = sorted.largest() - sorted.least();
    let sturges = range / (n.log2() + 1.0);
    let width = match rule {
        WidthRule::Sturges => sturges,
        WidthRule::Rice => range / (2.0 * n.cbrt()),
        WidthRule::Scott => (24.0 * std::f64::consts::PI.sqrt() / n).cbrt() * sorted.deviation(),
        WidthRule::FreedmanDiaconis => {
            let width = 2.0 * (sorted.quantile(0.75) - sorted.quantile(0.25)) / n.cbrt();
            if width > 0.0 { width } else { sturges }
        }
        WidthRule::Doane => {
            let error = (6.0 * (n - 2.0) / ((n + 1.0) * (n + 3.0))).sqrt();
            let skewness = if n > 2.0 { sorted.skewness().abs() / error } else { 0.0 };
            range / (1.0 + n.log2() + (1.0 + skewness).log2())
        }
    };
    let count = (range / width).ceil();
    if count.is_finite() { count.clamp(1.0, MOST) as u32 } else { 1 }
}
