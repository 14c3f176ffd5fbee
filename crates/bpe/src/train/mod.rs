//! Training: the merges of a corpus.
//!
//! Texts become words and counts ([`WordCounter`]); then the pair of neighbouring tokens that occurs most becomes a
//! token, again and again (`Training`). Cost: one scan of the text, then O(N log M) for N bytes of distinct words
//! and M merges. The result depends on nothing but the counts (and, under [`Ties::FirstSeen`], on the order in which
//! words came first): not on threads, nor on how the input was cut.
//!
//! Sources: R. Sennrich, B. Haddow & A. Birch, 2016, "Neural Machine Translation of Rare Words with Subword Units";
//! V. Zouhar, C. Meister, J. Gastaldi, L. Du, T. Vieira, M. Sachan & R. Cotterell, 2023, "A Formal Perspective on
//! Byte-Pair Encoding", whose O(N log M) algorithm keeps a heap of pairs as this one does.
mod admit;
mod arena;
mod heap;
mod letters;
mod merge;
mod options;
mod pairs;
mod table;
mod threshold;
mod tokenizer;
mod tokens;
mod walk;
mod words;

pub use merge::Made;
pub use options::{Blocked, Options, Resume, Size, Ties};
pub use words::WordCounter;
pub(crate) use words::incomplete;

use crate::formal::PairCounting;
use crate::format::byte_level;
use arena::Arena;
use letters::Letters;
use marginals_core::{Error, Result, Run};
use merge::{Loop, Rules};
use options::alphabet;
use table::Table;
use tokens::Tokens;

/// What training makes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trained {
    /// Tokens with their ids, no bytes twice.
    pub tokens: Vec<(Vec<u8>, u32)>,
    /// The merges in their order, no pair twice; several may make one token.
    pub merges: Vec<Made>,
    /// Special tokens with their ids.
    pub specials: Vec<(String, u32)>,
    /// What every symbol of a word but the first begins with.
    pub prefix: String,
    /// What the last symbol of every word ends with.
    pub suffix: String,
}

/// Makes the merges of counted words. `watch(bytes of the left, bytes of the right)` is told every merge.
///
/// # Errors
/// Argument errors for options that contradict each other; limits of size; out of memory; cancelled.
pub fn train(
    words: WordCounter,
    options: &Options,
    run: &Run,
    mut watch: impl FnMut(&[u8], &[u8]),
) -> Result<Trained> {
    let table = words.finish(run)?;
    let (distinct, total) = table.extent();
    if total.is_none_or(|total| total > i64::MAX as u64) {
        return Err(Error::limit("input", "of fewer than 2^63 bytes, counts included", "more"));
    }
    let mut start = Start::of(&table, options)?;
    let _charge = run.charge("the words", 4 * (distinct + table.len() + 1) as u64)?;
    let arena = start.arena(table, distinct, options, run)?;
    let wanted = match options.size {
        Size::Merges(merges) => merges,
        Size::Vocabulary(size) => size.saturating_sub(start.held),
    };
    let rules = Rules {
        ties: options.ties,
        counting: options.counting,
        floor: options.min_frequency.max(1),
        longest: options.max_token_length.min(crate::LONGEST_TOKEN) as u32,
        blocked: &options.blocked,
        batch: options.batch,
    };
    let mut looped = Loop::new(arena, std::mem::take(&mut start.tokens), rules, run);
    run.progress().start("merge", wanted as u64);
    let (mut merges, mut made) = (Vec::new(), 0);
    while made < wanted {
        let Some(merge) = looped.next(wanted - made)? else { break };
        // A vocabulary grows by tokens; a second way to make one adds none.
        let counts = matches!(options.size, Size::Merges(_)) || looped.grew();
        made += usize::from(counts);
        run.progress().advance(u64::from(counts));
        run.progress().report_value(merge.count as f64);
        watch(looped.tokens.get(merge.left), looped.tokens.get(merge.right));
        merges.push(merge);
        run.check()?;
    }
    start.finish(merges, looped.tokens, options)
}

/// What there is before the first merge.
struct Start {
    tokens: Tokens,
    letters: Letters,
    specials: Vec<(String, u32)>,
    /// Tokens that count against the vocabulary's size.
    held: usize,
}

const NONE: u32 = u32::MAX;

impl Start {
    fn of(table: &Table, options: &Options) -> Result<Start> {
        let by_bytes = options.ties == Ties::Hf && options.counting == PairCounting::Positions;
        let tokens = Tokens::new(by_bytes, letters::mark("continuingSubwordPrefix", &options.prefix)?.len());
        let mut start = Start { tokens, letters: Letters::new(), specials: Vec::new(), held: 0 };
        if let Some(resume) = &options.resume {
            if options.limit_alphabet.is_some() || !(options.prefix.is_empty() && options.suffix.is_empty()) {
                let expected = "nothing beside limitAlphabet, continuingSubwordPrefix or endOfWordSuffix";
                return Err(Error::argument("resumeFrom", expected, "a tokenizer"));
            }
            start.resume(resume)?;
        } else {
            let first = if options.ties == Ties::Hf { &options.specials[..] } else { &[] };
            for text in first {
                // As byte-level vocabularies spell it, a special token may be a token of the text.
                let bytes = byte_level::bytes(text).unwrap_or_default();
                let id = if bytes.is_empty() {
                    start.tokens.skip();
                    start.tokens.len() as u32 - 1
                } else {
                    start.tokens.add(&bytes).0
                };
                start.specials.push((text.clone(), id));
            }
            start.letters = Letters::of(table, options, &mut start.tokens)?;
            start.held = start.tokens.len();
        }
        let late = options.specials.len() - start.late_from(options);
        start.held += late;
        if let Size::Vocabulary(size) = options.size
            && size < start.held
        {
            let expected = format!("at least {} (the alphabet and special tokens)", start.held);
            return Err(Error::range("vocabSize", expected, size));
        }
        Ok(start)
    }

    /// Index of the first special token that gets its id after the merges.
    fn late_from(&self, options: &Options) -> usize {
        if options.resume.is_none() && options.ties == Ties::Hf { options.specials.len() } else { 0 }
    }

    fn resume(&mut self, resume: &Resume) -> Result<()> {
        let mut tokens: Vec<&(Vec<u8>, u32)> = resume.tokens.iter().collect();
        tokens.sort_by_key(|it| it.1);
        let last = resume.specials.iter().map(|it| it.1).chain(tokens.last().map(|it| it.1)).max();
        let mut tokens = tokens.into_iter().peekable();
        for id in 0..=last.unwrap_or(0) {
            match tokens.next_if(|it| it.1 == id) {
                Some((bytes, _)) => {
                    if !self.tokens.add(bytes).1 {
                        return Err(Error::internal("a vocabulary with a token twice"));
                    }
                    if let [byte] = bytes[..] {
                        self.letters.first[usize::from(byte)] = id;
                    }
                    self.held += 1;
                }
                None => self.tokens.skip(),
            }
        }
        self.specials.clone_from(&resume.specials);
        self.held += resume.specials.iter().filter(|it| self.tokens.lengths[it.1 as usize] == 0).count();
        Ok(())
    }

    fn arena(&self, table: Table, distinct: usize, options: &Options, run: &Run) -> Result<Arena> {
        // Words of one symbol stay out, so this is what is needed at most.
        let mut arena = Arena::new(distinct + table.len() * (1 + options.suffix.len()) + 1, run)?;
        let mut symbols = Vec::new();
        table.sorted(|word, count| {
            symbols.clear();
            match &options.resume {
                Some(resume) => (resume.encode)(word, &mut symbols),
                None => self.letters.symbols(word, &mut symbols),
            }
            if symbols.len() > 1 {
                arena.push(symbols.iter().map(|id| (*id, self.tokens.lengths[*id as usize])), count);
            }
        });
        Ok(arena)
    }

    fn finish(self, merges: Vec<Made>, mut tokens: Tokens, options: &Options) -> Result<Trained> {
        let mut trained = Trained { specials: self.specials, ..Trained::default() };
        (trained.prefix, trained.suffix) = (options.prefix.clone(), options.suffix.clone());
        for byte in 0..=255u8 {
            if self.letters.first[usize::from(byte)] == NONE && options.limit_alphabet.is_none() {
                tokens.add(&[byte]);
            }
        }
        let late =
            if options.resume.is_none() && options.ties == Ties::Hf { &[] } else { &options.specials[..] };
        for text in late {
            trained.specials.push((text.clone(), tokens.len() as u32));
            tokens.skip();
        }
        // Of tokens with equal bytes the first stands for all.
        let mut first = std::collections::HashMap::new();
        for id in (0..tokens.len() as u32).filter(|id| tokens.lengths[*id as usize] > 0) {
            let bytes = tokens.get(id);
            if *first.entry(bytes).or_insert(id) == id {
                trained.tokens.push((bytes.to_vec(), id));
            }
        }
        let one = |id: u32| first[tokens.get(id)];
        let merges = merges.into_iter().map(|it| Made {
            left: one(it.left),
            right: one(it.right),
            made: one(it.made),
            ..it
        });
        trained.merges = once(merges.collect(), options.ties == Ties::Hf);
        Ok(trained)
    }
}

/// The bytes of the alphabet: all, or those that occur; of too many the most frequent, equals in their order.
fn kept(table: &Table, options: &Options) -> [bool; 256] {
    let seen = if options.seen_alphabet { table.seen() } else { [true; 256] };
    let Some(limit) = options.limit_alphabet else { return seen };
    let counts = table.bytes().0;
    let mut bytes: Vec<usize> = alphabet(options.ties).map(usize::from).filter(|byte| seen[*byte]).collect();
    bytes.sort_by_key(|byte| std::cmp::Reverse(counts[*byte]));
    bytes.truncate(limit);
    std::array::from_fn(|byte| bytes.contains(&byte))
}

/// Each pair once: where it came last, as the trainer that [`Ties::Hf`] follows writes it, or first.
fn once(mut merges: Vec<Made>, last: bool) -> Vec<Made> {
    let mut seen = std::collections::HashSet::new();
    if last {
        merges.reverse();
    }
    merges.retain(|it| seen.insert((it.left, it.right)));
    if last {
        merges.reverse();
    }
    merges
}

#[cfg(test)]
mod tests;
