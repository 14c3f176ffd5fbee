//! What an optimizer answers.

/// Why an optimizer stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The size asked for was reached.
    Size,
    /// The budget was used up.
    Budget,
    /// The target value was reached.
    Target,
    /// Nothing left would add to the value.
    NoGain,
    /// Nothing left could be added.
    Exhausted,
    /// The run was cancelled; the best so far is returned.
    Aborted,
}

impl Stopped {
    /// The word used in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Stopped::Size => "size",
            Stopped::Budget => "budget",
            Stopped::Target => "target",
            Stopped::NoGain => "no-gain",
            Stopped::Exhausted => "exhausted",
            Stopped::Aborted => "aborted",
        }
    }
}

/// A worst-case promise of an algorithm, with what it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Guarantee {
    /// Fraction of the optimum reached at least.
    pub ratio: f64,
    /// When it holds, and whether that was proved, tested or declared.
    pub condition: String,
    /// Who proved it.
    pub source: &'static str,
}

/// The chosen elements, with a statement of how good the choice is.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// Elements in the order they were chosen.
    pub indices: Vec<u32>,
    /// What each added to the value when it was chosen.
    pub gains: Vec<f64>,
    /// f of the chosen set.
    pub value: f64,
    /// Bound on the optimum: from above when maximising, from below when minimising. None where none holds.
    pub bound: Option<f64>,
    /// The condition under which `bound` holds.
    pub bound_condition: Option<String>,
    /// Worst-case promise of the algorithm on this function, where one holds.
    pub guarantee: Option<Guarantee>,
    /// Gains computed.
    pub evaluations: u64,
    /// Name of the algorithm that ran.
    pub algorithm: &'static str,
    /// Why this algorithm was chosen, where the request left the choice open.
    pub reason: Option<String>,
    /// The form in which the function computed (`dense`, `sparse`, `on-the-fly`), where it has several.
    pub method: Option<&'static str>,
    /// Seed of its random choices.
    pub seed: u64,
    /// Why it stopped.
    pub stopped: Stopped,
    /// Facts the caller should know: a condition that failed, a cost that was clipped.
    pub warnings: Vec<String>,
}

impl Selection {
    /// Fraction of the optimum that is certain for this answer, in [0, 1]: value / bound when maximising a
    /// positive value, bound / value when minimising one. None without a bound, or where a ratio of these two
    /// numbers says nothing.
    #[must_use]
    pub fn ratio(&self, maximizing: bool) -> Option<f64> {
        let bound = self.bound?;
        let (smaller, larger) = if maximizing { (self.value, bound) } else { (bound, self.value) };
        (smaller >= 0.0 && larger > 0.0).then(|| (smaller / larger).min(1.0))
    }
}
