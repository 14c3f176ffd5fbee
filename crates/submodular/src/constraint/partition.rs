//! A partition matroid: at most `capacity[c]` elements of every class c.
use marginals_core::{Error, Result};

/// Classes of the ground set with a limit each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    class: Vec<u32>,
    capacity: Vec<usize>,
}

impl Partition {
    /// `class[e]` is the class of element e, `capacity[c]` the most elements of class c.
    ///
    /// # Errors
    /// [`Code::Range`](marginals_core::Code::Range) when an element names a class without capacity.
    pub fn new(class: Vec<u32>, capacity: Vec<usize>) -> Result<Partition> {
        if let Some(e) = class.iter().position(|c| *c as usize >= capacity.len()) {
            let expected = format!("classes below {} (number of capacities)", capacity.len());
            return Err(Error::range("class", expected, format_args!("{} for element {e}", class[e])));
        }
        Ok(Partition { class, capacity })
    }

    /// Class of every element.
    #[must_use]
    pub fn class(&self) -> &[u32] {
        &self.class
    }

    /// Most elements of every class.
    #[must_use]
    pub fn capacity(&self) -> &[usize] {
        &self.capacity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_needs_a_capacity() {
        let error = Partition::new(vec![0, 2], vec![1, 1]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "class must be classes below 2 (number of capacities), received 2 for element 1"
        );
        assert_eq!(Partition::new(vec![1, 0], vec![1, 3]).unwrap().capacity(), [1, 3]);
    }
}
