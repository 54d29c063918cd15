//! Ops of the sizes that the networks under measurement have at 32 rows, and some larger.

use netloom::base::Shape;
use netloom::ops::*;

/// An op and what it works on.
pub struct Case {
    pub op: Op,
    pub inputs: Vec<Type>,
    pub rows: usize,
    /// Which function it is, where that tells more than the op.
    pub name: &'static str,
    /// What it works on, in words.
    pub of: String,
}

impl Case {
    fn new(op: impl Into<Op>, inputs: impl Into<Vec<Type>>, of: impl Into<String>) -> Case {
        Case { op: op.into(), inputs: inputs.into(), rows: 32, name: "", of: of.into() }
    }

    /// The weights that it changes.
    pub fn weights(&self) -> impl Iterator<Item = Shape> {
        let changed = matches!(self.op, Op::Update(_));
        self.inputs.iter().filter(move |_| changed).map(|of| of.shape.clone())
    }
}

/// Height and width, channels before and after, window, stride, and whether zeros surround the picture.
type Layer = (usize, [usize; 2], usize, usize, bool);

/// Some of mnist-cnn, vgg-small and resnet-small.
const LAYERS: [Layer; 11] = [
    (28, [1, 32], 3, 1, false),
    (13, [32, 64], 3, 1, false),
    (5, [64, 64], 3, 1, false),
    (32, [3, 32], 3, 1, true),
    (32, [32, 32], 3, 1, true),
    (16, [64, 64], 3, 1, true),
    (8, [128, 128], 3, 1, true),
    (32, [16, 16], 3, 1, true),
    (32, [16, 32], 3, 2, true),
    (16, [32, 32], 3, 1, true),
    (32, [16, 32], 1, 2, false),
];

/// All that are measured.
pub fn all() -> Vec<Case> {
    let mut cases: Vec<Case> = [256, 512, 1024].into_iter().map(square).collect();
    let [x, w] = [Type::batched([784]), Type::single([784, 128])];
    cases.push(Case::new(Matmul::fold(false), [x.clone(), w], "32×784 by 784×128"));
    cases.push(Case::new(Matmul::sum_rows(), [x, Type::batched([128])], "784×32 by 32×128"));
    cases.extend(LAYERS.into_iter().flat_map(convolutions));
    cases.push(depthwise());
    cases.extend(passes());
    cases
}

fn square(extent: usize) -> Case {
    let of = Type::single([extent, extent]);
    Case { rows: 1, ..Case::new(Matmul::fold(false), [of.clone(), of], format!("{extent}³")) }
}

/// A convolution and its two gradients.
fn convolutions((size, [before, after], window, stride, padded): Layer) -> [Case; 3] {
    let edge = if padded { window / 2 } else { 0 };
    // As Keras pads what is even: a stride of two leaves out the zeros above and to the left.
    let first = if stride == 2 { 0 } else { edge };
    let padding = Padding { top: first, left: first, bottom: edge, right: edge };
    let geometry = Geometry { stride: [stride, stride], padding, ..Geometry::default() };
    let [height, width] = geometry.output([size, size], [window, window]).expect("the window fits");
    let x = Type::batched([size, size, before]);
    let y = Type::batched([height, width, after]);
    let w = Type::single([window, window, before, after]);
    let stretch = if stride == 1 { String::new() } else { format!(", stride {stride}") };
    let words = format!("{size}×{size}×{before}→{after}, {window}×{window}{stretch}");
    let epilogue = Epilogue::default();
    [
        Case::new(Conv2d { geometry, epilogue }, [x.clone(), w.clone()], words.clone()),
        Case::new(Conv2dInputGradient { geometry, input: [size, size], epilogue }, [y.clone(), w], words.clone()),
        Case::new(Conv2dWeightGradient { geometry, kernel: [window, window] }, [x, y], words),
    ]
}

fn depthwise() -> Case {
    let padding = Padding { top: 1, bottom: 1, left: 1, right: 1 };
    let op = Conv2d { geometry: Geometry { padding, groups: 32, ..Geometry::default() }, ..Conv2d::default() };
    Case::new(op, [Type::batched([32, 32, 32]), Type::single([3, 3, 1, 32])], "32×32×32, 3×3, each channel alone")
}

/// What passes over numbers and calculates little: bound by memory.
fn passes() -> Vec<Case> {
    let [x, pooled] = [Type::batched([32, 32, 32]), Type::batched([16, 16, 32])];
    let [scale, z, label] = [Type::single([32]), Type::batched([1000]), Type::batched([]).of_indices()];
    let weights = Type::single([1 << 20]);
    let window = Window::default();
    let words = "32×32×32";
    vec![
        Case::new(MaxPool { window }, [x.clone()], words),
        Case::new(MaxPoolGradient { window, input: [32, 32] }, [pooled.clone().of_indices(), pooled.clone()], words),
        Case::new(AveragePool { window }, [x.clone()], words),
        Case::new(AveragePoolGradient { window, input: [32, 32] }, [pooled], words),
        Case::new(BatchNorm { epsilon: 1e-3, activation: None }, [x.clone(), scale.clone(), scale.clone()], words),
        Case::new(
            BatchNormGradient { epsilon: 1e-3 },
            [x.clone(), scale.clone(), scale.clone(), scale, x.clone()],
            words,
        ),
        Case { name: "relu", ..Case::new(Unary { function: Function::Relu }, [x.clone()], words) },
        Case { name: "gelu", ..Case::new(Unary { function: Function::Gelu }, [x.clone()], words) },
        Case { name: "add", ..Case::new(Binary::from(BinaryFunction::Add), [x.clone(), x.clone()], words) },
        Case::new(
            Reduce { mean: true, axes: vec![0, 1], rows: false, by_product: false },
            [x],
            format!("{words} over pixels"),
        ),
        Case::new(Softmax { log: false }, [z.clone()], "1000"),
        Case::new(SoftmaxCrossEntropy { smoothing: 0.0 }, [z, label], "1000 classes"),
        Case { name: "Adam", ..Case::new(Update { targets: vec![0], ..Update::default() }, [weights], "1 Mi weights") },
    ]
}
