//! Splits in several steps, as the files of Hugging Face describe them: each step parts the pieces of the one
//! before it, and sees nothing of a piece's surroundings.
use super::{BACKTRACK_LIMIT, Split};
use fancy_regex::{Regex, RegexBuilder};
use marginals_core::{Error, Result};

/// What becomes of the matches of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behavior {
    /// They are left out.
    Removed,
    /// Each is a piece.
    Isolated,
    /// Each ends the piece before it.
    MergedWithPrevious,
    /// Each begins the piece after it.
    MergedWithNext,
    /// Each run of them is a piece.
    Contiguous,
}

/// One step.
#[derive(Clone, Debug)]
pub enum Step {
    /// A split that covers the text.
    Split(Split),
    /// By the matches of a pattern.
    Pattern {
        /// The pattern.
        regex: Regex,
        /// What becomes of the matches.
        behavior: Behavior,
        /// What lies between matches counts as the matches.
        invert: bool,
    },
}

impl Step {
    /// A step by a pattern.
    ///
    /// # Errors
    /// A pattern that does not compile.
    pub fn pattern(pattern: &str, behavior: Behavior, invert: bool) -> Result<Step> {
        if behavior == Behavior::Isolated {
            // What lies between matches is a piece either way.
            return Ok(Step::Split(Split::pattern_of(pattern)?));
        }
        let regex = RegexBuilder::new(pattern).backtrack_limit(BACKTRACK_LIMIT).build();
        let regex = regex.map_err(|error| {
            let reason: String = error.to_string().chars().take(120).collect();
            Error::argument("split", "a regular expression that compiles", reason)
        })?;
        Ok(Step::Pattern { regex, behavior, invert })
    }

    pub(super) fn covers(&self) -> bool {
        match self {
            Step::Split(split) => split.covers(),
            Step::Pattern { behavior, .. } => *behavior != Behavior::Removed,
        }
    }

    fn pieces(&self, text: &str, piece: &mut dyn FnMut(usize, usize) -> Result<bool>) -> Result<()> {
        let (regex, behavior, invert) = match self {
            Step::Split(split) => return split.pieces(text, piece),
            Step::Pattern { regex, behavior, invert } => (regex, *behavior, *invert),
        };
        let mut parts = Vec::new();
        let mut at = 0;
        for found in regex.find_iter(text) {
            let found = found.map_err(|_| {
                Error::limit("split", "a pattern that needs fewer steps", "one that ran away")
            })?;
            if found.end() > found.start() {
                if found.start() > at {
                    parts.push((at, found.start(), invert));
                }
                parts.push((found.start(), found.end(), !invert));
                at = found.end();
            }
        }
        if at < text.len() {
            parts.push((at, text.len(), invert));
        }
        for (start, end) in behavior.joined(&parts) {
            if !piece(start, end)? {
                break;
            }
        }
        Ok(())
    }
}

impl Behavior {
    /// Pieces of parts, each with whether it is a match.
    fn joined(self, parts: &[(usize, usize, bool)]) -> Vec<(usize, usize)> {
        let mut pieces: Vec<(usize, usize)> = Vec::with_capacity(parts.len());
        let mut before = None;
        for &(start, end, matched) in parts {
            let joins = match self {
                Behavior::Removed if matched => {
                    before = Some(matched);
                    continue;
                }
                Behavior::Removed | Behavior::Isolated => false,
                Behavior::MergedWithPrevious => matched && before == Some(false),
                Behavior::MergedWithNext => !matched && before == Some(true),
                Behavior::Contiguous => before == Some(matched),
            };
            match pieces.last_mut().filter(|_| joins) {
                Some(last) => last.1 = end,
                None => pieces.push((start, end)),
            }
            before = Some(matched);
        }
        pieces
    }
}

/// Applies the steps in turn to `text`, which begins at `offset`; answers whether to go on.
pub(super) fn apply(
    steps: &[Step],
    text: &str,
    offset: usize,
    piece: &mut dyn FnMut(usize, usize) -> Result<bool>,
) -> Result<bool> {
    let Some((first, rest)) = steps.split_first() else {
        return piece(offset, offset + text.len());
    };
    let mut goes_on = true;
    first.pieces(text, &mut |start, end| {
        goes_on = apply(rest, &text[start..end], offset + start, piece)?;
        Ok(goes_on)
    })?;
    Ok(goes_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(steps: Vec<Step>, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        Split::steps(steps)
            .pieces(text, |start, end| {
                found.push(text[start..end].to_owned());
                Ok(true)
            })
            .unwrap();
        found
    }

    #[test]
    fn every_behavior_on_the_example_of_its_documentation() {
        // "the-final--countdown" split at '-'.
        for (behavior, wanted) in [
            (Behavior::Removed, vec!["the", "final", "countdown"]),
            (Behavior::Isolated, vec!["the", "-", "final", "-", "-", "countdown"]),
            (Behavior::MergedWithPrevious, vec!["the-", "final-", "-", "countdown"]),
            (Behavior::MergedWithNext, vec!["the", "-final", "-", "-countdown"]),
            (Behavior::Contiguous, vec!["the", "-", "final", "--", "countdown"]),
        ] {
            let step = Step::pattern("-", behavior, false).unwrap();
            assert_eq!(pieces(vec![step], "the-final--countdown"), wanted, "{behavior:?}");
        }
    }

    #[test]
    fn steps_part_what_the_ones_before_left() {
        let steps = || {
            vec![
                Step::pattern(r"\w+|[^\w\s]+", Behavior::Removed, true).unwrap(),
                Step::pattern(r"\d", Behavior::Isolated, false).unwrap(),
            ]
        };
        assert_eq!(pieces(steps(), "ab12, c!"), ["ab", "1", "2", ",", "c", "!"]);
        assert!(!Split::steps(steps()).covers());
    }
}
