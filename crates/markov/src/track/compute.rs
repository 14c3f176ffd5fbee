//! How the entropies of S ± e are found on each route, for the candidates that are not known yet.
use super::flip_shrink::Axes;
use super::{Entropies, Pairs, Track, states};
use marginals_core::{Result, Run};

impl Track {
    fn wanted(&self, candidates: &[u32]) -> Vec<bool> {
        let mut wanted = vec![false; self.members.len()];
        candidates.iter().for_each(|e| wanted[*e as usize] = self.is_open(*e as usize));
        wanted
    }

    pub(super) fn compute_states(&mut self, candidates: &[u32], run: &Run) -> Result<()> {
        let asked: Vec<u32> = candidates
            .iter()
            .copied()
            .filter(|e| self.is_open(*e as usize) && self.known_states[*e as usize].is_none())
            .collect();
        if asked.is_empty() {
            return Ok(());
        }
        let mut after = vec![Entropies::default(); self.members.len()];
        if let Pairs::Counted(by_size) = &self.pairs {
            let size = self.size_after();
            after.fill(Entropies { pair: 0.0, ..by_size[size] });
        } else if let Some(states) = &self.shrinking {
            for e in &asked {
                let (radices, axis) = self.axes_with(*e as usize);
                after[*e as usize] = states.without(self.laws.chain(), &radices, axis, run)?;
            }
        } else {
            let wanted = self.wanted(&asked);
            states::of_larger(self.laws.chain(), &self.members, &wanted, run, &mut after)?;
        }
        for e in asked {
            self.known_states[e as usize] = Some(after[e as usize]);
        }
        Ok(())
    }

    fn size_after(&self) -> usize {
        let size = self.members.iter().filter(|member| **member).count();
        if self.shrinking.is_some() { size - 1 } else { size + 1 }
    }

    pub(super) fn compute(&mut self, asked: &[u32], run: &Run) -> Result<()> {
        self.compute_states(asked, run)?;
        let mut pairs = vec![0.0; self.members.len()];
        let size = self.size_after();
        match &mut self.pairs {
            Pairs::Refined(refinement) => {
                let mut out = vec![0.0; asked.len()];
                refinement.conditional_entropies(asked, run, &mut out)?;
                asked.iter().zip(out).for_each(|(e, gain)| pairs[*e as usize] = gain);
            }
            Pairs::Coarsened(coarsening) => {
                let mut out = vec![0.0; asked.len()];
                coarsening.conditional_entropies(asked, run, &mut out)?;
                asked.iter().zip(out).for_each(|(e, loss)| pairs[*e as usize] = 0.0 - loss);
            }
            Pairs::FlipGrow(_) | Pairs::FlipShrink(_) => self.compute_flips(asked, run, &mut pairs)?,
            Pairs::Counted(by_size) => {
                let pair = by_size[size].pair;
                pairs.fill(pair - self.entropies.pair);
            }
        }
        let now = Entropies { pair: 0.0, ..self.entropies };
        for e in asked.iter().map(|e| *e as usize) {
            let after = self.known_states[e].unwrap_or_default();
            self.known[e] = Some(Entropies { pair: pairs[e], ..(after - now) });
        }
        Ok(())
    }

    fn compute_flips(&self, asked: &[u32], run: &Run, pairs: &mut [f64]) -> Result<()> {
        let columns = self.laws.columns(run)?;
        let wanted = self.wanted(asked);
        match &self.pairs {
            Pairs::FlipGrow(grow) => {
                grow.of_larger(self.laws.chain(), &columns, &self.members, &wanted, run, pairs)?;
            }
            Pairs::FlipShrink(shrink) => {
                let left: Vec<usize> = (0..self.members.len()).filter(|i| self.members[*i]).collect();
                let sizes = self.laws.chain().space().sizes();
                let radices: Vec<usize> = left.iter().map(|i| sizes[*i] as usize).collect();
                let places: Vec<bool> = left.iter().map(|i| wanted[*i]).collect();
                let mut out = vec![0.0; left.len()];
                let axes = Axes { left, radices };
                shrink.of_smaller(&columns, &axes, &places, run, &mut out)?;
                axes.left.iter().zip(out).for_each(|(i, pair)| pairs[*i] = pair);
            }
            _ => {}
        }
        pairs.iter_mut().for_each(|pair| *pair -= self.entropies.pair);
        Ok(())
    }
}
