//! A tidy drawing: columns by depth from left to right, rows by lanes.

use super::{Network, facts};

/// Points from one column to the next, wide enough for a node and its wire.
const COLUMN: f32 = 240.0;
/// Points from one row to the next.
const ROW: f32 = 160.0;

impl Network {
    /// Places the nodes: each one column right of its last input; of several in one column, the first continues the
    /// row of its first input.
    pub fn tidy(&mut self) {
        let facts = facts(self, None);
        let mut depths = vec![0usize; self.nodes.len()];
        let mut rows = vec![0usize; self.nodes.len()];
        let mut taken: Vec<[usize; 2]> = Vec::new();
        for &place in &facts.order {
            let inputs = &facts.nodes[place].inputs;
            depths[place] = inputs.iter().map(|&from| depths[from] + 1).max().unwrap_or(0);
            rows[place] = inputs.iter().map(|&from| rows[from]).min().unwrap_or(0);
            while taken.contains(&[depths[place], rows[place]]) {
                rows[place] += 1;
            }
            taken.push([depths[place], rows[place]]);
        }
        for (place, node) in self.nodes.iter_mut().enumerate() {
            node.position = [depths[place] as f32 * COLUMN, rows[place] as f32 * ROW];
        }
    }
}
