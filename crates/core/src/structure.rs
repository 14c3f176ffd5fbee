//! What is known about the shape of a set function, and how it is known.

/// Curvature class of a set function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// f(e | A) ≥ f(e | B) for A ⊆ B.
    Submodular,
    /// f(e | A) ≤ f(e | B) for A ⊆ B.
    Supermodular,
    /// f(e | A) = f(e | B).
    Modular,
    /// Neither is known to hold.
    Unknown,
}

/// Direction in which a set function moves as its argument grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Monotone {
    /// Never falls.
    Increasing,
    /// Never rises.
    Decreasing,
    /// Not known to do either.
    No,
}

/// How a property is known to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A theorem whose conditions were checked.
    Proved,
    /// An exhaustive or sampled check of this instance.
    Tested,
    /// The caller's word.
    Declared,
}

impl Evidence {
    /// The word used in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Evidence::Proved => "proved",
            Evidence::Tested => "tested",
            Evidence::Declared => "declared",
        }
    }
}

impl Shape {
    /// The word used in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Shape::Submodular => "submodular",
            Shape::Supermodular => "supermodular",
            Shape::Modular => "modular",
            Shape::Unknown => "unknown",
        }
    }

    /// Whether gains never grow with the set.
    #[must_use]
    pub fn is_submodular(self) -> bool {
        matches!(self, Shape::Submodular | Shape::Modular)
    }

    /// Whether gains never shrink with the set.
    #[must_use]
    pub fn is_supermodular(self) -> bool {
        matches!(self, Shape::Supermodular | Shape::Modular)
    }

    /// The shape of −f.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Shape::Submodular => Shape::Supermodular,
            Shape::Supermodular => Shape::Submodular,
            other => other,
        }
    }
}

impl Monotone {
    /// The word used in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Monotone::Increasing => "increasing",
            Monotone::Decreasing => "decreasing",
            Monotone::No => "no",
        }
    }

    /// The direction of −f.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Monotone::Increasing => Monotone::Decreasing,
            Monotone::Decreasing => Monotone::Increasing,
            Monotone::No => Monotone::No,
        }
    }
}

/// Everything an optimizer may rely on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Structure {
    /// Curvature class.
    pub shape: Shape,
    /// Direction.
    pub monotone: Monotone,
    /// How shape and direction are known.
    pub evidence: Evidence,
    /// f(∅).
    pub empty_value: f64,
    /// f(S) ≥ 0 for every S.
    pub non_negative: bool,
    /// f(S) = f(V ∖ S) for every S.
    pub symmetric: bool,
}

impl Structure {
    /// Nothing known but the value of the empty set.
    #[must_use]
    pub fn unknown(empty_value: f64) -> Self {
        Structure {
            shape: Shape::Unknown,
            monotone: Monotone::No,
            evidence: Evidence::Declared,
            empty_value,
            non_negative: false,
            symmetric: false,
        }
    }

    /// The structure of −f.
    #[must_use]
    pub fn negated(self) -> Self {
        Structure {
            shape: self.shape.negated(),
            monotone: self.monotone.negated(),
            empty_value: 0.0 - self.empty_value,
            non_negative: false,
            ..self
        }
    }

    /// Submodular and never falling: what greedy's 1 − 1/e needs.
    #[must_use]
    pub fn is_monotone_submodular(&self) -> bool {
        self.shape.is_submodular() && self.monotone == Monotone::Increasing
    }
}
