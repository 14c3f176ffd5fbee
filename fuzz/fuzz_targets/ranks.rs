//! A rank file of any bytes: an error that says where, or tokens that a vocabulary takes or refuses, never a panic.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_bpe::format::parse_ranks;
use marginals_core::Code;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    match parse_ranks(&text) {
        Ok(tokens) => assert!(tokens.len() <= text.len()),
        Err(error) => assert_ne!(error.code(), Code::Internal, "{error}"),
    }
});
