//! Writing the files of Hugging Face.
use super::pipeline::SPACE;
use crate::format::byte_level;
use crate::tokenizer::{Added, Form, Marks, Origin, Tokenizer};
use crate::vocabulary::{Merge, NONE};
use marginals_core::{Error, Result};
use serde_json::{Value, json};
use std::fmt::Write;

/// How tokens are spelled in the files.
struct Spelling<'a> {
    tokenizer: &'a Tokenizer,
    spaces: bool,
    fallback: Vec<u32>,
}

impl Spelling<'_> {
    fn of(tokenizer: &Tokenizer) -> Spelling<'_> {
        let characters = tokenizer.vocabulary().characters();
        let fallback = characters.and_then(|characters| characters.bytes.as_ref());
        let fallback =
            fallback.map_or_else(Vec::new, |ids| ids.iter().copied().filter(|id| *id != NONE).collect());
        let space = Form::Replace(SPACE.to_owned(), " ".to_owned());
        Spelling { tokenizer, spaces: tokenizer.forms().contains(&space), fallback }
    }

    fn token(&self, id: u32) -> String {
        let vocabulary = self.tokenizer.vocabulary();
        let bytes = self.tokenizer.token_bytes(id).unwrap_or_default();
        let text = || String::from_utf8_lossy(bytes).into_owned();
        if let Some(written) = self.tokenizer.written(id) {
            return written.to_owned();
        }
        let added = self.tokenizer.specials().tokens().binary_search_by_key(&id, |added| added.id).is_ok();
        let unknown = vocabulary.characters().and_then(|characters| characters.unknown);
        if let (Some(byte), true) = (bytes.first(), self.fallback.contains(&id)) {
            format!("<0x{byte:02X}>")
        } else if added || unknown == Some(id) {
            text()
        } else if vocabulary.characters().is_none() {
            byte_level::spelled(bytes)
        } else if self.spaces {
            text().replace(' ', SPACE)
        } else {
            text()
        }
    }
}

/// The merges, or why there are none to write.
fn merges(tokenizer: &Tokenizer) -> Result<Vec<Merge>> {
    let vocabulary = tokenizer.vocabulary();
    let merges = vocabulary.merges();
    let one = |bytes: &[u8]| match vocabulary.characters() {
        Some(_) => String::from_utf8_lossy(bytes).chars().count() < 2,
        None => bytes.len() < 2,
    };
    let made = vocabulary.tokens().any(|(id, bytes)| !one(bytes) && !vocabulary.is_unreachable(id));
    if merges.is_empty() && made {
        let expected = "one whose merges have names: every token made of two of lower rank";
        return Err(Error::unsupported("tokenizer", expected, "one by ranks alone"));
    }
    Ok(merges)
}

/// The content of a `tokenizer.json`.
///
/// # Errors
/// Unsupported for a vocabulary by ranks that no merges make.
pub fn write_tokenizer_json(tokenizer: &Tokenizer) -> Result<String> {
    let vocabulary = tokenizer.vocabulary();
    let spelling = Spelling::of(tokenizer);
    let origin = tokenizer.origin().cloned().map_or_else(|| byte_level_origin(tokenizer), Ok)?;
    let merges = merges(tokenizer)?;
    let characters = vocabulary.characters();
    let unreachable = vocabulary.tokens().any(|(id, _)| vocabulary.is_unreachable(id));
    let quoted = |text: &str| Value::from(text).to_string();
    let mut out = String::with_capacity(40 * vocabulary.len());
    out.push_str("{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":");
    let added: Vec<Value> = tokenizer.specials().tokens().iter().map(added_token).collect();
    out.push_str(&Value::from(added).to_string());
    for (name, part) in [
        ("normalizer", &origin.normalizer),
        ("pre_tokenizer", &origin.pre_tokenizer),
        ("post_processor", &origin.post_processor),
        ("decoder", &origin.decoder),
    ] {
        let _ = write!(out, ",\"{name}\":{part}");
    }
    let mark = |of: fn(&Marks) -> &String| {
        Value::from(tokenizer.marks().map(of).filter(|mark| !mark.is_empty()).cloned())
    };
    let unknown = characters.and_then(|characters| characters.unknown).map(|id| spelling.token(id));
    let _ = write!(
        out,
        ",\"model\":{{\"type\":\"BPE\",\"dropout\":null,\"unk_token\":{},\"continuing_subword_prefix\":{},\
         \"end_of_word_suffix\":{},\"fuse_unk\":{},\"byte_fallback\":{},\"ignore_merges\":{},\"vocab\":",
        Value::from(unknown),
        mark(|marks| &marks.prefix),
        mark(|marks| &marks.suffix),
        characters.is_some_and(|characters| characters.fuse),
        !spelling.fallback.is_empty(),
        vocabulary.whole_pieces() && (unreachable || !vocabulary.is_ordered()),
    );
    write_vocab(&mut out, &spelling);
    out.push_str(",\"merges\":[");
    let texts: Vec<(String, String)> =
        merges.iter().map(|merge| (spelling.token(merge.left), spelling.token(merge.right))).collect();
    let spaced = texts.iter().any(|(left, right)| left.contains(' ') || right.contains(' '));
    for (at, (left, right)) in texts.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        if spaced {
            let _ = write!(out, "{comma}[{},{}]", quoted(left), quoted(right));
        } else {
            let _ = write!(out, "{comma}{}", quoted(&format!("{left} {right}")));
        }
    }
    out.push_str("]}}");
    Ok(out)
}

/// Tokens with their ids in the order of ids, added ones among them: their ids are kept by readers only so.
fn write_vocab(out: &mut String, spelling: &Spelling<'_>) {
    let vocabulary = spelling.tokenizer.vocabulary();
    let mut ids: Vec<u32> = vocabulary.tokens().map(|(id, _)| id).collect();
    ids.extend(spelling.tokenizer.specials().tokens().iter().map(|added| added.id));
    ids.sort_unstable();
    ids.dedup();
    out.push('{');
    for (at, id) in ids.into_iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(out, "{comma}{}:{id}", Value::from(spelling.token(id)));
    }
    out.push('}');
}

/// The contents of a `vocab.json` and a `merges.txt`.
///
/// # Errors
/// As [`write_tokenizer_json`]; unsupported for tokens that are not bytes.
pub fn write_merges(tokenizer: &Tokenizer) -> Result<(String, String)> {
    let vocabulary = tokenizer.vocabulary();
    if vocabulary.characters().is_some() {
        return Err(Error::unsupported("tokenizer", "one of bytes", "one of characters"));
    }
    let spelling = Spelling::of(tokenizer);
    let mut vocab = String::new();
    write_vocab(&mut vocab, &spelling);
    let mut lines = "#version: 0.2\n".to_owned();
    for merge in merges(tokenizer)? {
        let _ = writeln!(lines, "{} {}", spelling.token(merge.left), spelling.token(merge.right));
    }
    Ok((vocab, lines))
}

fn added_token(added: &Added) -> Value {
    json!({
        "id": added.id,
        "content": added.text,
        "single_word": added.word,
        "lstrip": added.left,
        "rstrip": added.right,
        "normalized": false,
        "special": added.special,
    })
}

/// The steps of a tokenizer of bytes that comes from no such file.
fn byte_level_origin(tokenizer: &Tokenizer) -> Result<Origin> {
    let split = tokenizer.split();
    let bytes = tokenizer.marks().is_some_and(|marks| marks.byte_level);
    if !split.has_pattern() || (tokenizer.vocabulary().characters().is_some() && !bytes) {
        return Err(Error::unsupported("tokenizer", "one whose split is a pattern", "another one"));
    }
    let byte_level = json!({
        "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": split.is_gpt2(),
    });
    let pre_tokenizer = if split.is_gpt2() || split.is_none() {
        byte_level
    } else {
        let pattern = json!({ "Regex": split.plain_pattern() });
        let parted = json!({ "type": "Split", "pattern": pattern, "behavior": "Isolated", "invert": false });
        json!({ "type": "Sequence", "pretokenizers": [parted, byte_level] })
    };
    let suffix = tokenizer.marks().map(|marks| &marks.suffix).filter(|suffix| !suffix.is_empty());
    if let Some(suffix) = suffix {
        let decoder = json!({ "type": "BPEDecoder", "suffix": suffix });
        return Ok(Origin { normalizer: Value::Null, pre_tokenizer, post_processor: Value::Null, decoder });
    }
    let decoder =
        json!({ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true });
    Ok(Origin { normalizer: Value::Null, pre_tokenizer, post_processor: Value::Null, decoder })
}
