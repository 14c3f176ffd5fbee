//! Files that lie: cut short, repeated, in circles, too large, of unknown kinds. Each is refused or harmless.
use marginals_bpe::format::{
    parse_ranks, parse_tekken, parse_tokenizer_json, parse_vocab_merges, write_ranks, write_tekken,
    write_tokenizer_json,
};
use marginals_bpe::split::Split;
use marginals_bpe::{Half, LONGEST_TOKEN, SpecialMode, Tokenizer, Vocabulary};
use marginals_core::random::{below, stream};
use marginals_core::{Code, Result, Run};

fn ranks(more: &[&str]) -> Vec<(Vec<u8>, u32)> {
    let bytes = (0..=255u8).map(|byte| vec![byte]);
    bytes.chain(more.iter().map(|text| text.as_bytes().to_vec())).zip(0..).collect()
}

fn tokenizer(specials: Vec<(String, u32)>) -> Tokenizer {
    let vocabulary = Vocabulary::from_ranks(ranks(&["ab", "abab", " a"])).unwrap();
    Tokenizer::new(vocabulary, Split::named("cl100k").unwrap(), specials).unwrap()
}

fn model(vocab: &str, merges: &str) -> String {
    format!(r#"{{"version":"1.0","model":{{"type":"BPE","vocab":{{{vocab}}},"merges":[{merges}]}}}}"#)
}

fn refused(content: &str) -> String {
    parse_tokenizer_json(content).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn bytes_to_fall_back_to_are_no_added_tokens() {
    let file = |added: &str| {
        format!(
            r#"{{"version":"1.0","added_tokens":[{{"id":2,"content":"{added}"}}],"model":{{"type":"BPE",
            "byte_fallback":true,"vocab":{{"a":0,"<0x41>":1,"<s>":2,"<0x42>":3}},"merges":[]}}}}"#
        )
    };
    let loaded = parse_tokenizer_json(&file("<s>")).unwrap();
    assert_eq!(loaded.encode("aA<s>B", SpecialMode::Text).unwrap(), [0, 1, 2, 3]);
    assert!(refused(&file("<0x41>").replace("\"id\":2", "\"id\":1")).contains("added_tokens"));
}

#[test]
fn every_beginning_of_a_file_is_refused() {
    let whole = tokenizer(vec![("<end>".to_owned(), 400)]);
    let json = write_tokenizer_json(&whole).unwrap();
    let tekken = write_tekken(&tokenizer(vec![])).unwrap();
    parse_tokenizer_json(&json).unwrap();
    parse_tekken(&tekken).unwrap();
    for at in (0..json.len()).filter(|at| json.is_char_boundary(*at)) {
        assert!(parse_tokenizer_json(&json[..at]).is_err(), "{at}");
    }
    for at in (0..tekken.len()).filter(|at| tekken.is_char_boundary(*at)) {
        assert!(parse_tekken(&tekken[..at]).is_err(), "{at}");
    }
    // A rank file has no end: whole lines of it are a smaller vocabulary, half a number another one.
    let lines = write_ranks(whole.vocabulary().tokens());
    for at in 0..lines.len() {
        let parsed = parse_ranks(&lines[..at]).and_then(Vocabulary::from_ranks);
        let whole_lines = lines[..at].lines().count() >= 256
            && (lines[..at].ends_with('\n') || lines.as_bytes()[at] == b'\n');
        assert!(whole_lines || parsed.is_err(), "{at}");
    }
}

#[test]
fn changed_files_are_refused_or_harmless() {
    let json = write_tokenizer_json(&tokenizer(vec![("<end>".to_owned(), 400)])).unwrap().into_bytes();
    let tekken = write_tekken(&tokenizer(vec![])).unwrap().into_bytes();
    type Parse = fn(&str) -> Result<Tokenizer>;
    let (mut worked, parsers): (usize, [(&[u8], Parse); 2]) =
        (0, [(&json, parse_tokenizer_json), (&tekken, parse_tekken)]);
    for (kind, (file, parse)) in parsers.into_iter().enumerate() {
        for seed in 0..4000 {
            let mut random = stream(seed, "files", kind as u64);
            let mut other = file.to_vec();
            for _ in 0..=below(&mut random, 3) {
                let at = below(&mut random, file.len() as u64) as usize;
                other[at] = b" 0123456789abc\",:[]{}<-"[below(&mut random, 23) as usize];
            }
            if let Some(tokenizer) = std::str::from_utf8(&other).ok().and_then(|text| parse(text).ok()) {
                worked += 1;
                let text = "ab abab a<end>\u{e9}";
                if let Ok(ids) = tokenizer.encode(text, SpecialMode::Encode) {
                    let _ = tokenizer.decode(&ids);
                }
            }
        }
    }
    assert!(worked > 100, "{worked}");
}

#[test]
fn merges_that_lie() {
    let says = |vocab: &str, merges: &str, words: &str| {
        let said = refused(&model(vocab, merges));
        assert!(said.contains(words), "{said}");
    };
    says(r#""a":0,"b":1"#, r#""a b""#, "pairs of tokens of the vocabulary");
    says(r#""a":0,"ab":1"#, r#""a b""#, "pairs of tokens of the vocabulary");
    says(r#""a":0,"b":1,"ab":2"#, r#""a b","a b""#, "each merge once");
    says(r#""a":0,"b":1,"ab":2"#, r#""a b c""#, "a tokenizer.json");
    says(r#""a":0,"b":1,"ab":2"#, r#"["a"]"#, "a tokenizer.json");
    says(r#""a":0,"a":1"#, "", "each token once");
    says(r#""a":0,"b":0"#, "", "a different id");
    says(r#""a":-1"#, "", "a tokenizer.json");
    says(r#""a":4294967295"#, "", "ids below");
    says(r#""":0"#, "", "bytes");
    let long = format!(r#""{}":0"#, "a".repeat(LONGEST_TOKEN + 1));
    says(&long, "", "bytes");
    // In a circle: nothing can be made first, so nothing is.
    let circle = model(r#""a":0,"b":1,"ab":2,"abab":3"#, r#""ab ab""#);
    let ids = parse_tokenizer_json(&circle).unwrap().encode("abab", SpecialMode::Text).unwrap();
    assert_eq!(ids, [0, 1, 0, 1]);
    // Listed before what it is made of: the order of the list is the order of merging.
    let late = model(r#""a":0,"b":1,"ab":2,"aba":3"#, r#""ab a","a b""#);
    let ids = parse_tokenizer_json(&late).unwrap().encode("aba", SpecialMode::Text).unwrap();
    assert_eq!(ids, [3]);
    let split = || Split::named("gpt2").unwrap();
    assert!(parse_vocab_merges(r#"{"a":0}"#, "#version: 0.2\na b\n", split(), vec![], [None, None]).is_err());
    assert!(parse_vocab_merges(r#"{"a":0}"#, "a\n", split(), vec![], [None, None]).is_err());
    assert!(parse_vocab_merges("{", "", split(), vec![], [None, None]).is_err());
}

#[test]
fn kinds_and_versions_that_are_not_known() {
    let said = refused(r#"{"version":"2.0","model":{"type":"BPE","vocab":{"a":0},"merges":[]}}"#);
    assert!(said.contains("version '2.0'"), "{said}");
    for kind in ["WordPiece", "Unigram", "WordLevel"] {
        let said = refused(&format!(r#"{{"model":{{"type":"{kind}","vocab":[]}}}}"#));
        assert!(said.contains(kind), "{said}");
    }
    for part in ["normalizer", "pre_tokenizer"] {
        let content = format!(r#"{{"{part}":{{"type":"Nope"}},"model":{{"type":"BPE","vocab":{{"a":0}}}}}}"#);
        assert!(refused(&content).contains("'Nope'"));
    }
    let error =
        parse_tokenizer_json(r#"{"model":{"type":"BPE","dropout":0.1,"vocab":{"a":0}}}"#).unwrap_err();
    assert_eq!(error.code(), Code::Unsupported);
}

#[test]
fn depth_and_sizes_are_bounded() {
    for content in [
        "[".repeat(1_000_000),
        format!(r#"{{"model":{}"#, "{\"a\":".repeat(1_000_000)),
        format!(r#"{{"normalizer":{}"#, r#"{"type":"Sequence","normalizers":["#.repeat(100_000)),
    ] {
        assert!(parse_tokenizer_json(&content).is_err());
        assert!(parse_tekken(&content).is_err());
    }
    let huge = r#"{"config":{"pattern":"a","default_vocab_size":18446744073709551615,"default_num_special_tokens":18446744073709551615},"vocab":[]}"#;
    assert!(parse_tekken(huge).is_err());
    let empty =
        r#"{"config":{"pattern":"a","default_vocab_size":1000,"default_num_special_tokens":5},"vocab":[]}"#;
    assert!(parse_tekken(empty).is_err());
    assert!(parse_ranks("YQ== 4294967296").is_err());
    assert!(Vocabulary::from_ranks(vec![(b"a".to_vec(), u32::MAX)]).is_err());
    // Each token doubles the one before: small as a file, never larger than allowed in memory.
    let mut halves: Vec<Half> = (0..=255u8).map(Half::Byte).collect();
    halves.extend((0..40).map(|at| if at == 0 { Half::Both(0, 0) } else { Half::Both(255 + at, 255 + at) }));
    assert!(Vocabulary::from_halves(&halves, &Run::default()).is_err());
    for bad in [Half::Both(256, 0), Half::Both(0, 300), Half::Byte(7)] {
        let mut halves: Vec<Half> = (0..=255u8).map(Half::Byte).collect();
        halves.push(bad);
        assert!(Vocabulary::from_halves(&halves, &Run::default()).is_err(), "{bad:?}");
    }
}

#[test]
fn decoding_has_a_limit() {
    let mut tokens = ranks(&[]);
    tokens.extend((1..=16).map(|power| (vec![b'a'; 1 << power], 255 + power)));
    let vocabulary = Vocabulary::from_ranks(tokens).unwrap();
    let tokenizer = Tokenizer::new(vocabulary, Split::named("none").unwrap(), vec![]).unwrap();
    let error = tokenizer.decode(&vec![271; 20_000]).unwrap_err();
    assert_eq!(error.code(), Code::Limit);
    assert_eq!(tokenizer.decode(&[1, 5000]).unwrap_err().code(), Code::Argument);
}
