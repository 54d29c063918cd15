//! The native device's ways round multiply-adds give the same numbers as all of them: Winograd's tiles, and gradients
//! of which most are 0.

use netloom::base::Philox;
use netloom::device::Step;
use netloom::device::cpu::{Cpu, Real};
use netloom::ops::*;

use crate::trial::{Draw, Given, outputs};

/// A convolution and a max pooling behind it.
struct Layers {
    input: [usize; 2],
    kernel: [usize; 2],
    channels: [usize; 2],
    geometry: Geometry,
    window: Window,
}

/// Plain and padded ones, with leftover pixels, more windows and channels than are worked on at a time, strides,
/// stretched windows, and windows of the pooling of every kind.
fn layers() -> Vec<Layers> {
    let plain = Geometry::default();
    let padded = Geometry { padding: Padding { top: 1, bottom: 1, left: 1, right: 1 }, ..plain };
    let uneven = Geometry { padding: Padding { top: 0, bottom: 2, left: 2, right: 1 }, ..plain };
    let strided = Geometry { stride: [2, 1], ..padded };
    let stretched = Geometry { dilation: [2, 1], ..padded };
    let pool = |size, stride| Window { size, stride, ..Window::default() };
    let four = Window::default();
    [
        ([13, 13], [3, 3], [32, 64], plain, four),
        ([16, 17], [3, 3], [32, 48], padded, four),
        ([9, 12], [3, 3], [48, 32], uneven, pool([2, 2], [3, 2])),
        ([30, 28], [3, 3], [16, 16], padded, four),
        ([8, 9], [3, 3], [128, 80], padded, pool([1, 3], [2, 3])),
        ([11, 10], [3, 3], [16, 17], strided, pool([1, 1], [1, 1])),
        ([12, 10], [3, 2], [32, 32], stretched, pool([4, 1], [4, 1])),
        ([9, 9], [5, 5], [16, 20], plain, four),
        ([5, 5], [1, 1], [64, 72], plain, pool([2, 1], [2, 2])),
    ]
    .map(|(input, kernel, channels, geometry, window)| Layers { input, kernel, channels, geometry, window })
    .into()
}

/// The ops of the layers with what they take; of the gradients this share is 0.
fn ops(layers: &Layers, draw: &mut Draw, zeros: f64) -> Vec<(Op, Vec<Given>)> {
    let &Layers { input, kernel, channels: [ci, co], geometry, window } = layers;
    let [oh, ow] = geometry.output(input, kernel).unwrap();
    let [ph, pw] = window.output([oh, ow]).unwrap();
    let x = draw.given(Type::batched([input[0], input[1], ci]));
    let w = draw.given(Type::single([kernel[0], kernel[1], ci, co]));
    let sparse = |random: &mut Philox| if random.uniform() < zeros { 0.0 } else { random.normal() };
    let dy = draw.given_by(Type::batched([oh, ow, co]), sparse);
    let pooled = Type::batched([ph, pw, co]);
    let dp = draw.given_by(pooled.clone(), sparse);
    let places = draw.given_by(pooled.of_indices(), |random| random.below(window.size[0] * window.size[1]) as f64);
    let epilogue = Epilogue::default();
    let conv = Conv2d { geometry, epilogue };
    let both = Conv2dMaxPoolGradient { geometry, kernel, window, input: true, epilogue };
    let one = Conv2dMaxPoolGradient { input: false, ..both.clone() };
    vec![
        (conv.clone().into(), vec![x.clone(), w.clone()]),
        (Conv2dInputGradient { geometry, input, epilogue }.into(), vec![dy.clone(), w.clone()]),
        (Conv2dWeightGradient { geometry, kernel }.into(), vec![x.clone(), dy]),
        (Conv2dMaxPool { conv, window }.into(), vec![x.clone(), w.clone()]),
        (both.into(), vec![x.clone(), places.clone(), dp.clone(), w]),
        (one.into(), vec![x, places, dp]),
    ]
}

fn found<T: Real>(device: &mut Cpu<T>, draw: &Draw, (op, given): &(Op, Vec<Given>)) -> Vec<Vec<f64>> {
    outputs(device, op, draw, given, Step::default())
}

#[test]
fn they_give_the_same_numbers() {
    let mut whole = Cpu::<f64>::new(Some(2)).unwrap().without_shortcuts();
    let mut double = Cpu::<f64>::new(Some(2)).unwrap();
    let [mut single, mut many] = [1, 3].map(|threads| Cpu::<f32>::new(Some(threads)).unwrap());
    for (number, layers) in layers().iter().enumerate() {
        for (rows, zeros) in [(1, 0.5), (3, 0.9), (5, 0.0), (9, 0.7)] {
            let mut draw = Draw { random: Philox::new(number as u64, rows as u64), rows, batch: rows + 1 };
            for mut case in ops(layers, &mut draw, zeros) {
                let numbers = case.1.iter_mut().flat_map(|given| &mut given.numbers);
                numbers.for_each(|number| *number = f64::from(*number as f32));
                let name = format!("layers {number}, {rows} rows, {:?}", case.0);
                let wanted = found(&mut whole, &draw, &case);
                let close = |name: &str, other: Vec<Vec<f64>>, bound: f64| {
                    let largest = wanted[0].iter().fold(1.0, |largest: f64, number| largest.max(number.abs()));
                    for (other, wanted) in other.iter().flatten().zip(wanted.iter().flatten()) {
                        assert!((other - wanted).abs() <= bound * largest, "{name}: {other} is not {wanted}");
                    }
                };
                close(&name, found(&mut double, &draw, &case), 1e-13);
                let bits = found(&mut single, &draw, &case);
                assert_eq!(bits, found(&mut many, &draw, &case), "{name}: other bits on three threads");
                // Which of two numbers that are all but equal is the larger may depend on rounding.
                if !matches!(case.0, Op::Conv2dMaxPool(_)) {
                    close(&name, bits, 2e-6);
                }
            }
        }
    }
}
