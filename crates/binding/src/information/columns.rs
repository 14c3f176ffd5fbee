//! Columns of a screening or selection as the façade sends them: codes or numbers.
use super::symbols::CodesSpec;
use marginals_core::{Error, Result, Run};
use marginals_information::contingency::compact;
use marginals_information::discretize::{Binning, discretize};
use marginals_information::screening::score::{Feature, cut};
use marginals_information::symbols::Codes;
use marginals_information::table::Values;
use napi::bindgen_prelude::Float64Array;
use napi_derive::napi;

/// One column: codes, or finite numbers.
#[napi(object)]
pub struct ColumnSpec {
    /// Codes of symbols.
    pub codes: Option<CodesSpec>,
    /// Numbers.
    pub numbers: Option<Float64Array>,
    /// How numbers that must be symbols are cut; absent, into bins of equal frequency.
    pub binning: Option<String>,
    /// Number of bins, for those that take one.
    pub bins: Option<u32>,
}

/// A column on memory of its own.
pub enum ColumnInput {
    Codes(Codes),
    Numbers(Vec<f64>, Option<Result<Binning>>),
}

impl ColumnSpec {
    /// Copies what was given.
    pub fn input(&self) -> ColumnInput {
        match (&self.codes, &self.numbers) {
            (Some(codes), _) => ColumnInput::Codes(codes.copied()),
            (_, Some(numbers)) => {
                let binning =
                    self.binning.as_deref().map(|name| Binning::parse(name, self.bins.unwrap_or(1)));
                ColumnInput::Numbers(numbers.to_vec(), binning)
            }
            _ => ColumnInput::Numbers(Vec::new(), None),
        }
    }
}

impl ColumnInput {
    /// The column as it is.
    pub fn feature(self, run: &Run) -> Result<Feature> {
        match self {
            ColumnInput::Numbers(numbers, Some(binning)) => {
                let found = discretize(&numbers, binning?, run)?;
                let values = Values::new(found.radix, found.bins.into_iter(), run)?;
                Ok(Feature::Symbols(values, found.radix))
            }
            ColumnInput::Numbers(numbers, None) => {
                match numbers.iter().position(|number| !number.is_finite()) {
                    Some(row) => {
                        Err(Error::non_finite(format!("columns[{row}]"), "a finite number", numbers[row]))
                    }
                    None => Ok(Feature::Numbers(numbers)),
                }
            }
            ColumnInput::Codes(codes) => {
                let (values, radix) = compact(codes, run)?;
                Ok(Feature::Symbols(values, radix))
            }
        }
    }

    /// The codes themselves, each below the second answer.
    pub fn codes(&self, run: &Run) -> Result<(Values, u32)> {
        let ColumnInput::Codes(codes) = self else {
            return Err(Error::argument("columns", "columns of symbols", "numbers"));
        };
        let radix = (0..codes.len()).map(|row| codes.get(row)).max().map_or(1, |most| most.saturating_add(1));
        Ok((Values::new(radix, (0..codes.len()).map(|row| codes.get(row)), run)?, radix))
    }

    /// The column as symbols, numbers cut into `bins` of equal frequency (0: as many as the rows bear).
    pub fn symbols(self, bins: u32, run: &Run) -> Result<(Values, u32)> {
        match self {
            ColumnInput::Codes(codes) => compact(codes, run),
            ColumnInput::Numbers(numbers, Some(binning)) => {
                let found = discretize(&numbers, binning?, run)?;
                Ok((Values::new(found.radix, found.bins.into_iter(), run)?, found.radix))
            }
            ColumnInput::Numbers(numbers, None) => cut(&numbers, bins, run),
        }
    }
}

/// All columns as symbols, in parallel.
pub fn symbols(columns: Vec<ColumnInput>, bins: u32, run: &Run) -> Result<(Vec<Values>, Vec<u32>)> {
    let alone = run.alone();
    let made = run.items(columns, || (), |(), _, column| column.symbols(bins, &alone))?;
    Ok(made.into_iter().unzip())
}

/// All columns as they are, in parallel.
pub fn features(columns: Vec<ColumnInput>, run: &Run) -> Result<Vec<Feature>> {
    let alone = run.alone();
    run.items(columns, || (), |(), _, column| column.feature(&alone))
}
