//! Any vocabulary and any texts, one after the other through the same caches: the tokens are those of merging each piece
//! as its definition says, counts and beginnings agree with them, chunks cover the text and go on.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_bpe::split::Split;
use marginals_bpe::{Boundary, SpecialMode, Tokenizer, Vocabulary};
use marginals_core::Run;
use std::collections::HashMap;

/// The lowest rank first, the leftmost of equals.
fn merged(piece: &[u8], ids: &HashMap<Vec<u8>, u32>, merges: &HashMap<(u32, u32), u32>) -> Vec<u32> {
    if let Some(id) = ids.get(piece) {
        return vec![*id];
    }
    let mut tokens: Vec<u32> = piece.iter().map(|byte| u32::from(*byte)).collect();
    loop {
        let pairs = tokens.windows(2).enumerate();
        let found = pairs.filter_map(|(at, pair)| merges.get(&(pair[0], pair[1])).map(|made| (*made, at)));
        let Some((made, at)) = found.min() else { return tokens };
        tokens.splice(at..at + 2, [made]);
    }
}

fuzz_target!(|input: (Vec<(u8, u8)>, Vec<String>, u8, u8)| {
    let (halves, texts, which, limit) = input;
    let mut ranks: Vec<(Vec<u8>, u32)> = (0..=255u8).map(|byte| (vec![byte], u32::from(byte))).collect();
    let mut ids: HashMap<Vec<u8>, u32> = ranks.iter().cloned().collect();
    for (left, right) in halves {
        // A number of one byte reaches over all that there are by now.
        let of = |at: u8| &ranks[(usize::from(at) * ranks.len()) >> 8].0;
        let bytes = [&of(left)[..], of(right)].concat();
        if bytes.len() <= 40 && !ids.contains_key(&bytes) {
            let id = ranks.len() as u32;
            ids.insert(bytes.clone(), id);
            ranks.push((bytes, id));
        }
    }
    let split = Split::named(Split::NAMES[usize::from(which) % Split::NAMES.len()]).expect("a listed split");
    let Ok(vocabulary) = Vocabulary::from_ranks(ranks) else { return };
    let merges: HashMap<(u32, u32), u32> =
        vocabulary.merges().iter().map(|merge| ((merge.left, merge.right), merge.made)).collect();
    let tokenizer = Tokenizer::new(vocabulary, split, vec![]).expect("no special tokens");
    let (mode, limit, run) = (SpecialMode::Text, usize::from(limit) % 60, Run::default());
    for text in &texts {
        let mut expected = Vec::new();
        let pieces = |from: usize, to: usize| {
            expected.extend(merged(&text.as_bytes()[from..to], &ids, &merges));
            Ok(true)
        };
        tokenizer.split().pieces(text, pieces).expect("published splits take every text");
        assert_eq!(tokenizer.encode(text, mode).expect("any text"), expected);
        assert_eq!(tokenizer.encode_bytes(text.as_bytes(), mode).expect("any text"), expected);
        assert_eq!(tokenizer.count(text, mode).expect("any text"), expected.len());
        assert_eq!(tokenizer.decode(&expected).expect("tokens just made"), text.as_bytes());
        let end = tokenizer.truncate(text, limit, mode).expect("any text");
        assert!(tokenizer.count(&text[..end], mode).expect("any text") <= limit);
        assert!(end < text.len() || expected.len() <= limit);
        for boundary in [Boundary::Character, Boundary::Piece, Boundary::Sentence, Boundary::Line] {
            let Ok(chunks) = tokenizer.chunk(text, limit.max(1), limit / 3, boundary, &run) else { continue };
            let (mut start, mut reached) = (0, 0);
            for chunk in chunks {
                assert!(
                    chunk.start <= reached && chunk.end > reached && (chunk.start > start || reached == 0)
                );
                assert!(chunk.tokens <= limit.max(1));
                (start, reached) = (chunk.start, chunk.end);
            }
            assert_eq!(reached, text.len());
        }
    }
});
