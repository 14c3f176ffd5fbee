//! A `tokenizer.json` as it is read: checked for its form only.
use marginals_core::{Error, Result};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// Most bytes of a file.
const MOST_BYTES: usize = 1 << 29;

#[derive(Deserialize)]
pub(super) struct File {
    #[serde(default)]
    pub version: Option<String>,
    #[serde(default)]
    pub added_tokens: Vec<AddedToken>,
    #[serde(default)]
    pub normalizer: Value,
    #[serde(default)]
    pub pre_tokenizer: Value,
    #[serde(default)]
    pub post_processor: Value,
    #[serde(default)]
    pub decoder: Value,
    pub model: Model,
}

#[derive(Deserialize)]
pub(super) struct AddedToken {
    pub id: u32,
    pub content: String,
    #[serde(default)]
    pub single_word: bool,
    #[serde(default)]
    pub lstrip: bool,
    #[serde(default)]
    pub rstrip: bool,
    #[serde(default)]
    pub special: bool,
}

#[derive(Default, Deserialize)]
pub(super) struct Model {
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub dropout: Option<f64>,
    #[serde(default)]
    pub unk_token: Option<String>,
    #[serde(default)]
    pub continuing_subword_prefix: Option<String>,
    #[serde(default)]
    pub end_of_word_suffix: Option<String>,
    #[serde(default)]
    pub fuse_unk: Option<bool>,
    #[serde(default)]
    pub byte_fallback: Option<bool>,
    #[serde(default)]
    pub ignore_merges: Option<bool>,
    #[serde(default)]
    pub vocab: Entries,
    #[serde(default)]
    pub merges: Vec<Sides>,
}

impl Model {
    /// Whether symbols carry marks by their place in a piece.
    pub fn is_marked(&self) -> bool {
        let marks = [&self.continuing_subword_prefix, &self.end_of_word_suffix];
        marks.into_iter().flatten().any(|mark| !mark.is_empty())
    }
}

/// A vocabulary in the order of the file, so that a token that stands there twice is seen.
#[derive(Default)]
pub(super) struct Entries(pub Vec<(String, u32)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("tokens and their ids")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }

            // The vocabulary of another model, which is told by its type.
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Entries, A::Error> {
                while list.next_element::<serde::de::IgnoredAny>()?.is_some() {}
                Ok(Entries::default())
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// The two sides of a merge: `"a b"` or `["a", "b"]`.
pub(super) struct Sides(pub String, pub String);

impl<'de> Deserialize<'de> for Sides {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Sides;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("two tokens")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<Sides, E> {
                sides(text).ok_or_else(|| E::custom("a merge that is not two tokens"))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Sides, A::Error> {
                match (list.next_element()?, list.next_element()?, list.next_element::<String>()?) {
                    (Some(left), Some(right), None) => Ok(Sides(left, right)),
                    _ => Err(A::Error::custom("a merge that is not two tokens")),
                }
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// The sides of a merge written as one text.
pub(super) fn sides(text: &str) -> Option<Sides> {
    let (left, right) = text.split_once(' ')?;
    (!left.is_empty() && !right.is_empty() && !right.contains(' '))
        .then(|| Sides(left.to_owned(), right.to_owned()))
}

/// Reads JSON; a fault names its place, never what stands there.
pub(crate) fn json<T: DeserializeOwned>(argument: &'static str, form: &str, text: &str) -> Result<T> {
    if text.len() > MOST_BYTES {
        return Err(Error::limit(argument, format_args!("at most {MOST_BYTES} bytes"), text.len()));
    }
    serde_json::from_str(text).map_err(|error| {
        let place = (error.line(), error.column());
        let received = match error.classify() {
            serde_json::error::Category::Eof => "text that ends too early".to_owned(),
            serde_json::error::Category::Data => {
                format!("other values at line {}, column {}", place.0, place.1)
            }
            _ => format!("text that is no JSON at line {}, column {}", place.0, place.1),
        };
        Error::argument(argument, form, received)
    })
}
