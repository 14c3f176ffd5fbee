//! Discrete variables as the façade sends them: columns of codes, or a law.
use crate::job::JobHandle;
use marginals_core::{Error, Result, Run};
use marginals_information::discretize::{Binning, discretize};
use marginals_information::symbols::{Codes, Held, Kept, Law, Symbols, Variables};
use napi::bindgen_prelude::{Float64Array, Uint8Array, Uint16Array, Uint32Array};
use napi_derive::napi;
use std::sync::Arc;

/// One column: codes in one of three widths, or values and how they are cut into bins.
#[napi(object)]
pub struct CodesSpec {
    /// Codes of one byte.
    pub bytes: Option<Uint8Array>,
    /// Codes of two bytes.
    pub words: Option<Uint16Array>,
    /// Codes of four bytes.
    pub wide: Option<Uint32Array>,
    /// Values.
    pub values: Option<Float64Array>,
    /// Name of the binning of values.
    pub binning: Option<String>,
    /// Number of bins, for those that take one.
    pub bins: Option<u32>,
}

/// A column on memory of its own.
pub enum Column {
    Codes(Codes),
    Values(Vec<f64>, Result<Binning>),
}

/// Variables: for each the columns that it is made of; or their law.
#[napi(object)]
pub struct VariablesSpec {
    /// Columns of each variable; empty for a law.
    pub variables: Vec<Vec<CodesSpec>>,
    /// Probabilities of a law.
    pub probabilities: Option<Float64Array>,
    /// Number of symbols of each variable of a law.
    pub shape: Option<Vec<u32>>,
}

/// What was given, until a job counts it.
pub enum VariablesInput {
    Samples(Vec<Vec<Column>>),
    Law(Vec<f64>, Vec<usize>),
}

/// An array of JavaScript, lent for a call during which no JavaScript runs, so that nobody writes to it.
struct Lent<A>(A);

impl Kept<u8> for Lent<Uint8Array> {
    fn numbers(&self) -> &[u8] {
        &self.0
    }
}

impl Kept<u16> for Lent<Uint16Array> {
    fn numbers(&self) -> &[u16] {
        &self.0
    }
}

impl Kept<u32> for Lent<Uint32Array> {
    fn numbers(&self) -> &[u32] {
        &self.0
    }
}

impl CodesSpec {
    /// Copies the codes.
    pub fn copied(&self) -> Codes {
        match (&self.bytes, &self.words, &self.wide) {
            (Some(bytes), ..) => Codes::Bytes(bytes.to_vec().into()),
            (_, Some(words), _) => Codes::Words(words.to_vec().into()),
            (.., Some(wide)) => Codes::Wide(wide.to_vec().into()),
            _ => Codes::Bytes(Vec::new().into()),
        }
    }

    /// The codes as they lie in the memory of JavaScript.
    fn lent(self) -> Codes {
        match (self.bytes, self.words, self.wide) {
            (Some(bytes), ..) => Codes::Bytes(Held::Elsewhere(Arc::new(Lent(bytes)))),
            (_, Some(words), _) => Codes::Words(Held::Elsewhere(Arc::new(Lent(words)))),
            (.., Some(wide)) => Codes::Wide(Held::Elsewhere(Arc::new(Lent(wide)))),
            _ => Codes::Bytes(Vec::new().into()),
        }
    }

    /// The codes, or the values and how they are cut. Only for a caller that waits are codes left where they are.
    fn column(self, waits: bool) -> Column {
        match &self.values {
            Some(values) => {
                let name = self.binning.as_deref().unwrap_or("equal-frequency");
                Column::Values(values.to_vec(), Binning::parse(name, self.bins.unwrap_or(1)))
            }
            None => Column::Codes(if waits { self.lent() } else { self.copied() }),
        }
    }
}

impl VariablesSpec {
    /// Takes what was given: on memory of its own, unless no JavaScript runs before the answer is there.
    pub fn input(self, handle: &JobHandle) -> VariablesInput {
        let waits = handle.is_blocking();
        match (&self.probabilities, &self.shape) {
            (Some(probabilities), Some(shape)) => {
                VariablesInput::Law(probabilities.to_vec(), shape.iter().map(|size| *size as usize).collect())
            }
            _ => VariablesInput::Samples(
                self.variables
                    .into_iter()
                    .map(|columns| columns.into_iter().map(|column| column.column(waits)).collect())
                    .collect(),
            ),
        }
    }
}

impl VariablesInput {
    /// Each variable with its own numbers.
    pub fn variables(self, run: &Run) -> Result<Variables> {
        match self {
            VariablesInput::Law(probabilities, shape) => Ok(Variables::Law(Law::new(probabilities, shape)?)),
            VariablesInput::Samples(variables) => {
                let taken: Result<Vec<Symbols>> =
                    variables.into_iter().map(|columns| one_variable(columns, run)).collect();
                Variables::of_samples(taken?)
            }
        }
    }
}

/// The columns of a variable taken as one.
fn one_variable(columns: Vec<Column>, run: &Run) -> Result<Symbols> {
    let codes = |column| match column {
        Column::Codes(codes) => Ok(codes),
        Column::Values(values, binning) => Ok(Codes::Wide(discretize(&values, binning?, run)?.bins.into())),
    };
    let mut columns = columns.into_iter().map(|column| Symbols::new(codes(column)?, run));
    let first =
        columns.next().unwrap_or_else(|| Err(Error::shape("samples", "of at least one column", "none")))?;
    let rest: Vec<Symbols> = columns.collect::<Result<_>>()?;
    if rest.is_empty() {
        return Ok(first);
    }
    let all: Vec<&Symbols> = std::iter::once(&first).chain(&rest).collect();
    Symbols::joint(&all, run)
}
