//! Where nodes, ports and wires lie in the drawing. Pure: nothing here paints or asks.

use eframe::egui::{Pos2, Rect, Vec2, pos2, vec2};

/// The width of every node.
pub const WIDTH: f32 = 184.0;
/// The distance between a node's edge and what is in it.
pub const INSET: f32 = 12.0;
/// The top of what a node shows below its name and summary.
pub const BODY: f32 = 52.0;
/// How far below a node's top its wires begin and end.
pub const PORT: f32 = 58.0;
/// Points between the ports of a layer that takes several wires.
const PORTS_APART: f32 = 18.0;
/// Nodes lie at multiples of this many points.
pub const GRID: f32 = 8.0;

/// What a node shows below its name and summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing but a few words: it waits for others.
    Words,
    /// Samples, side by side.
    Samples,
    /// Feature maps, in two rows.
    Maps,
    /// Units, as cells.
    Cells,
    /// The likeliest of so many classes, as bars.
    Answer(usize),
    /// What is wrong, in so many lines, and whether a button mends it.
    Complaint(usize, bool),
}

/// The height of a bar of the answer.
pub const BAR: f32 = 18.0;
/// The height of a line of a complaint.
pub const LINE: f32 = 15.0;
/// The height of a button in a node.
pub const MEND: f32 = 24.0;
/// Samples of the input.
pub const SAMPLES: usize = 4;
/// Columns and rows of feature maps.
pub const MAPS: [usize; 2] = [6, 2];
/// Columns and rows of units.
pub const CELLS: [usize; 2] = [16, 4];
/// Points between samples, maps and cells.
pub const GAP: f32 = 3.0;

/// The side of one of so many tiles in a row.
pub fn tile(columns: usize) -> f32 {
    (WIDTH - 2.0 * INSET - GAP * (columns - 1) as f32) / columns as f32
}

/// The height of a node with this body.
pub fn height(body: Body) -> f32 {
    let rows = |columns: usize, rows: usize| rows as f32 * (tile(columns) + GAP) - GAP;
    let body = match body {
        Body::Words => LINE,
        Body::Samples => rows(SAMPLES, 1),
        Body::Maps => rows(MAPS[0], MAPS[1]),
        Body::Cells => rows(CELLS[0], CELLS[1]),
        Body::Answer(classes) => classes.clamp(1, 4) as f32 * BAR,
        Body::Complaint(lines, mend) => lines as f32 * LINE + if mend { 6.0 + MEND } else { 0.0 },
    };
    (BODY + body + INSET).ceil()
}

/// Where a node with this body lies. Files may hold places that are no numbers.
pub fn node(position: [f32; 2], body: Body) -> Rect {
    let [x, y] = position.map(|number| if number.is_finite() { number.clamp(-1e6, 1e6) } else { 0.0 });
    Rect::from_min_size(pos2(x, y), vec2(WIDTH, height(body)))
}

/// The nearest place of the grid.
pub fn snap(place: Pos2) -> [f32; 2] {
    [place.x, place.y].map(|number| (number / GRID).round() * GRID)
}

/// Where wires leave a node.
pub fn output_port(node: Rect) -> Pos2 {
    pos2(node.right(), node.top() + PORT)
}

/// Where the wire of one of so many slots enters a node.
pub fn input_port(node: Rect, slot: usize, slots: usize) -> Pos2 {
    let room = node.height() - PORT - INSET;
    let apart = PORTS_APART.min(room / (slots.max(2) - 1) as f32);
    pos2(node.left(), node.top() + PORT + slot as f32 * apart)
}

/// How far a wire that leads back keeps from the nodes that it passes.
const DETOUR: f32 = 20.0;
/// How far before a node a wire turns to its second port: so near that it passes between the first port and the shape
/// on the wire that leads there.
const TURN: f32 = 10.0;
/// How far wires that lead back side by side are apart.
const LANES_APART: f32 = 7.0;
/// How many there are side by side.
pub const LANES: usize = 3;
/// How far a wire that leads forwards below or above other nodes keeps from them.
const CLEARANCE: f32 = 8.0;

/// Whether a wire between these ports leads forwards.
pub fn is_forward(from: Pos2, to: Pos2) -> bool {
    to.x >= from.x + 12.0
}

/// How high a wire that leads back runs over a node with this top, in the first lane.
pub fn over(top: f32) -> f32 {
    top - DETOUR
}

/// How far before a node a wire in this lane turns to one of the node's slots. Beyond the first there is one wire to a
/// slot, and no lanes are needed.
fn turn(slot: usize, lane: usize) -> f32 {
    let apart = |place: usize| (place % LANES) as f32 * LANES_APART;
    if slot == 0 { DETOUR + apart(lane) } else { TURN + apart(slot - 1) }
}

/// The way of a wire between two ports, the second of them for this slot: a curve where it leads forwards, else around
/// the nodes and over the one that it leads to, whose top is given, in one of [`LANES`].
pub fn way(from: Pos2, to: Pos2, slot: usize, top: f32, lane: usize) -> Vec<Pos2> {
    if is_forward(from, to) {
        let reach = ((to.x - from.x) / 2.0).clamp(24.0, 120.0);
        let (a, b) = (from + vec2(reach, 0.0), to - vec2(reach, 0.0));
        let point = |part: f32| {
            let rest = 1.0 - part;
            let weight = [rest * rest * rest, 3.0 * rest * rest * part, 3.0 * rest * part * part, part * part * part];
            let sum = from.to_vec2() * weight[0] + a.to_vec2() * weight[1] + b.to_vec2() * weight[2];
            (sum + to.to_vec2() * weight[3]).to_pos2()
        };
        let straight = (from.y - to.y).abs() < 0.5;
        return if straight { vec![from, to] } else { (0..=24).map(|part| point(part as f32 / 24.0)).collect() };
    }
    let apart = (lane % LANES) as f32 * LANES_APART;
    let (out, back, height) = (from.x + DETOUR + apart, to.x - turn(slot, lane), over(top) + apart);
    rounded(&[from, pos2(out, from.y), pos2(out, height), pos2(back, height), pos2(back, to.y), to], 12.0)
}

/// The way of a wire that leads forwards and would run behind some of these nodes: past them on the side where it
/// begins. `None` if it runs behind none.
pub fn past(from: Pos2, to: Pos2, slot: usize, curve: &[Pos2], nodes: impl Iterator<Item = Rect>) -> Option<Vec<Pos2>> {
    let hidden = nodes.filter(|node| curve.iter().any(|&point| node.contains(point)));
    let all = hidden.reduce(|all, node| all.union(node))?;
    let below = from.y > all.center().y;
    let lane = if below { all.bottom() + CLEARANCE } else { all.top() - CLEARANCE };
    let (out, back) = (from.x + DETOUR, to.x - turn(slot, 0));
    let straight = (lane - from.y).abs() < 1.0;
    let begin = if straight { vec![from] } else { vec![from, pos2(out, from.y), pos2(out, lane)] };
    Some(rounded(&[&begin[..], &[pos2(back, lane), pos2(back, to.y), to]].concat(), 12.0))
}

/// A line through these corners, each rounded by at most this radius.
fn rounded(corners: &[Pos2], radius: f32) -> Vec<Pos2> {
    let mut line = vec![corners[0]];
    for three in corners.windows(3) {
        let [before, corner, after] = [three[0], three[1], three[2]];
        let reach = radius.min(before.distance(corner) / 2.0).min(corner.distance(after) / 2.0);
        let (a, b) = (corner + (before - corner).normalized() * reach, corner + (after - corner).normalized() * reach);
        for part in 0..=6 {
            let part = part as f32 / 6.0;
            let (p, q) = (a + (corner - a) * part, corner + (b - corner) * part);
            line.push(p + (q - p) * part);
        }
    }
    line.extend(corners.last());
    line
}

/// The point after this part of a line: 0 is its beginning, 1 its end.
pub fn along(line: &[Pos2], part: f32) -> Pos2 {
    let length: f32 = line.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
    let mut left = length * part;
    for pair in line.windows(2) {
        let step = pair[0].distance(pair[1]);
        if step >= left && step > 0.0 {
            return pair[0] + (pair[1] - pair[0]) * (left / step);
        }
        left -= step;
    }
    line.last().copied().unwrap_or_default()
}

/// How far a point is from a line.
pub fn distance(line: &[Pos2], point: Pos2) -> f32 {
    let to_piece = |pair: &[Pos2]| {
        let along = pair[1] - pair[0];
        let part = if along == Vec2::ZERO { 0.0 } else { (point - pair[0]).dot(along) / along.length_sq() };
        point.distance(pair[0] + along * part.clamp(0.0, 1.0))
    };
    line.windows(2).map(to_piece).fold(f32::INFINITY, f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODIES: [Body; 6] =
        [Body::Words, Body::Samples, Body::Maps, Body::Cells, Body::Answer(10), Body::Complaint(3, true)];

    #[test]
    fn every_node_fits_between_its_neighbours() {
        for body in BODIES {
            let size = node([0.0, 0.0], body).size();
            let [x, y] = crate::network::CELL;
            assert!(size.x < x && size.y <= y, "{body:?}: {size:?}");
        }
        assert!(node([f32::NAN, f32::INFINITY], Body::Maps).is_finite());
    }

    #[test]
    fn ports_lie_on_the_edge_and_apart() {
        for body in BODIES {
            let rect = node([100.0, 50.0], body);
            assert!(rect.expand(0.1).contains(output_port(rect)));
            let ports: Vec<Pos2> = (0..4).map(|slot| input_port(rect, slot, 4)).collect();
            assert!(ports.iter().all(|&port| rect.expand(0.1).contains(port)), "{body:?}: {ports:?}");
            assert_eq!(output_port(rect).y, ports[0].y, "a wire between neighbours is straight");
        }
    }

    #[test]
    fn wires_begin_and_end_at_their_ports() {
        let from = pos2(200.0, 100.0);
        for to in [pos2(260.0, 100.0), pos2(500.0, 300.0), pos2(0.0, 284.0), pos2(205.0, 90.0), from] {
            let line = way(from, to, 1, to.y - PORT, 2);
            assert_eq!((line.first(), line.last()), (Some(&from), Some(&to)));
            assert!(line.iter().all(|point| point.is_finite()));
            assert!(distance(&line, along(&line, 0.5)) < 0.01);
        }
    }

    #[test]
    fn a_wire_that_leads_back_runs_between_the_rows() {
        let row = 160.0 + 24.0;
        let above = node([272.0, 0.0], Body::Answer(4));
        let below = node([272.0, row], Body::Maps);
        let lines = [0, 1, 2].map(|lane| way(pos2(728.0, PORT), pos2(0.0, row + PORT), 0, row, lane));
        assert!(lines.iter().flatten().all(|&point| !above.contains(point) && !below.contains(point)));
        // Lanes share nothing but their ends.
        let between = |line: &[Pos2]| line[1..line.len() - 1].to_vec();
        assert!(between(&lines[0]).iter().all(|point| !lines[1].contains(point) && !lines[2].contains(point)));
    }

    #[test]
    fn a_wire_to_a_further_slot_leaves_room_for_the_shape_before_the_first() {
        let (left, right) = (node([0.0, 184.0], Body::Maps), node([272.0, 184.0], Body::Maps));
        let line = way(pos2(728.0, PORT), input_port(right, 1, 2), 1, right.top(), 1);
        // As wide as "28×28×16", in the middle between the nodes.
        let middle = pos2((left.right() + right.left()) / 2.0, output_port(left).y);
        let shape = Rect::from_center_size(middle, vec2(63.0, 18.0));
        assert!(line.iter().all(|&point| !shape.contains(point)) && distance(&line, shape.right_center()) > 2.0);
    }

    #[test]
    fn a_wire_that_leads_forwards_runs_past_the_nodes_between() {
        let nodes = [0.0, 272.0, 544.0].map(|x| node([x, 0.0], Body::Maps));
        let (from, to) = (pos2(-60.0, 184.0 + PORT), input_port(nodes[2], 1, 2));
        let curve = way(from, to, 1, 0.0, 0);
        let line = past(from, to, 1, &curve, nodes[..2].iter().copied()).expect("the curve runs behind the second");
        assert!(line.iter().all(|&point| !nodes[1].contains(point)), "{line:?}");
        assert_eq!((line.first(), line.last()), (Some(&from), Some(&to)));
        assert_eq!(past(from, to, 1, &line, nodes[..2].iter().copied()), None);
    }

    #[test]
    fn distances_and_places() {
        let line = [pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(10.0, 10.0)];
        assert_eq!(distance(&line, pos2(5.0, 3.0)), 3.0);
        assert_eq!(distance(&line, pos2(14.0, 13.0)), 5.0);
        assert_eq!(along(&line, 0.5), pos2(10.0, 0.0));
        assert_eq!(snap(pos2(11.9, -4.1)), [8.0, -8.0]);
    }
}
