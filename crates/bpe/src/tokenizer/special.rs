//! Added tokens: texts that stand for one token each, found before anything is split.
//!
//! Special ones are found when they are asked for; the others always, as part of the vocabulary.
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

/// A token that is found by its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Added {
    /// Its text.
    pub text: String,
    /// Its id.
    pub id: u32,
    /// Whether it is found only when special tokens are asked for.
    pub special: bool,
    /// Whether it takes the white space before it.
    pub left: bool,
    /// Whether it takes the white space after it.
    pub right: bool,
    /// Whether it is found only where no letter, number or underscore touches it.
    pub word: bool,
}

/// Added tokens and their ids.
#[derive(Debug)]
pub struct Specials {
    tokens: Vec<Added>,
    /// Finds all of them.
    all: Option<AhoCorasick>,
    /// Finds those that are always found, with their places in `tokens`.
    plain: Option<(AhoCorasick, Vec<usize>)>,
}

impl Specials {
    /// Checks that no text is empty and no text and no id is there twice.
    pub(crate) fn new(mut tokens: Vec<Added>) -> Result<Specials> {
        tokens.sort_by_key(|token| token.id);
        if tokens.iter().any(|token| token.text.is_empty()) {
            return Err(Error::argument("specialTokens", "texts that are not empty", "an empty one"));
        }
        if let Some(pair) = tokens.windows(2).find(|pair| pair[0].id == pair[1].id) {
            let received = format_args!("{} twice", pair[0].id).to_string();
            return Err(Error::argument("specialTokens", "a different id for each", received));
        }
        let mut texts: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        texts.sort_unstable();
        if texts.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Error::argument("specialTokens", "each text once", "one of them twice"));
        }
        let places: Vec<usize> = (0..tokens.len()).filter(|at| !tokens[*at].special).collect();
        let all = finder(tokens.iter().map(|token| &token.text))?;
        let plain = finder(places.iter().map(|at| &tokens[*at].text))?.map(|finder| (finder, places));
        Ok(Specials { tokens, all, plain })
    }

    /// The tokens, in the order of ids.
    #[must_use]
    pub fn tokens(&self) -> &[Added] {
        &self.tokens
    }

    /// The text of an added token.
    pub(crate) fn text(&self, id: u32) -> Option<&str> {
        let at = self.tokens.binary_search_by_key(&id, |token| token.id).ok()?;
        Some(&self.tokens[at].text)
    }

    /// Calls `segment(start, end, None)` for what lies between added tokens and `segment(start, end, id)` for
    /// each, until it answers false.
    pub(crate) fn segments(
        &self,
        text: &str,
        mode: SpecialMode,
        mut segment: impl FnMut(usize, usize, Option<u32>) -> Result<bool>,
    ) -> Result<()> {
        let mut at = 0;
        let finder = match (mode, &self.plain) {
            (SpecialMode::Text, plain) => plain.as_ref().map(|(finder, places)| (finder, Some(places))),
            _ => self.all.as_ref().map(|finder| (finder, None)),
        };
        let Some((finder, places)) = finder else {
            if !text.is_empty() {
                segment(0, text.len(), None)?;
            }
            return Ok(());
        };
        for found in finder.find_iter(text) {
            let place = found.pattern().as_usize();
            let token = &self.tokens[places.map_or(place, |places| places[place])];
            let (mut start, mut end) = (found.start(), found.end());
            if start < at || (token.word && touches_word(text, start, end)) {
                continue;
            }
            if mode == SpecialMode::Refuse && token.special {
                let expected = "without special tokens (special: 'text' takes them as text)";
                let name: String = token.text.chars().take(40).collect();
                return Err(Error::argument("text", expected, format_args!("'{name}' in it")));
            }
            if token.left {
                start = at + text[at..start].trim_end().len();
            }
            if token.right {
                end = text.len() - text[end..].trim_start().len();
            }
            if start > at && !segment(at, start, None)? {
                return Ok(());
            }
            if !segment(start, end, Some(token.id))? {
                return Ok(());
            }
            at = end;
        }
        if at < text.len() {
            segment(at, text.len(), None)?;
        }
        Ok(())
    }
}

fn finder<'a>(texts: impl ExactSizeIterator<Item = &'a String>) -> Result<Option<AhoCorasick>> {
    if texts.len() == 0 {
        return Ok(None);
    }
    let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(texts);
    built.map(Some).map_err(|error| Error::limit("specialTokens", "smaller in all", error))
}

fn touches_word(text: &str, start: usize, end: usize) -> bool {
    // What `\w` is in patterns: letters, marks, decimal digits, connectors and joiners.
    let word = |character: char| regex_syntax::try_is_word_character(character).unwrap_or(false);
    text[..start].chars().next_back().is_some_and(word) || text[end..].chars().next().is_some_and(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str, id: u32) -> Added {
        Added { text: text.into(), id, ..Added::default() }
    }

    fn found(specials: &Specials, text: &str, mode: SpecialMode) -> Vec<(String, Option<u32>)> {
        let mut parts = Vec::new();
        specials
            .segments(text, mode, |start, end, id| {
                parts.push((text[start..end].to_owned(), id));
                Ok(true)
            })
            .unwrap();
        parts
    }

    #[test]
    fn added_tokens_are_always_found_and_special_ones_on_request() {
        let specials =
            Specials::new(vec![added("  ", 5), Added { special: true, ..added("<s>", 1) }]).unwrap();
        let part = |text: &str, id| (text.to_owned(), id);
        assert_eq!(
            found(&specials, "a  <s>", SpecialMode::Text),
            [part("a", None), part("  ", Some(5)), part("<s>", None)]
        );
        assert_eq!(found(&specials, "a<s>", SpecialMode::Encode), [part("a", None), part("<s>", Some(1))]);
        assert!(specials.segments("<s>", SpecialMode::Refuse, |_, _, _| Ok(true)).is_err());
    }

    #[test]
    fn a_token_may_take_white_space_or_stand_alone() {
        let both = Added { left: true, right: true, ..added("M", 7) };
        let specials = Specials::new(vec![both, Added { word: true, ..added("w", 8) }]).unwrap();
        let part = |text: &str, id| (text.to_owned(), id);
        assert_eq!(
            found(&specials, "a M  b", SpecialMode::Text),
            [part("a", None), part(" M  ", Some(7)), part("b", None)]
        );
        assert_eq!(found(&specials, "ww w", SpecialMode::Text), [part("ww ", None), part("w", Some(8))]);
        // Marks and joiners belong to words, superscripts do not.
        for (beside, alone) in
            [('\u{301}', false), ('\u{94d}', false), ('\u{200d}', false), ('\u{203f}', false), ('²', true)]
        {
            let text = format!("{beside}w");
            let parts = found(&specials, &text, SpecialMode::Text);
            assert_eq!(parts.contains(&part("w", Some(8))), alone, "{beside:?}");
        }
    }
}
