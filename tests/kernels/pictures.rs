//! Pooling and enlarging.

use netloom::ops::{
    AveragePool, AveragePoolGradient, Interpolation, MaxPool, MaxPoolGradient, Padding, Resize, ResizeGradient, Window,
};

use crate::harness::{Bound, Case, batched, check_all, coarse, indices};

/// Windows with pictures: plain, overlapping, with leftover pixels, skipping pixels, padded, whole.
fn windows() -> Vec<(Window, [usize; 3])> {
    let window = |size, stride, [top, bottom, left, right]: [usize; 4]| Window {
        size,
        stride,
        padding: Padding { top, bottom, left, right },
    };
    vec![
        (window([2, 2], [2, 2], [0; 4]), [4, 4, 1]),
        (window([2, 2], [2, 2], [0; 4]), [5, 7, 3]),
        (window([2, 2], [2, 2], [0; 4]), [13, 11, 8]),
        (window([3, 3], [1, 1], [1, 1, 1, 1]), [5, 6, 4]),
        (window([3, 3], [2, 2], [0, 1, 0, 1]), [8, 8, 5]),
        (window([3, 2], [2, 3], [1, 0, 1, 1]), [9, 10, 4]),
        (window([1, 1], [2, 2], [0; 4]), [5, 5, 2]),
        (window([2, 3], [4, 5], [0; 4]), [11, 13, 3]),
        (window([5, 5], [1, 1], [2, 2, 2, 2]), [6, 5, 4]),
        (Window::whole([7, 5]), [7, 5, 6]),
        (Window::whole([1, 1]), [1, 1, 1]),
    ]
}

#[test]
fn max_pool() {
    check_all(windows().into_iter().flat_map(|(window, picture)| {
        let x = batched(&picture);
        [1, 3].map(|rows| {
            let case = Case::new(MaxPool { window }, std::slice::from_ref(&x), 3, rows, Bound::Relative(0.0));
            // Ties in nearly every window the first time.
            if rows == 1 { case.with(0, coarse(&x, rows, 3, 1)) } else { case }
        })
    }));
}

#[test]
fn max_pool_gradient() {
    check_all(windows().into_iter().flat_map(|(window, [h, w, c])| {
        let [oh, ow] = window.output([h, w]).expect("it fits");
        let dy = batched(&[oh, ow, c]);
        let types = [dy.clone().of_indices(), dy];
        [1, 3].map(|rows| {
            let places = indices(&types[0], rows, window.size[0] * window.size[1], 3);
            // Places in the padding cannot come from max pooling, so only windows without any take all places.
            let padded = window.padding != Padding::default();
            let input = [h, w];
            let case = Case::new(MaxPoolGradient { window, input }, &types, 3, rows, Bound::OfLargest(2e-6));
            case.with(0, if padded { centre(&window, &types[0], rows) } else { places })
        })
    }));
}

/// The last place of each window that no padding reaches.
fn centre(window: &Window, of: &netloom::ops::Type, rows: usize) -> crate::harness::Numbers {
    let Padding { top, left, bottom, right } = window.padding;
    let ky = top.max(window.size[0] - 1 - bottom).min(window.size[0] - 1 - bottom);
    let kx = left.max(window.size[1] - 1 - right).min(window.size[1] - 1 - right);
    crate::harness::Numbers::Index(vec![(ky * window.size[1] + kx) as u32; of.count(rows)])
}

#[test]
fn average_pool() {
    check_all(windows().into_iter().flat_map(|(window, picture)| {
        let x = batched(&picture);
        [1, 3]
            .map(|rows| Case::new(AveragePool { window }, std::slice::from_ref(&x), 3, rows, Bound::OfMagnitudes(2e-6)))
    }));
}

#[test]
fn average_pool_gradient() {
    check_all(windows().into_iter().flat_map(|(window, [h, w, c])| {
        let [oh, ow] = window.output([h, w]).expect("it fits");
        let op = AveragePoolGradient { window, input: [h, w] };
        [1, 3].map(|rows| Case::new(op.clone(), &[batched(&[oh, ow, c])], 3, rows, Bound::OfMagnitudes(2e-6)))
    }));
}

#[test]
fn resize() {
    let cases =
        [([2, 2], [3, 4, 1]), ([2, 3], [3, 5, 4]), ([1, 1], [4, 3, 3]), ([3, 1], [1, 1, 8]), ([4, 5], [5, 2, 3])];
    check_all(cases.into_iter().flat_map(|(factor, picture)| {
        [Interpolation::Nearest, Interpolation::Bilinear].into_iter().flat_map(move |interpolation| {
            let [h, w, c] = picture;
            let large = batched(&[h * factor[0], w * factor[1], c]);
            let bound = Bound::OfMagnitudes(2e-6);
            [
                Case::new(Resize { factor, interpolation }, &[batched(&picture)], 3, 2, bound),
                Case::new(ResizeGradient { factor, interpolation }, &[large], 3, 3, bound),
            ]
        })
    }));
}
