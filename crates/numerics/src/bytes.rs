//! Weights of packed rows summed by the value of each byte of the key.
//!
//! For a long run of rows every field inside a byte is read off the byte's 256 cells, so one addition a byte
//! and row serves all fields in it. Even and odd rows have tables of their own: neighbouring rows often share
//! a cell, and an addition would wait for the one before. Which fields share a byte depends on the packing
//! alone, so a field's cells do not depend on which others are asked for.
//! Cost: one addition per row and byte, 512 per byte at the end.

/// Cells of one byte.
pub type Cells = [f64; 256];

/// Sums the weights of the rows by the value of each of `bytes` (0 is the lowest); equal lengths are assumed,
/// longer slices are cut.
#[must_use]
pub fn cells(keys: &[u64], weights: &[f64], bytes: &[u32]) -> Vec<Cells> {
    let mut cells = Vec::with_capacity(bytes.len());
    // Four bytes at a time: two tables each fill half of a first-level cache.
    for bytes in bytes.chunks(4) {
        match *bytes {
            [a] => cells.extend(fill(keys, weights, [a])),
            [a, b] => cells.extend(fill(keys, weights, [a, b])),
            [a, b, c] => cells.extend(fill(keys, weights, [a, b, c])),
            [a, b, c, d] => cells.extend(fill(keys, weights, [a, b, c, d])),
            _ => {}
        }
    }
    cells
}

fn fill<const N: usize>(keys: &[u64], weights: &[f64], bytes: [u32; N]) -> [Cells; N] {
    let shifts = bytes.map(|byte| (8 * byte) & 63);
    let mut even = [[0.0; 256]; N];
    let mut odd = [[0.0; 256]; N];
    let (key_pairs, last_key) = keys.as_chunks::<2>();
    let (weight_pairs, last_weight) = weights.as_chunks::<2>();
    for (keys, weights) in key_pairs.iter().zip(weight_pairs) {
        for n in 0..N {
            even[n][(keys[0] >> shifts[n]) as u8 as usize] += weights[0];
            odd[n][(keys[1] >> shifts[n]) as u8 as usize] += weights[1];
        }
    }
    for (key, weight) in last_key.iter().zip(last_weight) {
        for n in 0..N {
            even[n][(key >> shifts[n]) as u8 as usize] += weight;
        }
    }
    for (even, odd) in even.iter_mut().zip(&odd) {
        even.iter_mut().zip(odd).for_each(|(even, odd)| *even += odd);
    }
    even
}

/// The cells of the field of `width` bits at `shift` inside the byte.
///
/// # Panics
/// When `out` is shorter than the field has values below it, or the field leaves the byte.
pub fn field_cells(cells: &Cells, shift: u32, width: u32, out: &mut [f64]) {
    assert!(shift + width <= 8, "the field leaves the byte");
    let mask = (1usize << width) - 1;
    for (byte, weight) in cells.iter().enumerate() {
        let value = (byte >> shift) & mask;
        if let Some(cell) = out.get_mut(value) {
            *cell += weight;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_byte_is_summed() {
        let keys: Vec<u64> = (0..1001u64).map(|row| row.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let weights: Vec<f64> = (0..1001).map(f64::from).collect();
        for bytes in [&[0u32][..], &[1, 7], &[0, 2, 5], &[0, 1, 2, 3, 4, 5, 6, 7]] {
            let found = cells(&keys, &weights, bytes);
            for (byte, cells) in bytes.iter().zip(&found) {
                for (shift, width) in [(0, 1), (6, 2), (3, 4), (0, 8)] {
                    let mut expected = vec![0.0; 1 << width];
                    for (key, weight) in keys.iter().zip(&weights) {
                        expected[(key >> (8 * byte + shift)) as usize & ((1 << width) - 1)] += weight;
                    }
                    let mut out = vec![0.0; 1 << width];
                    field_cells(cells, shift, width, &mut out);
                    // Whole numbers: any order gives the same sum.
                    assert_eq!(out, expected);
                }
            }
        }
    }
}
