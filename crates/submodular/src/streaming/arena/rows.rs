//! Rows of one length in slots that are used again.
use marginals_core::{Error, Result};

/// Rows in slots.
#[derive(Debug, Default)]
pub(super) struct Rows {
    columns: usize,
    data: Vec<f64>,
    taken: Vec<bool>,
    free: Vec<u32>,
}

impl Rows {
    /// No rows; their length is `columns`, or that of the first row when 0.
    pub fn new(columns: usize) -> Rows {
        Rows { columns, ..Rows::default() }
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The row in a slot that is taken.
    pub fn row(&self, slot: u32) -> Result<&[f64]> {
        let at = slot as usize;
        let taken = self.taken.get(at).copied().unwrap_or(false);
        let row = self.data.get(at * self.columns..(at + 1) * self.columns).filter(|_| taken);
        row.ok_or_else(|| Error::internal("a slot without a row was asked for"))
    }

    pub fn check(&self, row: &[f64]) -> Result<()> {
        if row.is_empty() || (self.columns > 0 && row.len() != self.columns) {
            let expected = match self.columns {
                0 => "of at least 1 number".to_owned(),
                columns => format!("of {columns} numbers, as the rows before"),
            };
            return Err(Error::shape("item", expected, row.len()));
        }
        match row.iter().position(|x| !x.is_finite()) {
            Some(at) => {
                Err(Error::non_finite("item", "finite numbers", format!("{} at index {at}", row[at])))
            }
            None => Ok(()),
        }
    }

    pub fn place(&mut self, row: &[f64]) -> Result<u32> {
        self.check(row)?;
        if let Some(slot) = self.free.pop() {
            let at = slot as usize;
            self.data[at * row.len()..(at + 1) * row.len()].copy_from_slice(row);
            self.taken[at] = true;
            return Ok(slot);
        }
        let slot = u32::try_from(self.taken.len())
            .ok()
            .filter(|slot| *slot < u32::MAX - 1)
            .ok_or_else(|| Error::limit("items", "fewer than 4294967294 at once", self.taken.len()))?;
        let refused = |_| Error::limit("items", "few enough for memory", self.taken.len());
        self.data.try_reserve(row.len()).map_err(refused)?;
        self.columns = row.len();
        self.data.extend_from_slice(row);
        self.taken.push(true);
        Ok(slot)
    }

    pub fn free(&mut self, slot: u32) -> Result<()> {
        match self.taken.get_mut(slot as usize) {
            Some(taken) if *taken => *taken = false,
            _ => return Err(Error::internal("a slot without a row was freed")),
        }
        self.free.push(slot);
        Ok(())
    }

    pub fn bytes(&self) -> u64 {
        (8 * self.data.capacity() + self.taken.capacity() + 4 * self.free.capacity()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_used_again() {
        let mut rows = Rows::new(0);
        assert_eq!((rows.place(&[1.0, 2.0]).unwrap(), rows.place(&[3.0, 4.0]).unwrap()), (0, 1));
        rows.free(0).unwrap();
        assert!(rows.row(0).is_err() && rows.free(0).is_err() && rows.free(9).is_err());
        assert_eq!(rows.place(&[5.0, 6.0]).unwrap(), 0);
        assert_eq!(
            (rows.row(0).unwrap(), rows.row(1).unwrap()),
            ([5.0, 6.0].as_slice(), [3.0, 4.0].as_slice())
        );
        assert!(rows.place(&[1.0]).unwrap_err().to_string().contains("of 2 numbers"));
        assert!(rows.place(&[1.0, f64::NAN]).unwrap_err().to_string().contains("NaN at index 1"));
        assert!(Rows::new(0).place(&[]).is_err());
    }
}
