//! The entropy of any counts by any estimator: a finite number or an error, and the plug-in within its bounds.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_core::{Code, Run};
use marginals_information::estimator::{EntropyEstimator, Support};

fuzz_target!(|input: (u8, Option<u32>, Vec<u32>)| {
    let (which, size, counts) = input;
    let counts: Vec<f64> = counts.into_iter().take(200).filter(|count| *count > 0).map(f64::from).collect();
    if counts.is_empty() {
        return;
    }
    let names: Vec<&str> = EntropyEstimator::names().collect();
    let name = names[usize::from(which) % names.len()];
    let estimator = EntropyEstimator::parse(name).expect("an estimator that is listed");
    let support = size.map_or(Support::Seen, |size| Support::Known(f64::from(size)));
    match estimator.entropy(&counts, support, &Run::default()) {
        Ok(found) => {
            assert!(found.value.is_finite(), "{name} of {counts:?} is {}", found.value);
            if name == "plug-in" {
                assert!(found.value >= 0.0 && found.value <= (counts.len() as f64).ln() + 1e-9);
            }
        }
        Err(error) => assert_ne!(error.code(), Code::Internal, "{error}"),
    }
});
