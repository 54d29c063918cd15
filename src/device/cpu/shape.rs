//! Numbers moved about: transpose, concat, slice, pad. Partners: the files of those names in `ops`.

use smallvec::SmallVec;

use super::Real;
use super::axes::{AXES, Axes, extents, stride};
use super::call::Call;
use super::parallel::pieces;
use crate::base::Shape;
use crate::ops::{Concat, Pad, Slice, Transpose};

pub(super) fn transpose<T: Real>(op: &Transpose, call: &mut Call<T>) {
    let of = call.of(0);
    let rows = of.batched.then_some([of.shape.count()]);
    let strides: SmallVec<[[usize; 1]; AXES]> =
        rows.into_iter().chain(op.order.iter().map(|&axis| [stride(&of.shape, axis)])).collect();
    let axes = Axes::new(&extents(call.output_type(0), call.rows), &strides);
    gather(&axes, call.input(0), call.output(0));
}

/// y ← x, taken in the order of the walk.
fn gather<T: Real>(axes: &Axes<1>, x: &[T], y: &mut [T]) {
    let (extent, [skip]) = axes.inner();
    pieces(y, extent, 1, |at, y| {
        for (place, y) in y.chunks_exact_mut(extent).enumerate() {
            let [start] = axes.start(at / extent + place);
            match skip {
                1 => y.copy_from_slice(&x[start..start + extent]),
                _ => y.iter_mut().zip(x[start..].iter().step_by(skip.max(1))).for_each(|(y, &x)| *y = x),
            }
        }
    });
}

/// How many numbers one step along an axis spans.
fn span(shape: &Shape, axis: usize) -> usize {
    shape[axis..].iter().product()
}

pub(super) fn concat<T: Real>(op: &Concat, call: &mut Call<T>) {
    let whole = span(&call.output_type(0).shape, op.axis);
    let parts: SmallVec<[(&[T], usize); 8]> =
        (0..call.count()).map(|place| (call.input(place), span(&call.of(place).shape, op.axis))).collect();
    pieces(call.output(0), whole, 1, |at, y| {
        for (place, mut y) in y.chunks_exact_mut(whole).enumerate() {
            for &(x, width) in &parts {
                let (head, tail) = y.split_at_mut(width);
                head.copy_from_slice(&x[(at / whole + place) * width..][..width]);
                y = tail;
            }
        }
    });
}

pub(super) fn slice<T: Real>(op: &Slice, call: &mut Call<T>) {
    let [from, to] = [call.of(0), call.output_type(0)].map(|of| span(&of.shape, op.axis));
    let skip = op.start * (to / op.length.max(1));
    let x = call.input(0);
    pieces(call.output(0), to, 1, |at, y| {
        for (place, y) in y.chunks_exact_mut(to).enumerate() {
            y.copy_from_slice(&x[(at / to + place) * from + skip..][..to]);
        }
    });
}

pub(super) fn pad<T: Real>(op: &Pad, call: &mut Call<T>) {
    let [from, to] = [call.of(0), call.output_type(0)].map(|of| &of.shape);
    let strides: SmallVec<[[usize; 2]; AXES]> =
        (0..from.len()).map(|axis| [from, to].map(|of| stride(of, axis))).collect();
    let corner: usize = op.before.iter().zip(&strides).map(|(before, [_, stride])| before * stride).sum();
    let axes = Axes::new(from, &strides);
    let (extent, [_, skip]) = axes.inner();
    let (size, padded) = (from.count(), to.count());
    let x = call.input(0);
    pieces(call.output(0), padded, 1, |at, y| {
        for (place, y) in y.chunks_exact_mut(padded).enumerate() {
            let x = &x[(at / padded + place) * size..][..size];
            y.fill(T::ZERO);
            for run in 0..size / extent {
                let [start, into] = axes.start(run);
                let to = y[corner + into..].iter_mut().step_by(skip.max(1));
                to.zip(&x[start..][..extent]).for_each(|(y, &x)| *y = x);
            }
        }
    });
}
