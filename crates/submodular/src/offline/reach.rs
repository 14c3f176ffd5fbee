//! What the completions of a set can reach at most: the bound that cuts branches of an exact search.
//!
//! For submodular f, f(S + O) ≤ f(S) + Σ_{e∈O} f(e | S); for supermodular f, gains grow up to the last ones
//! f(V) − f(V − e), so those stand in for all but the first.

/// Weights that bound the gains of further elements.
pub(super) enum Rule {
    /// No bound is known.
    None,
    /// The gains at the set itself.
    Gains,
    /// The last gains of all elements.
    LastGains(Vec<f64>),
}

impl Rule {
    /// For every child, what a set reaches that takes it and up to `room` − 1 (`exact`: exactly) later children.
    /// Minus infinity where no such set exists.
    pub fn reach(&self, value: f64, children: &[u32], gains: &[f64], room: usize, exact: bool) -> Vec<f64> {
        let weight = |at: usize| match self {
            Rule::None => f64::INFINITY,
            Rule::Gains => gains[at],
            Rule::LastGains(last) => last[children[at] as usize],
        };
        let mut reach = vec![f64::NEG_INFINITY; children.len()];
        // The largest weights after the present child, descending.
        let mut top: Vec<f64> = Vec::with_capacity(room);
        for at in (0..children.len()).rev() {
            if !exact || top.len() + 1 >= room {
                reach[at] = value + gains[at] + top.iter().sum::<f64>();
            }
            let own = weight(at);
            if room > 1 && (exact || own > 0.0) {
                let place = top.partition_point(|other| *other >= own);
                top.insert(place, own);
                top.truncate(room - 1);
            }
        }
        reach
    }
}
