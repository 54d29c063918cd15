//! Receptive fields: which part of the input picture a place of a feature map can see.

use std::ops::Range;

use super::Plan;
use crate::base::{Result, Shape};
use crate::ops::{Emit, Geometry, Op, Value, Window};
use crate::program::Builder;

/// The rows and columns of a picture.
pub type Field = [Range<usize>; 2];

/// Places from the first to the last along one axis, maybe beyond the picture.
type Span = [isize; 2];

impl Plan {
    /// For each of some places (row and column) of a node's output, the rows and columns of the input picture that the
    /// numbers there can depend on; the whole picture where the node gives no picture. Padding is cut off. Empty if
    /// samples are no pictures.
    ///
    /// # Errors
    /// If there is no such node.
    pub fn fields(&self, node: &str, places: &[[usize; 2]]) -> Result<Vec<Field>> {
        let node = self.place_of(node)?;
        let (builder, outputs) = self.unrolled();
        // The input is the first value that an op gives.
        let input = Value(outputs.iter().map(|value| value.0).min().unwrap_or_default());
        let Some([height, width, _]) = builder.type_of(input).shape.picture() else { return Ok(Vec::new()) };
        let whole = [[0, height as isize - 1], [0, width as isize - 1]];
        let cut = |[first, last]: Span, extent: usize| {
            let first = first.clamp(0, extent as isize) as usize;
            first..((last + 1).clamp(first as isize, extent as isize) as usize)
        };
        let is_picture = builder.type_of(outputs[node]).shape.picture().is_some();
        let field = |at: &[usize; 2]| {
            let begin = if is_picture { at.map(|at| [at as isize; 2]) } else { whole };
            let [rows, columns] = trace(&builder, outputs[node], begin, input).unwrap_or(whole);
            [cut(rows, height), cut(columns, width)]
        };
        Ok(places.iter().map(field).collect())
    }
}

/// Follows a place of a value back to the input; `None` if the value does not depend on it.
fn trace(builder: &Builder, from: Value, begin: [Span; 2], input: Value) -> Option<[Span; 2]> {
    let shape = |value: Value| &builder.type_of(value).shape;
    let mut spans: Vec<Option<[Span; 2]>> = vec![None; from.index() + 1];
    spans[from.index()] = Some(begin);
    // Inputs have smaller numbers than outputs, so that every use of a value is seen before the value.
    for index in (input.index() + 1..spans.len()).rev() {
        let to = Value(index as u32);
        let (Some(span), Some(origin)) = (spans[index], builder.origin(to)) else { continue };
        // The height and width of the weights, where the op has weights.
        let size =
            [0, 1].map(|axis| origin.inputs.get(1).and_then(|&second| shape(second).get(axis)).copied().unwrap_or(1));
        for &before in origin.inputs.iter().filter(|before| before.index() >= input.index()) {
            let seen = seen(&origin.op, size, [shape(before), shape(to)], span);
            spans[before.index()] = Some(match spans[before.index()] {
                Some(other) => [0, 1].map(|axis| join(other[axis], seen[axis])),
                None => seen,
            });
        }
    }
    spans[input.index()]
}

fn join(a: Span, b: Span) -> Span {
    [a[0].min(b[0]), a[1].max(b[1])]
}

/// What an op, with weights of this height and width, looks at of one input for these rows and columns of its output.
fn seen(op: &Op, size: [usize; 2], [from, to]: [&Shape; 2], span: [Span; 2]) -> [Span; 2] {
    let everything = || [0, 1].map(|axis| [0, from.get(axis).copied().unwrap_or(1) as isize - 1]);
    let (Some([fh, fw, _]), Some([th, tw, _])) = (from.picture(), to.picture()) else { return everything() };
    let windows = |geometry: &Geometry, size: [usize; 2]| {
        let before = [geometry.padding.top, geometry.padding.left];
        [0, 1].map(|axis| {
            let [stride, dilation] = [geometry.stride[axis] as isize, geometry.dilation[axis] as isize];
            let begin = |place: isize| place * stride - before[axis] as isize;
            [begin(span[axis][0]), begin(span[axis][1]) + (size[axis] as isize - 1) * dilation]
        })
    };
    let window = |window: &Window| {
        let Window { size, stride, padding } = *window;
        windows(&Geometry { stride, padding, ..Geometry::default() }, size)
    };
    match op {
        Op::Conv2d(conv) => windows(&conv.geometry, size),
        Op::MaxPool(pool) => window(&pool.window),
        Op::AveragePool(pool) => window(&pool.window),
        Op::Conv2dInputGradient(conv) => {
            let geometry = &conv.geometry;
            let before = [geometry.padding.top, geometry.padding.left];
            [0, 1].map(|axis| {
                let stride = geometry.stride[axis] as isize;
                let reach = (size[axis] as isize - 1) * geometry.dilation[axis] as isize;
                let [first, last] = span[axis].map(|place| place + before[axis] as isize);
                // The first place whose window reaches so far: rounded up.
                [-(reach - first).div_euclid(stride), last.div_euclid(stride)]
            })
        }
        Op::Resize(resize) => [0, 1].map(|axis| {
            let factor = resize.factor[axis] as isize;
            [span[axis][0].div_euclid(factor) - 1, span[axis][1].div_euclid(factor) + 1]
        }),
        Op::Pad(pad) => [0, 1].map(|axis| span[axis].map(|place| place - pad.before[axis] as isize)),
        Op::Reshape(_) | Op::Transpose(_) | Op::Reduce(_) | Op::Matmul(_) if [fh, fw] != [th, tw] => everything(),
        _ if [fh, fw] == [th, tw] => span,
        _ => everything(),
    }
}
