//! Processor time of kernel entropies and densities, best of several, on one thread and on two.
//!
//! `cargo bench -p marginals-information --bench kernel_density`; values are compared with closed forms before anything
//! is timed.
#![allow(clippy::print_stdout)]
use marginals_core::Run;
use marginals_core::random::{stream, uniform};
use marginals_information::density::entropy::{Form, entropy};
use marginals_information::density::estimate::{At, Method, Request, density};
use marginals_information::density::{Bandwidth, Kernel, Samples, Unit};
use marginals_numerics::arch::{Level, force};
use marginals_numerics::normal::quantile;

mod clock;
use clock::Clock;

fn main() {
    let mut generator = stream(1, "samples", 0);
    let values: Vec<f64> = (0..1_000_000).map(|_| quantile(uniform(&mut generator).max(1e-18))).collect();
    let clock = Clock::new();
    let one = clock.one.clone();
    for level in Level::available() {
        force(level);
        println!("{}", level.name());
        for (count, form) in
            [(100_000, Form::Integral), (1_000_000, Form::Integral), (100_000, Form::Resubstitution)]
        {
            let samples = Samples::new(&values[..count], 1, None).expect("samples");
            let width = Bandwidth::Fixed(vec![1.06 * (count as f64).powf(-0.2)], Unit::Deviation);
            let measured = |run: &Run| entropy(&samples, Kernel::Gaussian, &width, form, run);
            assert!((measured(&one).expect("an entropy").value - 1.4189).abs() < 0.01);
            clock.time(&format!("entropy, {form:?}, {count}"), 1, |run| {
                measured(run).expect("an entropy");
            });
        }
        for (kernel, count, d) in [
            (Kernel::Gaussian, 100_000, 1),
            (Kernel::Epanechnikov, 20_000, 1),
            (Kernel::Epanechnikov, 100_000, 1),
            (Kernel::Box, 100_000, 1),
            (Kernel::Gaussian, 100_000, 2),
        ] {
            let samples = Samples::new(&values[..count * d], d, None).expect("samples");
            let width = Bandwidth::Fixed(vec![0.2], Unit::Deviation);
            let (counts, ranges) = (if d == 1 { vec![1024] } else { vec![128; 2] }, vec![(-4.0, 4.0); d]);
            let request = Request {
                kernel,
                bandwidth: &width,
                adaptive: false,
                bounds: None,
                method: Method::Auto,
                at: At::Grid { counts: &counts, ranges: Some(&ranges) },
            };
            clock.time(&format!("density on a grid, {kernel:?}, {count} × {d}"), 1, |run| {
                density(&samples, &request, run).expect("a density");
            });
        }
    }
}
