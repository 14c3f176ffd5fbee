//! Compressed rows straight from the fuzzer: any offsets, any next states, any numbers. Either a typed error
//! or a chain whose rows and reference law sum to one.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_core::{Code, Ledger, Run};
use marginals_markov::chain::{Edges, Space, Transition};

type Input = (Vec<u8>, Vec<u64>, Vec<u32>, Vec<f64>, bool);

fuzz_target!(|input: Input| {
    let (sizes, mut starts, mut next, mut probability, normalize) = input;
    let sizes: Vec<u32> = sizes.iter().take(6).map(|size| u32::from(*size % 5)).collect();
    let run = Run::default().with_ledger(Ledger::new(1 << 28));
    let Ok(space) = Space::new(&sizes) else { return };
    let states = space.states();
    if normalize && states <= 256 {
        // Random numbers are hardly ever rows that sum to one; give the deeper code something to do.
        let counts: Vec<usize> = (0..states).map(|x| 1 + *starts.get(x).unwrap_or(&0) as usize % 4).collect();
        starts = counts
            .iter()
            .scan(0, |end, count| {
                *end += *count as u64;
                Some(*end)
            })
            .collect();
        starts.insert(0, 0);
        let entries = starts[states] as usize;
        next = (0..entries)
            .map(|entry| next.get(entry).copied().unwrap_or(entry as u32) % states as u32)
            .collect();
        probability = (0..entries)
            .map(|entry| match probability.get(entry) {
                Some(p) if p.is_finite() && p.abs() < 1e9 => p.abs(),
                _ => 1.0,
            })
            .collect();
        for window in starts.windows(2) {
            let row = &mut probability[window[0] as usize..window[1] as usize];
            let total: f64 = row.iter().sum();
            if total > 1e-300 {
                row.iter_mut().for_each(|p| *p /= total);
            }
        }
    }
    let transition = match Transition::from_rows(space, &starts, &next, &probability, &run) {
        Ok(transition) => transition,
        Err(error) => {
            assert_ne!(error.code(), Code::Internal, "{error}");
            return;
        }
    };
    match transition.prepare(&run) {
        Err(error) => assert_ne!(error.code(), Code::Internal, "{error}"),
        Ok(chain) => {
            let mut edges = Edges::default();
            for x in 0..chain.states() as u32 {
                chain.row(x, &mut edges);
                let total: f64 = edges.iter().map(|(_, p)| p).sum();
                assert!((total - 1.0).abs() < 1e-8, "row {x} sums to {total}");
            }
            let total: f64 = chain.reference().iter().sum();
            assert!((total - 1.0).abs() < 1e-8, "the reference sums to {total}");
            assert!(
                chain.stationarity().total_residual < 1e-6,
                "residual {}",
                chain.stationarity().total_residual
            );
        }
    }
});
