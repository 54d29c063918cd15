//! Convolution straight from the picture, tile by tile in registers: a tile is a few pixels by 16 or 32 channels of the
//! result. For one group of channels whose taps lie side by side (no dilation along the width).

use std::ops::Range;

use super::Real;
use super::call::Workspace;
use super::parallel::pieces;
use super::patches::Convolution;
use super::wide::{multiply_add, wide};

/// Channels in one vector of accumulators.
const LANES: usize = 16;

/// A convolution over pictures that already have their zeros to the left and the right.
#[derive(Clone, Debug)]
pub(super) struct Direct {
    /// Rows of the picture, and how many numbers each has.
    pub input: [usize; 2],
    /// How many rows of zeros are thought above.
    pub top: usize,
    /// Zeros to the left and right of the bare picture, in numbers.
    pub sides: [usize; 2],
    /// Height, width and channels of the result.
    pub output: [usize; 3],
    /// How far windows move, in rows and in numbers along a row.
    pub stride: [usize; 2],
    /// Rows of the window, and the numbers of a picture's row in it.
    pub window: [usize; 2],
    /// The distance between rows of the window.
    pub dilation: usize,
}

impl Direct {
    /// The convolution done directly, if it can be.
    pub fn forward(conv: &Convolution) -> Option<Direct> {
        let geometry = &conv.geometry;
        let [height, width, channels] = conv.input;
        let [kh, kw] = conv.kernel;
        if geometry.groups != 1 || (geometry.dilation[1] != 1 && kw != 1) || conv.output[2] < LANES / 2 {
            return None;
        }
        let sides = [geometry.padding.left * channels, geometry.padding.right * channels];
        Some(Direct {
            input: [height, width * channels + sides[0] + sides[1]],
            top: geometry.padding.top,
            sides,
            output: conv.output,
            stride: [geometry.stride[0], geometry.stride[1] * channels],
            window: [kh, kw * channels],
            dilation: geometry.dilation[0],
        })
    }

    /// The gradient of a convolution's input as a convolution of dy with the window turned round, if it can be.
    pub fn input_gradient(conv: &Convolution) -> Option<Direct> {
        let geometry = &conv.geometry;
        let [oh, ow, filters] = conv.output;
        let [kh, kw] = conv.kernel;
        let stretch = (kh - 1) * geometry.dilation[0];
        let padding = &geometry.padding;
        let fits = padding.top.max(padding.bottom) <= stretch && padding.left.max(padding.right) < kw;
        let plain = geometry.groups == 1 && geometry.stride == [1, 1] && (geometry.dilation[1] == 1 || kw == 1);
        if !fits || !plain || conv.input[2] < LANES / 2 {
            return None;
        }
        let sides = [(kw - 1 - padding.left) * filters, (kw - 1 - padding.right) * filters];
        Some(Direct {
            input: [oh, ow * filters + sides[0] + sides[1]],
            top: stretch - padding.top,
            sides,
            output: conv.input,
            stride: [1, filters],
            window: [kh, kw * filters],
            dilation: geometry.dilation[0],
        })
    }

    /// How many numbers a picture has with its zeros.
    fn padded(&self) -> usize {
        self.input[0] * self.input[1]
    }

    /// How many numbers the bare picture has.
    fn bare(&self) -> usize {
        self.input[0] * (self.input[1] - self.sides[0] - self.sides[1])
    }

    /// Calls `work` with pictures with their zeros.
    pub fn with_sides<T: Real>(&self, x: &[T], workspace: &Workspace<T>, work: impl FnOnce(&[T])) {
        if self.sides == [0, 0] {
            return work(x);
        }
        let [left, right] = self.sides;
        let rows = x.len() / self.bare() * self.input[0];
        workspace.with(rows * self.input[1], |padded| {
            let bare = x.chunks_exact(self.input[1] - left - right);
            for (padded, x) in padded.chunks_exact_mut(self.input[1]).zip(bare) {
                padded[..left].fill(T::ZERO);
                padded[left..left + x.len()].copy_from_slice(x);
                padded[left + x.len()..].fill(T::ZERO);
            }
            work(padded);
        });
    }

    /// The rows of the window that lie in the picture, for a row of the result.
    #[inline(always)]
    fn taps(&self, row: usize) -> Range<usize> {
        let start = row * self.stride[0];
        let first = self.top.saturating_sub(start).div_ceil(self.dilation);
        let end = (self.input[0] + self.top).saturating_sub(start).div_ceil(self.dilation);
        first.min(self.window[0])..end.clamp(first.min(self.window[0]), self.window[0])
    }

    /// Where a row of the window begins in the picture, for a row of the result; only for those of [`Direct::taps`].
    #[inline(always)]
    fn start(&self, row: usize, tap: usize) -> usize {
        (row * self.stride[0] + tap * self.dilation - self.top) * self.input[1]
    }

    /// How many numbers the packed weights take.
    pub fn packed(&self) -> usize {
        self.window[0] * self.window[1] * self.output[2].next_multiple_of(LANES)
    }
}

/// How many channels a tile has, at most.
fn block<T: Real>() -> usize {
    if super::wide::registers() >= 32 * 64 && size_of::<T>() == 4 { 2 * LANES } else { LANES }
}

/// Packs weights `[taps, channels]` so that the weights of one tile's channels lie together, zeros after the last channel.
pub(super) fn pack<T: Real>(w: &[T], channels: usize, packed: &mut [T]) {
    let taps = w.len() / channels;
    each_panel(channels, taps, packed, |channels, width, panel| {
        pieces(panel, width, 1, |at, panel| {
            let w = w[at / width * channels.of..].chunks_exact(channels.of);
            for (panel, w) in panel.chunks_exact_mut(width).zip(w) {
                panel[..channels.count].copy_from_slice(&w[channels.start..channels.start + channels.count]);
                panel[channels.count..].fill(T::ZERO);
            }
        });
    });
}

/// Packs weights `[kh, kw, ci, co]` turned round: as [`pack`] packs `[kh, kw, co, ci]` with both window axes reversed.
pub(super) fn pack_turned<T: Real>(w: &[T], [ci, co]: [usize; 2], packed: &mut [T]) {
    let window = w.len() / (ci * co);
    each_panel(ci, window * co, packed, |channels, width, panel| {
        pieces(panel, width * co, 1, |at, panel| {
            let first = at / (width * co);
            for (step, panel) in panel.chunks_exact_mut(width * co).enumerate() {
                let w = &w[((window - 1 - first - step) * ci + channels.start) * co..][..channels.count * co];
                transpose(w, co, width, panel);
            }
        });
    });
}

/// The channels of a panel: where they start, how many there are, and of how many.
struct Channels {
    start: usize,
    count: usize,
    of: usize,
}

/// Calls `visit(channels, width, panel)` for every panel of packed weights with so many taps.
fn each_panel<T: Real>(of: usize, taps: usize, packed: &mut [T], mut visit: impl FnMut(Channels, usize, &mut [T])) {
    let block = block::<T>();
    for start in (0..of).step_by(block) {
        let count = block.min(of - start);
        let width = count.next_multiple_of(LANES);
        visit(Channels { start, count, of }, width, &mut packed[start * taps..][..width * taps]);
    }
}

wide! {
    /// Rows of `length` numbers as columns of rows of `width` numbers, zeros after the last column.
    fn transpose<T: Real>(rows: &[T], length: usize, width: usize, turned: &mut [T]) {
        const SIDE: usize = 8;
        let count = rows.len() / length;
        if count < width {
            turned.fill(T::ZERO);
        }
        for from in (0..count).step_by(SIDE) {
            for to in (0..length).step_by(SIDE) {
                if from + SIDE > count || to + SIDE > length {
                    for from in from..count.min(from + SIDE) {
                        for to in to..length.min(to + SIDE) {
                            turned[to * width + from] = rows[from * length + to];
                        }
                    }
                    continue;
                }
                // A square that fits in registers.
                let mut square = [[T::ZERO; SIDE]; SIDE];
                for (row, line) in square.iter_mut().enumerate() {
                    line.copy_from_slice(&rows[(from + row) * length + to..][..SIDE]);
                }
                for column in 0..SIDE {
                    let line: [T; SIDE] = std::array::from_fn(|row| square[row][column]);
                    turned[(to + column) * width + from..][..SIDE].copy_from_slice(&line);
                }
            }
        }
    }
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

/// The start and size of a part, when `count` is split into parts of nearly equal size.
#[inline(always)]
fn part(count: usize, parts: usize, place: usize) -> (usize, usize) {
    let (start, end) = (place * count / parts, (place + 1) * count / parts);
    (start, end - start)
}

/// How many rows of `vectors` accumulators the registers hold besides one row of operands.
const fn most_rows<T>(registers: usize, vectors: usize) -> usize {
    let rows = registers / (vectors * LANES * size_of::<T>());
    if rows < 4 { 2 } else { rows - 2 }
}

wide! {
    /// Some rows of the result of one picture with its zeros.
    pub(super) fn rows<T: Real>(direct: &Direct, x: &[T], packed: &[T], rows: Range<usize>, y: &mut [T]) {
        let taps = direct.window[0] * direct.window[1];
        let channels = direct.output[2];
        let block = block::<T>();
        for start in (0..channels).step_by(block) {
            let count = block.min(channels - start);
            let width = count.next_multiple_of(LANES);
            let panel = &packed[start * taps..][..width * taps];
            let channels = start..start + count;
            if REGISTERS >= 32 * 64 && width == 2 * LANES {
                block_of_rows::<T, FUSED, REGISTERS, 2>(direct, x, panel, rows.clone(), channels, y);
            } else {
                block_of_rows::<T, FUSED, REGISTERS, 1>(direct, x, panel, rows.clone(), channels, y);
            }
        }
    }

    /// Adds what some pictures with their zeros contribute to rows `range` of the gradient of the weights `[taps, co]`.
    pub(super) fn weight_rows<T: Real>(direct: &Direct, x: &[T], dy: &[T], range: Range<usize>, dw: &mut [T]) {
        let block = block::<T>();
        let mut tap = range.start;
        while tap < range.end {
            // A tile of taps lies in one row of the window.
            let (row, first) = (tap / direct.window[1], tap % direct.window[1]);
            let count = (direct.window[1] - first).min(range.end - tap);
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
fn block_of_rows<T: Real, const FUSED: bool, const REGISTERS: usize, const V: usize>(
    direct: &Direct,
    x: &[T],
    panel: &[T],
    rows: Range<usize>,
    channels: Range<usize>,
    y: &mut [T],
) {
    // Six pixels keep the multipliers busy and need few enough addresses; of one vector each it takes more.
    let most = most_rows::<T>(REGISTERS, V).min(if V == 1 { 11 } else { 6 });
    let width = direct.output[1];
    let (panel, _) = panel.as_chunks::<LANES>();
    let parts = width.div_ceil(most);
    for (place, row) in rows.enumerate() {
        let taps = direct.taps(row);
        let start = if taps.is_empty() { 0 } else { direct.start(row, taps.start) };
        for number in 0..parts {
            let (first, pixels) = part(width, parts, number);
            let start = start + first * direct.stride[1];
            let y = &mut y[(place * width + first) * direct.output[2]..];
            with_constant!(P = pixels, at most most, of 1 2 3 4 5 6 7 8 9 10 11 => {
                let tile = tile::<T, FUSED, P, V>(direct, x, start, taps.clone(), panel);
                for (pixel, sums) in tile.iter().enumerate() {
                    let y = &mut y[pixel * direct.output[2]..][channels.clone()];
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

/// The sums of one tile; `start` is where the window's row `taps.start` begins for the first pixel.
#[inline(always)]
fn tile<T: Real, const FUSED: bool, const P: usize, const V: usize>(
    direct: &Direct,
    x: &[T],
    start: usize,
    taps: Range<usize>,
    panel: &[[T; LANES]],
) -> [[[T; LANES]; V]; P] {
    let (run, stride) = (direct.window[1], direct.stride[1]);
    let mut sums = [[[T::ZERO; LANES]; V]; P];
    for (step, tap) in taps.enumerate() {
        let x = &x[start + step * direct.dilation * direct.input[1]..][..(P - 1) * stride + run];
        let panel = &panel[tap * run * V..][..run * V];
        for place in 0..run {
            let mut weights = [[T::ZERO; LANES]; V];
            for vector in 0..V {
                weights[vector] = panel[place * V + vector];
            }
            for pixel in 0..P {
                let value = x[pixel * stride + place];
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
    let step = direct.stride[1];
    let (picture, result) = (direct.padded(), height * width * channels);
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
                for row in (0..height).filter(|&row| direct.taps(row).contains(&tap)) {
                    let x = &x[direct.start(row, tap) + range.start + first..];
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
