//! Tracks: sets that grow or shrink and yield the entropies that the objectives of a chain are sums of.
