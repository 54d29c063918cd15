//! Functions of one and two numbers, constants, dropout.

use netloom::ops::{Binary, BinaryFunction, Dropout, Fill, Function, Saved, Type, Unary, UnaryGradient};

use crate::harness::{Bound, Case, batched, between, check_all, single};

/// Awkward counts: below, at and beyond a workgroup, not whole vec4s.
const SHAPES: [&[usize]; 5] = [&[1], &[7], &[3, 5, 17], &[256], &[257]];

/// Where a function is tried.
fn range(function: Function) -> [f64; 2] {
    match function {
        Function::Log | Function::Sqrt | Function::ReciprocalSqrt { .. } => [1e-3, 9.0],
        Function::Exp => [-20.0, 20.0],
        _ => [-12.0, 12.0],
    }
}

/// What the derivative of a function is tried with: arguments, or values that the function can have.
fn saved_range(function: Function) -> [f64; 2] {
    match function {
        _ if function.saved() == Saved::Input => range(function),
        Function::Sigmoid => [0.0, 1.0],
        Function::Tanh => [-1.0, 1.0],
        Function::Elu { alpha } => [-f64::from(alpha), 3.0],
        Function::Selu => [-1.7, 3.0],
        Function::Softplus | Function::Exp => [0.0, 5.0],
        Function::Sqrt => [0.1, 3.0],
        _ => [-3.0, 3.0],
    }
}

fn bound(function: Function) -> Bound {
    match function {
        Function::Elu { .. }
        | Function::Selu
        | Function::Gelu
        | Function::Silu
        | Function::Sigmoid
        | Function::Tanh
        | Function::Softplus
        | Function::Exp
        | Function::Log => Bound::OfLargest(2e-5),
        Function::Linear { .. } => Bound::OfLargest(2e-6),
        _ => Bound::Relative(2e-6),
    }
}

#[test]
fn unary() {
    check_all(Function::ALL.into_iter().flat_map(|function| {
        SHAPES.into_iter().enumerate().map(move |(place, shape)| {
            let (of, rows) = (batched(shape), 1 + place % 3);
            let case = Case::new(Unary { function }, std::slice::from_ref(&of), 3, rows, bound(function));
            case.with(0, between(&of, rows, range(function), 5))
        })
    }));
}

#[test]
fn unary_near_zero() {
    check_all(Function::ALL.into_iter().filter(|function| range(*function)[0] < 0.0).flat_map(|function| {
        let of = batched(&[300]);
        let numbers = between(&of, 1, [-1e-3, 1e-3], 5);
        // Here a lost digit would not be hidden by larger numbers.
        let bound = if let Function::Linear { .. } = function { Bound::OfLargest(2e-6) } else { Bound::Relative(1e-5) };
        [Case::new(Unary { function }, std::slice::from_ref(&of), 1, 1, bound).with(0, numbers)]
    }));
}

#[test]
fn unary_gradient() {
    check_all(Function::ALL.into_iter().flat_map(|function| {
        SHAPES.into_iter().enumerate().map(move |(place, shape)| {
            let (of, rows) = (batched(shape), 1 + place % 3);
            let op = UnaryGradient { function };
            let case = Case::new(op, &[of.clone(), of.clone()], 3, rows, Bound::OfLargest(2e-5));
            case.with(0, between(&of, rows, saved_range(function), 9))
        })
    }));
}

#[test]
fn binary() {
    let pairs: [(Type, Type); 14] = [
        (batched(&[5, 7]), batched(&[5, 7])),
        (batched(&[4, 4]), batched(&[4, 4])),
        (batched(&[5, 7]), single(&[7])),
        (batched(&[6, 8]), single(&[8])),
        (batched(&[5, 7]), single(&[1, 7])),
        (batched(&[5, 7]), single(&[5, 7])),
        (batched(&[5, 7]), single(&[])),
        (batched(&[5, 7]), batched(&[])),
        (batched(&[5, 7]), batched(&[1, 7])),
        (batched(&[5, 7]), batched(&[5, 1])),
        (single(&[5, 1]), batched(&[1, 7])),
        (single(&[]), single(&[3])),
        (batched(&[2, 1, 3, 1]), batched(&[1, 5, 1, 7])),
        (batched(&[31, 17, 16]), single(&[16])),
    ];
    let activations = [None, Some(Function::Relu), Some(Function::LeakyRelu { slope: 0.3 })];
    check_all(pairs.into_iter().enumerate().flat_map(|(place, (a, b))| {
        let rows = 1 + place % 3;
        let activation = activations[place % 3];
        let add = BinaryFunction::ALL.into_iter().enumerate().filter(move |(f, _)| place < 3 || f % 2 == place % 2);
        add.map(move |(_, function)| {
            let case =
                Case::new(Binary { function, activation }, &[a.clone(), b.clone()], 3, rows, Bound::Relative(2e-6));
            // Away from zero, so that quotients stay tame.
            case.with(1, between(&b, rows, [0.5, 2.0], 6))
        })
        .collect::<Vec<_>>()
    }));
}

#[test]
fn more_workgroups_than_one_axis_holds() {
    let of = batched(&[65_537, 33]);
    let op = Unary { function: Function::Relu };
    check_all([Case::new(op, &[of], 2, 2, Bound::Relative(2e-6))]);
}

#[test]
fn fill() {
    let of = [single(&[]), single(&[5, 7]), batched(&[3])];
    check_all(of.map(|of| Case::new(Fill { of, number: -0.75 }, &[], 5, 4, Bound::Relative(0.0))));
}

#[test]
fn dropout() {
    let cases = [(0.0, 1), (0.25, 1), (0.5, 2), (0.9, u32::MAX)];
    check_all(cases.into_iter().flat_map(|(rate, stream)| {
        SHAPES.map(|shape| Case::new(Dropout { rate, stream }, &[batched(shape)], 3, 2, Bound::Relative(2e-6)))
    }));
}
