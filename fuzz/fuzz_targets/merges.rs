//! Greedy merges of any short sequence: they save what they say, never more than the best sequence, by every rule.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_bpe::formal::{PairCounting, Ties, apply, greedy, optimal};
use marginals_core::Run;

const LETTERS: u32 = 3;

fuzz_target!(|input: (Vec<u8>, u8)| {
    let (letters, merges) = input;
    let symbols: Vec<u32> = letters.into_iter().take(16).map(|letter| u32::from(letter) % LETTERS).collect();
    let merges = usize::from(merges % 5);
    let run = Run::default();
    let best = optimal(&symbols, LETTERS, merges, 200_000, &run).expect("a short sequence");
    for counting in [PairCounting::Disjoint, PairCounting::Positions] {
        for ties in [Ties::FirstSeen, Ties::LowestTokens, Ties::Lexicographic] {
            let found = greedy(&symbols, LETTERS, merges, counting, ties, &run).expect("a short sequence");
            let left = apply(&symbols, LETTERS, &found.merges, &run).expect("merges just made");
            assert_eq!(left, found.symbols);
            assert_eq!(found.utility(), symbols.len() - left.len());
            assert!(!best.proven || found.utility() <= best.utility);
        }
    }
    let left = apply(&symbols, LETTERS, &best.merges, &run).expect("merges just made");
    assert_eq!(best.utility, symbols.len() - left.len());
});
