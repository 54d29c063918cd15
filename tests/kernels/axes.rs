//! Sums over axes, stretching, and numbers moved elsewhere.

use netloom::ops::{Broadcast, Concat, Pad, Reduce, Reshape, Slice, Transpose};

use crate::harness::{Bound, Case, batched, check_all, single};

#[test]
fn reduce() {
    let cases: [(&[usize], bool, &[usize], bool); 16] = [
        (&[], true, &[], true),
        (&[7], true, &[], true),
        (&[7], true, &[0], true),
        (&[7], true, &[0], false),
        (&[5, 6, 3], true, &[0, 1], true),
        (&[5, 6, 4], true, &[0, 1], false),
        (&[5, 6, 3], true, &[2], false),
        (&[5, 6, 3], true, &[0], false),
        (&[5, 6, 3], true, &[1], true),
        (&[5, 6, 3], true, &[0, 2], false),
        (&[2, 3, 4, 5], true, &[1, 3], true),
        (&[257, 3], false, &[0], false),
        (&[65, 130], true, &[0], true),
        (&[40, 41, 33], true, &[0, 1], true),
        (&[1, 5000], true, &[1], true),
        (&[70_000, 2], false, &[1], false),
    ];
    check_all(cases.into_iter().enumerate().flat_map(|(place, (shape, batch, axes, rows))| {
        [false, true].map(|mean| {
            let of = if batch { batched(shape) } else { single(shape) };
            let op = Reduce { mean, axes: axes.to_vec(), rows, by_product: false };
            Case::new(op, &[of], 5, 1 + place % 5, Bound::OfMagnitudes(2e-6))
        })
    }));
}

#[test]
fn reduce_many_rows() {
    let op = |mean| Reduce { mean, axes: vec![], rows: true, by_product: false };
    check_all(
        [1, 64, 1000, 4099]
            .map(|rows| Case::new(op(rows % 2 == 0), &[batched(&[])], 4100, rows, Bound::OfMagnitudes(2e-6))),
    );
}

#[test]
fn broadcast() {
    let cases: [(&[usize], &[usize], bool, bool); 10] = [
        (&[], &[], true, true),
        (&[1], &[7], true, false),
        (&[1, 1, 3], &[5, 6, 3], true, true),
        (&[1, 1, 3], &[5, 6, 3], false, true),
        (&[5, 1, 3], &[5, 6, 3], true, false),
        (&[5, 1, 3], &[5, 6, 3], false, false),
        (&[5, 6, 1], &[5, 6, 3], true, true),
        (&[1, 6, 1], &[5, 6, 3], false, true),
        (&[2, 1, 4, 1], &[2, 3, 4, 5], true, false),
        (&[257, 1], &[257, 65], false, true),
    ];
    check_all(cases.into_iter().flat_map(|(from, to, batch, rows)| {
        [false, true].map(|mean| {
            let of = if batch && !rows { batched(from) } else { single(from) };
            let op = Broadcast { shape: to.into(), rows: rows && !of.batched, mean };
            Case::new(op, &[of], 5, 3, Bound::Relative(2e-6))
        })
    }));
}

#[test]
fn transpose() {
    let cases: [(&[usize], &[usize]); 9] = [
        (&[5], &[0]),
        (&[5, 7], &[1, 0]),
        (&[64, 65], &[1, 0]),
        (&[2, 3, 4], &[0, 2, 1]),
        (&[2, 3, 4], &[2, 1, 0]),
        (&[2, 3, 4], &[1, 2, 0]),
        (&[2, 1, 4], &[1, 2, 0]),
        (&[2, 3, 4, 5], &[2, 0, 3, 1]),
        (&[2, 3, 2, 3, 2], &[4, 3, 2, 1, 0]),
    ];
    check_all(cases.into_iter().flat_map(|(shape, order)| {
        [batched(shape), single(shape), batched(shape)].into_iter().enumerate().map(move |(place, of)| {
            Case::new(Transpose { order: order.to_vec() }, &[of], 4, 1 + place, Bound::Relative(0.0))
        })
    }));
}

#[test]
fn concat() {
    let cases: [(&[&[usize]], usize); 7] = [
        (&[&[3], &[5]], 0),
        (&[&[3], &[5], &[1], &[7]], 0),
        (&[&[4, 3], &[4, 2]], 1),
        (&[&[4, 3], &[1, 3]], 0),
        (&[&[4, 5, 8], &[4, 5, 4], &[4, 5, 3]], 2),
        (&[&[4, 5, 8], &[4, 2, 8]], 1),
        (&[&[40, 50, 3], &[40, 50, 5]], 2),
    ];
    check_all(cases.into_iter().flat_map(|(shapes, axis)| {
        [true, false, true].into_iter().enumerate().map(move |(place, batch)| {
            let types: Vec<_> = shapes.iter().map(|shape| if batch { batched(shape) } else { single(shape) }).collect();
            Case::new(Concat { axis }, &types, 4, 2 + place, Bound::Relative(0.0))
        })
    }));
}

#[test]
fn slice() {
    let cases: [(&[usize], usize, usize, usize); 7] = [
        (&[7], 0, 2, 3),
        (&[7], 0, 0, 7),
        (&[4, 7], 0, 3, 1),
        (&[4, 7], 1, 1, 5),
        (&[4, 5, 8], 1, 2, 3),
        (&[4, 5, 8], 2, 4, 4),
        (&[300, 3], 1, 2, 1),
    ];
    check_all(cases.into_iter().flat_map(|(shape, axis, start, length)| {
        [batched(shape), single(shape), batched(shape)]
            .into_iter()
            .enumerate()
            .map(move |(place, of)| Case::new(Slice { axis, start, length }, &[of], 4, 1 + place, Bound::Relative(0.0)))
    }));
}

#[test]
fn pad() {
    let cases: [(&[usize], &[usize], &[usize]); 7] = [
        (&[5], &[2], &[0]),
        (&[5], &[0], &[3]),
        (&[4, 5], &[1, 0], &[0, 2]),
        (&[4, 5, 3], &[1, 2, 0], &[1, 2, 0]),
        (&[4, 5, 3], &[0, 0, 1], &[0, 0, 4]),
        (&[1, 1, 1], &[2, 2, 2], &[1, 1, 1]),
        (&[70, 3], &[0, 1], &[1, 1]),
    ];
    check_all(cases.into_iter().flat_map(|(shape, before, after)| {
        [batched(shape), single(shape), batched(shape)].into_iter().enumerate().map(move |(place, of)| {
            let op = Pad { before: before.to_vec(), after: after.to_vec() };
            Case::new(op, &[of], 4, 1 + place, Bound::Relative(0.0))
        })
    }));
}

#[test]
fn reshape() {
    check_all([Case::new(Reshape { shape: [15].into() }, &[batched(&[3, 5])], 4, 3, Bound::Relative(0.0))]);
}
