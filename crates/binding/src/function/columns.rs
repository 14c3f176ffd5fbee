//! Entropies and mutual informations of the columns of a table.
use super::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use marginals_core::{Error, Evidence, Objective, Result, Run, Shape, Structure};
use marginals_information::selection::JointEntropy;
use marginals_information::table::Values;
use marginals_submodular::function::Declared;
use marginals_submodular::function::information::{ConditionalGain, MutualInformation};
use napi::bindgen_prelude::{Float64Array, Uint32Array};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// Columns of codes and what is asked of them.
#[napi(object)]
pub struct ColumnsSpec {
    /// Code of every row, a column after the other.
    pub columns: Vec<Uint32Array>,
    /// Number of categories of every column.
    pub radices: Uint32Array,
    /// Weight of every row.
    pub weights: Option<Float64Array>,
    /// Columns known beforehand.
    pub given: Uint32Array,
    /// Columns to tell of; none for an entropy.
    pub target: Uint32Array,
    /// The caller's word that columns are independent given the target.
    pub independent: bool,
}

/// The columns on memory of the library's own.
struct Columns {
    columns: Vec<Values>,
    radices: Vec<u32>,
    weights: Option<Vec<f64>>,
}

impl Columns {
    fn of(spec: &ColumnsSpec) -> Result<Columns> {
        let radices = spec.radices.to_vec();
        if radices.len() != spec.columns.len() {
            return Err(Error::shape("radices", "one per column", radices.len()));
        }
        let run = Run::default();
        let values =
            |(column, radix): (&Uint32Array, &u32)| Values::new(*radix, column.iter().copied(), &run);
        let columns = spec.columns.iter().zip(&radices).map(values).collect::<Result<_>>()?;
        Ok(Columns { columns, radices, weights: spec.weights.as_ref().map(|weights| weights.to_vec()) })
    }

    fn bytes(&self) -> u64 {
        let rows = self.columns.first().map_or(0, Values::len) as u64;
        // A packed row takes 16 bytes beside the columns.
        rows * (self.columns.len() as u64 + 16)
    }
}

/// H(X_S | Z), or I(X_S; Y | Z) when there is a target Y.
#[napi(catch_unwind)]
pub fn function_columns(env: Env, spec: ColumnsSpec) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let data = Columns::of(&spec)?;
        let (given, target) = (spec.given.to_vec(), spec.target.to_vec());
        let outside = given.iter().chain(&target).copied().collect();
        let (size, bytes, independent) = (data.columns.len(), data.bytes(), spec.independent);
        let lazy = LazyFunction::new(size, move |run| {
            let entropy =
                JointEntropy::of_columns(&data.columns, &data.radices, data.weights.as_deref(), run)?;
            let entropy: Arc<dyn Objective> = Arc::new(entropy);
            if target.is_empty() {
                return Ok(match &given[..] {
                    [] => entropy,
                    _ => Arc::new(ConditionalGain::new(entropy, given.clone(), run)?),
                });
            }
            let information = MutualInformation::given(entropy, target.clone(), given.clone(), run)?;
            let information: Arc<dyn Objective> = Arc::new(information);
            if !independent {
                return Ok(information);
            }
            let own = information.structure();
            let structure = Structure { shape: Shape::Submodular, evidence: Evidence::Declared, ..own };
            Ok(Arc::new(Declared::new(information, structure)))
        });
        Ok((lazy.with_given(outside), bytes))
    })
}
