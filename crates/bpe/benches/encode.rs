//! Encoding real text with a real vocabulary, one thread.
//!
//!     cargo bench -p marginals-bpe --bench encode -- RANKS TEXT [SPLIT [PART]]
//!
//! RANKS is a file of ranks in either form that [`parse_ranks`] reads, SPLIT gpt2, cl100k or o200k. Times are processor
//! times. With a PART (image, encode, count, or the last two from an empty cache: cold-encode, cold-count) only
//! that is done, again and again, for a profiler.
#![allow(clippy::print_stdout)]

use marginals_bpe::format::{parse_image, parse_ranks, write_image};
use marginals_bpe::split::Split;
use marginals_bpe::{SpecialMode, Tokenizer, Vocabulary};
use marginals_core::Run;
use std::time::Instant;

/// Seconds of processor time where the system tells, which other programs disturb less; else of the clock.
fn seconds() -> f64 {
    let read = std::fs::read_to_string("/proc/self/schedstat").ok();
    let spent = read.and_then(|text| text.split(' ').next().and_then(|word| word.parse::<f64>().ok()));
    spent.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);

/// Tokens of a text, which are made unless `part` is to count them.
fn of(tokenizer: &Tokenizer, part: &str, text: &str) -> usize {
    match part {
        "count" => tokenizer.count(text, SpecialMode::Text).unwrap_or(0),
        _ => tokenizer.encode(text, SpecialMode::Text).map_or(0, |tokens| tokens.len()),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let [ranks, text, rest @ ..] = &arguments[..] else {
        println!("usage: encode RANKS TEXT [SPLIT [PART]]");
        return;
    };
    let ranks = std::fs::read_to_string(ranks).expect("a file of ranks");
    let text = std::fs::read_to_string(text).expect("a text");
    let split = rest.first().map_or("o200k", String::as_str);
    let start = seconds();
    let vocabulary = Vocabulary::from_ranks(parse_ranks(&ranks).expect("ranks")).expect("a vocabulary");
    println!("load {:.0} ms, {} MB", (seconds() - start) * 1e3, vocabulary.heap_bytes() >> 20);
    println!("merges {}", vocabulary.merges().len());
    let split = Split::named(split).expect("a split");
    let tokenizer = Tokenizer::new(vocabulary, split, vec![]).expect("a tokenizer");
    let image = write_image(&tokenizer).expect("an image");
    let loading = (0..10).map(|_| {
        let start = seconds();
        let loaded = parse_image(&image, &Run::default());
        let spent = seconds() - start;
        drop(loaded);
        spent
    });
    println!("image {} kB, {:.1} ms", image.len() / 1000, loading.fold(f64::INFINITY, f64::min) * 1e3);
    if rest.get(1).is_some_and(|word| word == "image") {
        return;
    }
    let megabytes = text.len() as f64 / 1e6;
    let mut documents = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let mut end = (at + (16 << 10)).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        documents.push(&text[at..end]);
        at = end;
    }
    if let Some(only) = rest.get(1).and_then(|word| word.strip_prefix("cold-")) {
        for _ in 0..30 {
            let cold = parse_image(&image, &Run::default()).expect("the image");
            let start = seconds();
            let count: usize = documents.iter().map(|text| of(&cold, only, text)).sum();
            println!("{only} cold {:.1} MB/s, {count}", megabytes / (seconds() - start));
        }
        return;
    }
    for pass in ["cold", "warm", "warm"] {
        let start = seconds();
        let tokens: usize = documents
            .iter()
            .map(|text| tokenizer.encode(text, SpecialMode::Text).map_or(0, |tokens| tokens.len()))
            .sum();
        println!("{pass} {:.1} MB/s, {tokens} tokens", megabytes / (seconds() - start));
    }
    if let Some(only) = rest.get(1) {
        for _ in 0..30 {
            let start = seconds();
            let count: usize = documents.iter().map(|text| of(&tokenizer, only, text)).sum();
            println!("{only} {:.1} MB/s, {count}", megabytes / (seconds() - start));
        }
        return;
    }
    let start = seconds();
    let mut pieces = 0u64;
    for text in &documents {
        let _ = tokenizer.split().pieces(text, |_, _| {
            pieces += 1;
            Ok(true)
        });
    }
    println!("split alone {:.1} MB/s, {pieces} pieces", megabytes / (seconds() - start));
    for pass in ["cold", "warm"] {
        let start = seconds();
        let count: usize =
            documents.iter().map(|text| tokenizer.count(text, SpecialMode::Text).unwrap_or(0)).sum();
        println!("count {pass} {:.1} MB/s, {count}", megabytes / (seconds() - start));
    }
    for length in [100_000, 1_000_000, 2_000_000] {
        for (name, text) in [("a", "a".repeat(length)), ("^", "^".repeat(length)), (" ", " ".repeat(length))]
        {
            let start = seconds();
            let count = tokenizer.count(&text, SpecialMode::Text).unwrap_or(0);
            println!("{name:?} × {length}: {:.2} ms, {count}", (seconds() - start) * 1e3);
        }
    }
}
