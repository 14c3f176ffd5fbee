//! The log-determinant as a set function.
use super::factor::Row;
use super::kernel::{Packed, Scratch, entries};
use super::{Factor, LogDeterminant, by_columns};
use crate::function::members::Members;
use marginals_core::sum::Sum;
use marginals_core::{Error, Evidence, Monotone, Plan, Remarks, Result, Run, SetFunction, Shape, Structure};
use marginals_numerics::arch::products::GROUP;
use marginals_numerics::similarity::{Metric, Source};

/// How far a pivot may lie below ε by rounding, in units of the largest diagonal entry: kernels may come in single
/// precision.
const ROUNDING: f64 = 1e-4;

/// Bytes announced at a time for the rows of candidates.
const STEP: u64 = 16 << 20;

impl LogDeterminant {
    /// The diagonal that remains, no smaller than the regularization.
    fn pivot(&self, e: u32, rest: f64) -> Result<f64> {
        if rest >= self.regularization {
            return Ok(rest);
        }
        if !self.is_definite() && rest < self.regularization - ROUNDING * self.largest {
            let expected = "a positive semi-definite kernel";
            return Err(Error::range("matrix", expected, format!("a pivot of {rest:e} at element {e}")));
        }
        Ok(self.regularization)
    }

    /// Brings the rows of `elements` up to date with the chosen elements.
    fn refresh(&self, factor: &mut Factor, elements: &[u32], run: &Run) -> Result<()> {
        let chosen = factor.members.order().len();
        factor.announce(elements, STEP, run)?;
        let mut rows: Vec<(u32, Row)> = run.reserved("rows of candidates", elements.len())?;
        rows.extend(elements.iter().map(|e| (*e, factor.row(*e, self.diagonal[*e as usize]))));
        let shared = &*factor;
        let work = |scratch: &mut Scratch, _: usize, rows: &mut [(u32, Row)]| {
            let from = rows.iter().map(|(_, row)| row.numbers.len()).min().unwrap_or(chosen);
            if from < chosen {
                let group: Vec<u32> = rows.iter().map(|(e, _)| *e).collect();
                entries(&self.kernel, shared, &group, from, scratch)?;
                for (c, (e, row)) in rows.iter_mut().enumerate() {
                    let known = row.numbers.len();
                    let own = scratch.of(c, known);
                    match &self.scales {
                        None => shared.extend(row, own),
                        Some(scales) => {
                            let others = &shared.members.order()[known..];
                            let scaled = own.iter().zip(others).map(|(entry, m)| entry * scales.of(*e, *m));
                            shared.extend(row, &scaled.collect::<Vec<f64>>());
                        }
                    }
                }
            }
            Ok(())
        };
        let chunks: Vec<&mut [(u32, Row)]> = rows.chunks_mut(GROUP).collect();
        let done = run.items(chunks, Scratch::default, work);
        for (e, row) in rows {
            factor.keep(e, row);
        }
        done.map(|_| ())
    }

    fn gain(&self, factor: &Factor, e: u32) -> Result<f64> {
        let rest = match factor.place[e as usize] {
            0 => self.diagonal[e as usize],
            place => factor.rows[place as usize - 1].rest,
        };
        Ok(self.pivot(e, rest)?.ln())
    }

    /// The last gains where the kernel is that of inner products of few columns.
    fn last_gains_by_columns(&self, run: &Run, out: &mut [f64]) -> Result<Option<f64>> {
        let inner = matches!(self.kernel.metric(), Some(Metric::Dot | Metric::Cosine));
        if !inner || self.scales.is_some() {
            return Ok(None);
        }
        match self.kernel.source() {
            Source::Single(x) => {
                by_columns::last_gains(x.ground(), self.regularization, self.largest, run, out)
            }
            Source::Double(x) => {
                by_columns::last_gains(x.ground(), self.regularization, self.largest, run, out)
            }
            _ => Ok(None),
        }
    }

    /// Adds the elements in turn; their gains go to `value`.
    fn append(&self, factor: &mut Factor, e: u32, run: &Run) -> Result<f64> {
        self.refresh(factor, &[e], run)?;
        let row = factor.row(e, self.diagonal[e as usize]);
        let pivot = self.pivot(e, row.rest);
        if let Ok(pivot) = pivot {
            factor.lower.extend_from_slice(&row.numbers);
            factor.roots.push(pivot.sqrt());
        }
        factor.keep(e, row);
        let gain = pivot?.ln();
        factor.members.push(e);
        factor.value.add(gain);
        Ok(gain)
    }
}

impl SetFunction for LogDeterminant {
    type State = Factor;

    fn ground_size(&self) -> usize {
        self.diagonal.len()
    }

    fn structure(&self) -> Structure {
        // A given matrix is positive semi-definite by the caller's word only.
        let proved = self.is_definite();
        let monotone = self.regularization >= 1.0;
        Structure {
            shape: Shape::Submodular,
            monotone: if monotone { Monotone::Increasing } else { Monotone::No },
            evidence: if proved { Evidence::Proved } else { Evidence::Declared },
            empty_value: 0.0,
            non_negative: monotone,
            symmetric: false,
        }
    }

    fn remarks(&self) -> Remarks {
        let method = match self.kernel.source() {
            Source::Single(_) | Source::Double(_) => "on-the-fly",
            Source::Sparse(_) | Source::Entries(_) => "sparse",
            Source::StoredSingle(_) | Source::StoredDouble(_) => "dense",
        };
        Remarks { method: Some(method), warnings: Vec::new() }
    }

    fn plan(&self, max_size: usize) -> Plan {
        let (ground, size) = (self.diagonal.len() as u64, max_size.min(self.diagonal.len()) as u64);
        Plan {
            state_bytes: ground * (4 + 32 + 8 * size)
                + 4 * size * size
                + Members::bytes(ground as usize, max_size),
            scratch_bytes: 0,
            preferred_batch: GROUP,
            full_pass: self.diagonal.len() as f64,
        }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<Factor> {
        let ground = self.diagonal.len();
        let size = max_size.min(ground);
        let fixed = 4 * ground as u64 + Members::bytes(ground, size);
        Ok(Factor {
            charges: vec![run.charge("a state of a log-determinant", fixed)?],
            held: 0,
            announced: 0,
            members: Members::new(ground, size, run)?,
            lower: Vec::new(),
            roots: Vec::new(),
            value: Sum::default(),
            packed: Packed::new(&self.kernel),
            place: run.filled("rows of a log-determinant", ground, 0)?,
            rows: Vec::new(),
        })
    }

    fn copy_state(&self, from: &Factor, to: &mut Factor) -> Result<()> {
        to.copy_from(from);
        Ok(())
    }

    fn gains(&self, factor: &mut Factor, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        run.check()?;
        if !factor.members.order().is_empty() {
            let others: Vec<u32> = candidates.iter().copied().filter(|e| !factor.members.has(*e)).collect();
            self.refresh(factor, &others, run)?;
        }
        for (e, gain) in candidates.iter().zip(out) {
            *gain = if factor.members.has(*e) { 0.0 } else { self.gain(factor, *e)? };
        }
        Ok(())
    }

    fn commit(&self, factor: &mut Factor, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if factor.members.has(e) {
            return Ok(0.0);
        }
        let gain = self.append(factor, e, run)?;
        factor.packed.refill(&self.kernel, factor.members.order(), &Run::default())?;
        Ok(gain)
    }

    fn retract(&self, factor: &mut Factor, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        let Some(at) = factor.members.order().iter().position(|member| *member == e) else { return Ok(0.0) };
        let before = factor.value.value();
        let later = factor.members.order()[at + 1..].to_vec();
        // From here on nothing may stop half-way: a run that cannot be cancelled.
        let alone = Run::default();
        factor.cut(at, &self.diagonal);
        factor.members.remove(e);
        later.iter().for_each(|member| {
            factor.members.remove(*member);
        });
        factor.value = factor.roots.iter().map(|root| 2.0 * root.ln()).collect();
        factor.packed.refill(&self.kernel, factor.members.order(), &alone)?;
        for member in later {
            self.append(factor, member, &alone)?;
            factor.packed.refill(&self.kernel, factor.members.order(), &alone)?;
        }
        Ok(factor.value.value() - before)
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        if let Some(full) = self.last_gains_by_columns(run, out)? {
            return Ok(full);
        }
        let ground = self.diagonal.len();
        let cells = (ground as u64).saturating_mul(ground as u64);
        let _charge = run.charge("the factor of a whole kernel", cells.saturating_mul(12))?;
        let mut full = self.new_state(ground, run)?;
        for e in 0..ground as u32 {
            self.commit(&mut full, e, run)?;
        }
        // f(V) − f(V − e) = −ln of the diagonal of the inverse: the squared columns of the inverse of the factor.
        let full = &full;
        run.blocks_into(
            out,
            1,
            || vec![0.0; ground],
            |column, e, gain| {
                let mut square = 0.0;
                for t in e..ground {
                    if t % 512 == 0 {
                        run.check()?;
                    }
                    let own = &full.rows[full.place[t] as usize - 1].numbers[e..];
                    let unit = f64::from(u8::from(t == e));
                    column[t] = (unit - own.iter().zip(&column[e..t]).map(|(a, b)| a * b).sum::<f64>())
                        / full.roots[t];
                    square += column[t] * column[t];
                }
                gain[0] = 0.0 - square.ln();
                Ok(())
            },
        )?;
        Ok(full.value.value())
    }

    fn members<'a>(&self, factor: &'a Factor) -> &'a [u32] {
        factor.members.order()
    }

    fn value(&self, factor: &Factor) -> f64 {
        factor.value.value()
    }

    fn gain_error(&self, factor: &Factor) -> f64 {
        // A pivot is a difference of numbers up to K_jj + ε, and at least ε.
        let roundings = 4.0 * (factor.members.order().len() + 8) as f64;
        roundings * f64::EPSILON * (self.largest / self.regularization)
    }
}
