//! Channels (stochastic matrices) seen through a divergence D: how far they are from being deterministic, how far a law
//! of two variables is from independence, what a channel leaves of a difference.
//!
//! A channel f is deterministic when copying its output is the same as running it twice. The divergence between both,
//! at its worst input, is the channel's entropy: Shannon's for Kullback–Leibler, Rényi's and Tsallis' of order 2 − a for
//! their divergences of order a, Gini–Simpson for total variation. Likewise D(p ‖ p_X ⊗ p_Y) is the mutual information of
//! D (P. Perrone, "Markov categories and entropy", 2023). Data processing: D(f p ‖ f q) ≤ D(p ‖ q).
//! Cost: O(entries of the channel).
use super::{Divergence, mass};
use crate::measure::order::{Family, entropy_of_order};
use crate::symbols::law::check_distribution;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// A stochastic matrix: a law of outputs for each input.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    entries: Vec<f64>,
    inputs: usize,
    outputs: usize,
}

/// A value at the input where it is largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worst {
    /// The value.
    pub value: f64,
    /// The lowest input that attains it.
    pub input: usize,
}

impl Channel {
    /// Takes the matrix over, row after row.
    ///
    /// # Errors
    /// `Shape`; `NonFinite` and `Range` for rows that are no laws.
    pub fn new(entries: Vec<f64>, inputs: usize, outputs: usize) -> Result<Self> {
        if entries.is_empty() || inputs.checked_mul(outputs) != Some(entries.len()) {
            let expected = format!("{inputs} rows × {outputs} columns, at least one of each");
            return Err(Error::shape("channel", expected, entries.len()));
        }
        for (input, row) in entries.chunks(outputs).enumerate() {
            check_distribution(&format!("channel[{input}]"), row)?;
        }
        Ok(Channel { entries, inputs, outputs })
    }

    fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.entries.chunks(self.outputs)
    }

    /// The law of the output for a law of the input.
    ///
    /// # Errors
    /// `Shape` for another number of inputs; `argument` is named.
    pub fn apply(&self, argument: &'static str, law: &[f64]) -> Result<Vec<f64>> {
        if law.len() != self.inputs {
            let expected = format!("of length {} (rows of the channel)", self.inputs);
            return Err(Error::shape(argument, expected, law.len()));
        }
        check_distribution(argument, law)?;
        let mut sums = vec![Sum::default(); self.outputs];
        for (mass, row) in law.iter().zip(self.rows()) {
            sums.iter_mut().zip(row).for_each(|(sum, entry)| sum.add(mass * entry));
        }
        Ok(sums.iter().map(Sum::value).collect())
    }

    /// The largest of a function of the rows.
    fn worst(&self, f: impl Fn(&[f64]) -> Result<f64>) -> Result<Worst> {
        let mut worst = Worst { value: f64::NEG_INFINITY, input: 0 };
        for (input, row) in self.rows().enumerate() {
            let value = f(row)?;
            if value > worst.value {
                worst = Worst { value, input };
            }
        }
        Ok(worst)
    }

    /// The entropy of an order of the most uncertain output.
    ///
    /// # Errors
    /// `Range` for the order; the run was cancelled.
    pub fn entropy(&self, family: Family, order: f64, run: &Run) -> Result<Worst> {
        self.worst(|row| {
            let seen: Vec<f64> = row.iter().copied().filter(|p| *p > 0.0).collect();
            entropy_of_order(&seen, family, order, false, run)
        })
    }

    /// How far copying the output is from running the channel twice, at the worst input; 0 for deterministic channels.
    ///
    /// # Errors
    /// `Unsupported` for a divergence that is not one of f-divergences; the run was cancelled.
    pub fn determinism(&self, kind: Divergence, run: &Run) -> Result<Worst> {
        if kind == Divergence::CauchySchwarz {
            return Err(Error::unsupported("divergence", "an f-divergence or Rényi's", "'cauchy-schwarz'"));
        }
        self.worst(|row| {
            run.check()?;
            // Off the diagonal the copy has nothing: those cells have one ratio and count as one.
            let mut copied = row.to_vec();
            let mut twice: Vec<f64> = row.iter().map(|p| p * p).collect();
            copied.push(0.0);
            twice.push(row.iter().map(|p| p * (1.0 - p)).collect::<Sum>().value());
            Ok(mass::divergence(kind, &copied, &twice))
        })
    }
}

/// D(p ‖ p_X ⊗ p_Y) of a law of two variables, row after row; 0 where they are independent.
#[must_use]
pub fn independence(kind: Divergence, law: &[f64], columns: usize) -> f64 {
    let rows: Vec<f64> =
        law.chunks(columns).map(|row| row.iter().copied().collect::<Sum>().value()).collect();
    let mut sums = vec![Sum::default(); columns];
    for row in law.chunks(columns) {
        sums.iter_mut().zip(row).for_each(|(sum, p)| sum.add(*p));
    }
    let product: Vec<f64> = rows.iter().flat_map(|a| sums.iter().map(move |b| a * b.value())).collect();
    mass::divergence(kind, law, &product)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel() -> Channel {
        Channel::new(vec![0.7, 0.2, 0.1, 0.0, 0.5, 0.5, 1.0, 0.0, 0.0], 3, 3).unwrap()
    }

    #[test]
    fn the_divergence_from_determinism_is_the_entropy() {
        let run = Run::default();
        let f = channel();
        let near = |a: Worst, b: Worst| {
            assert_eq!(a.input, b.input);
            assert!((a.value - b.value).abs() < 1e-14, "{a:?} {b:?}");
        };
        let kl = f.determinism(Divergence::KullbackLeibler, &run).unwrap();
        near(kl, f.entropy(Family::Renyi, 1.0, &run).unwrap());
        for a in [0.3, 0.8, 1.5] {
            near(
                f.determinism(Divergence::Renyi(a), &run).unwrap(),
                f.entropy(Family::Renyi, 2.0 - a, &run).unwrap(),
            );
            near(
                f.determinism(Divergence::Tsallis(a), &run).unwrap(),
                f.entropy(Family::Tsallis, 2.0 - a, &run).unwrap(),
            );
        }
        let gini = f.determinism(Divergence::TotalVariation, &run).unwrap();
        near(gini, f.entropy(Family::Tsallis, 2.0, &run).unwrap());
        let certain = Channel::new(vec![0.0, 1.0, 1.0, 0.0], 2, 2).unwrap();
        assert_eq!(certain.determinism(Divergence::KullbackLeibler, &run).unwrap().value, 0.0);
    }

    #[test]
    fn channels_lose_differences() {
        use marginals_core::random::{stream, uniform};
        let f = channel();
        let mut generator = stream(5, "laws", 0);
        for _ in 0..500 {
            let mut law = || {
                let raw: Vec<f64> = (0..3).map(|_| uniform(&mut generator) + 1e-3).collect();
                let sum: f64 = raw.iter().sum();
                raw.into_iter().map(|x| x / sum).collect::<Vec<f64>>()
            };
            let (p, q) = (law(), law());
            for kind in [
                Divergence::KullbackLeibler,
                Divergence::Renyi(0.4),
                Divergence::Renyi(3.0),
                Divergence::TotalVariation,
            ] {
                let after = mass::divergence(kind, &f.apply("p", &p).unwrap(), &f.apply("q", &q).unwrap());
                assert!(after <= mass::divergence(kind, &p, &q) + 1e-14);
            }
        }
    }

    #[test]
    fn independence_is_mutual_information() {
        let law = [0.1, 0.2, 0.3, 0.4];
        let (rows, columns) = ([0.3, 0.7], [0.4, 0.6]);
        let expected: f64 = (0..4).map(|i| law[i] * f64::ln(law[i] / (rows[i / 2] * columns[i % 2]))).sum();
        assert!((independence(Divergence::KullbackLeibler, &law, 2) - expected).abs() < 1e-15);
        assert!(independence(Divergence::Hellinger, &[0.12, 0.18, 0.28, 0.42], 2) < 1e-8);
        assert!(Channel::new(vec![0.5, 0.4], 1, 2).is_err());
    }
}
