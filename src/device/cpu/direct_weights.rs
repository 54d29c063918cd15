//! The gradient of a convolution's weights straight from the pictures, tile by tile in registers: a tile is a few taps by
//! 16 or 32 channels of the result. For pictures that have their columns of zeros.

use std::ops::Range;

use super::Real;
use super::direct::{Direct, LANES, block, most_rows, part, with_constant};
use super::wide::{multiply_add, wide};

wide! {
    /// Adds what some pictures with their zeros contribute to rows `range` of the gradient of the weights `[taps, co]`.
    pub(super) fn weight_rows<T: Real>(direct: &Direct, x: &[T], dy: &[T], range: Range<usize>, dw: &mut [T]) {
        let (block, run) = (block::<T>(), direct.window[1] * direct.input[2]);
        let mut tap = range.start;
        while tap < range.end {
            // A tile of taps lies in one row of the window.
            let (row, first) = (tap / run, tap % run);
            let count = (run - first).min(range.end - tap);
            for start in (0..direct.output[2]).step_by(block) {
                let dw = &mut dw[(tap - range.start) * direct.output[2]..];
                if REGISTERS >= 32 * 64 && block == 2 * LANES && start + block <= direct.output[2] {
                    block_of_weights::<T, FUSED, REGISTERS, 2>(direct, x, dy, row, first..first + count, start, dw);
                } else {
                    block_of_weights::<T, FUSED, REGISTERS, 1>(direct, x, dy, row, first..first + count, start, dw);
                }
            }
            tap += count;
        }
    }
}

#[inline(always)]
fn block_of_weights<T: Real, const FUSED: bool, const REGISTERS: usize, const V: usize>(
    direct: &Direct,
    x: &[T],
    dy: &[T],
    tap: usize,
    range: Range<usize>,
    channel: usize,
    dw: &mut [T],
) {
    // Twelve rows of two vectors, or up to six: measured, LLVM spills what lies between, at fifty times the cost.
    let twelve = V == 2 && range.len().is_multiple_of(12);
    let most = most_rows::<T>(REGISTERS, V).min(if twelve { 12 } else { 6 });
    let [height, width, channels] = direct.output;
    let (row_of_x, step) = (direct.input[1] * direct.input[2], direct.stride[1] * direct.input[2]);
    let (picture, result) = (direct.picture(), height * width * channels);
    let parts = range.len().div_ceil(most);
    for number in 0..parts {
        let (first, count) = part(range.len(), parts, number);
        with_constant!(P = count, at most most, of 1 2 3 4 5 6 12 => {
            let dw = &mut dw[first * channels + channel..];
            let mut sums = [[[T::ZERO; LANES]; V]; P];
            for (place, sums) in sums.iter_mut().enumerate() {
                sums.as_flattened_mut().copy_from_slice(&dw[place * channels..][..V * LANES]);
            }
            for (x, dy) in x.chunks_exact(picture).zip(dy.chunks_exact(result)) {
                for row in (0..height).filter(|&row| direct.taps(0, row).contains(&tap)) {
                    let y = row * direct.stride[0] + tap * direct.dilation - direct.before[0];
                    let x = &x[y * row_of_x + range.start + first..];
                    let dy = &dy[row * width * channels + channel..];
                    for pixel in 0..width {
                        let Some(x) = x[pixel * step..].first_chunk::<P>() else { break };
                        let Some(dy) = dy[pixel * channels..].as_chunks::<LANES>().0.first_chunk::<V>() else { break };
                        for place in 0..P {
                            for vector in 0..V {
                                for lane in 0..LANES {
                                    let sum = &mut sums[place][vector][lane];
                                    *sum = multiply_add::<T, FUSED>(x[place], dy[vector][lane], *sum);
                                }
                            }
                        }
                    }
                }
            }
            for (place, sums) in sums.iter().enumerate() {
                dw[place * channels..][..V * LANES].copy_from_slice(sums.as_flattened());
            }
        });
    }
}
