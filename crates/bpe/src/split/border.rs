//! Places where a text may be cut so that its parts fall into the same pieces as the whole.
use super::class::{Classes, LETTER, NUMBER};
use super::{Kind, Split};

impl Split {
    /// The last place in `1..=most` where a piece ends whatever stands before and after: behind a newline that a
    /// letter or number follows, or between a letter and a space that a letter follows.
    ///
    /// None where there is no such place, or where the split is a pattern whose borders are not known. A scan that
    /// starts there must still see the text behind its end, since pieces look ahead.
    pub(crate) fn border(&self, text: &str, most: usize) -> Option<usize> {
        match self.kind {
            Kind::Gpt2 | Kind::Cl100k(_) | Kind::O200k { .. } | Kind::Whitespace => {}
            _ => return None,
        }
        let (bytes, classes) = (text.as_bytes(), Classes::new());
        (1..=most.min(bytes.len().saturating_sub(1))).rev().find(|at| {
            let (before, here) = (bytes[at - 1], bytes[*at]);
            if before == b'\n' {
                return classes.at(text, *at).0 & (LETTER | NUMBER) != 0;
            }
            here == b' '
                && before.is_ascii_alphabetic()
                && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn a_scan_from_a_border_finds_the_pieces_of_the_whole() {
        let characters: Vec<char> = "aZb  \n\n\t\r0'’/.,é中\u{301}\u{85}s".chars().collect();
        for name in ["gpt2", "cl100k", "o200k", "whitespace"] {
            let split = Split::named(name).unwrap();
            let mut borders = 0;
            for seed in 0..20_000 {
                let mut random = stream(seed, "borders", 0);
                let length = 1 + below(&mut random, 16);
                let mut draw = || characters[below(&mut random, characters.len() as u64) as usize];
                let text: String = (0..length).map(|_| draw()).collect();
                let mut ends = Vec::new();
                split
                    .pieces(&text, |_, end| {
                        ends.push(end);
                        Ok(true)
                    })
                    .unwrap();
                if let Some(at) = split.border(&text, text.len()) {
                    borders += 1;
                    assert!(ends.contains(&at), "{name}: {text:?} at {at}");
                }
            }
            assert!(borders > 1_000);
        }
        assert_eq!(Split::named("none").unwrap().border("a b", 3), None);
    }
}
