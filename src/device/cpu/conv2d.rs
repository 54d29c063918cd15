//! Convolution and its two gradients: which way each is done (`direct.rs` or `patches.rs`), and how the work is split.
//! Partner: `ops/conv2d.rs`.

use std::ops::Range;

use super::Real;
use super::call::Call;
use super::depthwise;
use super::direct::{self, Direct};
use super::parallel::{pieces, sum_up};
use super::patches::Convolution;
use super::product::Finish;
use crate::ops::{Conv2d, Conv2dInputGradient, Conv2dWeightGradient};

/// Fewer pictures than this are split into parts for several threads.
const FEW: usize = 4;

pub(super) fn conv2d<T: Real>(op: &Conv2d, call: &mut Call<T>) {
    let shapes = (&call.of(0).shape, &call.output_type(0).shape);
    let conv = Convolution::new(op.geometry, shapes.0, shapes.1, &call.of(1).shape);
    let finish = Finish::new(&op.epilogue, call);
    let (x, w, y, workspace) = (call.input(0), call.input(1), call.output(0), call.workspace);
    let picture = conv.picture();
    let Some(direct) = Direct::forward(&conv).filter(|_| !conv.is_pointwise()) else {
        let [result, row] = [conv.result(), conv.row()];
        return each_band(y, [result, row], conv.band(), conv.cost(), &finish, |sample, rows, y| {
            let x = &x[sample * picture..][..picture];
            match conv.is_depthwise() {
                true => depthwise::forward(&conv, x, w, rows, y),
                false => conv.forward(x, w, rows, y, workspace),
            }
        });
    };
    workspace.with(direct.packed(), |packed| {
        direct::pack(w, conv.output[2], packed);
        convolve(&direct, x, packed, y, call, &finish);
    });
}

/// The direct convolution of every picture.
fn convolve<T: Real>(direct: &Direct, x: &[T], packed: &[T], y: &mut [T], call: &Call<T>, finish: &Finish<T>) {
    let [height, width, channels] = direct.output;
    let bare = x.len() / call.rows;
    let cost = (direct.window[0] * direct.window[1]).div_ceil(64);
    let sizes = [height * width * channels, width * channels];
    if call.rows < FEW {
        return direct.with_sides(x, call.workspace, |x| {
            let padded = x.len() / call.rows;
            each_band(y, sizes, 1, cost, finish, |sample, rows, y| {
                direct::rows(direct, &x[sample * padded..][..padded], packed, rows, y);
            });
        });
    }
    let band = (64 / width.max(1)).clamp(1, height);
    each_band(y, sizes, band, cost, finish, |sample, rows, y| {
        direct.with_sides(&x[sample * bare..][..bare], call.workspace, |x| direct::rows(direct, x, packed, rows, y));
    });
}

/// Calls `work(sample, rows, their numbers)` for bands of rows of all results and finishes each band.
fn each_band<T: Real>(
    y: &mut [T],
    [result, row]: [usize; 2],
    band: usize,
    cost: usize,
    finish: &Finish<T>,
    work: impl Fn(usize, Range<usize>, &mut [T]) + Sync,
) {
    let bands = |sample: usize, start: usize, y: &mut [T]| {
        for (step, y) in y.chunks_mut(band * row).enumerate() {
            let first = start / row + step * band;
            work(sample, first..first + y.len() / row, y);
            finish.apply(sample * result + first * row, y);
        }
    };
    if y.len() < FEW * result {
        // Few pictures are split too.
        for (sample, y) in y.chunks_exact_mut(result).enumerate() {
            pieces(y, band * row, cost, |start, y| bands(sample, start, y));
        }
        return;
    }
    pieces(y, result, cost, |at, y| {
        for (place, y) in y.chunks_exact_mut(result).enumerate() {
            bands(at / result + place, 0, y);
        }
    });
}

pub(super) fn conv2d_input_gradient<T: Real>(op: &Conv2dInputGradient, call: &mut Call<T>) {
    let shapes = (&call.output_type(0).shape, &call.of(0).shape);
    let conv = Convolution::new(op.geometry, shapes.0, shapes.1, &call.of(1).shape);
    let finish = Finish::new(&op.epilogue, call);
    let (dy, w, dx, workspace) = (call.input(0), call.input(1), call.output(0), call.workspace);
    if let Some(direct) = Direct::input_gradient(&conv).filter(|_| !conv.is_pointwise()) {
        return workspace.with(direct.packed(), |packed| {
            direct::pack_turned(w, [conv.input[2], conv.output[2]], packed);
            convolve(&direct, dy, packed, dx, call, &finish);
        });
    }
    let [picture, result] = [conv.picture(), conv.result()];
    pieces(dx, picture, conv.cost(), |at, dx| {
        for (place, dx) in dx.chunks_exact_mut(picture).enumerate() {
            let dy = &dy[(at / picture + place) * result..][..result];
            match conv.is_depthwise() {
                true => depthwise::input_gradient(&conv, dy, w, dx),
                false => conv.input_gradient(dy, w, dx, workspace),
            }
        }
        finish.apply(at, dx);
    });
}

pub(super) fn conv2d_weight_gradient<T: Real>(op: &Conv2dWeightGradient, call: &mut Call<T>) {
    let shapes = (&call.of(0).shape, &call.of(1).shape);
    let conv = Convolution::new(op.geometry, shapes.0, shapes.1, &op.kernel);
    let (x, dy, dw, workspace) = (call.input(0), call.input(1), call.output(0), call.workspace);
    let [picture, result, channels] = [conv.picture(), conv.result(), conv.output[2]];
    let direct = Direct::forward(&conv).filter(|_| !conv.is_pointwise() && channels % 16 == 0);
    let Some(direct) = direct else {
        return sum_up(workspace, (call.rows, result * conv.cost()), dw, |samples, dw| {
            for sample in samples {
                let (x, dy) = (&x[sample * picture..][..picture], &dy[sample * result..][..result]);
                match conv.is_depthwise() {
                    true => depthwise::weight_gradient(&conv, x, dy, dw),
                    false => conv.weight_gradient(x, dy, dw, workspace),
                }
            }
        });
    };
    let taps = direct.window[0] * direct.window[1];
    if call.rows < FEW {
        // The weights are split instead, into whole tiles.
        dw.fill(T::ZERO);
        let unit = if direct.window[1].is_multiple_of(24) { 24 } else { direct.window[1] };
        return direct.with_sides(x, workspace, |x| {
            pieces(dw, unit * channels, (call.rows * result / channels).div_ceil(16), |at, dw| {
                let range = at / channels..(at + dw.len()) / channels;
                direct::weight_rows(&direct, x, dy, range, dw);
            });
        });
    }
    // As many pictures at a time as stay in the cache.
    let at_once = (128 * 1024 / (picture + result)).max(1);
    sum_up(workspace, (call.rows, result * conv.cost()), dw, |samples, dw| {
        for start in samples.clone().step_by(at_once) {
            let end = samples.end.min(start + at_once);
            let (x, dy) = (&x[start * picture..end * picture], &dy[start * result..end * result]);
            direct.with_sides(x, workspace, |x| direct::weight_rows(&direct, x, dy, 0..taps, dw));
        }
    });
}
