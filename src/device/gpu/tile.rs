//! The tiles in which products are computed on each kind of device, and the choice among them. Partner:
//! `shaders/lib/gemm.wgsl`, which says what the five numbers of a tile mean.

use serde::{Deserialize, Serialize};

/// How a workgroup computes its part of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tile {
    /// Rows of C per workgroup.
    pub bm: usize,
    /// Columns of C per workgroup.
    pub bn: usize,
    /// Steps along k between two copies to workgroup memory.
    pub bk: usize,
    /// Rows of C per thread.
    pub tm: usize,
    /// Columns of C per thread.
    pub tn: usize,
}

/// What is to be computed: independent products of M × K by K × N numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Task {
    /// How many products.
    pub slices: usize,
    /// Rows of each result.
    pub m: usize,
    /// Columns of each result.
    pub n: usize,
    /// What is summed over.
    pub k: usize,
    /// Whether k may be cut into parts that a second kernel adds up.
    pub splits: bool,
}

impl Task {
    /// Whether running fast is worth compiling slowly.
    pub fn is_worth_unrolling(self) -> bool {
        self.slices * self.m * self.n * self.k >= WORTH_UNROLLING
    }
}

/// How a product is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Choice {
    /// The tile.
    pub tile: Tile,
    /// Into how many parts k is cut.
    pub splits: usize,
}

/// Kinds of device that want different tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A graphics processor.
    Hardware,
    /// Software that stands in for one: WARP, lavapipe on old processors.
    Software,
    /// Software that runs the eight invocations of a subgroup as one vector: lavapipe.
    Vectors,
}

/// What things cost in multiply-adds of one thread: fitted to measurements on lavapipe, estimated elsewhere.
struct Costs {
    /// Reading a number from workgroup memory.
    read: f64,
    /// Copying a number to workgroup memory.
    copy: f64,
    /// The two barriers of one step along k.
    barriers: f64,
    /// A second kernel.
    launch: f64,
}

const fn tile([bm, bn, bk, tm, tn]: [usize; 5]) -> Tile {
    Tile { bm, bn, bk, tm, tn }
}

/// Many small threads hide latency on small products, large ones save reads on large products.
const HARDWARE: [Tile; 10] = [
    tile([128, 128, 8, 8, 8]),
    tile([128, 64, 16, 8, 8]),
    tile([64, 64, 16, 8, 8]),
    tile([64, 64, 16, 4, 4]),
    tile([64, 32, 16, 4, 4]),
    tile([32, 32, 32, 4, 4]),
    tile([128, 16, 16, 4, 4]),
    tile([64, 16, 16, 4, 4]),
    tile([16, 128, 16, 4, 4]),
    tile([16, 64, 16, 4, 4]),
];

/// Reading workgroup memory is dear in software, so a thread computes as much as compiles in reasonable time.
const SOFTWARE: [Tile; 11] = [
    tile([64, 64, 8, 16, 8]),
    tile([128, 32, 4, 16, 8]),
    tile([32, 64, 8, 8, 8]),
    tile([64, 32, 4, 8, 8]),
    tile([128, 16, 4, 16, 4]),
    tile([128, 8, 4, 8, 4]),
    tile([128, 4, 4, 4, 4]),
    tile([16, 64, 4, 8, 8]),
    tile([16, 32, 8, 8, 4]),
    tile([8, 64, 4, 4, 8]),
    tile([4, 64, 4, 4, 4]),
];

/// What `lib/gemm_lanes.wgsl` computes.
const VECTORS: [Tile; 1] = [tile([32, 32, 4, 32, 4])];

/// Multiply-adds from which on it is worth compiling `lib/lanes_unrolled.wgsl`, which takes twice as long.
const WORTH_UNROLLING: usize = 64 << 20;

/// The longest sum that one thread may add up number by number, for the sake of precision.
const LONGEST_SUM: usize = 16_384;
/// The shortest part of k worth a workgroup.
const SHORTEST_PART: usize = 256;
/// Parts of k at most.
const MOST_SPLITS: usize = 64;

impl Tile {
    /// Whether the core of `lib/gemm_lanes.wgsl` computes it: each thread has all rows.
    pub fn is_of_lanes(self) -> bool {
        self.tm == 32
    }

    /// Threads of a workgroup.
    pub fn threads(self) -> usize {
        (self.bm / self.tm) * (self.bn / self.tn)
    }
}

impl Class {
    /// Seconds that an operation takes on a slow device of this kind, as long as nothing was measured.
    pub fn pace(self) -> f64 {
        match self {
            Class::Hardware => 1e-11,
            Class::Software | Class::Vectors => 2e-10,
        }
    }

    fn tiles(self) -> &'static [Tile] {
        match self {
            Class::Hardware => &HARDWARE,
            Class::Software => &SOFTWARE,
            Class::Vectors => &VECTORS,
        }
    }

    fn costs(self) -> Costs {
        match self {
            Class::Hardware => Costs { read: 1.0, copy: 8.0, barriers: 64.0, launch: 4e3 },
            Class::Software | Class::Vectors => Costs { read: 30.0, copy: 31.0, barriers: 400.0, launch: 4e5 },
        }
    }

    /// The choice that should take the least time on a device that runs `cores` workgroups of 64 at once.
    pub fn choose(self, task: Task, cores: usize) -> Choice {
        self.ranked(task, cores)[0]
    }

    /// All choices, the one that should take the least time first.
    pub fn ranked(self, task: Task, cores: usize) -> Vec<Choice> {
        let least = task.k.div_ceil(LONGEST_SUM).min(MOST_SPLITS);
        let most = if task.splits { (task.k / SHORTEST_PART).clamp(1, MOST_SPLITS).max(least) } else { 1 };
        let splits = (0..=MOST_SPLITS.ilog2()).map(|power| 1 << power).filter(|&splits| splits == 1 || splits <= most);
        let splits = splits.filter(|&splits| !task.splits || 2 * splits > least || splits == MOST_SPLITS);
        let choices = splits.flat_map(|splits| self.tiles().iter().map(move |&tile| Choice { tile, splits }));
        let mut choices: Vec<Choice> = choices.collect();
        choices.sort_by(|a, b| self.time(task, *a, cores).total_cmp(&self.time(task, *b, cores)));
        choices
    }

    /// An estimate of the time, in multiply-adds of one thread.
    fn time(self, task: Task, Choice { tile, splits }: Choice, cores: usize) -> f64 {
        let Costs { read, copy, barriers, launch } = self.costs();
        let threads = tile.threads();
        let groups = task.slices * task.m.div_ceil(tile.bm) * task.n.div_ceil(tile.bn) * splits;
        let [tm, tn] = [tile.tm, tile.tn].map(|extent| extent as f64);
        let step =
            tm * tn + read * (tm + tn) + copy * (tile.bm + tile.bn) as f64 / threads as f64 + barriers / tile.bk as f64;
        let steps = (task.k.div_ceil(splits).div_ceil(tile.bk) * tile.bk) as f64;
        let results = (task.slices * task.m * task.n) as f64;
        let fold = if splits > 1 { launch + results * splits as f64 / cores as f64 } else { 0.0 };
        // Software runs the threads of a workgroup one after the other, hardware 64 of them side by side; and fewer
        // than 128 on a core take as long as 128, because they wait for memory.
        let rounds = match self {
            Class::Hardware => (groups.div_ceil(cores) * threads).max(128) as f64 / 64.0,
            Class::Software | Class::Vectors => (groups.div_ceil(cores) * threads) as f64,
        };
        rounds * step * steps + fold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_what_the_shader_takes() {
        for tile in HARDWARE.into_iter().chain(SOFTWARE) {
            let threads = tile.threads();
            assert!([4, 8, 16].contains(&tile.tm) && [4, 8].contains(&tile.tn), "{tile:?}");
            assert!(tile.bm % tile.tm == 0 && tile.bn % tile.tn == 0 && tile.bk % 4 == 0, "{tile:?}");
            assert!(threads % 8 == 0 && threads <= 256, "{tile:?}");
            assert!(tile.bk * tile.bm.max(tile.bn) <= 16 * threads, "{tile:?}");
            assert!(16 * tile.bk * (tile.bm / 4 + tile.bn / 4 + 2) <= 16 << 10, "{tile:?}");
        }
    }

    #[test]
    fn few_columns_take_narrow_tiles_and_long_sums_are_split() {
        let task = Task { slices: 1, m: 65_536, n: 10, k: 64, splits: false };
        assert!(Class::Software.choose(task, 2).tile.bn <= 16);
        assert!(Class::Hardware.choose(task, 128).tile.bn <= 16);
        let long = Task { slices: 1, m: 16, n: 16, k: 100_000, splits: true };
        assert!(Class::Software.choose(long, 2).splits >= 4);
        assert!(Class::Hardware.choose(long, 128).splits >= 16);
        let whole = Task { splits: false, ..long };
        assert_eq!(Class::Hardware.choose(whole, 128).splits, 1);
    }
}
