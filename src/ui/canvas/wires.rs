//! Wires as they are drawn: their ways, and the shape that each of them carries.

use eframe::egui::{Align2, Pos2, Rangef, Rect, vec2};

use super::brush::Brush;
use super::geometry::{self, LANES, input_port, is_forward, output_port, past, way};
use super::node::NO_WORDS;
use super::survey::Survey;
use crate::network::{Network, Wire};
use crate::ui::theme;

/// How near the pointer must be to a wire.
pub const REACH: f32 = 8.0;

/// A wire that leads back: where it begins, between which heights it runs, and its lane.
struct Back {
    from: u32,
    heights: Rangef,
    lane: usize,
}

/// Every wire whose ends are there, and its way. Those that lead back side by side and begin at different nodes are
/// told apart by their lanes.
pub fn ways(network: &Network, rects: &[(u32, Rect)]) -> Vec<(Wire, Vec<Pos2>)> {
    let rect = |id: u32| rects.iter().find(|(other, _)| *other == id).map(|(_, rect)| *rect);
    let mut back: Vec<Back> = Vec::new();
    let mut lane = |from: u32, heights: Rangef| {
        let beside = || back.iter().filter(|other| other.heights.intersects(heights));
        let same = beside().find(|other| other.from == from).map(|other| other.lane);
        let free = || (0..LANES).find(|&lane| beside().all(|other| other.lane != lane));
        let lane = same.or_else(free).unwrap_or(back.len() % LANES);
        back.push(Back { from, heights, lane });
        lane
    };
    let way = |wire: &Wire| {
        let (slot, slots) = slot(network, wire);
        let (from, to) = (rect(wire.from)?, rect(wire.to)?);
        let ends = (output_port(from), input_port(to, slot, slots));
        if !is_forward(ends.0, ends.1) {
            let heights = Rangef::new(ends.0.y.min(geometry::over(to.top())), ends.1.y);
            return Some((*wire, way(ends.0, ends.1, slot, to.top(), lane(wire.from, heights))));
        }
        let curve = way(ends.0, ends.1, slot, to.top(), 0);
        let others = rects.iter().filter(|(id, _)| *id != wire.from && *id != wire.to).map(|(_, rect)| *rect);
        Some((*wire, past(ends.0, ends.1, slot, &curve, others).unwrap_or(curve)))
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

/// Where along a wire its shape may stand: first the middle.
const PLACES: [f32; 9] = [0.5, 0.45, 0.55, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];

/// Draws the shape that each wire carries, in its middle or as near to it as it covers nothing else. Where it can only
/// stand on another wire, and would seem to end it, there is none.
pub fn paint_shapes(brush: &Brush, ways: &[(Wire, Vec<Pos2>)], rects: &[(u32, Rect)], survey: &Survey) {
    if brush.view.zoom < NO_WORDS {
        return;
    }
    let bounds: Vec<Rect> = ways.iter().map(|(_, way)| Rect::from_points(way)).collect();
    let crosses = |pill: Rect, from: u32| {
        let others = ways.iter().zip(&bounds).filter(|((wire, _), bound)| wire.from != from && bound.intersects(pill));
        others.into_iter().any(|((_, way), _)| way.windows(2).any(|pair| touches(pill, pair[0], pair[1])))
    };
    let mut taken: Vec<Rect> = Vec::new();
    for (wire, way) in ways {
        let Some(Ok(shape)) = survey.node(wire.from).map(|facts| &facts.shape) else { continue };
        let words = brush.words(&shape.to_string(), theme::mono(10.5), brush.colours.dim, 200.0, 1);
        let size = words.size() / brush.view.zoom + vec2(12.0, 5.0);
        let pills = PLACES.map(|part| Rect::from_center_size(geometry::along(way, part), size));
        let free = |pill: &&Rect| {
            let room = pill.expand(1.0);
            !taken.iter().chain(rects.iter().map(|(_, rect)| rect)).any(|other| other.intersects(room))
        };
        // Where several wires of one node run together, one shape says enough; best where it does not hide how they part.
        let clear: Vec<&Rect> =
            pills.iter().filter(free).filter(|pill| !crosses(pill.expand(4.0), wire.from)).collect();
        let parts = |pill: &Rect| {
            let siblings = ways.iter().filter(|(other, _)| other.from == wire.from && other != wire);
            siblings.into_iter().any(|(_, other)| leaves(pill.expand(2.0), other, way))
        };
        let Some(&&pill) = clear.iter().find(|pill| !parts(pill)).or(clear.first()) else { continue };
        taken.push(pill);
        brush.fill(pill, 4.0, brush.colours.background);
        brush.edge(pill, 4.0, 1.0, brush.colours.line);
        brush.write(pill.center(), Align2::CENTER_CENTER, words);
    }
}

/// Whether a way leaves another one within a rectangle.
fn leaves(rect: Rect, way: &[Pos2], other: &[Pos2]) -> bool {
    let steps = |pair: &[Pos2]| (pair[0].distance(pair[1]) / 3.0).ceil().max(1.0) as usize;
    let along = |pair: &[Pos2]| {
        let (from, to, steps) = (pair[0], pair[1], steps(pair));
        (0..=steps).map(move |step| from.lerp(to, step as f32 / steps as f32))
    };
    let near = rect.expand(4.0);
    let within: Vec<Pos2> = other.windows(2).flat_map(along).filter(|point| near.contains(*point)).collect();
    way.windows(2)
        .flat_map(along)
        .filter(|point| rect.contains(*point))
        .any(|point| within.iter().all(|other| other.distance(point) > 4.0))
}

/// Whether a straight piece of a wire runs through a rectangle.
fn touches(rect: Rect, from: Pos2, to: Pos2) -> bool {
    let steps = (from.distance(to) / 6.0).ceil().max(1.0);
    (0..=steps as usize).any(|step| rect.contains(from.lerp(to, step as f32 / steps)))
}

#[cfg(test)]
mod tests {
    use eframe::egui::pos2;

    use super::*;

    #[test]
    fn a_way_leaves_another_where_they_part_and_nowhere_else() {
        let straight = [pos2(0.0, 0.0), pos2(100.0, 0.0)];
        let parting = [pos2(0.0, 0.0), pos2(60.0, 0.0), pos2(60.0, 80.0)];
        let around = |x: f32| Rect::from_center_size(pos2(x, 0.0), vec2(20.0, 16.0));
        assert!(leaves(around(60.0), &parting, &straight));
        assert!(!leaves(around(30.0), &parting, &straight));
        assert!(!leaves(around(90.0), &parting, &straight));
    }
}
