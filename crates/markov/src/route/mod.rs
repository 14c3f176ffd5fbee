//! Routes: how the entropies of the subsets of a chain are computed.
