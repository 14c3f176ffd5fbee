//! Processor time of discrete measures: one pair of long columns, words of series, all pairs of many columns; best of
//! several, on one thread and on two.
//!
//! `cargo bench -p marginals-information --bench discrete`; values are compared with closed forms before anything is
//! timed.
#![allow(clippy::print_stdout)]
use marginals_core::random::{below, stream};
use marginals_information::dependence::{Dependence, pairwise};
use marginals_information::estimator::EntropyEstimator;
use marginals_information::measure::information::{Manner, mutual_information};
use marginals_information::series::dynamics::{self, Transfer, transfer_entropy};
use marginals_information::series::embedding::Series;
use marginals_information::symbols::{Codes, Symbols, Variables};
use marginals_information::table::Values;
use marginals_numerics::arch::{Level, force};

mod clock;
use clock::Clock;

fn draw(rows: usize, radix: u32, seed: u64) -> Vec<u8> {
    let mut generator = stream(seed, "column", u64::from(radix));
    (0..rows).map(|_| below(&mut generator, u64::from(radix)) as u8).collect()
}

fn main() {
    let clock = Clock::new();
    let one = clock.one.clone();
    for level in Level::available() {
        force(level);
        println!("{}", level.name());
        let symbols = |radix: u32, seed: u64| {
            let codes = Codes::Bytes(draw(1_000_000, radix, seed).into());
            Symbols::new(codes, &one).expect("symbols")
        };
        let long = Variables::of_samples(vec![symbols(16, 1), symbols(16, 2)]).expect("variables");
        let manner =
            Manner { estimator: EntropyEstimator::PlugIn, support: None, chao1: false, local: false };
        let value = mutual_information(&long, &manner, &one).expect("an estimate").value;
        assert!((0.0..1e-3).contains(&value), "independent columns share what bias gives");
        clock.time("mutual information, 1000000 rows 16×16", 1, |run| {
            mutual_information(&long, &manner, run).expect("an estimate");
        });
        let (x, y) = (symbols(2, 3), symbols(2, 4));
        for history in 1..=3 {
            let transfer = Transfer { history, source_history: 1, delay: 1, condition_history: 1 };
            clock.time(&format!("transfer entropy, 1000000 times, history {history}"), 1, |run| {
                let (x, y) = (Series::of_symbols(&x), Series::of_symbols(&y));
                let found = transfer_entropy(x, y, &[], transfer, dynamics::Manner::default(), run);
                assert!(found.expect("an estimate").value < 1e-4);
            });
        }
        for (radix, columns) in [(16, 200), (2, 500), (2, 2000), (3, 500), (4, 200), (16, 50)] {
            let values: Vec<Values> =
                (0..columns).map(|column| Values::U8(draw(1000, radix, 10 + column))).collect();
            let radices = vec![radix; columns as usize];
            let pairs = (columns * (columns - 1) / 2) as usize;
            clock.time(&format!("a pair of {columns} columns, {radix} values, 1000 rows"), pairs, |run| {
                pairwise(&values, &radices, Dependence::MutualInformation, run).expect("a matrix");
            });
        }
    }
}
