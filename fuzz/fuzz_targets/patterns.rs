//! A split by a user's pattern, and by those of published encodings: the pieces joined are the text, none is empty, and
//! what is refused is refused by an error.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_bpe::split::Split;
use marginals_core::{Code, Result};

fn check(split: &Split, text: &str) -> Result<()> {
    let mut end = 0;
    split.pieces(text, |from, to| {
        assert!(from == end && to > from && text.is_char_boundary(to), "{from}..{to} after {end}");
        end = to;
        Ok(true)
    })?;
    assert_eq!(end, text.len());
    Ok(())
}

fuzz_target!(|input: (&str, &str, u8)| {
    let (pattern, text, which) = input;
    let named = Split::NAMES[usize::from(which) % Split::NAMES.len()];
    let published = Split::named(named).expect("a split that is listed");
    check(&published, text).expect("published splits take every text");
    match Split::pattern_of(pattern).and_then(|split| check(&split, text)) {
        Ok(()) => {}
        Err(error) => assert_ne!(error.code(), Code::Internal, "{error}"),
    }
});
