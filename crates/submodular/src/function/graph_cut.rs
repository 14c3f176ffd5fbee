//! Graph cut: f(S) = Σ_{i∈U, a∈S} s_ia − λ Σ_{a,b∈S} s_ab, representation of U against redundancy within S. The second
//! sum runs over ordered pairs, the diagonal included; U is the ground set unless a represented set is given.
//!
//! Element j keeps p_j, the sum of its similarities with the chosen elements, so its gain t_j − λ (2 p_j + s_jj) is
//! O(1), and choosing one costs a column of similarities. The totals t_j = Σ_i s_ij are made once, in O(rows · columns)
//! for inner products none of which is below 0 (and cosines likewise), else by one pass over all pairs; nothing of size
//! rows × rows is stored.
//!
//! Submodular for s ≥ 0, which is refused or clamped otherwise; increasing iff λ ≤ ½ where the ground set represents
//! itself, non-negative for λ ≤ 1, the cut function of the graph (symmetric) for λ = 1.
//!
//! Source: R. Iyer, J. Bilmes et al. (2021), "Submodular combinatorial information measures"; H. Lin, J. Bilmes (2011),
//! "A class of submodular functions for document summarization".
use super::members::Members;
use marginals_core::sum::Sum;
use marginals_core::{
    Charge, Error, Evidence, Monotone, Plan, Remarks, Result, Run, SetFunction, Shape, Structure,
};
use marginals_numerics::arch::products::{PANEL, Real};
use marginals_numerics::similarity::{Negative, Panels, Similarity, Source, settle};
use std::sync::Arc;

/// Representation less λ times redundancy.
#[derive(Debug)]
pub struct GraphCut {
    pairs: Arc<Similarity>,
    lambda: f64,
    negative: Negative,
    /// t_j.
    totals: Vec<f64>,
    /// s_jj, not below 0.
    diagonal: Vec<f64>,
    /// Whether the ground set represents itself.
    own: bool,
    /// The largest Σ_a s_aj over the ground set, by estimate.
    largest: f64,
    clamped: u64,
    _charge: Charge,
}

/// The chosen elements and what every element has in common with them.
#[derive(Debug)]
pub struct CutState {
    members: Members,
    shared: Vec<f64>,
    value: Sum,
    changes: usize,
    _charge: Charge,
}

impl GraphCut {
    /// The function over the elements of `pairs`, representing what `represented` holds similarities with (the same
    /// elements when absent).
    ///
    /// # Errors
    /// λ below 0 or not finite; pairs that are not symmetric; another number of elements in `represented`; an entry
    /// below 0 that is refused; out of memory, cancelled.
    pub fn new(
        pairs: Arc<Similarity>,
        represented: Option<&Similarity>,
        lambda: f64,
        negative: Negative,
        run: &Run,
    ) -> Result<GraphCut> {
        if !(lambda >= 0.0 && lambda.is_finite()) {
            return Err(Error::range("lambda", "a finite number of at least 0", lambda));
        }
        if !pairs.is_symmetric() {
            let expected = "a symmetric matrix of the ground set with itself";
            return Err(Error::argument("matrix", expected, "one that is not symmetric"));
        }
        let ground = pairs.ground_size();
        if let Some(other) = represented.filter(|other| other.ground_size() != ground) {
            let expected = format!("similarities with {ground} elements");
            return Err(Error::shape("represented", expected, other.ground_size()));
        }
        let charge = run.charge("the totals of a graph cut", 16 * ground as u64)?;
        let (totals, mut clamped) = totals_of(represented.unwrap_or(&pairs), negative, run)?;
        let mut diagonal = pairs.diagonal(run)?;
        settle(negative, 0, 0, &mut diagonal)?;
        if represented.is_some() && lambda > 0.0 {
            // Totals looked at other pairs: those of the ground set are looked at here, where they could be below 0.
            let pairs_clamped = match negative {
                _ if pairs.is_non_negative() => 0,
                Negative::Clamp => pairs.count_negative(run)?,
                Negative::Refuse => pairs.totals(Some(negative), run)?.clamped,
            };
            clamped += pairs_clamped;
        }
        let most = totals.iter().copied().fold(0.0, f64::max);
        let largest = if represented.is_some() { most.max(ground as f64 * pairs.largest()) } else { most };
        if !((1.0 + lambda) * largest * ground as f64).is_finite() {
            return Err(Error::range("matrix", "of similarities with finite sums", format!("{largest:e}")));
        }
        let own = represented.is_none();
        Ok(GraphCut { pairs, lambda, negative, totals, diagonal, own, largest, clamped, _charge: charge })
    }

    fn gain(&self, state: &CutState, e: u32) -> f64 {
        let at = e as usize;
        self.totals[at] - self.lambda * (2.0 * state.shared[at] + self.diagonal[at])
    }

    /// Adds `sign` times the similarities with `e` to what is shared.
    fn share(&self, shared: &mut [f64], e: u32, sign: f64, run: &Run) -> Result<()> {
        let mut column = run.filled("a column of similarities", shared.len(), 0.0)?;
        self.pairs.column(e, run, &mut column)?;
        settle(self.negative, e, 0, &mut column)?;
        shared.iter_mut().zip(&column).for_each(|(sum, entry)| *sum += sign * entry);
        Ok(())
    }
}

/// Σ_i s_ij of every element j, and how many entries were clamped.
fn totals_of(similarity: &Similarity, negative: Negative, run: &Run) -> Result<(Vec<f64>, u64)> {
    let inner = similarity
        .metric()
        .is_some_and(|metric| matches!(metric.name(), "cosine" | "dot") && similarity.is_non_negative());
    match similarity.source() {
        Source::Single(points) if inner => Ok((linear(points.ground(), points.represented(), run)?, 0)),
        Source::Double(points) if inner => Ok((linear(points.ground(), points.represented(), run)?, 0)),
        _ => {
            let totals = similarity.totals(Some(negative), run)?;
            Ok((totals.sums, totals.clamped))
        }
    }
}

/// Σ_i x_i · y_j = (Σ_i x_i) · y_j, in double precision.
fn linear<T: Real>(ground: &Panels<T>, represented: &Panels<T>, run: &Run) -> Result<Vec<f64>> {
    let columns = ground.cols();
    let mut sums = vec![Sum::default(); columns];
    for p in 0..represented.count() {
        run.check()?;
        let rows = PANEL.min(represented.rows() - p * PANEL);
        for (sum, lanes) in sums.iter_mut().zip(represented.panel(p).chunks_exact(PANEL)) {
            sum.extend(lanes[..rows].iter().map(|x| Into::<f64>::into(*x)));
        }
    }
    let sums: Vec<f64> = sums.iter().map(Sum::value).collect();
    let mut totals = run.filled("totals", ground.rows(), 0.0)?;
    run.blocks_into(
        &mut totals,
        PANEL,
        || (),
        |(), first, totals| {
            for (sum, lanes) in sums.iter().zip(ground.panel(first / PANEL).chunks_exact(PANEL)) {
                totals.iter_mut().zip(lanes).for_each(|(total, x)| *total += sum * Into::<f64>::into(*x));
            }
            Ok(())
        },
    )?;
    Ok(totals)
}

impl SetFunction for GraphCut {
    type State = CutState;

    fn ground_size(&self) -> usize {
        self.totals.len()
    }

    fn structure(&self) -> Structure {
        let increasing = self.lambda == 0.0 || (self.own && self.lambda <= 0.5);
        Structure {
            shape: if self.lambda == 0.0 { Shape::Modular } else { Shape::Submodular },
            monotone: if increasing { Monotone::Increasing } else { Monotone::No },
            evidence: Evidence::Proved,
            empty_value: 0.0,
            non_negative: increasing || (self.own && self.lambda <= 1.0),
            symmetric: self.own && self.lambda == 1.0,
        }
    }

    fn remarks(&self) -> Remarks {
        let method = match self.pairs.source() {
            Source::Single(_) | Source::Double(_) => "on-the-fly",
            Source::Sparse(_) | Source::Entries(_) => "sparse",
            Source::StoredSingle(_) | Source::StoredDouble(_) => "dense",
        };
        let warning = format!("{} similarities below 0 counted as 0", self.clamped);
        let warnings = if self.clamped > 0 { vec![warning] } else { Vec::new() };
        Remarks { method: Some(method), warnings }
    }

    fn plan(&self, max_size: usize) -> Plan {
        let ground = self.totals.len();
        Plan {
            state_bytes: 8 * ground as u64 + Members::bytes(ground, max_size),
            scratch_bytes: 8 * ground as u64,
            // A gain is cheaper than ranking it: few are asked for, and everything at once costs about a quarter.
            preferred_batch: 16,
            full_pass: (ground as f64 / 4.0).max(1.0),
        }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<CutState> {
        let charge = run.charge("a state of a graph cut", SetFunction::plan(self, max_size).state_bytes)?;
        Ok(CutState {
            members: Members::new(self.totals.len(), max_size, run)?,
            shared: run.filled("what is shared with a set", self.totals.len(), 0.0)?,
            value: Sum::default(),
            changes: 0,
            _charge: charge,
        })
    }

    fn copy_state(&self, from: &CutState, to: &mut CutState) -> Result<()> {
        to.members.copy_from(&from.members);
        to.shared.copy_from_slice(&from.shared);
        to.value = from.value;
        to.changes = from.changes;
        Ok(())
    }

    fn gains(&self, state: &mut CutState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        run.check()?;
        for (e, gain) in candidates.iter().zip(out) {
            *gain = if state.members.has(*e) { 0.0 } else { self.gain(state, *e) };
        }
        Ok(())
    }

    fn commit(&self, state: &mut CutState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if state.members.has(e) {
            return Ok(0.0);
        }
        let gain = self.gain(state, e);
        self.share(&mut state.shared, e, 1.0, run)?;
        state.members.push(e);
        state.value.add(gain);
        state.changes += 1;
        Ok(gain)
    }

    fn retract(&self, state: &mut CutState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if !state.members.has(e) {
            return Ok(0.0);
        }
        self.share(&mut state.shared, e, -1.0, run)?;
        state.members.remove(e);
        if state.members.order().is_empty() {
            state.shared.fill(0.0);
            state.value = Sum::default();
            state.changes = 0;
            return Ok(0.0 - self.gain(state, e));
        }
        let gain = self.gain(state, e);
        state.value.add(-gain);
        state.changes += 1;
        Ok(0.0 - gain)
    }

    fn retract_cost(&self, _size: usize) -> f64 {
        1.0
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        let other;
        let within = if self.own || self.lambda == 0.0 {
            &self.totals
        } else {
            other = totals_of(&self.pairs, self.negative, run)?.0;
            &other
        };
        for ((gain, total), (within, own)) in
            out.iter_mut().zip(&self.totals).zip(within.iter().zip(&self.diagonal))
        {
            *gain = total - self.lambda * (2.0 * (within - own) + own);
        }
        let represented: f64 = self.totals.iter().copied().collect::<Sum>().value();
        Ok(represented - self.lambda * within.iter().copied().collect::<Sum>().value())
    }

    fn members<'a>(&self, state: &'a CutState) -> &'a [u32] {
        state.members.order()
    }

    fn value(&self, state: &CutState) -> f64 {
        state.value.value()
    }

    fn gain_error(&self, state: &CutState) -> f64 {
        (2 * state.changes + 8) as f64 * f64::EPSILON * (1.0 + self.lambda) * self.largest
    }
}
