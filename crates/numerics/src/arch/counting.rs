//! Sums of chosen rows of 64 small numbers: counts of the values of several columns at once, when each row marks the
//! values it has.
//!
//! Rows are added as bytes, up to 255 of them before the bytes are widened. Cost: one load and one addition a row. Whole
//! numbers: the same at every level.
use super::{Level, at_level};

/// Numbers of a row.
pub const MARKS: usize = 64;

#[inline(always)]
fn body(rows: &[[u8; MARKS]], chosen: &[u16], sums: &mut [u32; MARKS]) {
    *sums = [0; MARKS];
    for chosen in chosen.chunks(255) {
        let mut bytes = [0u8; MARKS];
        for row in chosen {
            let row = &rows[usize::from(*row)];
            for lane in 0..MARKS {
                bytes[lane] = bytes[lane].wrapping_add(row[lane]);
            }
        }
        for lane in 0..MARKS {
            sums[lane] += u32::from(bytes[lane]);
        }
    }
}

macro_rules! compiled {
    ($feature:literal, $name:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $name(rows: &[[u8; MARKS]], chosen: &[u16], sums: &mut [u32; MARKS]) {
            body(rows, chosen, sums);
        }
    };
}
compiled!("avx2,bmi1,bmi2", body_v3);
compiled!("avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl", body_v4);

/// The sums over the `chosen` rows, which exist and hold 0 and 1.
pub fn sum(level: Level, rows: &[[u8; MARKS]], chosen: &[u16], sums: &mut [u32; MARKS]) {
    at_level!(level, body(rows, chosen, sums), body_v3(rows, chosen, sums), body_v4(rows, chosen, sums));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_plain_additions_at_every_level() {
        let mark = |row: usize, lane: usize| u8::from((row * 31 + lane * 17) % 5 < 2);
        let rows: Vec<[u8; MARKS]> =
            (0..900).map(|row| std::array::from_fn(|lane| mark(row, lane))).collect();
        for length in [0usize, 1, 254, 255, 256, 900] {
            let chosen: Vec<u16> = (0..length).map(|place| (place * 7 % 900) as u16).collect();
            for level in Level::available() {
                let mut sums = [9; MARKS];
                sum(level, &rows, &chosen, &mut sums);
                for (lane, sum) in sums.iter().enumerate() {
                    let expected: u32 =
                        chosen.iter().map(|row| u32::from(rows[usize::from(*row)][lane])).sum();
                    assert_eq!(*sum, expected, "{level:?}");
                }
            }
        }
    }
}
