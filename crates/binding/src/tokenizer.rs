//! Tokenizers as handles: loaded by a job, then asked on the calling thread.
use crate::guard::{Fault, guarded};
use crate::job::{JobHandle, checked};
use crate::pool;
use crate::text::utf8;
use crate::to_js::{List, Raw, ToJs, raw, settle, uint8};
use marginals_bpe::format::{write_image, write_merges, write_ranks, write_tekken, write_tokenizer_json};
use marginals_bpe::{Boundary, Intervals, SpecialMode, Tokenizer};
use marginals_core::{Error, Result};
use napi::Env;
use napi::bindgen_prelude::{Either, JsValue, ObjectFinalize, Uint8Array, Uint32Array, Unknown, Utf16String};
use napi_derive::napi;
use std::cell::RefCell;
use std::sync::Arc;

pub(crate) fn mode(word: &str) -> Result<SpecialMode> {
    match word {
        "text" => Ok(SpecialMode::Text),
        "encode" => Ok(SpecialMode::Encode),
        "refuse" => Ok(SpecialMode::Refuse),
        _ => Err(Error::argument("special", "'text', 'encode' or 'refuse'", "another word")),
    }
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
    pub(crate) fn tokenizer(&self) -> Result<Arc<Tokenizer>> {
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
        self.tokenizer().map_or(0.0, |it| it.vocab_size() as f64)
    }

    /// The tokens of a text.
    #[napi(catch_unwind)]
    pub fn encode<'env>(
        &self,
        env: &'env Env,
        #[napi(ts_arg_type = "string")] text: Utf16String,
        special: String,
    ) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| it.encode(&utf8(&text), mode(&special)?))
    }

    /// The number of tokens of a text.
    #[napi(catch_unwind)]
    pub fn count<'env>(
        &self,
        env: &'env Env,
        #[napi(ts_arg_type = "string")] text: Utf16String,
        special: String,
    ) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| it.count(&utf8(&text), mode(&special)?).map(|count| count as f64))
    }

    /// The number of tokens of a text, or one more than the limit.
    #[napi(catch_unwind)]
    pub fn count_up_to<'env>(
        &self,
        env: &'env Env,
        #[napi(ts_arg_type = "string")] text: Utf16String,
        limit: f64,
        special: String,
    ) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| {
            it.count_up_to(&utf8(&text), limit as usize, mode(&special)?).map(|count| count as f64)
        })
    }

    /// UTF-16 length of the longest beginning within a number of tokens.
    #[napi(catch_unwind)]
    pub fn truncate<'env>(
        &self,
        env: &'env Env,
        #[napi(ts_arg_type = "string")] text: Utf16String,
        limit: f64,
        special: String,
    ) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| {
            let text = utf8(&text);
            let end = it.truncate(&text, limit as usize, mode(&special)?)?;
            Ok(text[..end].encode_utf16().count() as f64)
        })
    }

    /// Chunks as five numbers each: start and end in UTF-16 units, start and end in bytes, tokens.
    #[napi(catch_unwind)]
    pub fn chunk<'env>(
        &self,
        env: &'env Env,
        #[napi(ts_arg_type = "string")] text: Utf16String,
        max_tokens: f64,
        overlap: f64,
        boundary: String,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let run = handle.single_threaded();
        self.answer(env, |it| {
            let boundary = Boundary::named(&boundary)
                .ok_or_else(|| Error::argument("boundary", "the name of a boundary", "another"))?;
            let text = utf8(&text);
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

    /// The bytes of tokens.
    #[napi(catch_unwind)]
    pub fn decode<'env>(&self, env: &'env Env, ids: Uint32Array) -> napi::Result<Unknown<'env>> {
        let ids = ids.to_vec();
        self.answer(env, |it| it.decode(&ids).map(Bytes))
    }

    /// The bytes of tokens that come first or behind others.
    #[napi(catch_unwind)]
    pub fn decode_part<'env>(
        &self,
        env: &'env Env,
        ids: Uint32Array,
        first: bool,
    ) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| it.decode_part(&ids, first).map(Bytes))
    }

    /// The tokens of bytes.
    #[napi(catch_unwind)]
    pub fn encode_bytes<'env>(
        &self,
        env: &'env Env,
        bytes: Uint8Array,
        special: String,
    ) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| it.encode_bytes(&bytes, mode(&special)?))
    }

    /// How much of a text keeps its tokens whatever follows, in UTF-16 units, and how many tokens that is.
    #[napi(catch_unwind)]
    pub fn stable<'env>(
        &self,
        env: &'env Env,
        #[napi(ts_arg_type = "string")] text: Utf16String,
        special: String,
    ) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| {
            let text = utf8(&text);
            let (end, tokens) = it.stable(&text, mode(&special)?)?;
            Ok(vec![text[..end].encode_utf16().count() as u32, tokens as u32])
        })
    }

    /// A counter of the parts of a text.
    #[napi(catch_unwind)]
    pub fn intervals<'env>(
        &self,
        env: &'env Env,
        #[napi(ts_arg_type = "string")] text: Utf16String,
    ) -> napi::Result<Unknown<'env>> {
        let answer = guarded(|| {
            let tokenizer = self.tokenizer()?;
            let intervals = tokenizer.intervals(utf8(&text))?;
            Ok(NativeIntervals { tokenizer, intervals })
        });
        Ok(settle(env, answer)?.into_unknown(env))
    }

    /// The special tokens: their texts.
    #[napi(catch_unwind)]
    pub fn special_texts(&self) -> Either<Vec<String>, Fault> {
        checked(|| {
            let tokenizer = self.tokenizer()?;
            let special = tokenizer.specials().tokens().iter().filter(|added| added.special);
            Ok(special.map(|added| added.text.clone()).collect())
        })
    }

    /// The special tokens: their ids.
    #[napi(catch_unwind)]
    pub fn special_ids<'env>(&self, env: &'env Env) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| {
            let special = it.specials().tokens().iter().filter(|added| added.special);
            Ok(special.map(|added| added.id).collect::<Vec<u32>>())
        })
    }

    /// The content of a `tokenizer.json`.
    #[napi(catch_unwind)]
    pub fn tokenizer_json<'env>(&self, env: &'env Env) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| write_tokenizer_json(it).map(Text))
    }

    /// The content of a `tekken.json`.
    #[napi(catch_unwind)]
    pub fn tekken<'env>(&self, env: &'env Env) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| write_tekken(it).map(Text))
    }

    /// The contents of a `vocab.json` and a `merges.txt`.
    #[napi(catch_unwind)]
    pub fn vocab_merges<'env>(&self, env: &'env Env) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| write_merges(it).map(|(vocab, merges)| List(vec![Text(vocab), Text(merges)])))
    }

    /// The image of the tokenizer.
    #[napi(catch_unwind)]
    pub fn image<'env>(&self, env: &'env Env) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| write_image(it).map(Bytes))
    }

    /// The rank file of this vocabulary.
    #[napi(catch_unwind)]
    pub fn ranks<'env>(&self, env: &'env Env) -> napi::Result<Unknown<'env>> {
        self.answer(env, |it| {
            if it.marks().is_some() {
                let expected = "one without marks inside words";
                return Err(Error::unsupported("tokenizer", expected, "one with a prefix or a suffix"));
            }
            Ok(Text(write_ranks(it.vocabulary().plain_tokens())))
        })
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
            let merges = it.vocabulary().merges();
            Ok(merges.iter().flat_map(|merge| [merge.left, merge.right]).collect::<Vec<u32>>())
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

/// A counter of the parts of a text.
#[napi]
pub struct NativeIntervals {
    tokenizer: Arc<Tokenizer>,
    intervals: Intervals,
}

impl ToJs for NativeIntervals {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        raw(env, self)
    }
}

#[napi]
impl NativeIntervals {
    /// The tokens from one UTF-16 unit to another.
    #[napi(catch_unwind)]
    pub fn count<'env>(&self, env: &'env Env, start: f64, end: f64) -> napi::Result<Unknown<'env>> {
        let answer = guarded(|| {
            let count = self.intervals.count(&self.tokenizer, start as usize, end as usize)?;
            Ok(count as f64)
        });
        Ok(settle(env, answer)?.into_unknown(env))
    }
}

/// Bytes of the engine.
struct Bytes(Vec<u8>);

impl ToJs for Bytes {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        Ok(Raw(uint8(env, &self.0)?.raw()))
    }
}

/// Text of the engine.
struct Text(String);

impl ToJs for Text {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        raw(env, self.0)
    }
}
