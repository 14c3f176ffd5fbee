//! The elements that may still be added, kept from step to step.
use super::Growth;

/// Elements that may be added to a growing set, ascending.
///
/// What may not be added now never may again: every part of a feasible set is feasible, so the list only
/// shrinks.
pub(crate) struct Live {
    elements: Vec<u32>,
    /// Size of the set for which the list is right.
    size: usize,
}

impl Live {
    pub fn of(growth: &Growth<'_>) -> Live {
        Live { elements: growth.live(), size: growth.size() }
    }

    /// Those of `elements` (ascending) that may be added.
    pub fn among(mut elements: Vec<u32>, growth: &Growth<'_>) -> Live {
        elements.retain(|e| growth.admits(*e));
        Live { elements, size: growth.size() }
    }

    /// The list for the set as it is now.
    pub fn now(&mut self, growth: &Growth<'_>) -> &[u32] {
        let added = &growth.trail.indices[self.size..];
        match added {
            [] => {}
            // Under a size alone only the chosen leave, until nothing may be added.
            [e] if growth.has_room() => {
                if let Ok(at) = self.elements.binary_search(e) {
                    self.elements.remove(at);
                }
            }
            _ => self.elements.retain(|e| growth.admits(*e)),
        }
        self.size = growth.size();
        &self.elements
    }
}
