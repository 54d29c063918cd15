//! Convolution by windows of 3×3 with fewer products: tiles of 2×2 numbers of the result from 16 products a channel
//! instead of 36. A. Lavin, S. Gray, "Fast algorithms for convolutional neural networks", 2016, F(2×2, 3×3).

use std::ops::Range;

use super::Real;
use super::call::Workspace;
use super::direct::{Direct, LANES, block, part, with_constant};
use super::wide::{multiply_add, wide};

/// Places in a tile of the picture, each of which has its own product of matrices.
const PLACES: usize = 16;

/// About as many tiles at a time stay in the cache with their products.
const TILES: usize = 48;

/// How far the numbers of one place are from those of the next: never a power of two, which would all lie in the same
/// lines of the cache.
fn apart(tiles: usize, channels: usize) -> usize {
    ((tiles * channels / LANES) | 1) * LANES
}

/// Pixels of a tile of the picture, or of what it is turned into.
type Tile<T> = [[[T; LANES]; 4]; 4];

/// A convolution that is done this way.
#[derive(Clone, Debug)]
pub(super) struct Winograd {
    input: [usize; 3],
    before: [usize; 2],
    output: [usize; 3],
}

impl Winograd {
    /// The convolution, if it can be done this way and that saves a good part of the products.
    pub fn new(direct: &Direct) -> Option<Winograd> {
        let Direct { input, before, output, stride, window, dilation } = *direct;
        let suits = window == [3, 3] && stride == [1, 1] && dilation == 1;
        // With fewer channels the transformations take more than the products save.
        let whole = [input[2], output[2]].iter().all(|&count| count >= 2 * LANES && count.is_multiple_of(LANES));
        let taps = |axis: usize| (0..output[axis]).map(|place| direct.taps(axis, place).len()).sum::<usize>();
        let tiles = output[0].div_ceil(2) * output[1].div_ceil(2);
        let saves = 2 * taps(0) * taps(1) > 3 * PLACES * tiles;
        (suits && whole && saves).then_some(Winograd { input, before, output })
    }

    /// How many numbers the transformed weights take.
    pub fn packed(&self) -> usize {
        PLACES * self.matrix()
    }

    /// How many numbers the matrix of one place has.
    fn matrix(&self) -> usize {
        self.input[2] * self.output[2]
    }

    /// Weights `[3, 3, ci, co]` transformed, for each place packed by tiles of channels.
    pub fn pack<T: Real>(&self, w: &[T], packed: &mut [T]) {
        let [inner, outer] = [self.input[2], self.output[2]];
        let block = block::<T>();
        for first in (0..outer).step_by(LANES) {
            let start = first / block * block;
            let width = block.min(outer - start);
            transform_weights([inner, outer, self.matrix()], first, [start * inner + first - start, width], w, packed);
        }
    }

    /// Some rows of the result of one picture.
    pub fn rows<T: Real>(&self, x: &[T], packed: &[T], rows: Range<usize>, y: &mut [T], workspace: &Workspace<T>) {
        let [_, width, outer] = self.output;
        let inner = self.input[2];
        let across = width.div_ceil(2);
        let down = (TILES / across).clamp(1, rows.len().div_ceil(2));
        let most = down * across;
        workspace.with(PLACES * (apart(most, inner) + apart(most, outer)), |scratch| {
            let (pictures, products) = scratch.split_at_mut(PLACES * apart(most, inner));
            for (y, start) in y.chunks_mut(2 * down * width * outer).zip(rows.clone().step_by(2 * down)) {
                let end = rows.end.min(start + 2 * down);
                let tiles = (end - start).div_ceil(2) * across;
                transform_picture(self, x, start, tiles, pictures);
                for place in 0..PLACES {
                    let x = &pictures[place * apart(tiles, inner)..][..tiles * inner];
                    let w = &packed[place * self.matrix()..][..self.matrix()];
                    let products = &mut products[place * apart(tiles, outer)..][..tiles * outer];
                    multiply([inner, outer], x, w, products);
                }
                transform_products(self, products, tiles, y);
            }
        });
    }
}

wide! {
    /// y ← x·w for x `[rows, inner]` and packed w.
    fn multiply<T: Real>(extents: [usize; 2], x: &[T], w: &[T], y: &mut [T]) {
        let [inner, outer] = extents;
        let block = block::<T>();
        for first in (0..outer).step_by(block) {
            let panel = w[first * inner..].as_chunks::<LANES>().0;
            if REGISTERS >= 32 * 64 && size_of::<T>() == 4 && first + block <= outer {
                block_of_products::<T, FUSED, 8, 2>(extents, first, x, panel, y);
            } else {
                block_of_products::<T, FUSED, 4, 1>(extents, first, x, panel, y);
            }
        }
    }

    /// G·w·Gᵀ for 16 channels of the result from number `first` on; `to` is where the first lies in each matrix and how
    /// far the rows are from each other.
    fn transform_weights<T: Real>(extents: [usize; 3], first: usize, to: [usize; 2], w: &[T], packed: &mut [T]) {
        let [inner, outer, matrix] = extents;
        let half = T::of(0.5);
        for channel in 0..inner {
            let mut rows = [[[T::ZERO; LANES]; 3]; 4];
            for column in 0..3 {
                let [a, b, c] = std::array::from_fn(|row| {
                    lanes(&w[((row * 3 + column) * inner + channel) * outer + first..])
                });
                let middle = with(a, c, |a, c| (a + c) * half);
                let side = with(b, b, |b, _| b * half);
                rows[0][column] = a;
                rows[1][column] = with(middle, side, |a, b| a + b);
                rows[2][column] = with(middle, side, |a, b| a - b);
                rows[3][column] = c;
            }
            for (row, [a, b, c]) in rows.into_iter().enumerate() {
                let middle = with(a, c, |a, c| (a + c) * half);
                let side = with(b, b, |b, _| b * half);
                let line = [a, with(middle, side, |a, b| a + b), with(middle, side, |a, b| a - b), c];
                for (column, line) in line.iter().enumerate() {
                    let at = (row * 4 + column) * matrix + to[0] + channel * to[1];
                    packed[at..at + LANES].copy_from_slice(line);
                }
            }
        }
    }

    /// Bᵀ·d·B for the tiles of the rows from `start` on: for each place, `[tiles, ci]`.
    fn transform_picture<T: Real>(winograd: &Winograd, x: &[T], start: usize, tiles: usize, to: &mut [T]) {
        let [height, width, channels] = winograd.input;
        let [top, left] = winograd.before;
        let across = winograd.output[1].div_ceil(2);
        let apart = apart(tiles, channels);
        for tile in 0..tiles {
            // Where the tile begins in the picture with its zeros.
            let (row, column) = (start + tile / across * 2, tile % across * 2);
            let inside = row >= top && column >= left && row + 4 <= top + height && column + 4 <= left + width;
            for first in (0..channels).step_by(LANES) {
                let mut d: Tile<T> = [[[T::ZERO; LANES]; 4]; 4];
                if inside {
                    let x = &x[((row - top) * width + column - left) * channels + first..];
                    for (y, line) in d.iter_mut().enumerate() {
                        for (place, pixel) in line.iter_mut().enumerate() {
                            *pixel = lanes(&x[(y * width + place) * channels..]);
                        }
                    }
                } else {
                    for (y, line) in d.iter_mut().enumerate() {
                        for (place, pixel) in line.iter_mut().enumerate() {
                            let (y, column) = ((row + y).wrapping_sub(top), (column + place).wrapping_sub(left));
                            if y < height && column < width {
                                *pixel = lanes(&x[(y * width + column) * channels + first..]);
                            }
                        }
                    }
                }
                // Plain loops: LLVM keeps what they index in registers, and not what closures make.
                #[allow(clippy::needless_range_loop)]
                for column in 0..4 {
                    let line = turn([d[0][column], d[1][column], d[2][column], d[3][column]]);
                    for row in 0..4 {
                        d[row][column] = line[row];
                    }
                }
                let to = &mut to[tile * channels + first..][..(PLACES - 1) * apart + LANES];
                for (row, line) in d.into_iter().enumerate() {
                    for (column, line) in turn(line).iter().enumerate() {
                        to[(row * 4 + column) * apart..][..LANES].copy_from_slice(line);
                    }
                }
            }
        }
    }

    /// Aᵀ·m·A: the tiles of the result, in whose last row or column numbers may be left out.
    fn transform_products<T: Real>(winograd: &Winograd, products: &[T], tiles: usize, y: &mut [T]) {
        let [_, width, channels] = winograd.output;
        let across = width.div_ceil(2);
        for tile in 0..tiles {
            let (row, column) = (tile / across * 2, tile % across * 2);
            for first in (0..channels).step_by(LANES) {
                let mut rows = [[[T::ZERO; LANES]; 4]; 2];
                #[allow(clippy::needless_range_loop)]
                for column in 0..4 {
                    let line = std::array::from_fn(|row| {
                        let at = (row * 4 + column) * apart(tiles, channels) + tile * channels + first;
                        lanes(&products[at..])
                    });
                    [rows[0][column], rows[1][column]] = turn_back(line);
                }
                for (down, line) in rows.into_iter().enumerate() {
                    for (right, line) in turn_back(line).iter().enumerate() {
                        let at = ((row + down) * width + column + right) * channels + first;
                        if column + right < width && let Some(y) = y.get_mut(at..at + LANES) {
                            y.copy_from_slice(line);
                        }
                    }
                }
            }
        }
    }
}

/// A block of columns of y ← x·w, up to `MOST` rows at a time.
#[inline(always)]
fn block_of_products<T: Real, const FUSED: bool, const MOST: usize, const V: usize>(
    [inner, outer]: [usize; 2],
    first: usize,
    x: &[T],
    panel: &[[T; LANES]],
    y: &mut [T],
) {
    let rows = x.len() / inner;
    let parts = rows.div_ceil(MOST);
    for number in 0..parts {
        let (start, count) = part(rows, parts, number);
        with_constant!(P = count, at most MOST, of 1 2 3 4 5 6 7 8 => {
            // Each row exactly as long as the loop, which then need not check.
            let rows: [&[T]; P] = std::array::from_fn(|row| &x[(start + row) * inner..][..inner]);
            let mut sums = [[[T::ZERO; LANES]; V]; P];
            for (place, weights) in panel[..inner * V].as_chunks::<V>().0.iter().enumerate().take(inner) {
                for row in 0..P {
                    let value = rows[row][place];
                    for vector in 0..V {
                        for lane in 0..LANES {
                            let sum = &mut sums[row][vector][lane];
                            *sum = multiply_add::<T, FUSED>(value, weights[vector][lane], *sum);
                        }
                    }
                }
            }
            for (row, sums) in sums.iter().enumerate() {
                y[(start + row) * outer + first..][..V * LANES].copy_from_slice(sums.as_flattened());
            }
        });
    }
}

/// The first numbers of a slice.
#[inline(always)]
fn lanes<T: Real>(numbers: &[T]) -> [T; LANES] {
    let mut lanes = [T::ZERO; LANES];
    lanes.copy_from_slice(&numbers[..LANES]);
    lanes
}

/// A function of each pair of numbers.
#[inline(always)]
fn with<T: Real>(a: [T; LANES], b: [T; LANES], of: impl Fn(T, T) -> T) -> [T; LANES] {
    std::array::from_fn(|lane| of(a[lane], b[lane]))
}

/// Bᵀ times a column.
#[inline(always)]
fn turn<T: Real>([a, b, c, d]: [[T; LANES]; 4]) -> [[T; LANES]; 4] {
    [with(a, c, |a, c| a - c), with(b, c, |b, c| b + c), with(b, c, |b, c| c - b), with(b, d, |b, d| b - d)]
}

/// Aᵀ times a column.
#[inline(always)]
fn turn_back<T: Real>([a, b, c, d]: [[T; LANES]; 4]) -> [[T; LANES]; 2] {
    let [sum, difference] = [with(b, c, |b, c| b + c), with(b, c, |b, c| b - c)];
    [with(a, sum, |a, b| a + b), with(difference, d, |a, b| a - b)]
}
