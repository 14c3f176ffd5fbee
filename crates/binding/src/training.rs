//! Training of tokenizers: a counter that is fed with jobs, then one job that makes the merges.
use crate::blocks::blocks_of;
use crate::guard::Fault;
use crate::job::{JobHandle, checked};
use crate::tokenizer::NativeTokenizer;
use marginals_bpe::Tokenizer;
use marginals_bpe::formal::PairCounting;
use marginals_bpe::split::Split;
use marginals_bpe::train::{Blocked, Options, Resume, Size, Ties, WordCounter, train};
use marginals_core::{Error, Result, Run};
use napi::Env;
use napi::bindgen_prelude::{BigUint64Array, Either, Uint8Array, Unknown};
use napi_derive::napi;
use std::sync::{Arc, Mutex, PoisonError};

/// How words are counted.
#[napi(object)]
pub struct CountingSpec {
    /// A split by name.
    pub split: Option<String>,
    /// A split by its pattern.
    pub pattern: Option<String>,
    /// `hf`, `bytes`, `first-seen` or `lexicographic`.
    pub ties: String,
    /// Whether bytes that are no UTF-8 are taken as U+FFFD.
    pub lenient: bool,
}

/// How merges are made.
#[napi(object)]
pub struct TrainingSpec {
    /// Most tokens.
    pub vocab_size: Option<f64>,
    /// Most merges, where no number of tokens is given.
    pub merges: Option<f64>,
    /// `positions` or `disjoint`.
    pub counting: String,
    /// Least frequency of a merge.
    pub min_frequency: f64,
    /// Most bytes of a token.
    pub max_token_length: f64,
    /// Special tokens.
    pub special_tokens: Vec<String>,
    /// Whether only bytes that occur count against the number of tokens.
    pub seen_alphabet: bool,
    /// Most bytes of the alphabet.
    pub limit_alphabet: Option<f64>,
    /// What every symbol of a word but the first begins with.
    pub prefix: Option<String>,
    /// What the last symbol of every word ends with.
    pub suffix: Option<String>,
    /// Both sides of every pair that is never merged, one after the other.
    pub blocked: Vec<Uint8Array>,
}

type Sides = (Vec<u8>, Vec<u8>);

/// A training under way.
#[napi]
pub struct NativeTraining {
    words: Arc<Mutex<Option<WordCounter>>>,
    split: Split,
    ties: Ties,
    resume: Option<Arc<Tokenizer>>,
    last: Arc<Mutex<Option<Sides>>>,
}

/// Begins a training, from scratch or from a tokenizer.
#[napi(catch_unwind)]
pub fn training(spec: CountingSpec, resume: Option<&NativeTokenizer>) -> Either<NativeTraining, Fault> {
    checked(|| {
        let resume = resume.map(NativeTokenizer::tokenizer).transpose()?;
        let split = match (&spec.pattern, &spec.split, &resume) {
            (Some(pattern), ..) => Split::pattern_of(pattern)?,
            (None, Some(name), _) => Split::named(name)
                .ok_or_else(|| Error::argument("split", "the name of a split", "another"))?,
            (None, None, Some(tokenizer)) => tokenizer.split().clone(),
            (None, None, None) => return Err(Error::argument("split", "a name or a pattern", "neither")),
        };
        let ties = match spec.ties.as_str() {
            "hf" => Ties::Hf,
            "bytes" => Ties::Bytes,
            "first-seen" => Ties::FirstSeen,
            "lexicographic" => Ties::Lexicographic,
            _ => return Err(Error::argument("tieBreak", "one of its words", "another word")),
        };
        let words = WordCounter::new(split.clone(), ties == Ties::FirstSeen, spec.lenient);
        let words = Arc::new(Mutex::new(Some(words)));
        Ok(NativeTraining { words, split, ties, resume, last: Arc::default() })
    })
}

impl NativeTraining {
    /// Feeds the counter, which is away meanwhile.
    fn feed<'env>(
        &self,
        env: &'env Env,
        total: f64,
        handle: &JobHandle,
        work: impl FnOnce(&mut WordCounter, &Run) -> Result<()> + Send + 'static,
    ) -> napi::Result<Unknown<'env>> {
        let shared = Arc::clone(&self.words);
        handle.run(env, move |run| {
            let mut words = take(&shared)?;
            run.progress().start("count", total as u64);
            run.progress().advance(words.taken());
            work(&mut words, run)?;
            *shared.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
            Ok(())
        })
    }
}

fn take(shared: &Mutex<Option<WordCounter>>) -> Result<WordCounter> {
    shared
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take()
        .ok_or_else(|| Error::internal("a training that has ended was fed"))
}

#[napi]
impl NativeTraining {
    /// Counts the words of whole texts.
    #[napi(catch_unwind)]
    pub fn texts<'env>(
        &self,
        env: &'env Env,
        texts: Vec<String>,
        total: f64,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        self.feed(env, total, handle, move |words, run| words.add_texts(&texts, run))
    }

    /// Counts the words of the next bytes of a running text; `ends` says that they are its last.
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
        self.feed(env, total, handle, move |words, run| {
            words.feed(&bytes, run)?;
            if ends { words.end(run) } else { Ok(()) }
        })
    }

    /// Counts the words of a file, read in blocks.
    #[napi(catch_unwind)]
    pub fn file<'env>(
        &self,
        env: &'env Env,
        path: String,
        total: f64,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        self.feed(env, total, handle, move |words, run| {
            blocks_of(&path, run, |block| words.feed(block, run))?;
            words.end(run)
        })
    }

    /// Takes words as often as they are said to occur.
    #[napi(catch_unwind)]
    pub fn words<'env>(
        &self,
        env: &'env Env,
        words: Vec<String>,
        counts: BigUint64Array,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let counts = counts.to_vec();
        self.feed(env, 0.0, handle, move |counter, run| {
            for (word, count) in words.iter().zip(counts) {
                counter.add_word(word.as_bytes(), count, run)?;
            }
            Ok(())
        })
    }

    /// Makes the merges of what was counted.
    #[napi(catch_unwind)]
    pub fn finish<'env>(
        &self,
        env: &'env Env,
        spec: TrainingSpec,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let (shared, last, ties) = (Arc::clone(&self.words), Arc::clone(&self.last), self.ties);
        let (split, resume) = (self.split.clone(), self.resume.clone());
        let pairs: Vec<Vec<u8>> = spec.blocked.iter().map(|side| side.to_vec()).collect();
        handle.run(env, move |run| {
            let words = take(&shared)?;
            let mut options = Options::new(match (spec.vocab_size, spec.merges) {
                (Some(size), _) => Size::Vocabulary(size as usize),
                (None, merges) => Size::Merges(merges.unwrap_or(0.0) as usize),
            });
            options.ties = ties;
            options.counting = match spec.counting.as_str() {
                "disjoint" => PairCounting::Disjoint,
                _ => PairCounting::Positions,
            };
            options.min_frequency = spec.min_frequency as u64;
            options.max_token_length = spec.max_token_length as usize;
            options.specials = spec.special_tokens;
            options.seen_alphabet = spec.seen_alphabet;
            options.limit_alphabet = spec.limit_alphabet.map(|limit| limit as usize);
            options.prefix = spec.prefix.unwrap_or_default();
            options.suffix = spec.suffix.unwrap_or_default();
            options.blocked =
                Blocked::new(pairs.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())));
            options.resume = resume.map(Resume::of).transpose()?;
            let trained = train(words, &options, run, |left, right| {
                *last.lock().unwrap_or_else(PoisonError::into_inner) = Some((left.to_vec(), right.to_vec()));
            })?;
            trained.into_tokenizer(split, options.resume.as_ref())
        })
    }

    /// The bytes of both sides of the last merge made.
    #[napi(catch_unwind)]
    pub fn last_merge(&self) -> Option<Vec<Vec<u8>>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone().map(|(left, right)| vec![left, right])
    }
}
