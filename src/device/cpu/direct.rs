//! Convolution straight from the picture, tile by tile in registers: a tile is a few pixels by 16 or 32 channels of the
//! result. For one group of channels whose taps lie side by side (no dilation along the width).
//!
//! Zeros around the picture are never read. Where the window is whole, a tile's pixels lie side by side; near the left
//! and right edges, where some columns of the window are missing, they are the same pixel of several pictures.

use std::ops::Range;

use super::Real;
use super::call::Workspace;
use super::patches::Convolution;
use super::wide::{multiply_add, wide};

/// Channels in one vector of accumulators.
pub(super) const LANES: usize = 16;

/// A convolution of one group of channels.
#[derive(Clone, Debug)]
pub(super) struct Direct {
    /// Height, width and channels of the picture.
    pub input: [usize; 3],
    /// How many rows of zeros are thought above, and columns to the left.
    pub before: [usize; 2],
    /// Height, width and channels of the result.
    pub output: [usize; 3],
    /// How far windows move along the height and the width.
    pub stride: [usize; 2],
    /// Height and width of the window.
    pub window: [usize; 2],
    /// The distance between rows of the window.
    pub dilation: usize,
}

impl Direct {
    /// The convolution done directly, if it can be.
    pub fn forward(conv: &Convolution) -> Option<Direct> {
        let geometry = &conv.geometry;
        if geometry.groups != 1 || (geometry.dilation[1] != 1 && conv.kernel[1] != 1) || conv.output[2] < LANES / 2 {
            return None;
        }
        Some(Direct {
            input: conv.input,
            before: [geometry.padding.top, geometry.padding.left],
            output: conv.output,
            stride: geometry.stride,
            window: conv.kernel,
            dilation: geometry.dilation[0],
        })
    }

    /// The gradient of a convolution's input as a convolution of dy with the window turned round, if it can be.
    pub fn input_gradient(conv: &Convolution) -> Option<Direct> {
        let geometry = &conv.geometry;
        let [kh, kw] = conv.kernel;
        let stretch = (kh - 1) * geometry.dilation[0];
        let padding = &geometry.padding;
        let fits = padding.top.max(padding.bottom) <= stretch && padding.left.max(padding.right) < kw;
        let plain = geometry.groups == 1 && geometry.stride == [1, 1] && (geometry.dilation[1] == 1 || kw == 1);
        if !fits || !plain || conv.input[2] < LANES / 2 {
            return None;
        }
        Some(Direct {
            input: conv.output,
            before: [stretch - padding.top, kw - 1 - padding.left],
            output: conv.input,
            stride: [1, 1],
            window: conv.kernel,
            dilation: geometry.dilation[0],
        })
    }

    /// How many numbers the picture has.
    pub fn picture(&self) -> usize {
        self.input.iter().product()
    }

    /// Calls `work` with the convolution of pictures that have their columns of zeros.
    pub fn with_zeros<T: Real>(&self, x: &[T], workspace: &Workspace<T>, work: impl FnOnce(&Direct, &[T])) {
        let [height, width, channels] = self.input;
        let left = self.before[1];
        let reach = (self.output[1] - 1) * self.stride[1] + self.window[1];
        let right = reach.saturating_sub(width + left);
        if left + right == 0 {
            return work(self, x);
        }
        let direct =
            Direct { input: [height, width + left + right, channels], before: [self.before[0], 0], ..self.clone() };
        workspace.with(x.len() / self.picture() * direct.picture(), |padded| {
            let row = width * channels;
            for (padded, x) in padded.chunks_exact_mut(direct.input[1] * channels).zip(x.chunks_exact(row)) {
                let (zeros, padded) = padded.split_at_mut(left * channels);
                zeros.fill(T::ZERO);
                padded[..row].copy_from_slice(x);
                padded[row..].fill(T::ZERO);
            }
            work(&direct, padded);
        });
    }

    /// The rows or columns of the window that lie in the picture, for a row or column of the result.
    #[inline(always)]
    pub fn taps(&self, axis: usize, place: usize) -> Range<usize> {
        let dilation = if axis == 0 { self.dilation } else { 1 };
        let (start, before) = (place * self.stride[axis], self.before[axis]);
        let first = before.saturating_sub(start).div_ceil(dilation).min(self.window[axis]);
        let end = (self.input[axis] + before).saturating_sub(start).div_ceil(dilation);
        first..end.clamp(first, self.window[axis])
    }

    /// Where the first of these taps lies in the picture, for a pixel of the result; 0 if there are none.
    #[inline(always)]
    fn start(&self, [row, column]: [usize; 2], [rows, columns]: [&Range<usize>; 2]) -> usize {
        if rows.is_empty() || columns.is_empty() {
            return 0;
        }
        let y = row * self.stride[0] + rows.start * self.dilation - self.before[0];
        let x = column * self.stride[1] + columns.start - self.before[1];
        (y * self.input[1] + x) * self.input[2]
    }

    /// The columns of the result whose windows have all their columns in the picture.
    fn whole(&self) -> Range<usize> {
        let (left, stride) = (self.before[1], self.stride[1]);
        let first = left.div_ceil(stride).min(self.output[1]);
        let room = (self.input[1] + left).checked_sub(self.window[1]);
        first..room.map_or(first, |room| (room / stride + 1).clamp(first, self.output[1]))
    }

    /// Whether some columns of windows lie in zeros, so that several pictures are best worked on together.
    pub fn has_edges(&self) -> bool {
        self.whole().len() < self.output[1]
    }

    /// How many numbers the packed weights take.
    pub fn packed(&self) -> usize {
        self.window[0] * self.window[1] * self.input[2] * self.output[2].next_multiple_of(LANES)
    }
}

/// How many channels a tile has, at most.
pub(super) fn block<T: Real>() -> usize {
    if super::wide::registers() >= 32 * 64 && size_of::<T>() == 4 { 2 * LANES } else { LANES }
}

/// Runs `$body` with the constant `$P` equal to `$count`, one of the numbers given and at most `$most`.
macro_rules! with_constant {
    ($P:ident = $count:expr, at most $most:expr, of $($number:literal)+ => $body:expr) => {
        match $count {
            $($number if $number <= $most => {
                const $P: usize = $number;
                $body
            })+
            _ => unreachable!("a tile is no larger than the registers"),
        }
    };
}

pub(super) use with_constant;

/// The start and size of a part, when `count` is split into parts of nearly equal size.
#[inline(always)]
pub(super) fn part(count: usize, parts: usize, place: usize) -> (usize, usize) {
    let (start, end) = (place * count / parts, (place + 1) * count / parts);
    (start, end - start)
}

/// How many rows of `vectors` accumulators the registers hold besides one row of operands.
pub(super) const fn most_rows<T>(registers: usize, vectors: usize) -> usize {
    let rows = registers / (vectors * LANES * size_of::<T>());
    if rows < 4 { 2 } else { rows - 2 }
}

/// Tiles in a line: pixels of the result that see the same taps.
struct Line {
    /// How many pixels.
    count: usize,
    /// Where the first pixel's taps begin in the pictures, and how far those of the next pixel are.
    from: [usize; 2],
    /// Where the first pixel lies in the result, and how far the next one is.
    to: [usize; 2],
    /// The columns of the window.
    columns: Range<usize>,
}

wide! {
    /// Some rows of the results of some pictures, which lie `apart` from each other in y.
    pub(super) fn rows<T: Real>(
        direct: &Direct,
        x: &[T],
        packed: &[T],
        rows: Range<usize>,
        y: &mut [T],
        apart: usize,
    ) {
        let taps = direct.window[0] * direct.window[1] * direct.input[2];
        let channels = direct.output[2];
        let block = block::<T>();
        for start in (0..channels).step_by(block) {
            let count = block.min(channels - start);
            let width = count.next_multiple_of(LANES);
            let panel = &packed[start * taps..][..width * taps];
            let channels = start..start + count;
            if REGISTERS >= 32 * 64 && width == 2 * LANES {
                block_of_rows::<T, FUSED, REGISTERS, 2>(direct, x, panel, rows.clone(), channels, y, apart);
            } else {
                block_of_rows::<T, FUSED, REGISTERS, 1>(direct, x, panel, rows.clone(), channels, y, apart);
            }
        }
    }
}

#[inline(always)]
fn block_of_rows<T: Real, const FUSED: bool, const REGISTERS: usize, const V: usize>(
    direct: &Direct,
    x: &[T],
    panel: &[T],
    rows: Range<usize>,
    channels: Range<usize>,
    y: &mut [T],
    apart: usize,
) {
    // Six pixels keep the multipliers busy and need few enough addresses.
    let most = most_rows::<T>(REGISTERS, V).min(6);
    let (picture, [_, width, all]) = (direct.picture(), direct.output);
    let pictures = x.len() / picture;
    let whole = direct.whole();
    let (panel, _) = panel.as_chunks::<LANES>();
    for (place, row) in rows.enumerate() {
        let taps = direct.taps(0, row);
        let lines = if whole.is_empty() { 0 } else { pictures };
        for number in 0..lines + width - whole.len() {
            let line = if number < lines {
                let columns = 0..direct.window[1];
                let (from, to) =
                    (direct.start([row, whole.start], [&taps, &columns]), (place * width + whole.start) * all);
                let next = direct.stride[1] * direct.input[2];
                Line {
                    count: whole.len(),
                    from: [number * picture + from, next],
                    to: [number * apart + to, all],
                    columns,
                }
            } else {
                let edge = number - lines;
                let column = if edge < whole.start { edge } else { edge + whole.len() };
                let columns = direct.taps(1, column);
                let (from, to) = (direct.start([row, column], [&taps, &columns]), (place * width + column) * all);
                Line { count: pictures, from: [from, picture], to: [to, apart], columns }
            };
            let parts = line.count.div_ceil(most);
            for number in 0..parts {
                let (first, pixels) = part(line.count, parts, number);
                let start = line.from[0] + first * line.from[1];
                with_constant!(P = pixels, at most most, of 1 2 3 4 5 6 => {
                    let x = (x, start, line.from[1]);
                    let tile = tile::<T, FUSED, P, V>(direct, x, [taps.clone(), line.columns.clone()], panel);
                    for (pixel, sums) in tile.iter().enumerate() {
                        let y = &mut y[line.to[0] + (first + pixel) * line.to[1]..][channels.clone()];
                        if y.len() == V * LANES {
                            y.copy_from_slice(sums.as_flattened());
                        } else {
                            y.copy_from_slice(&sums.as_flattened()[..y.len()]);
                        }
                    }
                });
            }
        }
    }
}

/// The sums of one tile; `start` is where the first tap of the first pixel lies, and pixels are `apart`.
#[inline(always)]
fn tile<T: Real, const FUSED: bool, const P: usize, const V: usize>(
    direct: &Direct,
    (x, start, apart): (&[T], usize, usize),
    [taps, columns]: [Range<usize>; 2],
    panel: &[[T; LANES]],
) -> [[[T; LANES]; V]; P] {
    let channels = direct.input[2];
    let (run, row) = (columns.len() * channels, direct.dilation * direct.input[1] * channels);
    let mut sums = [[[T::ZERO; LANES]; V]; P];
    for (step, tap) in taps.enumerate() {
        let x = &x[start + step * row..][..(P - 1) * apart + run];
        let panel = &panel[(tap * direct.window[1] + columns.start) * channels * V..][..run * V];
        for place in 0..run {
            let mut weights = [[T::ZERO; LANES]; V];
            for vector in 0..V {
                weights[vector] = panel[place * V + vector];
            }
            for pixel in 0..P {
                let value = x[pixel * apart + place];
                for vector in 0..V {
                    for lane in 0..LANES {
                        let sum = &mut sums[pixel][vector][lane];
                        *sum = multiply_add::<T, FUSED>(value, weights[vector][lane], *sum);
                    }
                }
            }
        }
    }
    sums
}
