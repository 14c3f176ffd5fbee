//! What each coordinate and each pair of coordinates of a chain is worth, and which theorems apply.
//!
//! [`structure_report`] gathers the numbers that a person looks at first: every quantity of the whole chain, of
//! each coordinate alone and of the chain without it, two matrices of pairwise distances, and whether the entropy
//! rate is submodular (proved, checked on all second differences, or sampled).
//!
//! Cost: d + 2 steps of all candidates on growing and on shrinking sets; where all subsets are cheap they are
//! tabulated instead and everything is read from the table.
use crate::exact::{AllSubsets, StructureCheck};
use crate::objective::{ChainObjective, Facts, Kind};
use crate::route::{Laws, Route};
use crate::track::{Entropies, Track};
use marginals_core::{Result, Run};
use std::sync::Arc;

/// Most cells of a table of all subsets that the report makes: about a second.
const TABLE_CELLS: f64 = 2e8;

/// Quantities of one set of coordinates, in nats.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Worth {
    /// H(P^(S)).
    pub entropy_rate: f64,
    /// D(P^(S) ‖ ⊗ P^(i)).
    pub distance_to_independence: f64,
    /// D(P^(S) ‖ rows of μ^(S)); +∞ where the next state has mass and the reference has none.
    pub distance_to_stationarity: f64,
    /// I(X_S; Y_S); equal to the distance to stationarity when the reference is stationary.
    pub mutual_information: f64,
    /// H(X_S).
    pub state_entropy: f64,
}

/// One coordinate of a chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoordinateReport {
    /// The coordinate alone.
    pub alone: Worth,
    /// The chain without it.
    pub without: Worth,
    /// D(P ‖ P^(i) ⊗ P^(−i)).
    pub distance_to_factorizability: f64,
    /// H(P) − H(P^(−i)): what the entropy rate gains when the coordinate joins last.
    pub last_gain: f64,
}

/// The numbers of a chain's coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct StructureReport {
    /// The whole chain.
    pub whole: Worth,
    /// One entry a coordinate.
    pub coordinates: Vec<CoordinateReport>,
    /// d × d, row-major: D(P^({i,j}) ‖ P^(i) ⊗ P^(j)); 0 on the diagonal.
    pub pairwise_independence: Vec<f64>,
    /// d × d, row-major: D(P ‖ P^({i,j}) ⊗ P^(rest)), and D(P ‖ P^(i) ⊗ P^(rest)) on the diagonal.
    pub pairwise_factorizability: Vec<f64>,
    /// Conditions of the theorems.
    pub facts: Facts,
    /// Second differences of the entropy rate.
    pub entropy_rate_check: StructureCheck,
    /// max |μP − μ| over the states.
    pub residual: f64,
    /// How the entropies were computed.
    pub route: Route,
}

fn positive(value: f64) -> f64 {
    if value > 0.0 { value } else { 0.0 }
}

fn worth(entropies: Entropies, independence: f64) -> Worth {
    let rate = entropies.rate();
    Worth {
        entropy_rate: positive(rate),
        distance_to_independence: positive(independence),
        distance_to_stationarity: positive(entropies.cross - rate),
        mutual_information: positive(entropies.next - rate),
        state_entropy: positive(entropies.state),
    }
}

/// Entropies of the sets that the report is about.
struct Sets {
    whole: Entropies,
    alone: Vec<Entropies>,
    without: Vec<Entropies>,
    /// Rates of {i, j} and of V without them, row-major, for i < j.
    pairs: Vec<f64>,
    rests: Vec<f64>,
}

/// The report of the chain of `laws`; `orders` random orders are looked at where second differences are too many
/// to check them all.
///
/// # Errors
/// Out of memory, or the run was cancelled.
pub fn structure_report(laws: &Arc<Laws>, orders: u64, run: &Run) -> Result<StructureReport> {
    let d = laws.dimension();
    let cheap = AllSubsets::plan(laws, run).is_ok_and(|(cells, _)| cells <= TABLE_CELLS);
    let (sets, check) = if cheap {
        let subsets = AllSubsets::new(laws, run)?;
        let rates = subsets.values(&Kind::EntropyRate, false, run)?;
        (of_table(&subsets), StructureCheck::exact(&rates, 0, run)?)
    } else {
        let objective = ChainObjective::new(laws, Kind::EntropyRate, false, run)?;
        (of_tracks(laws, run)?, StructureCheck::sampled(&objective, &[], orders, run)?)
    };
    let alone: Vec<f64> = sets.alone.iter().map(Entropies::rate).collect();
    let total: f64 = marginals_core::sum::sum(&alone);
    let whole = sets.whole.rate();
    let coordinates = (0..d)
        .map(|i| CoordinateReport {
            alone: worth(sets.alone[i], 0.0),
            without: worth(sets.without[i], total - alone[i] - sets.without[i].rate()),
            distance_to_factorizability: positive(alone[i] + sets.without[i].rate() - whole),
            last_gain: whole - sets.without[i].rate() + 0.0,
        })
        .collect::<Vec<_>>();
    let mut independence = vec![0.0; d * d];
    let mut factorizability = vec![0.0; d * d];
    for i in 0..d {
        factorizability[i * d + i] = coordinates[i].distance_to_factorizability;
        for j in i + 1..d {
            let pair = sets.pairs[i * d + j];
            independence[i * d + j] = positive(alone[i] + alone[j] - pair);
            factorizability[i * d + j] =
                if d == 2 { 0.0 } else { positive(pair + sets.rests[i * d + j] - whole) };
            independence[j * d + i] = independence[i * d + j];
            factorizability[j * d + i] = factorizability[i * d + j];
        }
    }
    Ok(StructureReport {
        whole: worth(sets.whole, total - whole),
        coordinates,
        pairwise_independence: independence,
        pairwise_factorizability: factorizability,
        facts: Facts::check(laws, run)?,
        entropy_rate_check: check,
        residual: laws.chain().stationarity().residual,
        route: laws.route(run)?,
    })
}

fn of_table(subsets: &AllSubsets) -> Sets {
    let d = subsets.dimension();
    let full = (1usize << d) - 1;
    let mut sets = Sets {
        whole: subsets.entropies(full),
        alone: (0..d).map(|i| subsets.entropies(1 << i)).collect(),
        without: (0..d).map(|i| subsets.entropies(full ^ 1 << i)).collect(),
        pairs: vec![0.0; d * d],
        rests: vec![0.0; d * d],
    };
    for i in 0..d {
        for j in i + 1..d {
            sets.pairs[i * d + j] = subsets.rate(1 << i | 1 << j);
            sets.rests[i * d + j] = subsets.rate(full ^ (1 << i | 1 << j));
        }
    }
    sets
}

fn of_tracks(laws: &Arc<Laws>, run: &Run) -> Result<Sets> {
    let d = laws.dimension();
    let all: Vec<u32> = (0..d as u32).collect();
    let mut changes = vec![Entropies::default(); d];
    let mut empty = Track::growing(laws, run)?;
    let mut full = Track::shrinking(laws, run)?;
    empty.changes(&all, run, &mut changes)?;
    let alone = changes.clone();
    full.changes(&all, run, &mut changes)?;
    let whole = full.entropies();
    let without = changes.iter().map(|change| whole + *change).collect();
    let mut sets = Sets { whole, alone, without, pairs: vec![0.0; d * d], rests: vec![0.0; d * d] };
    let mut one = Track::growing(laws, run)?;
    let mut less = Track::shrinking(laws, run)?;
    run.progress().start("pairs", d as u64);
    for i in 0..d {
        one.copy_from(&empty, run)?;
        one.commit(i as u32, run)?;
        one.changes(&all[i + 1..], run, &mut changes)?;
        for (j, change) in (i + 1..d).zip(&changes) {
            sets.pairs[i * d + j] = (one.entropies() + *change).rate();
        }
        less.copy_from(&full, run)?;
        less.commit(i as u32, run)?;
        less.changes(&all[i + 1..], run, &mut changes)?;
        for (j, change) in (i + 1..d).zip(&changes) {
            sets.rests[i * d + j] = (less.entropies() + *change).rate();
        }
        run.progress().advance(1);
    }
    Ok(sets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::{Couplings, CurieWeiss, Dynamics};
    use crate::quantity::Quantities;

    #[test]
    fn both_ways_give_the_quantities() {
        let run = Run::default();
        let model = CurieWeiss {
            spins: 5,
            inverse_temperature: 0.3,
            field: 0.4,
            couplings: Couplings::Decaying,
            dynamics: Dynamics::HeatBath,
        };
        let laws = Laws::new(model.build(&run).unwrap(), None);
        let quantities = Quantities::new(&laws);
        let report = structure_report(&laws, 10, &run).unwrap();
        let tracks = of_tracks(&laws, &run).unwrap();
        let table = of_table(&AllSubsets::new(&laws, &run).unwrap());
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-13, "{a} and {b}");
        for i in 0..5u32 {
            let coordinate = &report.coordinates[i as usize];
            let others = laws.chain().space().complement(&[i]);
            close(coordinate.alone.entropy_rate, quantities.entropy_rate(&[i], &run).unwrap());
            close(
                coordinate.without.distance_to_independence,
                quantities.distance_to_independence(&others, &run).unwrap(),
            );
            close(
                coordinate.without.mutual_information,
                quantities.mutual_information(&others, &run).unwrap(),
            );
            close(
                coordinate.distance_to_factorizability,
                quantities.distance_to_factorizability(&[i], &run).unwrap(),
            );
            for j in i + 1..5 {
                let place = (i * 5 + j) as usize;
                close(
                    report.pairwise_independence[place],
                    quantities.distance_to_independence(&[i, j], &run).unwrap(),
                );
                close(
                    report.pairwise_factorizability[(j * 5 + i) as usize],
                    quantities.distance_to_factorizability(&[i, j], &run).unwrap(),
                );
                close(tracks.pairs[place], table.pairs[place]);
                close(tracks.rests[place], table.rests[place]);
            }
        }
        assert!(report.entropy_rate_check.orders.is_none() && report.residual < 1e-15);
    }
}
