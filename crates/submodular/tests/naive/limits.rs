//! Random constraints, each beside the definition of its feasible sets written naively.
use super::members;
use marginals_core::random::{ChaCha8Rng, below};
use marginals_submodular::{
    Constraint, CustomMatroid, Graphic, GroupBounds, Knapsack, Laminar, Partition, Transversal,
};

/// A constraint and what it means.
pub struct Limit {
    pub name: &'static str,
    pub constraint: Constraint,
    /// Whether each subset, by mask, is feasible.
    pub feasible: Vec<bool>,
}

pub const KINDS: usize = 8;

fn limit(
    name: &'static str,
    ground: usize,
    constraint: impl Into<Constraint>,
    feasible: impl Fn(&[u32]) -> bool,
) -> Limit {
    let feasible = (0..1usize << ground).map(|mask| feasible(&members(mask))).collect();
    Limit { name, constraint: constraint.into(), feasible }
}

/// A random constraint of one kind.
pub fn draw(kind: usize, random: &mut ChaCha8Rng, ground: usize) -> Limit {
    let elements = ground as u32;
    match kind {
        0 => {
            let costs: Vec<f64> = (0..ground).map(|_| 0.5 * (1 + below(random, 8)) as f64).collect();
            let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
            let budget = least.max(0.5 * (1 + below(random, 30)) as f64);
            let of = costs.clone();
            limit("knapsack", ground, Knapsack::new(costs, budget).unwrap(), move |set| {
                set.iter().map(|e| of[*e as usize]).sum::<f64>() <= budget
            })
        }
        1 => {
            let class: Vec<u32> = (0..ground).map(|_| below(random, 3) as u32).collect();
            let capacity: Vec<usize> = (0..3).map(|_| below(random, 4) as usize).collect();
            let (of, most) = (class.clone(), capacity.clone());
            limit("partition", ground, Partition::new(class, capacity).unwrap(), move |set| {
                (0..3).all(|c| set.iter().filter(|e| of[**e as usize] as usize == c).count() <= most[c])
            })
        }
        2 => {
            // Intervals that split ever further.
            let cut = 1 + below(random, u64::from(elements) - 1) as u32;
            let inner = below(random, u64::from(cut) + 1) as u32;
            let sets: Vec<(Vec<u32>, usize)> = [(0, elements), (0, cut), (cut, elements), (0, inner)]
                .into_iter()
                .map(|(from, to)| ((from..to).collect(), below(random, 5) as usize))
                .collect();
            let of = sets.clone();
            limit("laminar", ground, Laminar::new(ground, &sets).unwrap(), move |set| {
                of.iter().all(|(own, most)| set.iter().filter(|e| own.contains(e)).count() <= *most)
            })
        }
        3 => {
            let edges: Vec<(u32, u32)> =
                (0..ground).map(|_| (below(random, 5) as u32, below(random, 5) as u32)).collect();
            let of = edges.clone();
            limit("graphic", ground, Graphic::new(edges, 5).unwrap(), move |set| {
                // A forest on v vertices with c components has v − c edges.
                let mut label: Vec<u32> = (0..5).collect();
                set.iter().for_each(|e| {
                    let (a, b) = of[*e as usize];
                    let (from, to) = (label[a as usize], label[b as usize]);
                    label.iter_mut().filter(|own| **own == from).for_each(|own| *own = to);
                });
                let mut components = label.clone();
                components.sort_unstable();
                components.dedup();
                set.len() == 5 - components.len()
            })
        }
        4 => {
            let fills: Vec<Vec<u32>> =
                (0..ground).map(|_| (0..4).filter(|_| below(random, 3) == 0).collect()).collect();
            let of = fills.clone();
            limit("transversal", ground, Transversal::new(&fills, 4).unwrap(), move |set| {
                fn place(left: &[u32], fills: &[Vec<u32>], used: u32) -> bool {
                    left.split_first().is_none_or(|(e, rest)| {
                        fills[*e as usize]
                            .iter()
                            .any(|at| used >> at & 1 == 0 && place(rest, fills, used | 1 << at))
                    })
                }
                place(set, &of, 0)
            })
        }
        5 | 6 => {
            let group: Vec<u32> = (0..ground).map(|_| below(random, 3) as u32).collect();
            let lower: Vec<usize> =
                (0..3).map(|_| if kind == 5 { 0 } else { below(random, 3) as usize }).collect();
            let upper: Vec<usize> = lower.iter().map(|least| least + below(random, 3) as usize).collect();
            let bounds = GroupBounds::new(group.clone(), lower.clone(), upper.clone()).unwrap();
            limit(if kind == 5 { "upper bounds" } else { "group bounds" }, ground, bounds, move |set| {
                (0..3).all(|g| {
                    let count = set.iter().filter(|e| group[**e as usize] as usize == g).count();
                    lower[g] <= count && count <= upper[g]
                })
            })
        }
        _ => {
            // Linear independence of random vectors over the field of two elements.
            let vectors: Vec<u32> = (0..ground).map(|_| below(random, 16) as u32).collect();
            let independent = move |set: &[u32]| {
                (1..1usize << set.len()).all(|mask| {
                    let chosen = members(mask).into_iter().map(|at| vectors[set[at as usize] as usize]);
                    chosen.fold(0, |sum, vector| sum ^ vector) != 0
                })
            };
            let oracle = independent.clone();
            let custom = CustomMatroid::new(ground, move |set| Ok(oracle(set)));
            limit("custom", ground, custom, independent)
        }
    }
}
