//! Partitions of the coordinates into blocks.
