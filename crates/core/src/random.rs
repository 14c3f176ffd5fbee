//! Counter-based random streams: ChaCha8, one stream per item or block, never per thread.
//!
//! A stream is named by (seed, purpose, index), so the numbers an item sees depend on nothing else: not on
//! threads, not on the order of work. ChaCha8 (D. J. Bernstein, "ChaCha, a variant of Salsa20", 2008) has a
//! portable, fixed output.
pub use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// The stream for item `index` of `purpose` under `seed`.
#[must_use]
pub fn stream(seed: u64, purpose: &str, index: u64) -> ChaCha8Rng {
    let mut key = [0u8; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    // FNV-1a of the purpose keeps streams of different samplers apart.
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in purpose.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    key[8..16].copy_from_slice(&hash.to_le_bytes());
    let mut generator = ChaCha8Rng::from_seed(key);
    generator.set_stream(index);
    generator
}

/// A uniform number in [0, 1) with 53 random bits.
#[inline]
pub fn uniform(generator: &mut ChaCha8Rng) -> f64 {
    (generator.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// A uniform integer in `0..bound` without bias (Lemire's rejection); `bound` must not be 0.
#[inline]
pub fn below(generator: &mut ChaCha8Rng, bound: u64) -> u64 {
    debug_assert!(bound > 0);
    let threshold = bound.wrapping_neg() % bound;
    loop {
        let product = u128::from(generator.next_u64()) * u128::from(bound);
        if product as u64 >= threshold {
            return (product >> 64) as u64;
        }
    }
}

/// Shuffles `items` (Fisher–Yates).
pub fn shuffle<T>(generator: &mut ChaCha8Rng, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(generator, last as u64 + 1) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_reproducible_and_apart() {
        let first = |seed, purpose, index| stream(seed, purpose, index).next_u64();
        assert_eq!(first(7, "sample", 3), first(7, "sample", 3));
        let others = [first(8, "sample", 3), first(7, "shuffle", 3), first(7, "sample", 4)];
        assert!(others.iter().all(|other| *other != first(7, "sample", 3)));
    }

    #[test]
    fn bounded_numbers_are_uniform() {
        let mut generator = stream(1, "test", 0);
        let mut counts = [0u32; 6];
        for _ in 0..60_000 {
            counts[below(&mut generator, 6) as usize] += 1;
        }
        // Five standard deviations of a binomial(60000, 1/6) are 456.
        assert!(counts.iter().all(|count| count.abs_diff(10_000) < 456), "{counts:?}");
        assert!((0..1000).all(|_| (0.0..1.0).contains(&uniform(&mut generator))));
    }

    #[test]
    fn shuffles_are_permutations() {
        let mut items: Vec<u32> = (0..100).collect();
        shuffle(&mut stream(5, "shuffle", 0), &mut items);
        let mut sorted = items.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..100).collect::<Vec<_>>());
        assert_ne!(items, sorted);
    }
}
