//! Worst-case total variation distance to a target law after n steps,
//! d(n) = max_x ½ Σ_y |Pⁿ(x, y) − τ(y)|, for n = 0 … N.
//!
//! Rows Pⁿ(x, ·) are carried for batches of starting states, state-major, so that one edge (x, y) moves a whole
//! batch at once; Pⁿ itself is never formed. Cost: N · z · (starting states) multiply–adds, 16 n numbers a thread.
//! Source: D. Levin, Y. Peres, E. Wilmer, 2017, "Markov Chains and Mixing Times", chapter 4.
use crate::chain::{Chain, Edges, Law};
use marginals_core::{Error, Result, Run};

/// Starting states carried at once: two cache lines a state.
const BATCH: usize = 16;

/// Distance to the target law step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct MixingCurve {
    /// d(n) for n = 0, 1, …, N.
    pub worst: Vec<f64>,
    /// The state that d(n) is reached from, the lowest one of several.
    pub start: Vec<u32>,
    /// The distance averaged over the target law's own starting states (weights proportional to the target).
    pub mean: Vec<f64>,
}

impl MixingCurve {
    /// The first n with d(n) ≤ `epsilon`, within the curve.
    #[must_use]
    pub fn mixing_time(&self, epsilon: f64) -> Option<usize> {
        self.worst.iter().position(|distance| *distance <= epsilon)
    }
}

/// The curve of `chain` for `steps` steps to `target` (its reference when None), over the starting states
/// `starts` (all that have a row when None).
///
/// # Errors
/// A target of the wrong length, a start out of range or without a row, a chain that reaches a state without
/// a row, out of memory, or the run was cancelled.
pub fn mixing_curve(
    chain: &Chain,
    steps: usize,
    target: Option<&[f64]>,
    starts: Option<&[u32]>,
    run: &Run,
) -> Result<MixingCurve> {
    let states = chain.states();
    let target = target.unwrap_or(chain.reference());
    if target.len() != states {
        return Err(Error::shape(
            "target",
            format_args!("{states} probabilities (one per state)"),
            target.len(),
        ));
    }
    let mut edges = Edges::default();
    let mut has_row = |x: u32| {
        chain.row(x, &mut edges);
        !edges.next.is_empty()
    };
    let mut list = Vec::new();
    match starts {
        None => {
            for x in 0..states as u32 {
                if x % 1024 == 0 {
                    run.check()?;
                }
                if has_row(x) {
                    list.push(x);
                }
            }
        }
        Some(starts) => {
            for x in starts.iter().copied() {
                if x as usize >= states || !has_row(x) {
                    let expected = format!("states in 0..={} that have a row", states - 1);
                    return Err(Error::range("starts", expected, x));
                }
                list.push(x);
            }
        }
    }
    // Rows are read once a step and batch: have them ready when there are many batches.
    let chain = if list.len() > 4 * BATCH { &chain.to_sparse(run)? } else { chain };
    let width = BATCH * states;
    let charged = (16 * width * run.threads().min(list.len().div_ceil(BATCH)).max(1)) as u64;
    let _charge = run.charge("the rows of a mixing curve", charged)?;
    run.progress().start("mixing", list.len() as u64);
    let scratch = || (vec![0.0f64; width], vec![0.0f64; width], Edges::default());
    let blocks = run.blocks(list.len(), BATCH, scratch, |(now, next, edges), range| {
        let starts = &list[range];
        now.fill(0.0);
        for (lane, x) in starts.iter().enumerate() {
            now[*x as usize * BATCH + lane] = 1.0;
        }
        let mut distances = Vec::with_capacity((steps + 1) * starts.len());
        for step in 0..=steps {
            if step > 0 {
                advance(chain, now, next, edges, run)?;
                std::mem::swap(now, next);
            }
            let mut sums = [0.0f64; BATCH];
            for (row, mass) in now.chunks_exact(BATCH).zip(target) {
                for (sum, p) in sums.iter_mut().zip(row) {
                    *sum += (p - mass).abs();
                }
            }
            distances.extend(sums[..starts.len()].iter().map(|sum| 0.5 * sum));
        }
        run.progress().advance(starts.len() as u64);
        Ok(distances)
    })?;
    Ok(collect(&list, target, steps, &blocks))
}

/// `next` = `rows` moved by one step.
fn advance(chain: &Chain, rows: &[f64], next: &mut [f64], edges: &mut Edges, run: &Run) -> Result<()> {
    next.fill(0.0);
    for (x, row) in (0u32..).zip(rows.chunks_exact(BATCH)) {
        if x % 1024 == 0 {
            run.check()?;
        }
        if row.iter().all(|p| *p == 0.0) {
            continue;
        }
        let (targets, probabilities) = match chain.law() {
            Law::Sparse(law) => law.row(x),
            Law::SingleFlip(_) => {
                chain.row(x, edges);
                (&edges.next[..], &edges.weight[..])
            }
        };
        if targets.is_empty() {
            return Err(Error::unsupported(
                "chain",
                "a chain whose rows are defined on every state it reaches",
                format_args!("no row for state {x}, to which the reference gives no mass"),
            ));
        }
        for (y, p) in targets.iter().zip(probabilities) {
            let cell = &mut next[*y as usize * BATCH..][..BATCH];
            for (to, from) in cell.iter_mut().zip(row) {
                *to += p * from;
            }
        }
    }
    Ok(())
}

fn collect(list: &[u32], target: &[f64], steps: usize, blocks: &[Vec<f64>]) -> MixingCurve {
    let mut curve =
        MixingCurve { worst: vec![0.0; steps + 1], start: vec![0; steps + 1], mean: vec![0.0; steps + 1] };
    let weight: f64 = list.iter().map(|x| target[*x as usize]).sum();
    for step in 0..=steps {
        let mut worst = -1.0;
        for (starts, distances) in list.chunks(BATCH).zip(blocks) {
            for (x, distance) in starts.iter().zip(&distances[step * starts.len()..]) {
                if *distance > worst {
                    worst = *distance;
                    curve.start[step] = *x;
                }
                if weight > 0.0 {
                    curve.mean[step] += target[*x as usize] / weight * distance;
                }
            }
        }
        curve.worst[step] = f64::max(worst, 0.0);
    }
    curve
}
