//! Context packing and features of texts.
use crate::job::JobHandle;
use crate::pool;
use crate::to_js::{Chosen, Raw, ToJs, float64, raw, uint32};
use marginals_core::{Error, Result};
use marginals_numerics::text_features::TextFeatures;
use marginals_submodular::OnAbort;
use marginals_submodular::packing::{
    Corpus, PackAlgorithm, PackRequest, Packed, Query, Reason, Vectors, pack,
};
use napi::Env;
use napi::bindgen_prelude::{Float64Array, Object, ObjectFinalize, Uint32Array, Unknown};
use napi_derive::napi;
use std::cell::RefCell;
use std::sync::Arc;

/// Passages to prepare.
#[napi(object)]
pub struct CorpusSpec {
    /// Texts, one per passage; without them no query may be a text.
    pub texts: Option<Vec<String>>,
    /// Embeddings row after row; without them texts are compared by their words.
    pub embeddings: Option<Float64Array>,
    /// Length of an embedding.
    pub dimensions: u32,
    /// Tokens of every passage.
    pub tokens: Float64Array,
}

/// What is asked of a corpus.
#[napi(object)]
pub struct PackSpec {
    /// The query as a text.
    pub query_text: Option<String>,
    /// The query as an embedding.
    pub query_embedding: Option<Float64Array>,
    /// Most tokens.
    pub budget: f64,
    /// Tokens of a separator.
    pub separator: f64,
    /// Passages that must be chosen.
    pub include: Uint32Array,
    /// Source of every passage.
    pub sources: Option<Uint32Array>,
    /// Most passages of every source.
    pub source_limits: Option<Uint32Array>,
    /// Share of the largest relevance below which a passage is left out.
    pub min_relevance: f64,
    /// Most passages looked at.
    pub candidates: u32,
    /// `cost-benefit-greedy` or `mmr`.
    pub algorithm: String,
    /// Weight of relevance in maximal marginal relevance.
    pub lambda: f64,
    /// Answer the best so far when cancelled.
    pub best_so_far: bool,
}

impl PackSpec {
    fn query(&self) -> Result<Query> {
        match (&self.query_embedding, &self.query_text) {
            (Some(embedding), _) => Ok(Query::Embedding(embedding.to_vec())),
            (None, Some(text)) => Ok(Query::Text(text.clone())),
            (None, None) => Err(Error::argument("query", "a text or an embedding", "neither")),
        }
    }

    fn request(&self) -> Result<PackRequest> {
        let list =
            |array: &Option<Uint32Array>| array.as_ref().map(|array| array.to_vec()).unwrap_or_default();
        Ok(PackRequest {
            algorithm: match self.algorithm.as_str() {
                "mmr" => PackAlgorithm::MarginalRelevance { lambda: self.lambda },
                "cost-benefit-greedy" => PackAlgorithm::CostBenefit,
                other => return Err(Error::argument("algorithm", "the name of an algorithm", other)),
            },
            budget: self.budget,
            separator: self.separator,
            include: self.include.to_vec(),
            sources: list(&self.sources),
            source_limits: list(&self.source_limits),
            min_relevance: self.min_relevance,
            candidates: self.candidates as usize,
            on_abort: if self.best_so_far { OnAbort::BestSoFar } else { OnAbort::Reject },
        })
    }
}

/// Prepared passages held for JavaScript.
#[napi(custom_finalize)]
pub struct NativeCorpus {
    held: RefCell<Option<Arc<Corpus>>>,
    bytes: i64,
}

struct Prepared(Corpus);

impl ToJs for Prepared {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let bytes = i64::try_from(self.0.bytes()).unwrap_or(i64::MAX);
        env.adjust_external_memory(bytes)?;
        let held = RefCell::new(Some(Arc::new(self.0)));
        raw(env, NativeCorpus { held, bytes })
    }
}

impl ObjectFinalize for NativeCorpus {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(-self.bytes)?;
        self.dispose();
        Ok(())
    }
}

#[napi]
impl NativeCorpus {
    /// Lets go of the memory; jobs under way keep theirs.
    #[napi(catch_unwind)]
    pub fn dispose(&self) {
        if let Some(corpus) = self.held.borrow_mut().take() {
            pool::discard(corpus);
        }
    }

    /// Chooses passages for a query.
    #[napi(catch_unwind)]
    pub fn pack<'env>(
        &self,
        env: &'env Env,
        spec: PackSpec,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let corpus = self.held.borrow().clone();
        let asked = spec.query().and_then(|query| Ok((query, spec.request()?)));
        handle.run(env, move |run| {
            let disposed = || Error::argument("corpus", "one that was not disposed of", "a disposed one");
            let corpus = corpus.ok_or_else(disposed)?;
            let (query, request) = asked?;
            pack(&corpus, &query, &request, run)
        })
    }
}

/// Compares all passages with each other.
#[napi(catch_unwind)]
pub fn prepare_corpus<'env>(
    env: &'env Env,
    spec: CorpusSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let CorpusSpec { texts, embeddings, dimensions, tokens } = spec;
    let (embeddings, tokens) = (embeddings.map(|array| array.to_vec()), tokens.to_vec());
    handle.run(env, move |run| {
        run.progress().start("words", 0);
        let words = texts.map(|texts| TextFeatures::new(&texts, run)).transpose()?;
        let (vectors, words) = match (embeddings, words) {
            (Some(rows), words) => (Vectors::embeddings(&rows, dimensions as usize, run)?, words),
            (None, Some(words)) => (Vectors::Text(words), None),
            (None, None) => return Err(Error::argument("passages", "texts or embeddings", "neither")),
        };
        Ok(Prepared(Corpus::new(vectors, words, tokens, run)?))
    })
}

/// Texts as sparse rows.
#[napi(catch_unwind)]
pub fn text_features<'env>(
    env: &'env Env,
    texts: Vec<String>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    handle.run(env, move |run| TextFeatures::new(&texts, run))
}

impl ToJs for TextFeatures {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("data", float64(env, &self.values)?)?;
        object.set("indices", uint32(env, &self.indices)?)?;
        object.set("indptr", uint32(env, &self.indptr)?)?;
        object.set("rows", self.rows() as f64)?;
        object.set("cols", self.words().len() as f64)?;
        object.set("words", self.words().to_vec())?;
        raw(env, object)
    }
}

impl ToJs for Packed {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("relevance", float64(env, &self.relevance)?)?;
        object.set("planned", self.planned)?;
        let mut omitted = env.create_array(self.omitted.len() as u32)?;
        for (at, omission) in self.omitted.into_iter().enumerate() {
            let mut told = Object::new(env)?;
            told.set("passage", omission.passage)?;
            told.set("reason", omission.reason.name())?;
            if let Reason::Redundant { with, similarity } = omission.reason {
                told.set("with", with)?;
                told.set("similarity", similarity)?;
            }
            omitted.set(at as u32, told)?;
        }
        object.set("omitted", omitted)?;
        if let Some(next) = self.next {
            let mut told = Object::new(env)?;
            told.set("passage", next.passage)?;
            told.set("gain", next.gain)?;
            told.set("cost", next.cost)?;
            object.set("next", told)?;
        }
        let chosen = Chosen { selection: self.selection, maximizing: true };
        object.set("selection", chosen.to_js(env)?)?;
        raw(env, object)
    }
}
