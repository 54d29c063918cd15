//! Softmax, normalisation and losses.

use netloom::ops::{
    BatchNorm, BatchNormGradient, Correct, Function, LayerNorm, LayerNormGradient, Softmax, SoftmaxCrossEntropy,
    SoftmaxCrossEntropyGradient, SoftmaxCrossEntropyStep, SoftmaxGradient,
};

use crate::harness::{Bound, Case, batched, between, check_all, coarse, indices, single};

/// Lengths of the innermost axis, below, at and beyond what one invocation and one workgroup take.
const LENGTHS: [usize; 8] = [1, 2, 10, 32, 33, 64, 65, 1000];

#[test]
fn softmax() {
    check_all(LENGTHS.into_iter().enumerate().flat_map(|(place, n)| {
        [false, true].into_iter().flat_map(move |log| {
            let of = if place % 2 == 0 { batched(&[3, n]) } else { batched(&[n]) };
            let case = |rows| Case::new(Softmax { log }, std::slice::from_ref(&of), 7, rows, Bound::OfLargest(2e-5));
            [case(7).with(0, between(&of, 7, [-30.0, 90.0], 4)), case(2)]
        })
    }));
}

#[test]
fn softmax_gradient() {
    check_all(LENGTHS.into_iter().flat_map(|n| {
        [false, true].into_iter().flat_map(move |log| {
            let of = batched(&[n]);
            let range = if log { [-5.0, -0.1] } else { [0.0, 1.0] };
            [1, 5].map(|rows| {
                let case =
                    Case::new(SoftmaxGradient { log }, &[of.clone(), of.clone()], 5, rows, Bound::OfLargest(2e-5));
                case.with(0, between(&of, rows, range, 8))
            })
        })
    }));
}

#[test]
fn layer_norm() {
    check_all(LENGTHS.into_iter().flat_map(|n| {
        let types = [batched(&[3, n]), single(&[n]), single(&[n])];
        [1, 4].map(|rows| {
            let case = Case::new(LayerNorm { epsilon: 1e-3 }, &types, 4, rows, Bound::OfLargest(2e-5));
            // A mean far from zero, where a variance by squares would fail.
            case.with(0, between(&types[0], rows, [4.0, 6.0], 3))
        })
    }));
}

#[test]
fn layer_norm_gradient() {
    check_all(LENGTHS.into_iter().flat_map(|n| {
        let leading: &[usize] = if n == 10 { &[67] } else { &[3] };
        let x = batched(&[leading, &[n]].concat());
        let types = [x.clone(), single(&[n]), x];
        [1, 4, 33].map(|rows| Case::new(LayerNormGradient { epsilon: 1e-3 }, &types, 33, rows, Bound::OfLargest(2e-5)))
    }));
}

#[test]
fn batch_norm() {
    let shapes: [&[usize]; 7] = [&[1], &[3], &[64], &[65], &[5, 7, 3], &[9, 8, 16], &[33, 31, 20]];
    check_all(shapes.into_iter().flat_map(|shape| {
        let c = single(&[*shape.last().expect("a channel")]);
        let types = [batched(shape), c.clone(), c];
        [2, 5, 8].map(|rows| {
            let op = BatchNorm { epsilon: 1e-3, activation: (rows == 5).then_some(Function::LeakyRelu { slope: 0.3 }) };
            let case = Case::new(op, &types, 8, rows, Bound::OfLargest(2e-5));
            case.with(0, between(&types[0], rows, [48.0, 52.0], 3))
        })
    }));
}

#[test]
fn batch_norm_gradient() {
    let shapes: [&[usize]; 7] = [&[1], &[3], &[64], &[65], &[5, 7, 3], &[9, 8, 16], &[33, 31, 20]];
    check_all(shapes.into_iter().flat_map(|shape| {
        let c = single(&[*shape.last().expect("a channel")]);
        let types = [batched(shape), c.clone(), c.clone(), c.clone(), batched(shape)];
        [2, 5, 8].map(|rows| {
            let case = Case::new(BatchNormGradient { epsilon: 1e-3 }, &types, 8, rows, Bound::OfLargest(2e-5));
            case.with(3, between(&c, rows, [0.5, 2.0], 3))
        })
    }));
}

#[test]
fn softmax_cross_entropy() {
    let label = batched(&[]).of_indices();
    check_all(LENGTHS.into_iter().flat_map(|n| {
        [(0.0, false), (0.1, true), (0.1, false)].into_iter().enumerate().flat_map({
            let label = label.clone();
            move |(place, (smoothing, weighted))| {
                let mut types = vec![batched(&[n]), label.clone()];
                types.extend(weighted.then(|| single(&[n])));
                let rows = 9 - place;
                // One more than there are classes: a label beyond them costs nothing.
                let labels = indices(&label, rows, n + 1, 5);
                let op = SoftmaxCrossEntropy { smoothing };
                let loss = Case::new(op, &types, 9, rows, Bound::OfLargest(2e-5)).with(1, labels.clone());
                let op = SoftmaxCrossEntropyStep { smoothing, threshold: 0.5 };
                let step = Case::new(op, &types, 9, rows, Bound::OfLargest(2e-5)).with(1, labels.clone());
                types.push(batched(&[]));
                let op = SoftmaxCrossEntropyGradient { smoothing };
                let gradient = Case::new(op, &types, 9, rows, Bound::OfLargest(2e-5)).with(1, labels);
                [loss, step, gradient]
            }
        })
    }));
}

#[test]
fn correct() {
    let label = batched(&[]).of_indices();
    check_all(LENGTHS.into_iter().flat_map(|n| {
        let types = [batched(&[n]), label.clone()];
        [0.5, 0.0, -0.25].map(|threshold| {
            let case = Case::new(Correct { threshold }, &types, 90, 77, Bound::Relative(0.0));
            // Few kinds of numbers, so that there are ties.
            case.with(0, coarse(&types[0], 77, 3, 2)).with(1, indices(&label, 77, n.clamp(2, 5), 6))
        })
    }));
}
