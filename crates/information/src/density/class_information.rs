//! Mutual information of values and classes by kernel densities: mean of ln f_c(x) − ln f(x) at the samples, with
//! f = Σ_c p_c f_c, so one width serves all classes and the densities fit together.
use super::bandwidth::{Bandwidth, Rule, Widths, scott};
use super::entropy::{Form, Measured, Reader, STEPS, axes, left_out, mean};
use super::kernel::Kernel;
use super::lattice::{Lattice, Reading};
use super::mutual_information::{Options, PAIRS, lonely_warning, width_of, without_lonely};
use super::samples::{Samples, Spread};
use marginals_core::{Error, Result, Run};

/// Values against classes: ln f_c(x) − ln Σ p f(x) at the samples, without themselves.
pub(crate) fn classes(
    samples: &Samples,
    spread: &Spread,
    codes: &[u32],
    sizes: &[usize],
    options: &Options,
    run: &Run,
) -> Result<Measured> {
    if options.form == Form::Integral {
        let expected = "resubstitution or leave-one-out for classes";
        return Err(Error::unsupported("form", expected, options.form.name()));
    }
    let mut width = match &options.bandwidth {
        Bandwidth::Rule(Rule::Scott | Rule::Silverman) => {
            Widths::of_deviations(Kernel::Gaussian, &[spread.deviation * scott(samples)])
        }
        _ => width_of(samples, spread, options, 0, run)?,
    };
    let warnings = std::mem::take(&mut width.warnings);
    let n = samples.count();
    let mut rows_of: Vec<Vec<u32>> = sizes.iter().map(|size| Vec::with_capacity(*size)).collect();
    for (row, code) in codes.iter().enumerate() {
        rows_of[*code as usize].push(row as u32);
    }
    let pooled = Reader::new(samples, &width, PAIRS, run)?.own_and_density(samples, run)?;
    let axes = axes(&[*spread], &width, STEPS, 0.0);
    let mut local = run.filled("local values", n, 0.0f64)?;
    let leave = options.form == Form::LeaveOneOut;
    for rows in rows_of.iter().filter(|rows| !rows.is_empty()) {
        let own: Vec<f64> = rows.iter().map(|row| samples.values()[*row as usize]).collect();
        let class = Samples::new(&own, 1, None)?;
        let reader = match &axes {
            Some(axes) => Reader::Lattice(Lattice::new(&class, axes, &width, Reading::Points, run)?),
            None => Reader::new(&class, &width, PAIRS, run)?,
        };
        let densities = reader.own_and_density(&class, run)?;
        for (row, (inside, part)) in rows.iter().zip(densities) {
            let (all, whole) = pooled[*row as usize];
            let (inside, all) = if leave {
                (left_out(inside, part, 1.0, own.len() as f64), left_out(all, whole, 1.0, n as f64))
            } else {
                (inside / own.len() as f64, all / n as f64)
            };
            local[*row as usize] = (inside / all).ln();
        }
    }
    let (local, alone) = without_lonely(local);
    let mut warnings = warnings;
    warnings.extend(lonely_warning(alone));
    let value = mean(&local, samples, run)?;
    Ok(Measured { value, bandwidth: width.deviations(), warnings, local })
}
