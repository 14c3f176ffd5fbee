//! Every optimizer over weighted coverage minus costs, asked through a session: the answer fits the request,
//! its value is the function's, and a bound bounds what brute force finds. Answers that must be refused are.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_core::{Code, Evidence, Monotone, Run, Selection, Shape, Structure};
use marginals_submodular::{Algorithm, Constraint, CostMode, Partition, Request, Sense, Session, Step};

type Input = (Vec<u16>, Vec<u8>, Vec<u8>, [u8; 6], Vec<u8>, u64);

/// Σ of the weights of what the set covers, minus Σ of its costs.
struct Coverage {
    covers: Vec<u16>,
    weights: Vec<f64>,
    costs: Vec<f64>,
}

impl Coverage {
    fn value(&self, set: impl Iterator<Item = u32>) -> f64 {
        let (mut covered, mut cost) = (0u16, 0.0);
        for e in set {
            covered |= self.covers[e as usize];
            cost += self.costs[e as usize];
        }
        let gained: f64 = (0..16).filter(|bit| covered >> bit & 1 == 1).map(|bit| self.weights[bit]).sum();
        gained - cost
    }

    fn of_mask(&self, mask: u32) -> f64 {
        self.value((0..self.covers.len() as u32).filter(|e| mask >> e & 1 == 1))
    }
}

fn admits(request: &Request, mask: u32, ground: u32) -> bool {
    let members = (0..ground).filter(|e| mask >> e & 1 == 1);
    let size = mask.count_ones() as usize;
    let limit = request.size.unwrap_or(ground as usize);
    (if request.exact_size { size == limit } else { size <= limit })
        && request.excluded.iter().all(|e| mask >> e & 1 == 0)
        && request.constraints.iter().all(|constraint| {
            let Constraint::Partition(partition) = constraint else { return true };
            let mut used = vec![0usize; partition.capacity().len()];
            members.clone().for_each(|e| used[partition.class()[e as usize] as usize] += 1);
            used.iter().zip(partition.capacity()).all(|(used, capacity)| used <= capacity)
        })
}

fn check(selection: &Selection, function: &Coverage, request: &Request) {
    let ground = function.covers.len() as u32;
    let mask = selection.indices.iter().fold(0u32, |mask, e| {
        assert!(*e < ground && mask >> e & 1 == 0, "element {e} twice or out of range");
        mask | 1 << e
    });
    assert_eq!(selection.gains.len(), selection.indices.len());
    let value = function.of_mask(mask);
    assert!((selection.value - value).abs() < 1e-9, "value {} is {value}", selection.value);
    assert!(admits(request, mask, ground), "{:?} breaks the request", selection.indices);
    let feasible =
        (0..1u32 << ground).filter(|mask| admits(request, *mask, ground)).map(|mask| function.of_mask(mask));
    let Some(bound) = selection.bound else { return };
    match request.sense {
        Sense::Maximize => {
            let best = feasible.fold(f64::NEG_INFINITY, f64::max);
            assert!(bound >= best - 1e-9, "{} bounds {best} by {bound}", selection.algorithm);
        }
        Sense::Minimize => {
            let best = feasible.fold(f64::INFINITY, f64::min);
            assert!(bound <= best + 1e-9, "{} bounds {best} by {bound}", selection.algorithm);
        }
    }
}

fuzz_target!(|input: Input| {
    let (covers, weights, costs, knobs, classes, seed) = input;
    let covers: Vec<u16> = covers.into_iter().take(7).collect();
    let ground = covers.len();
    if ground == 0 {
        return;
    }
    let weight = |list: &[u8], at: usize| f64::from(*list.get(at).unwrap_or(&1)) / 16.0;
    let function = Coverage {
        weights: (0..16).map(|bit| weight(&weights, bit)).collect(),
        costs: (0..ground).map(|e| if knobs[0] & 1 == 0 { 0.0 } else { weight(&costs, e) }).collect(),
        covers,
    };
    let free = function.costs.iter().all(|cost| *cost == 0.0);
    let structure = Structure {
        shape: if knobs[0] & 2 == 0 { Shape::Submodular } else { Shape::Unknown },
        monotone: if free { Monotone::Increasing } else { Monotone::No },
        evidence: Evidence::Declared,
        empty_value: 0.0,
        non_negative: free,
        symmetric: false,
    };
    let constraints = if knobs[0] & 4 == 0 {
        Vec::new()
    } else {
        let class = (0..ground).map(|e| u32::from(*classes.get(e).unwrap_or(&0) % 3)).collect();
        vec![Partition::new(class, vec![1, 2, usize::from(knobs[1] % 4)]).expect("three classes").into()]
    };
    let request = Request {
        algorithm: Algorithm::ALL[usize::from(knobs[2]) % Algorithm::ALL.len()].0,
        sense: if knobs[0] & 8 == 0 { Sense::Maximize } else { Sense::Minimize },
        size: (knobs[0] & 16 == 0).then_some(usize::from(knobs[3] % 9)),
        exact_size: knobs[0] & 32 != 0,
        excluded: if knobs[0] & 64 == 0 { Vec::new() } else { vec![u32::from(knobs[4]) % ground as u32] },
        constraints,
        costs: if knobs[1] & 128 == 0 { CostMode::Clipped } else { CostMode::Raw },
        batch: vec![1 + usize::from(knobs[5] % 4)],
        ..Request::default()
    };
    let run = Run::default().with_seed(seed);
    let mut session = match Session::callback(ground, structure, &request, &run) {
        Ok(session) => session,
        Err(error) => {
            assert_ne!(error.code(), Code::Internal, "{error}");
            return;
        }
    };
    for question in 0.. {
        assert!(question < 100_000, "{:?} never ends", request.algorithm);
        match session.step() {
            Err(error) => {
                assert_ne!(error.code(), Code::Internal, "{error}");
                return;
            }
            Ok(Step::Judge { .. }) => unreachable!("there is no custom matroid"),
            Ok(Step::Done(selection)) => {
                // Local search, double greedy and the like state their own constraint; all must respect it.
                check(&selection, &function, &request);
                return;
            }
            Ok(Step::Ask { candidates, selected }) => {
                if question == 1 && knobs[1] & 64 != 0 {
                    assert!(
                        session.answer(vec![f64::NAN; candidates.len()]).is_err() || candidates.is_empty()
                    );
                    assert!(session.answer(vec![0.0; candidates.len() + 1]).is_err());
                }
                let before = function.value(selected.iter().copied());
                let gains = candidates
                    .iter()
                    .map(|e| function.value(selected.iter().copied().chain([*e])) - before)
                    .collect();
                session.answer(gains).expect("as many finite gains as candidates");
            }
        }
    }
});
