//! Products by their definitions, in f64, with the sum of the absolute values of what was added up: the rounding errors
//! that a kernel may make are in proportion to it.

use netloom::ops::Geometry;

/// A result, and for each number Σ|a||b|.
pub struct Sums {
    pub value: Vec<f64>,
    pub magnitude: Vec<f64>,
}

impl Sums {
    fn zero(count: usize) -> Sums {
        Sums { value: vec![0.0; count], magnitude: vec![0.0; count] }
    }

    fn add(&mut self, place: usize, a: f32, b: f32) {
        let product = f64::from(a) * f64::from(b);
        self.value[place] += product;
        self.magnitude[place] += product.abs();
    }
}

/// A product of stacked matrices; `at` gives the places of a\[m\]\[k\] and b\[k\]\[n\] in one matrix.
pub fn matmul(a: &[f32], b: &[f32], [stack, m, n, k]: [usize; 4], transposed: [bool; 2], shared_b: bool) -> Sums {
    let mut c = Sums::zero(stack * m * n);
    for s in 0..stack {
        for i in 0..m {
            for j in 0..n {
                for l in 0..k {
                    let at_a = if transposed[0] { l * m + i } else { i * k + l };
                    let at_b = if transposed[1] { j * k + l } else { l * n + j };
                    let b_start = if shared_b { 0 } else { s * k * n };
                    c.add((s * m + i) * n + j, a[s * m * k + at_a], b[b_start + at_b]);
                }
            }
        }
    }
    c
}

/// The extents of a convolution.
#[derive(Clone, Copy, Debug)]
pub struct Convolution {
    pub geometry: Geometry,
    pub input: [usize; 3],
    pub kernel: [usize; 2],
    pub filters: usize,
}

impl Convolution {
    /// The height and width of the result.
    pub fn output(&self) -> [usize; 2] {
        self.geometry.output([self.input[0], self.input[1]], self.kernel).expect("the window fits")
    }

    /// The shape of the weights.
    pub fn weights(&self) -> [usize; 4] {
        [self.kernel[0], self.kernel[1], self.input[2] / self.geometry.groups, self.filters]
    }

    /// Calls with the places in x, w and y of every product of the convolution.
    fn each(&self, rows: usize, mut visit: impl FnMut(usize, usize, usize)) {
        let [height, width, channels] = self.input;
        let [kh, kw] = self.kernel;
        let [oh, ow] = self.output();
        let Geometry { stride, padding, dilation, groups } = self.geometry;
        let [gi, go] = [channels / groups, self.filters / groups];
        for row in 0..rows {
            for (oy, ox) in (0..oh).flat_map(|oy| (0..ow).map(move |ox| (oy, ox))) {
                for (ky, kx) in (0..kh).flat_map(|ky| (0..kw).map(move |kx| (ky, kx))) {
                    let y = (oy * stride[0] + ky * dilation[0]).wrapping_sub(padding.top);
                    let x = (ox * stride[1] + kx * dilation[1]).wrapping_sub(padding.left);
                    if y >= height || x >= width {
                        continue;
                    }
                    for co in 0..self.filters {
                        for ci in 0..gi {
                            let at_x = ((row * height + y) * width + x) * channels + co / go * gi + ci;
                            let at_w = ((ky * kw + kx) * gi + ci) * self.filters + co;
                            visit(at_x, at_w, ((row * oh + oy) * ow + ox) * self.filters + co);
                        }
                    }
                }
            }
        }
    }

    /// y from x and w.
    pub fn forward(&self, rows: usize, x: &[f32], w: &[f32]) -> Sums {
        let [oh, ow] = self.output();
        let mut y = Sums::zero(rows * oh * ow * self.filters);
        self.each(rows, |at_x, at_w, at_y| y.add(at_y, x[at_x], w[at_w]));
        y
    }

    /// dx from dy and w.
    pub fn input_gradient(&self, rows: usize, dy: &[f32], w: &[f32]) -> Sums {
        let mut dx = Sums::zero(rows * self.input.iter().product::<usize>());
        self.each(rows, |at_x, at_w, at_y| dx.add(at_x, dy[at_y], w[at_w]));
        dx
    }

    /// dw from x and dy.
    pub fn weight_gradient(&self, rows: usize, x: &[f32], dy: &[f32]) -> Sums {
        let mut dw = Sums::zero(self.weights().iter().product());
        self.each(rows, |at_x, at_w, at_y| dw.add(at_w, x[at_x], dy[at_y]));
        dw
    }
}
