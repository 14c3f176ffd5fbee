//! Vector levels of the processor, chosen once, and the loops compiled for each of them.
//!
//! A loop is written once in portable form and compiled again for wider registers; only where the compiler cannot find the good instruction sequence (masked sums) are
//! intrinsics used. Fused multiply-add is used by [`products`] alone; everything else gives the same bits at all levels.
//!
//! The level is the best the processor has unless [`force`] says otherwise. This crate does not read the
//! environment: whoever does passes the word to [`Level::parse`].
#![allow(unsafe_code)]

pub mod bits;
pub mod bytes;
pub mod classes;
pub mod columns;
pub mod counting;
pub mod coverage;
pub mod dot;
pub mod fields;
pub mod kernel;
pub(crate) mod lanes;
pub mod line;
pub mod logarithm;
pub mod neighbors;
pub mod parting;
pub mod prefetch;
pub mod products;
pub mod shorts;
pub mod smoothing;
pub mod spelling;
pub mod spread;

use std::sync::atomic::{AtomicU8, Ordering};

/// A set of vector instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Level {
    /// What every processor of the architecture has: SSE2 on x86-64.
    Baseline = 1,
    /// Advanced SIMD of 64-bit ARM, which is that architecture's baseline.
    Neon = 2,
    /// x86-64-v3: AVX2, FMA, BMI1, BMI2, POPCNT.
    V3 = 3,
    /// x86-64-v4: AVX-512 F, BW, DQ, VL.
    V4 = 4,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Level; 4] = [Level::Baseline, Level::Neon, Level::V3, Level::V4];

    /// The word for it in configuration and results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Baseline => "baseline",
            Level::Neon => "neon",
            Level::V3 => "avx2",
            Level::V4 => "avx512",
        }
    }

    /// The level named by `word` (`baseline`, `neon`, `avx2` or `v3`, `avx512` or `v4`).
    #[must_use]
    pub fn parse(word: &str) -> Option<Level> {
        match word.trim().to_ascii_lowercase().as_str() {
            "baseline" | "portable" | "sse2" => Some(Level::Baseline),
            "neon" => Some(Level::Neon),
            "avx2" | "v3" => Some(Level::V3),
            "avx512" | "v4" => Some(Level::V4),
            _ => None,
        }
    }

    /// Whether this processor can run it.
    #[must_use]
    pub fn is_available(self) -> bool {
        match self {
            Level::Baseline => true,
            Level::Neon => cfg!(target_arch = "aarch64"),
            #[cfg(target_arch = "x86_64")]
            Level::V3 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("fma")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
                    && is_x86_feature_detected!("popcnt")
            }
            #[cfg(target_arch = "x86_64")]
            Level::V4 => {
                Level::V3.is_available()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
            }
            #[cfg(not(target_arch = "x86_64"))]
            Level::V3 | Level::V4 => false,
        }
    }

    /// The levels this processor can run, lowest first.
    #[must_use]
    pub fn available() -> Vec<Level> {
        Level::ALL.into_iter().filter(|level| level.is_available()).collect()
    }

    fn best() -> Level {
        Level::ALL.into_iter().rev().find(|level| level.is_available()).unwrap_or(Level::Baseline)
    }
}

/// 0 until the level was chosen.
static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// The level in use.
#[must_use]
#[inline]
pub fn level() -> Level {
    match CHOSEN.load(Ordering::Relaxed) {
        1 => Level::Baseline,
        2 => Level::Neon,
        3 => Level::V3,
        4 => Level::V4,
        _ => {
            let best = Level::best();
            // A forced level that arrived in between wins.
            let _ = CHOSEN.compare_exchange(0, best as u8, Ordering::Relaxed, Ordering::Relaxed);
            level()
        }
    }
}

/// Uses `level` from now on; `false` (and nothing changes) when this processor cannot run it.
pub fn force(level: Level) -> bool {
    let available = level.is_available();
    if available {
        CHOSEN.store(level as u8, Ordering::Relaxed);
    }
    available
}

/// Picks one of three calls by level: `at_level!(level, portable, for AVX2, for AVX-512)`.
macro_rules! at_level {
    ($level:expr, $portable:expr, $v3:expr, $v4:expr) => {
        match $level {
            // SAFETY: a level above the baseline is only ever chosen when `Level::is_available` found every
            // feature it is compiled for; the called functions touch memory through safe references only.
            #[cfg(target_arch = "x86_64")]
            $crate::arch::Level::V3 if $crate::arch::Level::V3.is_available() => unsafe { $v3 },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            $crate::arch::Level::V4 if $crate::arch::Level::V4.is_available() => unsafe { $v4 },
            _ => $portable,
        }
    };
}
pub(crate) use at_level;

/// Compiles a body for every level and chooses among them: `at_every_level!(/// What it does.
/// name, body, name for AVX2, name for AVX-512, <T: Bound>, (argument: Type, …) -> Answer)`. The level comes first.
macro_rules! at_every_level {
    ($(#[$doc:meta])* $name:ident, $body:ident, $v3:ident, $v4:ident, $(<$real:ident: $bound:path>,)?
     ($($argument:ident: $kind:ty),*) $(-> $answer:ty)?) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,bmi1,bmi2")]
        fn $v3 $(<$real: $bound>)? ($($argument: $kind),*) $(-> $answer)? {
            $body $(::<$real>)? ($($argument),*)
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
        fn $v4 $(<$real: $bound>)? ($($argument: $kind),*) $(-> $answer)? {
            $body $(::<$real>)? ($($argument),*)
        }

        $(#[$doc])*
        #[inline]
        pub fn $name $(<$real: $bound>)? (level: $crate::arch::Level, $($argument: $kind),*) $(-> $answer)? {
            $crate::arch::at_level!(
                level,
                $body $(::<$real>)? ($($argument),*),
                $v3 $(::<$real>)? ($($argument),*),
                $v4 $(::<$real>)? ($($argument),*)
            )
        }
    };
}
pub(crate) use at_every_level;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for level in Level::ALL {
            assert_eq!(Level::parse(level.name()), Some(level));
        }
        assert_eq!(Level::parse(" V4 "), Some(Level::V4));
        assert_eq!(Level::parse("mmx"), None);
    }

    #[test]
    fn a_level_the_processor_lacks_is_refused() {
        let foreign = if cfg!(target_arch = "aarch64") { Level::V3 } else { Level::Neon };
        let before = level();
        assert!(!force(foreign));
        assert_eq!(level(), before);
        assert!(Level::available().contains(&Level::Baseline));
        assert!(Level::available().contains(&before));
    }
}
