//! Our own file: a tokenizer as it is in memory, loaded in milliseconds.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `MARGBPE` and the version |
//! | 8 | hash of all that follows |
//! | 4 | length of the head |
//! | … | the head, JSON: split, added tokens, steps, how tokens are stored |
//! | … | the vocabulary |
//!
//! A vocabulary in the order of merges is stored by what each token is made of (8 bytes a token); any other by
//! the bytes of its tokens and its merges. All numbers are little-endian. The hash finds accidents; a file made on
//! purpose meets the checks of [`Vocabulary::from_halves`], [`Vocabulary::from_merges`] and
//! [`Vocabulary::from_ranks`].
use super::huggingface::json;
use crate::format::huggingface::pipeline_parts;
use crate::split::Split;
use crate::tokenizer::{Added, Form, Marks, Origin, Parts, Tokenizer};
use crate::vocabulary::{Characters, Half, Merge, NONE, Rules, Vocabulary};
use marginals_core::{Error, Result, Run};
use serde::{Deserialize, Serialize};

const MAGIC: &[u8; 7] = b"MARGBPE";
const VERSION: u8 = 1;
/// Most bytes of a file.
const MOST_BYTES: usize = 1 << 30;

#[derive(Serialize, Deserialize)]
struct Head {
    /// How tokens are stored.
    stored: Stored,
    /// How many ids, tokens or merges there are to read.
    counts: [u32; 2],
    /// Name of the split; else its pattern; else it comes with the steps.
    split: Option<String>,
    pattern: Option<String>,
    added: Vec<Added>,
    origin: Option<Origin>,
    characters: bool,
    fallback: Vec<(u8, u32)>,
    unknown: Option<u32>,
    fuse: bool,
    whole: bool,
    apart: Vec<u32>,
    #[serde(default)]
    marks: Option<Marks>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Stored {
    Halves,
    Merges,
    Ranks,
}

/// The image of a tokenizer.
///
/// # Errors
/// A head above 4 GiB.
pub fn write_image(tokenizer: &Tokenizer) -> Result<Vec<u8>> {
    let vocabulary = tokenizer.vocabulary();
    let halves = vocabulary.halves_of_all();
    let merges = vocabulary.merges();
    let stored = match &halves {
        Some(_) => Stored::Halves,
        None if vocabulary.whole_pieces() && merges.is_empty() => Stored::Ranks,
        None => Stored::Merges,
    };
    let counts = match &halves {
        Some(halves) => [halves.len() as u32, 0],
        None => [vocabulary.len() as u32, merges.len() as u32],
    };
    let characters = vocabulary.characters();
    let fallback = characters.and_then(|characters| characters.bytes.as_ref()).map(|ids| {
        let ids = (0..=255u8).zip(ids.iter().copied());
        ids.filter(|(_, id)| *id != NONE).collect()
    });
    let split = tokenizer.split();
    let own = tokenizer.origin().is_none();
    let head = Head {
        stored,
        counts,
        split: split.name().filter(|_| own).map(str::to_owned),
        pattern: (own && split.name().is_none()).then(|| split.pattern().to_owned()),
        added: tokenizer.specials().tokens().to_vec(),
        origin: tokenizer.origin().cloned(),
        characters: characters.is_some(),
        fallback: fallback.unwrap_or_default(),
        unknown: characters.and_then(|characters| characters.unknown),
        fuse: characters.is_some_and(|characters| characters.fuse),
        whole: vocabulary.whole_pieces(),
        apart: vocabulary.tokens().map(|(id, _)| id).filter(|id| vocabulary.is_apart(*id)).collect(),
        marks: tokenizer.marks().cloned(),
    };
    let head = serde_json::to_vec(&head).map_err(|_| Error::internal("a head that cannot be written"))?;
    let length =
        u32::try_from(head.len()).map_err(|_| Error::limit("tokenizer", "a head below 4 GiB", "more"))?;
    let mut out = Vec::with_capacity(20 + head.len() + 8 * counts[0] as usize);
    out.extend_from_slice(MAGIC);
    out.push(VERSION);
    out.extend_from_slice(&[0; 8]);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&head);
    let mut number = |value: u32| out.extend_from_slice(&value.to_le_bytes());
    match halves {
        Some(halves) => {
            for half in halves {
                let (left, right) = match half {
                    Half::None => (NONE, NONE),
                    Half::Byte(byte) => (u32::from(byte), NONE),
                    Half::Both(left, right) => (left, right),
                };
                number(left);
                number(right);
            }
        }
        None => {
            for (id, bytes) in vocabulary.tokens() {
                number(id);
                number(bytes.len() as u32);
            }
            for Merge { left, right, made } in merges.iter().filter(|_| stored == Stored::Merges) {
                [*left, *right, *made].into_iter().for_each(&mut number);
            }
            for (_, bytes) in vocabulary.tokens() {
                out.extend_from_slice(bytes);
            }
        }
    }
    let hash = hash(&out[16..]);
    out[8..16].copy_from_slice(&hash.to_le_bytes());
    Ok(out)
}

/// Whether bytes begin as an image does.
#[must_use]
pub fn is_image(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The tokenizer of an image.
///
/// # Errors
/// Argument errors for bytes that are none, of another version, changed or cut short, and those of vocabularies;
/// limit errors for sizes.
pub fn parse_image(bytes: &[u8], run: &Run) -> Result<Tokenizer> {
    let bad = |received: &str| Error::argument("image", "a tokenizer as save() wrote it", received);
    if !is_image(bytes) {
        return Err(bad("something else"));
    }
    if bytes.len() > MOST_BYTES {
        return Err(Error::limit("image", format_args!("at most {MOST_BYTES} bytes"), bytes.len()));
    }
    let mut reader = Reader { bytes, at: MAGIC.len() };
    let version = *reader.take(1)?.first().unwrap_or(&0);
    if version != VERSION {
        return Err(bad(&format!("version {version}, where {VERSION} is known")));
    }
    let wanted = reader.take(8)?.try_into().map_or(0, u64::from_le_bytes);
    if hash(&bytes[16..]) != wanted {
        return Err(bad("one that was changed or cut short"));
    }
    let length = reader.number()? as usize;
    let head = std::str::from_utf8(reader.take(length)?).map_err(|_| bad("another head"))?;
    let head: Head = json("image", "a tokenizer as save() wrote it", head)?;
    let vocabulary = vocabulary(&head, &mut reader, run)?;
    if reader.at != bytes.len() {
        return Err(bad("one with more at its end"));
    }
    let (split, forms, strip): (Split, Vec<Form>, bool) = match (&head.origin, head.split, head.pattern) {
        (Some(origin), _, _) => pipeline_parts(origin)?,
        (None, Some(name), _) => {
            (Split::named(&name).ok_or_else(|| bad("one with another split"))?, Vec::new(), false)
        }
        (None, None, Some(pattern)) => (Split::pattern_of(&pattern)?, Vec::new(), false),
        (None, None, None) => return Err(bad("one without a split")),
    };
    let (added, origin, marks) = (head.added, head.origin, head.marks);
    Tokenizer::of(Parts { vocabulary, split, added, forms, strip, origin, marks })
}

fn vocabulary(head: &Head, reader: &mut Reader<'_>, run: &Run) -> Result<Vocabulary> {
    let [tokens, merges] = head.counts.map(|count| count as usize);
    if head.stored == Stored::Halves {
        let numbers = reader.take(tokens.saturating_mul(8))?.chunks_exact(8);
        let halves: Vec<Half> = numbers
            .map(|pair| {
                let side =
                    |at: usize| u32::from_le_bytes([pair[at], pair[at + 1], pair[at + 2], pair[at + 3]]);
                match (side(0), side(4)) {
                    (NONE, _) => Half::None,
                    (byte, NONE) if byte < 256 => Half::Byte(byte as u8),
                    (left, right) => Half::Both(left, right),
                }
            })
            .collect();
        return Vocabulary::from_halves(&halves, run);
    }
    let mut spans = Vec::new();
    let numbers = reader.take(tokens.saturating_mul(8))?.chunks_exact(4);
    let numbers: Vec<u32> =
        numbers.map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
    spans.extend(numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])));
    let listed = if head.stored == Stored::Merges { merges } else { 0 };
    let numbers = reader.take(listed.saturating_mul(12))?.chunks_exact(4);
    let numbers: Vec<u32> =
        numbers.map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
    let merges =
        numbers.chunks_exact(3).map(|three| Merge { left: three[0], right: three[1], made: three[2] });
    let merges: Vec<Merge> = merges.collect();
    let mut tokens = Vec::with_capacity(spans.len());
    for (id, length) in spans {
        tokens.push((reader.take(length as usize)?.to_vec(), id));
    }
    if head.stored == Stored::Ranks {
        return Vocabulary::from_ranks(tokens);
    }
    let characters = head.characters.then(|| {
        let mut apart = head.apart.clone();
        apart.extend(head.fallback.iter().map(|(_, id)| *id).chain(head.unknown));
        apart.sort_unstable();
        let mut bytes = Box::new([NONE; 256]);
        for (byte, id) in &head.fallback {
            bytes[usize::from(*byte)] = *id;
        }
        Characters {
            ids: Characters::of_tokens(&tokens, &apart),
            bytes: (!head.fallback.is_empty()).then_some(bytes),
            unknown: head.unknown,
            fuse: head.fuse,
        }
    });
    Vocabulary::from_merges(
        tokens,
        merges,
        Rules { characters, whole_pieces: head.whole, apart: head.apart.clone() },
    )
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len());
        let Some(end) = end else {
            return Err(Error::argument("image", "a tokenizer as save() wrote it", "one that was cut short"));
        };
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32> {
        Ok(self.take(4)?.try_into().map_or(0, u32::from_le_bytes))
    }
}

/// Eight bytes at a time, multiplied and rotated: finds accidents.
fn hash(bytes: &[u8]) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15u64 ^ bytes.len() as u64;
    let mut mix = |word: u64| state = (state.rotate_left(23) ^ word).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let words = bytes.chunks_exact(8);
    let mut last = [0; 8];
    last[..words.remainder().len()].copy_from_slice(words.remainder());
    for word in words {
        mix(word.try_into().map_or(0, u64::from_le_bytes));
    }
    mix(u64::from_le_bytes(last));
    state ^ state >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SpecialMode;
    use crate::format::parse_tokenizer_json;
    use marginals_core::random::{below, stream};

    fn images() -> Vec<Vec<u8>> {
        let ranks = (0..=255u8).map(|byte| (vec![byte], u32::from(byte)));
        let more = ["ab", "abab", "cab", " a"].into_iter().zip(256..);
        let ranks = ranks.chain(more.map(|(text, id)| (text.as_bytes().to_vec(), id))).collect();
        let vocabulary = Vocabulary::from_ranks(ranks).unwrap();
        let split = Split::named("cl100k").unwrap();
        let halves = Tokenizer::new(vocabulary, split, vec![("<end>".to_owned(), 300)]).unwrap();
        let characters = parse_tokenizer_json(
            r#"{"normalizer":{"type":"Replace","pattern":{"String":" "},"content":"▁"},"model":{"type":"BPE",
            "unk_token":"<unk>","byte_fallback":true,"fuse_unk":true,"vocab":{"<unk>":0,"<0x61>":1,"▁":2,"b":3,
            "c":4,"bc":5,"▁bc":6},"merges":["b c","▁ bc"]}}"#,
        )
        .unwrap();
        [halves, characters].iter().map(|tokenizer| write_image(tokenizer).unwrap()).collect()
    }

    fn read(image: &[u8]) -> Result<Tokenizer> {
        parse_image(image, &Run::default())
    }

    fn signed(mut image: Vec<u8>) -> Vec<u8> {
        let hash = hash(&image[16..]);
        image[8..16].copy_from_slice(&hash.to_le_bytes());
        image
    }

    fn used(tokenizer: &Tokenizer) {
        for text in ["ab cabab a<end>", "\u{2581}bc é 中 \0", ""] {
            if let Ok(ids) = tokenizer.encode(text, SpecialMode::Encode) {
                assert_eq!(tokenizer.count(text, SpecialMode::Encode).unwrap(), ids.len());
                let _ = tokenizer.decode(&ids);
            }
        }
        let _ = tokenizer.encode(&"ab c".repeat(500), SpecialMode::Text);
        let _ = write_image(tokenizer);
    }

    #[test]
    fn one_cut_short_or_changed_is_refused() {
        for image in images() {
            used(&read(&image).unwrap());
            for length in 0..image.len() {
                assert!(read(&image[..length]).is_err(), "{length}");
                let mut changed = image.clone();
                changed[length] ^= 1 << (length % 8);
                assert!(read(&changed).is_err(), "{length}");
            }
            for version in [0, 2, 255] {
                let mut other = image.clone();
                other[7] = version;
                assert!(read(&signed(other)).unwrap_err().to_string().contains("version"));
            }
        }
    }

    #[test]
    fn one_made_on_purpose_is_refused_or_works() {
        let (mut refused, mut worked) = (0, 0);
        for (kind, image) in images().into_iter().enumerate() {
            for length in 20..image.len() {
                assert!(read(&signed(image[..length].to_vec())).is_err(), "{length}");
            }
            for seed in 0..8000 {
                let mut random = stream(seed, "images", kind as u64);
                let mut other = image.clone();
                for _ in 0..=below(&mut random, 3) {
                    let at = 16 + below(&mut random, image.len() as u64 - 16) as usize;
                    other[at] = below(&mut random, 256) as u8;
                }
                match read(&signed(other)) {
                    Ok(tokenizer) => {
                        worked += 1;
                        used(&tokenizer);
                    }
                    Err(_) => refused += 1,
                }
            }
        }
        assert!(refused > 1000 && worked > 100, "{refused} {worked}");
    }
}
