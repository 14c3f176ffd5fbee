//! Kernel densities and entropies of any numbers: densities that are finite and not below 0, or an error.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_core::{Code, Run};
use marginals_information::density::{Bandwidth, Kernel, Rule, Samples};
use marginals_information::density::estimate::{At, Method, Request, density};

fuzz_target!(|input: (Vec<f64>, u8, u8, bool, bool)| {
    let (values, kernel, rule, adaptive, grid) = input;
    let values = &values[..values.len().min(100)];
    let run = Run::default();
    let samples = match Samples::new(values, 1, None) {
        Ok(samples) => samples,
        Err(error) => return assert_ne!(error.code(), Code::Internal, "{error}"),
    };
    let at = if grid { At::Grid { counts: &[33], ranges: None } } else { At::Points(values) };
    let request = Request {
        kernel: Kernel::ALL[usize::from(kernel) % Kernel::ALL.len()],
        bandwidth: &Bandwidth::Rule(Rule::ALL[usize::from(rule) % Rule::ALL.len()].0),
        adaptive,
        bounds: None,
        method: Method::Auto,
        at,
    };
    match density(&samples, &request, &run) {
        Ok(found) => assert!(
            found.densities.iter().all(|value| value.is_finite() && *value >= 0.0),
            "{:?} of {values:?}",
            found.densities
        ),
        Err(error) => assert_ne!(error.code(), Code::Internal, "{error}"),
    }
});
