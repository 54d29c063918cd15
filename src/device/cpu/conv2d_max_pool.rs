//! Convolution and max pooling in one: results are pooled while they are in the cache, and gradients are spread over the
//! picture there. Partner: `ops/conv2d_max_pool.rs`.

use super::Real;
use super::call::{Call, Workspace};
use super::conv2d::{FEW, Ready, input_gradient, input_gradient_of, together, weight_gradient, weight_gradient_of};
use super::conv2d_sparse;
use super::parallel::{pieces, pieces_of_two, sum_up_beside};
use super::patches::Convolution;
use super::pool::Pooling;
use super::product::Finish;
use crate::base::Shape;
use crate::ops::{Conv2dMaxPool, Conv2dMaxPoolGradient, Geometry};

/// The convolution of pictures of this shape.
fn convolution(geometry: Geometry, x: &Shape, w: &[usize], channels: usize) -> Convolution {
    let size = geometry.output([x[0], x[1]], [w[0], w[1]]);
    let [height, width] = size.expect("the shape rule found that the window fits");
    Convolution::new(geometry, x, &[height, width, channels], w)
}

pub(super) fn conv2d_max_pool<T: Real>(op: &Conv2dMaxPool, call: &mut Call<T>) {
    let [oh, ow, channels] = [0, 1, 2].map(|axis| call.output_type(0).shape[axis]);
    let mut conv = convolution(op.conv.geometry, &call.of(0).shape, &call.of(1).shape, channels);
    // No more of the result than windows reach.
    for (axis, pooled) in [oh, ow].into_iter().enumerate() {
        conv.output[axis] = (pooled - 1) * op.window.stride[axis] + op.window.size[axis];
    }
    let finish = Finish::new(&op.conv.epilogue, call);
    let (x, w, y, places) = (call.input(0), call.input(1), call.output(0), call.output_indices(1));
    let (pixels, pooled, stride) = (ow * channels, oh * ow * channels, op.window.stride[0]);
    Ready::forward(&conv, w, call.workspace, |ready| {
        let ([picture, result], row) = (ready.extents, ready.rows[1]);
        // As many rows at a time as stay in the first cache, or as there are tiles for.
        let band = (4096 / (stride * row)).max(ready.band / stride).clamp(1, oh);
        let tall = |rows: usize| (rows - 1) * stride + op.window.size[0];
        // Pools rows from `first` of some pictures; `apart` is how far they lie from each other in y.
        let pool = |sample: usize, first: usize, y: &mut [T], places: &mut [u32], apart: usize| {
            let pictures = y.len().div_ceil(apart);
            let x = &x[sample * picture..][..pictures * picture];
            let count = y.len().min(apart) / pixels;
            call.workspace.with(pictures * tall(band) * row, |scratch| {
                for start in (0..count).step_by(band) {
                    let rows = band.min(count - start);
                    let top = (first + start) * stride;
                    let pooling = Pooling {
                        window: op.window,
                        input: [tall(rows), conv.output[1]],
                        output: [rows, ow],
                        channels,
                    };
                    let size = tall(rows) * row;
                    let scratch = &mut scratch[..pictures * size];
                    ready.rows(x, top..top + tall(rows), scratch, size);
                    let results = y.chunks_mut(apart).zip(places.chunks_mut(apart));
                    for (scratch, (y, places)) in scratch.chunks_exact_mut(size).zip(results) {
                        finish.apply(0, scratch);
                        let range = start * pixels..(start + rows) * pixels;
                        pooling.pool(scratch, &mut y[range.clone()], &mut places[range]);
                    }
                }
            });
        };
        let cost = ready.cost * result.div_ceil(pooled);
        let pictures = y.len() / pooled;
        if pictures < FEW {
            for (sample, (y, places)) in y.chunks_exact_mut(pooled).zip(places.chunks_exact_mut(pooled)).enumerate() {
                pieces_of_two((y, pixels), (places, pixels), cost, |first, y, places| {
                    pool(sample, first, y, places, pooled);
                });
            }
            return;
        }
        let group = ready.together(pictures);
        let unit = group * pooled;
        pieces_of_two((y, unit), (places, unit), cost, |at, y, places| {
            for (place, (y, places)) in y.chunks_mut(unit).zip(places.chunks_mut(unit)).enumerate() {
                pool((at + place) * group, 0, y, places, pooled);
            }
        });
    });
}

pub(super) fn conv2d_max_pool_gradient<T: Real>(op: &Conv2dMaxPoolGradient, call: &mut Call<T>) {
    let [oh, ow, channels] = [0, 1, 2].map(|axis| call.of(2).shape[axis]);
    let conv = convolution(op.geometry, &call.of(0).shape, &op.kernel, channels);
    let pooling = Pooling { window: op.window, input: [conv.output[0], conv.output[1]], output: [oh, ow], channels };
    let (x, places, dy, workspace) = (call.input(0), call.indices(1), call.input(2), call.workspace);
    let (finish, w) = (Finish::new(&op.epilogue, call), if op.input { call.input(3) } else { &[] });
    let (dw, dx) = (call.output(0), if op.input { call.output(1) } else { &mut [] });
    let picture = conv.picture();
    if let Some(upstream) = conv2d_sparse::Upstream::pooled(&conv, &pooling, (places, dy), workspace) {
        return upstream.gradients(x, w, dw, dx, &finish);
    }
    let upstream = Upstream { pooling, places, dy };
    if call.rows < FEW {
        return workspace.with(call.rows * conv.result(), |unpooled| {
            pieces(unpooled, conv.result(), 2, |at, unpooled| upstream.unpool(at / conv.result(), unpooled));
            weight_gradient(&conv, x, unpooled, dw, workspace);
            if op.input {
                input_gradient(&conv, unpooled, w, dx, &finish, workspace);
            }
        });
    }
    if !op.input {
        let nothing = (&mut vec![(); call.rows][..], 1);
        return upstream.each_group(&conv, x, dw, nothing, workspace, |_, _, _| {});
    }
    let direct = Ready::input_gradient(&conv, w, workspace, |ready| {
        upstream.each_group(&conv, x, dw, (&mut *dx, picture), workspace, |sample, unpooled, dx| {
            ready.finished(unpooled, sample, 0..conv.input[0], dx, &finish);
        });
    });
    if !direct {
        upstream.each_group(&conv, x, dw, (dx, picture), workspace, |sample, unpooled, dx| {
            input_gradient_of(&conv, unpooled, w, dx, workspace);
            finish.apply(sample * picture, dx);
        });
    }
}

/// The gradient of the pooled results.
struct Upstream<'a, T> {
    pooling: Pooling,
    places: &'a [u32],
    dy: &'a [T],
}

impl<T: Real> Upstream<'_, T> {
    /// The gradients of some unpooled results; the first is number `sample` of the batch.
    fn unpool(&self, sample: usize, unpooled: &mut [T]) {
        let pooled = self.pooling.pooled();
        for (place, unpooled) in unpooled.chunks_exact_mut(self.pooling.picture()).enumerate() {
            let from = (sample + place) * pooled;
            self.pooling.unpool(&self.places[from..][..pooled], &self.dy[from..][..pooled], unpooled);
        }
    }

    /// Sums up the gradient of the weights and calls `work(first sample, unpooled gradients, their part beside)` for
    /// groups of pictures that stay in the cache.
    fn each_group<D: Send>(
        &self,
        conv: &Convolution,
        x: &[T],
        dw: &mut [T],
        (beside, unit): (&mut [D], usize),
        workspace: &Workspace<T>,
        work: impl Fn(usize, &[T], &mut [D]) + Sync,
    ) {
        let [picture, result] = [conv.picture(), conv.result()];
        let pictures = beside.len() / unit;
        let group = together(pictures, picture + result);
        let whole = (pictures, result * conv.cost());
        sum_up_beside(workspace, whole, dw, (beside, unit), |samples, dw, beside| {
            workspace.with(group * result, |scratch| {
                for (place, beside) in beside.chunks_mut(group * unit).enumerate() {
                    let (sample, count) = (samples.start + place * group, beside.len() / unit);
                    let unpooled = &mut scratch[..count * result];
                    self.unpool(sample, unpooled);
                    weight_gradient_of(conv, &x[sample * picture..][..count * picture], unpooled, dw, workspace);
                    work(sample, unpooled, beside);
                }
            });
        });
    }
}
