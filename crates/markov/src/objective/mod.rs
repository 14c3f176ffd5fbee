//! Objectives over the coordinates of a chain.
