//! Matrix products and convolutions: against their definitions in f64, in awkward shapes, with any number of rows in
//! use, with and without the driver-independent checks, twice with the same bits.

use std::sync::Arc;

use netloom::device::gpu::Gpu;
use netloom::device::{Device, ProgramId, Step};
use netloom::ops::{
    Conv2d, Conv2dInputGradient, Conv2dWeightGradient, Emit, Epilogue, Function, Geometry, Input, Matmul, MatmulKind,
    Op, Padding, Saved, Type, Value,
};
use netloom::program::{Builder, Fusions, Layout, Program};

use crate::harness::Devices;
use crate::naive::{self, Convolution, Sums};

const BATCH: usize = 3;

/// A product by its definition: rows and the numbers of both factors to sums.
type Definition = Box<dyn Fn(usize, &[f32], &[f32]) -> Sums>;

/// An op to be tried: its inputs, and its definition from the numbers of the first two at a number of rows.
struct Case {
    name: String,
    op: Op,
    inputs: Vec<Type>,
    epilogue: Epilogue,
    /// How many products are added up at a number of rows.
    length: Box<dyn Fn(usize) -> usize>,
    definition: Definition,
}

/// Reproducible numbers between −1 and 1.
fn noise(count: usize, seed: usize) -> Vec<f32> {
    let mut state = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / 8_388_608.0 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// Where the numbers of an input of a case lie.
fn numbers(case: &Case, input: usize, rows: usize) -> Vec<f32> {
    let of = &case.inputs[input];
    let seed = case.name.bytes().fold(input, |seed, byte| (31 * seed + usize::from(byte)) % 1_000_003);
    let mut numbers = noise(of.count(BATCH), seed);
    numbers.truncate(of.count(rows));
    numbers
}

fn erf(x: f64) -> f64 {
    let mut term = x;
    let mut sum = x;
    for n in 1..80 {
        term *= -x * x / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    2.0 / std::f64::consts::PI.sqrt() * sum
}

fn activate(function: Function, x: f64) -> f64 {
    match function {
        Function::Relu => x.max(0.0),
        Function::LeakyRelu { slope } => {
            if x > 0.0 {
                x
            } else {
                f64::from(slope) * x
            }
        }
        // Beyond 5 the series for erf loses its digits, and erf is 1.
        Function::Gelu if x.abs() < 5.0 => x * 0.5 * (1.0 + erf(x / 2f64.sqrt())),
        Function::Gelu => x.max(0.0),
        Function::Tanh => x.tanh(),
        _ => panic!("{function} is not tried here"),
    }
}

fn derivative(function: Function, saved: f64) -> f64 {
    match function {
        Function::Relu => f64::from(u8::from(saved > 0.0)),
        Function::Tanh => 1.0 - saved * saved,
        Function::Gelu => {
            let density = (-0.5 * saved * saved).exp() / (2.0 * std::f64::consts::PI).sqrt();
            0.5 * (1.0 + erf(saved / 2f64.sqrt())) + saved * density
        }
        _ => panic!("{function} is not tried here"),
    }
}

/// What a case must give, and by how much each number may be off.
fn expected(case: &Case, rows: usize) -> Vec<(f64, f64)> {
    let [a, b] = [numbers(case, 0, rows), numbers(case, 1, rows)];
    let Sums { value, magnitude } = (case.definition)(rows, &a, &b);
    let scale = 4.0 * ((case.length)(rows) as f64).sqrt() * 2f64.powi(-24);
    let bias = case.epilogue.bias.then(|| numbers(case, 2, rows));
    let saved =
        case.epilogue.gradient.map(|function| (function, numbers(case, 2 + usize::from(case.epilogue.bias), rows)));
    let finish = |(place, (value, magnitude)): (usize, (f64, f64))| {
        let mut y = value;
        let mut bound = scale * magnitude + 1e-6;
        if let Some(bias) = &bias {
            y += f64::from(bias[place % bias.len()]);
        }
        if let Some(function) = case.epilogue.activation {
            y = activate(function, y);
            // No derivative of these functions exceeds 1.2.
            bound = 1.2 * bound + 2e-6 * y.abs();
        }
        if let Some((function, saved)) = &saved {
            let factor = derivative(*function, f64::from(saved[place]));
            bound = bound * factor.abs() + 2e-6 * y.abs();
            y *= factor;
        }
        (y, bound)
    };
    value.into_iter().zip(magnitude).enumerate().map(finish).collect()
}

fn program(cases: &[&Case]) -> (Arc<Program>, Vec<Vec<Value>>) {
    let mut builder = Builder::new(Arc::new(Layout::default()));
    let mut inputs = Vec::new();
    for case in cases {
        let emit: &mut dyn Emit = &mut builder;
        let values: Vec<Value> = case.inputs.iter().map(|of| emit.emit(Input { of: of.clone() }, &[])).collect();
        let result = emit.emit(case.op.clone(), &values);
        for (place, &value) in values.iter().enumerate() {
            builder.name(format!("{} {place}", case.name), value);
        }
        builder.name(&case.name, result);
        inputs.push(values);
    }
    (Arc::new(builder.finish(BATCH, Fusions::NONE)), inputs)
}

/// The results of all cases at a number of rows in use, the memory beyond them included.
fn results(gpu: &mut Gpu, id: ProgramId, program: &Program, cases: &[&Case], rows: usize) -> Vec<Vec<f32>> {
    gpu.run(id, &[Step { rows: rows as u32, ..Step::default() }]).expect("a step runs");
    let value = |case: &Case| program.named(&case.name).expect("every case has its name");
    cases.iter().map(|case| gpu.read(id, value(case), BATCH).expect("a result can be read")).collect()
}

/// The results of all cases at 1, 2 and 3 rows, each from memory full of NaN.
fn run(gpu: &mut Gpu, cases: &[&Case]) -> Vec<Vec<Vec<f32>>> {
    let (program, inputs) = program(cases);
    let store = gpu.store(&program.layout, 0).expect("there is room for no weights");
    let mut at_rows = |rows: usize| {
        let id = gpu.prepare(program.clone(), store, None).expect("the program can be prepared");
        for (case, values) in cases.iter().zip(&inputs) {
            for (place, &value) in values.iter().enumerate() {
                // Beyond the rows in use there is NaN, which nothing may read.
                gpu.write(id, value, &numbers(case, place, rows)).expect("an input can be written");
            }
        }
        let first = results(gpu, id, &program, cases, rows);
        let second = results(gpu, id, &program, cases, rows);
        assert!(same_bits(&first, &second), "a second run at {rows} rows gives other bits");
        gpu.forget(id);
        first
    };
    (1..=BATCH).map(&mut at_rows).collect()
}

fn same_bits(a: &[Vec<f32>], b: &[Vec<f32>]) -> bool {
    let bits = |numbers: &[Vec<f32>]| -> Vec<u32> { numbers.iter().flatten().map(|number| number.to_bits()).collect() };
    bits(a) == bits(b)
}

fn try_all(cases: &[Case]) {
    assert!(cases.len() >= 20, "there are enough cases");
    let Some(mut devices) = Devices::open() else { return };
    let found = run(&mut devices.gpu, &cases.iter().collect::<Vec<_>>());
    for (rows, found) in (1..).zip(&found) {
        for (case, found) in cases.iter().zip(found) {
            let expected = expected(case, rows);
            for (place, (&found, (wanted, bound))) in found.iter().zip(&expected).enumerate() {
                let error = (f64::from(found) - wanted).abs();
                // Written so that NaN fails.
                assert!(error <= *bound, "{} at {rows} rows: number {place} is {found}, not {wanted}", case.name);
            }
            let beyond = &found[expected.len()..];
            assert!(beyond.iter().all(|number| number.is_nan()), "{} at {rows} rows writes beyond them", case.name);
        }
    }
    // Compiling takes most of the time, so some of the shaders stand for all.
    let some: Vec<&Case> = cases.iter().step_by(4).collect();
    for (found, checked) in found.iter().zip(run(&mut devices.checked, &some)) {
        let found: Vec<Vec<f32>> = found.iter().step_by(4).cloned().collect();
        assert!(same_bits(&found, &checked), "checked shaders give other bits");
    }
}

/// A case with an epilogue, whose inputs follow the op's own.
fn case(
    name: String,
    op: impl Fn(Epilogue) -> Op,
    [a, b]: [Type; 2],
    epilogue: Epilogue,
    length: impl Fn(usize) -> usize + 'static,
    definition: impl Fn(usize, &[f32], &[f32]) -> Sums + 'static,
) -> Case {
    let plain = op(Epilogue::default()).outputs(&[&a, &b]).expect("the case is well formed").remove(0);
    let mut inputs = vec![a, b];
    if epilogue.bias {
        inputs.push(Type::single([plain.shape.last()]));
    }
    if epilogue.gradient.is_some() {
        inputs.push(plain);
    }
    let name = format!("{name}{}", epilogue.words());
    Case { name, op: op(epilogue), inputs, epilogue, length: Box::new(length), definition: Box::new(definition) }
}

/// The epilogues in turn: nothing, bias, bias and function, gradients from outputs and inputs.
fn epilogue(turn: usize) -> Epilogue {
    let plain = Epilogue::default();
    assert_eq!(Function::Gelu.saved(), Saved::Input);
    match turn % 8 {
        1 => Epilogue { bias: true, ..plain },
        2 => Epilogue { bias: true, activation: Some(Function::Relu), ..plain },
        3 => Epilogue { gradient: Some(Function::Relu), ..plain },
        4 => Epilogue { bias: true, activation: Some(Function::Gelu), ..plain },
        5 => Epilogue { gradient: Some(Function::Gelu), ..plain },
        6 => Epilogue { activation: Some(Function::LeakyRelu { slope: 0.3 }), ..plain },
        7 => Epilogue { bias: true, gradient: Some(Function::Tanh), ..plain },
        _ => plain,
    }
}

fn matmul(kind: MatmulKind, transposed: [bool; 2], a: Type, b: Type, epilogue: Epilogue) -> Case {
    let op = move |epilogue| Matmul { kind, transpose_a: transposed[0], transpose_b: transposed[1], epilogue };
    let (of_a, of_b) = (a.clone(), b.clone());
    let extents = move |rows| op(Epilogue::default()).extents(&of_a, &of_b, rows);
    let name = format!("{kind:?} {transposed:?} {} {} {}", a.batched, a.shape, b.shape);
    let at = extents.clone();
    case(
        name,
        move |epilogue| op(epilogue).into(),
        [a, b],
        epilogue,
        move |rows| at(rows)[3],
        move |rows, a, b| {
            let turned = if kind == MatmulKind::SumRows { [true, false] } else { transposed };
            naive::matmul(a, b, extents(rows), turned, kind != MatmulKind::Stack)
        },
    )
}

#[test]
fn matrix_products() {
    let mut cases = Vec::new();
    let fold = [
        (vec![1], 1),
        (vec![5], 3),
        (vec![64], 64),
        (vec![65], 63),
        (vec![7, 16], 10),
        (vec![43, 33], 65),
        (vec![22, 12], 12),
        (vec![2, 3, 20], 132),
        (vec![300], 4),
        (vec![43, 8], 8),
        (vec![30, 48], 30),
        (vec![576], 64),
    ];
    for (turn, (shape, n)) in fold.into_iter().enumerate() {
        let k = *shape.last().expect("a matrix has columns");
        let transposed = turn % 3 == 1;
        let b = if transposed { [n, k] } else { [k, n] };
        let a = if turn == 9 { Type::single(shape) } else { Type::batched(shape) };
        cases.push(matmul(MatmulKind::Fold, [false, transposed], a, Type::single(b), epilogue(turn)));
        if turn < 6 {
            let b = if transposed { [k, n] } else { [n, k] };
            let a = cases[cases.len() - 1].inputs[0].clone();
            cases.push(matmul(MatmulKind::Fold, [false, !transposed], a, Type::single(b), epilogue(turn + 3)));
        }
    }
    let sums = [
        (vec![1], 1),
        (vec![65], 10),
        (vec![64], 64),
        (vec![170, 9], 33),
        (vec![3, 1], 5),
        (vec![400, 20], 12),
        (vec![6000, 4], 3),
        (vec![7, 130], 68),
    ];
    for (turn, (shape, n)) in sums.into_iter().enumerate() {
        let mut other = shape.clone();
        *other.last_mut().expect("a matrix has columns") = n;
        let of = |shape: Vec<usize>| if turn == 7 { Type::single(shape) } else { Type::batched(shape) };
        cases.push(matmul(MatmulKind::SumRows, [false, false], of(shape), of(other), Epilogue::default()));
    }
    let stack = [([4, 8, 8, 8], 0), ([2, 5, 7, 3], 3), ([1, 65, 66, 17], 2), ([3, 12, 20, 16], 5), ([2, 33, 4, 1], 1)];
    for ([heads, m, n, k], turn) in stack {
        for (place, transposed) in [[false, false], [true, false], [false, true], [true, true]].into_iter().enumerate()
        {
            let a = if transposed[0] { [heads, k, m] } else { [heads, m, k] };
            let b = if transposed[1] { [heads, n, k] } else { [heads, k, n] };
            let of = |shape: [usize; 3]| if place == 3 { Type::single(shape) } else { Type::batched(shape) };
            cases.push(matmul(MatmulKind::Stack, transposed, of(a), of(b), epilogue(turn + place)));
        }
    }
    try_all(&cases);
}

/// Height, width and channels; filters; kernel; stride; padding top, bottom, left, right; dilation; groups.
type Row = ([usize; 3], usize, [usize; 2], [usize; 2], [usize; 4], [usize; 2], usize);

const CONVOLUTIONS: [Row; 28] = [
    ([9, 8, 12], 12, [3, 3], [2, 2], [0, 1, 0, 1], [1, 1], 12),
    ([11, 10, 4], 4, [3, 2], [3, 1], [2, 2, 1, 1], [2, 2], 4),
    ([1, 1, 1], 1, [1, 1], [1, 1], [0, 0, 0, 0], [1, 1], 1),
    ([5, 5, 1], 8, [3, 3], [1, 1], [0, 0, 0, 0], [1, 1], 1),
    ([28, 28, 1], 32, [3, 3], [1, 1], [0, 0, 0, 0], [1, 1], 1),
    ([7, 9, 3], 5, [3, 3], [1, 1], [1, 1, 1, 1], [1, 1], 1),
    ([8, 8, 4], 4, [3, 3], [1, 1], [1, 1, 1, 1], [1, 1], 1),
    ([9, 7, 4], 12, [3, 3], [2, 2], [0, 1, 0, 1], [1, 1], 1),
    ([9, 7, 8], 6, [2, 2], [2, 2], [0, 0, 0, 0], [1, 1], 1),
    ([10, 10, 3], 8, [5, 5], [1, 1], [2, 2, 2, 2], [1, 1], 1),
    ([11, 8, 4], 8, [3, 2], [3, 2], [3, 0, 0, 2], [1, 1], 1),
    ([12, 12, 4], 4, [3, 3], [1, 1], [2, 2, 2, 2], [2, 2], 1),
    ([12, 11, 4], 8, [3, 3], [2, 2], [2, 1, 3, 0], [2, 3], 1),
    ([12, 12, 3], 7, [2, 3], [3, 3], [1, 1, 1, 1], [3, 2], 1),
    ([13, 9, 8], 8, [3, 3], [4, 1], [1, 1, 0, 0], [2, 1], 1),
    ([6, 6, 8], 8, [1, 1], [1, 1], [0, 0, 0, 0], [1, 1], 1),
    ([6, 6, 8], 16, [1, 1], [2, 2], [0, 0, 0, 0], [1, 1], 1),
    ([6, 6, 8], 8, [3, 3], [1, 1], [1, 1, 1, 1], [1, 1], 2),
    ([6, 5, 6], 9, [3, 3], [1, 1], [1, 1, 1, 1], [1, 1], 3),
    ([7, 7, 12], 24, [3, 3], [2, 2], [1, 1, 1, 1], [1, 1], 3),
    ([8, 8, 8], 8, [3, 3], [1, 1], [1, 1, 1, 1], [1, 1], 8),
    ([9, 8, 5], 5, [3, 3], [2, 2], [0, 1, 0, 1], [1, 1], 5),
    ([8, 8, 4], 8, [5, 5], [1, 1], [2, 2, 2, 2], [1, 1], 4),
    ([5, 5, 64], 64, [3, 3], [1, 1], [0, 0, 0, 0], [1, 1], 1),
    ([13, 13, 32], 65, [3, 3], [1, 1], [0, 0, 0, 0], [1, 1], 1),
    ([3, 40, 16], 20, [1, 7], [1, 2], [0, 0, 3, 3], [1, 1], 1),
    ([30, 1, 2], 3, [5, 1], [2, 1], [0, 3, 0, 0], [1, 1], 1),
    ([4, 4, 3], 1, [4, 4], [1, 1], [0, 0, 0, 0], [1, 1], 1),
];

fn convolution((input, filters, kernel, stride, [top, bottom, left, right], dilation, groups): Row) -> Convolution {
    let padding = Padding { top, bottom, left, right };
    Convolution { geometry: Geometry { stride, padding, dilation, groups }, input, kernel, filters }
}

fn convolutions(of: impl Fn(usize, Convolution, [Type; 3]) -> Case) -> Vec<Case> {
    let case = |(turn, &row): (usize, &Row)| {
        let convolution = convolution(row);
        let [oh, ow] = convolution.output();
        let y = Type::batched([oh, ow, convolution.filters]);
        of(turn, convolution, [Type::batched(convolution.input), Type::single(convolution.weights()), y])
    };
    CONVOLUTIONS.iter().enumerate().map(case).collect()
}

#[test]
fn convolutions_forward() {
    try_all(&convolutions(|turn, c, [x, w, _]| {
        let op = move |epilogue| Conv2d { geometry: c.geometry, epilogue }.into();
        let length = c.weights()[..3].iter().product();
        case(format!("{c:?}"), op, [x, w], epilogue(turn), move |_| length, move |rows, x, w| c.forward(rows, x, w))
    }));
}

#[test]
fn convolutions_input_gradient() {
    try_all(&convolutions(|turn, c, [_, w, y]| {
        let input = [c.input[0], c.input[1]];
        let op = move |epilogue| Conv2dInputGradient { geometry: c.geometry, input, epilogue }.into();
        let length = c.kernel[0] * c.kernel[1] * c.filters / c.geometry.groups;
        let definition = move |rows, dy: &[f32], w: &[f32]| c.input_gradient(rows, dy, w);
        case(format!("{c:?}"), op, [y, w], epilogue(turn), move |_| length, definition)
    }));
}

#[test]
fn convolutions_weight_gradient() {
    try_all(&convolutions(|_, c, [x, _, y]| {
        let op = move |_| Conv2dWeightGradient { geometry: c.geometry, kernel: c.kernel }.into();
        let [oh, ow] = c.output();
        let definition = move |rows, x: &[f32], dy: &[f32]| c.weight_gradient(rows, x, dy);
        case(format!("{c:?}"), op, [x, y], Epilogue::default(), move |rows| rows * oh * ow, definition)
    }));
}
