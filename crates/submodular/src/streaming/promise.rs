//! What the streaming algorithms promise of f − f(∅), over the elements shown.
use crate::algorithm::Algorithm;
use marginals_core::Structure;

/// A ratio with its condition and source.
pub(crate) struct Promised {
    pub ratio: f64,
    pub condition: &'static str,
    pub source: &'static str,
}

const SHOWN: &str = "f never falls, over the elements shown";
const RECENT: &str = "f never falls, over the elements of the window";
const SIEVE_STREAMING: &str =
    "Badanidiyuru, Mirzasoleiman, Karbasi, Krause, 2014, Streaming submodular maximization";
const SIEVE_STREAMING_PLUS_PLUS: &str =
    "Kazemi, Mitrovic, Zadimoghaddam, Lattanzi, Karbasi, 2019, Submodular streaming in all its glory";
const SALSA: &str = "Norouzi-Fard, Tarnawski, Mitrović, Zandieh, Mousavifar, Svensson, 2018, Beyond 1/2-approximation for submodular maximization on massive data streams";
const QUICK_STREAM: &str = "Kuhnle, 2021, Quick streaming algorithms for maximization of monotone submodular functions in linear time";
const SWAP_STREAMING: &str = "Chakrabarti, Kale, 2014, Submodular maximization meets streaming";
const SLIDING_WINDOW: &str =
    "Epasto, Lattanzi, Vassilvitskii, Zadimoghaddam, 2017, Submodular optimization over sliding windows";

/// The promise of `algorithm` (of the sliding window when `windowed`) for a function of this structure under
/// `matroids` matroids, where one holds.
pub(crate) fn promised(
    structure: &Structure,
    algorithm: Algorithm,
    windowed: bool,
    epsilon: f64,
    matroids: usize,
) -> Option<Promised> {
    if !structure.is_monotone_submodular() {
        return None;
    }
    let (ratio, condition, source) = match algorithm {
        _ if windowed => (1.0 / 3.0 - epsilon, RECENT, SLIDING_WINDOW),
        Algorithm::SieveStreaming => (0.5 - epsilon, SHOWN, SIEVE_STREAMING),
        Algorithm::SieveStreamingPlusPlus => (0.5 - epsilon, SHOWN, SIEVE_STREAMING_PLUS_PLUS),
        Algorithm::Salsa => (0.5 - epsilon, SHOWN, SALSA),
        Algorithm::QuickStream => (0.25 - epsilon, SHOWN, QUICK_STREAM),
        Algorithm::SwapStreaming => (0.25 / matroids.max(1) as f64, SHOWN, SWAP_STREAMING),
        _ => return None,
    };
    Some(Promised { ratio, condition, source })
}
