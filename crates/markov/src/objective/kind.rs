//! Which quantity of a subset is optimized.
use crate::chain::Chain;
use marginals_core::{Error, Result};

/// What the distance to stationarity compares with when the reference is not stationary. With a stationary
/// reference both are the same number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// D(P^(S) ‖ rows μ^(S)) = I(X_S; Y_S) + KL((μP)^(S) ‖ μ^(S)).
    #[default]
    Reference,
    /// I(X_S; Y_S), the mutual information across one step.
    MutualInformation,
}

impl Reading {
    /// The word used in options and results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Reading::Reference => "reference",
            Reading::MutualInformation => "mutual-information",
        }
    }

    /// The reading of that name.
    ///
    /// # Errors
    /// An unknown name.
    pub fn parse(name: &str) -> Result<Reading> {
        match name {
            "reference" => Ok(Reading::Reference),
            "mutual-information" => Ok(Reading::MutualInformation),
            _ => Err(Error::argument(
                "reading",
                "'reference' or 'mutual-information'",
                format_args!("'{name}'"),
            )),
        }
    }
}

/// A function of a subset S of the coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// H(P^(S)).
    EntropyRate,
    /// D(P^(S) ‖ ⊗_{i∈S} P^(i)).
    DistanceToIndependence,
    /// D(P ‖ P^(S) ⊗ P^(−S)).
    DistanceToFactorizability,
    /// D(P^(S) ‖ rows of the reference), by one of two readings.
    DistanceToStationarity(Reading),
    /// D(P^(W∪S) ‖ P^(W) ⊗ P^(S)) for the coordinates W given here; S is read without those of W.
    DistanceToFixedSet(Vec<u32>),
    /// H(X_S, Y_S), submodular for every chain.
    PairEntropy,
    /// H(X_S), submodular for every law: the entropy rate is the difference of the two.
    StateEntropy,
}

impl Kind {
    /// The word used in options and results.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Kind::EntropyRate => "entropy-rate",
            Kind::DistanceToIndependence => "distance-to-independence",
            Kind::DistanceToFactorizability => "distance-to-factorizability",
            Kind::DistanceToStationarity(_) => "distance-to-stationarity",
            Kind::DistanceToFixedSet(_) => "distance-to-fixed-set",
            Kind::PairEntropy => "pair-entropy",
            Kind::StateEntropy => "state-entropy",
        }
    }

    /// The kind of that name; `fixed` and `reading` are read by the kinds that have them.
    ///
    /// # Errors
    /// An unknown name, or a fixed set that is missing or given to a kind without one.
    pub fn parse(name: &str, fixed: Option<Vec<u32>>, reading: Reading) -> Result<Kind> {
        let plain = match name {
            "entropy-rate" => Kind::EntropyRate,
            "distance-to-independence" => Kind::DistanceToIndependence,
            "distance-to-factorizability" => Kind::DistanceToFactorizability,
            "distance-to-stationarity" => Kind::DistanceToStationarity(reading),
            "pair-entropy" => Kind::PairEntropy,
            "state-entropy" => Kind::StateEntropy,
            "distance-to-fixed-set" => {
                return fixed
                    .map(Kind::DistanceToFixedSet)
                    .ok_or_else(|| Error::argument("fixed", "given for 'distance-to-fixed-set'", "nothing"));
            }
            _ => {
                return Err(Error::argument(
                    "objective",
                    "'entropy-rate', 'distance-to-independence', 'distance-to-factorizability', \
                     'distance-to-stationarity', 'distance-to-fixed-set', 'pair-entropy' or 'state-entropy'",
                    format_args!("'{name}'"),
                ));
            }
        };
        match fixed {
            None => Ok(plain),
            Some(_) => Err(Error::argument(
                "fixed",
                "left out unless the objective is 'distance-to-fixed-set'",
                format_args!("a fixed set with '{name}'"),
            )),
        }
    }

    /// Whether the kind can be computed for `chain`, without computing anything.
    ///
    /// # Errors
    /// A bad fixed set, or a distance that is infinite for this chain.
    pub fn check(&self, chain: &Chain) -> Result<()> {
        match self {
            Kind::DistanceToFixedSet(fixed) => {
                chain.space().check_subset("fixed", fixed)?;
                if fixed.is_empty() || fixed.len() == chain.dimension() {
                    return Err(Error::range(
                        "fixed",
                        format_args!("between 1 and {} coordinates", chain.dimension().saturating_sub(1)),
                        format_args!("{} coordinates", fixed.len()),
                    ));
                }
                Ok(())
            }
            Kind::DistanceToStationarity(Reading::Reference) if escapes(chain) => Err(Error::unsupported(
                "reading",
                "'mutual-information' for a chain whose next state has mass where the reference has none \
                 (the distance is infinite)",
                "'reference'",
            )),
            _ => Ok(()),
        }
    }
}

/// Whether μP has mass on a state where μ has none.
fn escapes(chain: &Chain) -> bool {
    !chain.is_stationary()
        && chain.reference().iter().zip(chain.next_law()).any(|(mass, next)| *mass == 0.0 && *next > 0.0)
}
