//! Depthwise convolution, one filter for each channel, and its two gradients: sums over taps, sixteen channels at a time.

use std::ops::Range;

use super::patches::Convolution;
use super::wide::{multiply_add, wide};

/// Channels that are worked on together, in registers.
const LANES: usize = 16;

impl Convolution {
    /// Whether there is one filter for each channel.
    pub fn is_depthwise(&self) -> bool {
        let channels = self.input[2];
        channels > 1 && self.geometry.groups == channels && self.output[2] == channels
    }

    /// For each tap of a pixel of the result that lies in the picture: the tap's number, and where its channels begin.
    #[inline(always)]
    fn each_tap(&self, oy: usize, ox: usize, mut visit: impl FnMut(usize, usize)) {
        let [height, width, channels] = self.input;
        for ky in 0..self.kernel[0] {
            let y =
                (oy * self.geometry.stride[0] + ky * self.geometry.dilation[0]).wrapping_sub(self.geometry.padding.top);
            if y >= height {
                continue;
            }
            for kx in 0..self.kernel[1] {
                let x = (ox * self.geometry.stride[1] + kx * self.geometry.dilation[1])
                    .wrapping_sub(self.geometry.padding.left);
                if x < width {
                    visit(ky * self.kernel[1] + kx, (y * width + x) * channels);
                }
            }
        }
    }
}

wide! {
    /// Some rows of the result of one picture.
    pub(super) fn forward<T: Real>(conv: &Convolution, x: &[T], w: &[T], rows: Range<usize>, y: &mut [T]) {
        let [_, width, channels] = conv.output;
        let whole = channels - channels % LANES;
        for (pixel, y) in y.chunks_exact_mut(channels).enumerate() {
            let (oy, ox) = (rows.start + pixel / width, pixel % width);
            for start in (0..whole).step_by(LANES) {
                let mut sums = [T::ZERO; LANES];
                conv.each_tap(oy, ox, |tap, from| {
                    let (x, w) = (&x[from + start..][..LANES], &w[tap * channels + start..][..LANES]);
                    for lane in 0..LANES {
                        sums[lane] = multiply_add::<T, FUSED>(x[lane], w[lane], sums[lane]);
                    }
                });
                y[start..][..LANES].copy_from_slice(&sums);
            }
            for channel in whole..channels {
                let mut sum = T::ZERO;
                conv.each_tap(oy, ox, |tap, from| sum += x[from + channel] * w[tap * channels + channel]);
                y[channel] = sum;
            }
        }
    }

    /// The gradient of one picture.
    pub(super) fn input_gradient<T: Real>(conv: &Convolution, dy: &[T], w: &[T], dx: &mut [T]) {
        let [_, width, channels] = conv.output;
        dx.fill(T::ZERO);
        for (pixel, dy) in dy.chunks_exact(channels).enumerate() {
            conv.each_tap(pixel / width, pixel % width, |tap, to| {
                let w = &w[tap * channels..][..channels];
                for ((dx, &dy), &w) in dx[to..][..channels].iter_mut().zip(dy).zip(w) {
                    *dx = multiply_add::<T, FUSED>(dy, w, *dx);
                }
            });
        }
    }

    /// Adds what one picture contributes to the gradient of the weights.
    pub(super) fn weight_gradient<T: Real>(conv: &Convolution, x: &[T], dy: &[T], dw: &mut [T]) {
        let [_, width, channels] = conv.output;
        for (pixel, dy) in dy.chunks_exact(channels).enumerate() {
            conv.each_tap(pixel / width, pixel % width, |tap, from| {
                let x = &x[from..][..channels];
                for ((dw, &dy), &x) in dw[tap * channels..][..channels].iter_mut().zip(dy).zip(x) {
                    *dw = multiply_add::<T, FUSED>(dy, x, *dw);
                }
            });
        }
    }
}
