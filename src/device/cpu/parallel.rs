//! How work is split: by its size alone, never by the number of threads, so that any number gives the same bits.

use std::marker::PhantomData;
use std::ops::Range;

use rayon::prelude::*;

use super::Real;
use super::call::Workspace;

/// As many numbers as are always worth a task of their own (a few microseconds of simple work).
pub(super) const TASK: usize = 16 * 1024;

/// As many numbers as are worth it where there are few altogether, so that the cores end together.
const LEAST: usize = 4 * 1024;

/// How many units of `unit` numbers each make a task, if every number of `count` costs as much as `cost` simple ones.
fn units(count: usize, unit: usize, cost: usize) -> usize {
    let task = (count * cost / 8).clamp(LEAST, TASK);
    (task / (unit * cost).max(1)).max(1)
}

/// Calls `work` with every number below `count`, each once, on all threads of the pool that this thread is in.
fn each(count: usize, work: &(dyn Fn(usize) + Sync)) {
    if count <= 1 || rayon::current_num_threads() == 1 {
        (0..count).for_each(work);
    } else {
        (0..count).into_par_iter().for_each(work);
    }
}

/// Calls both, at once if there are threads.
pub(super) fn both(one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
    if rayon::current_num_threads() == 1 {
        one();
        other();
    } else {
        rayon::join(one, other);
    }
}

/// Numbers in pieces of one size, the last perhaps shorter, for several threads at once.
struct Pieces<'a, T> {
    start: *mut T,
    count: usize,
    size: usize,
    numbers: PhantomData<&'a mut [T]>,
}

// SAFETY: a piece is borrowed by one thread alone, as `piece` demands, and may be sent there as `T` is `Send`.
unsafe impl<T: Send> Sync for Pieces<'_, T> {}

impl<'a, T> Pieces<'a, T> {
    fn new(numbers: &'a mut [T], size: usize) -> Pieces<'a, T> {
        Pieces { start: numbers.as_mut_ptr(), count: numbers.len(), size, numbers: PhantomData }
    }

    /// How many pieces there are.
    fn len(&self) -> usize {
        self.count.div_ceil(self.size)
    }

    /// Some of the numbers.
    ///
    /// # Safety
    /// The range lies within the numbers, and no number is asked for twice.
    #[allow(clippy::mut_from_ref)]
    unsafe fn range(&self, range: Range<usize>) -> &mut [T] {
        // SAFETY: as the caller promises; the numbers are borrowed for 'a.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(range.start), range.len()) }
    }

    /// The place of a piece's first number, and the piece.
    ///
    /// # Safety
    /// No piece is asked for twice.
    #[allow(clippy::mut_from_ref)]
    unsafe fn piece(&self, number: usize) -> (usize, &mut [T]) {
        let at = number * self.size;
        let count = self.size.min(self.count - at);
        // SAFETY: the piece lies within the numbers that are borrowed for 'a, and pieces do not overlap.
        (at, unsafe { std::slice::from_raw_parts_mut(self.start.add(at), count) })
    }
}

/// Fills `output` piece by piece: `work(first number's place, piece)`, pieces being whole multiples of `unit` numbers.
pub(super) fn pieces<T: Send>(output: &mut [T], unit: usize, cost: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    let size = units(output.len(), unit, cost) * unit.max(1);
    let output = Pieces::new(output, size);
    each(output.len(), &|number| {
        // SAFETY: `each` gives every number once.
        let (at, numbers) = unsafe { output.piece(number) };
        work(at, numbers);
    });
}

/// [`pieces`] of two outputs at once, whose units have `unit` numbers of the first and `other_unit` of the second;
/// `work(first unit, piece, piece)`.
pub(super) fn pieces_of_two<T: Send, U: Send>(
    (output, unit): (&mut [T], usize),
    (other, other_unit): (&mut [U], usize),
    cost: usize,
    work: impl Fn(usize, &mut [T], &mut [U]) + Sync,
) {
    let units = units(output.len(), unit, cost);
    let (output, other) = (Pieces::new(output, units * unit), Pieces::new(other, units * other_unit));
    each(output.len(), &|number| {
        // SAFETY: `each` gives every number once.
        let ((_, numbers), (_, others)) = unsafe { (output.piece(number), other.piece(number)) };
        work(number * units, numbers, others);
    });
}

/// Changes `count` ranges of several blocks piece by piece: `work(range, first number's place in it, pieces)`.
///
/// # Panics
/// If ranges overlap or reach beyond a block.
pub(super) fn pieces_of_ranges<T: Send, const N: usize>(
    blocks: [&mut [T]; N],
    (count, range): (usize, impl Fn(usize) -> Range<usize> + Sync),
    work: impl Fn(usize, usize, [&mut [T]; N]) + Sync,
) {
    let ranges = || (0..count).map(&range);
    let length = blocks.iter().map(|block| block.len()).min().unwrap_or(0);
    // Those of a whole network stand in order; only others are compared each with each.
    let apart = ranges().is_sorted_by(|one, next| one.end <= next.start)
        || ranges()
            .enumerate()
            .all(|(place, one)| ranges().skip(place + 1).all(|other| one.end <= other.start || other.end <= one.start));
    assert!(apart && ranges().all(|range| range.end <= length), "ranges overlap or reach beyond their block");
    let size = units(ranges().map(|range| range.len()).sum(), 1, 1);
    let blocks = blocks.map(|block| Pieces::new(block, size));
    each(ranges().map(|range| range.len().div_ceil(size)).sum(), &|number| {
        let mut left = number;
        for (place, range) in ranges().enumerate() {
            let parts = range.len().div_ceil(size);
            if left < parts {
                let start = range.start + left * size;
                let part = start..range.end.min(start + size);
                // SAFETY: `each` gives every number once, ranges do not overlap and neither do their parts.
                return work(place, left * size, blocks.each_ref().map(|block| unsafe { block.range(part.clone()) }));
            }
            left -= parts;
        }
    });
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
    let size = units(count, 1, cost).max(count.div_ceil(8)).max(1);
    sums.fill(T::ZERO);
    if count <= size {
        return work(0..count, sums, others);
    }
    workspace.with(count.div_ceil(size) * width, |partial| {
        let (parts, others) = (Pieces::new(partial, width), Pieces::new(others, size * other_unit));
        each(parts.len(), &|number| {
            // SAFETY: `each` gives every number once.
            let ((_, sums), (_, others)) = unsafe { (parts.piece(number), others.piece(number)) };
            sums.fill(T::ZERO);
            work(number * size..count.min((number + 1) * size), sums, others);
        });
        let partial = &*partial;
        pieces(sums, 1, partial.len() / width, |at, sums| {
            for part in partial.chunks_exact(width) {
                sums.iter_mut().zip(&part[at..]).for_each(|(sum, &part)| *sum += part);
            }
        });
    });
}
