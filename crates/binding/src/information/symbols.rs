//! Discrete variables as the façade sends them: columns of codes, or a law.
use marginals_core::{Error, Result, Run};
use marginals_information::discretize::{Binning, discretize};
use marginals_information::symbols::{Codes, Law, Symbols, Variables};
use napi::bindgen_prelude::{Float64Array, Uint8Array, Uint16Array, Uint32Array};
use napi_derive::napi;

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

/// What was given, on memory of its own, until a job counts it.
pub enum VariablesInput {
    Samples(Vec<Vec<Column>>),
    Law(Vec<f64>, Vec<usize>),
}

impl CodesSpec {
    /// Copies the codes.
    pub fn codes(&self) -> Codes {
        match (&self.bytes, &self.words, &self.wide) {
            (Some(bytes), ..) => Codes::Bytes(bytes.to_vec()),
            (_, Some(words), _) => Codes::Words(words.to_vec()),
            (.., Some(wide)) => Codes::Wide(wide.to_vec()),
            _ => Codes::Bytes(Vec::new()),
        }
    }

    /// Copies the codes, or the values and how they are cut.
    fn column(&self) -> Column {
        match &self.values {
            Some(values) => {
                let name = self.binning.as_deref().unwrap_or("equal-frequency");
                Column::Values(values.to_vec(), Binning::parse(name, self.bins.unwrap_or(1)))
            }
            None => Column::Codes(self.codes()),
        }
    }
}

impl VariablesSpec {
    /// Copies what was given.
    pub fn input(&self) -> VariablesInput {
        match (&self.probabilities, &self.shape) {
            (Some(probabilities), Some(shape)) => {
                VariablesInput::Law(probabilities.to_vec(), shape.iter().map(|size| *size as usize).collect())
            }
            _ => VariablesInput::Samples(
                self.variables
                    .iter()
                    .map(|columns| columns.iter().map(CodesSpec::column).collect())
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
        Column::Values(values, binning) => Ok(Codes::Wide(discretize(&values, binning?, run)?.bins)),
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
