//! Pairs of columns of symbols by their joint counts, made for millions of pairs.
pub mod bits;
pub mod combine;
pub mod compact;
pub mod counter;
pub mod information;
pub mod owned;
pub mod planes;
pub mod quads;
pub mod terms;

pub use bits::Bits;
pub use combine::combine;
pub use compact::compact;
pub use counter::{Cell, Joint, PairCounter, Symbols};
pub use information::{Counted, difference_of, information, information_by_ratios, joint_terms};
pub use owned::{Owned, reordered};
pub use planes::Planes;
pub use terms::Terms;
