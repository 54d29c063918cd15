//! Convolution and max pooling in one, and both of its gradients, against the native device in f64. All numbers are small
//! and whole, so that sums are exact and the places of the largest numbers too, ties included.

use netloom::ops::{Conv2d, Conv2dMaxPool, Conv2dMaxPoolGradient, Epilogue, Function, Geometry, Padding, Type, Window};

use crate::harness::{Bound, Case, batched, check_all, coarse, indices, single};

/// Height, width and channels; filters; kernel; stride, padding on all sides, dilation and groups of the convolution; size
/// and stride of the pooling.
type Row = ([usize; 3], usize, [usize; 2], [usize; 4], [usize; 2], [usize; 2]);

/// Windows of four pixels, which the kernels of the convolution pool, with and without pixels left out; others; channels
/// and filters in fours and not; more than one tile; groups; depthwise.
const ROWS: [Row; 8] = [
    ([14, 13, 1], 32, [3, 3], [1, 0, 1, 1], [2, 2], [2, 2]),
    ([13, 13, 8], 36, [3, 3], [1, 0, 1, 1], [2, 2], [2, 2]),
    ([7, 13, 4], 3, [1, 1], [1, 0, 1, 1], [1, 4], [1, 4]),
    ([13, 7, 5], 8, [3, 3], [1, 1, 1, 1], [4, 1], [5, 2]),
    ([13, 12, 4], 8, [3, 3], [2, 1, 2, 1], [2, 2], [2, 2]),
    ([6, 6, 8], 12, [3, 3], [1, 1, 1, 2], [2, 2], [2, 2]),
    ([10, 9, 4], 8, [3, 3], [1, 0, 1, 1], [3, 3], [3, 3]),
    ([8, 8, 4], 4, [3, 3], [1, 1, 1, 4], [2, 2], [2, 2]),
];

/// The settings of a row, and the types of x, w and the pooled result.
fn of((x, filters, kernel, [stride, padding, dilation, groups], size, apart): Row) -> (Geometry, Window, [Type; 3]) {
    let padding = Padding { top: padding, bottom: padding, left: padding, right: padding };
    let geometry = Geometry { stride: [stride; 2], padding, dilation: [dilation; 2], groups };
    let window = Window { size, stride: apart, padding: Padding::default() };
    let whole = geometry.output([x[0], x[1]], kernel).expect("it fits");
    let [oh, ow] = window.output(whole).expect("it fits");
    let w = single(&[kernel[0], kernel[1], x[2] / groups, filters]);
    (geometry, window, [batched(&x), w, batched(&[oh, ow, filters])])
}

#[test]
fn conv2d_max_pool() {
    let plain = Epilogue::default();
    let epilogues = [
        Epilogue { bias: true, activation: Some(Function::Relu), ..plain },
        plain,
        // Not monotone, so that the largest number is not that of the largest product.
        Epilogue { activation: Some(Function::Abs), ..plain },
    ];
    check_all(ROWS.into_iter().enumerate().flat_map(|(place, row)| {
        let (geometry, window, [x, w, y]) = of(row);
        let epilogue = epilogues[place % 3];
        let mut types = vec![x, w];
        if epilogue.bias {
            types.push(single(&[y.shape.last()]));
        }
        [2, 3].map(|rows| {
            let op = Conv2dMaxPool { conv: Conv2d { geometry, epilogue }, window };
            let case = Case::new(op, &types, 3, rows, Bound::Relative(0.0));
            (0..types.len()).fold(case, |case, input| {
                let numbers = coarse(&types[input], rows, 3, 7 + input as u64);
                case.with(input, numbers)
            })
        })
    }));
}

#[test]
fn conv2d_max_pool_gradient() {
    check_all(ROWS.into_iter().enumerate().flat_map(|(place, row)| {
        let (geometry, window, [x, w, y]) = of(row);
        let kernel = [w.shape[0], w.shape[1]];
        let gradient = if place % 2 == 0 { Some(Function::Relu) } else { None };
        let epilogue = Epilogue { gradient, ..Epilogue::default() };
        [(false, 3), (true, 2)].map(|(input, rows)| {
            let mut types = vec![x.clone(), y.clone().of_indices(), y.clone()];
            let epilogue = if input { epilogue } else { Epilogue::default() };
            if input {
                types.push(w.clone());
                types.extend(epilogue.gradient.map(|_| x.clone()));
            }
            let op = Conv2dMaxPoolGradient { geometry, kernel, window, input, epilogue };
            let case = Case::new(op, &types, 3, rows, Bound::Relative(0.0));
            let places = indices(&types[1], rows, window.size[0] * window.size[1], 3);
            let case = [0, 2].into_iter().fold(case.with(1, places), |case, input| {
                let numbers = coarse(&types[input], rows, 3, 7 + input as u64);
                case.with(input, numbers)
            });
            (3..types.len()).fold(case, |case, input| {
                let numbers = coarse(&types[input], rows, 3, 7 + input as u64);
                case.with(input, numbers)
            })
        })
    }));
}
