//! Rényi efficiency: how evenly a vocabulary is used.
//!
//! Tokens that occur c₁, c₂, … times have shares p = c / Σ c and the Rényi entropy of order α
//! H = ln(Σ p^α) / (1 − α); its limits are −Σ p ln p at 1, the logarithm of the number of tokens that occur at 0
//! and −ln max p at ∞. The **efficiency** is H / ln n for n tokens: 1 when all are used alike. An order above 1
//! dwells on the frequent tokens; 2.5 agreed best with how well translation worked. Cost: O(tokens).
//!
//! Source: V. Zouhar, C. Meister, J. Gastaldi, L. Du, M. Sachan, R. Cotterell, 2023, "Tokenization and the
//! Noiseless Channel".
use marginals_core::sum::Sum;
use marginals_core::{Error, Result};

/// How evenly tokens are used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Efficiency {
    /// Entropy over its largest value, in 0..=1.
    pub efficiency: f64,
    /// Rényi entropy in nats.
    pub entropy: f64,
    /// Tokens there are.
    pub size: usize,
    /// How many of them occur.
    pub distinct: usize,
    /// How often tokens occur in all.
    pub tokens: f64,
}

/// The efficiency of tokens that occur as often as `counts` says, of `size` tokens in all, or of those that occur
/// where that is none.
///
/// # Errors
/// A count that is negative or not finite, or none that is positive; an order that is negative or NaN; fewer
/// tokens than occur; a single token.
pub fn renyi_efficiency(counts: &[f64], size: Option<usize>, order: f64) -> Result<Efficiency> {
    if let Some(bad) = counts.iter().find(|count| !(0.0..f64::INFINITY).contains(*count)) {
        return Err(Error::range("counts", "finite numbers of at least 0", bad));
    }
    if order.is_nan() || order < 0.0 {
        return Err(Error::range("order", "at least 0", order));
    }
    let most = counts.iter().copied().fold(0.0, f64::max);
    if most == 0.0 {
        return Err(Error::argument("counts", "of at least one token that occurs", "none that does"));
    }
    let distinct = counts.iter().filter(|count| **count > 0.0).count();
    let size = size.unwrap_or(distinct);
    if size < distinct {
        return Err(Error::range("vocabularySize", format_args!("at least {distinct}"), size));
    }
    if size < 2 {
        return Err(Error::argument("counts", "of at least two tokens", "a single one"));
    }
    // Over the largest one, counts of any size have a finite sum.
    let ratios: Vec<f64> = counts.iter().map(|count| count / most).filter(|ratio| *ratio > 0.0).collect();
    let total = over(&ratios, |ratio| ratio);
    let entropy = if order == 0.0 { (distinct as f64).ln() } else { entropy(&ratios, total, order).max(0.0) };
    let efficiency = (entropy / (size as f64).ln()).min(1.0);
    let tokens = if (total * most).is_finite() { over(counts, |count| count) } else { f64::INFINITY };
    Ok(Efficiency { efficiency, entropy, size, distinct, tokens })
}

/// Orders nearer to 1 than this are computed from what they differ by.
const NEAR: f64 = 0.1;

/// The entropy of counts whose ratios to the largest one are given, with their sum.
fn entropy(ratios: &[f64], total: f64, order: f64) -> f64 {
    let away = order - 1.0;
    let share = |ratio: f64| ratio / total;
    let surprise = |ratio: f64| total.ln() - ratio.ln();
    if order.is_infinite() {
        total.ln()
    } else if away == 0.0 {
        over(ratios, |ratio| share(ratio) * surprise(ratio))
    } else if away.abs() < NEAR {
        // Σ p^α − 1 = Σ p (p^(α − 1) − 1), without the difference.
        let excess = over(ratios, |ratio| share(ratio) * (-away * surprise(ratio)).exp_m1());
        -excess.ln_1p() / away
    } else {
        // (max p)^α Σ (p / max p)^α, which neither overflows nor vanishes.
        let powers = over(ratios, |ratio| ratio.powf(order));
        (powers.ln() - order * total.ln()) / -away
    }
}

fn over(ratios: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let mut sum = Sum::default();
    ratios.iter().for_each(|ratio| sum.add(term(*ratio)));
    sum.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[f64], order: f64) -> Efficiency {
        renyi_efficiency(counts, None, order).unwrap()
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-14 * b.abs().max(1e-3)
    }

    #[test]
    fn tokens_are_added_and_not_scaled() {
        let counts = [1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 2, 2, 1, 1, 1].map(f64::from);
        assert_eq!(of(&counts, 2.5).tokens, 25.0);
        assert_eq!(of(&[1e308; 2], 2.5).tokens, f64::INFINITY);
    }

    #[test]
    fn even_use_is_efficient_at_every_order() {
        for n in [2usize, 3, 1000] {
            for order in [0.0, 0.5, 0.95, 1.0, 1.0 + 1e-9, 1.05, 2.0, 2.5, 100.0, f64::INFINITY] {
                let even = of(&vec![7.0; n], order);
                assert!(near(even.efficiency, 1.0) && near(even.entropy, (n as f64).ln()), "{n} {order}");
                // A vocabulary of n² tokens of which n are used is used to half.
                let half = renyi_efficiency(&vec![1e300; n], Some(n * n), order).unwrap();
                assert!(near(half.efficiency, 0.5), "{n} {order}");
            }
        }
    }

    #[test]
    fn closed_forms_of_two_tokens() {
        // Shares 1/4 and 3/4: Σ p² = 5/8, Σ p³ = 7/16, Σ √p = (1 + √3) / 2, Σ p^2.5 = (1 + 9 √3) / 32.
        let two = |order| of(&[1.0, 0.0, 3.0], order);
        assert!(near(two(2.0).entropy, (8.0f64 / 5.0).ln()));
        assert!(near(two(3.0).entropy, (16.0f64 / 7.0).ln() / 2.0));
        assert!(near(two(0.5).entropy, 2.0 * ((1.0 + 3f64.sqrt()) / 2.0).ln()));
        assert!(near(two(2.5).entropy, -((1.0 + 9.0 * 3f64.sqrt()) / 32.0).ln() / 1.5));
        assert!(near(two(1.0).entropy, 2.0 * 2f64.ln() - 0.75 * 3f64.ln()));
        assert!(near(two(f64::INFINITY).entropy, (4.0f64 / 3.0).ln()));
        assert_eq!((two(0.0).efficiency, two(0.0).distinct, two(0.0).tokens), (1.0, 2, 4.0));
        let three = renyi_efficiency(&[1.0, 0.0, 3.0], Some(3), 2.0).unwrap();
        assert!(near(three.efficiency, (8.0f64 / 5.0).ln() / 3f64.ln()));
    }

    #[test]
    fn entropy_falls_with_its_order_and_is_continuous_at_one() {
        let counts: Vec<f64> = (1..=500).map(|rank| 1e6 / f64::from(rank)).collect();
        let orders = [0.0, 0.3, 0.89, 0.91, 0.999, 1.0, 1.001, 1.09, 1.11, 2.5, 40.0, 1e6, f64::INFINITY];
        let entropies = orders.map(|order| of(&counts, order).entropy);
        assert!(entropies.windows(2).all(|pair| pair[0] > pair[1]), "{entropies:?}");
        assert!((of(&counts, 1.0 + 1e-12).entropy - entropies[5]).abs() < 1e-10);
    }

    #[test]
    fn what_is_no_count_is_refused() {
        for counts in [&[][..], &[0.0], &[1.0], &[1.0, -1.0], &[1.0, f64::NAN], &[1.0, f64::INFINITY]] {
            assert!(renyi_efficiency(counts, None, 2.5).is_err(), "{counts:?}");
        }
        assert!(renyi_efficiency(&[1.0, 1.0], Some(1), 2.5).is_err());
        assert!(renyi_efficiency(&[1.0, 1.0], None, f64::NAN).is_err());
        assert!(renyi_efficiency(&[1.0, 1.0], None, -1.0).is_err());
        assert_eq!(renyi_efficiency(&[5.0, 0.0], Some(2), 2.5).unwrap().efficiency, 0.0);
    }
}
