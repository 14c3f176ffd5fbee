//! Merges against those of two other trainers, on thousands of small hard corpora. `data/trained.py` made the hashes.
use marginals_bpe::split::Split;
use marginals_bpe::train::{Options, Size, Ties, Trained, WordCounter, train};
use marginals_core::Run;
use std::collections::{HashMap, HashSet};

struct Numbers(u64);

impl Numbers {
    fn new(seed: u64) -> Numbers {
        Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1))
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

#[derive(Debug)]
struct Case {
    texts: Vec<String>,
    whole: bool,
    merges: usize,
    minimum: u64,
    longest: usize,
    seen: bool,
    specials: Vec<String>,
}

fn case(seed: u64) -> Case {
    let mut numbers = Numbers::new(seed);
    let alphabets = ["ab", "aab ", "abc", "aAb1 '\n", "aé中 \n", "abcdefgh ", "ab0\t,"];
    let letters: Vec<char> = alphabets[numbers.below(7)].chars().collect();
    let length = [12, 40, 200][numbers.below(3)];
    let mut texts = Vec::new();
    for _ in 0..1 + numbers.below(4) {
        let length = 1 + numbers.below(length);
        texts.push((0..length).map(|_| letters[numbers.below(letters.len())]).collect());
    }
    let whole = numbers.below(2) == 0;
    let (merges, minimum) = (1 + numbers.below(60), numbers.below(4) as u64);
    let longest = [0, 0, 0, 3, 4, 6][numbers.below(6)];
    let seen = numbers.below(4) == 0;
    let specials: [&[&str]; 5] = [&[], &["<s>"], &["<s>", "<|end|>"], &["ab"], &["aa", "a"]];
    let specials = specials[numbers.below(5)].iter().map(|text| (*text).to_owned()).collect();
    Case { texts, whole, merges, minimum, longest, seen, specials }
}

fn hash<'a>(parts: impl Iterator<Item = &'a [u8]>) -> String {
    let mut value = 0xcbf2_9ce4_8422_2325u64;
    for part in parts {
        for byte in part.iter().chain(b"\xff\xfe") {
            value = (value ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    format!("{value:016x}")
}

fn learn(case: &Case, options: &Options) -> Trained {
    let run = Run::default();
    let split = Split::named(if case.whole { "none" } else { "gpt2" }).unwrap();
    let mut words = WordCounter::new(split, false, false);
    words.add_texts(&case.texts, &run).unwrap();
    train(words, options, &run, |_, _| {}).unwrap()
}

fn merges(trained: &Trained) -> Vec<[&[u8]; 2]> {
    let bytes: HashMap<u32, &[u8]> = trained.tokens.iter().map(|(bytes, id)| (*id, &bytes[..])).collect();
    trained.merges.iter().map(|it| [bytes[&it.left], bytes[&it.right]]).collect()
}

#[test]
fn merges_are_those_of_two_other_trainers() {
    let expected: Vec<(&str, &str)> =
        include_str!("data/trained.txt").lines().filter_map(|line| line.split_once(' ')).collect();
    assert_eq!(expected.len(), 4000);
    let mut wrong = Vec::new();
    for (seed, (hf, plain)) in expected.into_iter().enumerate() {
        let case = case(seed as u64);
        let seen: HashSet<u8> = case.texts.iter().flat_map(|text| text.bytes()).collect();
        let alphabet = if case.seen { seen.len() } else { 256 };
        let mut options = Options::new(Size::Vocabulary(alphabet + case.specials.len() + case.merges));
        options.min_frequency = case.minimum;
        options.batch = 1 + seed % 9;
        options.seen_alphabet = case.seen;
        options.specials.clone_from(&case.specials);
        if case.longest > 0 {
            // That trainer means "shorter than".
            options.max_token_length = case.longest - 1;
        }
        let trained = learn(&case, &options);
        if hash(merges(&trained).into_iter().flatten()) != hf {
            wrong.push((seed, "hf"));
        }
        let mut options = Options::new(Size::Merges(case.merges));
        options.ties = Ties::Bytes;
        let trained = learn(&case, &options);
        let tokens: Vec<Vec<u8>> = merges(&trained).into_iter().map(|pair| pair.concat()).collect();
        if hash(tokens.iter().map(|token| &token[..])) != plain {
            wrong.push((seed, "bytes"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {:?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

/// Applies merges to one piece in their order.
fn applied(merges: &[[Vec<u8>; 2]], piece: &[u8]) -> Vec<Vec<u8>> {
    let mut symbols: Vec<Vec<u8>> = piece.iter().map(|byte| vec![*byte]).collect();
    for [left, right] in merges {
        let mut at = 0;
        while at + 1 < symbols.len() {
            if symbols[at] == *left && symbols[at + 1] == *right {
                let second = symbols.remove(at + 1);
                symbols[at].extend(second);
            }
            at += 1;
        }
    }
    symbols
}

#[test]
fn tokenizers_encode_as_they_were_trained() {
    for seed in 0..1_500 {
        let case = case(seed);
        let mut options = Options::new(Size::Merges(case.merges));
        options.ties = [Ties::Hf, Ties::Bytes, Ties::FirstSeen, Ties::Lexicographic][seed as usize % 4];
        options.specials.clone_from(&case.specials);
        let trained = learn(&case, &options);
        let merges: Vec<[Vec<u8>; 2]> =
            merges(&trained).into_iter().map(|[left, right]| [left.to_vec(), right.to_vec()]).collect();
        let split = Split::named(if case.whole { "none" } else { "gpt2" }).unwrap();
        let tokenizer = match trained.into_tokenizer(split.clone(), None) {
            Ok(tokenizer) => tokenizer,
            Err(error) => panic!("{seed}: {error:?}"),
        };
        for text in &case.texts {
            let mut expected = Vec::new();
            split
                .pieces(text, |start, end| {
                    expected.extend(applied(&merges, &text.as_bytes()[start..end]));
                    Ok(true)
                })
                .unwrap();
            let found: Vec<Vec<u8>> = tokenizer
                .encode(text, marginals_bpe::SpecialMode::Text)
                .unwrap()
                .into_iter()
                .map(|id| tokenizer.decode(&[id]).unwrap())
                .collect();
            assert_eq!(found, expected, "{seed} {text:?}");
        }
    }
}
