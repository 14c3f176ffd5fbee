//! How good an answer is: bounds on the optimum, promises with their conditions, and checks of structure.
mod cuts;
mod guarantee;
mod ratio;
mod structure;
mod values;

pub(crate) use cuts::{Curvatures, Cuts};
pub(crate) use guarantee::{Facts, guarantee, worded};
pub use ratio::{Ratio, Ratios, ratios};
pub use structure::{CheckOptions, Finding, StructureReport, Witness, check_structure};
pub use values::all_values;
