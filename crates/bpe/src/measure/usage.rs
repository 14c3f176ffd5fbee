//! How a tokenizer is used by texts: how often every token occurs, and how many words there are.
//!
//! **Fertility** is the number of tokens over the number of words: 1 for a vocabulary of whole words. Texts are
//! encoded as they are, so white space and punctuation count among the tokens. Running texts are encoded as they
//! come, up to where more text changes nothing; the text is not kept.
//!
//! Source of the measure: P. Rust, J. Pfeiffer, I. Vulić, S. Ruder, I. Gurevych, 2021, "How Good is Your
//! Tokenizer? On the Monolingual Performance of Multilingual Language Models".
use crate::tokenizer::{SpecialMode, Tokenizer};
use crate::vocabulary::MOST_TOKENS;
use marginals_core::{Charge, Error, Result, Run};
use std::collections::HashMap;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// What a word is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Words {
    /// A run of characters that are no white space.
    #[default]
    Whitespace,
    /// A word of Unicode's text segmentation (UAX #29) that holds a letter or a number.
    Unicode,
}

/// Counts tokens and words.
#[derive(Debug)]
pub struct Usage {
    tokenizer: Arc<Tokenizer>,
    special: SpecialMode,
    rule: Words,
    /// By id, and of ids beyond all sense.
    counts: Vec<u64>,
    others: HashMap<u32, u64>,
    tokens: u64,
    words: u64,
    taken: u64,
    /// The running text: bytes that are half a character, text not yet encoded, text that may be half a word.
    bytes: Vec<u8>,
    open: String,
    /// Length of `open` from which it is worth encoding some.
    enough: usize,
    word: String,
    _charge: Charge,
}

/// Bytes of a running text that are encoded at once.
const BLOCK: usize = 1 << 16;

impl Usage {
    /// Nothing counted yet.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new(tokenizer: Arc<Tokenizer>, special: SpecialMode, rule: Words, run: &Run) -> Result<Usage> {
        let ids = tokenizer.vocabulary().tokens().map(|(id, _)| id);
        let specials = tokenizer.specials().tokens().iter().map(|added| added.id);
        let ids = ids.chain(specials).filter(|id| (*id as usize) < MOST_TOKENS).max();
        let length = ids.map_or(0, |id| id as usize + 1);
        let charge = run.charge("counts of tokens", 8 * length as u64)?;
        Ok(Usage {
            counts: run.filled("counts of tokens", length, 0)?,
            tokenizer,
            special,
            rule,
            others: HashMap::new(),
            tokens: 0,
            words: 0,
            taken: 0,
            bytes: Vec::new(),
            open: String::new(),
            enough: BLOCK,
            word: String::new(),
            _charge: charge,
        })
    }

    /// Bytes taken in so far.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Tokens so far.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// Words so far.
    #[must_use]
    pub fn words(&self) -> u64 {
        self.words
    }

    /// How often every token occurs that does, by id.
    #[must_use]
    pub fn counts(&self) -> Vec<(u32, u64)> {
        let known = self.counts.iter().enumerate().map(|(id, count)| (id as u32, *count));
        let mut counts: Vec<(u32, u64)> = known.filter(|(_, count)| *count > 0).collect();
        counts.extend(self.others.iter().map(|(id, count)| (*id, *count)));
        counts.sort_unstable();
        counts
    }

    /// Counts whole texts.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`]; cancelled.
    pub fn add_texts<T: AsRef<str> + Sync>(&mut self, texts: &[T], run: &Run) -> Result<()> {
        let encoded = run.items(
            texts.iter().collect(),
            || (),
            |(), _, text: &T| {
                let text = text.as_ref();
                run.progress().advance(text.len() as u64);
                Ok((self.tokenizer.encode(text, self.special)?, self.count_words(text)))
            },
        )?;
        for (ids, words) in encoded {
            self.tally(&ids, 1);
            self.words += words;
        }
        self.taken += texts.iter().map(|text| text.as_ref().len() as u64).sum::<u64>();
        Ok(())
    }

    /// Counts a word as often as it is said to occur, encoded alone.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`]; more tokens or words than can be counted.
    pub fn add_word(&mut self, word: &str, count: u64) -> Result<()> {
        let ids = self.tokenizer.encode(word, self.special)?;
        let tokens = count.checked_mul(ids.len() as u64).and_then(|some| self.tokens.checked_add(some));
        if tokens.is_none() || self.words.checked_add(count).is_none() {
            return Err(Error::limit("texts", "of fewer than 2^64 tokens", "more"));
        }
        self.tally(&ids, count);
        self.words += count;
        Ok(())
    }

    /// Counts more of a running text; bytes that are no UTF-8 count as U+FFFD.
    ///
    /// # Errors
    /// As [`Usage::add_texts`].
    pub fn feed(&mut self, bytes: &[u8], run: &Run) -> Result<()> {
        for block in bytes.chunks(BLOCK) {
            run.check()?;
            run.progress().advance(block.len() as u64);
            self.taken += block.len() as u64;
            self.bytes.extend_from_slice(block);
            let readable = self.bytes.len() - crate::train::incomplete(&self.bytes);
            let rest = self.bytes.split_off(readable);
            self.drain(false)?;
            self.bytes = rest;
        }
        Ok(())
    }

    /// Ends the running text.
    ///
    /// # Errors
    /// As [`Usage::add_texts`].
    pub fn end(&mut self) -> Result<()> {
        self.drain(true)
    }

    fn drain(&mut self, whole: bool) -> Result<()> {
        let bytes = std::mem::take(&mut self.bytes);
        let text = String::from_utf8_lossy(&bytes);
        for held in [&mut self.open, &mut self.word] {
            held.try_reserve(text.len())
                .map_err(|_| Error::limit("texts", "of pieces that fit memory", held.len()))?;
            held.push_str(&text);
        }
        // No word goes over white space.
        let behind = self.word.len() - text.len();
        let cut = if whole { Some(text.len()) } else { text.rfind(char::is_whitespace) };
        if let Some(cut) = cut {
            let rest = self.word.split_off(behind + cut);
            self.words += self.count_words(&self.word);
            self.word = rest;
        }
        if whole || self.open.len() >= self.enough {
            let (end, _) =
                if whole { (self.open.len(), 0) } else { self.tokenizer.stable(&self.open, self.special)? };
            let ids = self.tokenizer.encode(&self.open[..end], self.special)?;
            self.tally(&ids, 1);
            self.open.drain(..end);
            // What is not final yet may be long: it is looked at again when there is twice as much.
            self.enough = BLOCK.max(2 * self.open.len());
        }
        Ok(())
    }

    fn tally(&mut self, ids: &[u32], times: u64) {
        self.tokens += times * ids.len() as u64;
        for id in ids {
            match self.counts.get_mut(*id as usize) {
                Some(count) => *count += times,
                None => *self.others.entry(*id).or_default() += times,
            }
        }
    }

    fn count_words(&self, text: &str) -> u64 {
        match self.rule {
            Words::Whitespace => text.split_whitespace().count() as u64,
            Words::Unicode => text.unicode_words().count() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vocabulary;
    use crate::split::Split;

    fn tokenizer(split: &str) -> Arc<Tokenizer> {
        let mut ranks: Vec<(Vec<u8>, u32)> = (0..=255u8).map(|byte| (vec![byte], u32::from(byte))).collect();
        ranks.push((b" a".to_vec(), 256));
        let vocabulary = Vocabulary::from_ranks(ranks).unwrap();
        let specials = vec![("<end>".to_owned(), 300), ("<far>".to_owned(), u32::MAX)];
        Arc::new(Tokenizer::new(vocabulary, Split::named(split).unwrap(), specials).unwrap())
    }

    #[test]
    fn tokens_and_words_are_those_of_the_texts() {
        let run = Run::default();
        let mut usage = Usage::new(tokenizer("gpt2"), SpecialMode::Encode, Words::Whitespace, &run).unwrap();
        usage.add_texts(&["a a", "b<end><far><far> a"], &run).unwrap();
        assert_eq!((usage.tokens(), usage.words()), (7, 4));
        assert_eq!(usage.counts(), [(97, 1), (98, 1), (256, 2), (300, 1), (u32::MAX, 2)]);
        usage.add_word(" a", 10).unwrap();
        assert_eq!((usage.tokens(), usage.words()), (17, 14));
        assert!(usage.add_word("bb", u64::MAX).is_err());
        assert_eq!(usage.words(), 14);
    }

    #[test]
    fn a_running_text_counts_as_a_whole_one() {
        let run = Run::default();
        let parts = ["don't stop, élan \u{3000}a  a\n\n", "a\u{301}b 世界 x", "é", " ", "1234 "];
        for (seed, split) in ["gpt2", "cl100k", "o200k", "none", "whitespace"].iter().enumerate() {
            let text: String = (0..40_000).map(|at: usize| parts[(at * at + at / 7 + seed) % 5]).collect();
            for rule in [Words::Whitespace, Words::Unicode] {
                let new = || Usage::new(tokenizer(split), SpecialMode::Text, rule, &run).unwrap();
                let (mut whole, mut running) = (new(), new());
                whole.add_texts(&[text.as_str()], &run).unwrap();
                let mut rest = text.as_bytes();
                for length in (1..).map(|at| at * 37 % 1001) {
                    let (now, later) = rest.split_at(rest.len().min(length));
                    running.feed(now, &run).unwrap();
                    rest = later;
                    if rest.is_empty() {
                        break;
                    }
                }
                running.end().unwrap();
                assert_eq!(running.counts(), whole.counts(), "{split} {rule:?}");
                let all = |usage: &Usage| (usage.tokens(), usage.words(), usage.taken());
                assert_eq!(all(&running), all(&whole), "{split} {rule:?}");
                assert!(whole.words() > 1000);
            }
        }
    }
}
