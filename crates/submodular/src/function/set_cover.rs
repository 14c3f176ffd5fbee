//! Set cover: f(S) = Σ of w_i over the concepts i that some element of S covers.
//!
//! An element is the set of concepts it covers. Where the sets are dense enough a set is a row of bits, 64 concepts a
//! word, and a gain with unit weights is a count of bits: exact and O(concepts / 64). Else it is a list and a gain
//! costs its length. Monotone and submodular for weights ≥ 0, which is checked. Greedy under a size limit is the
//! classic 1 − 1/e of maximum coverage.
//!
//! Source: U. Feige (1998), "A threshold of ln n for approximating set cover".
use super::column_sum::checked_weights;
use super::cover_extension::CoverExtension;
use super::members::Members;
use marginals_core::memory::Charge;
use marginals_core::sum::Sum;
use marginals_core::{
    Error, Evidence, Monotone, Multilinear, Plan, Remarks, Result, Run, SetFunction, Shape, Structure,
};

/// The weight of everything that is covered.
#[derive(Debug)]
pub struct SetCover {
    ground: usize,
    concepts: usize,
    /// None: every concept counts 1.
    weights: Option<Vec<f64>>,
    form: Form,
    /// No gain is wrong by more.
    error: f64,
    _charge: Charge,
}

#[derive(Debug)]
enum Form {
    /// Rows of `words` words.
    Bits { words: usize, bits: Vec<u64> },
    /// Concepts of each element, ascending.
    Lists { starts: Vec<usize>, concepts: Vec<u32> },
}

/// The chosen elements and what they cover.
#[derive(Debug)]
pub struct CoverState {
    members: Members,
    covered: Vec<u64>,
    value: Sum,
    _charge: Charge,
}

/// Words or list entries of one block of candidates.
const BLOCK: usize = 1 << 16;

impl SetCover {
    /// Element e covers the concepts `concepts[starts[e]..starts[e + 1]]`, each below `count`; one that is named twice
    /// counts once. `weights`: one per concept, 1 when absent.
    ///
    /// # Errors
    /// [`Code::Shape`](marginals_core::Code::Shape), [`Code::Range`](marginals_core::Code::Range) for lists, concepts
    /// or weights that do not fit; out of memory.
    pub fn new(
        starts: &[u32],
        concepts: &[u32],
        count: usize,
        weights: Option<Vec<f64>>,
        run: &Run,
    ) -> Result<SetCover> {
        let rising = starts.first() == Some(&0) && starts.is_sorted();
        if !rising || starts.last().is_none_or(|end| *end as usize != concepts.len()) {
            return Err(Error::shape("sets", "lists of concepts one after the other", "another layout"));
        }
        if let Some(concept) = concepts.iter().find(|concept| **concept as usize >= count) {
            return Err(Error::range("sets", format!("of concepts below {count}"), concept));
        }
        let weights = weights.map(|own| checked_weights(own, count, "one per concept")).transpose()?;
        let total = match &weights {
            Some(weights) => weights.iter().copied().collect::<Sum>().value(),
            None => count as f64,
        };
        if !total.is_finite() {
            return Err(Error::range("weights", "numbers of a finite sum", total));
        }
        let ground = starts.len() - 1;
        let words = count.div_ceil(64);
        let dense = ground.saturating_mul(words) <= concepts.len();
        let bytes = if dense { 8 * ground * words } else { 4 * concepts.len() + 8 * ground };
        let charge = run.charge("the sets of a set cover", bytes as u64)?;
        let sets = (0..ground).map(|e| &concepts[starts[e] as usize..starts[e + 1] as usize]);
        let form = if dense {
            let mut bits = run.filled("the sets of a set cover", ground * words, 0u64)?;
            for (e, set) in sets.enumerate() {
                set.iter()
                    .for_each(|concept| bits[e * words + *concept as usize / 64] |= 1 << (concept % 64));
            }
            Form::Bits { words, bits }
        } else {
            let mut lists = run.reserved("the sets of a set cover", concepts.len())?;
            let mut ends = run.reserved("the sets of a set cover", ground + 1)?;
            ends.push(0);
            for set in sets {
                let from = lists.len();
                lists.extend_from_slice(set);
                lists[from..].sort_unstable();
                let mut kept = from;
                for at in from..lists.len() {
                    if kept == from || lists[at] != lists[kept - 1] {
                        lists[kept] = lists[at];
                        kept += 1;
                    }
                }
                lists.truncate(kept);
                ends.push(kept);
            }
            Form::Lists { starts: ends, concepts: lists }
        };
        let mut cover = SetCover { ground, concepts: count, weights, form, error: 0.0, _charge: charge };
        cover.error = cover.largest_error(run)?;
        Ok(cover)
    }

    /// Calls `visit` with every concept of `e` that is not in `covered`, ascending.
    pub(super) fn each_new(&self, e: u32, covered: &[u64], mut visit: impl FnMut(usize)) {
        let e = e as usize;
        match &self.form {
            Form::Bits { words, bits } => {
                for (word, (own, covered)) in bits[e * words..(e + 1) * words].iter().zip(covered).enumerate()
                {
                    let mut left = own & !covered;
                    while left != 0 {
                        visit(64 * word + left.trailing_zeros() as usize);
                        left &= left - 1;
                    }
                }
            }
            Form::Lists { starts, concepts } => {
                for concept in &concepts[starts[e]..starts[e + 1]] {
                    let concept = *concept as usize;
                    if covered[concept / 64] >> (concept % 64) & 1 == 0 {
                        visit(concept);
                    }
                }
            }
        }
    }

    fn gain(&self, covered: &[u64], e: u32) -> f64 {
        match (&self.weights, &self.form) {
            (Some(weights), _) => {
                let mut sum = 0.0;
                self.each_new(e, covered, |concept| sum += weights[concept]);
                sum
            }
            (None, Form::Bits { words, bits }) => {
                let own = &bits[e as usize * words..(e as usize + 1) * words];
                own.iter()
                    .zip(covered)
                    .map(|(own, covered)| u64::from((own & !covered).count_ones()))
                    .sum::<u64>() as f64
            }
            (None, Form::Lists { .. }) => {
                let mut count = 0u64;
                self.each_new(e, covered, |_| count += 1);
                count as f64
            }
        }
    }

    fn cover(&self, covered: &mut [u64], e: u32) {
        let e = e as usize;
        match &self.form {
            Form::Bits { words, bits } => {
                covered.iter_mut().zip(&bits[e * words..(e + 1) * words]).for_each(|(all, own)| *all |= own);
            }
            Form::Lists { starts, concepts } => {
                for concept in &concepts[starts[e]..starts[e + 1]] {
                    covered[*concept as usize / 64] |= 1 << (concept % 64);
                }
            }
        }
    }

    /// Counts are exact; weights are added one after the other.
    fn largest_error(&self, run: &Run) -> Result<f64> {
        let Some(weights) = &self.weights else { return Ok(0.0) };
        let nothing = run.filled("no concepts", self.concepts.div_ceil(64), 0u64)?;
        let error_of = |e: u32| {
            let (mut length, mut sum) = (2.0, 0.0);
            self.each_new(e, &nothing, |concept| (length, sum) = (length + 1.0, sum + weights[concept]));
            length * f64::EPSILON * sum
        };
        Ok((0..self.ground as u32).map(error_of).fold(0.0, f64::max))
    }

    /// Work of one gain, in words or list entries.
    fn per_gain(&self) -> usize {
        match &self.form {
            Form::Bits { words, .. } => (*words).max(1),
            Form::Lists { concepts, .. } => (concepts.len() / self.ground.max(1)).max(1),
        }
    }

    pub(super) fn weight(&self, concept: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[concept])
    }
}

impl SetFunction for SetCover {
    type State = CoverState;

    fn ground_size(&self) -> usize {
        self.ground
    }

    fn structure(&self) -> Structure {
        Structure {
            shape: Shape::Submodular,
            monotone: Monotone::Increasing,
            evidence: Evidence::Proved,
            empty_value: 0.0,
            non_negative: true,
            symmetric: false,
        }
    }

    fn remarks(&self) -> Remarks {
        let method = if matches!(self.form, Form::Bits { .. }) { "dense" } else { "sparse" };
        Remarks { method: Some(method), warnings: Vec::new() }
    }

    fn plan(&self, max_size: usize) -> Plan {
        Plan {
            state_bytes: (self.concepts / 8) as u64 + Members::bytes(self.ground, max_size),
            scratch_bytes: 0,
            preferred_batch: (BLOCK / self.per_gain()).clamp(1, 64),
            full_pass: self.ground as f64,
        }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<CoverState> {
        let charge = run.charge("a state of a set cover", self.plan(max_size).state_bytes)?;
        Ok(CoverState {
            members: Members::new(self.ground, max_size, run)?,
            covered: run.filled("covered concepts", self.concepts.div_ceil(64), 0)?,
            value: Sum::default(),
            _charge: charge,
        })
    }

    fn copy_state(&self, from: &CoverState, to: &mut CoverState) -> Result<()> {
        to.members.copy_from(&from.members);
        to.covered.copy_from_slice(&from.covered);
        to.value = from.value;
        Ok(())
    }

    fn gains(&self, state: &mut CoverState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        let state = &*state;
        run.blocks_into(
            &mut out[..candidates.len()],
            (BLOCK / self.per_gain()).max(1),
            || (),
            |(), first, gains| {
                for (e, gain) in candidates[first..].iter().zip(gains) {
                    // What a member covers is covered: its gain is 0 without asking.
                    *gain = self.gain(&state.covered, *e);
                }
                Ok(())
            },
        )
    }

    fn commit(&self, state: &mut CoverState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if state.members.has(e) {
            return Ok(0.0);
        }
        let gain = self.gain(&state.covered, e);
        self.cover(&mut state.covered, e);
        state.members.push(e);
        state.value.add(gain);
        Ok(gain)
    }

    fn retract(&self, state: &mut CoverState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if !state.members.remove(e) {
            return Ok(0.0);
        }
        let before = state.value.value();
        state.covered.fill(0);
        state.value = Sum::default();
        for member in state.members.order() {
            state.value.add(self.gain(&state.covered, *member));
            self.cover(&mut state.covered, *member);
        }
        Ok(state.value.value() - before)
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        let _charge = run.charge("times covered", 4 * self.concepts as u64 + self.concepts as u64 / 8)?;
        let nothing = run.filled("covered concepts", self.concepts.div_ceil(64), 0u64)?;
        let mut times = run.filled("times covered", self.concepts, 0u32)?;
        for e in 0..self.ground as u32 {
            if e % 1024 == 0 {
                run.check()?;
            }
            self.each_new(e, &nothing, |concept| times[concept] += 1);
        }
        for (e, gain) in (0u32..).zip(out) {
            if e % 1024 == 0 {
                run.check()?;
            }
            let mut sum = 0.0;
            self.each_new(e, &nothing, |concept| {
                sum += if times[concept] == 1 { self.weight(concept) } else { 0.0 }
            });
            *gain = sum;
        }
        let covered = times.iter().enumerate().filter(|(_, times)| **times > 0);
        Ok(covered.map(|(concept, _)| self.weight(concept)).collect::<Sum>().value())
    }

    fn multilinear<'a>(&'a self, run: &Run) -> Result<Option<Box<dyn Multilinear + 'a>>> {
        Ok(Some(Box::new(CoverExtension::new(self, self.ground, self.concepts, run)?)))
    }

    fn members<'a>(&self, state: &'a CoverState) -> &'a [u32] {
        state.members.order()
    }

    fn value(&self, state: &CoverState) -> f64 {
        state.value.value()
    }

    fn gain_error(&self, _state: &CoverState) -> f64 {
        self.error
    }
}
