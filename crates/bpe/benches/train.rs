//! Training on a real corpus.
//!
//!     cargo bench -p marginals-bpe --bench train -- TEXT [TOKENS] [SPLIT]
#![allow(clippy::print_stdout)]

use marginals_bpe::split::Split;
use marginals_bpe::train::{Options, Size, WordCounter, train};
use marginals_core::Run;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let [text, rest @ ..] = &arguments[..] else {
        println!("usage: train TEXT [TOKENS] [SPLIT]");
        return;
    };
    let text = std::fs::read(text).expect("a text");
    let tokens = rest.first().map_or(32_000, |tokens| tokens.parse().expect("a number"));
    let split = Split::named(rest.get(1).map_or("cl100k", String::as_str)).expect("a split");
    let run = Run::default();
    let start = Instant::now();
    let mut words = WordCounter::new(split, false, true);
    words.feed(&text, &run).expect("words");
    words.end(&run).expect("words");
    let counted = start.elapsed();
    let trained = train(words, &Options::new(Size::Vocabulary(tokens)), &run, |_, _| {}).expect("merges");
    let all = start.elapsed();
    println!(
        "count {:.2} s, merge {:.2} s, {} merges, the last {} times",
        counted.as_secs_f64(),
        (all - counted).as_secs_f64(),
        trained.merges.len(),
        trained.merges.last().map_or(0, |merge| merge.count)
    );
}
