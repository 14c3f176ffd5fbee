//! Partial information decomposition: what sources tell of a target redundantly, uniquely and only together.
//!
//! I(S; T) is split over the redundancy lattice of P. L. Williams and R. D. Beer ("Nonnegative decomposition of
//! multivariate information", 2010): a node is a set of sources' sets none of which holds another, its redundancy
//! what each of them tells of the target, its information what is left after all nodes below. A measure of
//! redundancy fixes the rest:
//! - [`Redundancy::Minimum`], I_min of Williams and Beer: the least specific information, averaged over the target.
//! - [`Redundancy::MutualInformation`], MMI: the least mutual information (A. B. Barrett, "Exploration of synergistic
//!   and redundant information sharing in static and dynamical Gaussian systems", 2015).
//! - [`Redundancy::CommonChange`], I_ccs: co-information where all surprisals change alike (R. A. A. Ince, "Measuring
//!   multivariate redundant information with pointwise common change in surprisal", 2017); two sources.
//! - [`Redundancy::Broja`]: what no law with the same source–target pairs can do without (N. Bertschinger, J. Rauh,
//!   E. Olbrich, J. Jost and N. Ay, "Quantifying unique information", 2014); two sources, with a dual gap.
//!
//! Up to four sources (166 nodes). In nats.
mod broja;
mod common_change;
mod lattice;
mod maximum_entropy;
mod normal_equations;
mod specific;

use crate::table::joint_law::JointLaw;
use lattice::Lattice;
use marginals_core::{Error, Result, Run};
use specific::Sourced;

/// A measure of redundancy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redundancy {
    /// I_min: the expected least specific information.
    Minimum,
    /// MMI: the least mutual information.
    MutualInformation,
    /// I_ccs: common change in surprisal.
    CommonChange,
    /// I_broja: by the least I(T; S₁, S₂) that keeps both source–target laws.
    Broja,
}

/// A node of the redundancy lattice.
#[derive(Clone, Debug, PartialEq)]
pub struct Atom {
    /// Its sets of sources, as bits.
    pub sets: Vec<u32>,
    /// What each of them tells of the target, in nats.
    pub redundancy: f64,
    /// What no node below tells, in nats.
    pub information: f64,
}

/// The information of sources about a target, split.
#[derive(Clone, Debug, PartialEq)]
pub struct Decomposition {
    /// I(S; T) in nats.
    pub information: f64,
    /// The nodes of the lattice, every one after all nodes below it.
    pub atoms: Vec<Atom>,
    /// For [`Redundancy::Broja`]: the parts are within this many nats of the exact ones, by a dual feasible point.
    pub gap: Option<f64>,
}

impl Decomposition {
    /// The information of the node with exactly these sets.
    #[must_use]
    pub fn atom(&self, sets: &[u32]) -> Option<f64> {
        self.atoms.iter().find(|atom| atom.sets == sets).map(|atom| atom.information)
    }
}

/// Splits I(S; T): every source, and the target, is a set of the law's variables.
///
/// # Errors
/// `Range` for fewer than two or more than four sources, or an unknown variable; `Unsupported` for more than two
/// with `CommonChange` or `Broja`; `Shape` for an empty source or target; `Argument` for a target among the sources;
/// `Limit` for alphabets beyond what the convex programs take; out of memory; the run was cancelled.
pub fn decompose(
    law: &JointLaw,
    sources: &[Vec<u32>],
    target: &[u32],
    redundancy: Redundancy,
    run: &Run,
) -> Result<Decomposition> {
    if !(2..=4).contains(&sources.len()) {
        return Err(Error::range("sources", "2 to 4 sources", sources.len()));
    }
    let by_pairs = matches!(redundancy, Redundancy::CommonChange | Redundancy::Broja);
    if by_pairs && sources.len() > 2 {
        let expected = "'min' or 'mmi' for more than two sources";
        return Err(Error::unsupported("measure", expected, format!("{} sources", sources.len())));
    }
    if let Some(shared) = sources.iter().flatten().find(|variable| target.contains(variable)) {
        return Err(Error::argument(
            "target",
            "apart from the sources",
            format!("variable {shared} in both"),
        ));
    }
    let sourced = Sourced::new(law, sources, target, run)?;
    let lattice = Lattice::of(sources.len());
    let everything = (1u32 << sources.len()) - 1;
    let information = sourced.information(everything, run)?;
    let mut gap = None;
    let redundancies: Vec<f64> = match redundancy {
        Redundancy::Minimum => sourced.least_specific(lattice.nodes(), run)?,
        Redundancy::MutualInformation => sourced.least_information(lattice.nodes(), run)?,
        Redundancy::CommonChange | Redundancy::Broja => {
            let alone = [sourced.information(1, run)?, sourced.information(2, run)?];
            let shared = if redundancy == Redundancy::Broja {
                let union = broja::least_union(&sourced, run)?;
                gap = Some(union.gap);
                // The exact minimum lies between these; rounding may not.
                let union = union.information.max(alone[0]).max(alone[1]).min(information);
                (alone[0] + alone[1] - union).max(0.0)
            } else {
                common_change::common_change(&sourced, run)?
            };
            let of = |sets: &[u32]| match sets {
                [1] => alone[0],
                [2] => alone[1],
                [3] => information,
                _ => shared,
            };
            lattice.nodes().iter().map(|sets| of(sets)).collect()
        }
    };
    let parts = lattice.invert(&redundancies);
    let atoms = lattice
        .nodes()
        .iter()
        .zip(redundancies)
        .zip(parts)
        .map(|((sets, redundancy), information)| Atom { sets: sets.clone(), redundancy, information })
        .collect();
    Ok(Decomposition { information, atoms, gap })
}

#[cfg(test)]
mod tests;
