//! The files of Mistral, `tekken.json`: ranks in base64 behind a block of special tokens.
//!
//! Ids of special tokens are their ranks; the id of any other token is its rank behind all of them. The file may
//! hold more tokens than its configuration uses.
use super::huggingface::json;
use crate::split::Split;
use crate::tokenizer::Tokenizer;
use crate::vocabulary::{MOST_TOKENS, Vocabulary};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use marginals_core::{Error, Result};
use serde::Deserialize;
use serde_json::{Value, json as value};
use std::collections::HashSet;

#[derive(Deserialize)]
struct File {
    config: Config,
    vocab: Vec<Entry>,
    #[serde(default)]
    special_tokens: Option<Vec<Special>>,
}

#[derive(Deserialize)]
struct Config {
    pattern: String,
    default_vocab_size: usize,
    default_num_special_tokens: usize,
}

#[derive(Deserialize)]
struct Entry {
    rank: usize,
    token_bytes: String,
}

#[derive(Deserialize)]
struct Special {
    rank: usize,
    token_str: String,
}

/// Special tokens of files that list none.
const FIRST: [&str; 20] = [
    "<unk>",
    "<s>",
    "</s>",
    "[INST]",
    "[/INST]",
    "[AVAILABLE_TOOLS]",
    "[/AVAILABLE_TOOLS]",
    "[TOOL_RESULTS]",
    "[/TOOL_RESULTS]",
    "[TOOL_CALLS]",
    "[IMG]",
    "<pad>",
    "[IMG_BREAK]",
    "[IMG_END]",
    "[PREFIX]",
    "[MIDDLE]",
    "[SUFFIX]",
    "[SYSTEM_PROMPT]",
    "[/SYSTEM_PROMPT]",
    "[TOOL_CONTENT]",
];

/// The tokenizer of the content of a `tekken.json`.
///
/// # Errors
/// Argument errors for what is no such file, and as [`Vocabulary::from_ranks`].
pub fn parse_tekken(text: &str) -> Result<Tokenizer> {
    let File { config, vocab, special_tokens } = json("tokenizer", "the content of a tekken.json", text)?;
    let behind = config.default_num_special_tokens;
    if behind > MOST_TOKENS || config.default_vocab_size > MOST_TOKENS {
        return Err(Error::limit("default_vocab_size", format_args!("at most {MOST_TOKENS}"), "more"));
    }
    let named = special_tokens.unwrap_or_else(|| {
        let named = FIRST.iter().take(behind).enumerate();
        named.map(|(rank, text)| Special { rank, token_str: (*text).to_owned() }).collect()
    });
    if let Some(special) = named.iter().find(|special| special.rank >= behind) {
        let expected = format_args!("ranks below {behind} (default_num_special_tokens)").to_string();
        return Err(Error::range("special_tokens", expected, special.rank));
    }
    let taken: HashSet<usize> = named.iter().map(|special| special.rank).collect();
    let mut specials: Vec<(String, u32)> =
        named.into_iter().map(|special| (special.token_str, special.rank as u32)).collect();
    let fillers = (0..behind).filter(|rank| !taken.contains(rank));
    specials.extend(fillers.map(|rank| (format!("<SPECIAL_{rank}>"), rank as u32)));
    let used = config.default_vocab_size.saturating_sub(behind);
    let mut ranks = Vec::with_capacity(vocab.len());
    for entry in vocab.iter().filter(|entry| entry.rank < used) {
        let bytes = STANDARD.decode(&entry.token_bytes).map_err(|_| {
            Error::argument("vocab", "tokens in base64", format_args!("another one at rank {}", entry.rank))
        })?;
        ranks.push((bytes, (entry.rank + behind) as u32));
    }
    Tokenizer::new(Vocabulary::from_ranks(ranks)?, Split::pattern_of(&config.pattern)?, specials)
}

/// The content of a `tekken.json`.
///
/// # Errors
/// Unsupported where special tokens do not come before all others, or a split is no pattern.
pub fn write_tekken(tokenizer: &Tokenizer) -> Result<String> {
    let vocabulary = tokenizer.vocabulary();
    let specials = tokenizer.specials().tokens();
    let ids: Vec<u32> = vocabulary.tokens().map(|(id, _)| id).collect();
    let first = ids.first().copied().unwrap_or_default();
    let consecutive = ids.iter().zip(first..).all(|(id, wanted)| *id == wanted);
    let before = specials.iter().all(|added| added.id < first);
    if !consecutive || !before || !vocabulary.is_ordered() || !tokenizer.is_lossless() {
        let expected = "one whose special tokens come before all others, which follow in the order of merges";
        return Err(Error::unsupported("tokenizer", expected, "another one"));
    }
    if !tokenizer.split().has_pattern() {
        return Err(Error::unsupported("tokenizer", "one whose split is a pattern", "another one"));
    }
    let entry = |(id, bytes): (u32, &[u8])| {
        value!({
            "rank": id - first,
            "token_bytes": STANDARD.encode(bytes),
            "token_str": std::str::from_utf8(bytes).ok(),
        })
    };
    let special = |added: &crate::tokenizer::Added| value!({ "rank": added.id, "token_str": added.text, "is_control": true });
    let file = value!({
        "config": {
            "pattern": tokenizer.split().pattern(),
            "num_vocab_tokens": ids.len(),
            "default_vocab_size": ids.len() + first as usize,
            "default_num_special_tokens": first,
            "version": "v7",
        },
        "version": 1,
        "type": "tekken",
        "vocab": vocabulary.tokens().map(entry).collect::<Vec<Value>>(),
        "special_tokens": specials.iter().map(special).collect::<Vec<Value>>(),
    });
    Ok(file.to_string())
}
