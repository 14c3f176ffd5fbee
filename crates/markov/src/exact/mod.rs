//! All subsets of the coordinates at once.
