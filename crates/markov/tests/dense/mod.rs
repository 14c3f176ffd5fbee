//! Chains by definition: explicit matrices, explicit tensor products, explicit sums of p ln(p / q).
//!
//! Nothing here goes through entropies of pair laws, so it shares no idea with what it checks.
#![allow(dead_code)]
use marginals_core::random::{stream, uniform};
use marginals_core::{Run, SetFunction};
use marginals_markov::builder::{Couplings, CurieWeiss, Dynamics, SingleFlip};
use marginals_markov::chain::{Chain, Space, Transition};

/// A transition matrix with a reference law on the states, coordinate 0 the slowest digit.
#[derive(Clone, Debug)]
pub struct Dense {
    pub sizes: Vec<usize>,
    pub p: Vec<Vec<f64>>,
    pub mu: Vec<f64>,
}

pub fn digits(sizes: &[usize], mut state: usize) -> Vec<usize> {
    let mut digits = vec![0; sizes.len()];
    for place in (0..sizes.len()).rev() {
        digits[place] = state % sizes[place];
        state /= sizes[place];
    }
    digits
}

fn state_of(sizes: &[usize], digits: &[usize], places: &[usize]) -> usize {
    places.iter().fold(0, |state, place| state * sizes[*place] + digits[*place])
}

impl Dense {
    pub fn of(chain: &Chain) -> Dense {
        let n = chain.states();
        let flat = chain.to_dense(&Run::default()).unwrap();
        Dense {
            sizes: chain.space().sizes().iter().map(|size| *size as usize).collect(),
            p: flat.chunks(n).map(<[f64]>::to_vec).collect(),
            mu: chain.reference().to_vec(),
        }
    }

    pub fn dimension(&self) -> usize {
        self.sizes.len()
    }

    fn images(&self, subset: &[usize]) -> Vec<usize> {
        (0..self.mu.len()).map(|x| state_of(&self.sizes, &digits(&self.sizes, x), subset)).collect()
    }

    /// P^(S) with reference μ^(S).
    pub fn project(&self, subset: &[usize]) -> Dense {
        let sizes: Vec<usize> = subset.iter().map(|i| self.sizes[*i]).collect();
        let n: usize = sizes.iter().product();
        let image = self.images(subset);
        let mut mu = vec![0.0; n];
        let mut joint = vec![vec![0.0; n]; n];
        for x in 0..self.mu.len() {
            mu[image[x]] += self.mu[x];
            for y in 0..self.mu.len() {
                joint[image[x]][image[y]] += self.mu[x] * self.p[x][y];
            }
        }
        for (row, mass) in joint.iter_mut().zip(&mu) {
            row.iter_mut().for_each(|q| *q = if *mass > 0.0 { *q / mass } else { 0.0 });
        }
        Dense { sizes, p: joint, mu }
    }

    /// The entry L(x, y) = Π_b P^(S_b)(x_{S_b}, y_{S_b}) of a tensor product over blocks of coordinates.
    fn tensor(&self, blocks: &[Vec<usize>]) -> Vec<Vec<f64>> {
        let n = self.mu.len();
        let mut product = vec![vec![1.0; n]; n];
        for block in blocks.iter().filter(|block| !block.is_empty()) {
            let factor = self.project(block);
            let image = self.images(block);
            for x in 0..n {
                for y in 0..n {
                    product[x][y] *= factor.p[image[x]][image[y]];
                }
            }
        }
        product
    }

    /// D(P ‖ L) = Σ μ(x) P(x, y) ln(P(x, y) / L(x, y)).
    fn divergence(&self, other: &[Vec<f64>]) -> f64 {
        let mut total = 0.0;
        for x in 0..self.mu.len() {
            for y in 0..self.mu.len() {
                let q = self.mu[x] * self.p[x][y];
                if q > 0.0 {
                    total += q * (self.p[x][y] / other[x][y]).ln();
                }
            }
        }
        total
    }

    pub fn entropy_rate(&self, subset: &[usize]) -> f64 {
        let part = self.project(subset);
        let ones = vec![vec![1.0; part.mu.len()]; part.mu.len()];
        0.0 - part.divergence(&ones)
    }

    /// H(μ^(S)).
    pub fn state_entropy(&self, subset: &[usize]) -> f64 {
        let law = self.project(subset).mu;
        law.into_iter().filter(|p| *p > 0.0).map(|p| 0.0 - p * p.ln()).sum()
    }

    pub fn to_independence(&self, subset: &[usize]) -> f64 {
        let part = self.project(subset);
        let blocks: Vec<Vec<usize>> = (0..subset.len()).map(|i| vec![i]).collect();
        part.divergence(&part.tensor(&blocks))
    }

    /// To P^(S_1) ⊗ … ⊗ P^(rest).
    pub fn to_blocks(&self, blocks: &[Vec<usize>]) -> f64 {
        let rest = (0..self.dimension()).filter(|i| !blocks.concat().contains(i)).collect();
        let all: Vec<Vec<usize>> = blocks.iter().cloned().chain([rest]).collect();
        self.divergence(&self.tensor(&all))
    }

    pub fn next_law(&self) -> Vec<f64> {
        (0..self.mu.len()).map(|y| (0..self.mu.len()).map(|x| self.mu[x] * self.p[x][y]).sum()).collect()
    }

    /// To the matrix whose rows are μ^(S).
    pub fn to_reference(&self, subset: &[usize]) -> f64 {
        let part = self.project(subset);
        part.divergence(&vec![part.mu.clone(); part.mu.len()])
    }

    /// I(X_S; Y_S): to the matrix whose rows are (μP)^(S).
    pub fn mutual_information(&self, subset: &[usize]) -> f64 {
        let part = self.project(subset);
        part.divergence(&vec![part.next_law(); part.mu.len()])
    }

    pub fn to_fixed(&self, fixed: &[usize], subset: &[usize]) -> f64 {
        let union: Vec<usize> = fixed.iter().chain(subset).copied().collect();
        let part = self.project(&union);
        part.to_blocks(&[(0..fixed.len()).collect()])
    }
}

pub fn subset_of(mask: usize, dimension: usize) -> Vec<usize> {
    (0..dimension).filter(|i| mask >> i & 1 == 1).collect()
}

pub fn narrow(subset: &[usize]) -> Vec<u32> {
    subset.iter().map(|i| *i as u32).collect()
}

fn random_rows(sizes: &[u32], seed: u64, zeros: f64) -> Vec<f64> {
    let n = sizes.iter().product::<u32>() as usize;
    let mut random = stream(seed, "dense rows", n as u64);
    let mut rows = Vec::new();
    for x in 0..n {
        let mut row: Vec<f64> = (0..n)
            .map(|y| {
                let weight = -uniform(&mut random).max(1e-9).ln();
                // The next state in a cycle keeps the chain irreducible.
                if uniform(&mut random) < zeros && y != (x + 1) % n { 0.0 } else { weight }
            })
            .collect();
        let total: f64 = row.iter().sum();
        row.iter_mut().for_each(|p| *p /= total);
        rows.extend(row);
    }
    rows
}

/// A random non-reversible chain, with its stationary law or with a random other reference.
pub fn random_chain(sizes: &[u32], seed: u64, zeros: f64, stationary: bool) -> Chain {
    let run = Run::default();
    let space = Space::new(sizes).unwrap();
    let transition = Transition::from_dense(space, &random_rows(sizes, seed, zeros), &run).unwrap();
    if stationary {
        return transition.prepare(&run).unwrap();
    }
    let n = sizes.iter().product::<u32>();
    let mut random = stream(seed, "reference", u64::from(n));
    let mut reference: Vec<f64> = (0..n).map(|_| uniform(&mut random) + 0.05).collect();
    let total: f64 = reference.iter().sum();
    reference.iter_mut().for_each(|mass| *mass /= total);
    transition.with_reference(&reference, &run).unwrap().prepare(&run).unwrap()
}

/// A random walk on a random weighted graph: reversible, its edges change any coordinates. Every third state has no
/// loop.
pub fn random_walk(sizes: &[u32], seed: u64, zeros: f64) -> Chain {
    let run = Run::default();
    let n = sizes.iter().product::<u32>() as usize;
    let mut random = stream(seed, "walk", n as u64);
    let mut flow = vec![0.0; n * n];
    for x in 0..n {
        for y in x..n {
            // A cycle makes the chain irreducible.
            let is_kept = y == (x + 1) % n || (x == 0 && y == n - 1) || uniform(&mut random) >= zeros;
            if is_kept && !(x == y && x % 3 == 0) {
                let weight = uniform(&mut random) + 0.01;
                (flow[x * n + y], flow[y * n + x]) = (weight, weight);
            }
        }
    }
    for row in flow.chunks_mut(n) {
        let total: f64 = row.iter().sum();
        row.iter_mut().for_each(|p| *p /= total);
    }
    Transition::from_dense(Space::new(sizes).unwrap(), &flow, &run).unwrap().prepare(&run).unwrap()
}

/// A random chain whose stationary law is uniform, hence a product: Sinkhorn scaling of its matrix.
pub fn product_reference_chain(sizes: &[u32], seed: u64) -> Chain {
    let run = Run::default();
    let n = sizes.iter().product::<u32>() as usize;
    let mut p = random_rows(sizes, seed, 0.0);
    for _ in 0..5000 {
        for y in 0..n {
            let total: f64 = (0..n).map(|x| p[x * n + y]).sum();
            (0..n).for_each(|x| p[x * n + y] /= total);
        }
        for row in p.chunks_mut(n) {
            let total: f64 = row.iter().sum();
            row.iter_mut().for_each(|p| *p /= total);
        }
    }
    Transition::from_dense(Space::new(sizes).unwrap(), &p, &run).unwrap().prepare(&run).unwrap()
}

/// A random chain that changes at most one coordinate, not reversible.
pub fn single_flip_chain(sizes: &[u32], seed: u64, stationary: bool) -> Chain {
    let run = Run::default();
    let space = Space::new(sizes).unwrap();
    let slots: u32 = sizes.iter().map(|size| size - 1).sum();
    let n = space.states();
    let mut random = stream(seed, "flips", n as u64);
    let probabilities = (0..n * slots as usize).map(|_| uniform(&mut random) / f64::from(slots)).collect();
    let mut reference: Vec<f64> = (0..n).map(|_| uniform(&mut random) + 0.05).collect();
    let total: f64 = reference.iter().sum();
    reference.iter_mut().for_each(|mass| *mass /= total);
    let given = (!stationary).then_some(&reference[..]);
    SingleFlip::new(space, probabilities, given, &run).unwrap().build(&run).unwrap()
}

pub fn curie_weiss(spins: u32) -> Chain {
    let model = CurieWeiss {
        spins,
        inverse_temperature: 0.1,
        field: 1.0,
        couplings: Couplings::Decaying,
        dynamics: Dynamics::Metropolis,
    };
    model.build(&Run::default()).unwrap()
}

/// The chains every test goes through, with a name for messages.
pub fn zoo() -> Vec<(&'static str, Chain)> {
    vec![
        ("random 2×3×2", random_chain(&[2, 3, 2], 1, 0.0, true)),
        ("random with zeros 3×2×2", random_chain(&[3, 2, 2], 2, 0.5, true)),
        ("random reference 2×2×3", random_chain(&[2, 2, 3], 3, 0.3, false)),
        ("random reference 2×2×2×2", random_chain(&[2, 2, 2, 2], 4, 0.0, false)),
        ("product reference 2×2×2×2", product_reference_chain(&[2, 2, 2, 2], 5)),
        ("product reference 2×3×2", product_reference_chain(&[2, 3, 2], 6)),
        ("single flips 2×3×2", single_flip_chain(&[2, 3, 2], 7, true)),
        ("single flips with a reference 3×2×2", single_flip_chain(&[3, 2, 2], 8, false)),
        ("spins 4", curie_weiss(4)),
        ("a walk 2×2×2×2", random_walk(&[2, 2, 2, 2], 11, 0.6)),
        ("a walk 3×2×2", random_walk(&[3, 2, 2], 12, 0.3)),
        ("two coordinates 3×4", random_chain(&[3, 4], 9, 0.2, true)),
        ("one coordinate 5", random_chain(&[5], 10, 0.0, true)),
    ]
}

/// f of a set, built element by element.
pub fn value_of<F: SetFunction>(f: &F, members: &[u32]) -> f64 {
    let run = Run::default();
    let mut state = f.new_state(f.ground_size(), &run).unwrap();
    for e in members {
        f.commit(&mut state, *e, &run).unwrap();
    }
    f.value(&state)
}

/// Second differences and first differences of a function on all subsets.
pub fn truth(values: &[f64], d: usize) -> (f64, f64, f64, f64) {
    let (mut least, mut most, mut lowest, mut highest) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
    for mask in 0..1usize << d {
        for e in (0..d).filter(|e| mask >> e & 1 == 0) {
            let step = values[mask | 1 << e] - values[mask];
            lowest = lowest.min(step);
            highest = highest.max(step);
            for g in (e + 1..d).filter(|g| mask >> g & 1 == 0) {
                let slack = step - (values[mask | 1 << e | 1 << g] - values[mask | 1 << g]);
                least = least.min(slack);
                most = most.max(slack);
            }
        }
    }
    (least, most, lowest, highest)
}
