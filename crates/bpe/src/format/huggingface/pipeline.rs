//! The steps around the model of a `tokenizer.json`: what is done to a text before it is split, how it is split,
//! how tokens become text again.
//!
//! SentencePiece writes a space as `▁`. Here a space stays a space: tokens are kept with spaces, a `▁` of the
//! text becomes one, and so nothing has to be replaced in texts without it.
use crate::split::{Behavior, Split, Step};
use crate::tokenizer::Form;
use marginals_core::{Error, Result};
use serde_json::Value;

/// How SentencePiece writes a space.
pub(crate) const SPACE: &str = "\u{2581}";

/// Steps before and after the model.
#[derive(Debug, Default)]
pub(crate) struct Pipeline {
    pub forms: Vec<Form>,
    pub steps: Vec<Step>,
    /// Whether tokens are bytes spelled as characters.
    pub byte_level: bool,
    /// Whether a space is spelled `▁`.
    pub spaces: bool,
    /// Whether it becomes one before the text is split, so that no step there sees a space.
    pub replaced: bool,
    /// Whether decoding takes away one space in front.
    pub strip: bool,
}

fn unsupported(argument: &'static str, kind: &str, how: &str) -> Error {
    let kind: String = kind.chars().take(40).collect();
    Error::unsupported(argument, how, format_args!("'{kind}'"))
}

fn kind(step: &Value) -> &str {
    step["type"].as_str().unwrap_or("none")
}

fn flag(step: &Value, name: &str, default: bool) -> bool {
    step[name].as_bool().unwrap_or(default)
}

impl Pipeline {
    pub fn of(normalizer: &Value, pre_tokenizer: &Value, decoder: &Value) -> Result<Pipeline> {
        let replaced = mentions_space(normalizer);
        let spaces = replaced || has(pre_tokenizer, "pretokenizers", "Metaspace");
        let mut pipeline = Pipeline { spaces, replaced, strip: strips(decoder), ..Pipeline::default() };
        pipeline.normalizer(normalizer)?;
        pipeline.pre_tokenizer(pre_tokenizer)?;
        Ok(pipeline)
    }

    /// A text of the file, with spaces for what stands for them.
    fn spaced(&self, text: &str) -> String {
        if self.spaces { text.replace(SPACE, " ") } else { text.to_owned() }
    }

    fn normalizer(&mut self, step: &Value) -> Result<()> {
        let text = |name: &str| self.spaced(step[name].as_str().unwrap_or_default());
        let form = match kind(step) {
            "none" if step.is_null() => return Ok(()),
            "Sequence" => {
                let steps = step["normalizers"].as_array().map(Vec::as_slice).unwrap_or_default();
                return steps.iter().try_for_each(|step| self.normalizer(step));
            }
            "NFC" => Form::Nfc,
            "NFD" => Form::Nfd,
            "NFKC" => Form::Nfkc,
            "NFKD" => Form::Nfkd,
            "Lowercase" => Form::Lowercase,
            "Prepend" => Form::Prepend(text("prepend")),
            "Replace" if step["pattern"]["Regex"].as_str() == Some(r"\s+") => Form::Spaces(text("content")),
            "Replace" => match step["pattern"]["String"].as_str() {
                Some(" ") if step["content"] == SPACE => Form::Replace(SPACE.to_owned(), " ".to_owned()),
                Some(pattern) if !pattern.is_empty() => Form::Replace(self.spaced(pattern), text("content")),
                _ => {
                    return Err(unsupported(
                        "normalizer",
                        "Replace",
                        r"a replacement of a text or of \s+, not of another pattern",
                    ));
                }
            },
            other => {
                let known = "one of NFC, NFD, NFKC, NFKD, Lowercase, Prepend, Replace, Sequence";
                return Err(unsupported("normalizer", other, known));
            }
        };
        self.forms.push(form);
        Ok(())
    }

    fn pre_tokenizer(&mut self, step: &Value) -> Result<()> {
        let kind = kind(step);
        if self.byte_level && !(kind == "none" || kind == "Sequence") {
            return Err(unsupported("pre_tokenizer", kind, "nothing after ByteLevel"));
        }
        let pattern = |pattern: &str, behavior, invert| Step::pattern(pattern, behavior, invert);
        let replaced = self.replaced;
        // White space that is no `▁`.
        let white = if replaced { r"[^\S ]+" } else { r"\s+" };
        let step = match kind {
            "none" if step.is_null() => return Ok(()),
            "Sequence" => {
                let steps = step["pretokenizers"].as_array().map(Vec::as_slice).unwrap_or_default();
                return steps.iter().try_for_each(|step| self.pre_tokenizer(step));
            }
            "ByteLevel" => {
                self.byte_level = true;
                if flag(step, "add_prefix_space", true) {
                    self.first("ByteLevel")?;
                    self.forms.push(Form::PrefixSpace);
                }
                if !flag(step, "use_regex", true) {
                    return Ok(());
                }
                self.sees_spaces("ByteLevel")?;
                Step::Split(Split::named("gpt2").unwrap_or_else(|| Split::steps(Vec::new())))
            }
            "Metaspace" => return self.metaspace(step),
            "Split" => {
                let (text, regex) = (step["pattern"]["String"].as_str(), step["pattern"]["Regex"].as_str());
                if regex.is_some() {
                    self.sees_spaces("Split")?;
                }
                if replaced && text.is_some_and(|text| text.contains(' ')) {
                    return self.nothing_found(step);
                }
                let text = text.map(|text| if replaced { self.spaced(text) } else { text.to_owned() });
                let found = text.as_deref().map(literal).or(regex.map(str::to_owned));
                let found =
                    found.ok_or_else(|| unsupported("pre_tokenizer", "Split", "Split with a pattern"))?;
                pattern(&found, behavior(step)?, flag(step, "invert", false))?
            }
            "Whitespace" if replaced => pattern(r"\w+|(?:[^\w\s]| )+", Behavior::Removed, true)?,
            "Whitespace" => pattern(r"\w+|[^\w\s]+", Behavior::Removed, true)?,
            "WhitespaceSplit" => pattern(white, Behavior::Removed, false)?,
            "Digits" if flag(step, "individual_digits", false) => {
                pattern(r"\p{N}", Behavior::Isolated, false)?
            }
            "Digits" => pattern(r"\p{N}", Behavior::Contiguous, false)?,
            "Punctuation" => pattern(PUNCTUATION, behavior(step)?, false)?,
            "BertPreTokenizer" => {
                self.steps.push(pattern(white, Behavior::Removed, false)?);
                pattern(PUNCTUATION, Behavior::Isolated, false)?
            }
            "CharDelimiterSplit" => {
                let delimiter = step["delimiter"].as_str().unwrap_or_default();
                match delimiter {
                    " " if replaced => return Ok(()),
                    SPACE if replaced => pattern(" ", Behavior::Removed, false)?,
                    other => pattern(&literal(other), Behavior::Removed, false)?,
                }
            }
            other => {
                let known = "one of ByteLevel, Metaspace, Split, Whitespace, WhitespaceSplit, Digits, Punctuation, BertPreTokenizer, CharDelimiterSplit, Sequence";
                return Err(unsupported("pre_tokenizer", other, known));
            }
        };
        self.steps.push(step);
        Ok(())
    }

    /// A space in front of the text, then a piece from each space to the next.
    fn metaspace(&mut self, step: &Value) -> Result<()> {
        if step["replacement"].as_str().is_some_and(|text| text != SPACE) {
            return Err(unsupported("pre_tokenizer", "Metaspace", "Metaspace with ▁ for spaces"));
        }
        self.forms.push(Form::Replace(SPACE.to_owned(), " ".to_owned()));
        let old = if flag(step, "add_prefix_space", true) { "always" } else { "never" };
        match step["prepend_scheme"].as_str().unwrap_or(old) {
            "never" => {}
            scheme => {
                self.first("Metaspace")?;
                self.forms.push(if scheme == "first" { Form::FirstPrefixSpace } else { Form::PrefixSpace });
            }
        }
        if flag(step, "split", true) {
            self.steps.push(Step::pattern(" ", Behavior::MergedWithNext, false)?);
        }
        Ok(())
    }

    /// A step whose pattern is nowhere in a text: the text is one piece.
    fn nothing_found(&self, step: &Value) -> Result<()> {
        if flag(step, "invert", false) {
            return Err(unsupported("pre_tokenizer", "Split", "no inverted split at what no text has"));
        }
        Ok(())
    }

    /// Patterns that may speak of spaces are kept as they are, and so cannot come behind a normalizer that leaves none.
    fn sees_spaces(&self, kind: &str) -> Result<()> {
        if self.replaced {
            let how = "no pattern behind a normalizer that replaces spaces";
            return Err(unsupported("pre_tokenizer", kind, how));
        }
        Ok(())
    }

    /// What puts a space in front of each piece must come first, where the only piece is the text.
    fn first(&self, kind: &str) -> Result<()> {
        if self.steps.is_empty() {
            return Ok(());
        }
        Err(unsupported("pre_tokenizer", kind, "no space in front of the pieces of another step"))
    }
}

/// What counts as punctuation: marks of ASCII and of Unicode.
const PUNCTUATION: &str = r"[!-/:-@\[-`{-~\p{P}]";

fn literal(text: &str) -> String {
    regex_syntax::escape(text)
}

fn behavior(step: &Value) -> Result<Behavior> {
    Ok(match step["behavior"].as_str().unwrap_or("Isolated") {
        "Removed" => Behavior::Removed,
        "Isolated" => Behavior::Isolated,
        "MergedWithPrevious" => Behavior::MergedWithPrevious,
        "MergedWithNext" => Behavior::MergedWithNext,
        "Contiguous" => Behavior::Contiguous,
        other => return Err(unsupported("pre_tokenizer", other, "a behavior of matches")),
    })
}

/// Whether spaces become `▁` before anything else.
fn mentions_space(step: &Value) -> bool {
    match kind(step) {
        "Replace" => step["pattern"]["String"] == " " && step["content"] == SPACE,
        "Sequence" => step["normalizers"].as_array().is_some_and(|steps| steps.iter().any(mentions_space)),
        _ => false,
    }
}

fn has(step: &Value, list: &str, wanted: &str) -> bool {
    kind(step) == wanted
        || step[list].as_array().is_some_and(|steps| steps.iter().any(|step| has(step, list, wanted)))
}

/// Whether the decoder takes away the space put in front.
fn strips(step: &Value) -> bool {
    match kind(step) {
        "Metaspace" => {
            let old = if flag(step, "add_prefix_space", true) { "always" } else { "never" };
            step["prepend_scheme"].as_str().unwrap_or(old) != "never"
        }
        "Strip" => step["content"] == " " && step["start"].as_u64().is_some_and(|count| count > 0),
        "Sequence" => step["decoders"].as_array().is_some_and(|steps| steps.iter().any(strips)),
        _ => false,
    }
}
