//! What changes the stores, and reports. Partners: `ops/update.rs`, `ops/report.rs`, `shaders/update.wgsl`,
//! `shaders/global_norm*.wgsl`, `shaders/moving_average.wgsl`, `shaders/report.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use crate::ops::{MovingAverage, Report, Rule, Update};
use crate::program::Place;

/// Numbers that one workgroup takes.
const PIECE: usize = 1024;

/// Pieces of a block: for each, where it begins, in vec4, and how many numbers it has.
fn pieces(ranges: impl Iterator<Item = (usize, usize)>) -> Vec<u32> {
    let mut table = Vec::new();
    for (offset, count) in ranges {
        for begin in (0..count).step_by(PIECE) {
            table.extend([((offset + begin) / 4) as u32, (count - begin).min(PIECE) as u32]);
        }
    }
    table
}

/// A workgroup for each piece of a table.
fn over_pieces(table: &[u32], width: usize) -> Grid {
    let count = table.len() / width;
    Grid::items(move |_| count, 1)
}

/// Where a weight lies: offset and count.
fn range(at: &At, weight: usize) -> (usize, usize) {
    let slot = &at.program.layout.weights[weight];
    (slot.offset, slot.shape.count())
}

pub(super) fn kernels(op: &Update, at: &At) -> Vec<Kernel> {
    let (rule, first, second, epsilon) = match op.rule {
        Rule::Sgd { momentum: 0.0, .. } => (0usize, 0.0, 0.0, 0.0),
        Rule::Sgd { momentum, nesterov } => (1 + usize::from(nesterov), momentum, 0.0, 0.0),
        Rule::RmsProp { rho, momentum, epsilon } => (3 + usize::from(momentum != 0.0), momentum, rho, epsilon),
        Rule::Adam { beta_1, beta_2, epsilon } => (5, beta_1, beta_2, epsilon),
    };
    let [m, v] = match op.rule {
        Rule::Sgd { .. } => [Some(0), None],
        Rule::RmsProp { .. } => [Some(1), Some(0)],
        Rule::Adam { .. } => [Some(0), Some(1)],
    };
    // What is not remembered is not touched, but something must be bound.
    let memory = |place: Option<usize>| {
        place.filter(|&place| place < op.rule.memories()).map_or_else(|| at.scratch(4), Binding::Memory)
    };
    let mut table = Vec::new();
    let mut in_parts = false;
    for &target in &op.targets {
        let (offset, count) = range(at, target);
        // Where the parts of its gradient begin, how many there are and how far they are apart, in vec4.
        let parts = at.summand(target).map_or([0; 3], |it| [(it.offset / 4) as u32, it.parts as u32, count as u32 / 4]);
        in_parts |= parts[1] > 0;
        for piece in pieces(std::iter::once((offset, count))).chunks(2) {
            let inside = piece[0] - (offset / 4) as u32;
            table.extend([piece[0], piece[1], parts[0] + inside, parts[1], parts[2]]);
        }
    }
    let grid = over_pieces(&table, 5);
    let norm = if op.clip.is_some() { at.x(op.targets.len()) } else { at.table(vec![0]) };
    let parts = if in_parts { Binding::Summands } else { norm };
    let bindings = vec![Binding::Weights, Binding::Gradients, memory(m), memory(v), norm, at.table(table), parts];
    let kernel = Kernel::new("update", bindings, grid)
        .with("RULE", rule)
        .with("FIRST", first)
        .with("SECOND", second)
        .with("EPSILON", epsilon)
        .with("DECAY", op.decay)
        .with("PARTS", in_parts);
    vec![kernel.with("CLIPPED", op.clip.is_some()).with("CLIP", op.clip.unwrap_or(0.0))]
}

pub(super) fn global_norm_kernels(at: &At) -> Vec<Kernel> {
    // Gradients that lie in their block are taken together, others one by one.
    let mut together = Vec::new();
    let mut apart = Vec::new();
    for (place, &value) in at.instruction.inputs.iter().enumerate() {
        match at.program.memory.place(value) {
            Place::Gradient(weight) => together.push(weight),
            _ => apart.push(place),
        }
    }
    let mut sources: Vec<(Binding, Vec<u32>)> = Vec::new();
    if !together.is_empty() {
        sources.push((Binding::Gradients, pieces(together.iter().map(|&weight| range(at, weight)))));
    }
    for place in apart {
        sources.push((at.x(place), pieces(std::iter::once((0, at.input(place).shape.count())))));
    }
    let count = sources.iter().map(|(_, table)| table.len() / 2).sum();
    let parts = at.scratch(count);
    let mut kernels = Vec::new();
    let mut first = 0usize;
    for (binding, table) in sources {
        let grid = over_pieces(&table, 2);
        let own = table.len() / 2;
        kernels
            .push(Kernel::new("global_norm_parts", vec![binding, at.table(table), parts], grid).with("FIRST", first));
        first += own;
    }
    let all = Kernel::new("global_norm", vec![parts, at.y(0)], Grid::groups(|_| [1, 1, 1]));
    kernels.push(all.with("COUNT", count));
    kernels
}

pub(super) fn moving_average_kernels(op: &MovingAverage, at: &At) -> Vec<Kernel> {
    let kernel = Kernel::new("moving_average", vec![at.x(0), at.x(1)], Grid::numbers(at.input(0), 64));
    vec![kernel.with("MOMENTUM", op.momentum)]
}

pub(super) fn report_kernels(op: &Report, at: &At) -> Vec<Kernel> {
    let kernel = Kernel::new("report", vec![at.x(0), Binding::Reports], Grid::groups(|_| [1, 1, 1]));
    vec![kernel.with("SLOT", op.slot).with("COUNT", at.program.reports.len())]
}
