//! Times of the steps of a selection on spin chains: `cargo run --release --example steps -- 14 16 18`.
//!
//! For each number of spins and each route: the slowest step of greedy (gains of all candidates, commit), all
//! of greedy for the entropy rate, the first leave-one-out step, and all subsets while they are few. Best of three runs; one thread, or as many
//! as `--threads` says; `--size` ends the selections early, `--route` names one route. `STEPS=1` prints every step.
#![allow(clippy::print_stdout)]
use marginals_core::{Result, Run, SetFunction};
use marginals_markov::builder::{Couplings, CurieWeiss, Dynamics};
use marginals_markov::exact::AllSubsets;
use marginals_markov::objective::{ChainObjective, Kind};
use marginals_markov::route::{Laws, Route};
use marginals_markov::track::{Entropies, Track};
use std::sync::Arc;
use std::time::Instant;

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// Peak resident memory as the kernel says it, where it does.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}

fn main() -> Result<()> {
    let mut run = Run::default();
    let (mut sizes, mut most) = (Vec::new(), usize::MAX);
    let mut routes = vec![Route::SingleFlip, Route::PairLaw];
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--threads" => {
                let threads = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(1);
                if let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
                    run = run.with_pool(Arc::new(pool), threads);
                }
            }
            "--size" => most = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(most),
            "--route" => routes = Route::parse(&arguments.next().unwrap_or_default())?.into_iter().collect(),
            size => sizes.extend(size.parse::<u32>()),
        }
    }
    for spins in if sizes.is_empty() { vec![14, 16] } else { sizes } {
        let model = CurieWeiss {
            spins,
            inverse_temperature: 0.1,
            field: 1.0,
            couplings: Couplings::Decaying,
            dynamics: Dynamics::Metropolis,
        };
        let chain = model.build(&run)?;
        for route in routes.iter().copied() {
            let start = Instant::now();
            let laws = Laws::new(chain.clone(), Some(route));
            Track::growing(&laws, &run)?;
            let tables = milliseconds(start);
            let objective = ChainObjective::new(&laws, Kind::EntropyRate, false, &run)?;
            let all: Vec<u32> = (0..spins).collect();
            let (mut gains_of, mut commits_of) =
                (vec![f64::MAX; all.len().min(most)], vec![f64::MAX; all.len().min(most)]);
            let mut total = f64::MAX;
            for _ in 0..3 {
                let begin = Instant::now();
                let mut state = objective.new_state(all.len(), &run)?;
                let mut gains = vec![0.0; all.len()];
                for step in 0..all.len().min(most) {
                    let start = Instant::now();
                    objective.gains(&mut state, &all, &run, &mut gains)?;
                    gains_of[step] = gains_of[step].min(milliseconds(start));
                    let best = all
                        .iter()
                        .copied()
                        .filter(|e| !objective.members(&state).contains(e))
                        .max_by(|a, b| gains[*a as usize].total_cmp(&gains[*b as usize]).then(b.cmp(a)));
                    let start = Instant::now();
                    objective.commit(&mut state, best.unwrap_or(0), &run)?;
                    commits_of[step] = commits_of[step].min(milliseconds(start));
                }
                total = total.min(milliseconds(begin));
            }
            let slowest = |times: &[f64]| times.iter().copied().fold(0.0, f64::max);
            let mut leave = f64::INFINITY;
            for _ in 0..if most == usize::MAX { 3 } else { 0 } {
                let mut track = Track::shrinking(&laws, &run)?;
                let mut changes = vec![Entropies::default(); all.len()];
                let start = Instant::now();
                track.changes(&all, &run, &mut changes)?;
                leave = leave.min(milliseconds(start));
            }
            println!(
                "{spins} spins, {:11}: tables {tables:8.1} ms, gains ≤ {:7.2} ms, commit ≤ {:7.2} ms, \
                 greedy {total:8.1} ms, leave-one-out {leave:8.1} ms",
                route.name(),
                slowest(&gains_of),
                slowest(&commits_of),
            );
            if let Some(peak) = peak_memory() {
                println!("{spins} spins, {:11}: peak memory {peak}", route.name());
            }
            if spins <= 16 && (route == Route::SingleFlip || spins <= 12) {
                let start = Instant::now();
                AllSubsets::new(&laws, &run)?;
                println!("{spins} spins, {:11}: all subsets {:.1} ms", route.name(), milliseconds(start));
            }
            if std::env::var_os("STEPS").is_some() {
                println!("  gains {gains_of:.1?}\n  commits {commits_of:.1?}");
            }
        }
    }
    Ok(())
}
