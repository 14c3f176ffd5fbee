//! The best set so far, kept for runs that are stopped.
use super::Oracle;

/// The best set so far with its gains and value, as the caller sees f.
#[derive(Clone, Debug, Default)]
pub(crate) struct BestSoFar {
    pub indices: Vec<u32>,
    pub gains: Vec<f64>,
    pub value: f64,
}

impl Oracle {
    /// Remembers a set for a run that is stopped, unless a better one is remembered.
    pub fn remember(&self, indices: &[u32], gains: &[f64], value: f64, replace: bool) {
        let value = self.oriented(value);
        self.run.progress().report_value(value);
        let Ok(mut best) = self.best.lock() else { return };
        let better = |known: &BestSoFar| {
            if self.minimizing { value < known.value } else { value > known.value }
        };
        if replace || best.as_ref().is_none_or(better) {
            let gains = gains.iter().map(|gain| self.oriented(*gain)).collect();
            *best = Some(BestSoFar { indices: indices.to_vec(), gains, value });
        }
    }

    /// The best set remembered.
    pub fn best_so_far(&self) -> BestSoFar {
        let known = self.best.lock().ok().and_then(|mut best| best.take());
        let empty_value = self.structure.empty_value;
        known.unwrap_or_else(|| BestSoFar { value: self.oriented(empty_value), ..BestSoFar::default() })
    }
}
