//! What an oracle knows about gains it has not computed: bounds at a grown set, and the last gains.
use super::set::Kind;
use super::{Oracle, Set, Source};
use marginals_core::{Bound, Error, Result};

/// Bytes of all states of an instance that is small.
const SMALL: u64 = 64 << 20;

/// f(V) and f(V) − f(V − e) for every e, as the oracle sees f.
pub(crate) struct LastGains {
    pub full_value: f64,
    pub gains: Vec<f64>,
}

impl Oracle {
    /// Writes numbers no smaller than the gains at `set`, from gains of an earlier, smaller set.
    pub fn upper_bounds(
        &self,
        set: &mut Set,
        candidates: &[u32],
        stale: &[f64],
        out: &mut [f64],
    ) -> Result<Bound> {
        if let (Source::Native(objective), Kind::Native(state), false) =
            (&self.source, &mut set.0, self.minimizing)
        {
            return objective.upper_bounds(state, candidates, stale, &self.run, out);
        }
        // Bounds of an objective are from above, so under minimisation only the structure speaks.
        Ok(if self.structure.shape.is_submodular() { Bound::Stale } else { Bound::None })
    }

    /// Lowers `bounds` on the gains at `set`, where that costs much less than the gains; not counted as gains.
    pub fn tighten(&self, set: &mut Set, candidates: &[u32], bounds: &mut [f64]) -> Result<bool> {
        match (&self.source, &mut set.0) {
            (Source::Native(objective), Kind::Native(state)) if !self.minimizing => {
                self.run.check()?;
                objective.tighten(state, candidates, &self.run, bounds)
            }
            _ => Ok(false),
        }
    }

    /// Whether the last gains cost little: by the objective's own word, or because the instance is small.
    pub fn has_cheap_last_gains(&self) -> bool {
        let Source::Native(objective) = &self.source else { return false };
        let small = objective.plan(self.ground).state_bytes.saturating_mul(self.ground as u64) <= SMALL;
        objective.retract_cost(self.ground) <= 4.0 || (self.ground <= 64 && small)
    }

    /// f(V) and the last gain of every element, computed once.
    pub async fn last_gains(&self) -> Result<&LastGains> {
        if let Some(last) = self.last.get() {
            return Ok(last);
        }
        let mut gains = self.run.filled("last gains", self.ground, 0.0)?;
        let full_value = match &self.source {
            Source::Native(objective) => {
                self.count(self.ground)?;
                let full = objective.last_gains(&self.run, &mut gains)?;
                gains.iter_mut().for_each(|gain| *gain = self.oriented(*gain));
                if let Some(e) = gains.iter().position(|gain| !gain.is_finite()) {
                    let received = format_args!("{} for element {e}", gains[e]).to_string();
                    return Err(Error::non_finite("objective", "a function with finite gains", received));
                }
                self.oriented(full)
            }
            Source::Callback(_) => {
                let everything: Vec<u32> = (0..self.ground as u32).collect();
                let (full, chain) = self.build(&everything, self.ground).await?;
                for e in 0..self.ground {
                    // The last element of the chain was asked with everything else selected.
                    gains[e] = if e + 1 == self.ground {
                        chain[e]
                    } else {
                        let mut others =
                            Set::holding(everything.iter().copied().filter(|o| *o as usize != e));
                        self.gain(&mut others, e as u32).await?
                    };
                }
                self.value(&full)
            }
        };
        Ok(self.last.get_or_init(|| LastGains { full_value, gains }))
    }
}
