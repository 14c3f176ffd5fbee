//! Our own thread pool, shared by every environment of the process, and the bounded queue of jobs.
//!
//! rayon's global pool is never touched (it outlives the addon), libuv's neither (it serves files and DNS).
//! Jobs and the blocks of work they split into run on threads of their own: a job that waits for its last block
//! must not pick up another job meanwhile, which would delay it and could wait for a lock it holds itself. Jobs
//! have plain threads for that reason: a thread of a rayon pool that waits for another pool looks for work in its
//! own.
//! As many jobs run at once as there are threads; more wait in order. When the last environment goes, its jobs
//! are cancelled and every thread is joined before the addon may be unloaded.
use crate::guard::quiet_panics;
use crate::reserve;
use marginals_core::{CancelFlag, Ledger};
use napi::Env;
use napi_derive::napi;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::sync::mpsc::{Receiver, RecvError, SendError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Hands the answer of a job to whoever waits for it.
pub type Settle = Box<dyn FnOnce()>;

/// Computes, and says how to settle: a job is out of the books before anybody can see its answer.
pub type Work = Box<dyn FnOnce() -> Settle + Send>;

/// What a job thread runs.
type Task = Box<dyn FnOnce() + Send>;

/// Threads for jobs and threads for the blocks they split into.
#[derive(Clone)]
struct Threads {
    jobs: Arc<Sender<Task>>,
    blocks: Arc<ThreadPool>,
}

#[derive(Default)]
struct Engine {
    started: Option<Threads>,
    wanted: Option<usize>,
    joins: Vec<JoinHandle<()>>,
    environments: usize,
    next_environment: u64,
    next_job: u64,
    running: usize,
    waiting: VecDeque<(u64, Work)>,
    live: HashMap<u64, (u64, CancelFlag)>,
}

static ENGINE: OnceLock<Mutex<Engine>> = OnceLock::new();
static LEDGER: OnceLock<Arc<Ledger>> = OnceLock::new();

thread_local! {
    /// Which environment this JavaScript thread belongs to.
    static ENVIRONMENT: Cell<u64> = const { Cell::new(0) };
}

fn engine() -> MutexGuard<'static, Engine> {
    // A panic cannot leave the engine half-changed: nothing in here calls foreign code.
    ENGINE.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// The one memory account of the process.
pub fn ledger() -> &'static Arc<Ledger> {
    LEDGER.get_or_init(|| Ledger::new(u64::MAX))
}

impl Engine {
    fn threads(&self) -> usize {
        self.wanted.unwrap_or_else(default_threads).max(1)
    }

    /// The threads, started on first use. If the system refuses some, half as many are tried; with none, jobs
    /// run where they are submitted.
    fn threads_of_ours(&mut self) -> Option<Threads> {
        let mut threads = self.threads();
        while threads >= 1 && self.started.is_none() {
            let jobs = self.start_jobs(threads);
            let blocks = jobs.is_some().then(|| self.start_blocks(threads)).flatten();
            match jobs.zip(blocks) {
                Some((jobs, blocks)) => self.started = Some(Threads { jobs, blocks }),
                None => threads /= 2,
            }
        }
        self.wanted = Some(threads.max(1));
        self.started.clone()
    }

    /// Threads that take jobs in order until the last sender is gone.
    fn start_jobs(&mut self, threads: usize) -> Option<Arc<Sender<Task>>> {
        let (sender, receiver) = channel::<Task>();
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..threads {
            let receiver = Arc::clone(&receiver);
            let builder = std::thread::Builder::new().name("marginals-job".to_owned());
            // Threads already started end with their sender.
            self.joins.push(builder.spawn(move || take_jobs(&receiver)).ok()?);
        }
        Some(Arc::new(sender))
    }

    fn start_blocks(&mut self, threads: usize) -> Option<Arc<ThreadPool>> {
        let joins = &mut self.joins;
        let pool = ThreadPoolBuilder::new().num_threads(threads).spawn_handler(|thread| {
            let builder = std::thread::Builder::new().name("marginals-block".to_owned());
            joins.push(builder.spawn(|| thread.run())?);
            Ok(())
        });
        pool.build().ok().map(Arc::new)
    }
}

impl Engine {
    /// Removes the waiting jobs that `which(environment, flag)` names.
    fn take_waiting(&mut self, which: impl Fn(u64, &CancelFlag) -> bool) -> Vec<Work> {
        let mut taken = Vec::new();
        for (job, work) in std::mem::take(&mut self.waiting) {
            if self.live.get(&job).is_some_and(|(environment, cancel)| which(*environment, cancel)) {
                self.live.remove(&job);
                taken.push(work);
            } else {
                self.waiting.push_back((job, work));
            }
        }
        taken
    }
}

fn default_threads() -> usize {
    std::env::var("MARGINALS_NUM_THREADS")
        .ok()
        .and_then(|text| text.trim().parse::<usize>().ok())
        .filter(|threads| (1..=1024).contains(threads))
        .or_else(|| std::thread::available_parallelism().ok().map(Into::into))
        .unwrap_or(1)
        .min(64)
}

/// The pool for blocks of work and its number of threads.
pub fn shared() -> (Option<Arc<ThreadPool>>, usize) {
    let mut engine = engine();
    let blocks = engine.threads_of_ours().map(|threads| threads.blocks);
    (blocks, engine.threads())
}

/// The pool for a caller that blocks; none while jobs use it, so that a blocking call never waits for one.
pub fn for_blocking_call() -> (Option<Arc<ThreadPool>>, usize) {
    if in_flight().0 > 0 { (None, 1) } else { shared() }
}

/// Threads that jobs and blocks each have.
pub fn threads() -> usize {
    engine().threads()
}

/// Changes the number of threads; jobs under way keep the pool they have.
pub fn set_threads(threads: usize) {
    let mut engine = engine();
    if engine.wanted != Some(threads) {
        engine.wanted = Some(threads);
        engine.started = None;
    }
}

/// Jobs running and waiting.
pub fn in_flight() -> (usize, usize) {
    let engine = engine();
    (engine.running, engine.waiting.len())
}

/// Runs `work` as a job: now if a thread is free, else when its turn comes.
pub fn submit(cancel: CancelFlag, work: Work) {
    let mut engine = engine();
    let Some(Threads { jobs, .. }) = engine.threads_of_ours() else {
        drop(engine);
        work()();
        return;
    };
    let job = engine.next_job;
    engine.next_job += 1;
    engine.live.insert(job, (ENVIRONMENT.get(), cancel));
    if engine.running < engine.threads() {
        engine.running += 1;
        drop(engine);
        hand_over(&jobs, Box::new(move || run_then_next(job, work)));
    } else {
        engine.waiting.push_back((job, work));
    }
}

fn take_jobs(receiver: &Mutex<Receiver<Task>>) {
    loop {
        // Only the wait is under the lock.
        let job = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(),
            Err(RecvError) => return,
        }
    }
}

/// Gives a job to the threads; with no thread left to take it, it runs here.
fn hand_over(jobs: &Sender<Task>, job: Task) {
    if let Err(SendError(job)) = jobs.send(job) {
        job();
    }
}

fn run_then_next(job: u64, work: Work) {
    let settle = work();
    let mut engine = engine();
    engine.live.remove(&job);
    let next = engine.waiting.pop_front();
    if next.is_none() {
        engine.running -= 1;
    }
    let threads = engine.started.clone();
    drop(engine);
    settle();
    let Some((next, work)) = next else { return };
    match threads {
        Some(threads) => hand_over(&threads.jobs, Box::new(move || run_then_next(next, work))),
        // The threads are being replaced or closed: finish here.
        None => run_then_next(next, work),
    }
}

/// Drops something large off the calling thread: giving hundreds of megabytes back takes tens of milliseconds.
pub fn discard(large: impl Send + 'static) {
    let threads = engine().started.clone();
    match threads {
        Some(threads) => threads.blocks.spawn(move || drop(large)),
        None => drop(large),
    }
}

/// Takes cancelled jobs out of the queue and lets them answer at once: they find their flag set and stop.
pub fn settle_cancelled() {
    let mut engine = engine();
    let cancelled = engine.take_waiting(|_, cancel| cancel.is_cancelled());
    drop(engine);
    for work in cancelled {
        work()();
    }
}

/// Registers this environment and arranges for its end.
#[napi(module_exports)]
pub fn register(_exports: napi::bindgen_prelude::Object, env: Env) -> napi::Result<()> {
    quiet_panics();
    reserve::put_by();
    let environment = {
        let mut engine = engine();
        engine.environments += 1;
        engine.next_environment += 1;
        engine.next_environment
    };
    ENVIRONMENT.set(environment);
    env.add_env_cleanup_hook(environment, close_environment)?;
    Ok(())
}

fn close_environment(environment: u64) {
    let mut engine = engine();
    for (owner, cancel) in engine.live.values() {
        if *owner == environment {
            cancel.cancel();
        }
    }
    // Their promises are gone with the environment.
    drop(engine.take_waiting(|owner, _| owner == environment));
    engine.environments -= 1;
    if engine.environments == 0 {
        engine.started = None;
        let joins = std::mem::take(&mut engine.joins);
        // The threads need the engine to hand in their last job.
        drop(engine);
        join_within(joins, CLOSING);
        reserve::give_back();
    }
}

/// How long unloading waits for its threads: cancelled jobs stop within milliseconds.
const CLOSING: Duration = Duration::from_secs(5);

/// Joins the threads that end in time. One that does not would hold up the end of the process for ever; it is
/// left to end with it.
fn join_within(mut joins: Vec<JoinHandle<()>>, limit: Duration) {
    let deadline = Instant::now() + limit;
    while !joins.is_empty() && Instant::now() < deadline {
        let (ended, running): (Vec<_>, Vec<_>) = joins.into_iter().partition(JoinHandle::is_finished);
        for join in ended {
            // A thread that panicked has nothing left to say.
            let _ = join.join();
        }
        joins = running;
        if !joins.is_empty() {
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}
