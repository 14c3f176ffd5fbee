//! Entropy rate by context-tree weighting, in nats per symbol.
//!
//! The series is coded by the mixture over all tree sources of depth up to D, each leaf with the estimator of
//! R. Krichevsky and V. Trofimov (1981): P_w = ½ P_e + ½ Π P_w(children) above depth D, P_e at depth D (F. M. J. Willems,
//! Y. M. Shtarkov and T. J. Tjalkens, "The context-tree weighting method: basic properties", 1995). The rate is
//! −ln P_w / (n − D): the first D symbols are the context of the rest. P_e depends on a node's counts alone, so
//! counting comes first and the weights once at the end, from the leaves up. The mixture pays at most a constant per
//! leaf beyond the best tree: of the estimators here it needs the fewest symbols. Cost: O(n D) steps of the tree.
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use marginals_numerics::gamma::ln_gamma;

const NONE: u32 = u32::MAX;
/// The deepest tree.
const MAX_DEPTH: usize = 64;
/// The most counts of all nodes.
const MAX_COUNTS: u64 = 1 << 31;
/// Symbols between two looks at the cancel flag.
const STRIDE: usize = 1 << 10;

struct Tree {
    radix: usize,
    counts: Vec<u32>,
    /// First child and next sibling of each node, the symbol that leads to it, its parent.
    children: Vec<u32>,
    siblings: Vec<u32>,
    symbols: Vec<u32>,
    parents: Vec<u32>,
    depths: Vec<u8>,
}

impl Tree {
    fn node(&mut self, symbol: u32, parent: u32, sibling: u32, depth: u8) -> u32 {
        let counts = self.counts.len() + self.radix;
        self.counts.resize(counts, 0);
        self.children.push(NONE);
        self.siblings.push(sibling);
        self.symbols.push(symbol);
        self.parents.push(parent);
        self.depths.push(depth);
        (self.depths.len() - 1) as u32
    }

    fn child(&mut self, node: u32, symbol: u32) -> u32 {
        let first = self.children[node as usize];
        let mut at = first;
        while at != NONE {
            if self.symbols[at as usize] == symbol {
                return at;
            }
            at = self.siblings[at as usize];
        }
        let made = self.node(symbol, node, first, self.depths[node as usize] + 1);
        self.children[node as usize] = made;
        made
    }

    /// ln P_e of a node's counts.
    fn estimated(&self, node: usize) -> f64 {
        let counts = &self.counts[node * self.radix..(node + 1) * self.radix];
        let half_all = self.radix as f64 / 2.0;
        let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        let mut ln = Sum::default();
        ln.add(ln_gamma(half_all));
        ln.add(-ln_gamma(total as f64 + half_all));
        for count in counts.iter().filter(|count| **count > 0) {
            ln.add(ln_gamma(f64::from(*count) + 0.5));
            ln.add(-ln_gamma(0.5));
        }
        ln.value()
    }
}

/// −ln P_w / (n − D) of symbols below `radix` under trees of depth up to D.
///
/// # Errors
/// `Range` for a depth above 64, `Shape` for a series not longer than it; `Limit` for too many counts; out of memory;
/// the run was cancelled.
pub fn rate(symbols: &[u32], radix: u32, depth: usize, run: &Run) -> Result<f64> {
    if depth > MAX_DEPTH {
        return Err(Error::range("depth", format!("at most {MAX_DEPTH}"), depth));
    }
    if symbols.len() <= depth {
        return Err(Error::shape("series", format!("longer than the depth ({depth})"), symbols.len()));
    }
    let radix = radix.max(1) as usize;
    let levels =
        (0..=depth as u32).map(|level| (radix as u64).saturating_pow(level).min(symbols.len() as u64));
    let nodes = levels.sum::<u64>();
    if nodes.saturating_mul(radix as u64) > MAX_COUNTS {
        let expected = format!("a tree of at most {MAX_COUNTS} counts");
        return Err(Error::limit("depth", expected, format!("{nodes} nodes of {radix} counts")));
    }
    let _charge = run.charge("a context tree", nodes * (radix as u64 * 4 + 33))?;
    let mut tree = Tree {
        radix,
        counts: run.reserved("a context tree", nodes as usize * radix)?,
        children: Vec::new(),
        siblings: Vec::new(),
        symbols: Vec::new(),
        parents: Vec::new(),
        depths: Vec::new(),
    };
    tree.node(0, NONE, NONE, 0);
    for at in depth..symbols.len() {
        if at % STRIDE == 0 {
            run.check()?;
        }
        let mut node = 0;
        for back in 0..=depth {
            tree.counts[node as usize * radix + symbols[at] as usize] += 1;
            if back < depth {
                node = tree.child(node, symbols[at - 1 - back]);
            }
        }
    }
    // A node is made after its parent, so the last is a leaf.
    let mut of_children = run.filled("a context tree", tree.depths.len(), 0.0f64)?;
    let mut weighted = 0.0;
    for node in (0..tree.depths.len()).rev() {
        if node % STRIDE == 0 {
            run.check()?;
        }
        let estimated = tree.estimated(node);
        weighted = if usize::from(tree.depths[node]) == depth {
            estimated
        } else {
            let (high, low) = if estimated > of_children[node] {
                (estimated, of_children[node])
            } else {
                (of_children[node], estimated)
            };
            high + (low - high).exp().ln_1p() - std::f64::consts::LN_2
        };
        if let Some(parent) = of_children.get_mut(tree.parents[node] as usize) {
            *parent += weighted;
        }
    }
    Ok(-weighted / (symbols.len() - depth) as f64 + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream, uniform};

    /// P_w by recursion over contexts and the estimator one symbol at a time.
    fn naive(symbols: &[u32], radix: u32, depth: usize) -> f64 {
        fn weighted(symbols: &[u32], radix: u32, depth: usize, context: &mut Vec<u32>) -> f64 {
            let matches =
                |at: usize| context.iter().enumerate().all(|(back, c)| symbols[at - 1 - back] == *c);
            let times: Vec<usize> = (depth..symbols.len()).filter(|at| matches(*at)).collect();
            let mut counts = vec![0.5; radix as usize];
            let mut estimated = 1.0;
            for at in &times {
                let total: f64 = counts.iter().sum();
                estimated *= counts[symbols[*at] as usize] / total;
                counts[symbols[*at] as usize] += 1.0;
            }
            if context.len() == depth || times.is_empty() {
                return estimated;
            }
            let mut product = 1.0;
            for symbol in 0..radix {
                context.push(symbol);
                product *= weighted(symbols, radix, depth, context);
                context.pop();
            }
            0.5 * estimated + 0.5 * product
        }
        -weighted(symbols, radix, depth, &mut Vec::new()).ln() / (symbols.len() - depth) as f64
    }

    #[test]
    fn it_is_the_mixture_over_trees() {
        for case in 0..300u64 {
            let mut generator = stream(6, "mixture", case);
            let (radix, depth) = (case as u32 % 3 + 1, case as usize % 4);
            let n = depth + 1 + below(&mut generator, 40) as usize;
            let symbols: Vec<u32> = (0..n).map(|_| below(&mut generator, u64::from(radix)) as u32).collect();
            let found = rate(&symbols, radix, depth, &Run::default()).unwrap();
            assert!((found - naive(&symbols, radix, depth)).abs() < 1e-12, "{case}: {found}");
        }
    }

    #[test]
    fn it_approaches_the_rate_of_a_markov_chain() {
        let mut generator = stream(8, "chain", 0);
        let mut symbols = vec![0u32];
        for _ in 0..50_000 {
            let stays = uniform(&mut generator) < 0.9;
            symbols.push(symbols.last().copied().unwrap_or(0) ^ u32::from(!stays));
        }
        let exact = -(0.9 * 0.9f64.ln() + 0.1 * 0.1f64.ln());
        let found = rate(&symbols, 2, 6, &Run::default()).unwrap();
        assert!((found - exact).abs() < 0.01, "{found} {exact}");
    }
}
