//! Convolution and its two gradients: which way each is done (`direct.rs`, `depthwise.rs` or `patches.rs`), and how the
//! work is split. Partner: `ops/conv2d.rs`.

use std::ops::Range;

use super::Real;
use super::call::{Call, Workspace};
use super::conv2d_sparse::Upstream;
use super::depthwise;
use super::direct::{self, Direct};
use super::direct_weights;
use super::packed;
use super::parallel::{pieces, sum_up};
use super::patches::Convolution;
use super::product::Finish;
use super::winograd::Winograd;
use crate::ops::{Conv2d, Conv2dInputGradient, Conv2dWeightGradient, Epilogue};

/// Fewer pictures than this are split into bands or weights, so that all threads have work.
pub(super) const FEW: usize = 4;

/// What takes pictures to pictures, with its weights as the inner loops want them: a convolution, or the gradient of
/// one's input where that is a convolution too.
pub(super) struct Ready<'a, T> {
    conv: &'a Convolution,
    direct: Option<Direct>,
    winograd: Option<Winograd>,
    weights: &'a [T],
    workspace: &'a Workspace<T>,
    /// How many numbers a picture and its result have.
    pub extents: [usize; 2],
    /// Height of the result, and how many numbers a row has.
    pub rows: [usize; 2],
    /// How many rows of the result are worked on at a time.
    pub band: usize,
    /// How many simple numbers' worth of work one number of the result is.
    pub cost: usize,
}

impl<'a, T: Real> Ready<'a, T> {
    /// Calls `work` with a convolution ready.
    pub fn forward(conv: &Convolution, w: &[T], workspace: &Workspace<T>, work: impl FnOnce(&Ready<T>)) {
        if let Some(direct) = Direct::forward(conv).filter(|_| !conv.is_pointwise()) {
            return Ready::direct(conv, direct, (w, false), workspace, work);
        }
        let (extents, rows) = ([conv.picture(), conv.result()], [conv.output[0], conv.row()]);
        let (band, cost) = (conv.band(), conv.cost());
        work(&Ready { conv, direct: None, winograd: None, weights: w, workspace, extents, rows, band, cost });
    }

    /// Calls `work` with the gradient of a convolution's input ready and returns true, if it is a convolution too.
    pub fn input_gradient(conv: &Convolution, w: &[T], workspace: &Workspace<T>, work: impl FnOnce(&Ready<T>)) -> bool {
        let Some(direct) = Direct::input_gradient(conv).filter(|_| !conv.is_pointwise()) else { return false };
        Ready::direct(conv, direct, (w, true), workspace, work);
        true
    }

    /// `turned` is whether the weights are to be turned round.
    fn direct(
        conv: &Convolution,
        direct: Direct,
        (w, turned): (&[T], bool),
        workspace: &Workspace<T>,
        work: impl FnOnce(&Ready<T>),
    ) {
        let winograd = Winograd::new(&direct).filter(|_| workspace.shortcuts);
        workspace.with(winograd.as_ref().map_or(direct.packed(), Winograd::packed), |weights| {
            let [height, width, channels] = direct.output;
            let extents = [conv.input[2], conv.output[2]];
            match &winograd {
                Some(winograd) if turned => workspace.with(w.len(), |scratch| {
                    packed::turn_round(w, extents, scratch);
                    winograd.pack(scratch, weights);
                }),
                Some(winograd) => winograd.pack(w, weights),
                None if turned => packed::pack_turned(w, extents, weights),
                None => packed::pack(w, channels, weights),
            }
            let extents = [direct.picture(), height * width * channels];
            let cost = (w.len() / channels).div_ceil(64);
            // Enough rows of tiles to fill registers, or as many as stay in the first cache.
            let band = match &winograd {
                Some(_) => (256 / width.max(1)).clamp(1, height).next_multiple_of(2),
                None => (64 / width.max(1)).clamp(1, height),
            };
            let rows = [height, width * channels];
            work(&Ready { conv, direct: Some(direct), winograd, weights, workspace, extents, rows, band, cost });
        });
    }

    /// How many of this many pictures are best worked on together.
    pub fn together(&self, pictures: usize) -> usize {
        match &self.direct {
            Some(direct) if direct.has_edges() && self.winograd.is_none() => {
                together(pictures, self.extents[0] + self.extents[1])
            }
            _ => 1,
        }
    }

    /// Some rows of the results of some pictures, which lie `apart` from each other in y.
    pub fn rows(&self, x: &[T], rows: Range<usize>, y: &mut [T], apart: usize) {
        if let Some(winograd) = &self.winograd {
            for (x, y) in x.chunks_exact(self.extents[0]).zip(y.chunks_mut(apart)) {
                let y = &mut y[..rows.len() * self.rows[1]];
                winograd.rows(x, self.weights, rows.clone(), y, self.workspace);
            }
            return;
        }
        if let Some(direct) = &self.direct {
            return direct::rows(direct, x, self.weights, rows, y, apart);
        }
        for (x, y) in x.chunks_exact(self.extents[0]).zip(y.chunks_mut(apart)) {
            let y = &mut y[..rows.len() * self.rows[1]];
            match self.conv.is_depthwise() {
                true => depthwise::forward(self.conv, x, self.weights, rows.clone(), y),
                false => self.conv.forward(x, self.weights, rows.clone(), y, self.workspace),
            }
        }
    }

    /// Some rows of the results of some pictures, finished; the first is number `sample` of the batch.
    pub fn finished(&self, x: &[T], sample: usize, rows: Range<usize>, y: &mut [T], finish: &Finish<T>) {
        let ([_, result], row) = (self.extents, self.rows[1]);
        for start in rows.clone().step_by(self.band) {
            let end = rows.end.min(start + self.band);
            let y = &mut y[(start - rows.start) * row..];
            self.rows(x, start..end, y, result);
            for (place, y) in y.chunks_mut(result).enumerate() {
                finish.apply((sample + place) * result + start * row, &mut y[..(end - start) * row]);
            }
        }
    }

    /// The results of all pictures, finished.
    pub fn all(&self, x: &[T], y: &mut [T], finish: &Finish<T>) {
        let ([picture, result], [_, row]) = (self.extents, self.rows);
        let pictures = y.len() / result;
        if pictures < FEW {
            for (sample, y) in y.chunks_exact_mut(result).enumerate() {
                let x = &x[sample * picture..][..picture];
                pieces(y, self.band * row, self.cost, |start, y| {
                    let first = start / row;
                    self.finished(x, sample, first..first + y.len() / row, y, finish);
                });
            }
            return;
        }
        let group = self.together(pictures);
        pieces(y, group * result, self.cost, |at, y| {
            for (place, y) in y.chunks_mut(group * result).enumerate() {
                let sample = at / result + place * group;
                let x = &x[sample * picture..][..y.len() / result * picture];
                self.finished(x, sample, 0..self.rows[0], y, finish);
            }
        });
    }
}

/// How many of this many pictures to work on together, each with `extent` numbers: enough for a tile, so few that
/// there are eight groups and that a group stays in the cache.
pub(super) fn together(pictures: usize, extent: usize) -> usize {
    (pictures / 8).clamp(1, 4).min((96 * 1024 / extent.max(1)).max(1))
}

pub(super) fn conv2d<T: Real>(op: &Conv2d, call: &mut Call<T>) {
    let shapes = (&call.of(0).shape, &call.output_type(0).shape);
    let conv = Convolution::new(op.geometry, shapes.0, shapes.1, &call.of(1).shape);
    let finish = Finish::new(&op.epilogue, call);
    let (x, w, y) = (call.input(0), call.input(1), call.output(0));
    Ready::forward(&conv, w, call.workspace, |ready| ready.all(x, y, &finish));
}

pub(super) fn conv2d_input_gradient<T: Real>(op: &Conv2dInputGradient, call: &mut Call<T>) {
    let shapes = (&call.output_type(0).shape, &call.of(0).shape);
    let conv = Convolution::new(op.geometry, shapes.0, shapes.1, &call.of(1).shape);
    let finish = Finish::new(&op.epilogue, call);
    let (dy, w, dx, workspace) = (call.input(0), call.input(1), call.output(0), call.workspace);
    // Few pictures are better split into bands.
    let many = dx.len() >= FEW * conv.picture();
    if let Some(upstream) = Upstream::plain(&conv, dy, workspace).filter(|_| many) {
        return upstream.gradients(&[], w, &mut [], dx, &finish);
    }
    input_gradient(&conv, dy, w, dx, &finish, workspace);
}

/// The gradient of all pictures, finished.
pub(super) fn input_gradient<T: Real>(
    conv: &Convolution,
    dy: &[T],
    w: &[T],
    dx: &mut [T],
    finish: &Finish<T>,
    workspace: &Workspace<T>,
) {
    if Ready::input_gradient(conv, w, workspace, |ready| ready.all(dy, dx, finish)) {
        return;
    }
    let [picture, result] = [conv.picture(), conv.result()];
    pieces(dx, picture, conv.cost(), |at, dx| {
        input_gradient_of(conv, &dy[at / picture * result..], w, dx, workspace);
        finish.apply(at, dx);
    });
}

/// The gradient of some pictures, where it is not a convolution.
pub(super) fn input_gradient_of<T: Real>(
    conv: &Convolution,
    dy: &[T],
    w: &[T],
    dx: &mut [T],
    workspace: &Workspace<T>,
) {
    for (dx, dy) in dx.chunks_exact_mut(conv.picture()).zip(dy.chunks_exact(conv.result())) {
        match conv.is_depthwise() {
            true => depthwise::input_gradient(conv, dy, w, dx),
            false => conv.input_gradient(dy, w, dx, workspace),
        }
    }
}

pub(super) fn conv2d_weight_gradient<T: Real>(op: &Conv2dWeightGradient, call: &mut Call<T>) {
    let shapes = (&call.of(0).shape, &call.of(1).shape);
    let conv = Convolution::new(op.geometry, shapes.0, shapes.1, &op.kernel);
    let (x, dy, dw) = (call.input(0), call.input(1), call.output(0));
    if let Some(upstream) = Upstream::plain(&conv, dy, call.workspace) {
        return upstream.gradients(x, &[], dw, &mut [], &Finish::new(&Epilogue::default(), call));
    }
    weight_gradient(&conv, x, dy, dw, call.workspace);
}

/// The gradient of the weights over all pictures.
pub(super) fn weight_gradient<T: Real>(conv: &Convolution, x: &[T], dy: &[T], dw: &mut [T], workspace: &Workspace<T>) {
    let [picture, result, channels] = [conv.picture(), conv.result(), conv.output[2]];
    let pictures = dy.len() / result;
    if let Some(direct) = direct_weights(conv).filter(|_| pictures < FEW) {
        dw.fill(T::ZERO);
        return direct.with_zeros(x, workspace, |direct, x| {
            let row = direct.window[1] * direct.input[2];
            pieces(dw, row * channels, (pictures * result / channels).div_ceil(16), |at, dw| {
                let range = at / channels..(at + dw.len()) / channels;
                direct_weights::weight_rows(direct, x, dy, range, dw);
            });
        });
    }
    // As many pictures at a time as stay in the cache.
    let at_once = (128 * 1024 / (picture + result)).max(1);
    sum_up(workspace, (pictures, result * conv.cost()), dw, |samples, dw| {
        for start in samples.clone().step_by(at_once) {
            let end = samples.end.min(start + at_once);
            let (x, dy) = (&x[start * picture..end * picture], &dy[start * result..end * result]);
            weight_gradient_of(conv, x, dy, dw, workspace);
        }
    });
}

/// The convolution whose gradient of the weights can be calculated directly.
fn direct_weights(conv: &Convolution) -> Option<Direct> {
    Direct::forward(conv).filter(|_| !conv.is_pointwise() && conv.output[2].is_multiple_of(16))
}

/// Adds what some pictures contribute to the gradient of the weights.
pub(super) fn weight_gradient_of<T: Real>(
    conv: &Convolution,
    x: &[T],
    dy: &[T],
    dw: &mut [T],
    workspace: &Workspace<T>,
) {
    if let Some(direct) = direct_weights(conv) {
        return direct.with_zeros(x, workspace, |direct, x| {
            let taps = direct.window[0] * direct.window[1] * direct.input[2];
            direct_weights::weight_rows(direct, x, dy, 0..taps, dw);
        });
    }
    for (x, dy) in x.chunks_exact(conv.picture()).zip(dy.chunks_exact(conv.result())) {
        match conv.is_depthwise() {
            true => depthwise::weight_gradient(conv, x, dy, dw),
            false => conv.weight_gradient(x, dy, dw, workspace),
        }
    }
}
