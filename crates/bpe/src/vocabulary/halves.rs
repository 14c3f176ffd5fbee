//! A vocabulary by what each token is made of: the compact form of one in the order of merges.
//!
//! A token is a byte or two tokens of lower id, so its bytes need not be stored, and that merges exist, come in
//! order and do not go in circles is one comparison each.
use super::meet::{Borders, first_that_fails};
use super::{Key, LONGEST_TOKEN, MOST_TOKENS, NONE, Pairs, Pieces, SHORT, Start, Vocabulary};
use marginals_core::{Error, Result, Run};
use std::ops::Range;

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

    /// The vocabulary of [`Vocabulary::halves_of_all`]. The tables of merges, with their checks, and of
    /// pieces are made side by side.
    ///
    /// # Errors
    /// Argument errors for a token made of what comes later, of what is no token or of what never meets, a byte
    /// or a token twice, a byte without a token; limit errors for tokens too many or too long, alone or together.
    pub fn from_halves(halves: &[Half], run: &Run) -> Result<Vocabulary> {
        let extent = Extent::of(halves)?;
        let parts = run.items(
            vec![true, false],
            || (),
            |(), _, merges| {
                if merges { merges_of(halves, &extent) } else { pieces_of(halves, &extent) }
            },
        )?;
        let mut vocabulary = Vocabulary {
            ordered: true,
            whole: true,
            count: extent.count,
            spans: extent.spans,
            ..Vocabulary::with_room(&[], 0)
        };
        let mut byte_ids = [NONE; 256];
        for part in parts {
            match part {
                Part::Merges { pairs, sides, bytes } => {
                    (vocabulary.pairs, vocabulary.halves, byte_ids) = (pairs, sides, *bytes);
                }
                Part::Pieces { bytes, pieces } => {
                    (vocabulary.bytes, vocabulary.pieces) = (bytes, pieces);
                }
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
        vocabulary.start = Start::bytes(byte_ids);
        Ok(vocabulary)
    }
}

fn bad(what: &'static str, id: usize) -> Error {
    Error::argument("image", what, format_args!("another one at {id}"))
}

/// Where the bytes of tokens shall stand.
struct Extent {
    spans: Vec<(u32, u32)>,
    /// Bytes of all tokens together.
    bytes: usize,
    /// Tokens, and those among them that are short.
    count: usize,
    short: usize,
}

impl Extent {
    fn of(halves: &[Half]) -> Result<Extent> {
        if halves.len() > 2 * MOST_TOKENS {
            return Err(Error::limit("image", format_args!("below {} ids", 2 * MOST_TOKENS), halves.len()));
        }
        let spans: Vec<(u32, u32)> = Vec::with_capacity(halves.len());
        let mut extent = Extent { spans, bytes: 0, count: 0, short: 0 };
        for (id, half) in halves.iter().enumerate() {
            let length = match *half {
                Half::None => 0,
                Half::Byte(_) => 1,
                Half::Both(left, right) => {
                    let of =
                        |side: u32| extent.spans.get(side as usize).map_or(0, |(start, end)| end - start);
                    let (left, right) = (of(left) as usize, of(right) as usize);
                    if left == 0 || right == 0 {
                        return Err(bad("tokens of two tokens of lower id", id));
                    }
                    left + right
                }
            };
            if length > LONGEST_TOKEN {
                let expected = format_args!("tokens of at most {LONGEST_TOKEN} bytes").to_string();
                return Err(Error::limit("image", expected, length));
            }
            extent.spans.push((extent.bytes as u32, (extent.bytes + length) as u32));
            extent.bytes += length;
            if extent.bytes > MOST_BYTES {
                let expected = format_args!("at most {MOST_BYTES} bytes of tokens").to_string();
                return Err(Error::limit("image", expected, "more"));
            }
            extent.count += usize::from(length > 0);
            extent.short += usize::from(length > 0 && length <= SHORT);
        }
        Ok(extent)
    }
}

/// What is made side by side.
enum Part {
    Merges { pairs: Pairs, sides: Vec<(u32, u32)>, bytes: Box<[u32; 256]> },
    Pieces { bytes: Vec<u8>, pieces: Pieces },
}

/// Tokens whose places in a table are asked for before the first of them is written.
const AHEAD: usize = 32;

/// Asks for the place of the merge that makes a token.
#[inline]
fn expect(pairs: &Pairs, halves: &[Half], id: usize) {
    if let Some(Half::Both(left, right)) = halves.get(id) {
        pairs.expect(*left, *right);
    }
}

fn merges_of(halves: &[Half], extent: &Extent) -> Result<Part> {
    let mut pairs = Pairs::new(extent.count);
    let mut sides = Vec::with_capacity(halves.len());
    let mut bytes = Box::new([NONE; 256]);
    let mut borders = Borders::new(halves.len());
    for (id, (half, span)) in halves.iter().zip(&extent.spans).enumerate() {
        expect(&pairs, halves, id + AHEAD);
        sides.push((id as u32, id as u32));
        match *half {
            Half::None => borders.add(0, 0),
            Half::Byte(byte) => {
                bytes[usize::from(byte)] = id as u32;
                borders.add(byte, byte);
            }
            Half::Both(left, right) => {
                if !pairs.insert(left, right, id as u32) {
                    return Err(bad("merges of what meets, each once", id));
                }
                sides[id] = (left, right);
                borders.merge(left, right);
                if span.1 - span.0 == 2
                    && let (Half::Byte(left), Half::Byte(right)) =
                        (halves[left as usize], halves[right as usize])
                {
                    pairs.insert_bytes(left, right, id as u32);
                }
            }
        }
    }
    if let Some(id) = first_that_fails(&pairs, &sides, &borders) {
        return Err(bad("merges of what meets, each once", id as usize));
    }
    Ok(Part::Merges { pairs, sides, bytes })
}

/// Bytes that are copied at once, whatever the length of a token.
const COPIED: usize = 16;

fn pieces_of(halves: &[Half], extent: &Extent) -> Result<Part> {
    // What is copied beyond a token is written over by the next one.
    let mut bytes = vec![0; extent.bytes + COPIED];
    let mut pieces = Pieces::new(extent.short, extent.count - extent.short);
    let span = |id: u32| {
        let (start, end) = extent.spans[id as usize];
        start as usize..end as usize
    };
    let mut waiting = [(Key::default(), 0); AHEAD];
    for (block, ids) in halves.chunks(AHEAD).enumerate() {
        let first = (block * AHEAD) as u32;
        for (id, (half, waiting)) in (first..).zip(ids.iter().zip(&mut waiting)) {
            let Range { start, end } = span(id);
            let key = match *half {
                Half::None => continue,
                Half::Byte(byte) => {
                    bytes[start] = byte;
                    Key::of(&bytes, start, end)
                }
                Half::Both(left, right) if end - start <= SHORT => {
                    let (left, right) = (span(left), span(right));
                    let left = Key::of(&bytes, left.start, left.end);
                    let key = left.followed_by(Key::of(&bytes, right.start, right.end));
                    bytes[start..start + COPIED].copy_from_slice(&key.bytes().0);
                    key
                }
                Half::Both(left, right) => {
                    let middle = start + span(left).len();
                    bytes.copy_within(span(left), start);
                    bytes.copy_within(span(right), middle);
                    continue;
                }
            };
            let hash = key.hash();
            pieces.expect(hash);
            *waiting = (key, hash);
        }
        for (id, (half, (key, hash))) in (first..).zip(ids.iter().zip(&waiting)) {
            let new = match span(id).len() {
                _ if *half == Half::None => continue,
                0..=SHORT => pieces.insert_short(*key, *hash, id),
                _ => pieces.insert_new(&bytes[span(id)], id, |id| &bytes[span(id)]),
            };
            if !new {
                return Err(bad("each token once", id as usize));
            }
        }
    }
    bytes.truncate(extent.bytes);
    Ok(Part::Pieces { bytes, pieces })
}
