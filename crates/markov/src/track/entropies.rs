//! The entropies of one subset from which every quantity of a chain is made.
use std::ops::{Add, Neg, Sub};

/// Entropies of a subset S in nats, or differences of such.
///
/// With (X, Y) two consecutive states, X ~ μ: `pair` − `state` is the entropy rate H(P^(S)).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Entropies {
    /// H(X_S, Y_S).
    pub pair: f64,
    /// H(X_S).
    pub state: f64,
    /// H(Y_S); equal to `state` when the reference is stationary.
    pub next: f64,
    /// Cross-entropy −Σ (μP)^S ln μ^S; equal to `state` when the reference is stationary, +∞ where μP has
    /// mass and μ has none.
    pub cross: f64,
}

impl Entropies {
    /// H(P^(S)) = H(X_S, Y_S) − H(X_S).
    #[inline]
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.pair - self.state
    }
}

/// a − b where two infinities differ by nothing.
#[inline]
fn difference(a: f64, b: f64) -> f64 {
    if a == b { 0.0 } else { a - b }
}

impl Sub for Entropies {
    type Output = Entropies;
    fn sub(self, other: Entropies) -> Entropies {
        Entropies {
            pair: self.pair - other.pair,
            state: self.state - other.state,
            next: self.next - other.next,
            cross: difference(self.cross, other.cross),
        }
    }
}

impl Add for Entropies {
    type Output = Entropies;
    fn add(self, other: Entropies) -> Entropies {
        Entropies {
            pair: self.pair + other.pair,
            state: self.state + other.state,
            next: self.next + other.next,
            cross: self.cross + other.cross,
        }
    }
}

impl Neg for Entropies {
    type Output = Entropies;
    fn neg(self) -> Entropies {
        Entropies { pair: -self.pair, state: -self.state, next: -self.next, cross: -self.cross }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinite_cross_entropies_differ_by_nothing() {
        let infinite = Entropies { cross: f64::INFINITY, ..Entropies::default() };
        assert_eq!((infinite - infinite).cross, 0.0);
        assert_eq!((infinite - Entropies::default()).cross, f64::INFINITY);
        assert_eq!(Entropies { pair: 3.0, state: 1.0, ..infinite }.rate(), 2.0);
    }
}
