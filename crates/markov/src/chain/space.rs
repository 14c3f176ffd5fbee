//! The product space X = X₁ × … × X_d of a chain, and the numbering of its states.
//!
//! A state is the mixed-radix number of its digits with coordinate 0 the slowest:
//! x = Σᵢ xᵢ · strideᵢ, stride_{d−1} = 1. Everything that names coordinates (subsets, parts, costs) is checked
//! here, once, so that the rest of the crate may index without asking.
use marginals_core::{Error, Result};

/// Most states of a space: every state fits a `u32` and two values stay free as marks.
pub const MAX_STATES: usize = u32::MAX as usize - 1;

/// Sizes, names and numbering of the coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    sizes: Vec<u32>,
    strides: Vec<u32>,
    states: usize,
    names: Option<Vec<String>>,
}

impl Space {
    /// The space with these numbers of values per coordinate, coordinate 0 the slowest digit.
    ///
    /// # Errors
    /// `sizes` is empty, holds a 0, or its product passes 2³² − 2.
    pub fn new(sizes: &[u32]) -> Result<Self> {
        if sizes.is_empty() {
            return Err(Error::shape("sizes", "a list of at least one coordinate size", "an empty list"));
        }
        let mut strides = vec![0; sizes.len()];
        let mut states = 1usize;
        for (coordinate, size) in sizes.iter().copied().enumerate().rev() {
            if size == 0 {
                return Err(Error::range(
                    "sizes",
                    "integers of at least 1",
                    format_args!("0 for coordinate {coordinate}"),
                ));
            }
            strides[coordinate] = states as u32;
            states = states.checked_mul(size as usize).filter(|states| *states <= MAX_STATES).ok_or_else(
                || {
                    Error::limit(
                        "sizes",
                        format_args!("sizes whose product is at most {MAX_STATES} states"),
                        format_args!("{} coordinates whose product is larger", sizes.len()),
                    )
                },
            )?;
        }
        Ok(Space { sizes: sizes.to_vec(), strides, states, names: None })
    }

    /// The same space with a name per coordinate.
    ///
    /// # Errors
    /// Another number of names than coordinates, an empty name, or the same name twice.
    pub fn with_names(mut self, names: Vec<String>) -> Result<Self> {
        if names.len() != self.sizes.len() {
            return Err(Error::shape(
                "names",
                format_args!("{} names (one per coordinate)", self.sizes.len()),
                names.len(),
            ));
        }
        for (index, name) in names.iter().enumerate() {
            if name.is_empty() {
                return Err(Error::argument("names", "non-empty names", format_args!("'' at index {index}")));
            }
            if let Some(first) = names[..index].iter().position(|other| other == name) {
                return Err(Error::argument(
                    "names",
                    "distinct names",
                    format_args!("'{name}' at indices {first} and {index}"),
                ));
            }
        }
        self.names = Some(names);
        Ok(self)
    }

    /// Number of coordinates d.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.sizes.len()
    }

    /// Number of states n = Πᵢ |Xᵢ|.
    #[must_use]
    pub fn states(&self) -> usize {
        self.states
    }

    /// Number of values of each coordinate.
    #[must_use]
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// Names of the coordinates, where they have some.
    #[must_use]
    pub fn names(&self) -> Option<&[String]> {
        self.names.as_deref()
    }

    /// Distance between two states that differ by one in `coordinate`.
    #[must_use]
    pub fn stride(&self, coordinate: u32) -> u32 {
        self.strides[coordinate as usize]
    }

    /// Value of `coordinate` in `state`.
    #[inline]
    #[must_use]
    pub fn digit(&self, state: u32, coordinate: u32) -> u32 {
        let coordinate = coordinate as usize;
        state / self.strides[coordinate] % self.sizes[coordinate]
    }

    /// Writes all digits of `state`; `digits` has d entries.
    pub fn digits_into(&self, mut state: u32, digits: &mut [u32]) {
        for (digit, stride) in digits.iter_mut().zip(&self.strides) {
            *digit = state / stride;
            state %= stride;
        }
    }

    /// The state with these digits; each must be below its size.
    #[must_use]
    pub fn state_of(&self, digits: &[u32]) -> u32 {
        digits.iter().zip(&self.strides).map(|(digit, stride)| digit * stride).sum()
    }

    /// Whether every coordinate has exactly two values.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        self.sizes.iter().all(|size| *size == 2)
    }

    /// Checks that `subset` names coordinates of this space, each at most once.
    ///
    /// # Errors
    /// A coordinate out of range or given twice, under the name `argument`.
    pub fn check_subset(&self, argument: &'static str, subset: &[u32]) -> Result<()> {
        let mut seen = vec![false; self.dimension()];
        for coordinate in subset.iter().copied() {
            let Some(seen) = seen.get_mut(coordinate as usize) else {
                return Err(Error::range(
                    argument,
                    format_args!("coordinates in 0..={}", self.dimension() - 1),
                    coordinate,
                ));
            };
            if std::mem::replace(seen, true) {
                return Err(Error::argument(
                    argument,
                    "distinct coordinates",
                    format_args!("{coordinate} twice"),
                ));
            }
        }
        Ok(())
    }

    /// Index of the coordinate called `name`.
    ///
    /// # Errors
    /// The space has no names, or none of them is `name`.
    pub fn coordinate(&self, argument: &'static str, name: &str) -> Result<u32> {
        let Some(names) = &self.names else {
            return Err(Error::argument(
                argument,
                "coordinate indices (the chain has no names)",
                format_args!("'{name}'"),
            ));
        };
        names.iter().position(|other| other == name).map(|index| index as u32).ok_or_else(|| {
            Error::argument(
                argument,
                format_args!("names of coordinates ({})", names.join(", ")),
                format_args!("'{name}'"),
            )
        })
    }

    /// Coordinates that are not in `subset`, in increasing order.
    #[must_use]
    pub fn complement(&self, subset: &[u32]) -> Vec<u32> {
        (0..self.dimension() as u32).filter(|coordinate| !subset.contains(coordinate)).collect()
    }

    /// The space of the coordinates in `subset`, in that order.
    ///
    /// # Errors
    /// As [`Space::check_subset`]; an empty subset has no space.
    pub fn project(&self, subset: &[u32]) -> Result<Self> {
        self.check_subset("subset", subset)?;
        if subset.is_empty() {
            return Err(Error::shape("subset", "at least one coordinate", "an empty subset"));
        }
        let sizes: Vec<u32> = subset.iter().map(|coordinate| self.sizes[*coordinate as usize]).collect();
        let names = self.names.as_ref().map(|names| {
            subset.iter().map(|coordinate| names[*coordinate as usize].clone()).collect::<Vec<_>>()
        });
        Ok(Space { names, ..Space::new(&sizes)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::Code;

    #[test]
    fn numbers_states_with_coordinate_zero_slowest() {
        let space = Space::new(&[2, 3, 4]).unwrap();
        assert_eq!((space.dimension(), space.states()), (3, 24));
        assert_eq!((space.stride(0), space.stride(1), space.stride(2)), (12, 4, 1));
        let mut digits = [0; 3];
        for state in 0..24 {
            space.digits_into(state, &mut digits);
            assert_eq!(digits, [state / 12, state / 4 % 3, state % 4]);
            assert_eq!((0..3).map(|i| space.digit(state, i)).collect::<Vec<_>>(), digits);
            assert_eq!(space.state_of(&digits), state);
        }
    }

    #[test]
    fn refuses_bad_sizes() {
        assert_eq!(Space::new(&[]).unwrap_err().code(), Code::Shape);
        assert_eq!(Space::new(&[2, 0]).unwrap_err().code(), Code::Range);
        assert_eq!(Space::new(&[2; 32]).unwrap_err().code(), Code::Limit);
        assert_eq!(Space::new(&[u32::MAX]).unwrap_err().code(), Code::Limit);
        assert_eq!(Space::new(&[u32::MAX; 9]).unwrap_err().code(), Code::Limit);
        assert_eq!(Space::new(&[u32::MAX - 1]).unwrap().states(), MAX_STATES);
    }

    #[test]
    fn checks_names_and_subsets() {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_string()).collect::<Vec<_>>();
        let space = Space::new(&[2, 3]).unwrap();
        assert_eq!(space.clone().with_names(names(&["a"])).unwrap_err().code(), Code::Shape);
        assert_eq!(space.clone().with_names(names(&["a", "a"])).unwrap_err().code(), Code::Argument);
        assert_eq!(space.coordinate("subset", "a").unwrap_err().code(), Code::Argument);
        let space = space.with_names(names(&["wind", "rain"])).unwrap();
        assert_eq!(space.coordinate("subset", "rain").unwrap(), 1);
        assert_eq!(
            space.coordinate("subset", "snow").unwrap_err().to_string(),
            "subset must be names of coordinates (wind, rain), received 'snow'"
        );
        assert_eq!(
            space.check_subset("subset", &[2]).unwrap_err().to_string(),
            "subset must be coordinates in 0..=1, received 2"
        );
        assert_eq!(
            space.check_subset("subset", &[1, 1]).unwrap_err().to_string(),
            "subset must be distinct coordinates, received 1 twice"
        );
        let projected = space.project(&[1]).unwrap();
        assert_eq!((projected.sizes(), projected.names()), (&[3][..], Some(&names(&["rain"])[..])));
        assert_eq!(space.project(&[]).unwrap_err().code(), Code::Shape);
        assert_eq!(space.complement(&[1]), [0]);
    }
}
