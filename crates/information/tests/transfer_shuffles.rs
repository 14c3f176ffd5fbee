//! Shuffled transfer entropies have the same bits for any number of threads.
use marginals_core::Run;
use marginals_core::random::{below, stream};
use marginals_information::decomposition::Entropy;
use marginals_information::series::dynamics::{Transfer, shuffled_transfer_entropies};
use marginals_information::series::embedding::Series;
use std::sync::Arc;

#[test]
fn threads_do_not_matter() {
    let mut generator = stream(7, "series", 0);
    let symbols: Vec<u32> = (0..400).map(|_| below(&mut generator, 4) as u32).collect();
    let (x, y) = (Series::new(&symbols[..200], 4).unwrap(), Series::new(&symbols[200..], 4).unwrap());
    let transfer = Transfer { history: 1, source_history: 1, delay: 1, condition_history: 1 };
    let found =
        |run: &Run| shuffled_transfer_entropies(x, y, &[], transfer, 20, Entropy::PlugIn, run).unwrap();
    let run = Run::default().with_seed(5);
    let alone = found(&run);
    for threads in [2, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(found(&run.clone().with_pool(Arc::new(pool), threads)), alone);
    }
    assert_ne!(found(&run.with_seed(6)), alone);
}
