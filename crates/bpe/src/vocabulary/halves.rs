//! A vocabulary by what each token is made of: the compact form of one in the order of merges.
//!
//! A token is a byte or two tokens of lower id, so its bytes need not be stored, and that merges exist, come in
//! order and do not go in circles is one comparison each.
use super::{LONGEST_TOKEN, MOST_TOKENS, NO_MERGE, NONE, Pairs, Pieces, SHORT, Start, Vocabulary};
use crate::encode::compatible;
use marginals_core::{Error, Result};

/// Most bytes of all tokens together.
const MOST_BYTES: usize = 1 << 28;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// No token has the id.
    None,
    /// A byte.
    Byte(u8),
    /// Two tokens of lower id.
    Both(u32, u32),
}

impl Vocabulary {
    /// What each token is made of, by id; none where that does not say everything.
    #[must_use]
    pub fn halves_of_all(&self) -> Option<Vec<Half>> {
        let plain = self.ordered && self.unreachable.is_empty() && self.starts_complete();
        let half = |(id, (left, right)): (usize, &(u32, u32))| match self.token(id as u32) {
            None => Half::None,
            Some([byte]) => Half::Byte(*byte),
            Some(_) => Half::Both(*left, *right),
        };
        (plain && self.characters().is_none()).then(|| self.halves.iter().enumerate().map(half).collect())
    }

    /// The vocabulary of [`Vocabulary::halves_of_all`].
    ///
    /// # Errors
    /// Argument errors for a token made of what comes later, of what is no token or of what never meets, a byte
    /// or a token twice, a byte without a token; limit errors for tokens too many or too long, alone or together.
    pub fn from_halves(halves: &[Half]) -> Result<Vocabulary> {
        let bad = |what: &'static str, id: usize| {
            Error::argument("image", what, format_args!("another one at {id}"))
        };
        if halves.len() > 2 * MOST_TOKENS {
            return Err(Error::limit("image", format_args!("below {} ids", 2 * MOST_TOKENS), halves.len()));
        }
        let (mut spans, mut total): (Vec<(u32, u32)>, usize) = (Vec::with_capacity(halves.len()), 0);
        let (mut short, mut count) = (0, 0);
        for (id, half) in halves.iter().enumerate() {
            let length = match *half {
                Half::None => 0,
                Half::Byte(_) => 1,
                Half::Both(left, right) => {
                    let of = |side: u32| spans.get(side as usize).map_or(0, |(start, end)| end - start);
                    let (left, right) = (of(left) as usize, of(right) as usize);
                    if left == 0 || right == 0 {
                        return Err(bad("tokens of two tokens of lower id", id));
                    }
                    left + right
                }
            };
            if length > LONGEST_TOKEN {
                return Err(Error::limit(
                    "image",
                    format_args!("tokens of at most {LONGEST_TOKEN} bytes"),
                    length,
                ));
            }
            spans.push((total as u32, (total + length) as u32));
            total += length;
            if total > MOST_BYTES {
                return Err(Error::limit(
                    "image",
                    format_args!("at most {MOST_BYTES} bytes of tokens"),
                    "more",
                ));
            }
            count += usize::from(length > 0);
            short += usize::from(length > 0 && length <= SHORT);
        }
        let mut vocabulary = Vocabulary {
            bytes: Vec::with_capacity(total),
            pieces: Pieces::new(short, count - short),
            pairs: Pairs::new(count),
            halves: (0..halves.len() as u32).map(|id| (id, id)).collect(),
            spans,
            ordered: true,
            whole: true,
            count,
            ..Vocabulary::with_room(&[], 0)
        };
        let mut byte_ids = [NONE; 256];
        for (id, half) in halves.iter().enumerate() {
            match *half {
                Half::None => continue,
                Half::Byte(byte) => {
                    vocabulary.bytes.push(byte);
                    byte_ids[usize::from(byte)] = id as u32;
                }
                Half::Both(left, right) => {
                    for side in [left, right] {
                        let (start, end) = vocabulary.spans[side as usize];
                        vocabulary.bytes.extend_from_within(start as usize..end as usize);
                    }
                    if vocabulary.pairs.get(left, right) != NO_MERGE || !compatible(&vocabulary, left, right)
                    {
                        return Err(bad("merges of what meets, each once", id));
                    }
                    vocabulary.pairs.insert(left, right, id as u32, id as u32);
                    vocabulary.halves[id] = (left, right);
                }
            }
            if !vocabulary.know_last(id as u32) {
                return Err(bad("each token once", id));
            }
        }
        for (byte, id) in byte_ids.iter().enumerate() {
            if *id == NONE {
                return Err(Error::argument(
                    "image",
                    "a token for every byte",
                    format_args!("none for {byte}"),
                ));
            }
        }
        for left in 0..=255u8 {
            for right in 0..=255u8 {
                let merge = vocabulary.pairs.get(byte_ids[usize::from(left)], byte_ids[usize::from(right)]);
                if merge != NO_MERGE {
                    vocabulary.pairs.insert_bytes(left, right, (merge >> 32) as u32, merge as u32);
                }
            }
        }
        vocabulary.start = Start::bytes(byte_ids);
        Ok(vocabulary)
    }

    /// Lets the token whose bytes came last be found; false when there is one of its bytes.
    fn know_last(&mut self, id: u32) -> bool {
        let (start, end) = self.spans[id as usize];
        let (bytes, spans) = (&self.bytes, &self.spans);
        let of = |id: u32| {
            let (start, end) = spans[id as usize];
            &bytes[start as usize..end as usize]
        };
        self.pieces.insert_new(&bytes[start as usize..end as usize], id, of)
    }
}
