//! Lempel–Ziv complexity: how many phrases a series parses into, and the entropy rate that tells, in nats.
//!
//! - LZ76: each phrase is the shortest stretch that did not occur before, overlaps allowed (A. Lempel and J. Ziv, "On
//!   the complexity of finite sequences", 1976); the rate is c ln n / n. Phrases are found by walking a suffix
//!   automaton with the first end of every state (A. Blumer et al., 1985): O(n) steps of the automaton.
//! - LZ78: each phrase is a phrase before and one more symbol (J. Ziv and A. Lempel, "Compression of individual
//!   sequences via variable-rate coding", 1978); the rate is c ln c / n. A trie: O(n) steps.
//!
//! Both rates tend to the entropy rate of a stationary source as n grows, LZ76 faster; for short series both are too
//! large. A last, incomplete phrase counts. Edges of a state are a list, so a step costs at most the alphabet.
use marginals_core::{Result, Run};

const NONE: u32 = u32::MAX;
/// Symbols between two looks at the cancel flag.
const STRIDE: usize = 1 << 12;

/// Labelled edges of numbered states as lists.
struct Edges {
    heads: Vec<u32>,
    edges: Vec<Edge>,
}

#[derive(Clone, Copy)]
struct Edge {
    symbol: u32,
    to: u32,
    next: u32,
}

impl Edges {
    fn find(&self, state: u32, symbol: u32) -> Option<usize> {
        let mut at = self.heads[state as usize];
        while at != NONE {
            let edge = self.edges[at as usize];
            if edge.symbol == symbol {
                return Some(at as usize);
            }
            at = edge.next;
        }
        None
    }

    fn target(&self, state: u32, symbol: u32) -> Option<u32> {
        self.find(state, symbol).map(|at| self.edges[at].to)
    }

    fn add(&mut self, state: u32, symbol: u32, to: u32) {
        self.edges.push(Edge { symbol, to, next: self.heads[state as usize] });
        self.heads[state as usize] = (self.edges.len() - 1) as u32;
    }

    fn copy(&mut self, from: u32, to: u32) {
        let mut at = self.heads[from as usize];
        while at != NONE {
            let edge = self.edges[at as usize];
            self.add(to, edge.symbol, edge.to);
            at = edge.next;
        }
    }
}

/// The suffix automaton of a series, with the end of each state's first occurrence.
struct Automaton {
    edges: Edges,
    lengths: Vec<u32>,
    links: Vec<u32>,
    first_ends: Vec<u32>,
}

impl Automaton {
    fn new(symbols: &[u32], run: &Run) -> Result<Self> {
        let n = symbols.len();
        let mut automaton = Automaton {
            edges: Edges {
                heads: run.reserved("a suffix automaton", 2 * n + 1)?,
                edges: run.reserved("a suffix automaton", 3 * n)?,
            },
            lengths: run.reserved("a suffix automaton", 2 * n + 1)?,
            links: run.reserved("a suffix automaton", 2 * n + 1)?,
            first_ends: run.reserved("a suffix automaton", 2 * n + 1)?,
        };
        let mut last = automaton.state(0, NONE, NONE);
        for (end, symbol) in symbols.iter().enumerate() {
            if end % STRIDE == 0 {
                run.check()?;
            }
            last = automaton.extend(last, *symbol, end as u32);
        }
        Ok(automaton)
    }

    fn state(&mut self, length: u32, link: u32, first_end: u32) -> u32 {
        self.lengths.push(length);
        self.links.push(link);
        self.first_ends.push(first_end);
        self.edges.heads.push(NONE);
        (self.lengths.len() - 1) as u32
    }

    fn extend(&mut self, last: u32, symbol: u32, end: u32) -> u32 {
        let own = self.state(self.lengths[last as usize] + 1, 0, end);
        let mut at = last;
        while at != NONE && self.edges.find(at, symbol).is_none() {
            self.edges.add(at, symbol, own);
            at = self.links[at as usize];
        }
        let Some(next) = (at != NONE).then(|| self.edges.target(at, symbol)).flatten() else { return own };
        let length = self.lengths[at as usize] + 1;
        if self.lengths[next as usize] == length {
            self.links[own as usize] = next;
            return own;
        }
        let clone = self.state(length, self.links[next as usize], self.first_ends[next as usize]);
        self.edges.copy(next, clone);
        while at != NONE {
            match self.edges.find(at, symbol) {
                Some(edge) if self.edges.edges[edge].to == next => self.edges.edges[edge].to = clone,
                _ => break,
            }
            at = self.links[at as usize];
        }
        self.links[next as usize] = clone;
        self.links[own as usize] = clone;
        own
    }
}

/// Number of phrases of LZ76.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn phrases_1976(symbols: &[u32], run: &Run) -> Result<u64> {
    let _charge = run.charge("a suffix automaton", symbols.len() as u64 * 68)?;
    let automaton = Automaton::new(symbols, run)?;
    let (mut phrases, mut state) = (0, 0);
    for (end, symbol) in symbols.iter().enumerate() {
        if end % STRIDE == 0 {
            run.check()?;
        }
        let next = automaton.edges.target(state, *symbol).unwrap_or(0);
        // The stretch up to here ended nowhere before: it is a phrase.
        let is_new = automaton.first_ends[next as usize] as usize >= end;
        state = if is_new { 0 } else { next };
        phrases += u64::from(is_new || end + 1 == symbols.len());
    }
    Ok(phrases)
}

/// Number of phrases of LZ78.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn phrases_1978(symbols: &[u32], run: &Run) -> Result<u64> {
    let _charge = run.charge("a trie of phrases", symbols.len() as u64 * 16)?;
    let mut trie = Edges { heads: vec![NONE], edges: Vec::new() };
    let (mut phrases, mut state) = (0, 0);
    for (end, symbol) in symbols.iter().enumerate() {
        if end % STRIDE == 0 {
            run.check()?;
        }
        match trie.target(state, *symbol) {
            Some(next) => {
                state = next;
                phrases += u64::from(end + 1 == symbols.len());
            }
            None => {
                let leaf = trie.heads.len() as u32;
                trie.heads.push(NONE);
                trie.add(state, *symbol, leaf);
                phrases += 1;
                state = 0;
            }
        }
    }
    Ok(phrases)
}

/// c ln n / n of LZ76.
#[must_use]
pub fn rate_1976(phrases: u64, length: usize) -> f64 {
    phrases as f64 * (length as f64).ln() / length as f64
}

/// c ln c / n of LZ78.
#[must_use]
pub fn rate_1978(phrases: u64, length: usize) -> f64 {
    phrases as f64 * (phrases as f64).ln() / length as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    fn naive_1976(symbols: &[u32]) -> u64 {
        let (mut start, mut phrases) = (0, 0);
        while start < symbols.len() {
            let mut length = 1;
            while start + length <= symbols.len()
                && symbols[..start + length - 1]
                    .windows(length)
                    .any(|old| old == &symbols[start..start + length])
            {
                length += 1;
            }
            phrases += 1;
            start += length;
        }
        phrases
    }

    fn naive_1978(symbols: &[u32]) -> u64 {
        let mut seen = std::collections::BTreeSet::new();
        let mut phrase = Vec::new();
        let mut phrases = 0;
        for symbol in symbols {
            phrase.push(*symbol);
            if seen.insert(phrase.clone()) {
                phrases += 1;
                phrase.clear();
            }
        }
        phrases + u64::from(!phrase.is_empty())
    }

    #[test]
    fn the_parses_of_the_papers() {
        let run = Run::default();
        let bits = |text: &str| -> Vec<u32> { text.bytes().map(|byte| u32::from(byte - b'0')).collect() };
        // Lempel and Ziv: 0·001·10·100·1000·101 has six phrases.
        assert_eq!(phrases_1976(&bits("0001101001000101"), &run).unwrap(), 6);
        // antropy: lziv_complexity("01" * 30 + "1" * 5) is 4 unnormalized.
        let repeated = bits(&("01".repeat(30) + "11111"));
        assert_eq!(phrases_1976(&repeated, &run).unwrap(), naive_1976(&repeated));
        // Cover and Thomas: 1,0,11,01,00,10,111 …
        assert_eq!(phrases_1978(&bits("1011010100010"), &run).unwrap(), 7);
        assert_eq!((phrases_1976(&[3], &run).unwrap(), phrases_1978(&[3], &run).unwrap()), (1, 1));
    }

    #[test]
    fn phrases_are_those_of_naive_parses() {
        let run = Run::default();
        for case in 0..2000u64 {
            let mut generator = stream(2, "parse", case);
            let n = below(&mut generator, 60) + 1;
            let radix = below(&mut generator, 4) + 1;
            let symbols: Vec<u32> = (0..n).map(|_| below(&mut generator, radix) as u32).collect();
            assert_eq!(phrases_1976(&symbols, &run).unwrap(), naive_1976(&symbols), "{symbols:?}");
            assert_eq!(phrases_1978(&symbols, &run).unwrap(), naive_1978(&symbols), "{symbols:?}");
        }
    }

    #[test]
    fn rates_approach_that_of_fair_coins() {
        let mut generator = stream(4, "coins", 0);
        let symbols: Vec<u32> = (0..200_000).map(|_| below(&mut generator, 2) as u32).collect();
        let run = Run::default();
        let one = rate_1976(phrases_1976(&symbols, &run).unwrap(), symbols.len());
        let other = rate_1978(phrases_1978(&symbols, &run).unwrap(), symbols.len());
        assert!((one / 2f64.ln() - 1.0).abs() < 0.05, "{one}");
        assert!((other / 2f64.ln() - 1.0).abs() < 0.15, "{other}");
    }
}
