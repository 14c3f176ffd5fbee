//! Special tokens: texts that stand for one token each, found before anything is split.
use aho_corasick::{AhoCorasick, MatchKind};
use marginals_core::{Error, Result};

/// What special tokens in a text mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpecialMode {
    /// They are text like any other, so that what a user writes cannot act as one.
    #[default]
    Text,
    /// Each becomes its token.
    Encode,
    /// They are an error.
    Refuse,
}

/// Special tokens and their ids.
#[derive(Debug)]
pub struct Specials {
    tokens: Vec<(String, u32)>,
    finder: Option<AhoCorasick>,
}

impl Specials {
    /// Checks that no text is empty and no text and no id is there twice.
    pub(crate) fn new(mut tokens: Vec<(String, u32)>) -> Result<Specials> {
        tokens.sort_by_key(|(_, id)| *id);
        if tokens.iter().any(|(text, _)| text.is_empty()) {
            return Err(Error::argument("specialTokens", "texts that are not empty", "an empty one"));
        }
        if let Some(pair) = tokens.windows(2).find(|pair| pair[0].1 == pair[1].1) {
            let received = format_args!("{} twice", pair[0].1).to_string();
            return Err(Error::argument("specialTokens", "a different id for each", received));
        }
        let mut texts: Vec<&str> = tokens.iter().map(|(text, _)| text.as_str()).collect();
        texts.sort_unstable();
        if texts.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Error::argument("specialTokens", "each text once", "one of them twice"));
        }
        let finder = if tokens.is_empty() {
            None
        } else {
            let built = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(tokens.iter().map(|(text, _)| text));
            Some(built.map_err(|error| Error::limit("specialTokens", "smaller in all", error))?)
        };
        Ok(Specials { tokens, finder })
    }

    /// Texts and ids, in the order of ids.
    #[must_use]
    pub fn tokens(&self) -> &[(String, u32)] {
        &self.tokens
    }

    /// The text of a special token.
    pub(crate) fn text(&self, id: u32) -> Option<&str> {
        let at = self.tokens.binary_search_by_key(&id, |(_, id)| *id).ok()?;
        Some(&self.tokens[at].0)
    }

    /// Calls `plain(start, end)` for what lies between special tokens and `special(start, end, id)` for each,
    /// until one of them answers false.
    pub(crate) fn segments(
        &self,
        text: &str,
        mode: SpecialMode,
        mut segment: impl FnMut(usize, usize, Option<u32>) -> Result<bool>,
    ) -> Result<()> {
        let mut at = 0;
        if let Some(finder) = self.finder.as_ref().filter(|_| mode != SpecialMode::Text) {
            for found in finder.find_iter(text) {
                let (name, id) = &self.tokens[found.pattern().as_usize()];
                if mode == SpecialMode::Refuse {
                    let expected = "without special tokens (special: 'text' takes them as text)";
                    let name: String = name.chars().take(40).collect();
                    return Err(Error::argument("text", expected, format_args!("'{name}' in it")));
                }
                if found.start() > at && !segment(at, found.start(), None)? {
                    return Ok(());
                }
                if !segment(found.start(), found.end(), Some(*id))? {
                    return Ok(());
                }
                at = found.end();
            }
        }
        if at < text.len() {
            segment(at, text.len(), None)?;
        }
        Ok(())
    }
}
