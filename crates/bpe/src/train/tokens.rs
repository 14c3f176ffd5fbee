//! The tokens made so far, by their ids while training.
use crate::format::byte_level;
use marginals_core::{Error, Result};
use std::collections::HashMap;

/// Tokens and their bytes.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Places that each takes: one a byte, a prefix inside words left out.
    pub lengths: Vec<u32>,
    /// Length of that prefix, of all that stand behind another one.
    prefix: usize,
    /// Ids by bytes, where tokens of equal bytes are one.
    known: Option<HashMap<Box<[u8]>, u32>>,
}

impl Tokens {
    /// No tokens; `by_bytes` says whether two of equal bytes are one, `prefix` how many bytes a merge leaves out of its
    /// right side.
    pub fn new(by_bytes: bool, prefix: usize) -> Tokens {
        Tokens { known: by_bytes.then(HashMap::new), prefix, ..Tokens::default() }
    }

    /// Number of ids.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// The bytes of a token.
    #[inline]
    pub fn get(&self, id: u32) -> &[u8] {
        let start = (id as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[id as usize]]
    }

    /// Adds a token, or finds the one of equal bytes where those are one; its id, and whether it is new.
    pub fn add(&mut self, bytes: &[u8]) -> (u32, bool) {
        self.find_or_add(bytes, bytes.len() as u32)
    }

    fn find_or_add(&mut self, bytes: &[u8], places: u32) -> (u32, bool) {
        let id = self.len() as u32;
        if let Some(known) = &mut self.known {
            if let Some(id) = known.get(bytes) {
                return (*id, false);
            }
            known.insert(bytes.into(), id);
        }
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len());
        self.lengths.push(places);
        (id, true)
    }

    /// As [`Tokens::add`], of one that takes so many places.
    ///
    /// # Errors
    /// A token of equal bytes that takes another number of places.
    pub fn place(&mut self, bytes: &[u8], places: u32) -> Result<(u32, bool)> {
        let (id, new) = self.find_or_add(bytes, places);
        if self.lengths[id as usize] != places {
            let received = format!("{}, which is both", byte_level::spelled(bytes));
            let expected = "one that tells the insides of words from their beginnings";
            return Err(Error::unsupported("continuingSubwordPrefix", expected, received));
        }
        Ok((id, new))
    }

    /// Adds the token that two make.
    ///
    /// # Errors
    /// As [`Tokens::place`].
    pub fn join(&mut self, left: u32, right: u32) -> Result<(u32, bool)> {
        let joined = [self.get(left), &self.get(right)[self.prefix..]].concat();
        self.place(&joined, self.lengths[left as usize] + self.lengths[right as usize])
    }

    /// An id without a token.
    pub fn skip(&mut self) {
        self.ends.push(self.bytes.len());
        self.lengths.push(0);
    }
}
