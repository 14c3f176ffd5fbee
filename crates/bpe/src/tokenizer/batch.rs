//! Many texts at once.
//!
//! Texts come from the calling thread one after the other and are encoded by all; their answers go back the same way.
use super::held::Held;
use super::{SpecialMode, Tokenizer};
use marginals_core::{Result, Run};

impl Tokenizer {
    /// The tokens of `length` texts: `text` of what `make(index)` makes, given to `take(index, tokens)` in order. `make`
    /// and `take` run on the calling thread alone.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`], the lowest first; what `make` and `take` answer; the run was cancelled.
    pub fn encode_batch<T: Send>(
        &self,
        length: usize,
        make: impl FnMut(usize) -> Result<T>,
        text: impl Fn(T) -> String + Sync,
        take: impl FnMut(usize, Vec<u32>) -> Result<()>,
        mode: SpecialMode,
        run: &Run,
    ) -> Result<()> {
        let encode = |held: &mut Held<'_>, _, it: T| self.encode_with(held, &text(it), mode);
        run.streamed(length, make, || self.caches.hold(), encode, take)
    }

    /// The numbers of tokens of texts; otherwise as [`Tokenizer::encode_batch`].
    ///
    /// # Errors
    /// As [`Tokenizer::encode_batch`].
    pub fn count_batch<T: Send>(
        &self,
        length: usize,
        make: impl FnMut(usize) -> Result<T>,
        text: impl Fn(T) -> String + Sync,
        mode: SpecialMode,
        run: &Run,
    ) -> Result<Vec<u32>> {
        let mut counts = run.reserved("counts", length)?;
        let count =
            |held: &mut Held<'_>, _, it: T| self.count_with(held, &text(it), mode).map(|count| count as u32);
        let take = |_, count| {
            counts.push(count);
            Ok(())
        };
        run.streamed(length, make, || self.caches.hold(), count, take)?;
        Ok(counts)
    }
}
