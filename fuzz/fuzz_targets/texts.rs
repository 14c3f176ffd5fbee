//! TF-IDF of any texts: rows of norm 1 or empty, columns ascending and named, the same for a text seen before.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_core::Run;
use marginals_numerics::text_features::TextFeatures;

fuzz_target!(|texts: Vec<String>| {
    let features = TextFeatures::new(&texts, &Run::default()).expect("few texts");
    assert_eq!(features.rows(), texts.len());
    assert!(features.words().windows(2).all(|pair| pair[0] < pair[1]));
    for (row, text) in texts.iter().enumerate() {
        let (columns, values) = features.row(row);
        assert!(columns.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(columns.iter().all(|column| (*column as usize) < features.words().len()));
        let norm: f64 = values.iter().map(|x| x * x).sum();
        assert!(values.is_empty() || (norm - 1.0).abs() < 1e-9, "{norm}");
        let (again, same) = features.row_of(text);
        assert_eq!((again.as_slice(), same.as_slice()), (columns, values));
    }
});
