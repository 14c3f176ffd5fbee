//! Narrow-table timings on the edge law of a Metropolis chain that flips one of d spins.
//!
//! `cargo bench -p marginals-information --bench narrow_table -- [d …] [--threads N] [--level NAME]
//! [--greedy]`
//! prints the best of a few repetitions; the entropies are checked before anything is timed.
#![allow(clippy::print_stdout)]
use marginals_core::Run;
use marginals_information::table::{Coarsening, NarrowTable, Refinement};
use marginals_numerics::arch::{self, Level};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Whether the processor time of the calling thread is all there is.
static ONE_THREAD: AtomicBool = AtomicBool::new(true);

/// Whether greedy runs are all that is timed.
static GREEDY_ONLY: AtomicBool = AtomicBool::new(false);

/// π(x) of a mean-field Curie–Weiss model.
fn law(d: u32) -> Vec<f64> {
    let weight = |x: u64| {
        let spin = 2.0 * f64::from(x.count_ones()) - f64::from(d);
        (0.1 * spin * spin / f64::from(d) + 0.3 * spin / f64::from(d)).exp()
    };
    let weights: Vec<f64> = (0..1u64 << d).map(weight).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// Bits of x at the odd places.
fn spread(x: u64, d: u32) -> u64 {
    (0..d).fold(0, |key, bit| key | ((x >> bit) & 1) << (2 * bit))
}

/// π(x) P(x, y): column e is the pair (x_e, y_e).
fn pair_law(d: u32) -> (Vec<u64>, Vec<f64>) {
    let law = law(d);
    let n = law.len() * (d as usize + 1);
    let (mut keys, mut weights) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for (x, weight) in law.iter().enumerate() {
        let mut stay = *weight;
        let key = spread(x as u64, d);
        for bit in 0..d {
            let y = x ^ (1 << bit);
            let flow = weight.min(law[y]) / f64::from(d);
            stay -= flow;
            keys.push(key << 1 | spread(y as u64, d));
            weights.push(flow);
        }
        keys.push(key << 1 | key);
        weights.push(stay.max(0.0));
    }
    (keys, weights)
}

/// Time this thread spent on a processor: other programs do not disturb it.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn best<T>(times: usize, mut work: impl FnMut() -> T) -> Duration {
    (0..times)
        .map(|_| {
            let (start, busy) = (Instant::now(), processor_time());
            std::hint::black_box(work());
            let wall = start.elapsed();
            match (busy, processor_time()) {
                (Some(before), Some(after)) if ONE_THREAD.load(Ordering::Relaxed) => wall.min(after - before),
                _ => wall,
            }
        })
        .min()
        .unwrap_or_default()
}

fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) * 1024
}

fn report(what: &str, rows: usize, time: Duration) {
    let per_row = time.as_nanos() as f64 / rows as f64;
    println!("  {what:<34} {:>9.2} ms  {per_row:>7.2} ns/row", time.as_secs_f64() * 1e3);
}

fn bench(d: u32, run: &Run) {
    let (keys, weights) = pair_law(d);
    let start = Instant::now();
    let table = Arc::new(NarrowTable::new(&vec![4; d as usize], keys, weights, run).expect("a valid table"));
    let rows = table.rows();
    println!("d = {d}, {rows} rows, {} threads, {}", run.threads(), arch::level().name());
    report("build (sort)", rows, start.elapsed());
    greedy(d, &table, run);
    if GREEDY_ONLY.load(Ordering::Relaxed) {
        return;
    }
    let all: Vec<u32> = (0..d).collect();
    let mut out = vec![0.0; d as usize];
    let mut set = Refinement::new(&table, run).expect("memory");
    let start = Instant::now();
    for step in 0..d.min(10) {
        // A repeated pass answers from the scores it has; a fresh state is copied for each timing.
        let time = if d < 20 {
            let mut copy = Refinement::new(&table, run).expect("memory");
            (0..3)
                .map(|_| {
                    copy.copy_from(&set).expect("memory");
                    best(1, || copy.conditional_entropies(&all, run, &mut out).expect("a pass"))
                })
                .min()
                .unwrap_or_default()
        } else {
            best(1, || set.conditional_entropies(&all, run, &mut out).expect("a pass"))
        };
        set.conditional_entropies(&[step], run, &mut out[..1]).expect("a pass");
        let commit = best(1, || set.commit(step, run).expect("a commit"));
        report(&format!("step {step}: all candidates"), rows, time);
        report(&format!("step {step}: commit"), rows, commit);
    }
    println!(
        "  greedy to {} columns: {:.2} s, peak {} MB",
        d.min(10),
        start.elapsed().as_secs_f64(),
        peak_bytes() >> 20
    );
    drop(set);
    let mut set = Coarsening::new(&table, run).expect("memory");
    let pass = best(1, || set.conditional_entropies(&all, run, &mut out).expect("a pass"));
    report("leave one out: all candidates", rows, pass);
    for column in [0, d / 2] {
        let before = set.entropy();
        let mut loss = 0.0;
        let commit = best(1, || loss = set.commit(column, run).expect("a commit"));
        assert!((before - set.entropy() - loss).abs() < 1e-12, "the loss is the difference of entropies");
        report(&format!("drop column {column}"), rows, commit);
    }
}

/// Every size of a greedy run: all candidates outside the set are scored, the first is taken.
fn greedy(d: u32, table: &Arc<NarrowTable>, run: &Run) {
    let steps = d as usize;
    let mut passes = vec![Duration::MAX; steps];
    let mut commits = vec![Duration::MAX; steps];
    let mut whole = Duration::MAX;
    let mut out = vec![0.0; steps];
    for _ in 0..if d > 16 { 2 } else { 15 } {
        let start = Instant::now();
        let mut set = Refinement::new(table, run).expect("memory");
        for step in 0..steps {
            let candidates: Vec<u32> = (step as u32..d).collect();
            let before = Instant::now();
            set.conditional_entropies(&candidates, run, &mut out[step..]).expect("a pass");
            let between = Instant::now();
            set.commit(step as u32, run).expect("a commit");
            passes[step] = passes[step].min(between - before);
            commits[step] = commits[step].min(between.elapsed());
        }
        whole = whole.min(start.elapsed());
        assert!((set.entropy() - table.entropy()).abs() < 1e-11, "the gains add up");
    }
    let list = |times: &[Duration]| {
        let words: Vec<String> =
            times.iter().map(|time| format!("{:.2}", time.as_secs_f64() * 1e3)).collect();
        words.join(" ")
    };
    println!("  passes  {} ms", list(&passes));
    println!("  commits {} ms", list(&commits));
    report("greedy to all columns", table.rows(), whole);
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let option =
        |name: &str| words.iter().position(|word| word == name).and_then(|place| words.get(place + 1));
    let threads: usize = option("--threads").and_then(|word| word.parse().ok()).unwrap_or(1);
    let levels = match option("--level").and_then(|word| Level::parse(word)) {
        Some(level) => vec![level],
        None => Level::available(),
    };
    let mut sizes: Vec<u32> = words
        .iter()
        .enumerate()
        .filter(|(place, _)| *place == 0 || !words[place - 1].starts_with("--"))
        .filter_map(|(_, word)| word.parse().ok())
        .collect();
    if sizes.is_empty() {
        sizes = vec![14, 16, 18];
    }
    GREEDY_ONLY.store(words.iter().any(|word| word == "--greedy"), Ordering::Relaxed);
    ONE_THREAD.store(threads == 1, Ordering::Relaxed);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let run = if threads > 1 { Run::default().with_pool(Arc::new(pool), threads) } else { Run::default() };
    for d in sizes {
        for level in &levels {
            assert!(arch::force(*level), "this processor has no {}", level.name());
            bench(d, &run);
        }
    }
}
