//! Gradients of a convolution from the numbers of its result alone that have one. Behind a max pooling that is one number
//! of each window, a quarter or fewer; where an activation was 0 the gradient is 0 too.

use super::Real;
use super::direct::{LANES, with_constant};
use super::patches::Convolution;
use super::pool::Pooling;
use super::transpose::transpose;
use super::wide::{multiply_add, wide};

/// Channels of the result that are worked on together: their weights for one run of the window stay in the first cache.
const CHANNELS: usize = 64;

/// The most windows of the pooling whose gradients are listed at a time, for each channel.
const WINDOWS: usize = 32;

/// The most windows whose gradients are listed at a time, for each number in the window.
const TOGETHER: usize = 8;

/// The most numbers in a window of the pooling.
const TAPS: usize = 4;

/// A gradient that is not 0, and where what it is multiplied by begins.
type Entry<T> = (u32, T);

/// A convolution and the max pooling behind it, which may have windows of one number.
pub(super) struct Sparse {
    /// Height, width and channels of the picture, and of the picture with its zeros.
    picture: [usize; 3],
    padded: [usize; 3],
    /// How many rows and columns of zeros come before the picture.
    before: [usize; 2],
    /// How many rows a window of the convolution has, how far they are apart, and how many numbers each takes.
    rows: [usize; 3],
    /// Channels of the result.
    channels: usize,
    /// Height and width of the pooled result.
    pooled: [usize; 2],
    /// How far windows of the pooling are from each other in the padded picture, along both axes.
    apart: [usize; 2],
    /// How far the numbers of a window of the pooling are from its first, in the padded picture.
    taps: [u32; TAPS],
}

impl Sparse {
    /// The two, if their gradients can be calculated this way.
    pub fn new(conv: &Convolution, pooling: &Pooling) -> Option<Sparse> {
        let geometry = &conv.geometry;
        let ([height, width, inner], [kh, kw]) = (conv.input, conv.kernel);
        let ([sy, sx], [py, px]) = (geometry.stride, pooling.window.size);
        let joined = geometry.groups == 1 && (geometry.dilation[1] == 1 || kw == 1);
        if !joined || !(kw * inner).is_multiple_of(LANES) || py * px > TAPS {
            return None;
        }
        let before = [geometry.padding.top, geometry.padding.left];
        let reach = [(conv.output[0] - 1) * sy + (kh - 1) * geometry.dilation[0] + 1, (conv.output[1] - 1) * sx + kw];
        let padded = [reach[0].max(before[0] + height), reach[1].max(before[1] + width), inner];
        let row = padded[1] * inner;
        let mut taps = [0; TAPS];
        for (place, tap) in taps.iter_mut().enumerate().take(py * px) {
            *tap = (place / px * sy * row + place % px * sx * inner) as u32;
        }
        let [down, right] = pooling.window.stride;
        Some(Sparse {
            picture: conv.input,
            padded,
            before,
            rows: [kh, geometry.dilation[0] * row, kw * inner],
            channels: conv.output[2],
            pooled: pooling.output,
            apart: [down * sy * row, right * sx * inner],
            taps,
        })
    }

    /// How many numbers a picture has.
    pub fn picture(&self) -> usize {
        self.picture.iter().product()
    }

    /// How many numbers a picture with its zeros has.
    pub fn padded(&self) -> usize {
        self.padded.iter().product()
    }

    /// How many numbers a pooled picture has.
    pub fn pooled(&self) -> usize {
        self.pooled[0] * self.pooled[1] * self.channels
    }

    /// How many numbers a window of the convolution takes.
    pub fn patch(&self) -> usize {
        self.rows[0] * self.rows[2]
    }

    /// Where the rows of the picture lie in the padded one.
    fn lines(&self) -> impl Iterator<Item = usize> {
        let [_, width, channels] = self.padded;
        let first = (self.before[0] * width + self.before[1]) * channels;
        (0..self.picture[0]).map(move |line| first + line * width * channels)
    }

    /// A picture with its zeros.
    pub fn pad<T: Real>(&self, x: &[T], padded: &mut [T]) {
        let row = self.picture[1] * self.picture[2];
        if self.picture != self.padded {
            padded.fill(T::ZERO);
        }
        self.lines().zip(x.chunks_exact(row)).for_each(|(at, x)| padded[at..at + row].copy_from_slice(x));
    }

    /// A picture without its zeros.
    pub fn trim<T: Real>(&self, padded: &[T], x: &mut [T]) {
        let row = self.picture[1] * self.picture[2];
        self.lines().zip(x.chunks_exact_mut(row)).for_each(|(at, x)| x.copy_from_slice(&padded[at..at + row]));
    }

    /// How many vectors of a row of a window are worked on together, if there are registers for `most`.
    fn vectors(&self, most: usize) -> usize {
        let vectors = self.rows[2] / LANES;
        (1..=most.min(vectors)).rev().find(|&count| vectors.is_multiple_of(count)).unwrap_or(1)
    }

    /// Where the numbers of a window of the pooling begin in the padded picture.
    #[inline(always)]
    fn start(&self, window: usize) -> usize {
        window / self.pooled[1] * self.apart[0] + window % self.pooled[1] * self.apart[1]
    }

    /// Weights `[patch, channels]` in the order in which [`input`] goes through them: for each block of channels and
    /// each part of a row of the window, the weights of channel after channel.
    pub fn pack<T: Real>(&self, w: &[T], packed: &mut [T]) {
        let size = self.vectors(SIX) * LANES;
        let mut packed = packed;
        for first in (0..self.channels).step_by(CHANNELS) {
            let count = CHANNELS.min(self.channels - first);
            for w in w.chunks_exact(size * self.channels) {
                let (panel, rest) = std::mem::take(&mut packed).split_at_mut(count * size);
                transpose((&w[first..], self.channels), (panel, size), [size, count]);
                packed = rest;
            }
        }
    }
}

/// How many vectors keep the multipliers busy.
const SIX: usize = 6;

wide! {
    /// Adds what one padded picture contributes to the gradient of the weights of some channels, from number `first`
    /// on: `[channels, patch]`.
    pub(super) fn weights<T: Real>(
        sparse: &Sparse,
        x: &[T],
        places: Option<&[u32]>,
        dy: &[T],
        first: usize,
        dw: &mut [T],
    ) {
        let most = if REGISTERS >= 32 * 64 && size_of::<T>() == 4 { 12 } else { SIX };
        with_constant!(V = sparse.vectors(most), at most most, of 1 2 3 4 5 6 7 8 9 10 11 12 => {
            some_weights::<T, FUSED, V>(sparse, x, places, dy, first, dw);
        });
    }

    /// Adds the gradient of one padded picture to dx; `packed` are the weights as [`Sparse::pack`] orders them.
    pub(super) fn input<T: Real>(sparse: &Sparse, packed: &[T], places: Option<&[u32]>, dy: &[T], dx: &mut [T]) {
        with_constant!(V = sparse.vectors(SIX), at most SIX, of 1 2 3 4 5 6 => {
            whole_input::<T, FUSED, V>(sparse, packed, places, dy, dx);
        });
    }
}

#[inline(always)]
fn some_weights<T: Real, const FUSED: bool, const V: usize>(
    sparse: &Sparse,
    x: &[T],
    places: Option<&[u32]>,
    dy: &[T],
    first: usize,
    dw: &mut [T],
) {
    let ([height, apart, run], patch, all) = (sparse.rows, sparse.patch(), sparse.channels);
    let windows = sparse.pooled[0] * sparse.pooled[1];
    let mut lists = [[(0, T::ZERO); WINDOWS]; CHANNELS];
    for (block, dw) in dw.chunks_mut(CHANNELS * patch).enumerate() {
        let (from, channels) = (first + block * CHANNELS, dw.len() / patch);
        for start in (0..windows).step_by(WINDOWS) {
            let mut counts = [0; CHANNELS];
            for window in start..windows.min(start + WINDOWS) {
                let (at, of) = (sparse.start(window) as u32, window * all + from);
                let each = some(places, of, channels).iter().zip(&dy[of..][..channels]);
                for (((&place, &value), list), count) in each.zip(&mut lists).zip(&mut counts) {
                    list[*count % WINDOWS] = (at + sparse.taps[place as usize % TAPS], value);
                    *count += usize::from(value != T::ZERO);
                }
            }
            for row in 0..height {
                for part in (0..run).step_by(V * LANES) {
                    let x = &x[row * apart + part..];
                    let parts = dw.chunks_exact_mut(patch).zip(lists.iter().zip(&counts));
                    for (dw, (list, &count)) in parts {
                        let sums = &mut dw[row * run + part..][..V * LANES];
                        gather::<T, FUSED, V>(sums, x, &list[..count]);
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn whole_input<T: Real, const FUSED: bool, const V: usize>(
    sparse: &Sparse,
    packed: &[T],
    places: Option<&[u32]>,
    dy: &[T],
    dx: &mut [T],
) {
    let ([_, apart, run], patch, all) = (sparse.rows, sparse.patch(), sparse.channels);
    let windows = sparse.pooled[0] * sparse.pooled[1];
    let size = V * LANES;
    let mut lists = [[[(0, T::ZERO); CHANNELS]; TAPS]; TOGETHER];
    for first in (0..all).step_by(CHANNELS) {
        let channels = CHANNELS.min(all - first);
        let packed = &packed[first * patch..][..channels * patch];
        for start in (0..windows).step_by(TOGETHER) {
            let group = start..windows.min(start + TOGETHER);
            let mut counts = [0_u64; TOGETHER];
            for ((window, lists), count) in group.clone().zip(&mut lists).zip(&mut counts) {
                let of = window * all + first;
                let each = some(places, of, channels).iter().zip(&dy[of..][..channels]);
                // The four counts lie in one register.
                for (channel, (&place, &value)) in each.enumerate() {
                    let place = place as usize % TAPS;
                    let at = (*count >> (16 * place)) as usize % CHANNELS;
                    lists[place][at] = ((channel * size) as u32, value);
                    *count += u64::from(value != T::ZERO) << (16 * place);
                }
            }
            for (part, panel) in packed.chunks_exact(channels * size).enumerate() {
                let begin = part * size;
                let to = begin / run * apart + begin % run;
                for ((window, lists), count) in group.clone().zip(&lists).zip(&counts) {
                    let start = sparse.start(window) + to;
                    for (tap, list) in lists.iter().enumerate() {
                        let count = (count >> (16 * tap)) as usize & 0xFFFF;
                        if count > 0 {
                            let dx = &mut dx[start + sparse.taps[tap] as usize..][..size];
                            gather::<T, FUSED, V>(dx, panel, &list[..count]);
                        }
                    }
                }
            }
        }
    }
}

/// Which numbers of a window have the gradients of some channels: the first where a window has no other.
#[inline(always)]
fn some(places: Option<&[u32]>, from: usize, count: usize) -> &[u32] {
    const FIRST: [u32; CHANNELS] = [0; CHANNELS];
    places.map_or(&FIRST[..count], |places| &places[from..][..count])
}

/// Adds, for each entry, its value times the numbers that begin where it says.
#[inline(always)]
fn gather<T: Real, const FUSED: bool, const V: usize>(to: &mut [T], from: &[T], entries: &[Entry<T>]) {
    let Some(to) = to.as_chunks_mut::<LANES>().0.first_chunk_mut::<V>() else { return };
    let mut sums = *to;
    for &(at, value) in entries {
        let Some(from) = from[at as usize..].as_chunks::<LANES>().0.first_chunk::<V>() else { return };
        for vector in 0..V {
            for lane in 0..LANES {
                let sum = &mut sums[vector][lane];
                *sum = multiply_add::<T, FUSED>(value, from[vector][lane], *sum);
            }
        }
    }
    *to = sums;
}
