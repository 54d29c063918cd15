//! How many workgroups a kernel runs in, for a number of rows in use, and its pieces where it is to be interrupted.

use std::fmt;

use crate::ops::Type;

/// How many workgroups run for a number of rows in use.
pub(super) struct Grid(Box<dyn Fn(usize) -> Work + Send + Sync>);

/// The extent of one dispatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Work {
    /// What the shader finds in `step.count`.
    pub count: usize,
    /// Workgroups along x, y and z, each at most 65,535.
    pub groups: [usize; 3],
    /// Whether the shader numbers its workgroups by `group_number`, so that some may run in a later dispatch.
    pub numbered: bool,
}

impl Work {
    /// How many dispatches to run it in: as many as wished, or as keep each at `most` workgroups; one, if it must be.
    pub fn pieces(&self, wished: usize, most: usize) -> usize {
        let [x, y, z] = self.groups;
        let groups = x * y * z;
        if !self.numbered {
            return 1;
        }
        wished.max(groups.div_ceil(most)).clamp(1, groups.clamp(1, MOST_PIECES))
    }

    /// The number of the first workgroup of a piece, and its workgroups along x, y and z; `None` if it has none.
    pub fn piece(&self, piece: usize, pieces: usize) -> Option<(usize, [usize; 3])> {
        let [x, y, z] = self.groups;
        if x * y * z == 0 {
            return None;
        }
        if pieces == 1 {
            return Some((0, self.groups));
        }
        // Rows of the grid are whole, so that no workgroup is in two pieces.
        let own = match (x * y).div_ceil(pieces) {
            few if few <= GRID_WIDTH => few,
            many => many.next_multiple_of(GRID_WIDTH),
        };
        let first = piece * own;
        let rest = (x * y).checked_sub(first).filter(|&rest| rest > 0)?;
        let [x, y] = Grid::plane(rest.min(own));
        Some((first, [x, y, 1]))
    }
}

/// Dispatches that one kernel is cut into at most.
const MOST_PIECES: usize = 256;

/// Workgroups along x before y is counted up; `group_number` of `lib/step.wgsl` knows it.
const GRID_WIDTH: usize = 32_768;

impl Grid {
    /// One workgroup for every `per_group` items of a list, of which there are `count(rows)`. They are laid out over x
    /// and y; `group_number` of `lib/step.wgsl` numbers them, `step.count` is the number of items.
    pub fn items(count: impl Fn(usize) -> usize + Send + Sync + 'static, per_group: usize) -> Grid {
        Grid(Box::new(move |rows| {
            let count = count(rows);
            let [x, y] = Grid::plane(count.div_ceil(per_group));
            Work { count, groups: [x, y, 1], numbered: true }
        }))
    }

    /// This many workgroups laid out over x and y, which `group_number` of `lib/step.wgsl` numbers.
    pub fn plane(groups: usize) -> [usize; 2] {
        [groups.min(GRID_WIDTH), groups.div_ceil(GRID_WIDTH)]
    }

    /// Workgroups along x, y and z; `step.count` is the number of rows in use.
    pub fn groups(groups: impl Fn(usize) -> [usize; 3] + Send + Sync + 'static) -> Grid {
        Grid(Box::new(move |rows| Work { count: rows, groups: groups(rows), numbered: false }))
    }

    /// An item for every number of a value of this type.
    pub fn numbers(of: &Type, per_group: usize) -> Grid {
        let of = of.clone();
        Grid::items(move |rows| of.count(rows), per_group)
    }

    /// An item for every four numbers of a value of this type.
    pub fn quads(of: &Type, per_group: usize) -> Grid {
        let of = of.clone();
        Grid::items(move |rows| of.count(rows).div_ceil(4), per_group)
    }

    /// The extent at this many rows in use.
    pub fn at(&self, rows: usize) -> Work {
        (self.0)(rows)
    }
}

impl fmt::Debug for Grid {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:?} at one row", self.at(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_grid_are_all_of_it_once() {
        for count in [1, 5, 1000, 32_768, 40_000, 100_000, 1_000_000] {
            for wished in [1, 2, 3, 7, 300] {
                let work = Grid::items(move |_| count, 1).at(1);
                let pieces = work.pieces(wished, usize::MAX);
                let mut next = 0;
                for piece in 0..pieces {
                    let Some((first, [x, y, z])) = work.piece(piece, pieces) else { continue };
                    assert_eq!(first, next, "{count} in {pieces}");
                    next += x * y * z;
                }
                assert!(next >= count, "{next} of {count} in {pieces}");
            }
        }
    }
}
