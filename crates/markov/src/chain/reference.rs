//! How far a reference law μ is from stationary: the law μP of the next state and its distance to μ.
//!
//! A stationary reference makes the two readings of the distance to stationarity equal; any other one is
//! allowed, and then the difference is a quantity of its own, KL(μP ‖ μ).
use super::law::{Edges, Law, SingleFlipLaw};
use super::space::Space;
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Error, Result, Run};

/// Σ|μP − μ| up to which a reference counts as stationary: rounding of a computed law, and no more.
pub const ROUNDING: f64 = 1e-12;

/// max|μP − μ| from which a reference is reported as not stationary.
pub const TOLERANCE: f64 = 1e-9;

/// Where a reference law comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The caller gave it.
    Given,
    /// The stationary law in closed form.
    ClosedForm,
    /// The stationary law by elimination (Grassmann, Taksar, Heyman).
    Elimination,
    /// The stationary law from detailed balance.
    DetailedBalance,
    /// The stationary law by relaxation.
    Relaxation,
    /// Frequencies of the observed states.
    Frequencies,
}

impl Origin {
    /// The words used in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Origin::Given => "given",
            Origin::ClosedForm => "closed form",
            Origin::Elimination => "elimination",
            Origin::DetailedBalance => "detailed balance",
            Origin::Relaxation => "relaxation",
            Origin::Frequencies => "frequencies",
        }
    }
}

/// Where a reference law comes from and how stationary it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stationarity {
    /// Where the law comes from.
    pub origin: Origin,
    /// max over states of |μP − μ|.
    pub residual: f64,
    /// Σ over states of |μP − μ|.
    pub total_residual: f64,
    /// Mass that μP puts on states without reference mass; positive makes the distance to stationarity from
    /// the reference infinite.
    pub escaping: f64,
}

impl Stationarity {
    pub(crate) fn measure(origin: Origin, reference: &[f64], next: &[f64]) -> Self {
        let mut residual = 0.0f64;
        let mut total = Sum::default();
        let mut escaping = Sum::default();
        for (mass, next) in reference.iter().zip(next) {
            let difference = (next - mass).abs();
            residual = residual.max(difference);
            total.add(difference);
            if *mass == 0.0 {
                escaping.add(*next);
            }
        }
        Stationarity { origin, residual, total_residual: total.value(), escaping: escaping.value() }
    }

    /// Whether μP = μ up to rounding.
    #[must_use]
    pub fn is_stationary(&self) -> bool {
        self.total_residual <= ROUNDING && self.escaping == 0.0
    }

    pub(crate) fn warning(&self, reference: &[f64], next: &[f64]) -> Option<String> {
        if self.escaping > 0.0 {
            let states = reference.iter().zip(next).filter(|(mass, next)| **mass == 0.0 && **next > 0.0);
            return Some(format!(
                "the reference gives no mass to {} states that one step reaches with probability {:.3e}: the \
                 distance to stationarity from the reference is infinite",
                states.count(),
                self.escaping
            ));
        }
        (self.residual > TOLERANCE).then(|| {
            format!(
                "the reference is not stationary: one step moves it by at most {:.3e} a state",
                self.residual
            )
        })
    }
}

/// μP, every entry summed in one order with compensation, so the result has one set of bits.
///
/// # Errors
/// Out of memory, or the run was cancelled.
pub(crate) fn next_law(space: &Space, law: &Law, run: &Run) -> Result<Vec<f64>> {
    match law {
        Law::Sparse(_) => scattered(space, law, run),
        Law::SingleFlip(law) => gathered(space, law, run),
    }
}

/// Rows hand their mass on.
fn scattered(space: &Space, law: &Law, run: &Run) -> Result<Vec<f64>> {
    let states = space.states();
    let _charge = run.charge("the law of the next state", 16 * states as u64)?;
    let mut sums = run.filled("the law of the next state", states, Sum::default())?;
    let mut edges = Edges::default();
    for x in 0..states as u32 {
        if x % 1024 == 0 {
            run.check()?;
        }
        law.edges_into(space, x, &mut edges);
        for (y, weight) in edges.iter() {
            sums[y as usize].add(weight);
        }
    }
    let mut next = run.reserved("the law of the next state", states)?;
    next.extend(sums.iter().map(Sum::value));
    Ok(next)
}

/// Each state collects from the states that differ from it in one coordinate, in parallel.
fn gathered(space: &Space, law: &SingleFlipLaw, run: &Run) -> Result<Vec<f64>> {
    let slots = law.slots();
    let mut next = run.filled("the law of the next state", space.states(), 0.0)?;
    let digits = || vec![0u32; space.dimension()];
    run.blocks_into(&mut next, BLOCK, digits, |digits, first, chunk| {
        for (offset, next) in chunk.iter_mut().enumerate() {
            if offset % 512 == 0 {
                run.check()?;
            }
            let y = (first + offset) as u32;
            space.digits_into(y, digits);
            let mut sum = Sum::default();
            sum.add(law.staying(y));
            for (coordinate, digit) in (0u32..).zip(digits.iter().copied()) {
                let (size, stride) = (space.sizes()[coordinate as usize], space.stride(coordinate));
                let start = law.first_slot[coordinate as usize];
                for from in (0..size).filter(|from| *from != digit) {
                    let x = (y - digit * stride + from * stride) as usize;
                    let slot = start + if digit < from { digit } else { digit - 1 };
                    sum.add(law.flow[x * slots + slot as usize]);
                }
            }
            *next = sum.value();
        }
        Ok(())
    })?;
    Ok(next)
}

/// Checks a reference law given by the caller and scales it to sum exactly to 1 (it must do so within 1e-9).
///
/// # Errors
/// Wrong length, negative or non-finite entries, a sum other than 1.
pub(crate) fn check_reference(states: usize, reference: &[f64], run: &Run) -> Result<Vec<f64>> {
    if reference.len() != states {
        return Err(Error::shape(
            "reference",
            format_args!("{states} probabilities (one per state)"),
            reference.len(),
        ));
    }
    let mut total = Sum::default();
    for (state, mass) in reference.iter().enumerate() {
        if !mass.is_finite() {
            return Err(Error::non_finite(
                "reference",
                "finite probabilities",
                format_args!("{mass} at state {state}"),
            ));
        }
        if *mass < 0.0 {
            return Err(Error::range(
                "reference",
                "probabilities of at least 0",
                format_args!("{mass} at state {state}"),
            ));
        }
        total.add(*mass);
    }
    let total = total.value();
    if (total - 1.0).abs() > TOLERANCE {
        return Err(Error::range(
            "reference",
            "probabilities that sum to 1 within 1e-9",
            format_args!("a sum of {total} (off by {:.3e})", (total - 1.0).abs()),
        ));
    }
    let mut scaled = run.reserved("the reference law", states)?;
    scaled.extend(reference.iter().map(|mass| mass / total + 0.0));
    Ok(scaled)
}
