//! Vocabularies whose symbols carry marks by their place in a piece, in the letters of [`Marks`].
use super::file::{Model, Sides};
use crate::tokenizer::Marks;
use crate::tokenizer::marks::{MOST_SYMBOLS, letter};
use crate::vocabulary::{Characters, LONGEST_TOKEN, Merge, Rules, Vocabulary};
use marginals_core::{Error, Result};
use std::collections::{HashMap, HashSet};

/// The vocabulary of a model with a prefix or a suffix, and its marks.
pub(super) fn marked(model: Model, byte_level: bool) -> Result<(Vocabulary, Marks)> {
    if model.ignore_merges == Some(true) || model.byte_fallback == Some(true) {
        let expected = "without marks inside words where pieces are looked up whole or fall back to bytes";
        return Err(Error::unsupported("model", expected, "one with both"));
    }
    let text = |mark: Option<String>| mark.unwrap_or_default();
    let mut marks = Marks {
        prefix: text(model.continuing_subword_prefix),
        suffix: text(model.end_of_word_suffix),
        byte_level,
        symbols: Vec::new(),
        written: Vec::new(),
    };
    let entries = model.vocab.0;
    let mut ids: HashMap<&str, u32> = HashMap::with_capacity(entries.len());
    for (token, id) in &entries {
        if ids.insert(token, *id).is_some() {
            return Err(Error::argument("vocab", "each token once", format_args!("that of id {id} again")));
        }
    }
    let unknown = model.unk_token.as_deref().map(|token| {
        let id = ids.get(token).copied();
        id.ok_or_else(|| Error::argument("unk_token", "a token of the vocabulary", "another one"))
    });
    let unknown = unknown.transpose()?;
    let (mut spelled, mut letters) = (HashMap::new(), HashMap::new());
    for (token, id) in &entries {
        for symbol in marks.symbols_of(token) {
            if marks.symbols.len() == MOST_SYMBOLS {
                return Err(Error::limit("vocab", format_args!("at most {MOST_SYMBOLS} symbols"), "more"));
            }
            let own = letter(marks.symbols.len());
            marks.symbols.push(symbol);
            letters.insert(own, *id);
            if spelled.insert(*id, own.to_string()).is_some() {
                return Err(twice(*id));
            }
        }
    }
    let merges = spell(&merges(&model.merges, &ids, marks.prefix.len())?, &mut spelled)?;
    marks.written = entries.iter().map(|(token, id)| (*id, token.clone())).collect();
    marks.written.sort_unstable();
    let apart = entries.iter().map(|entry| entry.1).filter(|id| !spelled.contains_key(id)).collect();
    // What no text contains keeps its own text.
    let tokens =
        entries.into_iter().map(|(token, id)| (spelled.remove(&id).unwrap_or(token).into_bytes(), id));
    let characters = Characters { ids: letters, bytes: None, unknown, fuse: model.fuse_unk.unwrap_or(false) };
    let rules = Rules { characters: Some(characters), whole_pieces: false, apart };
    Ok((Vocabulary::from_merges(tokens.collect(), merges, rules)?, marks))
}

fn twice(id: u32) -> Error {
    let expected = "of tokens that are spelled in one way";
    Error::unsupported("vocab", expected, format_args!("that of id {id} in two"))
}

/// The merges by ids; the right side's first bytes, as many as a prefix has, are left out.
fn merges(listed: &[Sides], ids: &HashMap<&str, u32>, prefix: usize) -> Result<Vec<Merge>> {
    let mut seen = HashSet::with_capacity(listed.len());
    let merge = |(rank, Sides(left, right)): (usize, &Sides)| {
        let at = format_args!("another one at {rank}").to_string();
        let made = right.get(prefix..).map(|rest| [left, rest].concat());
        let made = made.and_then(|made| ids.get(made.as_str()));
        let (Some(left), Some(right), Some(made)) = (ids.get(left.as_str()), ids.get(right.as_str()), made)
        else {
            let expected = "pairs of tokens of the vocabulary that make another of them";
            return Err(Error::argument("merges", expected, at));
        };
        if !seen.insert((*left, *right)) {
            return Err(Error::argument("merges", "each merge once", at));
        }
        Ok(Merge { left: *left, right: *right, made: *made })
    };
    listed.iter().enumerate().map(merge).collect()
}

/// Spells what merges make, in whatever order they are listed; those of which a side is never made are left out.
fn spell(merges: &[Merge], spelled: &mut HashMap<u32, String>) -> Result<Vec<Merge>> {
    let mut waiting: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut usable = vec![false; merges.len()];
    let mut ready: Vec<usize> = (0..merges.len()).rev().collect();
    while let Some(at) = ready.pop() {
        let Merge { left, right, made } = merges[at];
        let (Some(first), Some(second)) = (spelled.get(&left), spelled.get(&right)) else {
            let missing = if spelled.contains_key(&left) { right } else { left };
            waiting.entry(missing).or_default().push(at);
            continue;
        };
        usable[at] = true;
        let both = [first.as_str(), second].concat();
        if both.len() > LONGEST_TOKEN {
            return Err(Error::range("vocab", format_args!("tokens of 1 to {LONGEST_TOKEN} bytes"), "more"));
        }
        match spelled.get(&made) {
            Some(known) if *known != both => return Err(twice(made)),
            Some(_) => {}
            None => {
                spelled.insert(made, both);
                ready.extend(waiting.remove(&made).unwrap_or_default());
            }
        }
    }
    Ok(merges.iter().zip(usable).filter_map(|(merge, usable)| usable.then_some(*merge)).collect())
}
