//! From what was trained to a tokenizer, and from a tokenizer to what training goes on from.
use super::{Made, Resume, Trained};
use crate::format::byte_level;
use crate::format::with_marks;
use crate::split::Split;
use crate::tokenizer::Tokenizer;
use crate::vocabulary::{Merge, Rules, Vocabulary};
use marginals_core::{Error, Result};
use std::collections::HashSet;
use std::sync::Arc;

impl Resume {
    /// What training goes on from.
    ///
    /// # Errors
    /// A tokenizer that changes or loses text, or whose tokens are not made by merges of bytes.
    pub fn of(tokenizer: Arc<Tokenizer>) -> Result<Resume> {
        let vocabulary = tokenizer.vocabulary();
        let merges: Vec<Merge> = vocabulary.merges();
        let made = !merges.is_empty() || vocabulary.len() <= 256;
        if !made || !tokenizer.is_lossless() || vocabulary.characters().is_some() {
            let expected = "a tokenizer whose tokens are made by merges of bytes";
            return Err(Error::unsupported("resumeFrom", expected, "another one"));
        }
        let specials: Vec<(String, u32)> =
            tokenizer.specials().tokens().iter().map(|added| (added.text.clone(), added.id)).collect();
        let tokens = vocabulary.tokens().filter(|(id, _)| !vocabulary.is_apart(*id));
        let mut tokens: Vec<(Vec<u8>, u32)> = tokens.map(|(id, bytes)| (bytes.to_vec(), id)).collect();
        // A merge that spells a special token makes that token, as in the first training.
        let mut known: HashSet<Vec<u8>> = tokens.iter().map(|(bytes, _)| bytes.clone()).collect();
        for (text, id) in specials.iter().filter(|it| vocabulary.token(it.1).is_none()) {
            let spelled = byte_level::bytes(text).filter(|bytes| !bytes.is_empty());
            tokens.extend(spelled.filter(|bytes| known.insert(bytes.clone())).map(|bytes| (bytes, *id)));
        }
        let encode =
            Box::new(move |word: &[u8], symbols: &mut Vec<u32>| tokenizer.vocabulary().merge(word, symbols));
        Ok(Resume { tokens, specials, merges, encode })
    }
}

impl Trained {
    /// The tokenizer of these tokens and merges, after those of the tokenizer that training went on from. Its merges
    /// are applied in their order, so it encodes as it was trained.
    ///
    /// # Errors
    /// A special token with the id of another token.
    pub fn into_tokenizer(self, split: Split, resume: Option<&Resume>) -> Result<Tokenizer> {
        let mut merges = resume.map(|resume| resume.merges.clone()).unwrap_or_default();
        let known: HashSet<_> = merges.iter().map(|it| (it.left, it.right)).collect();
        let new = self.merges.into_iter().filter(|it| !known.contains(&(it.left, it.right)));
        merges.extend(new.map(|Made { left, right, made, .. }| Merge { left, right, made }));
        if !self.prefix.is_empty() || !self.suffix.is_empty() {
            return with_marks(&self.tokens, &merges, [self.prefix, self.suffix], split, self.specials);
        }
        // A special token that is no part of a merge is found by its text alone, and no token of texts.
        let merged: HashSet<u32> = merges.iter().flat_map(|it| [it.left, it.right, it.made]).collect();
        let special: HashSet<u32> = self.specials.iter().map(|it| it.1).collect();
        let mut tokens = self.tokens;
        tokens.retain(|(bytes, id)| bytes.len() == 1 || merged.contains(id) || !special.contains(id));
        let vocabulary = Vocabulary::from_merges(tokens, merges, Rules::default())?;
        Tokenizer::new(vocabulary, split, self.specials)
    }
}
