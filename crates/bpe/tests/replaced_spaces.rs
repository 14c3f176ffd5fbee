//! A `tokenizer.json` whose normalizer leaves no space, as Gemma's: what splits then see. The tokens are those of
//! Hugging Face tokenizers 0.23.3.
use marginals_bpe::SpecialMode;
use marginals_bpe::format::parse_tokenizer_json;

const TEXTS: [&str; 6] = ["a b", "a b.a  b", "b.\ta b", "a▁b a", "a.\n b", "  a b\t\tb"];

fn file(step: &str) -> String {
    r#"{ "version": "1.0", "added_tokens": [], "decoder": null,
        "normalizer": { "type": "Replace", "pattern": { "String": " " }, "content": "▁" },
        "pre_tokenizer": STEP,
        "model": { "type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": false,
            "vocab": { "<unk>": 0, "▁": 1, "a": 2, "b": 3, "▁b": 4, "a▁": 5, ".": 6, "\t": 7, "b.": 8, "a.": 9,
                "▁▁": 10, "\n": 11, "b\t": 12 },
            "merges": ["▁ b", "a ▁", "b .", "a .", "▁ ▁", "b \t"] } }"#
        .replace("STEP", step)
}

#[test]
fn steps_find_the_mark_and_no_space() {
    let whole =
        [&[2, 4][..], &[2, 4, 6, 5, 4], &[8, 7, 2, 4], &[2, 4, 1, 2], &[9, 11, 4], &[10, 2, 4, 7, 7, 3]];
    let split = |pattern: &str, behavior: &str| {
        format!(
            r#"{{ "type": "Split", "pattern": {{ "String": "{pattern}" }}, "behavior": "{behavior}", "invert": false }}"#
        )
    };
    let cases: [(String, [&[u32]; 6]); 8] = [
        (split(" ", "MergedWithPrevious"), whole),
        (
            split("▁", "MergedWithNext"),
            [whole[0], &[2, 4, 6, 2, 1, 4], whole[2], whole[3], whole[4], &[1, 1, 2, 4, 7, 7, 3]],
        ),
        (split(".", "Isolated"), [whole[0], whole[1], &[3, 6, 7, 2, 4], whole[3], &[2, 6, 11, 4], whole[5]]),
        (
            r#"{ "type": "Whitespace" }"#.to_owned(),
            [
                &[2, 1, 3],
                &[2, 1, 3, 6, 2, 10, 3],
                &[3, 6, 2, 1, 3],
                &[2, 1, 3, 1, 2],
                &[2, 6, 1, 3],
                &[10, 2, 1, 3, 3],
            ],
        ),
        (
            r#"{ "type": "WhitespaceSplit" }"#.to_owned(),
            [whole[0], whole[1], &[8, 2, 4], whole[3], &[9, 4], &[10, 2, 4, 3]],
        ),
        (
            r#"{ "type": "BertPreTokenizer" }"#.to_owned(),
            [whole[0], whole[1], &[3, 6, 2, 4], whole[3], &[2, 6, 4], &[10, 2, 4, 3]],
        ),
        (r#"{ "type": "CharDelimiterSplit", "delimiter": " " }"#.to_owned(), whole),
        (
            r#"{ "type": "CharDelimiterSplit", "delimiter": "▁" }"#.to_owned(),
            [&[2, 3], &[2, 8, 2, 3], &[8, 7, 2, 3], &[2, 3, 2], &[9, 11, 3], &[2, 12, 7, 3]],
        ),
    ];
    for (step, expected) in cases {
        let tokenizer = parse_tokenizer_json(&file(&step)).unwrap();
        for (text, tokens) in TEXTS.iter().zip(expected) {
            assert_eq!(tokenizer.encode(text, SpecialMode::Text).unwrap(), tokens, "{step} {text:?}");
        }
    }
}

#[test]
fn patterns_that_may_speak_of_spaces_are_refused() {
    for step in [
        r#"{ "type": "Split", "pattern": { "Regex": "\\s+" }, "behavior": "Removed", "invert": false }"#,
        r#"{ "type": "ByteLevel", "add_prefix_space": false, "use_regex": true }"#,
        r#"{ "type": "Split", "pattern": { "String": " " }, "behavior": "Removed", "invert": true }"#,
    ] {
        let error = parse_tokenizer_json(&file(step)).unwrap_err();
        assert!(error.to_string().contains("spaces") || error.to_string().contains("inverted"), "{error}");
    }
}
