//! The best set so far, kept for runs that are stopped.
use super::Oracle;
use std::sync::atomic::Ordering;

/// The best set so far with its gains and value, as the caller sees f.
#[derive(Clone, Debug, Default)]
pub(crate) struct BestSoFar {
    pub indices: Vec<u32>,
    pub gains: Vec<f64>,
    pub value: f64,
    /// The path it lies on: paths only grow, so a longer set of the same path begins with this one.
    path: u64,
}

impl Oracle {
    /// A name for a set that only grows.
    pub fn new_path(&self) -> u64 {
        1 + self.paths.fetch_add(1, Ordering::Relaxed)
    }

    /// Remembers a set on `path` (0: on none) for a run that is stopped, unless a better one is remembered.
    pub fn remember(&self, path: u64, indices: &[u32], gains: &[f64], value: f64, replace: bool) {
        let value = self.oriented(value);
        self.run.progress().report_value(value);
        let Ok(mut best) = self.best.lock() else { return };
        let better = |known: &BestSoFar| {
            if self.minimizing { value < known.value } else { value > known.value }
        };
        if !replace && !best.as_ref().is_none_or(better) {
            return;
        }
        let known = best.get_or_insert_default();
        // Only what is new is copied: a long path would otherwise cost its square.
        if known.path != path || path == 0 || known.indices.len() > indices.len() {
            known.indices.clear();
            known.gains.clear();
        }
        let start = known.indices.len();
        known.indices.extend(&indices[start..]);
        known.gains.extend(gains[start..].iter().map(|gain| self.oriented(*gain)));
        (known.value, known.path) = (value, path);
    }

    /// The best set remembered.
    pub fn best_so_far(&self) -> BestSoFar {
        let known = self.best.lock().ok().and_then(|mut best| best.take());
        let empty_value = self.structure.empty_value;
        known.unwrap_or_else(|| BestSoFar { value: self.oriented(empty_value), ..BestSoFar::default() })
    }
}
