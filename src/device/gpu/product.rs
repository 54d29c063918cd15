//! What the products have in common on their way to `shaders/lib/gemm.wgsl`: from extents to kernels.

use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use super::load;
use super::tile::{Choice, Task};
use super::unary;
use crate::ops::{Epilogue, Op, Type};

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
    /// The numbers.
    pub numbers: Binding,
    /// Whether neighbours in memory are neighbours along k, the axis that is summed over.
    pub along_k: bool,
    /// Whether it can be read four numbers at a time.
    pub by_four: bool,
    /// If it is the gradient before a max pooling: the places of the largest numbers, the numbers being the gradient
    /// behind it.
    pub unpooled: Option<Binding>,
}

impl Factor {
    /// A factor that is read as it lies there.
    pub fn new(numbers: Binding, along_k: bool, by_four: bool) -> Factor {
        Factor { numbers, along_k, by_four, unpooled: None }
    }
}

/// The result of a product.
pub(super) struct Target {
    /// Where it goes.
    pub numbers: Binding,
    /// What it is.
    pub of: Type,
    /// What is done to it before it is stored.
    pub epilogue: Epilogue,
    /// What is bound as the bias and as what the activation saved.
    pub extra: [Binding; 2],
    /// If the product also gives the sums of the columns of B: where they go, and what they are.
    pub sums: Option<(Binding, Type)>,
    /// If only the largest of every four rows is stored: where it goes which that was.
    pub places: Option<Binding>,
}

impl Target {
    /// An output of the instruction; the inputs of the epilogue are those from `first` on.
    pub fn output(place: usize, epilogue: Epilogue, first: usize, at: &At) -> Target {
        let (numbers, of) = (at.y(place), at.output(place).clone());
        Target { numbers, of, epilogue, extra: extra(epilogue, first, at), sums: None, places: None }
    }

    /// The first output as the gradient of weights, with the sums of the right factor beside it if they are wanted.
    pub fn gradient(right: usize, epilogue: Epilogue, at: &At) -> Target {
        let right = at.instruction.inputs[right];
        let sums = at.program.instructions.iter().find_map(|instruction| match &instruction.op {
            Op::Reduce(reduce) if reduce.by_product && instruction.inputs[0] == right => Some(instruction.outputs[0]),
            _ => None,
        });
        let sums = sums.map(|sums| (Binding::Value(sums), at.program.type_of(sums).clone()));
        Target { sums, ..Target::output(0, epilogue, 2, at) }
    }
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
    /// C.
    pub c: Target,
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
            splits: self.k.is_per_row() && self.c.epilogue == Epilogue::default(),
        };
        let Choice { tile, splits } = (at.choose)(self.shader, task);
        let Parts { numbers: c, fold } = Parts::of((self.c.numbers, &self.c.of), splits, at);
        let sums = self.c.sums.as_ref().map(|(sums, of)| Parts::of((*sums, of), splits, at));
        let mut bindings = vec![self.a.numbers, self.b.numbers, c];
        if self.c.epilogue != Epilogue::default() {
            bindings.extend(self.c.extra);
        }
        let (slices, m, n) = (self.slices, self.m, self.n);
        let grid =
            Grid::items(move |rows| slices.at(rows) * splits * m.at(rows).div_ceil(tile.bm) * n.div_ceil(tile.bn), 1);
        let mut kernel = Kernel::new(self.shader, bindings, grid)
            .with("N", n)
            .with("BM", tile.bm)
            .with("BN", tile.bn)
            .with("BK", tile.bk)
            .with("TM", tile.tm)
            .with("TN", tile.tn)
            .with("SPLITS", splits);
        kernel.task = Some(task);
        if tile.is_of_lanes() {
            kernel = kernel.using("lib/gemm", "lib/gemm_lanes");
            if !task.is_worth_unrolling() {
                kernel = kernel.using("lib/lanes_unrolled", "lib/lanes_looped");
            }
        }
        if let Some(places) = self.c.places {
            kernel = kernel.using("lib/store", "lib/store_pooled");
            kernel.bindings.push(places);
        }
        if let Some(sums) = &sums {
            kernel = kernel.using("lib/no_sums", "lib/sums");
            kernel.bindings.push(sums.numbers);
        }
        kernel = self.reading(kernel, at);
        if n % 4 != 0 {
            kernel = kernel.using("lib/c_vec4", "lib/c_scalar").using("lib/places_vec4", "lib/places_scalar");
        }
        if self.c.epilogue == Epilogue::default() {
            kernel =
                kernel.using("lib/finish_vec4", "lib/finish_nothing").using("lib/finish_scalar", "lib/finish_nothing");
        } else {
            kernel = with_epilogue(kernel, self.c.epilogue, self.c.of.shape.last());
        }
        let mut kernels = vec![finish(kernel)];
        kernels.extend(fold);
        kernels.extend(sums.and_then(|sums| sums.fold));
        kernels
    }

    /// The kernel with the files that read A and B. What they bind is numbered in the order of the text: after what C needs
    /// first A, then B.
    fn reading(&self, mut kernel: Kernel, at: &At) -> Kernel {
        kernel = kernel.with("A_ALONG_K", self.a.along_k).with("B_ALONG_K", self.b.along_k);
        if !self.a.by_four {
            kernel = kernel.using("lib/a_vec4", "lib/a_scalar");
        }
        if let Some(places) = self.a.unpooled {
            kernel = kernel.using("lib/a_four", "lib/a_four_unpooled").using("lib/a_one", "lib/a_one_unpooled");
            kernel.bindings.push(places);
        }
        if let Some(bytes) = load::bytes(self.a.numbers, at) {
            kernel = bytes.read_by(kernel);
        }
        let file = match (self.b.unpooled, self.b.by_four) {
            (None, true) => "lib/b_vec4",
            (None, false) => "lib/b_scalar",
            (Some(_), true) => "lib/b_unpooled_vec4",
            (Some(_), false) => "lib/b_unpooled_scalar",
        };
        kernel.bindings.extend(self.b.unpooled);
        kernel.using("lib/b_vec4", file)
    }
}

/// What is bound as the bias and as what the activation saved: without either, something else that is only read.
/// The inputs of the epilogue are those from `first` on.
fn extra(epilogue: Epilogue, first: usize, at: &At) -> [Binding; 2] {
    let bias = if epilogue.bias { at.x(first) } else { at.x(1) };
    let saved = match epilogue.gradient {
        Some(_) => at.x(first + usize::from(epilogue.bias)),
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

/// Where a result goes that is computed in parts, to be added up in order.
pub(super) struct Parts {
    /// `[parts, numbers of the result]`.
    pub numbers: Binding,
    /// What adds them up, unless there is one part or the optimiser does it.
    pub fold: Option<Kernel>,
}

impl Parts {
    /// Where so many parts of a result go.
    pub fn of((whole, of): (Binding, &Type), count: usize, at: &At) -> Parts {
        if count == 1 {
            return Parts { numbers: whole, fold: None };
        }
        if let Some(numbers) = at.parts(whole, count) {
            return Parts { numbers, fold: None };
        }
        let numbers = at.scratch(count * of.count(at.batch()));
        let fold = Kernel::new("fold", vec![numbers, whole], Grid::numbers(of, 64)).with("PARTS", count);
        Parts { numbers, fold: Some(fold) }
    }
}
