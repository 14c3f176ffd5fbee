//! Tokenizers as handles: loaded by a job, then asked on the calling thread.
use crate::guard::{Fault, guarded};
use crate::job::{JobHandle, checked};
use crate::pool;
use crate::to_js::{List, Raw, ToJs, raw, settle};
use marginals_bpe::format::{parse_ranks, write_ranks};
use marginals_bpe::split::Split;
use marginals_bpe::{Boundary, SpecialMode, Tokenizer, Vocabulary};
use marginals_core::{Error, Result};
use napi::Env;
use napi::bindgen_prelude::{Either, JsValue, ObjectFinalize, Uint8ArraySlice, Uint32Array, Unknown};
use napi_derive::napi;
use std::cell::RefCell;
use std::sync::Arc;

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

fn mode(word: &str) -> Result<SpecialMode> {
    match word {
        "text" => Ok(SpecialMode::Text),
        "encode" => Ok(SpecialMode::Encode),
        "refuse" => Ok(SpecialMode::Refuse),
        _ => Err(Error::argument("special", "'text', 'encode' or 'refuse'", "another word")),
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

impl ToJs for Tokenizer {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let bytes = i64::try_from(self.vocabulary().heap_bytes()).unwrap_or(i64::MAX);
        env.adjust_external_memory(bytes)?;
        raw(env, NativeTokenizer { held: RefCell::new(Some(Arc::new(self))), bytes })
    }
}

/// A tokenizer held for JavaScript.
#[napi(custom_finalize)]
pub struct NativeTokenizer {
    held: RefCell<Option<Arc<Tokenizer>>>,
    bytes: i64,
}

impl ObjectFinalize for NativeTokenizer {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(-self.bytes)?;
        self.dispose();
        Ok(())
    }
}

impl NativeTokenizer {
    fn tokenizer(&self) -> Result<Arc<Tokenizer>> {
        self.held.borrow().clone().ok_or_else(|| {
            Error::argument("tokenizer", "a tokenizer that was not disposed of", "a disposed one")
        })
    }

    /// An answer on the calling thread: the value or the fault.
    fn answer<'env, T: ToJs>(
        &self,
        env: &'env Env,
        work: impl FnOnce(&Tokenizer) -> Result<T>,
    ) -> napi::Result<Unknown<'env>> {
        let raw = settle(env, guarded(|| self.tokenizer().and_then(|tokenizer| work(&tokenizer))))?;
        Ok(raw.into_unknown(env))
    }
}

#[napi]
impl NativeTokenizer {
    /// Number of tokens, special ones included.
    #[napi(getter, catch_unwind)]
    pub fn vocab_size(&self) -> f64 {
        self.tokenizer().map_or(0.0, |it| (it.vocabulary().len() + it.specials().tokens().len()) as f64)
    }

    /// The tokens of a text.
    #[napi(catch_unwind)]
    pub fn encode<'env>(&self, env: &'env Env, text: String, special: String) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| it.encode(&text, mode(&special)?))
    }

    /// The number of tokens of a text.
    #[napi(catch_unwind)]
    pub fn count<'env>(&self, env: &'env Env, text: String, special: String) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| it.count(&text, mode(&special)?).map(|count| count as f64))
    }

    /// The number of tokens of a text, or one more than the limit.
    #[napi(catch_unwind)]
    pub fn count_up_to<'env>(
        &self,
        env: &'env Env,
        text: String,
        limit: f64,
        special: String,
    ) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| {
            it.count_up_to(&text, limit as usize, mode(&special)?).map(|count| count as f64)
        })
    }

    /// UTF-16 length of the longest beginning within a number of tokens.
    #[napi(catch_unwind)]
    pub fn truncate<'env>(
        &self,
        env: &'env Env,
        text: String,
        limit: f64,
        special: String,
    ) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| {
            let end = it.truncate(&text, limit as usize, mode(&special)?)?;
            Ok(text[..end].encode_utf16().count() as f64)
        })
    }

    /// Chunks as five numbers each: start and end in UTF-16 units, start and end in bytes, tokens.
    #[napi(catch_unwind)]
    pub fn chunk<'env>(
        &self,
        env: &'env Env,
        text: String,
        max_tokens: f64,
        overlap: f64,
        boundary: String,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let run = handle.single_threaded();
        self.answer(env, |it| {
            let boundary = Boundary::named(&boundary)
                .ok_or_else(|| Error::argument("boundary", "the name of a boundary", "another"))?;
            let chunks = it.chunk(&text, max_tokens as usize, overlap as usize, boundary, &run)?;
            let mut flat = Vec::with_capacity(5 * chunks.len());
            let (mut at, mut units) = (0, 0);
            for chunk in chunks {
                // Chunks overlap, so the next one starts before the end of this one.
                units += text[at..chunk.start].encode_utf16().count();
                at = chunk.start;
                let end = units + text[at..chunk.end].encode_utf16().count();
                flat.extend([units, end, chunk.start, chunk.end, chunk.tokens].map(|number| number as u32));
            }
            Ok(flat)
        })
    }

    /// The tokens of several texts, as a job.
    #[napi(catch_unwind)]
    pub fn encode_batch<'env>(
        &self,
        env: &'env Env,
        texts: Vec<String>,
        special: String,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let tokenizer = self.tokenizer();
        handle.run(env, move |run| tokenizer?.encode_batch(&texts, mode(&special)?, run).map(List))
    }

    /// The number of tokens of several texts, as a job.
    #[napi(catch_unwind)]
    pub fn count_batch<'env>(
        &self,
        env: &'env Env,
        texts: Vec<String>,
        special: String,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let tokenizer = self.tokenizer();
        handle.run(env, move |run| tokenizer?.count_batch(&texts, mode(&special)?, run))
    }

    /// The bytes of tokens.
    #[napi(catch_unwind)]
    pub fn decode<'env>(&self, env: &'env Env, ids: Uint32Array) -> napi::Result<Unknown<'env>> {
        let ids = ids.to_vec();
        self.answer(env, |it| it.decode(&ids).map(Bytes))
    }

    /// The rank file of this vocabulary.
    #[napi(catch_unwind)]
    pub fn ranks<'env>(&self, env: &'env Env) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| Ok(Text(write_ranks(it.vocabulary().tokens()))))
    }

    /// The pattern of the split.
    #[napi(catch_unwind)]
    pub fn pattern(&self) -> Either<String, Fault> {
        checked(|| Ok(self.tokenizer()?.split().pattern().to_owned()))
    }

    /// The two tokens of every merge, one after the other, in the order of merges.
    #[napi(catch_unwind)]
    pub fn merges<'env>(&self, env: &'env Env) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| {
            Ok(it.vocabulary().merges().into_iter().flat_map(<[u32; 2]>::from).collect::<Vec<u32>>())
        })
    }

    /// Lets go of the memory; jobs under way keep theirs.
    #[napi(catch_unwind)]
    pub fn dispose(&self) {
        if let Some(tokenizer) = self.held.borrow_mut().take() {
            pool::discard(tokenizer);
        }
    }
}

/// Bytes of the engine.
struct Bytes(Vec<u8>);

impl ToJs for Bytes {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        Ok(Raw(Uint8ArraySlice::copy_from(env, &self.0)?.raw()))
    }
}

/// Text of the engine.
struct Text(String);

impl ToJs for Text {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        raw(env, self.0)
    }
}
