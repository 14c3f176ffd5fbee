//! Splits: how a text falls into the pieces within which tokens are merged.
//!
//! A split covers the text: the pieces joined are the text. The splits of published encodings are scanned by
//! hand; any other pattern goes to a regular-expression engine, in linear time unless it looks
//! around, else with a limit on steps that ends in an error.
mod border;
mod class;
mod known;
mod steps;
mod window;

pub use steps::{Behavior, Step};

use class::Classes;
use fancy_regex::{Regex, RegexBuilder};
use known::Cl100k;
use marginals_core::{Error, Result};
use window::Rules;

/// Steps a pattern that looks around may take for one piece.
const BACKTRACK_LIMIT: usize = 1_000_000;

const CL100K_SPELLED: &str = r"('s|'S|'t|'T|'re|'rE|'Re|'RE|'ve|'vE|'Ve|'VE|'m|'M|'ll|'lL|'Ll|'LL|'d|'D)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const CL100K_FIRST: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const CL100K: &str = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s";
const CL100K_PLAIN: &str = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+(?!\s|\S)|\s*[\r\n]+|\s+(?!\S)|\s+";
const QWEN: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const GPT2: &str = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s";
const GPT2_FIRST: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?[\p{L}]+| ?[\p{N}]+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
const GPT2_SPELLED: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
const O200K_SPELLED: &str = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+('s|'S|'t|'T|'re|'rE|'Re|'RE|'ve|'vE|'Ve|'VE|'m|'M|'ll|'lL|'Ll|'LL|'d|'D)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*('s|'S|'t|'T|'re|'rE|'Re|'RE|'ve|'vE|'Ve|'VE|'m|'M|'ll|'lL|'Ll|'LL|'d|'D)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const O200K: &str = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

/// How texts fall into pieces.
#[derive(Clone, Debug)]
pub struct Split {
    kind: Kind,
    pattern: String,
}

#[derive(Clone, Debug)]
enum Kind {
    None,
    Whitespace,
    Gpt2,
    Cl100k(Cl100k),
    O200k { long_s: bool },
    Pattern(Regex),
    Steps(Vec<Step>),
}

impl Split {
    /// The names of [`Split::named`].
    pub const NAMES: [&'static str; 5] = ["gpt2", "cl100k", "o200k", "whitespace", "none"];

    /// The split called `name`: `gpt2`, `cl100k`, `o200k`, `whitespace` (a run of white space or of anything
    /// else is a piece), `none` (the text is one piece).
    #[must_use]
    pub fn named(name: &str) -> Option<Split> {
        let (kind, pattern) = match name {
            "gpt2" => (Kind::Gpt2, GPT2),
            "cl100k" => (Kind::Cl100k(Cl100k { whole_end: true, long_s: true, digits: 3 }), CL100K),
            "o200k" => (Kind::O200k { long_s: true }, O200K),
            "whitespace" => (Kind::Whitespace, r"\s+|\S+"),
            "none" => (Kind::None, r"(?s).+"),
            _ => return None,
        };
        Some(Split { kind, pattern: pattern.to_owned() })
    }

    /// The split by the matches of `pattern`; what lies between matches is a piece too. The patterns of
    /// published encodings are recognised and scanned by hand.
    ///
    /// # Errors
    /// [`Code::Argument`](marginals_core::Code::Argument) for a pattern that does not compile.
    pub fn pattern_of(pattern: &str) -> Result<Split> {
        let first = Cl100k { whole_end: false, long_s: true, digits: 3 };
        let kind = match pattern {
            GPT2 | GPT2_FIRST | GPT2_SPELLED => Kind::Gpt2,
            QWEN => Kind::Cl100k(Cl100k { digits: 1, ..first }),
            CL100K | CL100K_PLAIN => Kind::Cl100k(Cl100k { whole_end: true, long_s: true, digits: 3 }),
            CL100K_FIRST => Kind::Cl100k(first),
            CL100K_SPELLED => Kind::Cl100k(Cl100k { long_s: false, ..first }),
            O200K => Kind::O200k { long_s: true },
            O200K_SPELLED => Kind::O200k { long_s: false },
            other => Kind::Pattern(compile(other)?),
        };
        Ok(Split { kind, pattern: pattern.to_owned() })
    }

    /// The split by several steps, each of which parts what the one before it left. They may leave text out.
    #[must_use]
    pub fn steps(mut steps: Vec<Step>) -> Split {
        match (steps.pop(), steps.is_empty()) {
            (None, _) => Split { kind: Kind::None, pattern: r"(?s).+".to_owned() },
            (Some(Step::Split(split)), true) => split,
            (Some(step), _) => {
                steps.push(step);
                Split { kind: Kind::Steps(steps), pattern: String::new() }
            }
        }
    }

    /// Whether the pieces joined are the text.
    #[must_use]
    pub fn covers(&self) -> bool {
        match &self.kind {
            Kind::Steps(steps) => steps.iter().all(Step::covers),
            _ => true,
        }
    }

    /// Whether a piece depends on what follows it only along one run of white space or of anything else.
    pub(crate) fn is_local(&self) -> bool {
        matches!(self.kind, Kind::Whitespace | Kind::Gpt2 | Kind::Cl100k(_) | Kind::O200k { .. })
    }

    /// Whether it is that of GPT-2.
    pub(crate) fn is_gpt2(&self) -> bool {
        matches!(self.kind, Kind::Gpt2)
    }

    /// Whether the text is one piece.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self.kind, Kind::None)
    }

    /// Its name, where [`Split::named`] makes it.
    pub(crate) fn name(&self) -> Option<&'static str> {
        let named = |name: &&str| Split::named(name).is_some_and(|split| split.pattern == self.pattern);
        Split::NAMES.into_iter().find(named).filter(|_| self.has_pattern())
    }

    /// A pattern of the same pieces that engines without possessive repetition read too.
    pub(crate) fn plain_pattern(&self) -> &str {
        match &self.kind {
            Kind::Cl100k(Cl100k { whole_end: true, long_s: true, digits: 3 }) => CL100K_PLAIN,
            _ => &self.pattern,
        }
    }

    /// Whether the split is a single pattern.
    #[must_use]
    pub fn has_pattern(&self) -> bool {
        !matches!(self.kind, Kind::Steps(_))
    }

    /// The pattern whose matches are the pieces.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Calls `piece(start, end)` for every piece of `text` in order, until it answers false.
    ///
    /// # Errors
    /// What `piece` answers; [`Code::Limit`](marginals_core::Code::Limit) when a pattern that looks around
    /// takes too many steps.
    #[inline]
    pub fn pieces(&self, text: &str, mut piece: impl FnMut(usize, usize) -> Result<bool>) -> Result<()> {
        self.batches(text, |mut start, ends| {
            for end in ends {
                if !piece(start, *end)? {
                    return Ok(false);
                }
                start = *end;
            }
            Ok(true)
        })
    }

    /// As [`Split::pieces`], several at once: `batch(start, ends)` is told where the first of them starts and where
    /// each ends, which is where the next one starts.
    #[inline]
    pub(crate) fn batches(
        &self,
        text: &str,
        mut batch: impl FnMut(usize, &[usize]) -> Result<bool>,
    ) -> Result<()> {
        match &self.kind {
            Kind::None => scan(text, |start, end| batch(start, &[end]), |text, _| text.len()),
            Kind::Whitespace => {
                let classes = Classes::new();
                scan(text, |start, end| batch(start, &[end]), |text, at| whitespace(classes, text, at))
            }
            Kind::Gpt2 => {
                let classes = Classes::new();
                by_windows(text, batch, Rules::Gpt2, |text, at| known::gpt2(classes, text, at))
            }
            Kind::Cl100k(rules) => {
                let (classes, rules) = (Classes::new(), *rules);
                let end_of = |text: &str, at| known::cl100k(classes, text, at, rules);
                by_windows(text, batch, Rules::Cl100k(rules), end_of)
            }
            Kind::O200k { long_s } => {
                let (classes, long_s) = (Classes::new(), *long_s);
                let end_of = |text: &str, at| known::o200k(classes, text, at, long_s);
                by_windows(text, batch, Rules::O200k { long_s }, end_of)
            }
            Kind::Steps(steps) => {
                steps::apply(steps, text, 0, &mut |start, end| batch(start, &[end])).map(|_| ())
            }
            Kind::Pattern(regex) => {
                let (mut end, mut piece) = (0, |start, end| batch(start, &[end]));
                for found in regex.find_iter(text) {
                    let found = found.map_err(|_| {
                        Error::limit("split", "a pattern that needs fewer steps", "one that ran away")
                    })?;
                    if found.start() > end && !piece(end, found.start())? {
                        return Ok(());
                    }
                    if found.end() > found.start() && !piece(found.start(), found.end())? {
                        return Ok(());
                    }
                    end = found.end().max(end);
                }
                if end < text.len() {
                    piece(end, text.len())?;
                }
                Ok(())
            }
        }
    }
}

#[inline]
fn scan(
    text: &str,
    mut piece: impl FnMut(usize, usize) -> Result<bool>,
    end_of: impl Fn(&str, usize) -> usize,
) -> Result<()> {
    let mut at = 0;
    while at < text.len() {
        let end = end_of(text, at);
        debug_assert!(end > at);
        if !piece(at, end)? {
            return Ok(());
        }
        at = end;
    }
    Ok(())
}

/// As [`scan`], by windows where they say where pieces end.
#[inline]
fn by_windows(
    text: &str,
    mut batch: impl FnMut(usize, &[usize]) -> Result<bool>,
    rules: Rules,
    end_of: impl Fn(&str, usize) -> usize,
) -> Result<()> {
    let (mut at, mut ends) = (0, window::NO_ENDS);
    while at < text.len() {
        let mut count = window::scan(text, at, rules, &mut ends);
        if count == 0 {
            ends[0] = end_of(text, at);
            debug_assert!(ends[0] > at);
            count = 1;
        }
        if !batch(at, &ends[..count])? {
            return Ok(());
        }
        at = ends[count - 1];
    }
    Ok(())
}

fn whitespace(classes: Classes, text: &str, at: usize) -> usize {
    let space = classes.at(text, at).0 & class::SPACE;
    let mut end = at;
    loop {
        let (found, length) = classes.at(text, end);
        if length == 0 || found & class::SPACE != space {
            return end;
        }
        end += length;
    }
}

fn compile(pattern: &str) -> Result<Regex> {
    RegexBuilder::new(pattern).backtrack_limit(BACKTRACK_LIMIT).build().map_err(|error| {
        let reason: String = error.to_string().chars().take(120).collect();
        Error::argument("split", "a regular expression that compiles", reason)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    fn pieces(split: &Split, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        split
            .pieces(text, |start, end| {
                found.push(text[start..end].to_owned());
                Ok(true)
            })
            .unwrap();
        found
    }

    /// Texts of characters that meet in the rules.
    fn texts(count: u64) -> impl Iterator<Item = String> {
        let characters: Vec<char> =
            "aBſsSdDmMtTlLvVrReE'' \u{a0}\t\r\n\n0٣½9中あДжǅʰ\u{301}\u{200d}😀\u{85}\u{feff}\u{3000}.,!/-_(ß"
                .chars()
                .collect();
        let ascii: Vec<char> = "aBsSdTlLReE'' ''  \t\r\n\n09.,!/-_(xyzzy".chars().collect();
        (0..count).map(move |seed| {
            let mut random = stream(seed, "split texts", 0);
            // Every fourth is long and ASCII but for a few characters.
            let long = seed % 4 == 0;
            let length = 1 + below(&mut random, if long { 200 } else { 14 });
            let mut any = || {
                let from = if long && below(&mut random, 40) > 0 { &ascii } else { &characters };
                from[below(&mut random, from.len() as u64) as usize]
            };
            (0..length).map(|_| any()).collect()
        })
    }

    #[test]
    fn scanners_equal_their_patterns() {
        let patterns = [
            GPT2,
            GPT2_FIRST,
            GPT2_SPELLED,
            CL100K,
            CL100K_FIRST,
            CL100K_SPELLED,
            CL100K_PLAIN,
            QWEN,
            O200K,
            O200K_SPELLED,
        ];
        for pattern in patterns {
            let scanner = Split::pattern_of(pattern).unwrap();
            assert!(!matches!(scanner.kind, Kind::Pattern(_)));
            let engine = Split { kind: Kind::Pattern(compile(pattern).unwrap()), pattern: String::new() };
            for text in texts(30_000) {
                assert_eq!(pieces(&scanner, &text), pieces(&engine, &text), "{pattern}: {text:?}");
            }
        }
        let whitespace = Split::named("whitespace").unwrap();
        let engine = Split::pattern_of(whitespace.pattern()).unwrap();
        for text in texts(5_000) {
            assert_eq!(pieces(&whitespace, &text), pieces(&engine, &text), "{text:?}");
        }
    }

    #[test]
    fn pieces_cover_the_text() {
        for pattern in [r"\d+", r"a(?=b)", r"x*"] {
            let split = Split::pattern_of(pattern).unwrap();
            for text in ["", "a1b22", "aab ab", "yyy"] {
                assert_eq!(pieces(&split, text).concat(), text, "{pattern}");
            }
        }
    }

    #[test]
    fn a_pattern_that_runs_away_is_an_error() {
        let split = Split::pattern_of(r"(?=(a|aa)+$)b|(a|a)*c(?!d)").unwrap();
        let result = split.pieces(&"a".repeat(5_000), |_, _| Ok(true));
        assert_eq!(result.unwrap_err().code(), marginals_core::Code::Limit);
        assert!(Split::pattern_of("(").is_err());
    }
}
