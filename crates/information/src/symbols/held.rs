//! Numbers on memory of their own, or on memory that somebody else keeps while they are read.
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Memory that is kept elsewhere and does not change meanwhile.
pub trait Kept<T>: Send + Sync {
    /// The numbers.
    fn numbers(&self) -> &[T];
}

/// Numbers that are read only.
pub enum Held<T: 'static> {
    /// On memory of their own.
    Own(Vec<T>),
    /// Elsewhere.
    Elsewhere(Arc<dyn Kept<T>>),
}

impl<T> Deref for Held<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Held::Own(numbers) => numbers,
            Held::Elsewhere(kept) => kept.numbers(),
        }
    }
}

impl<'a, T> IntoIterator for &'a Held<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> From<Vec<T>> for Held<T> {
    fn from(numbers: Vec<T>) -> Self {
        Held::Own(numbers)
    }
}

impl<T: Clone> Clone for Held<T> {
    fn clone(&self) -> Self {
        match self {
            Held::Own(numbers) => Held::Own(numbers.clone()),
            Held::Elsewhere(kept) => Held::Elsewhere(Arc::clone(kept)),
        }
    }
}

impl<T: PartialEq> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl<T: Eq> Eq for Held<T> {}

impl<T: fmt::Debug> fmt::Debug for Held<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self[..].fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Elsewhere(Vec<u8>);

    impl Kept<u8> for Elsewhere {
        fn numbers(&self) -> &[u8] {
            &self.0
        }
    }

    #[test]
    fn what_is_kept_elsewhere_reads_as_what_is_owned() {
        let kept = Held::Elsewhere(Arc::new(Elsewhere(vec![3, 1, 2])));
        let own = Held::from(vec![3u8, 1, 2]);
        assert_eq!(kept, own);
        assert_eq!(format!("{:?}", kept.clone()), format!("{:?}", own.clone()));
        assert_ne!(kept, Held::from(vec![3, 1]));
    }
}
