//! Rank files: one token a line in base64 with its rank, and the packed form of js-tiktoken.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use marginals_core::{Error, Result};

/// Tokens and their ranks of a text in either form:
/// - `base64 rank`, a token a line (the files named `.tiktoken`);
/// - `! first base64 base64 …`, consecutive ranks from `first` in one line (js-tiktoken's `bpe_ranks`).
///
/// # Errors
/// [`Code::Argument`](marginals_core::Code::Argument) naming the first line that is neither.
pub fn parse_ranks(text: &str) -> Result<Vec<(Vec<u8>, u32)>> {
    let mut tokens = Vec::with_capacity(text.len() / 12);
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let bad = || {
            let expected = "lines of a token in base64 and its rank";
            Error::argument("ranks", expected, format_args!("another line {}", at + 1))
        };
        let mut words = line.split(' ').filter(|word| !word.is_empty());
        let first = words.next().ok_or_else(bad)?;
        let number: u32 = words.next().and_then(|word| word.parse().ok()).ok_or_else(bad)?;
        if first == "!" {
            for (rank, word) in (number..=u32::MAX).zip(words) {
                tokens.push((STANDARD.decode(word).map_err(|_| bad())?, rank));
            }
        } else {
            if words.next().is_some() {
                return Err(bad());
            }
            tokens.push((STANDARD.decode(first).map_err(|_| bad())?, number));
        }
    }
    Ok(tokens)
}

/// The text that [`parse_ranks`] reads: a token a line.
#[must_use]
pub fn write_ranks<'a>(tokens: impl Iterator<Item = (u32, &'a [u8])>) -> String {
    let mut text = String::new();
    for (rank, bytes) in tokens {
        STANDARD.encode_string(bytes, &mut text);
        text.push(' ');
        text.push_str(&rank.to_string());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_forms() {
        let tokens = vec![(b"!".to_vec(), 0), (b"\xffab".to_vec(), 1)];
        assert_eq!(parse_ranks("IQ== 0\n/2Fi 1\n").unwrap(), tokens);
        assert_eq!(parse_ranks("! 0 IQ== /2Fi").unwrap(), tokens);
        let written = write_ranks(tokens.iter().map(|(bytes, rank)| (*rank, &bytes[..])));
        assert_eq!(parse_ranks(&written).unwrap(), tokens);
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (text, line) in [("IQ== 0\nIQ==\n", 2), ("IQ== -1", 1), ("*** 3", 1), ("IQ== 1 2", 1)] {
            let error = parse_ranks(text).unwrap_err();
            assert_eq!(error.received(), Some(format!("another line {line}").as_str()));
        }
    }
}
