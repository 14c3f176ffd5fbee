//! Columns of a screening or selection as the façade sends them: codes or numbers, as bare arrays wherever nothing else
//! is to be said of a column, since of tables of many columns reading the properties of objects would cost the most.
use marginals_core::{Error, Result, Run};
use marginals_information::contingency::compact;
use marginals_information::discretize::{Binning, discretize};
use marginals_information::screening::score::{Feature, cut};
use marginals_information::symbols::Codes;
use marginals_information::table::Values;
use marginals_numerics::arch::level;
use marginals_numerics::arch::spelling::largest;
use napi::bindgen_prelude::{Float64Array, FromNapiValue, TypedArray, TypedArrayType};
use napi::sys;
use napi_derive::napi;

/// A column of finite numbers and how they are cut where they must be symbols. Sent bare, into bins of equal frequency.
#[napi(object, object_to_js = false)]
pub struct ColumnSpec {
    /// Numbers.
    pub numbers: Float64Array,
    /// Name of the binning.
    pub binning: String,
    /// Number of bins, for those that take one.
    pub bins: u32,
}

/// A column on memory of its own.
pub enum ColumnInput {
    Codes(Codes),
    Numbers(Vec<f64>, Option<Result<Binning>>),
}

impl FromNapiValue for ColumnInput {
    /// Copies an array, or what a [`ColumnSpec`] holds.
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        let mut is_array = false;
        // SAFETY: environment and value are live for this call, whose caller says so; `is_array` is ours.
        let status = unsafe { sys::napi_is_typedarray(env, value, &raw mut is_array) };
        if status != sys::Status::napi_ok || !is_array {
            // SAFETY: as above.
            let ColumnSpec { numbers, binning, bins } = unsafe { ColumnSpec::from_napi_value(env, value) }?;
            return Ok(ColumnInput::Numbers(numbers.to_vec(), Some(Binning::parse(&binning, bins))));
        }
        // SAFETY: as above. The slices are read before any JavaScript runs, and each checks its own kind.
        unsafe {
            Ok(match TypedArray::from_napi_value(env, value)?.typed_array_type {
                TypedArrayType::Uint8 => {
                    ColumnInput::Codes(Codes::Bytes(<&[u8]>::from_napi_value(env, value)?.to_vec().into()))
                }
                TypedArrayType::Uint16 => {
                    ColumnInput::Codes(Codes::Words(<&[u16]>::from_napi_value(env, value)?.to_vec().into()))
                }
                TypedArrayType::Uint32 => {
                    ColumnInput::Codes(Codes::narrowed(<&[u32]>::from_napi_value(env, value)?))
                }
                _ => ColumnInput::Numbers(<&[f64]>::from_napi_value(env, value)?.to_vec(), None),
            })
        }
    }
}

/// The largest code of an array; of tables of many columns holding the arrays would cost the most.
pub struct Largest(u32);

impl FromNapiValue for Largest {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: environment and value are live for this call, whose caller says so. The slice is read before any
        // JavaScript runs, and checks its own kind.
        Ok(Largest(largest(level(), unsafe { <&[u32]>::from_napi_value(env, value) }?)))
    }
}

/// Whether every code of each column is below its number of labels.
#[napi(catch_unwind)]
pub fn are_codes_below(
    #[napi(ts_arg_type = "Array<Uint32Array>")] columns: Vec<Largest>,
    labels: Vec<u32>,
) -> bool {
    columns.len() == labels.len() && columns.iter().zip(labels).all(|(column, labels)| column.0 < labels)
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
