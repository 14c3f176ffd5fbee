//! Bytes that need not be UTF-8.
use super::{SpecialMode, Tokenizer};
use crate::encode::{Sink, Tokens};
use marginals_core::Result;

impl Tokenizer {
    /// The tokens of bytes: what is UTF-8 as text, each run of other bytes as a piece of its own. Decoding gives the
    /// bytes back where tokens are bytes.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`].
    pub fn encode_bytes(&self, bytes: &[u8], mode: SpecialMode) -> Result<Vec<u32>> {
        let mut tokens = Tokens::<false>::default();
        let mut invalid: Vec<u8> = Vec::new();
        let mut merged = Vec::new();
        for chunk in bytes.utf8_chunks() {
            if !chunk.valid().is_empty() {
                self.flush(&mut invalid, &mut merged, &mut tokens);
                self.feed(chunk.valid(), mode, &mut tokens, |_, _| true)?;
            }
            invalid.extend_from_slice(chunk.invalid());
        }
        self.flush(&mut invalid, &mut merged, &mut tokens);
        Ok(tokens.0)
    }

    fn flush(&self, invalid: &mut Vec<u8>, merged: &mut Vec<u32>, tokens: &mut Tokens<false>) {
        if invalid.is_empty() {
            return;
        }
        merged.clear();
        self.vocabulary.merge(invalid, merged);
        tokens.tokens(merged);
        invalid.clear();
    }
}
