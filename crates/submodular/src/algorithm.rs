//! Names of the optimizers.
//!
//! Each carries the name of its paper; [`Algorithm::parse`] takes what users write and names the nearest
//! spelling when it knows none.
use marginals_core::{Error, Result};

/// An optimizer, or the wish that one be chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// Choose by structure, sense and constraint; the answer names what ran.
    #[default]
    Auto,
    /// Best gain first, every candidate computed in every step.
    Greedy,
    /// The same answer as greedy, computing only gains that can still win (Minoux, 1978).
    LazyGreedy,
    /// Best of a random sample in every step (Mirzasoleiman et al., 2015).
    StochasticGreedy,
    /// Stochastic greedy that computes only the gains that can win within the sample (Mirzasoleiman et al., 2015).
    LazierThanLazyGreedy,
    /// The same answer as greedy: some full passes first, lazy after them.
    TwoStageGreedy,
    /// Greedy on a random part of the ground set, for functions that may fall (Feldman et al., 2017).
    SampleGreedy,
    /// Several disjoint sets that grow together, for functions that may fall (Feldman, Harshaw & Karbasi, 2023).
    SimultaneousGreedys,
    /// Greedy, again on what it left, each set searched for its best part (Feldman, Harshaw & Karbasi, 2023).
    RepeatedGreedy,
    /// Random sequences cut where too few elements still pass the threshold: few rounds (Balkanski et al., 2019).
    AdaptiveSequencing,
    /// Descending thresholds (Badanidiyuru & Vondrák, 2014).
    ThresholdGreedy,
    /// Several of the best elements at once (Jagalur-Mohan & Marzouk, 2021).
    BatchGreedy,
    /// Gains discounted against a modular cost (Harshaw et al., 2019).
    DistortedGreedy,
    /// Distorted greedy over random samples (Harshaw et al., 2019).
    StochasticDistortedGreedy,
    /// One random element per step, no limit on the size (Harshaw et al., 2019).
    UnconstrainedDistortedGreedy,
    /// Distorted greedy over k parts.
    GeneralizedDistortedGreedy,
    /// A fractional point climbs the multilinear extension and is rounded (Calinescu et al., 2011).
    ContinuousGreedy,
    /// A random one of the best elements (Buchbinder et al., 2014).
    RandomGreedy,
    /// Greedy on every part of a fixed split, then on what the parts chose (Mirzasoleiman et al., 2013).
    GreeDi,
    /// The same on a random split (Barbosa et al., 2015).
    RandGreeDi,
    /// Grows one set and shrinks another until they meet (Buchbinder et al., 2015).
    DoubleGreedy,
    /// Double greedy with random choices (Buchbinder et al., 2015).
    RandomizedDoubleGreedy,
    /// Best gain per cost first, or the best single element (Feldman, Nutov & Shoham, 2023).
    CostBenefitGreedy,
    /// Best gain per cost first, every step tried with one last element (Yaroslavtsev et al., 2020).
    GreedyMax,
    /// Greedy+Max from every element (Feldman, Nutov & Shoham, 2023).
    OneGuessGreedy,
    /// Greedy+Max from every pair (Kulik, Schwartz & Shachnai, 2021).
    TwoGuessGreedy,
    /// Greedy+Max from every triple (Sviridenko, 2004).
    ThreeGuessGreedy,
    /// Swaps until no swap helps.
    LocalSearch,
    /// Differences of submodular functions by modular bounds (Iyer & Bilmes, 2012).
    MajorizeMinimize,
    /// A set for each guess of the optimum, one pass (Badanidiyuru et al., 2014).
    SieveStreaming,
    /// Sieve-streaming that drops guesses it has outgrown (Kazemi et al., 2019).
    SieveStreamingPlusPlus,
    /// Sieves with thresholds that fall once the stream is known better, one pass (Norouzi-Fard et al., 2018).
    Salsa,
    /// One set and one falling threshold, one pass (Buschjäger et al., 2021).
    ThreeSieves,
    /// One gain an element, one pass (Kuhnle, 2021).
    QuickStream,
    /// Exchanges under matroids, one pass (Chakrabarti & Kale, 2014).
    SwapStreaming,
    /// Exact minimisation of symmetric submodular functions (Queyranne, 1998).
    Queyranne,
    /// The most promising sets first, with a bound on all others whenever it stops (Nemhauser & Wolsey, 1981).
    BranchAndBound,
    /// Every set, except those a bound rules out.
    Exhaustive,
    /// A uniformly random set.
    Random,
}

impl Algorithm {
    /// Every algorithm with its name, in the order of documentation.
    pub const ALL: [(Algorithm, &'static str); 39] = [
        (Algorithm::Auto, "auto"),
        (Algorithm::Greedy, "greedy"),
        (Algorithm::LazyGreedy, "lazy-greedy"),
        (Algorithm::StochasticGreedy, "stochastic-greedy"),
        (Algorithm::LazierThanLazyGreedy, "lazier-than-lazy-greedy"),
        (Algorithm::TwoStageGreedy, "two-stage-greedy"),
        (Algorithm::SampleGreedy, "sample-greedy"),
        (Algorithm::SimultaneousGreedys, "simultaneous-greedys"),
        (Algorithm::RepeatedGreedy, "repeated-greedy"),
        (Algorithm::AdaptiveSequencing, "adaptive-sequencing"),
        (Algorithm::ThresholdGreedy, "threshold-greedy"),
        (Algorithm::BatchGreedy, "batch-greedy"),
        (Algorithm::DistortedGreedy, "distorted-greedy"),
        (Algorithm::StochasticDistortedGreedy, "stochastic-distorted-greedy"),
        (Algorithm::UnconstrainedDistortedGreedy, "unconstrained-distorted-greedy"),
        (Algorithm::GeneralizedDistortedGreedy, "generalized-distorted-greedy"),
        (Algorithm::ContinuousGreedy, "continuous-greedy"),
        (Algorithm::RandomGreedy, "random-greedy"),
        (Algorithm::GreeDi, "greedi"),
        (Algorithm::RandGreeDi, "rand-greedi"),
        (Algorithm::DoubleGreedy, "double-greedy"),
        (Algorithm::RandomizedDoubleGreedy, "randomized-double-greedy"),
        (Algorithm::CostBenefitGreedy, "cost-benefit-greedy"),
        (Algorithm::GreedyMax, "greedy-max"),
        (Algorithm::OneGuessGreedy, "one-guess-greedy"),
        (Algorithm::TwoGuessGreedy, "two-guess-greedy"),
        (Algorithm::ThreeGuessGreedy, "three-guess-greedy"),
        (Algorithm::LocalSearch, "local-search"),
        (Algorithm::MajorizeMinimize, "majorize-minimize"),
        (Algorithm::SieveStreaming, "sieve-streaming"),
        (Algorithm::SieveStreamingPlusPlus, "sieve-streaming++"),
        (Algorithm::Salsa, "salsa"),
        (Algorithm::ThreeSieves, "three-sieves"),
        (Algorithm::QuickStream, "quick-stream"),
        (Algorithm::SwapStreaming, "swap-streaming"),
        (Algorithm::Queyranne, "queyranne"),
        (Algorithm::BranchAndBound, "branch-and-bound"),
        (Algorithm::Exhaustive, "exhaustive"),
        (Algorithm::Random, "random"),
    ];

    /// The name used in requests and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(algorithm, _)| *algorithm == self).map_or("auto", |(_, name)| name)
    }

    /// Other names some literature uses, and what they name.
    pub const ALIASES: [(&'static str, Algorithm); 2] = [
        ("bidirectional-greedy", Algorithm::RandomizedDoubleGreedy),
        ("submodular-supermodular", Algorithm::MajorizeMinimize),
    ];

    /// The algorithm called `name`, by its own name or one of [`Algorithm::ALIASES`].
    ///
    /// # Errors
    /// [`Code::Argument`](marginals_core::Code::Argument), listing the names and the nearest one.
    pub fn parse(name: &str) -> Result<Algorithm> {
        if let Some((_, algorithm)) = Self::ALIASES.iter().find(|(alias, _)| *alias == name) {
            return Ok(*algorithm);
        }
        if let Some((algorithm, _)) = Self::ALL.iter().find(|(_, known)| *known == name) {
            return Ok(*algorithm);
        }
        let names: Vec<String> = Self::ALL.iter().map(|(_, known)| format!("'{known}'")).collect();
        // A long argument is cut: it is the caller's data, and the distance is quadratic in its length.
        let shown: String = name.chars().take(40).collect();
        let nearest = Self::ALL.iter().map(|(_, known)| (distance(known, &shown), *known)).min();
        let hint = nearest.map_or("", |(_, known)| known);
        Err(Error::argument(
            "algorithm",
            format_args!("one of {} (nearest: '{hint}')", names.join(", ")),
            format_args!("'{shown}'"),
        ))
    }

    /// Whether the algorithm sees every element once, in order of arrival.
    #[must_use]
    pub fn is_streaming(self) -> bool {
        matches!(
            self,
            Algorithm::SieveStreaming
                | Algorithm::SieveStreamingPlusPlus
                | Algorithm::Salsa
                | Algorithm::ThreeSieves
                | Algorithm::QuickStream
                | Algorithm::SwapStreaming
        )
    }

    /// Whether the algorithm weighs gains against the costs of a budget.
    #[must_use]
    pub fn is_budgeted(self) -> bool {
        matches!(
            self,
            Algorithm::CostBenefitGreedy
                | Algorithm::GreedyMax
                | Algorithm::OneGuessGreedy
                | Algorithm::TwoGuessGreedy
                | Algorithm::ThreeGuessGreedy
        )
    }

    /// Whether the algorithm draws random numbers.
    #[must_use]
    pub fn is_random(self) -> bool {
        matches!(
            self,
            Algorithm::StochasticGreedy
                | Algorithm::LazierThanLazyGreedy
                | Algorithm::SampleGreedy
                | Algorithm::AdaptiveSequencing
                | Algorithm::StochasticDistortedGreedy
                | Algorithm::UnconstrainedDistortedGreedy
                | Algorithm::ContinuousGreedy
                | Algorithm::RandomGreedy
                | Algorithm::RandGreeDi
                | Algorithm::RandomizedDoubleGreedy
                | Algorithm::Random
        )
    }
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_parses_to_itself() {
        for (algorithm, name) in Algorithm::ALL {
            assert_eq!(Algorithm::parse(name).unwrap(), algorithm);
            assert_eq!(algorithm.name(), name);
        }
        for (alias, algorithm) in Algorithm::ALIASES {
            assert_eq!(Algorithm::parse(alias).unwrap(), algorithm);
        }
    }

    #[test]
    fn unknown_names_hear_the_nearest() {
        for (wrong, right) in
            [("lazygreedy", "lazy-greedy"), ("Greedy", "greedy"), ("exhastive", "exhaustive")]
        {
            let error = Algorithm::parse(wrong).unwrap_err();
            assert!(error.expected().ends_with(&format!("(nearest: '{right}')")), "{error}");
            assert_eq!(error.received(), Some(format!("'{wrong}'").as_str()));
        }
        assert!(Algorithm::parse(&"x".repeat(1_000_000)).unwrap_err().to_string().len() < 1_000);
    }

    #[test]
    fn distances_are_levenshtein() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
