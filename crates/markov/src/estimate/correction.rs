//! Entropy of a table of counts, with a correction of the plug-in estimator's negative bias.
//!
//! With counts c of total n in K occupied cells and Ĥ = ln n − Σ c ln c / n:
//! - Miller–Madow: Ĥ + (K − 1) / (2 n) (G. Miller, 1955, "Note on the bias of information estimates");
//! - jackknife: n Ĥ − (n − 1) Σ_j (c_j / n) Ĥ₋ⱼ, Ĥ₋ⱼ being Ĥ without one observation of cell j (S. Zahl, 1977,
//!   "Jackknifing an index of diversity");
//! - Grassberger: ln n − Σ c G(c) / n, G(c) = ψ(c) + ½ (−1)^c [ψ((c + 1)/2) − ψ(c/2)] (P. Grassberger, 2003,
//!   "Entropy estimates from insufficient samplings").
//!
//! They treat observations as independent; transitions of a chain are not, and the correction is then one of
//! leading order for fast mixing chains only. Cost: O(K).
use marginals_core::sum::Sum;

/// How an entropy is estimated from counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Relative frequencies.
    PlugIn,
    /// Miller and Madow's first-order term.
    MillerMadow,
    /// Leave one observation out.
    Jackknife,
    /// Grassberger's function G.
    Grassberger,
}

const EULER_MASCHERONI: f64 = 0.577_215_664_901_532_9;

/// G(c) for c ≥ 1: G(1) = −γ − ln 2, G(2) = 2 − γ − ln 2, G(2k + 1) = G(2k), G(2k + 2) = G(2k) + 2 / (2k + 1).
///
/// From 64 on by the asymptotic series of ψ(k + ½) + ln 2, k = ⌊c / 2⌋, whose first term left out is below 4e-15.
pub(super) fn grassberger(count: u64) -> f64 {
    if count >= 64 {
        let k = (count / 2) as f64;
        let square = 1.0 / (k * k);
        return (2.0 * k).ln() + square * (1.0 / 24.0 - square * (7.0 / 960.0 - square * (31.0 / 8064.0)));
    }
    let base = -EULER_MASCHERONI - std::f64::consts::LN_2;
    base + (0..count / 2).map(|k| 2.0 / (2 * k + 1) as f64).sum::<f64>()
}

fn c_ln_c(count: u64) -> f64 {
    let c = count as f64;
    if count > 1 { c * c.ln() } else { 0.0 }
}

impl Correction {
    /// The words used in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Correction::PlugIn => "plug-in",
            Correction::MillerMadow => "miller-madow",
            Correction::Jackknife => "jackknife",
            Correction::Grassberger => "grassberger",
        }
    }

    /// Estimated entropy in nats of cells with these counts (zeros are skipped); 0 without observations.
    #[must_use]
    pub fn entropy(self, counts: &[u64]) -> f64 {
        let total: u64 = counts.iter().sum();
        if total == 0 {
            return 0.0;
        }
        let n = total as f64;
        let occupied = counts.iter().filter(|count| **count > 0);
        let weighted: Sum = match self {
            Correction::Grassberger => {
                // Small counts repeat: remember G of the last one.
                let (mut last, mut value) = (0, 0.0);
                occupied
                    .map(|count| {
                        if *count != last {
                            (last, value) = (*count, grassberger(*count));
                        }
                        *count as f64 * value
                    })
                    .collect()
            }
            _ => occupied.map(|count| c_ln_c(*count)).collect(),
        };
        let plug_in = n.ln() - weighted.value() / n;
        match self {
            Correction::PlugIn => plug_in.max(0.0),
            Correction::Grassberger => plug_in,
            Correction::MillerMadow => {
                let occupied = counts.iter().filter(|count| **count > 0).count();
                plug_in.max(0.0) + (occupied - 1) as f64 / (2.0 * n)
            }
            Correction::Jackknife if total == 1 => 0.0,
            Correction::Jackknife => {
                let rest = n - 1.0;
                // Σ_j (c_j / n) Ĥ₋ⱼ, with Σ c ln c over the other observations.
                let without: Sum = counts
                    .iter()
                    .filter(|count| **count > 0)
                    .map(|count| {
                        let others = weighted.value() - c_ln_c(*count) + c_ln_c(count - 1);
                        *count as f64 / n * (rest.ln() - others / rest)
                    })
                    .collect();
                n * plug_in - rest * without.value()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grassbergers_function_has_its_closed_values() {
        let base = -EULER_MASCHERONI - 2f64.ln();
        assert_eq!(grassberger(1), base);
        assert!((grassberger(2) - (base + 2.0)).abs() < 1e-15);
        assert_eq!(grassberger(3), grassberger(2));
        assert!((grassberger(6) - (base + 2.0 + 2.0 / 3.0 + 2.0 / 5.0)).abs() < 1e-15);
        // The series takes over without a step: G(64) = G(62) + 2 / 63.
        assert!((grassberger(64) - grassberger(62) - 2.0 / 63.0).abs() < 1e-14);
        assert!((grassberger(66) - grassberger(64) - 2.0 / 65.0).abs() < 1e-14);
    }

    #[test]
    fn corrections_match_hand_computed_values() {
        // Counts 2 and 1: Ĥ = ln 3 − (2/3) ln 2.
        let plug_in = 3f64.ln() - 2.0 / 3.0 * 2f64.ln();
        assert!((Correction::PlugIn.entropy(&[2, 0, 1]) - plug_in).abs() < 1e-15);
        assert!((Correction::MillerMadow.entropy(&[2, 0, 1]) - plug_in - 1.0 / 6.0).abs() < 1e-15);
        // Leaving one of the pair out gives counts (1, 1); leaving the single one out gives (2).
        let jackknife = 3.0 * plug_in - 2.0 * (2.0 / 3.0 * 2f64.ln());
        assert!((Correction::Jackknife.entropy(&[2, 0, 1]) - jackknife).abs() < 1e-15);
        let expected = 3f64.ln() - (2.0 * grassberger(2) + grassberger(1)) / 3.0;
        assert!((Correction::Grassberger.entropy(&[2, 0, 1]) - expected).abs() < 1e-15);
    }

    #[test]
    fn one_cell_has_no_entropy_without_correction() {
        for correction in [Correction::PlugIn, Correction::MillerMadow, Correction::Jackknife] {
            assert!(correction.entropy(&[7]).abs() < 1e-14, "{}", correction.name());
            assert_eq!(correction.entropy(&[]), 0.0);
        }
    }
}
