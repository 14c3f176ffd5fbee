//! A column of codes as symbols 0, 1, … of which every one occurs, in the order of the codes.
//!
//! Tables of counts are as large as what occurs, and a column of two codes, whichever they are, is a plane of bits.
//! Cost: O(rows + largest code), sparse codes being renumbered before.
use crate::symbols::{Codes, Held, Symbols, number, with_codes};
use crate::table::Values;
use marginals_core::{Result, Run};

/// Symbols up to which codes are compared with each of them.
const FEW: u8 = 4;

/// The symbols of every row and their number.
///
/// # Errors
/// As [`Symbols::new`].
pub fn compact(codes: Codes, run: &Run) -> Result<(Values, u32)> {
    let codes = match codes {
        Codes::Bytes(Held::Own(bytes)) => match few(&bytes) {
            Some(count) => return Ok((Values::U8(bytes), count)),
            None => Codes::Bytes(bytes.into()),
        },
        codes => codes,
    };
    let symbols = Symbols::new(codes, run)?;
    let (numbers, count) = symbols.numbers(run)?;
    if count as usize == numbers.len() && count <= 1 << 8 {
        // The codes are the symbols already.
        let mut values = run.reserved("a column", symbols.len())?;
        with_codes!(symbols.codes(), codes => values.extend(codes.iter().map(|code| number(*code) as u8)));
        return Ok((Values::U8(values), count));
    }
    let values = with_codes!(symbols.codes(), codes => {
        Values::new(count, codes.iter().map(|code| numbers[*code as usize]), run)
    });
    Ok((values?, count))
}

/// The number of symbols where they are up to [`FEW`] and all occur: read once for each, no row waits for the last.
fn few(codes: &[u8]) -> Option<u32> {
    let most = codes.iter().fold(None, |most, code| most.max(Some(*code))).filter(|most| *most < FEW)?;
    let occurs = |value: u8| codes.iter().fold(false, |occurs, code| occurs | (*code == value));
    (0..most).all(occurs).then_some(u32::from(most) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_the_codes_that_occur_in_order() {
        let run = Run::default();
        for bytes in [&[0, 1, 1][..], &[1, 1], &[0], &[2, 0, 2], &[3, 2, 1, 0], &[4, 3, 2, 1, 0], &[255, 0]] {
            let wide: Vec<u32> = bytes.iter().copied().map(u32::from).collect();
            let narrowed = Codes::narrowed(&wide);
            assert_eq!(narrowed, Codes::Bytes(bytes.to_vec().into()));
            let found = compact(narrowed, &run).unwrap();
            assert_eq!(found, compact(Codes::Wide(wide.into()), &run).unwrap());
            assert_eq!(found.1 as usize, std::collections::BTreeSet::from_iter(bytes).len());
        }
        assert_eq!(Codes::narrowed(&[256, 1]), Codes::Wide(vec![256, 1].into()));
        let found = compact(Codes::Words(vec![700, 3, 700, 9].into()), &run).unwrap();
        assert_eq!(found, (Values::U8(vec![2, 0, 2, 1]), 3));
        let sparse = compact(Codes::Wide(vec![4_000_000_000, 7, 4_000_000_000].into()), &run).unwrap();
        assert_eq!(sparse, (Values::U8(vec![1, 0, 1]), 2));
        assert!(compact(Codes::Bytes(Vec::new().into()), &run).is_err());
    }
}
