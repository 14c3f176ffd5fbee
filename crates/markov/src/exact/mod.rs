//! All subsets at once.
