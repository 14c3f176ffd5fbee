//! The most similar elements of every represented row, exactly: all similarities in blocks, none of them stored.
use marginals_core::{Result, Run};
use marginals_numerics::similarity::{Similarity, Source};

/// The entries that are kept, row after row; elements ascending within a row.
pub struct Kept {
    blocks: Vec<Vec<(u32, u32, f64)>>,
}

impl Kept {
    /// Number of entries.
    pub fn entries(&self) -> usize {
        self.blocks.iter().map(Vec::len).sum()
    }

    /// Calls `visit(row, element, similarity)` for every entry, rows ascending.
    pub fn for_each(&self, mut visit: impl FnMut(u32, u32, f64)) {
        for (row, element, value) in self.blocks.iter().flatten() {
            visit(*row, *element, *value);
        }
    }
}

/// Rows of one block, and elements computed at once for them.
const ROWS: usize = 64;
const ELEMENTS: usize = 96;

/// The `count` most similar elements of every represented row among those of similarity above 0; equal ones by the
/// lowest index.
pub fn most_similar(similarity: &Similarity, count: usize, run: &Run) -> Result<Kept> {
    if let Source::Entries(entries) = similarity.source() {
        return Ok(listed(&entries.transposed(), count));
    }
    let (ground, rows) = (similarity.ground_size(), similarity.represented_size());
    run.progress().start("neighbors", rows as u64);
    let elements: Vec<u32> = (0..ground as u32).collect();
    let serial = run.alone();
    let blocks = run.blocks(
        rows,
        ROWS,
        || vec![0.0; ELEMENTS * ROWS],
        |tile, range| {
            let mut kept: Vec<Nearest> = range.clone().map(|_| Nearest::new(count)).collect();
            for some in elements.chunks(ELEMENTS) {
                similarity.tile(some, range.clone(), &serial, tile)?;
                for (element, values) in some.iter().zip(tile.chunks_exact(range.len())) {
                    for (nearest, value) in kept.iter_mut().zip(values) {
                        if *value > nearest.least {
                            nearest.push(*element, *value);
                        }
                    }
                }
            }
            run.progress().advance(range.len() as u64);
            let mut entries = Vec::new();
            for (row, nearest) in range.zip(kept) {
                entries.extend(nearest.finish().into_iter().map(|(e, value)| (row as u32, e, value)));
            }
            Ok(entries)
        },
    )?;
    Ok(Kept { blocks })
}

fn listed(rows: &marginals_numerics::similarity::SparseRows, count: usize) -> Kept {
    let mut entries = Vec::new();
    for row in 0..rows.rows() {
        let mut nearest = Nearest::new(count);
        let (elements, values) = rows.row(row);
        for (element, value) in elements.iter().zip(values) {
            if *value > nearest.least {
                nearest.push(*element, *value);
            }
        }
        entries.extend(nearest.finish().into_iter().map(|(e, value)| (row as u32, e, value)));
    }
    Kept { blocks: vec![entries] }
}

/// The largest of a sequence in which elements ascend.
struct Nearest {
    count: usize,
    /// What a newcomer must pass.
    least: f64,
    held: Vec<(u32, f64)>,
}

impl Nearest {
    fn new(count: usize) -> Self {
        Nearest { count: count.max(1), least: 0.0, held: Vec::new() }
    }

    fn push(&mut self, element: u32, value: f64) {
        self.held.push((element, value));
        if self.held.len() >= self.count.saturating_mul(2).max(16) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.held.len() > self.count {
            self.held.select_nth_unstable_by(self.count - 1, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            self.held.truncate(self.count);
            self.least = self.held[self.count - 1].1;
        }
    }

    fn finish(mut self) -> Vec<(u32, f64)> {
        self.cut();
        self.held.sort_unstable_by_key(|entry| entry.0);
        self.held
    }
}
