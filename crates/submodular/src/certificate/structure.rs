//! Is this instance submodular, supermodular, monotone? Exactly when small, by samples when large.
//!
//! The slack of a triple (S, d, e) is f(S+d) + f(S+e) − f(S+d+e) − f(S): f is submodular iff no slack is
//! negative, supermodular iff none is positive. Up to [`CheckOptions::exact_up_to`] elements every triple is
//! looked at (n² 2ⁿ / 8 of them, from 2ⁿ values). Beyond, triples with uniformly random S are: when none of N
//! independent ones violates, the share of violating triples is below 1 − 0.05^{1/N} ≈ 3/N with confidence
//! 95 %. A sample proves only what it finds: a witness against. So sampled findings are `Tested`, never
//! `Proved`.
use super::all_values;
use marginals_core::random::{below, stream, uniform};
use marginals_core::{Evidence, Monotone, Objective, Result, Run, Shape, Structure};

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CheckOptions {
    /// Ground sets up to this size are checked exactly: 14 by default, at most 16.
    pub exact_up_to: usize,
    /// Triples drawn beyond: 2,000 by default.
    pub samples: u64,
    /// What counts as 0, relative to the largest value met: 1e-10 by default.
    pub tolerance: f64,
}

impl Default for CheckOptions {
    fn default() -> Self {
        CheckOptions { exact_up_to: 14, samples: 2_000, tolerance: 1e-10 }
    }
}

/// A triple whose slack says something.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// S, ascending.
    pub set: Vec<u32>,
    /// The two elements d < e outside S.
    pub pair: (u32, u32),
    /// f(S+d) + f(S+e) − f(S+d+e) − f(S).
    pub slack: f64,
}

/// One of the two curvatures.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Whether no violation was found.
    pub holds: bool,
    /// Triple nearest to a violation, or the worst one. None with fewer than two elements.
    pub witness: Option<Witness>,
}

/// What was found about an instance.
#[derive(Clone, Debug, PartialEq)]
pub struct StructureReport {
    /// f(e|A) ≥ f(e|B) for A ⊆ B; the witness has the least slack.
    pub submodular: Finding,
    /// The reverse; the witness has the largest slack.
    pub supermodular: Finding,
    /// Direction.
    pub monotone: Monotone,
    /// Least and largest gain met.
    pub gain_range: (f64, f64),
    /// No value below 0 was met.
    pub non_negative: bool,
    /// Largest |f(S) − f(V∖S)|; none when sampled.
    pub asymmetry: Option<f64>,
    /// Whether every triple was looked at.
    pub exact: bool,
    /// Triples looked at.
    pub triples: u64,
    /// With confidence 95 %, the share of violating triples is below this when none was found; 0 when exact.
    pub undetected_share: f64,
    /// Largest |f| met, to which the tolerance is relative.
    pub scale: f64,
    /// Absolute tolerance used.
    pub tolerance: f64,
    /// f(∅).
    pub empty_value: f64,
}

impl StructureReport {
    /// The structure found, for use as [`Declared`](crate::function::Declared) structure.
    #[must_use]
    pub fn structure(&self) -> Structure {
        let shape = match (self.submodular.holds, self.supermodular.holds) {
            (true, true) => Shape::Modular,
            (true, false) => Shape::Submodular,
            (false, true) => Shape::Supermodular,
            (false, false) => Shape::Unknown,
        };
        Structure {
            shape,
            monotone: self.monotone,
            evidence: Evidence::Tested,
            empty_value: self.empty_value,
            non_negative: self.non_negative,
            symmetric: self.asymmetry.is_some_and(|asymmetry| asymmetry <= self.tolerance),
        }
    }

    /// One sentence on how far the finding may be trusted.
    #[must_use]
    pub fn confidence(&self) -> String {
        if self.exact {
            return format!("all {} triples were checked", self.triples);
        }
        format!(
            "{} random triples were checked; with confidence 95 % fewer than {:.3} % of all triples violate what holds",
            self.triples,
            100.0 * self.undetected_share
        )
    }
}

/// What is gathered while triples are looked at.
struct Gathered {
    least: Option<Witness>,
    most: Option<Witness>,
    gains: (f64, f64),
    lowest: f64,
    scale: f64,
    triples: u64,
}

impl Gathered {
    fn new() -> Gathered {
        let gains = (f64::INFINITY, f64::NEG_INFINITY);
        Gathered { least: None, most: None, gains, lowest: f64::INFINITY, scale: 0.0, triples: 0 }
    }

    fn value(&mut self, value: f64) {
        self.lowest = self.lowest.min(value);
        self.scale = self.scale.max(value.abs());
    }

    fn gain(&mut self, gain: f64) {
        self.gains = (self.gains.0.min(gain), self.gains.1.max(gain));
    }

    fn triple(&mut self, slack: f64, set: impl Fn() -> Vec<u32>, pair: (u32, u32)) {
        self.triples += 1;
        if self.least.as_ref().is_none_or(|least| slack < least.slack) {
            self.least = Some(Witness { set: set(), pair, slack });
        }
        if self.most.as_ref().is_none_or(|most| slack > most.slack) {
            self.most = Some(Witness { set: set(), pair, slack });
        }
    }
}

/// Checks the structure of `objective`.
///
/// # Errors
/// The run was cancelled, or whatever the objective reports.
pub fn check_structure(
    objective: &dyn Objective,
    options: &CheckOptions,
    run: &Run,
) -> Result<StructureReport> {
    let size = objective.ground_size();
    // Fewer than two elements make no triple to draw.
    let exact = size <= options.exact_up_to.clamp(1, 16);
    let mut gathered = Gathered::new();
    let (asymmetry, empty_value) = if exact {
        check_all(objective, &mut gathered, run)?
    } else {
        (None, check_samples(objective, options.samples, &mut gathered, run)?)
    };
    let tolerance = options.tolerance.max(0.0) * gathered.scale;
    let holds = |witness: &Option<Witness>, sign: f64| {
        witness.as_ref().is_none_or(|witness| sign * witness.slack >= 0.0 - tolerance)
    };
    let monotone = match gathered.gains {
        (least, _) if least >= 0.0 - tolerance => Monotone::Increasing,
        (_, most) if most <= tolerance => Monotone::Decreasing,
        _ => Monotone::No,
    };
    Ok(StructureReport {
        submodular: Finding { holds: holds(&gathered.least, 1.0), witness: gathered.least },
        supermodular: Finding { holds: holds(&gathered.most, -1.0), witness: gathered.most },
        monotone,
        gain_range: gathered.gains,
        non_negative: gathered.lowest >= 0.0 - tolerance,
        asymmetry,
        exact,
        triples: gathered.triples,
        undetected_share: if exact { 0.0 } else { 1.0 - 0.05f64.powf(1.0 / gathered.triples.max(1) as f64) },
        scale: gathered.scale,
        tolerance,
        empty_value,
    })
}

/// Every triple; returns the asymmetry and f(∅).
fn check_all(objective: &dyn Objective, gathered: &mut Gathered, run: &Run) -> Result<(Option<f64>, f64)> {
    let size = objective.ground_size();
    let values = all_values(objective, run)?;
    let mut asymmetry = 0.0f64;
    for (mask, value) in values.iter().enumerate() {
        if mask % 256 == 0 {
            run.check()?;
        }
        gathered.value(*value);
        asymmetry = asymmetry.max((value - values[values.len() - 1 - mask]).abs());
        for d in (0..size).filter(|d| mask >> d & 1 == 0) {
            gathered.gain(values[mask | 1 << d] - value);
            for e in (d + 1..size).filter(|e| mask >> e & 1 == 0) {
                let (with_d, with_e) = (mask | 1 << d, mask | 1 << e);
                let slack = (values[with_d] - value) - (values[with_d | 1 << e] - values[with_e]);
                let set = || (0..size as u32).filter(|member| mask >> member & 1 == 1).collect();
                gathered.triple(slack, set, (d as u32, e as u32));
            }
        }
    }
    Ok((Some(asymmetry), values[0]))
}

/// Random triples; returns f(∅). The chance of membership is drawn anew for every set, so that small and
/// large sets are met as well.
fn check_samples(objective: &dyn Objective, samples: u64, gathered: &mut Gathered, run: &Run) -> Result<f64> {
    let size = objective.ground_size();
    let start = objective.new_state(size, run)?;
    let empty_value = objective.value(&start);
    gathered.value(empty_value);
    run.progress().start("structure", samples);
    for sample in 0..samples {
        run.check()?;
        let mut generator = stream(run.seed(), "structure", sample);
        let d = below(&mut generator, size as u64) as u32;
        let e = (u64::from(d) + 1 + below(&mut generator, size as u64 - 1)) % size as u64;
        let pair = (d.min(e as u32), d.max(e as u32));
        let share = uniform(&mut generator);
        let mut set = objective.new_state(size, run)?;
        for member in (0..size as u32).filter(|member| *member != pair.0 && *member != pair.1) {
            if uniform(&mut generator) < share {
                objective.commit(&mut set, member, run)?;
            }
        }
        gathered.value(objective.value(&set));
        let mut gains = [0.0; 2];
        objective.gains(&mut set, &[pair.0, pair.1], run, &mut gains)?;
        let mut after = [0.0];
        let members = objective.members(&set).to_vec();
        objective.commit(&mut set, pair.0, run)?;
        objective.gains(&mut set, &[pair.1], run, &mut after)?;
        gathered.value(objective.value(&set));
        [gains[0], gains[1], after[0]].into_iter().for_each(|gain| gathered.gain(gain));
        gathered.triple(gains[1] - after[0], || members.clone(), pair);
        run.progress().advance(1);
    }
    Ok(empty_value)
}
