//! A knapsack: the costs of the chosen elements add up to at most a budget.
use marginals_core::{Error, Result};

/// What each element costs, and what all of them together may cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Knapsack {
    costs: Vec<f64>,
    budget: f64,
}

impl Knapsack {
    /// `costs[e]` is what element e costs.
    ///
    /// # Errors
    /// [`Code::Range`](marginals_core::Code::Range) for a cost or a budget that is not above 0,
    /// [`Code::NonFinite`](marginals_core::Code::NonFinite) for NaN and infinities.
    pub fn new(costs: Vec<f64>, budget: f64) -> Result<Knapsack> {
        if !budget.is_finite() {
            return Err(Error::non_finite("budget", "a finite number above 0", budget));
        }
        if budget <= 0.0 {
            return Err(Error::range("budget", "a finite number above 0", budget));
        }
        if let Some(e) = costs.iter().position(|cost| !(cost.is_finite() && *cost > 0.0)) {
            let received = format!("{} for element {e}", costs[e]);
            let expected = "finite numbers above 0";
            return Err(if costs[e].is_finite() {
                Error::range("costs", expected, received)
            } else {
                Error::non_finite("costs", expected, received)
            });
        }
        Ok(Knapsack { costs, budget })
    }

    /// Cost of every element.
    #[must_use]
    pub fn costs(&self) -> &[f64] {
        &self.costs
    }

    /// Most that a set may cost.
    #[must_use]
    pub fn budget(&self) -> f64 {
        self.budget
    }

    /// Cost of `e`.
    pub(crate) fn cost(&self, e: u32) -> f64 {
        self.costs[e as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_above_zero() {
        let message = |costs: Vec<f64>, budget| Knapsack::new(costs, budget).unwrap_err().to_string();
        assert_eq!(
            message(vec![1.0, 0.0], 2.0),
            "costs must be finite numbers above 0, received 0 for element 1"
        );
        assert_eq!(message(vec![], -1.0), "budget must be a finite number above 0, received -1");
        assert!(message(vec![f64::NAN], 2.0).ends_with("NaN for element 0"));
        assert!(message(vec![1.0], f64::INFINITY).ends_with("received inf"));
        let knapsack = Knapsack::new(vec![0.5, 2.0], 2.0).unwrap();
        assert_eq!((knapsack.costs(), knapsack.budget()), ([0.5, 2.0].as_slice(), 2.0));
    }
}
