//! Information forms with statistics of their own: against their formulas written naively, against the identities on
//! a ground set that holds query and private set, and against their stated structure by brute force.
mod naive;

use marginals_core::random::{ChaCha8Rng, below, stream, uniform};
use marginals_core::{Monotone, Objective, Run, Shape};
use marginals_numerics::rows::{Floats, Rows};
use marginals_numerics::similarity::{DenseRows, Features, Metric, Negative, Similarity};
use marginals_submodular::certificate::{CheckOptions, check_structure};
use marginals_submodular::function::facility_location::{Method, Representation};
use marginals_submodular::function::information::{
    Blocks, ConditionalGain, Given, MutualInformation, concave_over_modular_information,
    facility_location_information, graph_cut_conditional_gain, graph_cut_mutual_information,
    log_determinant_information, probabilistic_set_cover_weights, query_coverage, set_cover_weights,
};
use marginals_submodular::function::{
    Concave, GraphCut, LogDeterminant, Scales, SetCover, facility_location, probabilistic_set_cover,
};
use naive::laws::{laws, same_bits_for_any_threads};
use naive::{list, members};
use std::sync::Arc;

const GROUND: usize = 5;
const COLUMNS: usize = 3;

/// Feature rows of ground set, query and private set, one after the other.
struct Instance {
    rows: Vec<[f64; COLUMNS]>,
    query: usize,
    private: usize,
}

impl Instance {
    fn new(random: &mut ChaCha8Rng) -> Instance {
        let (query, private) = (1 + below(random, 3) as usize, 1 + below(random, 3) as usize);
        let row = |_| std::array::from_fn(|_| uniform(random));
        Instance { rows: (0..GROUND + query + private).map(row).collect(), query, private }
    }

    fn ground(&self) -> std::ops::Range<usize> {
        0..GROUND
    }

    fn in_query(&self) -> std::ops::Range<usize> {
        GROUND..GROUND + self.query
    }

    fn in_private(&self) -> std::ops::Range<usize> {
        GROUND + self.query..self.rows.len()
    }

    fn dot(&self, a: usize, b: usize) -> f64 {
        self.rows[a].iter().zip(&self.rows[b]).map(|(a, b)| a * b).sum()
    }

    fn features(&self, part: std::ops::Range<usize>) -> Features {
        let data = self.rows[part.clone()].iter().flatten().copied().collect();
        Features::Double(DenseRows::new("matrix", data, part.len(), COLUMNS).unwrap())
    }

    /// Similarities of elements with represented rows.
    fn similarity(
        &self,
        elements: std::ops::Range<usize>,
        represented: std::ops::Range<usize>,
    ) -> Arc<Similarity> {
        let represented = (elements != represented).then(|| self.features(represented));
        let ground = self.features(elements);
        let metric = Metric::parse("dot", None).unwrap();
        Arc::new(Similarity::of_features(&ground, represented.as_ref(), metric, &Run::default()).unwrap())
    }

    fn given(&self, set: std::ops::Range<usize>, weight: f64) -> Given {
        Given { similarity: self.similarity(set, self.ground()), weight }
    }

    fn nearest(&self, row: usize, set: impl Iterator<Item = usize>) -> f64 {
        set.map(|e| self.dot(row, e)).fold(0.0, f64::max)
    }
}

fn weights(random: &mut ChaCha8Rng) -> (f64, f64) {
    let choices = [0.0, 0.4, 1.0, 1.0, 1.6];
    (choices[below(random, 5) as usize], choices[below(random, 5) as usize])
}

fn chosen(set: &[u32]) -> impl Iterator<Item = usize> + '_ {
    set.iter().map(|e| *e as usize)
}

const METHODS: [Method; 3] = [Method::Dense, Method::Sparse, Method::OnTheFly];

#[test]
fn facility_location_counts_between_bounds() {
    let run = Run::default();
    for seed in 0..1_000 {
        let mut random = stream(seed, "facility location", 0);
        let instance = Instance::new(&mut random);
        let (eta, nu) = weights(&mut random);
        let pairs = instance.similarity(0..GROUND, 0..GROUND);
        let (query, private) =
            (instance.given(instance.in_query(), eta), instance.given(instance.in_private(), nu));
        let how = Representation { method: METHODS[seed as usize % 3], ..Representation::default() };
        for form in 1..4 {
            let (with_query, with_private) = (form & 1 == 1, form & 2 == 2);
            let values = list(GROUND, |set| {
                let row = |i: usize| {
                    let best = instance.nearest(i, chosen(set));
                    let cap = eta * instance.nearest(i, instance.in_query());
                    let floor = nu * instance.nearest(i, instance.in_private());
                    let capped = if with_query { best.min(cap) } else { best };
                    if with_private { (capped - floor).max(0.0) } else { capped }
                };
                (0..GROUND).map(row).sum()
            });
            let function = facility_location_information(
                pairs.clone(),
                with_query.then_some(&query),
                with_private.then_some(&private),
                &how,
                &run,
            )
            .unwrap();
            assert!(function.structure().is_monotone_submodular());
            laws(&*function, &values);
            if eta == 1.0 && nu == 1.0 {
                identical(&*function, &extended(&instance, &how), &instance, with_query, with_private);
            }
        }
        let values = list(GROUND, |set| {
            let covered: f64 = instance
                .in_query()
                .map(|q| set.iter().map(|e| instance.dot(q, *e as usize)).fold(0.0, f64::max))
                .sum();
            covered + eta * chosen(set).map(|e| instance.nearest(e, instance.in_query())).sum::<f64>()
        });
        let similarity = instance.similarity(0..GROUND, instance.in_query());
        let function = query_coverage(similarity, &query, &how, &run).unwrap();
        assert!(function.structure().is_monotone_submodular());
        laws(&*function, &values);
    }
}

/// Facility location of all elements, representing the ground set alone.
fn extended(instance: &Instance, how: &Representation) -> Arc<dyn Objective> {
    let all = instance.similarity(0..instance.rows.len(), 0..GROUND);
    facility_location(all, how, &Run::default()).unwrap()
}

/// Holds a form to the identity over a function of all elements.
fn identical(
    form: &dyn Objective,
    extended: &Arc<dyn Objective>,
    instance: &Instance,
    with_query: bool,
    with_private: bool,
) {
    let run = Run::default();
    let elements = |range: std::ops::Range<usize>| range.map(|e| e as u32).collect::<Vec<u32>>();
    let private = if with_private { elements(instance.in_private()) } else { Vec::new() };
    let identity: Arc<dyn Objective> = if with_query {
        let query = elements(instance.in_query());
        Arc::new(MutualInformation::given(extended.clone(), query, private, &run).unwrap())
    } else {
        Arc::new(ConditionalGain::new(extended.clone(), private, &run).unwrap())
    };
    for mask in 0..1 << GROUND {
        let value = |function: &dyn Objective| {
            let mut state = function.new_state(GROUND, &run).unwrap();
            for e in members(mask) {
                function.commit(&mut state, e, &run).unwrap();
            }
            function.value(&state)
        };
        assert!((value(form) - value(&*identity)).abs() < 1e-9);
    }
}

#[test]
fn facility_location_has_the_same_bits_in_every_form() {
    let run = Run::default();
    let mut random = stream(5, "forms", 0);
    let rows = |random: &mut ChaCha8Rng, count: usize| {
        let data = (0..count * 4).map(|_| uniform(random) as f32 - 0.4).collect();
        Features::Single(DenseRows::new("matrix", data, count, 4).unwrap())
    };
    let (ground, query, private) = (rows(&mut random, 200), rows(&mut random, 20), rows(&mut random, 7));
    let metric = Metric::parse("cosine", None).unwrap();
    let with = |set: &Features, other: Option<&Features>| {
        Arc::new(Similarity::of_features(set, other, metric, &run).unwrap())
    };
    let pairs = with(&ground, None);
    let query = Given { similarity: with(&query, Some(&ground)), weight: 0.9 };
    let private = Given { similarity: with(&private, Some(&ground)), weight: 0.7 };
    let all: Vec<u32> = (0..200).collect();
    let answers = METHODS.map(|method| {
        let how = Representation { method, ..Representation::default() };
        let function =
            facility_location_information(pairs.clone(), Some(&query), Some(&private), &how, &run).unwrap();
        same_bits_for_any_threads(&*function, &[3, 150, 77]);
        let mut state = function.new_state(8, &run).unwrap();
        let mut bits = Vec::new();
        let mut gains = vec![0.0; 200];
        for e in [8, 120, 44, 199] {
            function.gains(&mut state, &all, &run, &mut gains).unwrap();
            bits.extend(gains.iter().map(|gain| gain.to_bits()));
            let commit = function.commit(&mut state, e, &run).unwrap();
            assert_eq!(commit.to_bits(), gains[e as usize].to_bits());
        }
        assert!(gains.iter().all(|gain| *gain >= 0.0) && gains.iter().any(|gain| *gain > 0.0));
        bits.push(function.value(&state).to_bits());
        bits
    });
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[test]
fn graph_cut_retrieves_and_avoids() {
    let run = Run::default();
    for seed in 0..1_000 {
        let mut random = stream(seed, "graph cut", 0);
        let instance = Instance::new(&mut random);
        let (_, nu) = weights(&mut random);
        let lambda = [0.0, 0.3, 0.5, 1.0, 2.0][below(&mut random, 5) as usize];
        let query = instance.given(instance.in_query(), 1.0);
        let function = graph_cut_mutual_information(&query, lambda, Negative::Refuse, &run).unwrap();
        let between = |set: &[u32], other: std::ops::Range<usize>| -> f64 {
            chosen(set)
                .flat_map(|a| other.clone().map(move |b| (a, b)))
                .map(|(a, b)| instance.dot(a, b))
                .sum()
        };
        let values = list(GROUND, |set| 2.0 * lambda * between(set, instance.in_query()));
        assert_eq!(function.structure().shape, Shape::Modular);
        laws(&*function, &values);

        let pairs = instance.similarity(0..GROUND, 0..GROUND);
        let cut = GraphCut::new(pairs.clone(), None, lambda, Negative::Refuse, &run).unwrap();
        let private = instance.given(instance.in_private(), nu);
        let function = graph_cut_conditional_gain(cut, &private, lambda, Negative::Refuse, &run).unwrap();
        let values = list(GROUND, |set| {
            let inside: f64 = chosen(set)
                .flat_map(|a| chosen(set).map(move |b| (a, b)))
                .map(|(a, b)| instance.dot(a, b))
                .sum();
            between(set, instance.ground())
                - lambda * inside
                - 2.0 * lambda * nu * between(set, instance.in_private())
        });
        assert!(function.structure().shape.is_submodular());
        laws(&*function, &values);
    }
}

#[test]
fn concave_over_modular_spreads_over_the_query() {
    let run = Run::default();
    let laws_of = [
        (Concave::Sqrt, (|x: f64| x.sqrt()) as fn(f64) -> f64),
        (Concave::Log1p, |x| (1.0 + x).ln()),
        (Concave::Saturating, |x| 1.0 - 1.0 / (1.0 + x)),
        (Concave::Min(0.7), |x| x.min(0.7)),
        (Concave::Power(0.3), |x| x.powf(0.3)),
    ];
    for seed in 0..1_000 {
        let mut random = stream(seed, "concave over modular", 0);
        let instance = Instance::new(&mut random);
        let (eta, _) = weights(&mut random);
        let (concave, of) = laws_of[seed as usize % 5];
        let query = instance.given(instance.in_query(), eta);
        let function = concave_over_modular_information(&query, concave, Negative::Refuse, &run).unwrap();
        let values = list(GROUND, |set| {
            let relevant: f64 =
                chosen(set).map(|a| of(instance.in_query().map(|q| instance.dot(a, q)).sum())).sum();
            let covered: f64 =
                instance.in_query().map(|q| of(chosen(set).map(|a| instance.dot(a, q)).sum())).sum();
            eta * relevant + covered
        });
        assert!(function.structure().is_monotone_submodular());
        laws(&*function, &values);
    }
}

/// ln det of a matrix by elimination.
fn log_determinant(mut matrix: Vec<Vec<f64>>) -> f64 {
    let mut total = 0.0;
    for step in 0..matrix.len() {
        total += matrix[step][step].ln();
        for row in step + 1..matrix.len() {
            let factor = matrix[row][step] / matrix[step][step];
            for column in step..matrix.len() {
                matrix[row][column] -= factor * matrix[step][column];
            }
        }
    }
    total
}

#[test]
fn log_determinant_conditions_on_scaled_blocks() {
    let run = Run::default();
    let mut not_submodular = 0;
    for seed in 0..600 {
        let mut random = stream(seed, "log-determinant", 0);
        let instance = Instance::new(&mut random);
        let regularization = [0.1, 0.5, 1.0][below(&mut random, 3) as usize];
        // For all three forms the factors agree, so that the kernel stays positive definite.
        let factor = [0.3, 0.6, 0.8, 1.0][below(&mut random, 4) as usize];
        for form in 1..4 {
            let (query, private) = (
                if form & 1 == 1 { instance.query } else { 0 },
                if form & 2 == 2 { instance.private } else { 0 },
            );
            let order: Vec<usize> = (0..GROUND)
                .chain(instance.in_query().take(query))
                .chain(instance.in_private().take(private))
                .collect();
            let part = Instance { rows: order.iter().map(|e| instance.rows[*e]).collect(), query, private };
            let all = part.rows.len();
            let kernel = part.similarity(0..all, 0..all);
            let scales =
                Scales { starts: [GROUND as u32, (GROUND + query) as u32], factors: [factor, factor] };
            let base = LogDeterminant::new(kernel, regularization, &run).unwrap().scaled(scales);
            let blocks = Blocks { ground: GROUND, query, private };
            let function = log_determinant_information(base, blocks, &run).unwrap();
            let entry = |a: usize, b: usize| {
                let crossing = (a < GROUND) != (b < GROUND);
                let scaled = part.dot(a, b) * if crossing { factor } else { 1.0 };
                scaled + if a == b { regularization } else { 0.0 }
            };
            let of = |set: Vec<usize>| {
                log_determinant(set.iter().map(|a| set.iter().map(|b| entry(*a, *b)).collect()).collect())
            };
            let with = |set: &[u32], query: bool, private: bool| {
                let query = if query { part.in_query() } else { 0..0 };
                let private = if private { part.in_private() } else { 0..0 };
                of(chosen(set).chain(query).chain(private).collect())
            };
            let values = list(GROUND, |set| {
                let apart = with(set, false, true) - with(&[], false, true);
                if query == 0 { apart } else { apart - with(set, true, true) + with(&[], true, true) }
            });
            laws(&*function, &values);
            let said = function.structure();
            if query == 0 {
                assert_eq!(said.shape, Shape::Submodular);
            } else {
                assert_eq!((said.shape, said.monotone), (Shape::Unknown, Monotone::Increasing));
                let found = check_structure(&*function, &CheckOptions::default(), &run).unwrap();
                not_submodular += usize::from(!found.submodular.holds);
            }
        }
    }
    // The shape is unknown for a reason.
    assert!(not_submodular > 300, "{not_submodular}");
}

#[test]
fn a_scaled_kernel_that_is_not_positive_definite_is_an_error() {
    let run = Run::default();
    let instance = Instance { rows: vec![[1.0, 0.0, 0.0]; GROUND + 1], query: 1, private: 0 };
    let all = instance.rows.len();
    let base = LogDeterminant::new(instance.similarity(0..all, 0..all), 0.1, &run).unwrap();
    let scales = Scales { starts: [GROUND as u32, all as u32], factors: [3.0, 1.0] };
    let blocks = Blocks { ground: GROUND, query: 1, private: 0 };
    let function = log_determinant_information(base.scaled(scales), blocks, &run).unwrap();
    let mut state = function.new_state(2, &run).unwrap();
    assert!(function.commit(&mut state, 0, &run).is_err());
}

#[test]
fn covers_change_their_weights() {
    let run = Run::default();
    for seed in 0..1_000 {
        let mut random = stream(seed, "covers", 0);
        let concepts = 3 + below(&mut random, 5) as usize;
        let own: Vec<f64> = (0..concepts).map(|_| uniform(&mut random)).collect();
        let sets: Vec<Vec<u32>> = (0..GROUND + 2)
            .map(|_| (0..concepts as u32).filter(|_| uniform(&mut random) < 0.5).collect())
            .collect();
        let probabilities: Vec<f64> = (0..(GROUND + 4) * concepts)
            .map(|_| if below(&mut random, 5) == 0 { 1.0 } else { uniform(&mut random) })
            .collect();
        for form in 1..4 {
            let (with_query, with_private) = (form & 1 == 1, form & 2 == 2);
            let (query, private) =
                (with_query.then_some(&sets[GROUND][..]), with_private.then_some(&sets[GROUND + 1][..]));
            let weights =
                set_cover_weights(Some(own.clone()), concepts, concepts, query, private, &run).unwrap();
            let starts: Vec<u32> =
                (0..=GROUND).map(|end| sets[..end].iter().map(|set| set.len() as u32).sum()).collect();
            let function =
                SetCover::new(&starts, &sets[..GROUND].concat(), concepts, Some(weights), &run).unwrap();
            let values = list(GROUND, |set| {
                let counts = |u: &usize| {
                    let covers = |covered: &[u32]| covered.contains(&(*u as u32));
                    chosen(set).any(|e| covers(&sets[e]))
                        && query.is_none_or(covers)
                        && !private.is_some_and(covers)
                };
                (0..concepts).filter(counts).map(|u| own[u]).sum()
            });
            laws(&function, &values);

            let row = |e: usize, u: usize| probabilities[e * concepts + u];
            let matrix = |part: std::ops::Range<usize>| {
                let data = probabilities[part.start * concepts..part.end * concepts].to_vec();
                Rows::dense(part.len(), concepts, Floats::Double(data), &run).unwrap()
            };
            let (query, private) = (GROUND..GROUND + 2, GROUND + 2..GROUND + 4);
            let weights = probabilistic_set_cover_weights(
                Some(own.clone()),
                concepts,
                with_query.then(|| matrix(query.clone())).as_ref(),
                with_private.then(|| matrix(private.clone())).as_ref(),
            )
            .unwrap();
            let function = probabilistic_set_cover(Arc::new(matrix(0..GROUND)), Some(weights), &run).unwrap();
            // The identity itself on all elements.
            let f = |set: Vec<usize>| -> f64 {
                let missed = |u: usize| set.iter().map(|e| 1.0 - row(*e, u)).product::<f64>();
                (0..concepts).map(|u| own[u] * (1.0 - missed(u))).sum()
            };
            let values = list(GROUND, |set| {
                let p = if with_private { private.clone() } else { 0..0 };
                let with_p = |set: Vec<usize>| f(set.into_iter().chain(p.clone()).collect());
                let apart = with_p(chosen(set).collect()) - with_p(Vec::new());
                if !with_query {
                    return apart;
                }
                let together = with_p(chosen(set).chain(query.clone()).collect());
                apart - together + with_p(query.clone().collect())
            });
            laws(&*function, &values);
        }
    }
}

#[test]
fn arguments_are_checked() {
    let run = Run::default();
    let instance = Instance::new(&mut stream(0, "arguments", 0));
    let pairs = instance.similarity(0..GROUND, 0..GROUND);
    let how = Representation::default();
    for weight in [-1.0, f64::NAN, f64::INFINITY] {
        let query = instance.given(instance.in_query(), weight);
        assert!(facility_location_information(pairs.clone(), Some(&query), None, &how, &run).is_err());
        assert!(concave_over_modular_information(&query, Concave::Sqrt, Negative::Clamp, &run).is_err());
        assert!(graph_cut_mutual_information(&query, weight, Negative::Clamp, &run).is_err());
    }
    // A query compared with other rows than those represented.
    let other = Given { similarity: instance.similarity(instance.in_query(), 0..3), weight: 1.0 };
    let error = facility_location_information(pairs, Some(&other), None, &how, &run).err().unwrap();
    assert_eq!(error.to_string(), "query must be similarities with 5 represented rows, received 3");
    assert!(set_cover_weights(None, 3, 3, Some(&[3]), None, &Run::default()).is_err());
    assert!(set_cover_weights(Some(vec![1.0]), 3, 3, None, None, &Run::default()).is_err());
    let rows = Rows::dense(1, 2, Floats::Double(vec![0.5, 2.0]), &run).unwrap();
    assert!(probabilistic_set_cover_weights(None, 2, Some(&rows), None).is_err());
    assert!(probabilistic_set_cover_weights(None, 3, None, Some(&rows)).is_err());
}
