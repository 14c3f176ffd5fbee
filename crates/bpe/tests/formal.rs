//! The formal side against plain enumeration and published values.
use marginals_bpe::formal::{
    Merge, Over, PairCounting, Ties, apply, beam, certificate, curvature, greedy, optimal, replace,
    utility_bound,
};
use marginals_core::Run;

const MANY: usize = 1 << 22;

fn letters(text: &str) -> Vec<u32> {
    text.bytes().map(|byte| u32::from(byte.to_ascii_lowercase() - b'a')).collect()
}

/// The best utility of at most `merges` merges, by trying every pair of neighbours again and again.
fn brute(symbols: &[u32], merges: usize, next: u32) -> usize {
    if merges == 0 {
        return 0;
    }
    let mut best = 0;
    for at in 1..symbols.len() {
        let after = replace(symbols, (symbols[at - 1], symbols[at]), next);
        best = best.max(symbols.len() - after.len() + brute(&after, merges - 1, next + 1));
    }
    best
}

fn strings(alphabet: u32, length: u32) -> impl Iterator<Item = Vec<u32>> {
    (0..alphabet.pow(length))
        .map(move |number| (0..length).map(|at| number / alphabet.pow(at) % alphabet).collect())
}

#[test]
fn the_optimum_is_that_of_enumeration() {
    let run = Run::default();
    for length in 1..=8 {
        for symbols in strings(if length < 7 { 3 } else { 2 }, length) {
            for merges in 1..=3 {
                let found = optimal(&symbols, 3, merges, MANY, &run).unwrap();
                assert!(found.proven);
                assert_eq!(found.utility, brute(&symbols, merges, 100), "{symbols:?} {merges}");
                let left = apply(&symbols, 3, &found.merges, &run).unwrap();
                assert_eq!(symbols.len() - left.len(), found.utility);
                assert!(found.merges.len() <= merges);
                assert!(utility_bound(&symbols, merges) >= found.utility);
                let certified =
                    certificate(&symbols, 3, merges, PairCounting::Disjoint, Ties::FirstSeen, &run);
                let certified = certified.unwrap();
                assert!(certified.bound >= found.utility);
                assert!(3 * certified.greedy.utility() >= found.utility);
            }
        }
    }
}

#[test]
fn known_losses_of_greedy() {
    let run = Run::default();
    let both = |text: &str, merges| {
        let symbols = letters(text);
        let best = optimal(&symbols, 26, merges, MANY, &run).unwrap();
        let of = |ties| greedy(&symbols, 26, merges, PairCounting::Disjoint, ties, &run).unwrap().utility();
        (best.utility, [of(Ties::FirstSeen), of(Ties::LowestTokens), of(Ties::Lexicographic)])
    };
    assert_eq!(both("aabaaaaaba", 2), (5, [4; 3]));
    assert_eq!(both("aabaaaaaba", 3), (7, [5; 3]));
    assert_eq!(both("aabaaaaaba", 4), (8, [6; 3]));
    assert_eq!(both("aaaabaaaba", 3), (7, [5; 3]));
    assert_eq!(both("aaabaab", 2).0, 4);
    // Counted by hand: [AA] saves 6, [BB] 1, [AA AA] 2; [AC] 2, [BB] 1, [CA] 1.
    let symbols = letters("AABBAACCAAAACAAAAD");
    let saved = |merges: &[Merge]| symbols.len() - apply(&symbols, 26, merges, &run).unwrap().len();
    assert_eq!(saved(&[(0, 0), (1, 1), (26, 26)]), 9);
    assert_eq!(saved(&[(0, 2), (1, 1), (2, 0)]), 4);
}

#[test]
fn curvature_of_known_texts() {
    let run = Run::default();
    let of = |text: &str, merges, over| curvature(&letters(text), 26, merges, over, MANY, &run).unwrap();
    assert_eq!(of("abab", 2, Over::UpTo).max, 3.0);
    assert_eq!(of("aabab", 3, Over::UpTo).max, 4.0);
    assert_eq!(of("aababb", 4, Over::UpTo).max, 5.0);
    assert_eq!(of("ababcabc", 2, Over::Exact).max, 2.5);
    assert_eq!(of("aabbaabab", 2, Over::Exact).max, 2.5);
    // After aa and (aa)(aa), or after aa, (aa)a and ((aa)a)a, nothing is left to merge.
    assert_eq!(of("aaaa", 3, Over::Exact).max, 1.0);
    for (text, merges) in [("abab", 2), ("aabab", 3), ("ababcabc", 2), ("aabaaaaaba", 3)] {
        let [exact, up_to, greedy] =
            [Over::Exact, Over::UpTo, Over::GreedyPrefixes].map(|over| of(text, merges, over));
        assert!(greedy.max <= up_to.max && exact.max <= up_to.max && greedy.min <= greedy.max, "{text}");
        // The bound that the greedy prefixes give holds.
        let saved = marginals_bpe::formal::greedy(
            &letters(text),
            26,
            merges,
            PairCounting::Disjoint,
            Ties::FirstSeen,
            &run,
        );
        let sigma = greedy.max;
        let share = if sigma == 0.0 { 1.0 } else { (1.0 - (-sigma).exp()) / sigma };
        assert!(saved.unwrap().utility() as f64 >= share * greedy.utility as f64 - 1e-12, "{text}");
    }
}

#[test]
fn a_search_that_is_cut_short_says_so() {
    let symbols: Vec<u32> = (0..40).map(|at| (at * at + at / 3) % 3).collect();
    let run = Run::default();
    let cut = optimal(&symbols, 3, 5, 10, &run).unwrap();
    let whole = optimal(&symbols, 3, 5, MANY, &run).unwrap();
    assert!(!cut.proven && whole.proven && cut.utility <= whole.utility);
    assert_eq!(symbols.len() - apply(&symbols, 3, &cut.merges, &run).unwrap().len(), cut.utility);
    assert!(curvature(&symbols, 3, 5, Over::UpTo, 10, &run).is_err());
}

#[test]
fn a_beam_lies_between_greedy_and_the_optimum() {
    let run = Run::default();
    let (mut gained, mut proven) = (0, 0);
    for length in 1..=9 {
        for symbols in strings(if length < 7 { 3 } else { 2 }, length) {
            for merges in 1..=4 {
                let best = optimal(&symbols, 3, merges, MANY, &run).unwrap().utility;
                let ties = (PairCounting::Disjoint, Ties::FirstSeen);
                let greedy = greedy(&symbols, 3, merges, ties.0, ties.1, &run).unwrap();
                for width in [1, 2, 5, 1000] {
                    let beam = beam(&symbols, 3, merges, width, &run).unwrap();
                    let utility = beam.found.utility();
                    let place = format!("{symbols:?} {merges} {width}");
                    assert!(greedy.utility() <= utility && utility <= best, "{place}");
                    assert!(best <= beam.bound && beam.bound <= utility_bound(&symbols, merges), "{place}");
                    let left = apply(&symbols, 3, &beam.found.merges, &run).unwrap();
                    assert_eq!(left, beam.found.symbols, "{place}");
                    assert_eq!(symbols.len() - left.len(), utility, "{place}");
                    if width == 1 {
                        assert_eq!(beam.found, greedy, "{place}");
                    } else {
                        gained += usize::from(utility > greedy.utility());
                        proven += usize::from(beam.bound == utility);
                    }
                    if width == 1000 {
                        assert_eq!((utility, beam.bound), (best, best), "{place}");
                    }
                }
            }
        }
    }
    assert!(gained > 100 && proven > 5000, "{gained} {proven}");
}

#[test]
fn a_beam_is_the_same_on_any_number_of_threads() {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 20) % 7 % 5
    };
    let symbols: Vec<u32> = (0..2000).map(|_| next()).collect();
    let expected = beam(&symbols, 5, 40, 12, &Run::default()).unwrap();
    for threads in [2, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let run = Run::default().with_pool(std::sync::Arc::new(pool), threads);
        assert_eq!(beam(&symbols, 5, 40, 12, &run).unwrap(), expected);
    }
    assert!(expected.found.merges.len() == 40 && expected.states > 40);
}

#[test]
fn what_is_stopped_answers_with_what_it_has() {
    let symbols = letters(&"abcbacabcbbacabacbacabcacabbcabc".repeat(4));
    let flag = marginals_core::CancelFlag::default();
    flag.cancel();
    let run = Run::default().with_cancel(flag);
    let best = optimal(&symbols, 26, 6, MANY, &run).unwrap();
    assert!(best.utility > 0 && !best.proven);
    let stopped = beam(&symbols, 26, 6, 4, &run).unwrap();
    assert_eq!((stopped.found.utility(), stopped.bound), (0, utility_bound(&symbols, 6)));
}
