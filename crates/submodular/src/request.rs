//! What is asked of an optimizer.
use crate::algorithm::Algorithm;
use crate::constraint::{Constraint, Limits, short_group};
use marginals_core::{Error, Result};

/// Direction of the optimisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sense {
    /// The largest value.
    #[default]
    Maximize,
    /// The smallest value.
    Minimize,
}

/// What distorted greedy does with costs below 0, which its theorem does not allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CostMode {
    /// Raise them to 0: the theorem applies.
    #[default]
    Clipped,
    /// Keep them: no guarantee when one is negative.
    Raw,
}

/// How continuous greedy makes a set of its fractional point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Pairs of coordinates move to the better end: loses nothing; needs exact derivatives and a size alone.
    Pipage,
    /// Bases are merged by random exchanges: loses nothing in expectation.
    Swap,
}

/// What a cancelled run answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnAbort {
    /// The error [`Code::Aborted`](marginals_core::Code::Aborted).
    #[default]
    Reject,
    /// The best set found so far, with [`Stopped::Aborted`](marginals_core::Stopped::Aborted).
    BestSoFar,
}

/// A selection problem and how to solve it. `Request::default()` maximises without limits, choosing the
/// algorithm by structure.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// How.
    pub algorithm: Algorithm,
    /// Maximise or minimise.
    pub sense: Sense,
    /// Most elements of the answer, `initial` included; no limit when none.
    pub size: Option<usize>,
    /// Whether the answer must have exactly `size` elements.
    pub exact_size: bool,
    /// Elements already chosen, in order: a selection to resume. Algorithms that build a set keep them; local
    /// search and majorise–minimise start from them and may drop them.
    pub initial: Vec<u32>,
    /// Elements that must not be chosen.
    pub excluded: Vec<u32>,
    /// Knapsacks, matroids and group bounds; all must hold.
    pub constraints: Vec<Constraint>,
    /// Elements among which to choose, besides those of `initial`; all when none.
    pub candidates: Option<Vec<u32>>,
    /// What each element costs when the question is the least costly set that reaches `target`; the answer's
    /// `bound` is then a lower bound on that cost. The algorithm is greedy by gain per cost.
    pub cover: Option<Vec<f64>>,
    /// Costs below 0 in the distorted family.
    pub costs: CostMode,
    /// Accuracy of stochastic and threshold greedy and of adaptive sequencing, in (0, 1): 0.1 by default.
    pub epsilon: f64,
    /// Full passes of two-stage greedy before it turns lazy: 10 by default.
    pub first_stage: usize,
    /// Order in which a streaming algorithm sees elements; those left out are never seen. Ascending when empty.
    pub order: Vec<u32>,
    /// Misses in a row after which the threshold of three-sieves falls; by default half the order lets it fall through
    /// all its guesses.
    pub tries: Option<u64>,
    /// Branch and bound stops once no set can be better by more than this fraction of the value: 0 by default.
    pub gap: f64,
    /// Steps T of continuous greedy, whose loss is 1/T: 20 by default.
    pub steps: usize,
    /// Sets from which continuous greedy estimates derivatives that are not known exactly: 64 by default.
    pub samples: usize,
    /// Rounding of continuous greedy; pipage where it applies, else swap, when none.
    pub rounding: Option<Rounding>,
    /// Parts into which GreeDi and RandGreeDi split the candidates: 4 by default.
    pub machines: usize,
    /// What every part chose, where the first round of GreeDi or RandGreeDi ran elsewhere.
    pub first_round: Option<Vec<Vec<u32>>>,
    /// Batch sizes of batch greedy, the last one repeated; `[2]` when empty.
    pub batch: Vec<usize>,
    /// Most gains to compute; passing it is an error, except that branch and bound stops there with what it has.
    pub max_evaluations: Option<u64>,
    /// Stop as soon as the value reaches this.
    pub target: Option<f64>,
    /// What a cancelled run answers.
    pub on_abort: OnAbort,
    /// Whether to spend evaluations on the certificate (`bound`); true by default.
    pub certificate: bool,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            algorithm: Algorithm::Auto,
            sense: Sense::Maximize,
            size: None,
            exact_size: false,
            initial: Vec::new(),
            excluded: Vec::new(),
            constraints: Vec::new(),
            candidates: None,
            cover: None,
            costs: CostMode::Clipped,
            epsilon: 0.1,
            first_stage: 10,
            order: Vec::new(),
            tries: None,
            gap: 0.0,
            steps: 20,
            samples: 64,
            rounding: None,
            machines: 4,
            first_round: None,
            batch: Vec::new(),
            max_evaluations: None,
            target: None,
            on_abort: OnAbort::Reject,
            certificate: true,
        }
    }
}

impl Request {
    /// At most `size` elements by `algorithm`.
    #[must_use]
    pub fn new(algorithm: Algorithm, size: usize) -> Self {
        Request { algorithm, size: Some(size), ..Request::default() }
    }

    /// The same request for the smallest value.
    #[must_use]
    pub fn minimizing(self) -> Self {
        Request { sense: Sense::Minimize, ..self }
    }

    /// The same request for exactly its size.
    #[must_use]
    pub fn exactly(self) -> Self {
        Request { exact_size: true, ..self }
    }

    /// Whether larger is better.
    #[must_use]
    pub fn is_maximizing(&self) -> bool {
        self.sense == Sense::Maximize
    }
}

/// A request checked against a ground set.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub request: Request,
    pub ground: usize,
    /// Most elements of the answer.
    pub size: usize,
    /// Elements that may be chosen, ascending; those of `initial` among them.
    pub allowed: Vec<u32>,
    pub limits: Limits,
}

impl Problem {
    /// Checks `request` for a ground set of `ground` elements.
    pub fn new(request: &Request, ground: usize) -> Result<Problem> {
        let mut excluded = vec![false; ground];
        for (at, e) in request.excluded.iter().enumerate() {
            let slot =
                excluded.get_mut(*e as usize).ok_or_else(|| out_of_range("excluded", at, ground, *e))?;
            *slot = true;
        }
        let mut seen = vec![false; ground];
        for (at, e) in request.initial.iter().enumerate() {
            let slot = seen.get_mut(*e as usize).ok_or_else(|| out_of_range("initial", at, ground, *e))?;
            if excluded[*e as usize] {
                return Err(Error::argument(
                    "initial",
                    "disjoint from excluded",
                    format_args!("{e} in both"),
                ));
            }
            if std::mem::replace(slot, true) {
                return Err(Error::argument("initial", "distinct elements", format_args!("{e} twice")));
            }
        }
        check_order(&request.order, &excluded)?;
        let mut allowed: Vec<u32> = (0..ground as u32).filter(|e| !excluded[*e as usize]).collect();
        if let Some(candidates) = &request.candidates {
            let mut among = seen.clone();
            for (at, e) in candidates.iter().enumerate() {
                let slot =
                    among.get_mut(*e as usize).ok_or_else(|| out_of_range("candidates", at, ground, *e))?;
                *slot = true;
            }
            allowed.retain(|e| among[*e as usize]);
        }
        let size = match request.size {
            Some(size) if size == 0 || size > ground => {
                let expected = format!("an integer in 1..={ground} (elements of the ground set)");
                return Err(Error::range("size", expected, size));
            }
            Some(size) => size,
            None if request.exact_size => {
                return Err(Error::argument("size", "given when the size is exact", "none"));
            }
            None => allowed.len(),
        };
        if size < request.initial.len() {
            let expected = format!("at least {} (elements of initial)", request.initial.len());
            return Err(Error::range("size", expected, size));
        }
        if request.exact_size && size > allowed.len() {
            let expected = format!("at most {} (elements not excluded)", allowed.len());
            return Err(Error::range("size", expected, size));
        }
        if !(request.epsilon > 0.0 && request.epsilon < 1.0) {
            return Err(Error::range("epsilon", "a number in (0, 1)", request.epsilon));
        }
        let counts = [
            ("machines", request.machines, usize::MAX),
            ("steps", request.steps, 10_000),
            ("samples", request.samples, 1_000_000),
        ];
        if let Some((name, count, most)) = counts.into_iter().find(|(_, n, most)| *n == 0 || n > most) {
            return Err(Error::range(name, format!("an integer in 1..={most}"), count));
        }
        if !(request.gap >= 0.0 && request.gap.is_finite()) {
            return Err(Error::range("gap", "a finite number of at least 0", request.gap));
        }
        if let Some(at) = request.batch.iter().position(|size| *size == 0) {
            return Err(Error::range("batch", "sizes of at least 1", format_args!("0 at index {at}")));
        }
        if let Some(target) = request.target.filter(|target| !target.is_finite()) {
            return Err(Error::non_finite("target", "a finite number", target));
        }
        if let Some(costs) = &request.cover {
            crate::offline::check_cover(costs, ground, request.target)?;
        }
        let limits = Limits::new(ground, size, request.exact_size, &request.constraints, &allowed)?;
        limits.refuse_impossible(&limits.start(), &allowed)?;
        let mut used = limits.start();
        for e in &request.initial {
            if !limits.admits(&used, *e) {
                let expected = format!("within {}", limits.words());
                return Err(Error::argument("initial", expected, format_args!("{e}")));
            }
            limits.take(&mut used, *e);
        }
        if limits.is_owing() {
            let free: Vec<u32> = allowed.iter().copied().filter(|e| !seen[*e as usize]).collect();
            if !limits.completes(&used, &free) {
                let (argument, expected, received) = if request.exact_size {
                    ("size", format!("within {}", limits.words()), size.to_string())
                } else {
                    let received =
                        short_group(&request.constraints, (ground, size), &allowed, &request.initial);
                    let received = received.unwrap_or_else(|| "bounds too high together".to_owned());
                    ("lower", "bounds that the other constraints leave room for".to_owned(), received)
                };
                return Err(Error::range(argument, expected, received));
            }
        }
        Ok(Problem { request: request.clone(), ground, size, allowed, limits })
    }

    /// The same problem for another size.
    pub fn resized(&self, size: usize) -> Result<Problem> {
        Problem::new(&Request { size: Some(size), ..self.request.clone() }, self.ground)
    }

    pub fn exact(&self) -> bool {
        self.request.exact_size
    }

    /// Whether any `size` elements not excluded are feasible.
    pub fn is_limited_by_size_alone(&self) -> bool {
        self.limits.is_size_only()
    }

    /// Number of matroids whose intersection holds the feasible sets; the size and one partition are one.
    pub fn matroids(&self) -> usize {
        self.limits.matroids().max(1)
    }

    /// Whether one budget is all that limits the answer: the size lets in whatever it buys.
    pub fn is_knapsack_alone(&self) -> bool {
        let Some(knapsack) = self.limits.knapsacks().next().filter(|_| self.limits.is_alone()) else {
            return false;
        };
        if self.exact() || self.size == self.allowed.len() {
            return !self.exact();
        }
        let mut costs: Vec<f64> = self.allowed.iter().map(|e| knapsack.cost(*e)).collect();
        costs.sort_unstable_by(f64::total_cmp);
        costs.iter().take(self.size + 1).sum::<f64>() > knapsack.budget() * (1.0 + 1e-9)
    }

    /// Whether `members` have enough of every group.
    pub fn meets_lower_bounds(&self, members: &[u32]) -> bool {
        if !self.limits.has_lower_bounds() {
            return true;
        }
        let mut used = self.limits.start();
        members.iter().for_each(|e| self.limits.take(&mut used, *e));
        self.limits.is_met(&used)
    }

    /// Whether the size or a constraint limits the answer.
    pub fn is_constrained(&self) -> bool {
        self.size < self.allowed.len() || !self.limits.is_size_only()
    }
}

fn check_order(order: &[u32], excluded: &[bool]) -> Result<()> {
    let mut seen = vec![false; if order.is_empty() { 0 } else { excluded.len() }];
    for (at, e) in order.iter().enumerate() {
        let slot = seen.get_mut(*e as usize).ok_or_else(|| out_of_range("order", at, excluded.len(), *e))?;
        if excluded[*e as usize] {
            return Err(Error::argument("order", "disjoint from excluded", format_args!("{e} in both")));
        }
        if std::mem::replace(slot, true) {
            return Err(Error::argument("order", "distinct elements", format_args!("{e} twice")));
        }
    }
    Ok(())
}

fn out_of_range(argument: &'static str, at: usize, ground: usize, e: u32) -> Error {
    let expected = format!("elements below {ground} (size of the ground set)");
    Error::range(argument, expected, format_args!("{e} at index {at}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(request: Request) -> String {
        Problem::new(&request, 5).unwrap_err().to_string()
    }

    #[test]
    fn refuses_what_no_answer_could_satisfy() {
        let base = Request::new(Algorithm::Greedy, 3);
        assert_eq!(
            message(Request { size: Some(0), ..base.clone() }),
            "size must be an integer in 1..=5 (elements of the ground set), received 0"
        );
        assert!(message(Request { size: Some(6), ..base.clone() }).ends_with("received 6"));
        assert!(message(Request { initial: vec![1, 1], ..base.clone() }).contains("1 twice"));
        assert!(message(Request { initial: vec![9], ..base.clone() }).contains("9 at index 0"));
        assert!(
            message(Request { initial: vec![1], excluded: vec![1], ..base.clone() }).contains("1 in both")
        );
        assert!(message(Request { initial: vec![0, 1, 2, 3], ..base.clone() }).contains("at least 4"));
        assert!(message(Request { excluded: vec![7], ..base.clone() }).contains("7 at index 0"));
        assert!(message(Request { epsilon: f64::NAN, ..base.clone() }).contains("(0, 1)"));
        assert!(message(Request { batch: vec![2, 0], ..base.clone() }).contains("0 at index 1"));
        assert!(message(Request { target: Some(f64::INFINITY), ..base.clone() }).contains("finite"));
        let exact = Request { excluded: vec![0, 1, 2], ..base.clone().exactly() };
        assert!(message(exact).contains("at most 2"));
        assert!(message(Request { exact_size: true, ..Request::default() }).contains("given"));
        let partition = crate::Partition::new(vec![0, 0, 0, 1, 1], vec![1, 1]).unwrap();
        let narrow = Request { constraints: vec![partition.into()], ..base.exactly() };
        assert!(message(narrow).contains("within the limits of every class"));
    }

    #[test]
    fn an_empty_ground_set_is_a_problem_with_one_answer() {
        let problem = Problem::new(&Request::default(), 0).unwrap();
        assert_eq!((problem.size, problem.allowed.len()), (0, 0));
    }
}
