//! Passages as unit vectors, their tokens, and the cosines of all pairs.
//!
//! Embeddings are divided by their length and kept as 32-bit floats; texts come as rows of TF-IDF
//! ([`TextFeatures`]). The cosines of all pairs are computed once, n²·d/2 multiplications, for up to
//! [`Corpus::RESIDENT`] passages; beyond, every query computes those of its own candidates.
use marginals_core::{Charge, Error, Result, Run};
use marginals_numerics::text_features::TextFeatures;
use std::sync::Arc;

/// The vectors of the passages.
#[derive(Clone, Debug)]
pub enum Vectors {
    /// Row after row, each of length 1.
    Dense {
        /// `data[row * cols + col]`.
        data: Vec<f32>,
        /// Length of a row.
        cols: usize,
    },
    /// Words and their weights.
    Text(TextFeatures),
}

/// What passages are compared with.
#[derive(Clone, Debug)]
pub enum Query {
    /// An embedding, of any length above 0.
    Embedding(Vec<f64>),
    /// A text.
    Text(String),
}

/// Entries of one block of work.
const BLOCK: usize = 16;

/// Numbers added up in 32 bits before they are folded into 64.
const FOLD: usize = 512;

impl Vectors {
    /// Embeddings row after row, brought to length 1.
    ///
    /// # Errors
    /// [`Code::NonFinite`](marginals_core::Code::NonFinite) and [`Code::Range`](marginals_core::Code::Range), with
    /// the passage named, for entries that are not finite and for rows without a direction.
    pub fn embeddings(rows: &[f64], cols: usize, run: &Run) -> Result<Vectors> {
        let mut data = run.reserved("embeddings", rows.len())?;
        for (at, row) in rows.chunks(cols.max(1)).enumerate() {
            if at % 256 == 0 {
                run.check()?;
            }
            let unit = unit(row).map_err(|error| error.renamed(format!("passages[{at}].embedding")))?;
            data.extend(unit);
        }
        Ok(Vectors::Dense { data, cols })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        match self {
            Vectors::Dense { data, cols } => data.len() / (*cols).max(1),
            Vectors::Text(features) => features.rows(),
        }
    }

    /// Cosines of row `row` with the rows `others`; that of a row with itself is 1.
    fn cosines(
        &self,
        row: usize,
        others: impl Iterator<Item = usize>,
        scratch: &mut Vec<f64>,
        out: &mut [f32],
    ) {
        match self {
            Vectors::Dense { data, cols } => {
                let at = |row: usize| &data[row * cols..(row + 1) * cols];
                for (other, cosine) in others.zip(out) {
                    *cosine = dot(at(row), at(other)) as f32;
                }
            }
            Vectors::Text(features) => {
                scratch.resize(features.words().len(), 0.0);
                let (columns, values) = features.row(row);
                for (column, value) in columns.iter().zip(values) {
                    scratch[*column as usize] = *value;
                }
                for (other, cosine) in others.zip(out) {
                    *cosine = sparse_dot(features.row(other), scratch) as f32;
                }
                for column in columns {
                    scratch[*column as usize] = 0.0;
                }
            }
        }
    }
}

/// The direction of a vector.
fn unit(row: &[f64]) -> Result<impl Iterator<Item = f32> + use<'_>> {
    if let Some(at) = row.iter().position(|value| !value.is_finite()) {
        let received = format!("{} at index {at}", row[at]);
        return Err(Error::non_finite("embedding", "of finite numbers", received));
    }
    let largest = row.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    if largest == 0.0 {
        return Err(Error::range(
            "embedding",
            "of a length above 0 (cosine compares directions)",
            "only zeros",
        ));
    }
    let norm = row.iter().map(|value| (value / largest).powi(2)).sum::<f64>().sqrt();
    Ok(row.iter().map(move |value| (value / largest / norm) as f32))
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    let mut total = 0.0f64;
    for (a, b) in a.chunks(FOLD).zip(b.chunks(FOLD)) {
        let mut lanes = [0.0f32; 16];
        let (whole_a, rest_a) = a.as_chunks::<16>();
        let (whole_b, rest_b) = b.as_chunks::<16>();
        for (a, b) in whole_a.iter().zip(whole_b) {
            for lane in 0..16 {
                lanes[lane] += a[lane] * b[lane];
            }
        }
        for (lane, (a, b)) in rest_a.iter().zip(rest_b).enumerate() {
            lanes[lane] += a * b;
        }
        total += lanes.iter().map(|lane| f64::from(*lane)).sum::<f64>();
    }
    total
}

fn sparse_dot((columns, values): (&[u32], &[f64]), dense: &[f64]) -> f64 {
    columns.iter().zip(values).map(|(column, value)| value * dense[*column as usize]).sum()
}

/// Passages ready for queries.
#[derive(Debug)]
pub struct Corpus {
    vectors: Vectors,
    /// For passages with embeddings, the words of their texts, so that a query may be a text.
    words: Option<TextFeatures>,
    tokens: Vec<f64>,
    resident: Option<Cosines>,
}

/// The cosines of some passages with each other.
#[derive(Clone, Debug)]
pub(super) struct Cosines {
    size: usize,
    entries: Arc<Vec<f32>>,
    /// Held as long as the entries are.
    _charge: Arc<Charge>,
}

impl Cosines {
    /// Cosines of one passage with all.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.entries[row * self.size..(row + 1) * self.size]
    }

    fn of(vectors: &Vectors, which: &[u32], run: &Run) -> Result<Cosines> {
        let size = which.len();
        run.progress().start("similarities", size as u64);
        let charge = Arc::new(run.charge("cosines of the passages", 4 * (size as u64).pow(2))?);
        let mut entries = run.filled("cosines of the passages", size * size, 0.0f32)?;
        // Only one half is computed; mirroring keeps the bits of both halves the same.
        run.blocks_into(&mut entries, BLOCK * size.max(1), Vec::new, |scratch, first, chunk| {
            for (offset, row) in chunk.chunks_mut(size.max(1)).enumerate() {
                let at = first / size.max(1) + offset;
                let others = which[at..].iter().map(|other| *other as usize);
                vectors.cosines(which[at] as usize, others, scratch, &mut row[at..]);
                row[at] = 1.0;
                run.check()?;
            }
            run.progress().advance(chunk.len() as u64 / size.max(1) as u64);
            Ok(())
        })?;
        for row in 0..size {
            for column in 0..row {
                entries[row * size + column] = entries[column * size + row];
            }
        }
        Ok(Cosines { size, entries: Arc::new(entries), _charge: charge })
    }
}

impl Corpus {
    /// Most passages whose cosines are kept.
    pub const RESIDENT: usize = 4096;

    /// Passages by their vectors, one number of tokens each. `words` lets queries be texts where the vectors are
    /// embeddings.
    ///
    /// # Errors
    /// [`Code::Shape`](marginals_core::Code::Shape) for lengths that do not fit; out of memory; cancelled.
    pub fn new(vectors: Vectors, words: Option<TextFeatures>, tokens: Vec<f64>, run: &Run) -> Result<Corpus> {
        let size = vectors.rows();
        if tokens.len() != size || words.as_ref().is_some_and(|words| words.rows() != size) {
            return Err(Error::shape("tokens", format_args!("of length {size} (passages)"), tokens.len()));
        }
        let resident = if size <= Self::RESIDENT {
            let all: Vec<u32> = (0..size as u32).collect();
            Some(Cosines::of(&vectors, &all, run)?)
        } else {
            None
        };
        Ok(Corpus { vectors, words, tokens, resident })
    }

    /// Number of passages.
    #[must_use]
    pub fn size(&self) -> usize {
        self.tokens.len()
    }

    /// Tokens of every passage.
    #[must_use]
    pub fn tokens(&self) -> &[f64] {
        &self.tokens
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let vectors = match &self.vectors {
            Vectors::Dense { data, .. } => 4 * data.len(),
            Vectors::Text(features) => 12 * features.indices.len(),
        };
        (vectors + self.resident.as_ref().map_or(0, |cosines| 4 * cosines.entries.len())) as u64
    }

    /// The cosine of every passage with the query.
    ///
    /// # Errors
    /// [`Code::Shape`](marginals_core::Code::Shape) for an embedding of another length,
    /// [`Code::NonFinite`](marginals_core::Code::NonFinite) and [`Code::Range`](marginals_core::Code::Range) for one
    /// without a direction, [`Code::Argument`](marginals_core::Code::Argument) for one where passages have none.
    pub fn relevance(&self, query: &Query, run: &Run) -> Result<Vec<f64>> {
        let mut relevance = run.filled("relevance of the passages", self.size(), 0.0)?;
        match (query, &self.vectors) {
            (Query::Text(text), vectors) => {
                let features = match (vectors, &self.words) {
                    (Vectors::Text(features), _) | (_, Some(features)) => features,
                    _ => return Err(Error::internal("the passages have no words")),
                };
                let (columns, values) = features.row_of(text);
                let mut dense = run.filled("words of the query", features.words().len(), 0.0)?;
                for (column, value) in columns.iter().zip(&values) {
                    dense[*column as usize] = *value;
                }
                run.blocks_into(
                    &mut relevance,
                    256,
                    || (),
                    |(), first, chunk| {
                        for (offset, relevance) in chunk.iter_mut().enumerate() {
                            *relevance = sparse_dot(features.row(first + offset), &dense);
                        }
                        Ok(())
                    },
                )?;
            }
            (Query::Embedding(embedding), Vectors::Dense { data, cols }) => {
                if embedding.len() != *cols {
                    let expected = format!("of length {cols} (embeddings of the passages)");
                    return Err(Error::shape("query.embedding", expected, embedding.len()));
                }
                let query: Vec<f32> =
                    unit(embedding).map_err(|error| error.renamed("query.embedding"))?.collect();
                run.blocks_into(
                    &mut relevance,
                    256,
                    || (),
                    |(), first, chunk| {
                        for (offset, relevance) in chunk.iter_mut().enumerate() {
                            let row = first + offset;
                            *relevance = dot(&query, &data[row * cols..(row + 1) * cols]);
                        }
                        Ok(())
                    },
                )?;
            }
            (Query::Embedding(_), Vectors::Text(_)) => {
                let expected = "a text, since the passages have no embeddings";
                return Err(Error::argument("query", expected, "an embedding"));
            }
        }
        Ok(relevance)
    }

    /// The cosines of `candidates`, ascending, with each other.
    pub(super) fn cosines(&self, candidates: &[u32], run: &Run) -> Result<Cosines> {
        match &self.resident {
            Some(all) if candidates.len() == self.size() => Ok(all.clone()),
            Some(all) => {
                let size = candidates.len();
                let charge = Arc::new(run.charge("cosines of the candidates", 4 * (size as u64).pow(2))?);
                let mut entries = run.reserved("cosines of the candidates", size * size)?;
                for row in candidates {
                    let from = all.row(*row as usize);
                    entries.extend(candidates.iter().map(|column| from[*column as usize]));
                }
                Ok(Cosines { size, entries: Arc::new(entries), _charge: charge })
            }
            None => Cosines::of(&self.vectors, candidates, run),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dense(rows: &[[f64; 3]]) -> Vectors {
        Vectors::embeddings(rows.as_flattened(), 3, &Run::default()).unwrap()
    }

    #[test]
    fn cosines_of_directions() {
        let vectors = dense(&[[2.0, 0.0, 0.0], [1e300, 1e300, 0.0], [0.0, 0.0, -1e-300]]);
        let corpus = Corpus::new(vectors, None, vec![1.0; 3], &Run::default()).unwrap();
        let all = corpus.cosines(&[0, 1, 2], &Run::default()).unwrap();
        assert_eq!(all.row(0)[0], 1.0);
        assert!((f64::from(all.row(0)[1]) - 0.5f64.sqrt()).abs() < 1e-7);
        assert_eq!(all.row(1)[0].to_bits(), all.row(0)[1].to_bits());
        let some = corpus.cosines(&[1, 2], &Run::default()).unwrap();
        assert_eq!(some.row(0), [1.0, 0.0]);
        let relevance = corpus.relevance(&Query::Embedding(vec![0.0, 0.0, 5.0]), &Run::default()).unwrap();
        assert_eq!(relevance, [0.0, 0.0, -1.0]);
    }

    #[test]
    fn dots_fold_in_order_and_equal_a_plain_sum() {
        let a: Vec<f32> = (0..1100).map(|at| ((at * 37 % 101) as f32 - 50.0) / 64.0).collect();
        let b: Vec<f32> = (0..1100).map(|at| ((at * 53 % 97) as f32 - 48.0) / 64.0).collect();
        let plain: f64 = a.iter().zip(&b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
        assert!((dot(&a, &b) - plain).abs() < 1e-4);
        assert_eq!(dot(&a, &b).to_bits(), dot(&b, &a).to_bits());
    }

    #[test]
    fn refuses_what_has_no_direction() {
        let message = |rows: &[f64]| Vectors::embeddings(rows, 2, &Run::default()).unwrap_err().to_string();
        assert_eq!(
            message(&[1.0, 0.0, 0.0, 0.0]),
            "passages[1].embedding must be of a length above 0 (cosine compares directions), received only zeros"
        );
        assert_eq!(
            message(&[1.0, f64::NAN]),
            "passages[0].embedding must be of finite numbers, received NaN at index 1"
        );
    }

    #[test]
    fn a_query_speaks_the_language_of_the_passages() {
        let run = Run::default();
        let words = TextFeatures::new(&["red fox", "blue fox"], &run).unwrap();
        let text = Corpus::new(Vectors::Text(words.clone()), None, vec![2.0; 2], &run).unwrap();
        let found = text.relevance(&Query::Text("Blue".into()), &run).unwrap();
        assert_eq!(found[0], 0.0);
        assert!(found[1] > 0.8 && found[1] < 1.0);
        assert!(
            text.relevance(&Query::Embedding(vec![1.0]), &run).unwrap_err().to_string().contains("a text")
        );
        let both =
            Corpus::new(dense(&[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), Some(words), vec![2.0; 2], &run).unwrap();
        assert_eq!(both.relevance(&Query::Text("Blue".into()), &run).unwrap(), found);
        let wrong = both.relevance(&Query::Embedding(vec![1.0]), &run).unwrap_err().to_string();
        assert_eq!(wrong, "query.embedding must be of length 3 (embeddings of the passages), received 1");
    }

    #[test]
    fn the_same_cosines_for_any_number_of_threads() {
        let rows: Vec<f64> = (0..300 * 40).map(|at| ((at * 7919 % 1009) as f64 - 500.0) / 300.0).collect();
        let of = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let run = Run::default().with_pool(Arc::new(pool), threads);
            let vectors = Vectors::embeddings(&rows, 40, &run).unwrap();
            Corpus::new(vectors, None, vec![1.0; 300], &run).unwrap().resident.unwrap().entries
        };
        assert_eq!(of(1), of(2));
        assert_eq!(of(1), of(8));
    }
}
