//! How facility location is to be computed: asked for, or planned from sizes and memory.
use marginals_core::{Charge, Error, Result, Run};
use marginals_numerics::similarity::{Negative, Similarity, Source};

/// A form of facility location.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Planned from sizes and memory.
    #[default]
    Auto,
    /// Every similarity stored.
    Dense,
    /// The most similar elements of every row, or the entries of a sparse matrix.
    Sparse,
    /// Nothing stored.
    OnTheFly,
}

impl Method {
    /// The method named by `word`.
    ///
    /// # Errors
    /// An unknown word.
    pub fn parse(word: &str) -> Result<Method> {
        match word {
            "auto" => Ok(Method::Auto),
            "dense" => Ok(Method::Dense),
            "sparse" => Ok(Method::Sparse),
            "on-the-fly" => Ok(Method::OnTheFly),
            _ => {
                Err(Error::argument("method", "auto, dense, sparse or on-the-fly", format_args!("'{word}'")))
            }
        }
    }
}

/// What to represent and how.
#[derive(Clone, Debug)]
pub struct Representation {
    /// The form.
    pub method: Method,
    /// Most similar elements kept for every represented row; all when none.
    pub neighbors: Option<usize>,
    /// Weight of every represented row, at least 0; 1 when none.
    pub weights: Option<Vec<f64>>,
    /// Entries below 0.
    pub negative: Negative,
    /// Represented rows of which those given are a sample.
    pub sampled_from: Option<usize>,
    /// Between what similarities a row counts; from 0 on when none.
    pub bounds: Option<Bounds>,
}

/// What similarities of a row count for: those above a cap count as the cap, only what is above the floor counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The largest similarity of every represented row that counts; any when none.
    pub caps: Option<Vec<f64>>,
    /// What every represented row has beforehand; nothing when none.
    pub floors: Option<Vec<f64>>,
}

impl Default for Representation {
    fn default() -> Self {
        Representation {
            method: Method::Auto,
            neighbors: None,
            weights: None,
            negative: Negative::Clamp,
            sampled_from: None,
            bounds: None,
        }
    }
}

/// Bytes of similarities that stay in the cache of one core, so that storing always pays.
const CACHED: u64 = 48 << 20;
/// Columns from which reading a similarity is cheaper than computing it, even from main memory.
const WIDE: usize = 160;

/// The form to take, and the memory it will hold.
pub fn planned(similarity: &Similarity, how: &Representation, run: &Run) -> Result<(Method, Option<Charge>)> {
    let (ground, rows) = (similarity.ground_size() as u64, similarity.represented_size() as u64);
    let (size, cols) = match similarity.source() {
        Source::Single(points) => (4, points.ground().cols()),
        Source::Double(points) => (8, points.ground().cols()),
        Source::StoredSingle(_) | Source::StoredDouble(_) => {
            return match (how.method, how.neighbors) {
                (Method::OnTheFly, _) => Err(Error::unsupported(
                    "method",
                    "'dense' or 'sparse' for precomputed similarities",
                    "'on-the-fly'",
                )),
                (Method::Sparse, _) | (Method::Auto, Some(_)) => Ok((Method::Sparse, None)),
                _ => Ok((Method::Dense, None)),
            };
        }
        Source::Sparse(_) | Source::Entries(_) => {
            return match how.method {
                Method::Auto | Method::Sparse => Ok((Method::Sparse, None)),
                _ => Err(Error::unsupported("method", "'sparse' or 'auto' for sparse rows", "another")),
            };
        }
    };
    let bytes = ground.saturating_mul(rows).saturating_mul(size);
    match how.method {
        Method::Sparse => Ok((Method::Sparse, None)),
        Method::OnTheFly => Ok((Method::OnTheFly, None)),
        Method::Dense => Ok((Method::Dense, Some(run.charge("all similarities", bytes)?))),
        Method::Auto if how.neighbors.is_some() => Ok((Method::Sparse, None)),
        Method::Auto if bytes <= CACHED || cols >= WIDE => {
            // Twice, so that what comes after has as much again.
            let room = run.charge("all similarities", bytes.saturating_mul(2));
            Ok(match room {
                Ok(_) => (Method::Dense, run.charge("all similarities", bytes).ok()),
                Err(_) => (Method::OnTheFly, None),
            })
        }
        Method::Auto => Ok((Method::OnTheFly, None)),
    }
}

/// What the user should know; `negative` is the number of entries below 0, where known.
pub fn warnings(
    similarity: &Similarity,
    how: &Representation,
    method: Method,
    negative: Option<u64>,
    run: &Run,
) -> Result<Vec<String>> {
    let mut warnings = Vec::new();
    if how.negative == Negative::Clamp && !similarity.is_non_negative() {
        let pairs = similarity.ground_size() as u64 * similarity.represented_size() as u64;
        // Counting costs what a pass costs, which only the forms that make one anyway should.
        if method == Method::OnTheFly {
            warnings.push("similarities below 0 count as 0".to_owned());
        } else {
            let clamped = negative.map_or_else(|| similarity.count_negative(run), Ok)?;
            if clamped > 0 {
                warnings.push(format!("{clamped} of {pairs} similarities are below 0 and count as 0"));
            }
        }
    }
    if let Some(neighbors) = how.neighbors.filter(|kept| *kept < similarity.ground_size()) {
        warnings.push(format!(
            "every represented row knows its {neighbors} most similar elements only; the value is a lower bound on \
             that over all similarities"
        ));
    }
    if let Some(all) = how.sampled_from {
        warnings.push(format!(
            "the value is an estimate from {} of {all} represented rows",
            similarity.represented_size()
        ));
    }
    Ok(warnings)
}
