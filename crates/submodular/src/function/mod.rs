//! Functions made from functions: −f, f(V ∖ S), f − g, Σ wᵢ fᵢ, f on fewer elements, f with a stated structure.
mod complement;
mod declared;
mod difference;
pub mod information;
mod mixture;
mod modular;
mod negated;
mod restricted;

pub use complement::Complement;
pub use declared::Declared;
pub use difference::Difference;
pub use mixture::Mixture;
pub use modular::Modular;
pub use negated::Negated;
pub use restricted::Restricted;
