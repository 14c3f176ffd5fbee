//! Neighbor searches have the same bits at every vector level and for any number of threads.
use marginals_core::Run;
use marginals_core::random::{stream, uniform};
use marginals_numerics::arch::Level;
use marginals_numerics::neighbors::{Norm, Space, Target};
use std::sync::Arc;

#[test]
fn same_bits_at_every_level_and_for_any_threads() {
    let mut generator = stream(13, "points", 0);
    let before = marginals_numerics::arch::level();
    for d in [1, 2, 3, 5, 30] {
        let x =
            (0..d).map(|_| (0..5000).map(|_| uniform(&mut generator)).collect()).collect::<Vec<Vec<f64>>>();
        let refs: Vec<&[f64]> = x.iter().map(Vec::as_slice).collect();
        for norm in [Norm::Maximum, Norm::Euclidean] {
            let space = Space::new(&refs, norm);
            let answer = |run: &Run| {
                let target = Target::new(&space, run).unwrap();
                let radii = target.kth(4, true, run).unwrap();
                let counts = target.within(&radii, true, run).unwrap();
                assert!(counts.iter().all(|count| *count == 4));
                radii
            };
            let expected = answer(&Run::default());
            for threads in [2, 8] {
                let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap());
                assert_eq!(answer(&Run::default().with_pool(pool, threads)), expected);
            }
            for level in Level::available() {
                marginals_numerics::arch::force(level);
                assert_eq!(answer(&Run::default()), expected);
            }
            marginals_numerics::arch::force(before);
        }
    }
}
