//! Texts to words and their counts, never keeping the text.
//!
//! A text is cut at places where its split has a border whatever surrounds it, the parts are counted in parallel
//! into a table each thread holds for the time, and the tables are added at the end. Sums do not depend on which
//! table a part went to, so the counts are the same for any number of threads. Cost: one scan of the text and one
//! look-up a piece; memory: the distinct pieces, once a thread.
use super::table::Table;
use crate::split::Split;
use marginals_core::{Error, Result, Run};
use std::sync::{Mutex, PoisonError};

/// Bytes of a part of a text.
const PART: usize = 1 << 17;
/// Bytes of a running text that are counted at once.
const BLOCK: usize = 1 << 22;

/// Counts words.
#[derive(Debug)]
pub struct WordCounter {
    split: Split,
    ordered: bool,
    tables: Mutex<Vec<Table>>,
    /// Bytes taken in.
    taken: u64,
    /// The end of the running text, not yet counted.
    open: Vec<u8>,
    /// Length of it from which it is worth looking for a border.
    enough: usize,
    lenient: bool,
}

impl WordCounter {
    /// A counter of the pieces of a split.
    ///
    /// `ordered` keeps the order in which words came first, which [`Ties::FirstSeen`](super::Ties) needs;
    /// `lenient` takes bytes that are no UTF-8 as U+FFFD, as a lenient decoder does.
    #[must_use]
    pub fn new(split: Split, ordered: bool, lenient: bool) -> WordCounter {
        let tables = Mutex::new(vec![Table::new(ordered)]);
        WordCounter { split, ordered, tables, taken: 0, open: Vec::new(), enough: BLOCK, lenient }
    }

    /// How texts are split.
    #[must_use]
    pub fn split(&self) -> &Split {
        &self.split
    }

    /// Bytes taken in so far.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Counts the words of whole texts.
    ///
    /// # Errors
    /// A split whose pattern runs away; out of memory; cancelled.
    pub fn add_texts<T: AsRef<str> + Sync>(&mut self, texts: &[T], run: &Run) -> Result<()> {
        let mut parts = Vec::new();
        for text in texts {
            let text = text.as_ref();
            self.cut(text, text.len(), self.taken, &mut parts);
            self.taken += text.len() as u64;
            run.progress().advance(text.len() as u64);
        }
        self.count(parts, run)
    }

    /// Takes more of a running text, whose pieces may go over the borders of the blocks it comes in.
    ///
    /// # Errors
    /// As [`WordCounter::add_texts`], and bytes that are no UTF-8 unless lenient.
    pub fn feed(&mut self, bytes: &[u8], run: &Run) -> Result<()> {
        for block in bytes.chunks(BLOCK) {
            self.open.try_reserve(block.len()).map_err(|_| {
                Error::limit("input", "of pieces that fit memory", format_args!("{} bytes", self.open.len()))
            })?;
            self.open.extend_from_slice(block);
            run.progress().advance(block.len() as u64);
            if self.open.len() >= self.enough {
                self.drain(false, run)?;
            }
        }
        Ok(())
    }

    /// Ends the running text.
    ///
    /// # Errors
    /// As [`WordCounter::feed`].
    pub fn end(&mut self, run: &Run) -> Result<()> {
        self.drain(true, run)
    }

    fn drain(&mut self, whole: bool, run: &Run) -> Result<()> {
        let open = std::mem::take(&mut self.open);
        let _charge = run.charge("a running text", open.len() as u64)?;
        let readable = if whole { open.len() } else { open.len() - incomplete(&open) };
        let owned;
        let text = match std::str::from_utf8(&open[..readable]) {
            Ok(text) => text,
            Err(error) if !self.lenient => {
                let at = self.taken + error.valid_up_to() as u64;
                return Err(Error::argument("input", "UTF-8", format_args!("other bytes at byte {at}")));
            }
            Err(_) => {
                owned = String::from_utf8_lossy(&open[..readable]).into_owned();
                owned.as_str()
            }
        };
        let until = if whole { Some(text.len()) } else { self.split.border(text, text.len()) };
        // Without a border all of it waits for more.
        let Some(until) = until else {
            self.enough = 2 * open.len();
            self.open = open;
            return Ok(());
        };
        self.enough = BLOCK;
        let mut parts = Vec::new();
        self.cut(text, until, self.taken, &mut parts);
        self.count(parts, run)?;
        self.taken += until as u64;
        self.open.extend_from_slice(&text.as_bytes()[until..]);
        self.open.extend_from_slice(&open[readable..]);
        Ok(())
    }

    /// Counts a word as often as it is said to occur, taken whole.
    ///
    /// # Errors
    /// Out of memory.
    pub fn add_word(&mut self, word: &[u8], count: u64, run: &Run) -> Result<()> {
        if count == 0 || word.is_empty() {
            return Ok(());
        }
        let first = self.taken;
        self.taken += word.len() as u64;
        let tables = self.tables.get_mut().unwrap_or_else(PoisonError::into_inner);
        match tables.first_mut() {
            Some(table) => table.add(word, (0, word.len()), count, first, run),
            None => Err(Error::internal("a counter without a table")),
        }
    }

    fn cut<'t>(&self, text: &'t str, until: usize, offset: u64, parts: &mut Vec<Part<'t>>) {
        let mut start = 0;
        while start < until {
            let rest = &text[start..];
            let mut length = until - start;
            if length > PART {
                // A place in the second half of the part, else the part is larger.
                let mut most = PART;
                while !rest.is_char_boundary(most) {
                    most += 1;
                }
                if let Some(border) = self.split.border(rest, most.min(length)) {
                    length = border;
                }
            }
            parts.push(Part { rest, length, offset: offset + start as u64 });
            start += length;
        }
    }

    fn count(&self, parts: Vec<Part<'_>>, run: &Run) -> Result<()> {
        let held = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        run.items(
            parts,
            || (),
            |(), _, part: Part<'_>| {
                let taken = held().pop();
                let mut table = taken.unwrap_or_else(|| Table::new(self.ordered));
                let bytes = part.rest.as_bytes();
                let mut checked = 0;
                let done = self.split.pieces(part.rest, |start, end| {
                    table.add(bytes, (start, end), 1, part.offset + start as u64, run)?;
                    if end > checked + PART {
                        checked = end;
                        run.check()?;
                    }
                    Ok(end < part.length)
                });
                held().push(table);
                done
            },
        )?;
        Ok(())
    }

    /// All counts in one table.
    pub(super) fn finish(mut self, run: &Run) -> Result<Table> {
        self.end(run)?;
        let mut tables = self.tables.into_inner().unwrap_or_else(PoisonError::into_inner);
        tables.sort_by_key(Table::len);
        let mut largest = tables.pop().unwrap_or_else(|| Table::new(self.ordered));
        for table in tables {
            run.check()?;
            largest.absorb(table, run)?;
        }
        Ok(largest)
    }
}

/// A part of a text: what is left of the text from its start, and how long the part is.
struct Part<'t> {
    rest: &'t str,
    length: usize,
    offset: u64,
}

/// Bytes at the end that begin a character and do not end it.
pub(crate) fn incomplete(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let byte = bytes[bytes.len() - back];
        let length = match byte {
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            0x80..=0xbf => continue,
            _ => 1,
        };
        return if length > back { back } else { 0 };
    }
    0
}
