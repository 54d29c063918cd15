//! What the products have in common on their way to `shaders/lib/gemm.wgsl`: from extents to kernels.

use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use super::tile::{Choice, Task};
use super::unary;
use crate::ops::Epilogue;

/// An extent of a product, which may grow with the rows of the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The same at any number of rows.
    Fixed(usize),
    /// This much for each row.
    PerRow(usize),
}

impl Extent {
    /// The extent at this many rows.
    pub fn at(self, rows: usize) -> usize {
        match self {
            Extent::Fixed(extent) => extent,
            Extent::PerRow(extent) => extent * rows,
        }
    }

    /// The number without the rows.
    pub fn number(self) -> usize {
        self.at(1)
    }

    /// Whether it grows with the rows.
    pub fn is_per_row(self) -> bool {
        matches!(self, Extent::PerRow(_))
    }
}

/// One of the two factors of a product, as it lies in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factor {
    /// Whether neighbours in memory are neighbours along k, the axis that is summed over.
    pub along_k: bool,
    /// Whether it can be read four numbers at a time.
    pub by_four: bool,
}

/// A product: C = A · B, once for each slice.
pub(super) struct Product {
    /// The shader that knows where the numbers lie.
    pub shader: &'static str,
    /// How many independent products there are.
    pub slices: Extent,
    /// Rows of A and C.
    pub m: Extent,
    /// Columns of B and C.
    pub n: usize,
    /// What is summed over. If it grows with the rows, it may be split.
    pub k: Extent,
    /// A.
    pub a: Factor,
    /// B.
    pub b: Factor,
    /// What is done to C before it is stored.
    pub epilogue: Epilogue,
}

impl Product {
    /// The kernels, with the constants that only the shader of this product knows added by `finish`.
    pub fn kernels(&self, at: &At, finish: impl FnOnce(Kernel) -> Kernel) -> Vec<Kernel> {
        let batch = at.batch();
        let task = Task {
            slices: self.slices.at(batch),
            m: self.m.at(batch),
            n: self.n,
            k: self.k.at(batch),
            splits: self.k.is_per_row(),
        };
        let Choice { tile, splits } = (at.choose)(self.shader, task);
        let of = at.output(0);
        let whole = of.count(batch);
        let c = if splits > 1 { at.scratch(splits * whole) } else { at.y(0) };
        let [bias, saved] = extra(self.epilogue, at);
        let (slices, m, n) = (self.slices, self.m, self.n);
        let grid =
            Grid::items(move |rows| slices.at(rows) * splits * m.at(rows).div_ceil(tile.bm) * n.div_ceil(tile.bn), 1);
        let mut kernel = Kernel::new(self.shader, vec![at.x(0), at.x(1), c, bias, saved], grid)
            .with("N", n)
            .with("BM", tile.bm)
            .with("BN", tile.bn)
            .with("BK", tile.bk)
            .with("TM", tile.tm)
            .with("TN", tile.tn)
            .with("SPLITS", splits)
            .with("A_ALONG_K", self.a.along_k)
            .with("B_ALONG_K", self.b.along_k);
        kernel.task = Some(task);
        if tile.is_of_lanes() {
            kernel = kernel.using("lib/gemm", "lib/gemm_lanes");
            if !task.is_worth_unrolling() {
                kernel = kernel.using("lib/lanes_unrolled", "lib/lanes_looped");
            }
        }
        if !self.a.by_four {
            kernel = kernel.using("lib/a_vec4", "lib/a_scalar");
        }
        if !self.b.by_four {
            kernel = kernel.using("lib/b_vec4", "lib/b_scalar");
        }
        if n % 4 != 0 {
            kernel = kernel.using("lib/c_vec4", "lib/c_scalar");
        }
        let mut kernels = vec![finish(with_epilogue(kernel, self.epilogue, of.shape.last()))];
        if splits > 1 {
            kernels.push(fold(c, splits, at));
        }
        kernels
    }
}

/// What is bound as the bias and as what the activation saved: without either, something else that is only read.
pub(super) fn extra(epilogue: Epilogue, at: &At) -> [Binding; 2] {
    let bias = if epilogue.bias { at.x(2) } else { at.x(1) };
    let saved = match epilogue.gradient {
        Some(_) => at.x(2 + usize::from(epilogue.bias)),
        None => at.x(1),
    };
    [bias, saved]
}

/// A kernel with the constants of `lib/epilogue.wgsl`; `channels` is how many numbers a bias has.
pub(super) fn with_epilogue(kernel: Kernel, epilogue: Epilogue, channels: usize) -> Kernel {
    let mut kernel = kernel.with("CHANNELS", channels).with("BIAS", epilogue.bias);
    if let Some(function) = epilogue.activation {
        let [a, b] = function.settings();
        kernel = kernel.with("ACTIVATION", unary::number(function));
        kernel = kernel.with("ACTIVATION_A", a).with("ACTIVATION_B", b);
    }
    if let Some(function) = epilogue.gradient {
        let [a, b] = function.settings();
        kernel = kernel.with("DERIVE", true).with("GRADIENT", unary::number(function));
        kernel = kernel.with("GRADIENT_A", a).with("GRADIENT_B", b);
    }
    kernel
}

/// The kernel that adds up the parts of the first output, always in the same order.
pub(super) fn fold(parts: Binding, count: usize, at: &At) -> Kernel {
    Kernel::new("fold", vec![parts, at.y(0)], Grid::numbers(at.output(0), 64)).with("PARTS", count)
}
