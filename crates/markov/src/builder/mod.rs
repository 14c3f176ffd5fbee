//! Chains from models.
//!
//! - [`CurieWeiss`]: interacting spins under Metropolis or heat-bath dynamics, one spin a step.
//! - [`BernoulliLaplace`]: two urns that swap balls of several colors.
//! - [`product`]: independent chains side by side.
//! - [`SingleFlip`]: any chain that changes one coordinate in a step, from its flip probabilities.
//! - [`random_chain`], [`random_chain_with_product_law`]: seeded random chains, the second with a stationary
//!   law in product form, which the theorems on submodularity ask for.
mod bernoulli_laplace;
mod curie_weiss;
mod energy;
mod product;
mod random;
mod single_flip;

pub use bernoulli_laplace::BernoulliLaplace;
pub use curie_weiss::{Couplings, CurieWeiss, Dynamics};
pub use product::product;
pub use random::{random_chain, random_chain_with_product_law};
pub use single_flip::SingleFlip;
