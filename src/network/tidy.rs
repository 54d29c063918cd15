//! A tidy drawing: columns by depth from left to right, rows by lanes; long networks run in bands, like lines of text.

use super::{Facts, Network, facts};

/// Points from one column to the next and from one row to the next, wide enough for a node and its wire.
pub const CELL: [f32; 2] = [272.0, 160.0];

/// Points between two bands, beyond those between rows: room for the wire that leads back.
const BAND: f32 = 24.0;

/// How much wider than high a drawing should be: as the middle of the window is.
const ASPECT: f32 = 1.2;

impl Network {
    /// Places the nodes: each one column right of its last input; of several in one column, the first continues the
    /// row of its first input. As many columns in a band as make the whole drawing as compact as possible.
    pub fn tidy(&mut self) {
        let cells = cells(&facts(self, None));
        let depth = cells.iter().map(|cell| cell[0] + 1).max().unwrap_or(0);
        let width = |columns: usize| columns as f32 * CELL[0];
        let size = |columns: usize| (width(columns) / ASPECT).max(bands(&cells, columns).1);
        let Some(columns) = (1..=depth).min_by(|a, b| size(*a).total_cmp(&size(*b))) else { return };
        let (tops, _) = bands(&cells, columns);
        for (&[depth, row], node) in cells.iter().zip(&mut self.nodes) {
            let (band, column) = (depth / columns, depth % columns);
            node.position = [width(column), tops[band] + row as f32 * CELL[1]];
        }
    }
}

/// For each node its depth and its row.
fn cells(facts: &Facts) -> Vec<[usize; 2]> {
    let mut cells = vec![[0usize; 2]; facts.nodes.len()];
    let mut taken: Vec<[usize; 2]> = Vec::new();
    for &place in &facts.order {
        let inputs = &facts.nodes[place].inputs;
        let depth = inputs.iter().map(|&from| cells[from][0] + 1).max().unwrap_or(0);
        let row = inputs.iter().map(|&from| cells[from][1]).min().unwrap_or(0);
        let free = (row..).find(|&row| !taken.contains(&[depth, row])).unwrap_or(row);
        cells[place] = [depth, free];
        taken.push([depth, free]);
    }
    // What is on a loop has no depth: it stands below the rest.
    let last = cells.iter().map(|cell| cell[1] + 1).max().unwrap_or(0);
    let lost = (0..cells.len()).filter(|place| !facts.order.contains(place));
    for (number, place) in lost.enumerate() {
        cells[place] = [0, last + number];
    }
    cells
}

/// The tops of all bands of so many columns, and their height together.
fn bands(cells: &[[usize; 2]], columns: usize) -> (Vec<f32>, f32) {
    let (mut tops, mut top) = (Vec::new(), 0.0);
    for band in 0..=cells.iter().map(|cell| cell[0] / columns).max().unwrap_or(0) {
        tops.push(top);
        let rows = cells.iter().filter(|cell| cell[0] / columns == band).map(|cell| cell[1] + 1).max().unwrap_or(1);
        top += rows as f32 * CELL[1] + BAND;
    }
    (tops, top)
}

#[cfg(test)]
mod tests {
    use super::super::templates;
    use super::*;

    #[test]
    fn no_node_lies_upon_another() {
        for template in templates() {
            let mut network = template.build(&[32, 32, 3].into(), 10);
            network.tidy();
            for (place, a) in network.nodes.iter().enumerate() {
                for b in &network.nodes[place + 1..] {
                    let [dx, dy] = [0, 1].map(|axis| (a.position[axis] - b.position[axis]).abs());
                    assert!(dx >= CELL[0] || dy >= CELL[1], "{}: {} and {}", template.name, a.name, b.name);
                }
            }
        }
    }

    #[test]
    fn a_long_chain_runs_in_bands() {
        let mut network = templates()[3].build(&[28, 28, 1].into(), 10);
        network.tidy();
        let right = network.nodes.iter().map(|node| node.position[0]).fold(0.0, f32::max);
        let bottom = network.nodes.iter().map(|node| node.position[1]).fold(0.0, f32::max);
        assert_eq!((right, bottom), (2.0 * CELL[0], 2.0 * (CELL[1] + BAND)));
    }
}
