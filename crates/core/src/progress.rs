//! Progress of a run: absolute numbers behind atomics, polled by whoever wants to show them.
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a run is doing and how far it has come.
#[derive(Debug, Default)]
pub struct Progress {
    stage: Mutex<&'static str>,
    done: AtomicU64,
    total: AtomicU64,
    value: AtomicU64,
}

/// One reading of a [`Progress`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// What is being done.
    pub stage: &'static str,
    /// Units finished.
    pub done: u64,
    /// Units in all; 0 when unknown.
    pub total: u64,
    /// The objective's value so far, where there is one.
    pub value: Option<f64>,
}

/// A NaN that no computation produces marks "no value yet".
const NO_VALUE: u64 = f64::NAN.to_bits() | 1;

impl Progress {
    /// Starts a stage of `total` units (0 when unknown).
    pub fn start(&self, stage: &'static str, total: u64) {
        if let Ok(mut current) = self.stage.lock() {
            *current = stage;
        }
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.value.store(NO_VALUE, Ordering::Relaxed);
    }

    /// Reports `units` more as finished.
    pub fn advance(&self, units: u64) {
        self.done.fetch_add(units, Ordering::Relaxed);
    }

    /// Reports the objective's value so far.
    pub fn report_value(&self, value: f64) {
        self.value.store(value.to_bits(), Ordering::Relaxed);
    }

    /// Reads where the run stands.
    #[must_use]
    pub fn read(&self) -> Reading {
        let bits = self.value.load(Ordering::Relaxed);
        let stage = self.stage.lock().map(|stage| *stage).unwrap_or("");
        Reading {
            stage,
            done: self.done.load(Ordering::Relaxed),
            total: self.total.load(Ordering::Relaxed),
            value: (bits != NO_VALUE && !stage.is_empty()).then(|| f64::from_bits(bits)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_was_reported() {
        let progress = Progress::default();
        assert_eq!(progress.read().value, None);
        progress.start("select", 4);
        progress.advance(3);
        assert_eq!(progress.read(), Reading { stage: "select", done: 3, total: 4, value: None });
        progress.report_value(1.5);
        assert_eq!(progress.read().value, Some(1.5));
    }
}
