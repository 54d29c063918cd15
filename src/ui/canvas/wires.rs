//! Wires as they are drawn: their ways, and the shape that each of them carries.

use eframe::egui::{Align2, Pos2, Rect, vec2};

use super::brush::Brush;
use super::geometry::{self, input_port, is_forward, output_port, past, way};
use super::survey::Survey;
use crate::network::{Network, Wire};
use crate::ui::theme;

/// How near the pointer must be to a wire.
pub const REACH: f32 = 8.0;

/// Every wire whose ends are there, and its way. Those that lead back side by side and begin at different nodes are
/// told apart by their lanes.
pub fn ways(network: &Network, rects: &[(u32, Rect)]) -> Vec<(Wire, Vec<Pos2>)> {
    let rect = |id: u32| rects.iter().find(|(other, _)| *other == id).map(|(_, rect)| *rect);
    let mut back: Vec<u32> = Vec::new();
    let mut lane = |from: u32| {
        let known = back.iter().position(|other| *other == from);
        known.unwrap_or_else(|| {
            back.push(from);
            back.len() - 1
        })
    };
    let way = |wire: &Wire| {
        let (slot, slots) = slot(network, wire);
        let (from, to) = (rect(wire.from)?, rect(wire.to)?);
        let ends = (output_port(from), input_port(to, slot, slots));
        if !is_forward(ends.0, ends.1) {
            return Some((*wire, way(ends.0, ends.1, to.top(), lane(wire.from))));
        }
        let curve = way(ends.0, ends.1, to.top(), 0);
        let others = rects.iter().filter(|(id, _)| *id != wire.from && *id != wire.to).map(|(_, rect)| *rect);
        Some((*wire, past(ends.0, ends.1, &curve, others).unwrap_or(curve)))
    };
    network.wires.iter().filter_map(way).collect()
}

/// The place of a wire among those that lead to the same node, and how many those are.
fn slot(network: &Network, wire: &Wire) -> (usize, usize) {
    let same = || network.wires.iter().filter(|other| other.to == wire.to);
    (same().filter(|other| other.slot < wire.slot).count(), same().count())
}

/// The wire nearest to a point, if it is near.
pub fn near(ways: &[(Wire, Vec<Pos2>)], point: Pos2, reach: f32) -> Option<Wire> {
    let all = ways.iter().map(|(wire, way)| (*wire, geometry::distance(way, point)));
    all.filter(|(_, distance)| *distance < reach).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(wire, _)| wire)
}

/// Draws the wires; `strong` are those that are selected, under the pointer, or take in what is dropped.
pub fn paint(brush: &Brush, ways: &[(Wire, Vec<Pos2>)], strong: &[Wire]) {
    for (wire, way) in ways {
        let chosen = strong.contains(wire);
        let colour = if chosen { brush.colours.accent } else { brush.colours.faint };
        let width = brush.length(if chosen { 2.5 } else { 1.75 }).clamp(1.0, 4.0);
        brush.line(way, width, colour);
    }
}

/// Draws the shape that each wire carries, in its middle.
pub fn paint_shapes(brush: &Brush, ways: &[(Wire, Vec<Pos2>)], survey: &Survey) {
    if brush.view.zoom < 0.5 {
        return;
    }
    let mut taken: Vec<Rect> = Vec::new();
    for (wire, way) in ways {
        let Some(Ok(shape)) = survey.node(wire.from).map(|facts| &facts.shape) else { continue };
        let words = brush.words(&shape.to_string(), theme::mono(10.5), brush.colours.dim, 200.0, 1);
        let size = words.size() / brush.view.zoom + vec2(12.0, 5.0);
        let pill = Rect::from_center_size(geometry::halfway(way), size);
        // Where several wires of one node run together, one shape says enough.
        if taken.iter().any(|other| other.intersects(pill)) {
            continue;
        }
        taken.push(pill);
        brush.fill(pill, 4.0, brush.colours.background);
        brush.edge(pill, 4.0, 1.0, brush.colours.line);
        brush.write(pill.center(), Align2::CENTER_CENTER, words);
    }
}
