//! How good a packing is certain to be.
//!
//! For monotone submodular f and any set O that holds what must be included and keeps to the budget,
//! f(O) ≤ f(A) + Σ_{e∈O∖A} f(e|A), and the sum is at most that of the fractional knapsack over the gains at A with all
//! the room that `include` leaves (limits of sources only make O smaller). The better of greedy by gain per token
//! and greedy by gain reaches (1 − 1/e)/2 of the optimum (J. Leskovec and others, 2007, "Cost-effective outbreak
//! detection in networks").
use super::pack::{PackAlgorithm, PackRequest, Packing};
use marginals_core::Guarantee;

const SETS: &str = "over all sets of candidates that hold what must be included and whose tokens, added up, keep to the \
                    budget";

impl Packing {
    /// A bound on f of every packing, from the gains of the candidates at the chosen set, and its condition.
    pub(super) fn bound(&self, value: f64, gains: &[(u32, f64)]) -> (f64, String) {
        let mut free: Vec<(f64, f64)> = gains
            .iter()
            .map(|(at, gain)| (*gain, self.costs[*at as usize]))
            .filter(|(gain, cost)| *gain > 0.0 && *cost <= self.room_after_include)
            .collect();
        free.sort_unstable_by(|a, b| (b.0 * a.1).total_cmp(&(a.0 * b.1)).then(a.1.total_cmp(&b.1)));
        let mut room = self.room_after_include;
        let mut most = value;
        for (gain, cost) in free {
            let share = if cost > room { room / cost } else { 1.0 };
            most += share * gain;
            room -= share * cost;
            if room <= 0.0 {
                break;
            }
        }
        (most, format!("f is monotone and submodular (proved), {SETS}"))
    }

    /// What the algorithm promises, where nothing is limited but the budget.
    pub(super) fn guarantee(request: &PackRequest) -> Option<Guarantee> {
        let only_budget = request.include.is_empty() && request.source_limits.is_empty();
        (only_budget && request.algorithm == PackAlgorithm::CostBenefit).then(|| Guarantee {
            ratio: 0.5 * (1.0 - (-1.0f64).exp()),
            condition: format!("f is monotone and submodular (proved), {SETS}"),
            source: "Leskovec, Krause, Guestrin, Faloutsos, VanBriesen & Glance, 2007",
        })
    }
}
