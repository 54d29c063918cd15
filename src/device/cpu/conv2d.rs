//! Convolution and its two gradients, as products of patches of the picture ("im2col") a few rows at a time, so that
//! the patches stay in the cache. Partner: `ops/conv2d.rs`.

use std::ops::Range;

use super::Real;
use super::call::Call;
use super::parallel::{pieces, sum_up};
use super::product::{Finish, product};
use crate::base::Shape;
use crate::ops::{Conv2d, Conv2dInputGradient, Conv2dWeightGradient, Geometry};

/// How many numbers of patches are made at a time: 128 KiB in f32.
const PATCHES: usize = 32 * 1024;

/// A picture x `[h, w, ci]`, the result of its convolution y `[oh, ow, co]`, and the window between them.
struct Convolution {
    geometry: Geometry,
    input: [usize; 3],
    output: [usize; 3],
    kernel: [usize; 2],
}

impl Convolution {
    fn new(geometry: Geometry, x: &Shape, y: &Shape, kernel: &[usize]) -> Convolution {
        let kernel = [kernel[0], kernel[1]];
        Convolution { geometry, input: [x[0], x[1], x[2]], output: [y[0], y[1], y[2]], kernel }
    }

    /// Input channels of a group.
    fn inner(&self) -> usize {
        self.input[2] / self.geometry.groups
    }

    /// Output channels of a group.
    fn outer(&self) -> usize {
        self.output[2] / self.geometry.groups
    }

    /// How many numbers a patch has: all that one number of the result depends on.
    fn patch(&self) -> usize {
        self.kernel[0] * self.kernel[1] * self.inner()
    }

    /// How many numbers a row of the result has.
    fn row(&self) -> usize {
        self.output[1] * self.output[2]
    }

    fn picture(&self) -> usize {
        self.input.iter().product()
    }

    fn result(&self) -> usize {
        self.output.iter().product()
    }

    /// How many rows of the result are worked on at a time.
    fn band(&self) -> usize {
        (PATCHES / (self.output[1] * self.patch())).clamp(1, self.output[0])
    }

    /// The bands of rows of one result, in order.
    fn bands(&self) -> impl Iterator<Item = Range<usize>> {
        let (band, height) = (self.band(), self.output[0]);
        (0..height).step_by(band).map(move |start| start..height.min(start + band))
    }

    /// Whether patches are the pixels themselves.
    fn is_pointwise(&self) -> bool {
        let plain = Geometry { groups: self.geometry.groups, ..Geometry::default() };
        self.kernel == [1, 1] && self.geometry == plain && self.geometry.groups == 1
    }

    /// Calls `visit(place in the patches, place in the picture or none for padding, count)` for every run of numbers
    /// that lie side by side in both.
    fn each_run(&self, rows: Range<usize>, group: usize, mut visit: impl FnMut(usize, Option<usize>, usize)) {
        let [height, width, channels] = self.input;
        let ([sy, sx], [dy, dx]) = (self.geometry.stride, self.geometry.dilation);
        let [kh, kw] = self.kernel;
        let inner = self.inner();
        let joined = dx == 1 && inner == channels;
        let mut place = 0;
        for oy in rows {
            for ox in 0..self.output[1] {
                let left = (ox * sx) as isize - self.geometry.padding.left as isize;
                for ky in 0..kh {
                    let y = (oy * sy + ky * dy) as isize - self.geometry.padding.top as isize;
                    if y < 0 || y >= height as isize {
                        visit(place, None, kw * inner);
                        place += kw * inner;
                        continue;
                    }
                    let line = y as usize * width;
                    if joined {
                        let first = (-left).clamp(0, kw as isize) as usize;
                        let end = (width as isize - left).clamp(first as isize, kw as isize) as usize;
                        if first > 0 {
                            visit(place, None, first * inner);
                        }
                        if end > first {
                            let from = (line as isize + left + first as isize) as usize * channels;
                            visit(place + first * inner, Some(from), (end - first) * inner);
                        }
                        if kw > end {
                            visit(place + end * inner, None, (kw - end) * inner);
                        }
                        place += kw * inner;
                        continue;
                    }
                    for kx in 0..kw {
                        let x = left + (kx * dx) as isize;
                        let inside = x >= 0 && x < width as isize;
                        let from = inside.then(|| (line + x as usize) * channels + group * inner);
                        visit(place, from, inner);
                        place += inner;
                    }
                }
            }
        }
    }

    /// The patches of some rows of the result, `[rows · ow, patch]`.
    fn gather<T: Real>(&self, x: &[T], rows: Range<usize>, group: usize, patches: &mut [T]) {
        self.each_run(rows, group, |place, from, count| match from {
            Some(from) => patches[place..place + count].copy_from_slice(&x[from..from + count]),
            None => patches[place..place + count].fill(T::ZERO),
        });
    }

    /// Adds patches of gradients to the picture that they were patches of.
    fn scatter<T: Real>(&self, patches: &[T], rows: Range<usize>, group: usize, dx: &mut [T]) {
        self.each_run(rows, group, |place, to, count| {
            if let Some(to) = to {
                dx[to..to + count].iter_mut().zip(&patches[place..]).for_each(|(dx, &patch)| *dx += patch);
            }
        });
    }

    /// How many simple numbers' worth of work one number of the result is.
    fn cost(&self) -> usize {
        self.patch().div_ceil(8)
    }
}

pub(super) fn conv2d<T: Real>(op: &Conv2d, call: &mut Call<T>) {
    let shapes = (&call.of(0).shape, &call.output_type(0).shape);
    let conv = Convolution::new(op.geometry, shapes.0, shapes.1, &call.of(1).shape);
    let finish = Finish::new(&op.epilogue, call);
    let (x, w, y, workspace) = (call.input(0), call.input(1), call.output(0), call.workspace);
    let (row, band) = (conv.row(), conv.band());
    // Work is split at rows of results; within a piece, bands never straddle two pictures.
    pieces(y, conv.result(), conv.cost(), |at, y| {
        for (place, y) in y.chunks_exact_mut(conv.result()).enumerate() {
            let sample = at / conv.result() + place;
            let x = &x[sample * conv.picture()..][..conv.picture()];
            pieces(y, band * row, conv.cost(), |start, y| {
                for (step, y) in y.chunks_mut(band * row).enumerate() {
                    let first = start / row + step * band;
                    let rows = first..first + y.len() / row;
                    forward(&conv, x, w, rows, y, workspace);
                    finish.apply(sample * conv.result() + first * row, y);
                }
            });
        }
    });
}

/// Some rows of one result.
fn forward<T: Real>(
    conv: &Convolution,
    x: &[T],
    w: &[T],
    rows: Range<usize>,
    y: &mut [T],
    workspace: &super::call::Workspace<T>,
) {
    let [_, ow, co] = conv.output;
    let (pixels, patch, outer) = (rows.len() * ow, conv.patch(), conv.outer());
    if conv.is_pointwise() {
        let x = &x[rows.start * ow * patch..];
        return product([pixels, co, patch], (y, [co, 1]), false, (x, [patch, 1]), (w, [co, 1]));
    }
    workspace.with(pixels * patch, |patches| {
        for group in 0..conv.geometry.groups {
            conv.gather(x, rows.clone(), group, patches);
            let y = (&mut y[group * outer..], [co, 1]);
            product([pixels, outer, patch], y, false, (patches, [patch, 1]), (&w[group * outer..], [co, 1]));
        }
    });
}

pub(super) fn conv2d_input_gradient<T: Real>(op: &Conv2dInputGradient, call: &mut Call<T>) {
    let shapes = (&call.output_type(0).shape, &call.of(0).shape);
    let conv = Convolution::new(op.geometry, shapes.0, shapes.1, &call.of(1).shape);
    let finish = Finish::new(&op.epilogue, call);
    let (dy, w, dx, workspace) = (call.input(0), call.input(1), call.output(0), call.workspace);
    let [_, ow, co] = conv.output;
    let (patch, outer) = (conv.patch(), conv.outer());
    pieces(dx, conv.picture(), conv.cost(), |at, dx| {
        for (place, dx) in dx.chunks_exact_mut(conv.picture()).enumerate() {
            let dy = &dy[(at / conv.picture() + place) * conv.result()..][..conv.result()];
            if conv.is_pointwise() {
                let extents = [conv.input[0] * conv.input[1], patch, co];
                product(extents, (dx, [patch, 1]), false, (dy, [co, 1]), (w, [1, co]));
                continue;
            }
            dx.fill(T::ZERO);
            workspace.with(conv.band() * ow * patch, |patches| {
                for (rows, group) in conv.bands().flat_map(|rows| groups(&conv).map(move |group| (rows.clone(), group)))
                {
                    let pixels = rows.len() * ow;
                    let patches = &mut patches[..pixels * patch];
                    let dy = &dy[rows.start * conv.row() + group * outer..];
                    let w = (&w[group * outer..], [1, co]);
                    product([pixels, patch, outer], (patches, [patch, 1]), false, (dy, [co, 1]), w);
                    conv.scatter(patches, rows, group, dx);
                }
            });
        }
        finish.apply(at, dx);
    });
}

fn groups(conv: &Convolution) -> Range<usize> {
    0..conv.geometry.groups
}

pub(super) fn conv2d_weight_gradient<T: Real>(op: &Conv2dWeightGradient, call: &mut Call<T>) {
    let shapes = (&call.of(0).shape, &call.of(1).shape);
    let conv = Convolution::new(op.geometry, shapes.0, shapes.1, &op.kernel);
    let (x, dy, dw, workspace) = (call.input(0), call.input(1), call.output(0), call.workspace);
    let [_, ow, co] = conv.output;
    let (patch, outer) = (conv.patch(), conv.outer());
    sum_up(workspace, (call.rows, conv.result() * conv.cost()), dw, |samples, dw| {
        for sample in samples {
            let x = &x[sample * conv.picture()..][..conv.picture()];
            let dy = &dy[sample * conv.result()..][..conv.result()];
            if conv.is_pointwise() {
                let extents = [patch, co, conv.input[0] * conv.input[1]];
                product(extents, (dw, [co, 1]), true, (x, [1, patch]), (dy, [co, 1]));
                continue;
            }
            workspace.with(conv.band() * ow * patch, |patches| {
                for (rows, group) in conv.bands().flat_map(|rows| groups(&conv).map(move |group| (rows.clone(), group)))
                {
                    let pixels = rows.len() * ow;
                    let patches = &mut patches[..pixels * patch];
                    conv.gather(x, rows.clone(), group, patches);
                    let dy = (&dy[rows.start * conv.row() + group * outer..], [co, 1]);
                    let dw = (&mut dw[group * outer..], [co, 1]);
                    product([patch, outer, pixels], dw, true, (patches, [1, patch]), dy);
                }
            });
        }
    });
}
