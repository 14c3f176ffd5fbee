//! I(X_A; X_B) = Σ p ln(p / (q r)) of two sets of columns, in nats: how much one tells about the other.
//!
//! p is the joint law of the table's rows, q and r its marginals on A and B. The sum of logarithms of ratios
//! keeps what three large entropies would lose by cancellation; it is exactly 0 for independent uniform
//! columns and never negative. For samples this is the plug-in estimate, which is biased upwards.
//! Cost: three projections, O(rows · bits / 8).
use crate::table::{NarrowTable, Packing, project};
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Result, Run};

/// I(X_A; X_B) in nats; a column in both sets counts as shared, an empty set tells nothing.
///
/// # Errors
/// `Range` for an unknown column, `Argument` for a repeated one within a set; out of memory; the run was
/// cancelled.
pub fn mutual_information(table: &NarrowTable, a: &[u32], b: &[u32], run: &Run) -> Result<f64> {
    if a.is_empty() || b.is_empty() {
        return Ok(0.0);
    }
    let (of_a, of_b) = (project(table, a, run)?, project(table, b, run)?);
    let union: Vec<u32> =
        a.iter().copied().chain(b.iter().copied().filter(|column| !a.contains(column))).collect();
    let joint = project(table, &union, run)?;
    let place = |column: &u32| union.iter().position(|other| other == column).unwrap_or(0);
    let (of_a, of_b) = (
        Marginal { table: of_a, places: a.iter().map(place).collect() },
        Marginal { table: of_b, places: b.iter().map(place).collect() },
    );
    let total = joint.total();
    let parts = run.blocks(
        joint.rows(),
        BLOCK,
        || (),
        |(), rows| {
            let terms = joint.keys()[rows.clone()].iter().zip(&joint.weights()[rows]).map(|(key, weight)| {
                let (q, r) = (of_a.weight(joint.packing(), *key), of_b.weight(joint.packing(), *key));
                // p / (q r) with p = w / W: the ratios stay near 1 whatever the scale of the weights.
                weight * ((weight / q) * (total / r)).ln()
            });
            Ok(terms.collect::<Sum>())
        },
    )?;
    let mut sum = Sum::default();
    parts.into_iter().for_each(|part| sum.merge(part));
    Ok((sum.value() / total).max(0.0))
}

/// A marginal law and where its columns are in the joint rows.
struct Marginal {
    table: NarrowTable,
    places: Vec<usize>,
}

impl Marginal {
    /// The weight of the marginal row of a joint row.
    fn weight(&self, joint: &Packing, key: u64) -> f64 {
        let own = self.table.packing();
        let row = self.places.iter().enumerate().fold(0, |row, (column, place)| {
            row | u64::from(joint.field(key, *place)) << (own.offset(column) & 63)
        });
        self.table.keys().binary_search(&row).map_or(f64::NAN, |row| self.table.weights()[row])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::entropy_of;

    #[test]
    fn independent_columns_share_nothing_and_copies_everything() {
        let run = Run::default();
        // Columns: a uniform on 4, b uniform on 3 and independent, c = a.
        let keys = (0..12u64).map(|row| (row / 3) << 4 | (row % 3) << 2 | (row / 3)).collect();
        let table = NarrowTable::unit(&[4, 3, 4], keys, &run).unwrap();
        let information = |a: &[u32], b: &[u32]| mutual_information(&table, a, b, &run).unwrap();
        assert_eq!(information(&[0], &[1]), 0.0);
        assert!((information(&[0], &[2]) - 4f64.ln()).abs() < 1e-15);
        assert!((information(&[0, 1], &[1, 2]) - 12f64.ln()).abs() < 1e-15);
        assert_eq!(information(&[], &[1]), 0.0);
        assert!(mutual_information(&table, &[0], &[7], &run).is_err());
    }

    #[test]
    fn it_is_the_difference_of_entropies() {
        use marginals_core::random::{below, stream, uniform};
        let run = Run::default();
        let mut generator = stream(3, "rows", 0);
        let (keys, weights) =
            (0..500).map(|_| (below(&mut generator, 1 << 6), uniform(&mut generator))).unzip();
        let table = NarrowTable::new(&[4, 2, 8], keys, weights, &run).unwrap();
        for (a, b) in [(&[0u32][..], &[1u32][..]), (&[2, 0], &[1]), (&[1], &[0, 2]), (&[0, 1], &[1, 2])] {
            let h = |columns: &[u32]| entropy_of(&table, columns, &run).unwrap();
            let mut union: Vec<u32> = a.iter().chain(b).copied().collect();
            union.sort_unstable();
            union.dedup();
            let found = mutual_information(&table, a, b, &run).unwrap();
            assert!((found - (h(a) + h(b) - h(&union))).abs() < 1e-13);
            assert_eq!(found.to_bits() >> 63, 0);
        }
    }
}
