//! Loading tokenizers: each form of a file is a job that answers the handle.
use crate::job::JobHandle;
use marginals_bpe::format::{
    parse_image, parse_ranks, parse_tekken, parse_tokenizer_json, parse_vocab_merges,
};
use marginals_bpe::split::Split;
use marginals_bpe::{Tokenizer, Vocabulary};
use marginals_core::{Error, Result, Run};
use napi::Env;
use napi::bindgen_prelude::{Uint8Array, Uint32Array, Unknown};
use napi_derive::napi;

/// How texts fall into pieces.
#[napi(object)]
pub struct SplitSpec {
    /// A split by name.
    pub name: Option<String>,
    /// A split by its pattern.
    pub pattern: Option<String>,
}

impl SplitSpec {
    fn split(&self) -> Result<Split> {
        match (&self.name, &self.pattern) {
            (_, Some(pattern)) => Split::pattern_of(pattern),
            (Some(name), None) => {
                Split::named(name).ok_or_else(|| Error::argument("split", "the name of a split", "another"))
            }
            (None, None) => Err(Error::argument("split", "a name or a pattern", "neither")),
        }
    }
}

/// Loads a tokenizer from the text of a rank file.
#[napi(catch_unwind)]
pub fn tokenizer_from_ranks<'env>(
    env: &'env Env,
    ranks: String,
    split: SplitSpec,
    special_texts: Vec<String>,
    special_ids: Uint32Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let ids = special_ids.to_vec();
    handle.run(env, move |run| {
        // Tokens, tables and what is made on the way: some 60 bytes for each byte of the file.
        let _charge = run.charge("a vocabulary", 60 * ranks.len() as u64)?;
        let split = split.split()?;
        let vocabulary = Vocabulary::from_ranks(parse_ranks(&ranks)?)?;
        run.check()?;
        Tokenizer::new(vocabulary, split, special_texts.into_iter().zip(ids).collect())
    })
}

/// Loads a tokenizer from the text of a `tokenizer.json`.
#[napi(catch_unwind)]
pub fn tokenizer_from_json<'env>(
    env: &'env Env,
    text: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    handle.run(env, move |run| {
        let _charge = run.charge("a vocabulary", 20 * text.len() as u64)?;
        parse_tokenizer_json(&text)
    })
}

/// Loads a tokenizer from the text of a `tekken.json`.
#[napi(catch_unwind)]
pub fn tokenizer_from_tekken<'env>(
    env: &'env Env,
    text: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    handle.run(env, move |run| {
        let _charge = run.charge("a vocabulary", 20 * text.len() as u64)?;
        parse_tekken(&text)
    })
}

/// Loads a tokenizer from the texts of a `vocab.json` and a `merges.txt`.
#[napi(catch_unwind)]
pub fn tokenizer_from_vocab_merges<'env>(
    env: &'env Env,
    vocab: String,
    merges: String,
    split: SplitSpec,
    special_texts: Vec<String>,
    special_ids: Uint32Array,
    prefix: Option<String>,
    suffix: Option<String>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let ids = special_ids.to_vec();
    handle.run(env, move |run| {
        let _charge = run.charge("a vocabulary", 20 * (vocab.len() + merges.len()) as u64)?;
        let specials = special_texts.into_iter().zip(ids).collect();
        parse_vocab_merges(&vocab, &merges, split.split()?, specials, [prefix, suffix])
    })
}

/// Loads a tokenizer from its image.
#[napi(catch_unwind)]
pub fn tokenizer_from_image<'env>(
    env: &'env Env,
    bytes: Uint8Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let load = |bytes: &[u8], run: &Run| {
        let _charge = run.charge("a vocabulary", 20 * bytes.len() as u64)?;
        parse_image(bytes, run)
    };
    if handle.is_blocking() {
        // The bytes are the façade's own, and no JavaScript runs before they are read.
        return handle.run_here(env, |run| load(&bytes, run));
    }
    let bytes = bytes.to_vec();
    handle.run(env, move |run| load(&bytes, run))
}
