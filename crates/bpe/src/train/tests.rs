//! Training against its definition written plainly, and under every cut of its input.
use super::*;
use crate::split::Split;
use marginals_core::random::{below, stream};
use std::collections::{HashMap, HashSet};

type Pair = (Vec<u8>, Vec<u8>);

fn learn(texts: &[String], split: &str, options: &Options) -> Trained {
    let run = Run::default();
    let ordered = options.ties == Ties::FirstSeen;
    let mut words = WordCounter::new(Split::named(split).unwrap(), ordered, false);
    words.add_texts(texts, &run).unwrap();
    train(words, options, &run, |_, _| {}).unwrap()
}

fn spelled(trained: &Trained) -> Vec<Pair> {
    let bytes: HashMap<u32, &Vec<u8>> = trained.tokens.iter().map(|(bytes, id)| (*id, bytes)).collect();
    trained.merges.iter().map(|it| (bytes[&it.left].clone(), bytes[&it.right].clone())).collect()
}

/// The definition: count all pairs of all pieces anew for every merge. Tokens are trees, numbered as made.
fn naive(texts: &[String], split: &str, options: &Options, merges: usize) -> Vec<Pair> {
    let split = Split::named(split).unwrap();
    let mut words: Vec<Vec<usize>> = Vec::new();
    for text in texts {
        split
            .pieces(text, |start, end| {
                words.push(text.as_bytes()[start..end].iter().map(|byte| usize::from(*byte)).collect());
                Ok(true)
            })
            .unwrap();
    }
    let mut bytes: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
    let mut made = Vec::new();
    for _ in 0..merges {
        let mut counts: Vec<((usize, usize), u64)> = Vec::new();
        let mut index = HashMap::new();
        for word in &words {
            let mut taken: HashMap<(usize, usize), usize> = HashMap::new();
            for at in 1..word.len() {
                let pair = (word[at - 1], word[at]);
                if options.counting == PairCounting::Disjoint && pair.0 == pair.1 {
                    if taken.get(&pair) == Some(&(at - 1)) {
                        continue;
                    }
                    taken.insert(pair, at);
                }
                let next = counts.len();
                let place = *index.entry(pair).or_insert(next);
                if place == next {
                    counts.push((pair, 0));
                }
                counts[place].1 += 1;
            }
        }
        counts.retain(|((left, right), count)| {
            *count >= options.min_frequency
                && bytes[*left].len() + bytes[*right].len() <= options.max_token_length
                && !options.blocked.contains(&bytes[*left], &bytes[*right])
        });
        let Some(most) = counts.iter().map(|it| it.1).max() else { break };
        let best = counts.iter().map(|it| it.0).enumerate().filter(|(at, _)| counts[*at].1 == most);
        let best = best.min_by_key(|(at, (left, right))| match options.ties {
            Ties::FirstSeen => (Vec::new(), Vec::new(), *at, 0),
            Ties::Lexicographic => (bytes[*left].clone(), bytes[*right].clone(), *left, *right),
            _ => (Vec::new(), Vec::new(), *left, *right),
        });
        let Some((_, pair)) = best else { break };
        let new = bytes.len();
        bytes.push([bytes[pair.0].clone(), bytes[pair.1].clone()].concat());
        made.push((bytes[pair.0].clone(), bytes[pair.1].clone()));
        for word in &mut words {
            let (mut next, mut at) = (Vec::new(), 0);
            while at < word.len() {
                let joins = at + 1 < word.len() && (word[at], word[at + 1]) == pair;
                next.push(if joins { new } else { word[at] });
                at += 1 + usize::from(joins);
            }
            *word = next;
        }
    }
    let mut seen = HashSet::new();
    made.retain(|pair| seen.insert(pair.clone()));
    made
}

fn texts(seed: u64) -> Vec<String> {
    let mut random = stream(seed, "training texts", 0);
    let letters: Vec<char> = if seed.is_multiple_of(3) { "ab" } else { "aabc  é\n" }.chars().collect();
    (0..1 + below(&mut random, 4))
        .map(|_| {
            let length = below(&mut random, if seed.is_multiple_of(5) { 120 } else { 30 });
            (0..length).map(|_| letters[below(&mut random, letters.len() as u64) as usize]).collect()
        })
        .collect()
}

#[test]
fn merges_are_those_of_the_definition() {
    for seed in 0..4_000 {
        let texts = texts(seed);
        for ties in [Ties::Bytes, Ties::FirstSeen, Ties::Lexicographic] {
            let counting = if seed % 2 == 0 { PairCounting::Positions } else { PairCounting::Disjoint };
            let mut options = Options::new(Size::Merges(1 + seed as usize % 25));
            (options.ties, options.counting) = (ties, counting);
            options.batch = 1 + seed as usize % 7;
            options.min_frequency = 1 + seed % 3;
            if seed % 4 == 0 {
                options.max_token_length = 4;
            }
            if seed % 7 == 0 {
                options.blocked =
                    Blocked::new([(b"a".to_vec(), b"b".to_vec()), (b"aa".to_vec(), b"a".to_vec())]);
            }
            let split = ["none", "gpt2", "whitespace"][seed as usize % 3];
            let expected = naive(&texts, split, &options, 1 + seed as usize % 25);
            let found = spelled(&learn(&texts, split, &options));
            assert_eq!(found, expected, "{seed} {ties:?} {counting:?} {texts:?}");
        }
    }
}

#[test]
fn batches_and_blocks_change_nothing() {
    for seed in 0..500 {
        let texts = texts(seed);
        for ties in [Ties::Hf, Ties::FirstSeen] {
            let mut options = Options::new(Size::Merges(30));
            options.ties = ties;
            let expected = learn(&texts, "cl100k", &options);
            options.batch = 1;
            assert_eq!(learn(&texts, "cl100k", &options), expected);
            if texts.len() == 1 {
                let run = Run::default();
                let mut words = WordCounter::new(Split::named("cl100k").unwrap(), true, false);
                for block in texts[0].as_bytes().chunks(1 + seed as usize % 5) {
                    words.feed(block, &run).unwrap();
                }
                assert_eq!(train(words, &options, &run, |_, _| {}).unwrap(), expected);
            }
        }
    }
}
