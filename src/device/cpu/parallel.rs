//! How work is split: by its size alone, never by the number of threads, so that any number gives the same bits.

use std::ops::Range;

use rayon::prelude::*;

use super::Real;
use super::call::Workspace;

/// As many numbers as are worth a task of their own (about ten microseconds of simple work).
pub(super) const TASK: usize = 16 * 1024;

/// How many units of `unit` numbers each make a task, if every number costs as much as `cost` simple ones.
fn units(unit: usize, cost: usize) -> usize {
    (TASK / (unit * cost).max(1)).max(1)
}

/// Fills `output` piece by piece: `work(first number's place, piece)`, pieces being whole multiples of `unit` numbers.
pub(super) fn pieces<T: Send>(output: &mut [T], unit: usize, cost: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    let size = units(unit, cost) * unit.max(1);
    if output.len() <= size {
        if !output.is_empty() {
            work(0, output);
        }
        return;
    }
    output.par_chunks_mut(size).enumerate().for_each(|(piece, numbers)| work(piece * size, numbers));
}

/// [`pieces`] of two outputs at once, whose units have `unit` numbers of the first and `other_unit` of the second.
pub(super) fn pieces_of_two<T: Send, U: Send>(
    (output, unit): (&mut [T], usize),
    (other, other_unit): (&mut [U], usize),
    cost: usize,
    work: impl Fn(usize, &mut [T], &mut [U]) + Sync,
) {
    let units = units(unit, cost);
    if output.len() <= units * unit {
        if !output.is_empty() {
            work(0, output, other);
        }
        return;
    }
    let pieces = output.par_chunks_mut(units * unit).zip(other.par_chunks_mut(units * other_unit));
    pieces.enumerate().for_each(|(piece, (numbers, others))| work(piece * units, numbers, others));
}

/// Adds up, in order, what `work(range of units, sums)` adds to sums that begin at zero, over `count` units which each
/// cost as much as `cost` simple numbers.
pub(super) fn sum_up<T: Real>(
    workspace: &Workspace<T>,
    (count, cost): (usize, usize),
    sums: &mut [T],
    work: impl Fn(Range<usize>, &mut [T]) + Sync,
) {
    let nothing = (&mut vec![(); count][..], 1);
    sum_up_beside(workspace, (count, cost), sums, nothing, |range, sums, _| work(range, sums));
}

/// [`sum_up`] that fills other numbers beside, `other_unit` for each unit: `work(range of units, sums, others)`.
pub(super) fn sum_up_beside<T: Real, D: Send>(
    workspace: &Workspace<T>,
    (count, cost): (usize, usize),
    sums: &mut [T],
    (others, other_unit): (&mut [D], usize),
    work: impl Fn(Range<usize>, &mut [T], &mut [D]) + Sync,
) {
    let width = sums.len().max(1);
    // At most 8 partial sums: each costs memory and a pass over it.
    let size = units(1, cost).max(count.div_ceil(8)).max(1);
    sums.fill(T::ZERO);
    if count <= size {
        return work(0..count, sums, others);
    }
    workspace.with(count.div_ceil(size) * width, |partial| {
        let pieces_of_both = partial.par_chunks_mut(width).zip(others.par_chunks_mut(size * other_unit));
        pieces_of_both.enumerate().for_each(|(piece, (sums, others))| {
            sums.fill(T::ZERO);
            work(piece * size..count.min((piece + 1) * size), sums, others);
        });
        let partial = &*partial;
        pieces(sums, 1, partial.len() / width, |at, sums| {
            for part in partial.chunks_exact(width) {
                sums.iter_mut().zip(&part[at..]).for_each(|(sum, &part)| *sum += part);
            }
        });
    });
}
