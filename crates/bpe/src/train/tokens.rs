//! The tokens made so far, by their ids while training.
use std::collections::HashMap;

/// Tokens and their bytes.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    bytes: Vec<u8>,
    starts: Vec<usize>,
    /// Bytes of each, as many as the places it takes.
    pub lengths: Vec<u32>,
    /// Ids by bytes, where tokens of equal bytes are one.
    known: Option<HashMap<Box<[u8]>, u32>>,
}

impl Tokens {
    /// No tokens; `by_bytes` says whether two of equal bytes are one.
    pub fn new(by_bytes: bool) -> Tokens {
        Tokens { known: by_bytes.then(HashMap::new), ..Tokens::default() }
    }

    /// Number of ids.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// The bytes of a token.
    #[inline]
    pub fn get(&self, id: u32) -> &[u8] {
        let start = self.starts[id as usize];
        &self.bytes[start..start + self.lengths[id as usize] as usize]
    }

    /// Adds a token, or finds the one of equal bytes where those are one; its id, and whether it is new.
    pub fn add(&mut self, bytes: &[u8]) -> (u32, bool) {
        let id = self.len() as u32;
        if let Some(known) = &mut self.known {
            if let Some(id) = known.get(bytes) {
                return (*id, false);
            }
            known.insert(bytes.into(), id);
        }
        self.starts.push(self.bytes.len());
        self.lengths.push(bytes.len() as u32);
        self.bytes.extend_from_slice(bytes);
        (id, true)
    }

    /// Adds the token that two make.
    pub fn join(&mut self, left: u32, right: u32) -> (u32, bool) {
        let joined = [self.get(left), self.get(right)].concat();
        self.add(&joined)
    }

    /// An id without a token.
    pub fn skip(&mut self) {
        self.starts.push(self.bytes.len());
        self.lengths.push(0);
    }
}
