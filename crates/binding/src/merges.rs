//! Byte-pair encoding as a choice of merges, each call a job.
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64, uint32};
use marginals_bpe::formal::{
    Beam, Certificate, Curvature, Greedy, Merge, Optimal, Over, PairCounting, Ties, apply, beam, certificate,
    curvature, greedy, optimal,
};
use marginals_core::{Error, Result};
use napi::Env;
use napi::bindgen_prelude::{JsValue, Object, Uint32Array, Unknown};
use napi_derive::napi;

/// A text of letters and how many merges it may have.
#[napi(object)]
pub struct MergeSpec {
    /// Letters, numbered from 0.
    pub symbols: Uint32Array,
    /// How many letters there are.
    pub letters: u32,
    /// Most merges.
    pub merges: f64,
    /// `disjoint` or `positions`.
    pub counting: String,
    /// `first-seen`, `lowest-tokens` or `lexicographic`.
    pub ties: String,
    /// `exact`, `up-to` or `greedy-prefixes`.
    pub over: String,
    /// Most sequences to examine.
    pub max_states: f64,
    /// Sequences a beam keeps.
    pub width: f64,
}

fn word<T: Copy>(argument: &'static str, given: &str, words: &[(&str, T)]) -> Result<T> {
    let found = words.iter().find(|(word, _)| *word == given);
    found
        .map(|(_, value)| *value)
        .ok_or_else(|| Error::argument(argument, "one of its words", "another word"))
}

impl MergeSpec {
    fn rule(&self) -> Result<(PairCounting, Ties)> {
        let counting = [("disjoint", PairCounting::Disjoint), ("positions", PairCounting::Positions)];
        let ties = [
            ("first-seen", Ties::FirstSeen),
            ("lowest-tokens", Ties::LowestTokens),
            ("lexicographic", Ties::Lexicographic),
        ];
        Ok((word("pairCounting", &self.counting, &counting)?, word("tieBreak", &self.ties, &ties)?))
    }

    fn over(&self) -> Result<Over> {
        let words =
            [("exact", Over::Exact), ("up-to", Over::UpTo), ("greedy-prefixes", Over::GreedyPrefixes)];
        word("over", &self.over, &words)
    }
}

fn flat(merges: &[Merge]) -> Vec<u32> {
    merges.iter().flat_map(|(left, right)| [*left, *right]).collect()
}

impl ToJs for Optimal {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("utility", self.utility as f64)?;
        object.set("merges", uint32(env, &flat(&self.merges))?)?;
        object.set("proven", self.proven)?;
        object.set("states", self.states as f64)?;
        Ok(Raw(object.raw()))
    }
}

fn greedy_object<'env>(env: &'env Env, found: &Greedy) -> napi::Result<Object<'env>> {
    let gains: Vec<f64> = found.gains.iter().map(|gain| *gain as f64).collect();
    let mut object = Object::new(env)?;
    object.set("utility", found.utility() as f64)?;
    object.set("merges", uint32(env, &flat(&found.merges))?)?;
    object.set("gains", float64(env, &gains)?)?;
    object.set("symbols", uint32(env, &found.symbols)?)?;
    Ok(object)
}

impl ToJs for Greedy {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        Ok(Raw(greedy_object(env, &self)?.raw()))
    }
}

impl ToJs for Beam {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = greedy_object(env, &self.found)?;
        object.set("bound", self.bound as f64)?;
        object.set("proven", self.bound == self.found.utility())?;
        object.set("states", self.states as f64)?;
        Ok(Raw(object.raw()))
    }
}

impl ToJs for Certificate {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = greedy_object(env, &self.greedy)?;
        object.set("bound", self.bound as f64)?;
        object.set("ratio", self.ratio)?;
        object.set("guarantee", self.guarantee)?;
        Ok(Raw(object.raw()))
    }
}

impl ToJs for Curvature {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("min", self.min)?;
        object.set("max", self.max)?;
        object.set("utility", self.utility as f64)?;
        object.set("sequences", self.sequences as f64)?;
        Ok(Raw(object.raw()))
    }
}

/// The merges that save most.
#[napi(catch_unwind)]
pub fn merges_optimal<'env>(
    env: &'env Env,
    spec: MergeSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (symbols, letters) = (spec.symbols.to_vec(), spec.letters);
    let (merges, states) = (spec.merges as usize, spec.max_states as usize);
    handle.run(env, move |run| optimal(&symbols, letters, merges, states, run))
}

/// The best merges that a beam search meets.
#[napi(catch_unwind)]
pub fn merges_beam<'env>(env: &'env Env, spec: MergeSpec, handle: &JobHandle) -> napi::Result<Unknown<'env>> {
    let (symbols, letters) = (spec.symbols.to_vec(), spec.letters);
    let (merges, width) = (spec.merges as usize, spec.width as usize);
    handle.run(env, move |run| beam(&symbols, letters, merges, width, run))
}

/// Greedy merges.
#[napi(catch_unwind)]
pub fn merges_greedy<'env>(
    env: &'env Env,
    spec: MergeSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (symbols, rule) = (spec.symbols.to_vec(), spec.rule());
    let (letters, merges) = (spec.letters, spec.merges as usize);
    handle.run(env, move |run| {
        let (counting, ties) = rule?;
        greedy(&symbols, letters, merges, counting, ties, run)
    })
}

/// Greedy merges with a bound on the optimum.
#[napi(catch_unwind)]
pub fn merges_certificate<'env>(
    env: &'env Env,
    spec: MergeSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (symbols, rule) = (spec.symbols.to_vec(), spec.rule());
    let (letters, merges) = (spec.letters, spec.merges as usize);
    handle.run(env, move |run| {
        let (counting, ties) = rule?;
        certificate(&symbols, letters, merges, counting, ties, run)
    })
}

/// The total backward curvature over the optimal sequences.
#[napi(catch_unwind)]
pub fn merges_curvature<'env>(
    env: &'env Env,
    spec: MergeSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (symbols, over) = (spec.symbols.to_vec(), spec.over());
    let (letters, merges, states) = (spec.letters, spec.merges as usize, spec.max_states as usize);
    handle.run(env, move |run| curvature(&symbols, letters, merges, over?, states, run))
}

/// What becomes of a text under merges, given two tokens each.
#[napi(catch_unwind)]
pub fn merges_apply<'env>(
    env: &'env Env,
    symbols: Uint32Array,
    letters: u32,
    merges: Uint32Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (symbols, merges) = (symbols.to_vec(), merges.to_vec());
    handle.run(env, move |run| {
        let pairs: Vec<Merge> = merges.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        apply(&symbols, letters, &pairs, run)
    })
}
