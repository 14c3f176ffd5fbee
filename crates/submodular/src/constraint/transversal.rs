//! A transversal matroid: every chosen element takes a position of its own among those it can fill.
//!
//! Speakers and the slots they can take, papers and the reviewers who may read them. A matching is kept; a
//! position is *open* when moving others along can free it, so an element is admitted when one of its
//! positions is open. Open positions are found backwards from the free ones after every change, in O(edges of
//! the chosen elements); a question costs the number of positions of its element.
use marginals_core::{Error, Result};

/// The positions that each element can fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transversal {
    start: Vec<usize>,
    filled: Vec<u32>,
    positions: usize,
}

impl Transversal {
    /// Element e can fill the positions `fills[e]` of `positions`.
    ///
    /// # Errors
    /// [`Code::Range`](marginals_core::Code::Range) for a position that does not exist.
    pub fn new(fills: &[Vec<u32>], positions: usize) -> Result<Transversal> {
        let mut start = vec![0usize];
        let mut filled = Vec::new();
        for (e, own) in fills.iter().enumerate() {
            if let Some(position) = own.iter().find(|position| **position as usize >= positions) {
                let expected = format!("positions below {positions}");
                return Err(Error::range("fills", expected, format_args!("{position} for element {e}")));
            }
            filled.extend_from_slice(own);
            start.push(filled.len());
        }
        Ok(Transversal { start, filled, positions })
    }

    /// Number of elements.
    #[must_use]
    pub fn ground_size(&self) -> usize {
        self.start.len() - 1
    }

    /// Positions that `e` can fill.
    #[must_use]
    pub fn fills(&self, e: u32) -> &[u32] {
        &self.filled[self.start[e as usize]..self.start[e as usize + 1]]
    }

    pub(super) fn start(&self) -> Matching {
        Matching { holder: vec![None; self.positions], open: vec![true; self.positions] }
    }

    pub(super) fn admits(&self, matching: &Matching, e: u32) -> bool {
        self.fills(e).iter().any(|position| matching.open[*position as usize])
    }

    /// Gives `e` a position, moving others along a shortest path to a free one.
    pub(super) fn take(&self, matching: &mut Matching, e: u32) {
        let mut from: Vec<Option<u32>> = vec![None; self.positions];
        let mut seen = vec![false; self.positions];
        let mut queue: Vec<u32> = Vec::new();
        for position in self.fills(e) {
            if !std::mem::replace(&mut seen[*position as usize], true) {
                queue.push(*position);
            }
        }
        let mut next = 0;
        while next < queue.len() {
            let position = queue[next];
            next += 1;
            let Some(holder) = matching.holder[position as usize] else {
                self.shift(matching, &from, position, e);
                break;
            };
            for other in self.fills(holder) {
                if !std::mem::replace(&mut seen[*other as usize], true) {
                    from[*other as usize] = Some(position);
                    queue.push(*other);
                }
            }
        }
        self.reopen(matching);
    }

    fn shift(&self, matching: &mut Matching, from: &[Option<u32>], free: u32, e: u32) {
        let mut position = free;
        while let Some(before) = from[position as usize] {
            matching.holder[position as usize] = matching.holder[before as usize];
            position = before;
        }
        matching.holder[position as usize] = Some(e);
    }

    pub(super) fn release(&self, matching: &mut Matching, e: u32) {
        if let Some(holder) = matching.holder.iter_mut().find(|holder| **holder == Some(e)) {
            *holder = None;
        }
        self.reopen(matching);
    }

    fn reopen(&self, matching: &mut Matching) {
        let mut fillers: Vec<Vec<u32>> = vec![Vec::new(); self.positions];
        for (position, holder) in (0u32..).zip(&matching.holder) {
            for other in holder.iter().flat_map(|e| self.fills(*e)).filter(|other| **other != position) {
                fillers[*other as usize].push(position);
            }
        }
        let mut queue: Vec<u32> =
            (0..self.positions as u32).filter(|at| matching.holder[*at as usize].is_none()).collect();
        matching.open.iter_mut().zip(&matching.holder).for_each(|(open, holder)| *open = holder.is_none());
        while let Some(position) = queue.pop() {
            for before in &fillers[position as usize] {
                if !std::mem::replace(&mut matching.open[*before as usize], true) {
                    queue.push(*before);
                }
            }
        }
    }
}

/// Who holds each position, and which positions can be freed.
#[derive(Clone, Debug)]
pub(crate) struct Matching {
    holder: Vec<Option<u32>>,
    open: Vec<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_move_along() {
        let matroid = Transversal::new(&[vec![0, 1], vec![0], vec![1], vec![]], 2).unwrap();
        let mut matching = matroid.start();
        matroid.take(&mut matching, 0);
        assert!(matroid.admits(&matching, 1) && matroid.admits(&matching, 2));
        assert!(!matroid.admits(&matching, 3));
        matroid.take(&mut matching, 1);
        assert!(!matroid.admits(&matching, 2));
        matroid.release(&mut matching, 0);
        assert!(matroid.admits(&matching, 2));
        let error = Transversal::new(&[vec![2]], 2).unwrap_err();
        assert_eq!(error.to_string(), "fills must be positions below 2, received 2 for element 0");
    }
}
