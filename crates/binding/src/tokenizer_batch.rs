//! Many texts at once: copied and answered by the calling thread while the others work, where it waits.
use crate::job::JobHandle;
use crate::text::utf8;
use crate::to_js::{List, Raw, ToJs, is_refusal};
use crate::tokenizer::{NativeTokenizer, mode};
use marginals_core::{Error, Result};
use napi::Env;
use napi::bindgen_prelude::{Array, JsValue, Unknown, Utf16String};
use napi_derive::napi;

#[napi]
impl NativeTokenizer {
    /// The tokens of several texts, as a job.
    #[napi(catch_unwind)]
    pub fn encode_batch<'env>(
        &self,
        env: &'env Env,
        #[napi(ts_arg_type = "Array<string>")] texts: Array<'env>,
        special: String,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let tokenizer = self.tokenizer();
        if handle.is_blocking() {
            return handle.run_here(env, |run| {
                let (length, mode) = (texts.len(), mode(&special)?);
                let mut answers = env.create_array(length).map_err(broken)?;
                let take = |at, ids: Vec<u32>| {
                    let ids = ids.to_js(env).map_err(broken)?;
                    answers.set(at as u32, ids).map_err(broken)
                };
                tokenizer?.encode_batch(length as usize, read(&texts), |it| utf8(&it), take, mode, run)?;
                Ok(Raw(answers.raw()))
            });
        }
        let texts = copied(&texts)?;
        handle.run(env, move |run| {
            let mut answers = run.reserved("tokens", texts.len())?;
            let take = |_, ids: Vec<u32>| {
                answers.push(ids);
                Ok(())
            };
            tokenizer?.encode_batch(texts.len(), from(texts), |it| utf8(&it), take, mode(&special)?, run)?;
            Ok(List(answers))
        })
    }

    /// The number of tokens of several texts, as a job.
    #[napi(catch_unwind)]
    pub fn count_batch<'env>(
        &self,
        env: &'env Env,
        #[napi(ts_arg_type = "Array<string>")] texts: Array<'env>,
        special: String,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let tokenizer = self.tokenizer();
        if handle.is_blocking() {
            return handle.run_here(env, |run| {
                let length = texts.len() as usize;
                tokenizer?.count_batch(length, read(&texts), |it| utf8(&it), mode(&special)?, run)
            });
        }
        let texts = copied(&texts)?;
        handle.run(env, move |run| {
            tokenizer?.count_batch(texts.len(), from(texts), |it| utf8(&it), mode(&special)?, run)
        })
    }
}

/// What the engine refused although the façade had checked everything: memory, or what should not be.
fn broken(error: napi::Error) -> Error {
    if is_refusal(&error) { Error::memory_refused() } else { Error::internal(error) }
}

/// The texts of an array, one after the other.
fn read(texts: &Array<'_>) -> impl FnMut(usize) -> Result<Utf16String> {
    |at| {
        let text = texts.get(at as u32).map_err(broken)?;
        text.ok_or_else(|| Error::internal("an array that became shorter"))
    }
}

/// The texts of an array, for a job.
fn copied(texts: &Array<'_>) -> napi::Result<Vec<Utf16String>> {
    let copy = |at| texts.get(at).map(|text| text.unwrap_or_else(|| Vec::new().into()));
    (0..texts.len()).map(copy).collect()
}

/// The same texts, one after the other.
fn from(texts: Vec<Utf16String>) -> impl FnMut(usize) -> Result<Utf16String> {
    let mut texts = texts.into_iter();
    move |_| texts.next().ok_or_else(|| Error::internal("a text too few"))
}
