//! Longest token at a place: a trie over the bytes of all tokens, its edges in one hash table.
use super::pieces::NONE;

const EMPTY: u64 = 0;

/// A trie; node 0 is the root.
#[derive(Debug)]
pub struct Trie {
    edges: Vec<(u64, u32)>,
    token: Vec<u32>,
    shift: u32,
}

impl Trie {
    /// The trie of `tokens`, each with its id.
    pub fn new<'a>(tokens: impl Iterator<Item = (u32, &'a [u8])>) -> Trie {
        let mut trie = Trie { edges: vec![(EMPTY, 0); 1 << 12], token: vec![NONE], shift: 64 - 12 };
        for (id, bytes) in tokens {
            let node = bytes.iter().fold(0, |node, byte| trie.extend(node, *byte));
            trie.token[node as usize] = id;
        }
        trie
    }

    fn slot(&self, key: u64) -> usize {
        let mut slot = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize;
        while self.edges[slot].0 != key && self.edges[slot].0 != EMPTY {
            slot = (slot + 1) & (self.edges.len() - 1);
        }
        slot
    }

    fn extend(&mut self, node: u32, byte: u8) -> u32 {
        if 2 * self.token.len() > self.edges.len() {
            let old = std::mem::take(&mut self.edges);
            self.edges = vec![(EMPTY, 0); 2 * old.len()];
            self.shift -= 1;
            for edge in old.into_iter().filter(|edge| edge.0 != EMPTY) {
                let slot = self.slot(edge.0);
                self.edges[slot] = edge;
            }
        }
        let key = edge_key(node, byte);
        let slot = self.slot(key);
        if self.edges[slot].0 == EMPTY {
            self.edges[slot] = (key, self.token.len() as u32);
            self.token.push(NONE);
        }
        self.edges[slot].1
    }

    /// The longest token that `bytes` begins with.
    pub fn longest(&self, bytes: &[u8]) -> Option<u32> {
        let (mut node, mut found) = (0u32, NONE);
        for byte in bytes {
            let edge = self.edges[self.slot(edge_key(node, *byte))];
            if edge.0 == EMPTY {
                break;
            }
            node = edge.1;
            if self.token[node as usize] != NONE {
                found = self.token[node as usize];
            }
        }
        (found != NONE).then_some(found)
    }
}

fn edge_key(node: u32, byte: u8) -> u64 {
    (u64::from(node) << 8 | u64::from(byte)) + 1
}
