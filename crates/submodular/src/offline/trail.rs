//! The path of an optimizer: what it chose, what each choice was worth, the value after it.

/// Elements in order, their gains, and the value before the first and after each.
#[derive(Clone, Debug)]
pub(crate) struct Trail {
    pub indices: Vec<u32>,
    pub gains: Vec<f64>,
    /// One longer than `indices`.
    pub values: Vec<f64>,
}

impl Trail {
    pub fn new(value: f64) -> Trail {
        Trail { indices: Vec::new(), gains: Vec::new(), values: vec![value] }
    }

    pub fn push(&mut self, e: u32, gain: f64, value: f64) {
        self.indices.push(e);
        self.gains.push(gain);
        self.values.push(value);
    }

    pub fn len(&self) -> usize {
        self.indices.len()
    }

    pub fn value(&self) -> f64 {
        self.values[self.indices.len()]
    }

    /// The first `length` steps.
    pub fn prefix(&self, length: usize) -> Trail {
        let length = length.min(self.len());
        Trail {
            indices: self.indices[..length].to_vec(),
            gains: self.gains[..length].to_vec(),
            values: self.values[..=length].to_vec(),
        }
    }
}
