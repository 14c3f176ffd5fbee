//! Times of a benchmark: of the processor on one thread, of the wall on two.
use marginals_core::Run;
use std::sync::Arc;
use std::time::Instant;

/// Runs on one thread and on two, and the words that a name must hold to be timed.
pub struct Clock {
    /// One thread.
    pub one: Run,
    two: Run,
    only: Vec<String>,
}

impl Clock {
    /// A clock for the names that hold all the words of the command line.
    pub fn new() -> Self {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("two threads");
        let only = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
        Clock { one: Run::default(), two: Run::default().with_pool(Arc::new(pool), 2), only }
    }

    /// Prints the least time of several runs, in microseconds for each of `count` pieces of work.
    pub fn time(&self, name: &str, count: usize, work: impl Fn(&Run)) {
        if !self.only.iter().all(|word| name.contains(word)) {
            return;
        }
        let first = Instant::now();
        work(&self.one);
        // The system tells processor time by ticks of some milliseconds: a run must be long beside them.
        let repeats = (0.1 / first.elapsed().as_secs_f64().max(1e-9)).clamp(1.0, 1e6).ceil() as usize;
        let best = |run: &Run, now: &dyn Fn() -> f64| {
            let each = || {
                let start = now();
                (0..repeats).for_each(|_| work(run));
                now() - start
            };
            (0..5).map(|_| each()).fold(f64::INFINITY, f64::min) / (count * repeats) as f64
        };
        let begin = Instant::now();
        let wall = || begin.elapsed().as_secs_f64() * 1e6;
        let (own, two) = (best(&self.one, &processor), best(&self.two, &wall));
        println!("{name:56} {own:12.4} µs, two threads {two:12.4} µs of the wall");
    }
}

/// Microseconds that this thread ran; of the wall where the system does not tell.
fn processor() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(
        || {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            since.map_or(0.0, |since| since.as_secs_f64() * 1e6)
        },
        |nanoseconds| nanoseconds / 1e3,
    )
}
