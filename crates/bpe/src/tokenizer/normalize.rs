//! What is done to a text before it is split: Unicode forms, replacements, a space in front.
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc_quick, is_nfd_quick, is_nfkc_quick, is_nfkd_quick};

/// One change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Canonical composition.
    Nfc,
    /// Canonical decomposition.
    Nfd,
    /// Compatibility composition.
    Nfkc,
    /// Compatibility decomposition.
    Nfkd,
    /// Lower case of every character.
    Lowercase,
    /// Text put in front.
    Prepend(String),
    /// One text in place of another.
    Replace(String, String),
    /// A text in place of every run of white space.
    Spaces(String),
    /// A space in front where there is none.
    PrefixSpace,
    /// As [`Form::PrefixSpace`], only at the beginning of the whole text.
    FirstPrefixSpace,
}

impl Form {
    /// The changed text; `first` when it begins the whole one.
    fn apply(&self, text: &str, first: bool) -> Option<String> {
        use unicode_normalization::IsNormalized::Yes;
        match self {
            Form::Nfc => (is_nfc_quick(text.chars()) != Yes).then(|| text.nfc().collect()),
            Form::Nfd => (is_nfd_quick(text.chars()) != Yes).then(|| text.nfd().collect()),
            Form::Nfkc => (is_nfkc_quick(text.chars()) != Yes).then(|| text.nfkc().collect()),
            Form::Nfkd => (is_nfkd_quick(text.chars()) != Yes).then(|| text.nfkd().collect()),
            Form::Lowercase => Some(text.chars().flat_map(char::to_lowercase).collect()),
            Form::Prepend(front) => (!text.is_empty()).then(|| format!("{front}{text}")),
            Form::Replace(from, to) => text.contains(from.as_str()).then(|| text.replace(from, to)),
            Form::Spaces(to) => text.contains(char::is_whitespace).then(|| spaced(text, to)),
            Form::PrefixSpace => (!text.starts_with(' ')).then(|| format!(" {text}")),
            Form::FirstPrefixSpace => (first && !text.starts_with(' ')).then(|| format!(" {text}")),
        }
    }
}

/// `text` with `to` in place of every run of white space.
fn spaced(text: &str, to: &str) -> String {
    let (mut out, mut inside) = (String::with_capacity(text.len()), false);
    for character in text.chars() {
        if !character.is_whitespace() {
            out.push(character);
        } else if !inside {
            out.push_str(to);
        }
        inside = character.is_whitespace();
    }
    out
}

/// `text` after all `forms` in turn.
pub(crate) fn normalized<'a>(forms: &[Form], text: &'a str, first: bool) -> Cow<'a, str> {
    let mut changed = Cow::Borrowed(text);
    for form in forms {
        if let Some(next) = form.apply(&changed, first) {
            changed = Cow::Owned(next);
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_follow_one_another() {
        let forms = [Form::Nfc, Form::Replace("\u{2581}".into(), " ".into()), Form::PrefixSpace];
        assert_eq!(normalized(&forms, "e\u{301}\u{2581}x", true), " é x");
        assert_eq!(normalized(&forms, " a", false), " a");
        assert_eq!(normalized(&[Form::FirstPrefixSpace], "a", false), "a");
        assert_eq!(normalized(&[Form::Prepend(" ".into())], "", true), "");
        assert_eq!(normalized(&[Form::Spaces("_".into())], " a\n\u{3000}b\u{85}", true), "_a_b_");
    }
}
