//! Texts as sparse rows: term frequency times inverse document frequency (TF-IDF).
//!
//! A text is cut into words at the word boundaries of Unicode (UAX #29; a word has a letter or a digit) and
//! lowercased. With c the count of a word in a text, n the number of texts and d the number of texts that have it,
//!
//! ```text
//! x = (1 + ln c) · (1 + ln((1 + n) / (1 + d)))
//! ```
//!
//! and each row is divided by its Euclidean norm: the dot product of two rows is their cosine. Columns stand in the
//! order of the words (by code point), so the same texts give the same matrix. Cost: one pass over the texts and one
//! sort of the vocabulary. Source: G. Salton, C. Buckley (1988), "Term-weighting approaches in automatic text
//! retrieval", with the document frequency smoothed by one. To be used where no embeddings are at hand: it knows
//! words, not meanings.
use marginals_core::{Result, Run};
use std::collections::HashMap;
use unicode_segmentation::UnicodeSegmentation;

/// Compressed rows with a column for every word.
#[derive(Clone, Debug, Default)]
pub struct TextFeatures {
    vocabulary: HashMap<String, u32>,
    words: Vec<String>,
    rarity: Vec<f64>,
    /// Where each row starts, and where the last ends.
    pub indptr: Vec<u32>,
    /// Column of every entry, ascending within a row.
    pub indices: Vec<u32>,
    /// The entries.
    pub values: Vec<f64>,
}

/// Texts between two looks at the cancel flag.
const TEXTS: usize = 64;

impl TextFeatures {
    /// The features of `texts`.
    ///
    /// # Errors
    /// [`Code::Limit`](marginals_core::Code::Limit) beyond 2³² entries; the run was cancelled.
    pub fn new<T: AsRef<str>>(texts: &[T], run: &Run) -> Result<TextFeatures> {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut documents: Vec<u32> = Vec::new();
        let mut rows: Vec<Vec<(u32, u32)>> = run.reserved("words of the texts", texts.len())?;
        for (at, text) in texts.iter().enumerate() {
            if at % TEXTS == 0 {
                run.check()?;
            }
            let mut counts: HashMap<u32, u32> = HashMap::new();
            for word in words_of(text.as_ref()) {
                let next = numbers.len() as u32;
                let number = *numbers.entry(word).or_insert(next);
                *counts.entry(number).or_insert(0) += 1;
            }
            documents.resize(numbers.len(), 0);
            for number in counts.keys() {
                documents[*number as usize] += 1;
            }
            rows.push(counts.into_iter().collect());
        }
        let mut words: Vec<(String, u32)> = numbers.into_iter().collect();
        words.sort_unstable();
        let mut column = vec![0u32; words.len()];
        for (at, (_, number)) in words.iter().enumerate() {
            column[*number as usize] = at as u32;
        }
        let total = texts.len() as f64;
        let rarity_of =
            |number: u32| 1.0 + ((1.0 + total) / (1.0 + f64::from(documents[number as usize]))).ln();
        let mut features = TextFeatures {
            rarity: words.iter().map(|(_, number)| rarity_of(*number)).collect(),
            vocabulary: words.iter().enumerate().map(|(at, (word, _))| (word.clone(), at as u32)).collect(),
            words: words.into_iter().map(|(word, _)| word).collect(),
            indptr: vec![0],
            ..TextFeatures::default()
        };
        for (at, mut row) in rows.into_iter().enumerate() {
            if at % TEXTS == 0 {
                run.check()?;
            }
            for (word, _) in &mut row {
                *word = column[*word as usize];
            }
            let (indices, values) = features.weighted(row);
            features.indices.extend(indices);
            features.values.extend(values);
            let end = u32::try_from(features.values.len()).map_err(|_| {
                marginals_core::Error::limit("texts", "of at most 4294967295 different words in all", "more")
            })?;
            features.indptr.push(end);
        }
        Ok(features)
    }

    /// Number of texts.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.indptr.len().saturating_sub(1)
    }

    /// The words, in the order of the columns.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Columns and entries of one row.
    #[must_use]
    pub fn row(&self, row: usize) -> (&[u32], &[f64]) {
        let range = self.indptr[row] as usize..self.indptr[row + 1] as usize;
        (&self.indices[range.clone()], &self.values[range])
    }

    /// Another text by the same words and rarities, of norm 1; words that no text has count for nothing, and without
    /// any other the row is empty.
    #[must_use]
    pub fn row_of(&self, text: &str) -> (Vec<u32>, Vec<f64>) {
        let mut counts: HashMap<u32, u32> = HashMap::new();
        for word in words_of(text) {
            if let Some(column) = self.vocabulary.get(&word) {
                *counts.entry(*column).or_insert(0) += 1;
            }
        }
        self.weighted(counts.into_iter().collect())
    }

    /// Columns and counts as a row of norm 1, columns ascending.
    fn weighted(&self, mut counts: Vec<(u32, u32)>) -> (Vec<u32>, Vec<f64>) {
        counts.sort_unstable();
        let weight =
            |(column, count): &(u32, u32)| (1.0 + f64::from(*count).ln()) * self.rarity[*column as usize];
        let mut values: Vec<f64> = counts.iter().map(weight).collect();
        let norm = values.iter().map(|value| value * value).sum::<f64>().sqrt();
        for value in &mut values {
            *value /= norm;
        }
        (counts.into_iter().map(|(column, _)| column).collect(), values)
    }
}

fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    text.unicode_words().map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(texts: &[&str]) -> TextFeatures {
        TextFeatures::new(texts, &Run::default()).unwrap()
    }

    #[test]
    fn entries_follow_the_formula() {
        let found = features(&["A cat, a CAT; a dog", "dog's day", ""]);
        assert_eq!(found.words(), ["a", "cat", "day", "dog", "dog's"]);
        assert_eq!(found.indptr, [0, 3, 5, 5]);
        assert_eq!(found.row(0).0, [0, 1, 3]);
        let rare = 1.0 + (4.0f64 / 2.0).ln();
        let raw = [(1.0 + 3.0f64.ln()) * rare, (1.0 + 2.0f64.ln()) * rare, rare];
        let norm = raw.iter().map(|x| x * x).sum::<f64>().sqrt();
        for (value, expected) in found.row(0).1.iter().zip(raw) {
            assert!((value - expected / norm).abs() < 1e-15);
        }
        assert_eq!(found.row(2), (&[][..], &[][..]));
    }

    #[test]
    fn words_in_many_texts_weigh_less() {
        let found = features(&["the cat", "the dog", "the day"]);
        let (columns, values) = found.row(0);
        assert_eq!(columns, [0, 3]);
        let (common, rare) = (1.0 + (4.0f64 / 4.0).ln(), 1.0 + (4.0f64 / 2.0).ln());
        assert!((values[1] / values[0] - common / rare).abs() < 1e-15);
    }

    #[test]
    fn another_text_by_the_same_words() {
        let texts = ["größe und länge", "länge oder 東京 タワー", "год 2024"];
        let found = features(&texts);
        for (at, text) in texts.iter().enumerate() {
            let (columns, values) = found.row_of(text);
            assert_eq!((&columns[..], &values[..]), found.row(at));
        }
        assert_eq!(found.row_of("GRÖSSE unknown").0, Vec::<u32>::new());
        assert_eq!(found.row_of("LÄNGE unknown").1, [1.0]);
    }

    #[test]
    fn the_order_of_hashing_leaves_no_trace() {
        let texts: Vec<String> = (0..200)
            .map(|at| (0..40).map(|word| format!("w{} ", (at * 7 + word * word) % 97)).collect())
            .collect();
        let first = TextFeatures::new(&texts, &Run::default()).unwrap();
        for _ in 0..5 {
            let again = TextFeatures::new(&texts, &Run::default()).unwrap();
            assert_eq!((&first.indices, &first.indptr), (&again.indices, &again.indptr));
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&first.values), bits(&again.values));
        }
    }

    #[test]
    fn a_cancelled_run_ends() {
        let run = Run::default();
        let cancel = marginals_core::CancelFlag::default();
        cancel.cancel();
        assert!(TextFeatures::new(&["a"], &run.with_cancel(cancel)).unwrap_err().is_aborted());
    }
}
