//! Sources and target of a law, and the two redundancies that are sums over marginals: I_min and MMI.
//!
//! I(T = t; A) = Σ p(a|t) ln(p(a, t) / (p(a) p(t))) is the specific information of sources A about one value of the
//! target; I_min averages its least over the sets of a node, MMI takes the least of its averages.
use crate::table::joint_law::JointLaw;
use crate::table::tally::Groups;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// A law as sources and a target: each distinct row has one code for every source and one for the target.
pub(super) struct Sourced {
    /// Codes of every source by row.
    pub(super) sources: Vec<Codes>,
    /// Codes of the target by row.
    pub(super) target: Codes,
    /// Probability of every row.
    pub(super) p: Vec<f64>,
}

/// Values of rows, numbered from 0.
pub(super) struct Codes {
    pub(super) ids: Vec<u32>,
    pub(super) count: usize,
}

impl Codes {
    fn of(law: &JointLaw, variables: &[u32], argument: &'static str, run: &Run) -> Result<Self> {
        if variables.is_empty() {
            return Err(Error::shape(argument, "at least one variable each", "none"));
        }
        let groups = law.groups(variables, run)?;
        Ok(Self::from_groups(&groups))
    }

    fn from_groups(groups: &Groups) -> Self {
        let ids = (0..groups.rows()).map(|row| groups.id(row)).collect();
        Codes { ids, count: groups.count() }
    }

    /// Both codes as one.
    fn with(&self, other: &Codes, run: &Run) -> Result<Codes> {
        let own = Groups::whole(self.ids.len()).split(&self.ids, self.count as u32, run)?;
        Ok(Self::from_groups(&own.split(&other.ids, other.count as u32, run)?))
    }

    /// The law of the codes.
    pub(super) fn law(&self, p: &[f64]) -> Vec<f64> {
        let mut sums = vec![Sum::default(); self.count];
        self.ids.iter().zip(p).for_each(|(id, p)| sums[*id as usize].add(*p));
        sums.iter().map(Sum::value).collect()
    }
}

impl Sourced {
    pub(super) fn new(law: &JointLaw, sources: &[Vec<u32>], target: &[u32], run: &Run) -> Result<Self> {
        let sources = sources
            .iter()
            .map(|variables| Codes::of(law, variables, "sources", run))
            .collect::<Result<_>>()?;
        let target = Codes::of(law, target, "target", run)?;
        let p = law.weights().iter().map(|weight| weight / law.total()).collect();
        Ok(Sourced { sources, target, p })
    }

    /// The codes of several sources together.
    fn joint(&self, set: u32, run: &Run) -> Result<Codes> {
        let mut joint = Codes { ids: vec![0; self.p.len()], count: 1 };
        for (index, source) in self.sources.iter().enumerate() {
            if set >> index & 1 == 1 {
                joint = joint.with(source, run)?;
            }
        }
        Ok(joint)
    }

    /// p(t) I(T = t; A) for every value t of the target.
    fn specific(&self, set: u32, run: &Run) -> Result<Vec<f64>> {
        let sources = self.joint(set, run)?;
        let pairs = sources.with(&self.target, run)?;
        let (of_source, of_target, of_pair) =
            (sources.law(&self.p), self.target.law(&self.p), pairs.law(&self.p));
        let mut seen = vec![false; pairs.count];
        let mut sums = vec![Sum::default(); self.target.count];
        for row in 0..self.p.len() {
            let pair = pairs.ids[row] as usize;
            if !std::mem::replace(&mut seen[pair], true) {
                let (source, target) = (sources.ids[row] as usize, self.target.ids[row] as usize);
                let p = of_pair[pair];
                sums[target].add(p * ((p / of_source[source]) / of_target[target]).ln());
            }
        }
        Ok(sums.iter().map(|sum| sum.value().max(0.0)).collect())
    }

    /// I(A; T) of the sources A in `set`.
    pub(super) fn information(&self, set: u32, run: &Run) -> Result<f64> {
        Ok(self.specific(set, run)?.into_iter().collect::<Sum>().value())
    }

    /// I_min of every node.
    pub(super) fn least_specific(&self, nodes: &[Vec<u32>], run: &Run) -> Result<Vec<f64>> {
        let sets = 1u32 << self.sources.len();
        let specific: Vec<Vec<f64>> = (0..sets).map(|set| self.specific(set, run)).collect::<Result<_>>()?;
        let least = |node: &Vec<u32>, t: usize| {
            node.iter().map(|set| specific[*set as usize][t]).fold(f64::INFINITY, f64::min)
        };
        let of = |node| (0..self.target.count).map(|t| least(node, t)).collect::<Sum>().value();
        Ok(nodes.iter().map(of).collect())
    }

    /// MMI of every node.
    pub(super) fn least_information(&self, nodes: &[Vec<u32>], run: &Run) -> Result<Vec<f64>> {
        let sets = 1u32 << self.sources.len();
        let information: Vec<f64> = (0..sets).map(|set| self.information(set, run)).collect::<Result<_>>()?;
        let of =
            |node: &Vec<u32>| node.iter().map(|set| information[*set as usize]).fold(f64::INFINITY, f64::min);
        Ok(nodes.iter().map(of).collect())
    }
}
