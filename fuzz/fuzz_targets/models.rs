//! Model files of any bytes: an error, or a tokenizer that encodes, decodes and survives its own image.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_bpe::format::{
    parse_image, parse_tekken, parse_tokenizer_json, parse_vocab_merges, write_image,
};
use marginals_bpe::split::Split;
use marginals_bpe::{SpecialMode, Tokenizer};
use marginals_core::{Code, Result, Run};

const TEXT: &str = "Hello, world: 12 ab abab \u{e9}\u{1f600}\n";

fn check(tokenizer: &Tokenizer) -> Result<()> {
    let tokens = tokenizer.encode(TEXT, SpecialMode::Text)?;
    tokenizer.decode(&tokens)?;
    assert_eq!(tokenizer.count(TEXT, SpecialMode::Text)?, tokens.len());
    let again = parse_image(&write_image(tokenizer)?, &Run::default()).expect("an image just written");
    assert_eq!(again.encode(TEXT, SpecialMode::Text)?, tokens);
    Ok(())
}

fuzz_target!(|input: (u8, &[u8])| {
    let (format, bytes) = input;
    let text = String::from_utf8_lossy(bytes);
    let parsed = match format % 4 {
        0 => parse_tokenizer_json(&text),
        1 => parse_tekken(&text),
        2 => parse_image(bytes, &Run::default()),
        _ => {
            let (vocab, merges) = text.split_once('\u{0}').unwrap_or((&text, ""));
            let split = Split::named("gpt2").expect("a split that is listed");
            parse_vocab_merges(vocab, merges, split, Vec::new(), [None, None])
        }
    };
    if let Err(error) = parsed.and_then(|tokenizer| check(&tokenizer)) {
        assert_ne!(error.code(), Code::Internal, "{error}");
    }
});
