//! Kernel densities and what is measured on them.
use crate::guard::count;
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64, raw, uint32};
use marginals_core::Result;
use marginals_information::density::conditional::conditional_entropy;
use marginals_information::density::divergence::divergence;
use marginals_information::density::entropy::{Form, Measured, entropy};
use marginals_information::density::estimate::{At, Bounds, Density, Method, Request, density};
use marginals_information::density::modes::{Modes, Search, modes};
use marginals_information::density::mutual_information::{Options, Target};
use marginals_information::density::{Bandwidth, Kernel, Rule, Samples, Unit};
use marginals_information::divergence::Divergence;
use napi::Env;
use napi::bindgen_prelude::{Float64Array, JsValue, Object, Uint32Array, Unknown};
use napi_derive::napi;

/// Rows of numbers with weights or without.
#[napi(object)]
pub struct SamplesSpec {
    /// Row after row.
    pub values: Float64Array,
    /// Numbers per row.
    pub dimensions: f64,
    /// One weight per row.
    pub weights: Option<Float64Array>,
    /// Whether other threads may write to the values.
    pub shared: Option<bool>,
}

impl SamplesSpec {
    /// A copy; while the caller waits, the caller's own memory, unless it is shared.
    pub fn held(self, handle: &JobHandle) -> Result<HeldSamples> {
        let borrowed = handle.is_blocking() && self.shared == Some(false);
        Ok(HeldSamples {
            values: if borrowed { Held::Borrowed(self.values) } else { Held::Owned(self.values.to_vec()) },
            dimensions: count("samples", self.dimensions)?,
            weights: self.weights.as_ref().map(|weights| weights.to_vec()),
        })
    }
}

/// Numbers that stay as they are while a job runs.
enum Held {
    Owned(Vec<f64>),
    Borrowed(Float64Array),
}

/// Samples that stay as they are while a job runs.
pub struct HeldSamples {
    values: Held,
    dimensions: usize,
    weights: Option<Vec<f64>>,
}

impl HeldSamples {
    pub fn samples(&self) -> Result<Samples<'_>> {
        let values = match &self.values {
            Held::Owned(values) => values,
            Held::Borrowed(values) => values.as_ref(),
        };
        Samples::new(values, self.dimensions, self.weights.as_deref())
    }
}

/// Kernel and bandwidth.
#[napi(object)]
pub struct KernelSpec {
    /// Name of the kernel.
    pub kernel: String,
    /// Name of a rule, where no numbers are given.
    pub rule: Option<String>,
    /// Numbers, one for all dimensions or one for each.
    pub widths: Option<Float64Array>,
    /// Whether the numbers are half-widths.
    pub half_width: bool,
}

impl KernelSpec {
    pub fn kernel(&self) -> Result<Kernel> {
        Kernel::parse(&self.kernel)
    }

    pub fn bandwidth(&self) -> Result<Bandwidth> {
        match (&self.rule, &self.widths) {
            (_, Some(widths)) => {
                let unit = if self.half_width { Unit::HalfWidth } else { Unit::Deviation };
                Ok(Bandwidth::Fixed(widths.to_vec(), unit))
            }
            (rule, None) => Ok(Bandwidth::Rule(Rule::parse(rule.as_deref().unwrap_or("scott"))?)),
        }
    }
}

/// A measured quantity and the name of its estimator.
struct Named {
    measured: Measured,
    local: bool,
}

impl ToJs for Named {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let Named { measured, local } = self;
        let mut object = Object::new(env)?;
        object.set("value", measured.value)?;
        object.set("estimator", "kde")?;
        object.set("warnings", measured.warnings)?;
        object.set("bandwidth", float64(env, &measured.bandwidth)?)?;
        if local {
            object.set("local", float64(env, &measured.local)?)?;
        }
        raw(env, object)
    }
}

/// Entropy of a kernel density.
#[napi(catch_unwind)]
pub fn kernel_entropy<'env>(
    env: &'env Env,
    samples: SamplesSpec,
    kernel: KernelSpec,
    form: String,
    local: bool,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (samples, shape, bandwidth) = (samples.held(handle), kernel.kernel(), kernel.bandwidth());
    handle.run(env, move |run| {
        let samples = samples?;
        let measured = entropy(&samples.samples()?, shape?, &bandwidth?, Form::parse(&form)?, run)?;
        Ok(Named { measured, local })
    })
}

/// Entropy of the first `own` columns given the others, of a kernel density.
#[napi(catch_unwind)]
pub fn kernel_conditional_entropy<'env>(
    env: &'env Env,
    samples: SamplesSpec,
    own: f64,
    kernel: KernelSpec,
    form: String,
    local: bool,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (samples, shape, bandwidth) = (samples.held(handle), kernel.kernel(), kernel.bandwidth());
    let own = count("x", own);
    handle.run(env, move |run| {
        let (samples, form) = (samples?, Form::parse(&form)?);
        let measured = conditional_entropy(&samples.samples()?, own?, shape?, &bandwidth?, form, run)?;
        Ok(Named { measured, local })
    })
}

/// The other variable of a kernel mutual information: values, or classes.
#[napi(object)]
pub struct KernelTargetSpec {
    /// Values.
    pub values: Option<Float64Array>,
    /// Classes.
    pub classes: Option<Uint32Array>,
    /// Number of classes.
    pub class_count: Option<u32>,
}

/// Mutual information of values with values or classes by kernel densities.
#[napi(catch_unwind)]
pub fn kernel_mutual_information<'env>(
    env: &'env Env,
    values: Float64Array,
    target: KernelTargetSpec,
    kernel: KernelSpec,
    form: String,
    aligned: bool,
    local: bool,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let values = values.to_vec();
    let bandwidth = kernel.bandwidth();
    let of_values = target.values.map(|values| values.to_vec());
    let of_classes = target.classes.map(|classes| classes.to_vec()).unwrap_or_default();
    let classes = target.class_count.unwrap_or(0);
    handle.run(env, move |run| {
        let options = Options { bandwidth: bandwidth?, form: Form::parse(&form)?, aligned };
        let target = match of_values {
            Some(of_values) => Target::values(&of_values, &options, run)?,
            None => Target::classes(&of_classes, classes, &options, run)?,
        };
        Ok(Named { measured: target.mutual_information(&values, run)?, local })
    })
}

/// Where and how a density is estimated.
#[napi(object)]
pub struct DensitySpec {
    /// Points, row after row; else a grid.
    pub points: Option<Float64Array>,
    /// Nodes of the grid per dimension.
    pub nodes: Option<Float64Array>,
    /// First and last node per dimension, one pair after the other.
    pub range: Option<Float64Array>,
    /// Lower and upper bound per dimension, one pair after the other.
    pub bounds: Option<Float64Array>,
    /// Whether widths follow the density.
    pub adaptive: bool,
    /// `auto`, `exact` or `lattice`.
    pub method: String,
}

impl ToJs for Density {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("density", float64(env, &self.densities)?)?;
        let mut axes = env.create_array(self.grid.len() as u32)?;
        for (index, axis) in self.grid.iter().enumerate() {
            axes.set(index as u32, float64(env, &axis.nodes())?)?;
        }
        object.set("axes", axes)?;
        object.set("bandwidth", float64(env, &self.widths.deviations())?)?;
        object.set("halfWidth", float64(env, &self.widths.half)?)?;
        object.set("method", if self.method == Method::Lattice { "lattice" } else { "exact" })?;
        object.set("effectiveSamples", self.effective)?;
        object.set("warnings", self.widths.warnings)?;
        if let Some(local) = self.local {
            object.set("factors", float64(env, &local)?)?;
        }
        Ok(Raw(object.raw()))
    }
}

fn pairs(values: Option<Float64Array>) -> Option<Vec<(f64, f64)>> {
    values.map(|values| values.as_chunks::<2>().0.iter().map(|pair| (pair[0], pair[1])).collect())
}

/// A kernel density at points or on a grid.
#[napi(catch_unwind)]
pub fn kernel_density<'env>(
    env: &'env Env,
    samples: SamplesSpec,
    kernel: KernelSpec,
    spec: DensitySpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (samples, shape, bandwidth) = (samples.held(handle), kernel.kernel(), kernel.bandwidth());
    let points = spec.points.map(|points| points.to_vec());
    let nodes = spec.nodes.map(|nodes| nodes.iter().map(|nodes| count("grid", *nodes)).collect());
    let (range, bounds) = (pairs(spec.range), pairs(spec.bounds));
    let (adaptive, method) = (spec.adaptive, spec.method);
    handle.run(env, move |run| {
        let samples = samples?;
        let counts: Vec<usize> = nodes.unwrap_or_else(|| Ok(Vec::new()))?;
        let at = match &points {
            Some(points) => At::Points(points),
            None => At::Grid { counts: &counts, ranges: range.as_deref() },
        };
        let bounds: Option<Vec<Bounds>> =
            bounds.map(|all| all.into_iter().map(|(lower, upper)| Bounds { lower, upper }).collect());
        let method = Method::parse(&method)?;
        let bandwidth = bandwidth?;
        let kernel = shape?;
        let request =
            Request { kernel, bandwidth: &bandwidth, adaptive, bounds: bounds.as_deref(), method, at };
        density(&samples.samples()?, &request, run)
    })
}

/// A divergence of two samples by kernel densities.
#[napi(catch_unwind)]
pub fn kernel_divergence<'env>(
    env: &'env Env,
    which: String,
    parameter: f64,
    p: SamplesSpec,
    q: SamplesSpec,
    kernel: KernelSpec,
    local: bool,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (p, q) = (p.held(handle), q.held(handle));
    let (shape, bandwidth) = (kernel.kernel(), kernel.bandwidth());
    handle.run(env, move |run| {
        let which = Divergence::parse(&which, parameter)?;
        let (p, q) = (p?, q?);
        let measured = divergence(&p.samples()?, &q.samples()?, which, shape?, &bandwidth?, run)?;
        Ok(Named { measured, local })
    })
}

impl ToJs for Modes {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        let dimensions = self.bandwidth.len().max(1);
        let mut points = env.create_array((self.points.len() / dimensions) as u32)?;
        for (index, point) in self.points.chunks(dimensions).enumerate() {
            points.set(index as u32, float64(env, point)?)?;
        }
        object.set("points", points)?;
        object.set("densities", float64(env, &self.densities)?)?;
        object.set("starts", uint32(env, &self.starts)?)?;
        object.set("bandwidth", float64(env, &self.bandwidth)?)?;
        object.set("warnings", self.warnings)?;
        if let Some(bounds) = self.bounds {
            object.set("bounds", float64(env, &bounds)?)?;
        }
        if let Some(stretch) = self.stretch {
            object.set("stretch", stretch)?;
        }
        Ok(Raw(object.raw()))
    }
}

/// The modes of a Gaussian kernel density.
#[napi(catch_unwind)]
pub fn density_modes<'env>(
    env: &'env Env,
    samples: SamplesSpec,
    kernel: KernelSpec,
    starts: f64,
    dimensions: Option<f64>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (samples, bandwidth) = (samples.held(handle), kernel.bandwidth());
    let starts = count("starts", starts);
    let dimensions = dimensions.map(|few| count("dimensions", few)).transpose();
    handle.run(env, move |run| {
        let search = Search { bandwidth: bandwidth?, starts: starts?, dimensions: dimensions? };
        modes(&samples?.samples()?, &search, run)
    })
}
