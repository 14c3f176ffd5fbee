//! How tokenizers are used: a counter that is fed with jobs, then what is asked of the counts.
use crate::blocks::blocks_of;
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs};
use crate::tokenizer::{NativeTokenizer, mode};
use marginals_bpe::measure::{Efficiency, Usage, Words, renyi_efficiency};
use marginals_bpe::{SpecialMode, Tokenizer};
use marginals_core::{Error, Result, Run};
use napi::Env;
use napi::bindgen_prelude::{BigUint64Array, Float64Array, JsValue, Object, Uint8Array, Unknown};
use napi_derive::napi;
use std::sync::{Arc, Mutex, PoisonError};

/// A counting under way.
#[napi]
pub struct NativeUsage {
    tokenizer: Result<Arc<Tokenizer>>,
    special: Result<SpecialMode>,
    words: Words,
    usage: Arc<Mutex<Option<Usage>>>,
}

/// Begins to count the tokens and words of texts.
#[napi(catch_unwind)]
pub fn usage(tokenizer: &NativeTokenizer, special: String, unicode: bool) -> NativeUsage {
    let words = if unicode { Words::Unicode } else { Words::Whitespace };
    NativeUsage { tokenizer: tokenizer.tokenizer(), special: mode(&special), words, usage: Arc::default() }
}

impl NativeUsage {
    /// Works on the counts, which are away meanwhile.
    fn work<'env, T: ToJs + Send + 'static>(
        &self,
        env: &'env Env,
        total: f64,
        handle: &JobHandle,
        work: impl FnOnce(&mut Usage, &Run) -> Result<T> + Send + 'static,
    ) -> napi::Result<Unknown<'env>> {
        self.work_and_keep(env, total, handle, true, work)
    }

    /// Answers by the counts, which are given back with the answer: the engine would do so much later.
    fn answer<'env, T: ToJs + Send + 'static>(
        &self,
        env: &'env Env,
        handle: &JobHandle,
        answer: impl FnOnce(&mut Usage, &Run) -> Result<T> + Send + 'static,
    ) -> napi::Result<Unknown<'env>> {
        self.work_and_keep(env, 0.0, handle, false, answer)
    }

    fn work_and_keep<'env, T: ToJs + Send + 'static>(
        &self,
        env: &'env Env,
        total: f64,
        handle: &JobHandle,
        keep: bool,
        work: impl FnOnce(&mut Usage, &Run) -> Result<T> + Send + 'static,
    ) -> napi::Result<Unknown<'env>> {
        let (shared, words) = (Arc::clone(&self.usage), self.words);
        let parts = self.tokenizer.clone().and_then(|it| Ok((it, self.special.clone()?)));
        handle.run(env, move |run| {
            let held = shared.lock().unwrap_or_else(PoisonError::into_inner).take();
            let mut usage = match held {
                Some(usage) => usage,
                None => {
                    let (tokenizer, special) = parts?;
                    Usage::new(tokenizer, special, words, run)?
                }
            };
            run.progress().start("count", total as u64);
            run.progress().advance(usage.taken());
            let answer = work(&mut usage, run)?;
            if keep {
                *shared.lock().unwrap_or_else(PoisonError::into_inner) = Some(usage);
            }
            Ok(answer)
        })
    }
}

#[napi]
impl NativeUsage {
    /// Counts whole texts.
    #[napi(catch_unwind)]
    pub fn texts<'env>(
        &self,
        env: &'env Env,
        texts: Vec<String>,
        total: f64,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        self.work(env, total, handle, move |usage, run| usage.add_texts(&texts, run))
    }

    /// Counts the next bytes of a running text; `ends` says that they are its last.
    #[napi(catch_unwind)]
    pub fn bytes<'env>(
        &self,
        env: &'env Env,
        bytes: Uint8Array,
        ends: bool,
        total: f64,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let bytes = bytes.to_vec();
        self.work(env, total, handle, move |usage, run| {
            usage.feed(&bytes, run)?;
            if ends { usage.end() } else { Ok(()) }
        })
    }

    /// Counts a file, read in blocks.
    #[napi(catch_unwind)]
    pub fn file<'env>(
        &self,
        env: &'env Env,
        path: String,
        total: f64,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        self.work(env, total, handle, move |usage, run| {
            blocks_of(&path, run, |block| usage.feed(block, run))?;
            usage.end()
        })
    }

    /// Counts words as often as they are said to occur.
    #[napi(catch_unwind)]
    pub fn words<'env>(
        &self,
        env: &'env Env,
        words: Vec<String>,
        counts: BigUint64Array,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let counts = counts.to_vec();
        self.work(env, 0.0, handle, move |usage, run| {
            for (word, count) in words.iter().zip(counts) {
                run.check()?;
                usage.add_word(word, count)?;
            }
            Ok(())
        })
    }

    /// Tokens and words.
    #[napi(catch_unwind)]
    pub fn totals<'env>(&self, env: &'env Env, handle: &JobHandle) -> napi::Result<Unknown<'env>> {
        self.answer(env, handle, |usage, _| Ok(vec![usage.tokens() as f64, usage.words() as f64]))
    }

    /// The Rényi efficiency over a number of tokens, or over those that occur.
    #[napi(catch_unwind)]
    pub fn efficiency<'env>(
        &self,
        env: &'env Env,
        size: Option<f64>,
        order: f64,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        self.answer(env, handle, move |usage, _| {
            if usage.tokens() == 0 {
                return Err(Error::argument("texts", "of at least one token", "none"));
            }
            let counts: Vec<f64> = usage.counts().into_iter().map(|(_, count)| count as f64).collect();
            renyi_efficiency(&counts, size.map(|size| size as usize), order)
        })
    }
}

impl ToJs for Efficiency {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("efficiency", self.efficiency)?;
        object.set("entropy", self.entropy)?;
        object.set("vocabularySize", self.size as f64)?;
        object.set("distinct", self.distinct as f64)?;
        object.set("tokens", self.tokens)?;
        Ok(Raw(object.raw()))
    }
}

/// The Rényi efficiency of counts.
#[napi(catch_unwind)]
pub fn counts_efficiency<'env>(
    env: &'env Env,
    counts: Float64Array,
    size: Option<f64>,
    order: f64,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let counts = counts.to_vec();
    handle.run(env, move |_| renyi_efficiency(&counts, size.map(|size| size as usize), order))
}
