//! Functions made from functions: −f, f(V ∖ S), f − g, Σ wᵢ fᵢ, f on fewer elements, f with a stated structure.
mod column_sum;
mod complement;
mod declared;
mod difference;
pub mod information;
mod feature_based;
mod members;
mod mixture;
mod modular;
mod negated;
mod probabilistic_set_cover;
mod restricted;
mod set_cover;

pub use complement::Complement;
pub use declared::Declared;
pub use difference::Difference;
pub use feature_based::{Concave, feature_based};
pub use mixture::Mixture;
pub use modular::Modular;
pub use negated::Negated;
pub use probabilistic_set_cover::probabilistic_set_cover;
pub use restricted::Restricted;
pub use set_cover::SetCover;
