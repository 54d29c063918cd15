//! Sums and means over axes, and stretching. Partners: `ops/reduce.rs`, `ops/broadcast.rs`.

use smallvec::{SmallVec, smallvec};

use super::Real;
use super::axes::{AXES, Axes, extents};
use super::call::Call;
use super::parallel::{pieces, sum_up};
use super::wide::wide;
use crate::ops::{Broadcast, Reduce};

/// An axis, merged with its neighbours: its extent, and whether it is summed over.
type Axis = (usize, bool);

pub(super) fn reduce<T: Real>(op: &Reduce, call: &mut Call<T>) {
    let of = call.of(0);
    let (x, y) = (call.input(0), call.output(0));
    let first = usize::from(of.batched);
    let mut axes: SmallVec<[Axis; AXES]> = SmallVec::new();
    for (axis, extent) in extents(of, call.rows).into_iter().enumerate() {
        let summed = if axis < first { op.rows } else { op.axes.contains(&(axis - first)) };
        match axes.last_mut() {
            _ if extent == 1 => {}
            Some((outer, same)) if *same == summed => *outer *= extent,
            _ => axes.push((extent, summed)),
        }
    }
    let ratio = x.len() / y.len();
    match axes.split_first() {
        None => y.copy_from_slice(x),
        Some((&(extent, true), inner)) => {
            let size = x.len() / extent;
            sum_up(call.workspace, (extent, size), y, |range, sums| {
                let x = &x[range.start * size..range.end * size];
                add_up(&behind((range.len(), true), inner), x, sums);
            });
        }
        Some((&(extent, false), inner)) => {
            let size = y.len() / extent;
            pieces(y, size, ratio, |at, y| {
                let x = &x[at * ratio..(at + y.len()) * ratio];
                y.fill(T::ZERO);
                add_up(&behind((y.len() / size, false), inner), x, y);
            });
        }
    }
    if op.mean {
        let factor = T::ONE / T::of(ratio as f64);
        y.iter_mut().for_each(|y| *y *= factor);
    }
}

/// The axes with another outermost one.
fn behind(outer: Axis, inner: &[Axis]) -> SmallVec<[Axis; AXES]> {
    let mut axes = smallvec![outer];
    axes.extend_from_slice(inner);
    axes
}

/// Adds the sums of x over its summed axes to y.
fn add_up<T: Real>(axes: &[Axis], x: &[T], y: &mut [T]) {
    match *axes {
        [] => y[0] += x[0],
        [(_, true)] => y[0] += sum(x),
        [(_, false)] => add_rows(x, y),
        [(_, true), (_, false)] => add_rows(x, y),
        [(extent, true), ref inner @ ..] => {
            x.chunks_exact(x.len() / extent).for_each(|x| add_up(inner, x, y));
        }
        [(extent, false), ref inner @ ..] => {
            let size = y.len() / extent;
            let parts = x.chunks_exact(x.len() / extent).zip(y.chunks_exact_mut(size));
            parts.for_each(|(x, y)| add_up(inner, x, y));
        }
    }
}

wide! {
    /// y ← y + the rows of x, which are as long as y.
    pub(super) fn add_rows<T: Real>(x: &[T], y: &mut [T]) {
        let width = y.len();
        let wide = width - width % 16;
        for start in (0..wide).step_by(16) {
            // Sixteen columns stay in registers all the way down.
            let Some(y) = y[start..].first_chunk_mut::<16>() else { continue };
            let mut sums = *y;
            for x in x.chunks_exact(width) {
                let Some(x) = x[start..].first_chunk::<16>() else { continue };
                for (sum, &x) in sums.iter_mut().zip(x) {
                    *sum += x;
                }
            }
            *y = sums;
        }
        if wide < width {
            for x in x.chunks_exact(width) {
                for (y, &x) in y[wide..].iter_mut().zip(&x[wide..]) {
                    *y += x;
                }
            }
        }
    }
}

/// The sum of some numbers in sixteen lanes, which are then added in order.
#[inline(always)]
pub(super) fn sum<T: Real>(numbers: &[T]) -> T {
    let mut lanes = [T::ZERO; 16];
    let (whole, rest) = numbers.as_chunks::<16>();
    for numbers in whole {
        for (lane, &number) in lanes.iter_mut().zip(numbers) {
            *lane += number;
        }
    }
    lanes.iter().chain(rest).copied().sum()
}

pub(super) fn broadcast<T: Real>(op: &Broadcast, call: &mut Call<T>) {
    let axes = Axes::broadcast(call.output_type(0), [call.of(0)], call.rows);
    let (x, y) = (call.input(0), call.output(0));
    let factor = if op.mean { T::of(x.len() as f64 / y.len() as f64) } else { T::ONE };
    let (extent, [stride]) = axes.inner();
    pieces(y, extent, 1, |at, y| {
        for (place, y) in y.chunks_exact_mut(extent).enumerate() {
            let [start] = axes.start(at / extent + place);
            match stride {
                0 => y.fill(x[start] * factor),
                _ => y.iter_mut().zip(&x[start..]).for_each(|(y, &x)| *y = x * factor),
            }
        }
    });
}
