//! Awkward cases of every op: settings and inputs drawn from a stream, the same in every run.

use netloom::base::{Philox, Shape};
use netloom::ops::*;

use crate::trial::{Draw, Given};

/// One op at work.
pub struct Case {
    pub op: Op,
    pub given: Vec<Given>,
}

fn case(op: impl Into<Op>, given: Vec<Given>) -> Case {
    Case { op: op.into(), given }
}

/// How many cases of each op there are.
pub const COUNT: u64 = 24;

/// A name, and how a case is drawn.
pub type Kind = (String, Box<dyn Fn(&mut Draw) -> Case>);

/// The kinds of cases.
pub fn kinds() -> Vec<Kind> {
    let mut kinds: Vec<Kind> = vec![
        ("matmul fold".into(), Box::new(fold)),
        ("matmul sum rows".into(), Box::new(sum_rows)),
        ("matmul stack".into(), Box::new(stack)),
        ("conv2d".into(), Box::new(conv2d)),
        ("conv2d of many channels".into(), Box::new(wide_conv2d)),
        ("conv2d depthwise".into(), Box::new(depthwise)),
        ("conv2d input gradient".into(), Box::new(conv2d_input_gradient)),
        ("conv2d weight gradient".into(), Box::new(conv2d_weight_gradient)),
        ("max pool".into(), Box::new(max_pool)),
        ("average pool".into(), Box::new(average_pool)),
        ("average pool gradient".into(), Box::new(average_pool_gradient)),
        ("reduce".into(), Box::new(reduce)),
        ("broadcast".into(), Box::new(broadcast)),
        ("softmax".into(), Box::new(softmax)),
        ("layer norm".into(), Box::new(layer_norm)),
        ("batch norm".into(), Box::new(batch_norm)),
        ("reshape".into(), Box::new(reshape)),
        ("transpose".into(), Box::new(transpose)),
        ("concat".into(), Box::new(concat)),
        ("slice".into(), Box::new(slice)),
        ("pad".into(), Box::new(pad)),
        ("resize".into(), Box::new(resize)),
        ("resize gradient".into(), Box::new(resize_gradient)),
        ("dropout".into(), Box::new(dropout)),
        ("softmax cross-entropy".into(), Box::new(softmax_cross_entropy)),
    ];
    for function in Function::ALL {
        kinds.push((format!("unary {function}"), Box::new(move |draw| unary(function, draw))));
    }
    for function in BinaryFunction::ALL {
        kinds.push((format!("binary {}", function.name()), Box::new(move |draw| binary(function, draw))));
    }
    kinds
}

/// Zero to two axes of one to four.
fn leading(draw: &mut Draw) -> Vec<usize> {
    (0..draw.whole(0, 2)).map(|_| draw.whole(1, 4)).collect()
}

fn shape(leading: &[usize], last: &[usize]) -> Shape {
    [leading, last].concat().into()
}

fn fold(draw: &mut Draw) -> Case {
    let [k, n] = [draw.whole(1, 7), draw.whole(1, 9)];
    let transposed = draw.coin();
    let leading = leading(draw);
    let a = draw.given(Type::batched(shape(&leading, &[k])));
    let b = draw.given(Type::single(if transposed { [n, k] } else { [k, n] }));
    case(Matmul::fold(transposed), vec![a, b])
}

fn sum_rows(draw: &mut Draw) -> Case {
    let [m, n] = [draw.whole(1, 7), draw.whole(1, 9)];
    let leading = leading(draw);
    let [a, b] = [m, n].map(|last| draw.given(Type::batched(shape(&leading, &[last]))));
    case(Matmul::sum_rows(), vec![a, b])
}

fn stack(draw: &mut Draw) -> Case {
    let [m, n, k] = [draw.whole(1, 4), draw.whole(1, 5), draw.whole(1, 4)];
    let [ta, tb] = [draw.coin(), draw.coin()];
    let leading = leading(draw);
    let a = draw.given(Type::batched(shape(&leading, &if ta { [k, m] } else { [m, k] })));
    let b = draw.given(Type::batched(shape(&leading, &if tb { [n, k] } else { [k, n] })));
    case(Matmul::stack(ta, tb), vec![a, b])
}

/// A geometry, the picture's extents, the kernel's, and the channels (in, out).
pub fn convolution(draw: &mut Draw) -> (Geometry, [usize; 2], [usize; 2], [usize; 2]) {
    let groups = draw.whole(1, 3);
    let channels = [groups * draw.whole(1, 3), groups * draw.whole(1, 3)];
    let kernel = [draw.whole(1, 3), draw.whole(1, 3)];
    let pad = draw.whole(0, 1);
    let mut side = || draw.whole(0, 2 * pad);
    let padding = Padding { top: side(), bottom: side(), left: side(), right: side() };
    let stride = [draw.whole(1, 3), draw.whole(1, 3)];
    let dilation = [draw.whole(1, 2), draw.whole(1, 2)];
    let geometry = Geometry { stride, padding, dilation, groups };
    let extents = [0, 1].map(|axis| (kernel[axis] - 1) * dilation[axis] + draw.whole(1, 5));
    (geometry, extents, kernel, channels)
}

fn conv2d(draw: &mut Draw) -> Case {
    let (geometry, [h, w], [kh, kw], [ci, co]) = convolution(draw);
    let x = draw.given(Type::batched([h, w, ci]));
    let weights = draw.given(Type::single([kh, kw, ci / geometry.groups, co]));
    case(Conv2d { geometry, epilogue: Epilogue::default() }, vec![x, weights])
}

/// A geometry without groups, the picture's extents, the kernel's, and enough channels for tiles in registers.
pub fn wide_convolution(draw: &mut Draw) -> (Geometry, [usize; 2], [usize; 2], [usize; 2]) {
    let (mut geometry, extents, kernel, _) = convolution(draw);
    geometry.groups = 1;
    geometry.dilation[1] = 1;
    if draw.coin() {
        geometry.stride = [1, 1];
    }
    let several = [8, 16, 17, 32, 48, 56];
    let mut channels = [draw.whole(1, 5), several[draw.whole(0, 5)]];
    if draw.coin() {
        channels[0] = several[draw.whole(0, 5)];
    }
    (geometry, [extents[0], extents[1] + draw.whole(0, 9)], kernel, channels)
}

fn wide_conv2d(draw: &mut Draw) -> Case {
    let (geometry, [h, w], [kh, kw], [ci, co]) = wide_convolution(draw);
    let x = draw.given(Type::batched([h, w, ci]));
    let weights = draw.given(Type::single([kh, kw, ci, co]));
    case(Conv2d { geometry, epilogue: Epilogue::default() }, vec![x, weights])
}

/// A geometry with one filter for each channel, the picture's extents, the kernel's, and the channels.
pub fn depthwise_convolution(draw: &mut Draw) -> (Geometry, [usize; 2], [usize; 2], [usize; 2]) {
    let (mut geometry, extents, kernel, _) = convolution(draw);
    geometry.groups = [2, 5, 16, 19, 32][draw.whole(0, 4)];
    (geometry, extents, kernel, [geometry.groups; 2])
}

fn depthwise(draw: &mut Draw) -> Case {
    let (geometry, [h, w], [kh, kw], [channels, _]) = depthwise_convolution(draw);
    let x = draw.given(Type::batched([h, w, channels]));
    let weights = draw.given(Type::single([kh, kw, 1, channels]));
    case(Conv2d { geometry, epilogue: Epilogue::default() }, vec![x, weights])
}

fn conv2d_input_gradient(draw: &mut Draw) -> Case {
    let (geometry, input, kernel, [ci, co]) = convolution(draw);
    let [oh, ow] = geometry.output(input, kernel).unwrap();
    let dy = draw.given(Type::batched([oh, ow, co]));
    let weights = draw.given(Type::single([kernel[0], kernel[1], ci / geometry.groups, co]));
    case(Conv2dInputGradient { geometry, input, epilogue: Epilogue::default() }, vec![dy, weights])
}

fn conv2d_weight_gradient(draw: &mut Draw) -> Case {
    let (geometry, input, kernel, [ci, co]) = convolution(draw);
    let [oh, ow] = geometry.output(input, kernel).unwrap();
    let x = draw.given(Type::batched([input[0], input[1], ci]));
    let dy = draw.given(Type::batched([oh, ow, co]));
    case(Conv2dWeightGradient { geometry, kernel }, vec![x, dy])
}

fn window(draw: &mut Draw) -> (Window, [usize; 2]) {
    let size = [draw.whole(1, 3), draw.whole(1, 3)];
    let mut side = |axis: usize| draw.whole(0, size[axis] - 1);
    let padding = Padding { top: side(0), bottom: side(0), left: side(1), right: side(1) };
    let stride = [draw.whole(1, 3), draw.whole(1, 3)];
    (Window { size, stride, padding }, [0, 1].map(|axis| size[axis] + draw.whole(0, 4)))
}

fn max_pool(draw: &mut Draw) -> Case {
    let (window, [h, w]) = window(draw);
    let channels = draw.whole(1, 4);
    case(MaxPool { window }, vec![draw.given(Type::batched([h, w, channels]))])
}

fn average_pool(draw: &mut Draw) -> Case {
    let (window, [h, w]) = window(draw);
    let channels = draw.whole(1, 4);
    case(AveragePool { window }, vec![draw.given(Type::batched([h, w, channels]))])
}

fn average_pool_gradient(draw: &mut Draw) -> Case {
    let (window, input) = window(draw);
    let [oh, ow] = window.output(input).unwrap();
    let channels = draw.whole(1, 4);
    case(AveragePoolGradient { window, input }, vec![draw.given(Type::batched([oh, ow, channels]))])
}

fn any_type(draw: &mut Draw, axes: usize) -> Type {
    let extents: Vec<usize> = (0..axes).map(|_| draw.whole(1, 4)).collect();
    if draw.coin() { Type::batched(extents) } else { Type::single(extents) }
}

fn some_axes(draw: &mut Draw, of: &Type) -> Vec<usize> {
    (0..of.shape.len()).filter(|_| draw.coin()).collect()
}

fn reduce(draw: &mut Draw) -> Case {
    let axes = draw.whole(0, 4);
    let of = any_type(draw, axes);
    let axes = some_axes(draw, &of);
    let op = Reduce { mean: draw.coin(), axes, rows: of.batched && draw.coin(), by_product: false };
    case(op, vec![draw.given(of)])
}

fn broadcast(draw: &mut Draw) -> Case {
    let axes = draw.whole(0, 4);
    let to = any_type(draw, axes);
    let stretched = some_axes(draw, &to);
    let from: Vec<usize> = (0..axes).map(|axis| if stretched.contains(&axis) { 1 } else { to.shape[axis] }).collect();
    let rows = draw.coin();
    let of = Type { batched: to.batched && !rows, ..Type::single(from) };
    case(Broadcast { shape: to.shape, rows, mean: draw.coin() }, vec![draw.given(of)])
}

fn softmax(draw: &mut Draw) -> Case {
    let leading = leading(draw);
    let width = draw.whole(1, 8);
    case(Softmax { log: draw.coin() }, vec![draw.given(Type::batched(shape(&leading, &[width])))])
}

fn layer_norm(draw: &mut Draw) -> Case {
    let leading = leading(draw);
    let width = draw.whole(1, 6);
    let x = draw.given(Type::batched(shape(&leading, &[width])));
    let [gamma, beta] = [0, 1].map(|_| draw.given(Type::single([width])));
    case(LayerNorm { epsilon: 1e-3 }, vec![x, gamma, beta])
}

fn batch_norm(draw: &mut Draw) -> Case {
    let leading = leading(draw);
    let width = draw.whole(1, 6);
    let x = draw.given(Type::batched(shape(&leading, &[width])));
    let [gamma, beta] = [0, 1].map(|_| draw.given(Type::single([width])));
    case(BatchNorm { epsilon: 1e-3, activation: None }, vec![x, gamma, beta])
}

fn reshape(draw: &mut Draw) -> Case {
    let of = any_type(draw, 3);
    let shape = if draw.coin() { vec![of.shape.count()] } else { vec![of.shape[0] * of.shape[1], 1, of.shape[2]] };
    case(Reshape { shape: shape.into() }, vec![draw.given(of)])
}

fn transpose(draw: &mut Draw) -> Case {
    let axes = draw.whole(1, 4);
    let of = any_type(draw, axes);
    let mut order: Vec<usize> = (0..axes).collect();
    draw.random.shuffle(&mut order);
    case(Transpose { order }, vec![draw.given(of)])
}

fn concat(draw: &mut Draw) -> Case {
    let axes = draw.whole(1, 3);
    let of = any_type(draw, axes);
    let axis = draw.whole(0, axes - 1);
    let given = (0..draw.whole(1, 3)).map(|_| {
        let mut extents = of.shape.to_vec();
        extents[axis] = draw.whole(1, 4);
        draw.given(Type { shape: extents.into(), ..of.clone() })
    });
    case(Concat { axis }, given.collect())
}

fn slice(draw: &mut Draw) -> Case {
    let axes = draw.whole(1, 4);
    let of = any_type(draw, axes);
    let axis = draw.whole(0, axes - 1);
    let start = draw.whole(0, of.shape[axis] - 1);
    let length = draw.whole(1, of.shape[axis] - start);
    case(Slice { axis, start, length }, vec![draw.given(of)])
}

fn pad(draw: &mut Draw) -> Case {
    let axes = draw.whole(1, 4);
    let of = any_type(draw, axes);
    let [before, after] = [0, 1].map(|_| (0..axes).map(|_| draw.whole(0, 2)).collect());
    case(Pad { before, after }, vec![draw.given(of)])
}

fn interpolation(draw: &mut Draw) -> Interpolation {
    if draw.coin() { Interpolation::Bilinear } else { Interpolation::Nearest }
}

fn resize(draw: &mut Draw) -> Case {
    let factor = [draw.whole(1, 3), draw.whole(1, 3)];
    let of = Type::batched([draw.whole(1, 4), draw.whole(1, 4), draw.whole(1, 3)]);
    case(Resize { factor, interpolation: interpolation(draw) }, vec![draw.given(of)])
}

fn resize_gradient(draw: &mut Draw) -> Case {
    let factor = [draw.whole(1, 3), draw.whole(1, 3)];
    let of = Type::batched([factor[0] * draw.whole(1, 3), factor[1] * draw.whole(1, 3), draw.whole(1, 3)]);
    case(ResizeGradient { factor, interpolation: interpolation(draw) }, vec![draw.given(of)])
}

fn dropout(draw: &mut Draw) -> Case {
    let axes = draw.whole(1, 3);
    let of = any_type(draw, axes);
    case(Dropout { rate: draw.random.uniform() as f32 * 0.9, stream: 3 }, vec![draw.given(of)])
}

fn softmax_cross_entropy(draw: &mut Draw) -> Case {
    let classes = draw.whole(1, 7);
    let mut given = vec![draw.given(Type::batched([classes])), draw.labels(classes)];
    if draw.coin() {
        let weights = draw.given_by(Type::single([classes]), Philox::uniform);
        given.push(Given { varies: false, ..weights });
    }
    case(SoftmaxCrossEntropy { smoothing: if draw.coin() { 0.1 } else { 0.0 } }, given)
}

/// A number at least 0.05 away from the kinks of all functions (0 and ±0.75).
fn smooth(random: &mut Philox) -> f64 {
    loop {
        let number = 1.5 * random.normal();
        if [-0.75, 0.0, 0.75].iter().all(|kink: &f64| (number - kink).abs() > 0.05) {
            return number;
        }
    }
}

fn unary(function: Function, draw: &mut Draw) -> Case {
    let axes = draw.whole(0, 3);
    let of = any_type(draw, axes);
    let positive = matches!(function, Function::Log | Function::Sqrt | Function::ReciprocalSqrt { .. });
    case(
        Unary { function },
        vec![draw.given_by(of, |random| if positive { smooth(random).abs() } else { smooth(random) })],
    )
}

fn binary(function: BinaryFunction, draw: &mut Draw) -> Case {
    let axes = draw.whole(0, 3);
    let full: Vec<usize> = (0..axes).map(|_| draw.whole(1, 4)).collect();
    let side = |draw: &mut Draw| {
        let skipped = draw.whole(0, axes);
        let extents: Vec<usize> =
            full[skipped..].iter().map(|&extent| if draw.whole(0, 3) == 0 { 1 } else { extent }).collect();
        Type { batched: draw.coin(), ..Type::single(extents) }
    };
    let [a, b] = [side(draw), side(draw)];
    let a = draw.given(a);
    let b =
        draw.given_by(
            b,
            |random| if function == BinaryFunction::Divide { 1.0 + smooth(random).abs() } else { smooth(random) },
        );
    case(Binary::from(function), vec![a, b])
}
