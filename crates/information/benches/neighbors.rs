//! Processor time of the estimators by nearest neighbors, best of several, on one thread and on two.
//!
//! `cargo bench -p marginals-information --bench neighbors`; values are compared with closed forms before anything is
//! timed.
#![allow(clippy::print_stdout)]
use marginals_core::random::{stream, uniform};
use marginals_information::dependence::distance_dependence;
use marginals_information::gaussian::covariance::Covariance;
use marginals_information::gaussian::tuples::tuples;
use marginals_information::neighbors::conditional::frenzel_pompe;
use marginals_information::neighbors::entropy::kozachenko_leonenko;
use marginals_information::neighbors::mutual_information::{ksg1, ksg2};
use marginals_numerics::neighbors::{Norm, Space};
use marginals_numerics::normal::quantile;

mod clock;
use clock::Clock;

fn main() {
    let columns: Vec<Vec<f64>> = (0..32)
        .map(|c| {
            let mut generator = stream(1, "column", c);
            (0..100_000).map(|_| quantile(uniform(&mut generator).max(1e-18))).collect()
        })
        .collect();
    let y: Vec<f64> = columns[0].iter().zip(&columns[1]).map(|(x, e)| 0.8 * x + 0.6 * e).collect();
    let clock = Clock::new();
    let one = clock.one.clone();
    let space = |d: usize, n: usize| {
        let of: Vec<&[f64]> = columns[..d].iter().map(|column| &column[..n]).collect();
        Space::new(&of, Norm::Maximum)
    };
    let pair = |n: usize| [space(1, n), Space::new(&[&y[..n]], Norm::Maximum)];
    let third = |n: usize| Space::new(&[&columns[2][..n]], Norm::Maximum);
    let value = |n: usize| ksg1(&pair(n), 4, false, &one).expect("an estimate").value;
    assert!((value(10_000) - 0.5108).abs() < 0.05, "the information of two Gaussians");
    for (d, n) in [(1, 100_000), (2, 100_000), (3, 100_000), (10, 10_000), (32, 5_000)] {
        clock.time(&format!("Kozachenko-Leonenko, {n} × {d}"), 1, |run| {
            kozachenko_leonenko(&space(d, n), 4, false, run).expect("an estimate");
        });
    }
    for n in [1_000, 10_000, 100_000] {
        clock
            .time(&format!("KSG 1, {n}"), 1, |run| drop(ksg1(&pair(n), 4, false, run).expect("an estimate")));
        clock
            .time(&format!("KSG 2, {n}"), 1, |run| drop(ksg2(&pair(n), 4, false, run).expect("an estimate")));
    }
    clock.time("Frenzel-Pompe, 10000", 1, |run| {
        let [x, y] = pair(10_000);
        frenzel_pompe(&x, &y, &third(10_000), 4, false, run).expect("an estimate");
    });
    clock.time("distance correlation, 100000", 1, |run| {
        distance_dependence(&[&columns[0]], &[&y], run).expect("an estimate");
    });
    let of: Vec<&[f64]> = columns[..10].iter().map(|column| &column[..1000]).collect();
    clock.time("Gaussian n-plets of 3 to 5 of 10 columns, 1000", 1, |run| {
        let of = Covariance::of_columns(&of, run).expect("a covariance");
        assert_eq!(tuples(&of, &[3, 4, 5], true, run).expect("all subsets").sizes.len(), 582);
    });
}
