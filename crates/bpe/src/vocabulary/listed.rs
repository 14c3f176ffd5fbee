//! A vocabulary whose merges are listed: each names the two tokens it joins and the one it makes.
//!
//! The order of the list is the order of merging. Ids need not follow it, several merges may make one token, and
//! a token may be made by none; what merging cannot make is found only where whole pieces are looked up first.
use super::{Characters, MOST_TOKENS, NONE, Start, Vocabulary};
use marginals_core::{Error, Result};
use std::collections::HashSet;

/// A merge: two tokens and the one they make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The left token.
    pub left: u32,
    /// The right token.
    pub right: u32,
    /// The token of both.
    pub made: u32,
}

/// How a vocabulary of listed merges is used.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// How pieces start, where not as their bytes. The tokens of its `bytes` are found by no piece.
    pub characters: Option<Characters>,
    /// Whether a piece that is a token is that token, whatever its merges make of it.
    pub whole_pieces: bool,
    /// Tokens that no text contains unless it is asked for: special ones.
    pub apart: Vec<u32>,
}

impl Vocabulary {
    /// The vocabulary of tokens with their ids, merged in the order of `merges`.
    ///
    /// # Errors
    /// Argument errors for an empty or repeated token, a repeated id, a merge of tokens that do not exist or do
    /// not make the token, a repeated merge; limit errors for too many or too long tokens.
    pub fn from_merges(
        mut tokens: Vec<(Vec<u8>, u32)>,
        merges: Vec<Merge>,
        rules: Rules,
    ) -> Result<Vocabulary> {
        if tokens.len() > MOST_TOKENS || merges.len() > 2 * MOST_TOKENS {
            return Err(Error::limit("vocab", format_args!("at most {MOST_TOKENS} tokens"), tokens.len()));
        }
        tokens.sort_unstable_by_key(|(_, id)| *id);
        let largest = tokens.last().map_or(0, |(_, id)| *id as usize);
        if largest >= 2 * MOST_TOKENS {
            return Err(Error::range("vocab", format_args!("ids below {}", 2 * MOST_TOKENS), largest));
        }
        if let Some(pair) = tokens.windows(2).find(|pair| pair[0].1 == pair[1].1) {
            let received = format_args!("id {} twice", pair[0].1).to_string();
            return Err(Error::argument("vocab", "a different id for every token", received));
        }
        let mut vocabulary = Vocabulary::with_room(&tokens, largest);
        let mut apart = rules.apart;
        apart.sort_unstable();
        vocabulary.apart.clone_from(&apart);
        if let Some(characters) = &rules.characters {
            apart.extend(characters.bytes.iter().flat_map(|ids| ids.iter()).filter(|id| **id != NONE));
            apart.extend(characters.unknown);
        }
        apart.sort_unstable();
        for (bytes, id) in &tokens {
            vocabulary.add("vocab", bytes, *id)?;
            if apart.binary_search(id).is_err() {
                vocabulary.know("vocab", bytes, *id)?;
            }
        }
        vocabulary.whole = rules.whole_pieces;
        vocabulary.ordered = rules.characters.is_none();
        vocabulary.start = match rules.characters {
            Some(characters) => Start::Characters(characters),
            None => Start::bytes(vocabulary.byte_ids()),
        };
        vocabulary.list(merges)?;
        vocabulary.drop_unreachable(&tokens, &apart);
        Ok(vocabulary)
    }

    fn list(&mut self, merges: Vec<Merge>) -> Result<()> {
        let mut last = 0;
        let mut seen = HashSet::with_capacity(merges.len());
        for (rank, merge) in merges.iter().enumerate() {
            let Merge { left, right, made } = *merge;
            let at = || format_args!("another one at {rank}").to_string();
            let bad = || Error::argument("merges", "pairs of tokens that make a token", at());
            let (Some(first), Some(second), Some(both)) =
                (self.token(left), self.token(right), self.token(made))
            else {
                return Err(bad());
            };
            if both.len() != first.len() + second.len() || !both.starts_with(first) || !both.ends_with(second)
            {
                return Err(bad());
            }
            if !seen.insert((left, right)) {
                return Err(Error::argument(
                    "merges",
                    "each merge once",
                    format_args!("that at {rank} again"),
                ));
            }
            // Ids in the order of merges, each token made once, after what it is made of.
            self.ordered &=
                made >= last && left < made && right < made && self.halves[made as usize].0 == made;
            last = made;
            self.halves[made as usize] = (left, right);
        }
        if !self.ordered {
            self.pairs.make(merges.iter().map(|merge| merge.made).collect());
        }
        for (rank, merge) in merges.iter().enumerate() {
            let Merge { left, right, made } = *merge;
            // In the order of ids, a token's id is its rank.
            let rank = if self.ordered { made } else { rank as u32 };
            self.pairs.insert(left, right, rank);
            let (first, second) = (self.token(left), self.token(right));
            if let (Some([left]), Some([right])) = (first, second) {
                let (left, right) = (*left, *right);
                self.pairs.insert_bytes(left, right, rank);
            }
        }
        if !self.ordered {
            self.listed = merges;
        }
        Ok(())
    }

    /// Lets no piece find a token that its merges do not make, unless whole pieces come first.
    fn drop_unreachable(&mut self, tokens: &[(Vec<u8>, u32)], apart: &[u32]) {
        let mut parts = Vec::new();
        for (bytes, id) in tokens {
            parts.clear();
            if apart.binary_search(id).is_err() {
                self.merge(bytes, &mut parts);
            }
            if parts != [*id] {
                self.unreachable.insert(*id);
            }
        }
        if !self.whole && !self.unreachable.is_empty() {
            let known = tokens.iter().filter(|(_, id)| !self.unreachable.contains(id));
            let known: Vec<&(Vec<u8>, u32)> = known.collect();
            let short = known.iter().filter(|(bytes, _)| bytes.len() <= super::SHORT).count();
            let mut pieces = super::Pieces::new(short, known.len() - short);
            for (bytes, id) in known {
                pieces.insert_new(bytes, *id, |id| self.token(id).unwrap_or_default());
            }
            self.pieces = pieces;
        }
    }
}
