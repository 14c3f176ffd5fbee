//! Streams of any rows by every algorithm: refused rows change nothing, the answer fits the size, its gains add up to its
//! value, a promise is never beaten by the best single item, and what is held bounds what is answered.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_core::{Code, Run};
use marginals_numerics::similarity::Metric;
use marginals_submodular::{Algorithm, Collector, Growth, StreamRequest, determinant, feature_sums};

const STREAMING: [Algorithm; 6] = [
    Algorithm::SieveStreaming,
    Algorithm::SieveStreamingPlusPlus,
    Algorithm::Salsa,
    Algorithm::ThreeSieves,
    Algorithm::QuickStream,
    Algorithm::SwapStreaming,
];

type Input = (Vec<[f32; 3]>, [u8; 5], u8);

fuzz_target!(|input: Input| {
    let (rows, knobs, window) = input;
    let run = Run::default();
    let arena = if knobs[0] & 1 == 0 {
        feature_sums(Growth::Sqrt, None).expect("a measure")
    } else {
        determinant(Metric::Cosine, 1.0).expect("a measure")
    };
    let size = 1 + usize::from(knobs[1] % 5);
    let request = StreamRequest {
        algorithm: STREAMING[usize::from(knobs[2]) % STREAMING.len()],
        epsilon: (f64::from(knobs[3]) + 1.0) / 257.0,
        tries: (knobs[4] > 0).then_some(u64::from(knobs[4])),
        length: Some(rows.len().max(1) as u64),
        window: (window > 0).then_some(u64::from(window)),
        ..StreamRequest::new(size)
    };
    let mut collector = Collector::new(arena, &request, &run).expect("a request in range");
    let mut taken = 0;
    for row in &rows {
        let row = row.map(f64::from);
        match collector.push(&row, 3, &run) {
            Ok(_) => taken += 1,
            Err(error) => assert_ne!(error.code(), Code::Internal, "{error}"),
        }
        assert_eq!(collector.seen(), taken);
    }
    let answer = collector.answer(&run).expect("an answer at any time");
    assert!(answer.indices.len() <= size && answer.gains.len() == answer.indices.len());
    assert!(answer.indices.len() as u64 <= collector.memory().0);
    let total: f64 = answer.gains.iter().sum();
    assert!((total - answer.value).abs() <= 1e-9 * total.abs().max(1.0), "{total} {}", answer.value);
});
