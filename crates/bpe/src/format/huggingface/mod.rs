//! The files of Hugging Face: `tokenizer.json`, and `vocab.json` with `merges.txt`.
//!
//! Read is what a byte-pair model needs. What surrounds the tokens of a text (a post-processor) is kept and never
//! applied: encoding adds no token that the text does not have. Tokens listed as added are found before anything is
//! split, special ones when they are asked for.
mod file;
mod marked;
mod pipeline;
mod write;

pub(crate) use file::json;
pub use write::{write_merges, write_tokenizer_json};

use self::file::{Entries, File, Model, Sides, sides};
use self::marked::marked;
use self::pipeline::{Pipeline, SPACE};
use super::byte_level;
use crate::split::Split;
use crate::tokenizer::{Added, Form, Origin, Parts, Tokenizer};
use crate::vocabulary::{Characters, Merge, NONE, Rules, Vocabulary};
use marginals_core::{Error, Result};
use std::collections::HashMap;

/// The tokenizer of the content of a `tokenizer.json`.
///
/// # Errors
/// Argument errors for what is no such file, and as [`Vocabulary::from_merges`]; unsupported ones for another model
/// than BPE and for steps that are not known, by their names.
pub fn parse_tokenizer_json(text: &str) -> Result<Tokenizer> {
    let file: File = json("tokenizer", "the content of a tokenizer.json", text)?;
    if file.version.as_deref().is_some_and(|version| version != "1.0") {
        let version: String = file.version.unwrap_or_default().chars().take(40).collect();
        return Err(Error::unsupported("tokenizer", "of version 1.0", format_args!("version '{version}'")));
    }
    if file.model.kind.as_deref().is_some_and(|kind| kind != "BPE") {
        let kind: String = file.model.kind.unwrap_or_default().chars().take(40).collect();
        return Err(Error::unsupported("model", "of the type BPE", format_args!("'{kind}'")));
    }
    if file.model.dropout.is_some_and(|share| share > 0.0) {
        return Err(Error::unsupported("model", "without dropout", "one that leaves merges out at random"));
    }
    let pipeline = Pipeline::of(&file.normalizer, &file.pre_tokenizer, &file.decoder)?;
    let added: Vec<Added> = file
        .added_tokens
        .into_iter()
        .map(|token| Added {
            text: token.content,
            id: token.id,
            special: token.special,
            left: token.lstrip,
            right: token.rstrip,
            word: token.single_word,
        })
        .collect();
    let (vocabulary, marks) = if file.model.is_marked() {
        let (vocabulary, marks) = marked(file.model, pipeline.byte_level)?;
        (vocabulary, Some(marks))
    } else {
        (vocabulary(file.model, &added, &pipeline)?, None)
    };
    let origin = Origin {
        normalizer: file.normalizer,
        pre_tokenizer: file.pre_tokenizer,
        post_processor: file.post_processor,
        decoder: file.decoder,
    };
    let Pipeline { forms, steps, strip, .. } = pipeline;
    let split = Split::steps(steps);
    Tokenizer::of(Parts { vocabulary, split, added, forms, strip, origin: Some(origin), marks })
}

/// The tokenizer of the contents of a `vocab.json` and a `merges.txt`, whose tokens are bytes spelled as characters.
///
/// # Errors
/// As [`parse_tokenizer_json`].
pub fn parse_vocab_merges(
    vocab: &str,
    merges: &str,
    split: Split,
    specials: Vec<(String, u32)>,
    [prefix, suffix]: [Option<String>; 2],
) -> Result<Tokenizer> {
    let vocab: Entries = json("vocab", "the content of a vocab.json", vocab)?;
    let lines = merges
        .lines()
        .enumerate()
        .filter(|(at, line)| !(line.is_empty() || (*at == 0 && line.starts_with("#version"))));
    let merges: Result<Vec<Sides>> = lines
        .map(|(at, line)| {
            sides(line).ok_or_else(|| {
                Error::argument("merges", "lines of two tokens", format_args!("another line {}", at + 1))
            })
        })
        .collect();
    let (continuing_subword_prefix, end_of_word_suffix) = (prefix, suffix);
    let model =
        Model { vocab, merges: merges?, continuing_subword_prefix, end_of_word_suffix, ..Model::default() };
    let special = |(text, id)| Added { text, id, special: true, ..Added::default() };
    let added: Vec<Added> = specials.into_iter().map(special).collect();
    let pipeline = Pipeline { byte_level: true, ..Pipeline::default() };
    let (vocabulary, marks) = if model.is_marked() {
        let (vocabulary, marks) = marked(model, true)?;
        (vocabulary, Some(marks))
    } else {
        (vocabulary(model, &added, &pipeline)?, None)
    };
    let (forms, strip, origin) = (Vec::new(), false, None);
    Tokenizer::of(Parts { vocabulary, split, added, forms, strip, origin, marks })
}

/// The tokenizer of tokens and merges of bytes whose symbols have a prefix inside pieces, or a suffix at their end.
pub(crate) fn with_marks(
    tokens: &[(Vec<u8>, u32)],
    merges: &[Merge],
    marks: [String; 2],
    split: Split,
    specials: Vec<(String, u32)>,
) -> Result<Tokenizer> {
    let written: HashMap<u32, String> =
        tokens.iter().map(|(bytes, id)| (*id, byte_level::spelled(bytes))).collect();
    let side = |id: u32| written.get(&id).cloned().unwrap_or_default();
    let [continuing_subword_prefix, end_of_word_suffix] =
        marks.map(|mark| Some(mark).filter(|it| !it.is_empty()));
    let model = Model {
        merges: merges.iter().map(|merge| Sides(side(merge.left), side(merge.right))).collect(),
        vocab: Entries(tokens.iter().map(|(_, id)| (side(*id), *id)).collect()),
        continuing_subword_prefix,
        end_of_word_suffix,
        ..Model::default()
    };
    let (vocabulary, marks) = marked(model, true)?;
    let special = |(text, id)| Added { text, id, special: true, ..Added::default() };
    let added = specials.into_iter().map(special).collect();
    let (forms, origin, marks) = (Vec::new(), None, Some(marks));
    Tokenizer::of(Parts { vocabulary, split, added, forms, strip: false, origin, marks })
}

/// The split, the forms, and whether decoding takes away a space, of steps as they stand in a file.
pub(crate) fn pipeline_parts(origin: &Origin) -> Result<(Split, Vec<Form>, bool)> {
    let Pipeline { forms, steps, strip, .. } =
        Pipeline::of(&origin.normalizer, &origin.pre_tokenizer, &origin.decoder)?;
    Ok((Split::steps(steps), forms, strip))
}

/// `<0x0A>` and the like.
fn fallback_byte(token: &str) -> Option<u8> {
    let digits = token.strip_prefix("<0x")?.strip_suffix('>')?;
    (digits.len() == 2).then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

fn vocabulary(model: Model, added: &[Added], pipeline: &Pipeline) -> Result<Vocabulary> {
    let entries = model.vocab.0;
    let mut ids: HashMap<&str, u32> = HashMap::with_capacity(entries.len());
    for (token, id) in &entries {
        if ids.insert(token, *id).is_some() {
            return Err(Error::argument("vocab", "each token once", format_args!("that of id {id} again")));
        }
    }
    let merges = merges(&model.merges, &ids)?;
    let made: std::collections::HashSet<u32> = merges.iter().map(|merge| merge.made).collect();
    let unknown = model.unk_token.as_deref().map(|token| {
        ids.get(token)
            .copied()
            .ok_or_else(|| Error::argument("unk_token", "a token of the vocabulary", "another one"))
    });
    let unknown = unknown.transpose()?;
    // Added tokens that no merge makes are found by their text alone.
    let mut apart: Vec<u32> = Vec::new();
    for token in added {
        if model.byte_fallback == Some(true) && !pipeline.byte_level && fallback_byte(&token.text).is_some() {
            // One id would stand for the byte and for the text that spells it.
            let how = "without the tokens that stand for bytes (byte_fallback)";
            return Err(Error::unsupported("added_tokens", how, format_args!("'{}'", token.text)));
        }
        let single = pipeline.byte_level && token.text.chars().count() == 1;
        if ids.get(token.text.as_str()) == Some(&token.id) && !made.contains(&token.id) && !single {
            apart.push(token.id);
        }
    }
    apart.sort_unstable();
    let mut odd = Vec::new();
    let mut bytes = [NONE; 256];
    let mut characters = HashMap::new();
    let mut tokens = Vec::with_capacity(entries.len());
    for (token, id) in &entries {
        let alone = apart.binary_search(id).is_ok() || Some(*id) == unknown;
        let spelled = if alone {
            token.clone().into_bytes()
        } else if pipeline.byte_level {
            // A token with other characters is met by no text.
            byte_level::bytes(token).unwrap_or_else(|| {
                odd.push(*id);
                token.clone().into_bytes()
            })
        } else if let Some(byte) = fallback_byte(token).filter(|_| model.byte_fallback == Some(true)) {
            bytes[usize::from(byte)] = *id;
            vec![byte]
        } else if pipeline.spaces {
            token.replace(SPACE, " ").into_bytes()
        } else {
            token.clone().into_bytes()
        };
        let mut letters = std::str::from_utf8(&spelled).unwrap_or_default().chars();
        let fallback = spelled.len() == 1 && bytes[usize::from(spelled[0])] == *id;
        if let (false, Some(letter), None) = (alone || fallback, letters.next(), letters.next()) {
            characters.insert(letter, *id);
        }
        tokens.push((spelled, *id));
    }
    apart.extend(odd);
    let fallback = bytes.iter().any(|id| *id != NONE);
    let characters = (!pipeline.byte_level).then(|| Characters {
        ids: characters,
        bytes: fallback.then(|| Box::new(bytes)),
        unknown,
        fuse: model.fuse_unk.unwrap_or(false),
    });
    let whole_pieces = model.ignore_merges.unwrap_or(false);
    Vocabulary::from_merges(tokens, merges, Rules { characters, whole_pieces, apart })
}

fn merges(listed: &[Sides], ids: &HashMap<&str, u32>) -> Result<Vec<Merge>> {
    let mut both = String::new();
    let merge = |(rank, Sides(left, right)): (usize, &Sides)| {
        both.clear();
        both.push_str(left);
        both.push_str(right);
        let sides = (ids.get(left.as_str()), ids.get(right.as_str()), ids.get(both.as_str()));
        let (Some(left), Some(right), Some(made)) = sides else {
            let expected = "pairs of tokens of the vocabulary that make another of them";
            return Err(Error::argument("merges", expected, format_args!("another one at {rank}")));
        };
        Ok(Merge { left: *left, right: *right, made: *made })
    };
    listed.iter().enumerate().map(merge).collect()
}
