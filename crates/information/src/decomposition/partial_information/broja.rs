//! The least I_Q(T; S₁, S₂) over the laws Q that keep P(T, S₁) and P(T, S₂), with a proof of how near it is.
//!
//! I_Q = H(T) + Σ q ln(q / q(s₁, s₂)) is convex in Q. A barrier method follows the minimizers of that minus μ Σ ln q
//! as μ falls, from q = p(t) p(s₁|t) p(s₂|t), which is inside. The Hessian is diagonal minus one vector product for
//! each (s₁, s₂), so a Newton step solves one system with an unknown per kept marginal cell.
//!
//! The certificate is the dual: for numbers λ(t, s₁), κ(t, s₂) with Σₜ exp(λ + κ) ≤ 1 for every (s₁, s₂) no Q is
//! below H(T) + Σ λ P + Σ κ P. The multipliers of a step, shifted by the largest ln Σ exp, are such numbers whatever
//! the step was, so the gap holds even where the iteration stalls. Formulation of the minimum: A. Makkeh,
//! D. O. Theis and R. Vicente, "BROJA-2PID: a robust estimator for bivariate partial information decomposition",
//! 2018. Cost: some forty steps of (marginal cells)³ / 6.
use super::normal_equations::NormalEquations;
use super::specific::{Codes, Sourced};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// The most marginal cells.
const MAX_EQUATIONS: usize = 3000;
/// Stop below this gap in nats.
const ENOUGH: f64 = 1e-11;
const MAX_STEPS: usize = 400;

/// The minimum found.
pub(super) struct Union {
    /// I_Q(T; S₁, S₂) in nats, at most `gap` above the least.
    pub(super) information: f64,
    pub(super) gap: f64,
}

/// One (t, s₁, s₂) that a law with these marginals may have.
struct Cell {
    /// Its equations: of (t, s₁), of (t, s₂).
    rows: [usize; 2],
}

struct Program {
    cells: Vec<Cell>,
    /// Cells of every class one after the other: where each class begins.
    starts: Vec<usize>,
    /// Right-hand sides; the marginal cells' probabilities.
    kept: Vec<f64>,
    /// Whether an equation follows from others of the same t.
    redundant: Vec<bool>,
    start: Vec<f64>,
}

impl Program {
    fn new(sourced: &Sourced, run: &Run) -> Result<Self> {
        let [first, second] = &sourced.sources[..] else { return Err(Error::internal("two sources")) };
        let of_target = sourced.target.law(&sourced.p);
        let targets = sourced.target.count;
        let pair = |source: &Codes| {
            let mut law = vec![vec![Sum::default(); source.count]; targets];
            for ((t, s), p) in sourced.target.ids.iter().zip(&source.ids).zip(&sourced.p) {
                law[*t as usize][*s as usize].add(*p);
            }
            law
        };
        let (with_first, with_second) = (pair(first), pair(second));
        let (mut kept, mut redundant) = (Vec::new(), Vec::new());
        // Values of each source under each t, with their equations.
        let mut rows_of = |law: &[Vec<Sum>], drop_last: bool| -> Vec<Vec<Option<usize>>> {
            law.iter()
                .map(|of_t| {
                    let row = |p: &Sum| {
                        (p.value() > 0.0).then(|| {
                            kept.push(p.value());
                            redundant.push(false);
                            kept.len() - 1
                        })
                    };
                    let rows: Vec<Option<usize>> = of_t.iter().map(row).collect();
                    if let (true, Some(last)) = (drop_last, redundant.last_mut()) {
                        *last = true;
                    }
                    rows
                })
                .collect()
        };
        let (of_first, of_second) = (rows_of(&with_first, false), rows_of(&with_second, true));
        if kept.len() > MAX_EQUATIONS {
            let expected = format!("alphabets with at most {MAX_EQUATIONS} source–target pairs");
            return Err(Error::limit("sources", expected, kept.len()));
        }
        let (mut cells, mut starts, mut start) = (Vec::new(), Vec::new(), Vec::new());
        for a in 0..first.count {
            run.check()?;
            for b in 0..second.count {
                starts.push(cells.len());
                for t in 0..targets {
                    if let (Some(one), Some(other)) = (of_first[t][a], of_second[t][b]) {
                        cells.push(Cell { rows: [one, other] });
                        start.push(kept[one] * (kept[other] / of_target[t]));
                    }
                }
            }
        }
        starts.push(cells.len());
        Ok(Program { cells, starts, kept, redundant, start })
    }

    fn class(&self, class: usize) -> std::ops::Range<usize> {
        self.starts[class]..self.starts[class + 1]
    }

    fn classes(&self) -> usize {
        self.starts.len() - 1
    }

    /// Σ q ln(q / q(s₁, s₂)).
    fn value(&self, q: &[f64]) -> f64 {
        let mut sum = Sum::default();
        for class in 0..self.classes() {
            let cells = &q[self.class(class)];
            let total: f64 = cells.iter().sum();
            cells.iter().filter(|q| **q > 0.0).for_each(|q| sum.add(q * (q / total).ln()));
        }
        sum.value()
    }

    /// The least value that the multipliers prove.
    fn dual(&self, multipliers: &[f64]) -> f64 {
        let mut largest = f64::NEG_INFINITY;
        for class in 0..self.classes() {
            let sums = self.cells[self.class(class)]
                .iter()
                .map(|cell| multipliers[cell.rows[0]] + multipliers[cell.rows[1]]);
            let top = sums.clone().fold(f64::NEG_INFINITY, f64::max);
            if top > f64::NEG_INFINITY {
                largest = largest.max(top + sums.map(|sum| (sum - top).exp()).sum::<f64>().ln());
            }
        }
        let value: Sum = multipliers.iter().zip(&self.kept).map(|(multiplier, p)| multiplier * p).collect();
        value.value() - largest
    }
}

/// H_Q(T | S₁, S₂) at its largest, as the least union information.
pub(super) fn least_union(sourced: &Sourced, run: &Run) -> Result<Union> {
    let program = Program::new(sourced, run)?;
    let entropy: Sum = sourced.target.law(&sourced.p).iter().map(|p| -p * p.ln()).collect();
    let equations = program.kept.len();
    let _charge =
        run.charge("a convex program", (equations * equations * 8 + program.cells.len() * 96) as u64)?;
    let mut q = program.start.clone();
    let mut system = NormalEquations::new(equations, run)?;
    let mut barrier = 0.1f64;
    let (mut upper, mut lower) = (program.value(&q), f64::NEG_INFINITY);
    run.progress().start("the least union information", 0);
    let mut idle = 0;
    for _ in 0..MAX_STEPS {
        run.check()?;
        let before = upper - lower;
        let (step, multipliers) = newton(&program, &q, barrier, &mut system, run)?;
        lower = lower.max(program.dual(&multipliers));
        let decrease = search(&program, &mut q, &step, barrier);
        upper = upper.min(program.value(&q));
        run.progress().advance(1);
        if upper - lower <= ENOUGH {
            break;
        }
        // Nothing more to win at this barrier: near the center, or rounding stops the descent.
        if decrease < 0.1 * barrier {
            barrier *= 0.1;
            idle = if upper - lower < 0.99 * before { 0 } else { idle + 1 };
            if barrier < 1e-19 || idle > 3 && upper - lower < 1e-9 {
                break;
            }
        }
    }
    let gap = (upper - lower).max(0.0);
    Ok(Union { information: entropy.value() + upper, gap })
}

/// The Newton step and the multipliers λ of the equations.
fn newton(
    program: &Program,
    q: &[f64],
    barrier: f64,
    system: &mut NormalEquations,
    run: &Run,
) -> Result<(Vec<f64>, Vec<f64>)> {
    let equations = program.kept.len();
    let mut slope = vec![0.0; q.len()];
    // The inverse Hessian of a class: diagonal `inverse` plus its product with itself over `rest`.
    let mut inverse = vec![0.0; q.len()];
    let mut rest = vec![0.0; program.classes()];
    system.clear();
    for row in (0..equations).filter(|row| program.redundant[*row]) {
        system.add(row, row, 1.0);
    }
    let mut vector = Vec::new();
    for class in 0..program.classes() {
        let range = program.class(class);
        let total: f64 = q[range.clone()].iter().sum();
        vector.clear();
        for i in range {
            slope[i] = (q[i] / total).ln() - barrier / q[i];
            inverse[i] = q[i] * (q[i] / (q[i] + barrier));
            rest[class] += q[i] * (barrier / (q[i] + barrier));
            let rows = program.cells[i].rows;
            for (place, row) in rows.into_iter().enumerate() {
                if !program.redundant[row] {
                    vector.push((row, inverse[i]));
                    rows[..=place].iter().filter(|other| !program.redundant[**other]).for_each(|other| {
                        system.add(row, *other, inverse[i]);
                    });
                }
            }
        }
        for (place, (row, value)) in vector.iter().enumerate() {
            for (other, more) in &vector[..=place] {
                system.add(*row, *other, value * (more / rest[class]));
            }
        }
    }
    let apply = |right: &[f64]| -> Vec<f64> {
        let mut out = vec![0.0; right.len()];
        for class in 0..program.classes() {
            let range = program.class(class);
            let dot: f64 = range.clone().map(|i| inverse[i] * right[i]).sum();
            range.for_each(|i| out[i] = inverse[i] * (right[i] + dot / rest[class]));
        }
        out
    };
    // The equations' residuals and A H⁻¹ ∇.
    let moved = apply(&slope);
    let mut right: Vec<f64> = program.kept.iter().map(|p| -p).collect();
    for (cell, (q, moved)) in program.cells.iter().zip(q.iter().zip(&moved)) {
        cell.rows.iter().for_each(|row| right[*row] += q - moved);
    }
    for (right, redundant) in right.iter_mut().zip(&program.redundant) {
        if *redundant {
            *right = 0.0;
        }
    }
    system.solve(&mut right, run)?;
    let pulled: Vec<f64> = program
        .cells
        .iter()
        .zip(&slope)
        .map(|(cell, slope)| slope + right[cell.rows[0]] + right[cell.rows[1]])
        .collect();
    let step = apply(&pulled).into_iter().map(|step| -step).collect();
    Ok((step, right.into_iter().map(|multiplier| -multiplier).collect()))
}

/// Moves along the step as far as the barrier function falls; returns by how much.
fn search(program: &Program, q: &mut [f64], step: &[f64], barrier: f64) -> f64 {
    let inside = q.iter().zip(step).filter(|(_, step)| **step < 0.0).map(|(q, step)| -q / step);
    let mut length = inside.fold(f64::INFINITY, f64::min).mul_add(0.99, 0.0).min(1.0);
    let height = |q: &[f64]| program.value(q) - barrier * q.iter().map(|q| q.ln()).collect::<Sum>().value();
    let before = height(q);
    for _ in 0..40 {
        let moved: Vec<f64> = q.iter().zip(step).map(|(q, step)| length.mul_add(*step, *q)).collect();
        if moved.iter().all(|q| *q > 0.0) {
            let fall = before - height(&moved);
            if fall >= 0.0 {
                q.copy_from_slice(&moved);
                return fall;
            }
        }
        length *= 0.5;
    }
    0.0
}
