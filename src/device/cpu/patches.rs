//! Patches of a picture as the rows of a matrix ("im2col"), a few rows of the result at a time so that they stay in the
//! cache: the general way of convolution, for every stride, dilation and number of groups.

use std::ops::Range;

use super::Real;
use super::call::Workspace;
use super::product::product;
use crate::ops::Geometry;

/// How many numbers of patches are made at a time: 128 KiB in f32.
const PATCHES: usize = 32 * 1024;

/// A picture x `[h, w, ci]`, the result of its convolution y `[oh, ow, co]`, and the window between them.
pub(super) struct Convolution {
    pub geometry: Geometry,
    pub input: [usize; 3],
    pub output: [usize; 3],
    pub kernel: [usize; 2],
}

impl Convolution {
    pub fn new(geometry: Geometry, x: &[usize], y: &[usize], kernel: &[usize]) -> Convolution {
        let kernel = [kernel[0], kernel[1]];
        Convolution { geometry, input: [x[0], x[1], x[2]], output: [y[0], y[1], y[2]], kernel }
    }

    /// Input channels of a group.
    pub fn inner(&self) -> usize {
        self.input[2] / self.geometry.groups
    }

    /// Output channels of a group.
    pub fn outer(&self) -> usize {
        self.output[2] / self.geometry.groups
    }

    /// How many numbers a patch has: all that one number of the result depends on.
    pub fn patch(&self) -> usize {
        self.kernel[0] * self.kernel[1] * self.inner()
    }

    /// How many numbers a row of the result has.
    pub fn row(&self) -> usize {
        self.output[1] * self.output[2]
    }

    pub fn picture(&self) -> usize {
        self.input.iter().product()
    }

    pub fn result(&self) -> usize {
        self.output.iter().product()
    }

    /// How many rows of the result are worked on at a time.
    pub fn band(&self) -> usize {
        (PATCHES / (self.output[1] * self.patch())).clamp(1, self.output[0])
    }

    /// Rows of a result in bands, in order.
    fn bands_of(&self, rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let (band, end) = (self.band(), rows.end);
        rows.step_by(band).map(move |start| start..end.min(start + band))
    }

    /// Whether patches are the pixels themselves.
    pub fn is_pointwise(&self) -> bool {
        let plain = Geometry { groups: self.geometry.groups, ..Geometry::default() };
        let whole = self.output[..2] == self.input[..2];
        whole && self.kernel == [1, 1] && self.geometry == plain && self.geometry.groups == 1
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
    pub fn gather<T: Real>(&self, x: &[T], rows: Range<usize>, group: usize, patches: &mut [T]) {
        self.each_run(rows, group, |place, from, count| match from {
            Some(from) => patches[place..place + count].copy_from_slice(&x[from..from + count]),
            None => patches[place..place + count].fill(T::ZERO),
        });
    }

    /// Adds patches of gradients to the picture that they were patches of.
    pub fn scatter<T: Real>(&self, patches: &[T], rows: Range<usize>, group: usize, dx: &mut [T]) {
        self.each_run(rows, group, |place, to, count| {
            if let Some(to) = to {
                dx[to..to + count].iter_mut().zip(&patches[place..]).for_each(|(dx, &patch)| *dx += patch);
            }
        });
    }

    /// How many simple numbers' worth of work one number of the result is.
    pub fn cost(&self) -> usize {
        self.patch().div_ceil(32)
    }
}

impl Convolution {
    /// Some rows of the result of one picture.
    pub fn forward<T: Real>(&self, x: &[T], w: &[T], rows: Range<usize>, y: &mut [T], workspace: &Workspace<T>) {
        let [_, ow, co] = self.output;
        let (patch, outer) = (self.patch(), self.outer());
        for rows in self.bands_of(rows.clone()).map(|band| (band.start - rows.start, band)) {
            let (skip, rows) = rows;
            let pixels = rows.len() * ow;
            let y = &mut y[skip * self.row()..][..rows.len() * self.row()];
            if self.is_pointwise() {
                let x = &x[rows.start * ow * patch..];
                product([pixels, co, patch], (y, [co, 1]), false, (x, [patch, 1]), (w, [co, 1]));
                continue;
            }
            workspace.with(pixels * patch, |patches| {
                for group in 0..self.geometry.groups {
                    self.gather(x, rows.clone(), group, patches);
                    let y = (&mut y[group * outer..], [co, 1]);
                    product([pixels, outer, patch], y, false, (patches, [patch, 1]), (&w[group * outer..], [co, 1]));
                }
            });
        }
    }

    /// The gradient of one picture.
    pub fn input_gradient<T: Real>(&self, dy: &[T], w: &[T], dx: &mut [T], workspace: &Workspace<T>) {
        let [_, ow, co] = self.output;
        let (patch, outer) = (self.patch(), self.outer());
        if self.is_pointwise() {
            let extents = [self.input[0] * self.input[1], patch, co];
            return product(extents, (dx, [patch, 1]), false, (dy, [co, 1]), (w, [1, co]));
        }
        dx.fill(T::ZERO);
        workspace.with(self.band() * ow * patch, |patches| {
            self.each_band(|rows, group| {
                let pixels = rows.len() * ow;
                let patches = &mut patches[..pixels * patch];
                let dy = &dy[rows.start * self.row() + group * outer..];
                let w = (&w[group * outer..], [1, co]);
                product([pixels, patch, outer], (patches, [patch, 1]), false, (dy, [co, 1]), w);
                self.scatter(patches, rows, group, dx);
            });
        });
    }

    /// Adds what one picture contributes to the gradient of the weights.
    pub fn weight_gradient<T: Real>(&self, x: &[T], dy: &[T], dw: &mut [T], workspace: &Workspace<T>) {
        let [_, ow, co] = self.output;
        let (patch, outer) = (self.patch(), self.outer());
        if self.is_pointwise() {
            let extents = [patch, co, self.input[0] * self.input[1]];
            return product(extents, (dw, [co, 1]), true, (x, [1, patch]), (dy, [co, 1]));
        }
        workspace.with(self.band() * ow * patch, |patches| {
            self.each_band(|rows, group| {
                let pixels = rows.len() * ow;
                let patches = &mut patches[..pixels * patch];
                self.gather(x, rows.clone(), group, patches);
                let dy = (&dy[rows.start * self.row() + group * outer..], [co, 1]);
                let dw = (&mut dw[group * outer..], [co, 1]);
                product([patch, outer, pixels], dw, true, (patches, [1, patch]), dy);
            });
        });
    }

    fn each_band(&self, mut visit: impl FnMut(Range<usize>, usize)) {
        for rows in self.bands_of(0..self.output[0]) {
            (0..self.geometry.groups).for_each(|group| visit(rows.clone(), group));
        }
    }
}
