//! What an op becomes on the GPU: one or more kernels, each a shader of `shaders/` with its constants, what it is bound
//! to and its grid. Nothing here knows wgpu; `program.rs` turns kernels into pipelines and bind groups.

use std::cell::RefCell;
use std::fmt;

use super::tile::Class;
use crate::ops::{Type, Value};
use crate::program::{Instruction, Program};

/// One dispatch of a step.
#[derive(Debug)]
pub(super) struct Kernel {
    /// The shader: its path under `shaders/` without `.wgsl`.
    pub shader: &'static str,
    /// The values of the shader's `override`s; one that has a default may be left out.
    pub constants: Vec<(&'static str, Constant)>,
    /// Which file stands in for another in the shader's `//! use` lines: (named there, taken instead).
    pub uses: Vec<(&'static str, &'static str)>,
    /// What is bound, in the order of the shader's `@binding`s, from 0.
    pub bindings: Vec<Binding>,
    /// How many workgroups run.
    pub grid: Grid,
}

impl Kernel {
    /// A kernel without constants.
    pub fn new(shader: &'static str, bindings: Vec<Binding>, grid: Grid) -> Kernel {
        Kernel { shader, constants: Vec::new(), uses: Vec::new(), bindings, grid }
    }

    /// The same kernel with the value of one more `override`.
    pub fn with(mut self, name: &'static str, value: impl Into<Constant>) -> Kernel {
        self.constants.push((name, value.into()));
        self
    }

    /// The same kernel with another file in the place of one that its shader uses.
    pub fn using(mut self, named: &'static str, taken: &'static str) -> Kernel {
        self.uses.push((named, taken));
        self
    }
}

/// The value of an `override`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Constant {
    /// `u32`
    Unsigned(u32),
    /// `i32`
    Signed(i32),
    /// `f32`, finite
    Real(f32),
    /// `bool`
    Truth(bool),
}

impl From<u32> for Constant {
    fn from(number: u32) -> Constant {
        Constant::Unsigned(number)
    }
}

impl From<usize> for Constant {
    /// # Panics
    /// If the number needs more than 32 bits; `prepare` has refused such tensors before.
    fn from(number: usize) -> Constant {
        Constant::Unsigned(u32::try_from(number).expect("tensors on a GPU have fewer than 2³² numbers"))
    }
}

impl From<i32> for Constant {
    fn from(number: i32) -> Constant {
        Constant::Signed(number)
    }
}

impl From<f32> for Constant {
    fn from(number: f32) -> Constant {
        Constant::Real(number)
    }
}

impl From<bool> for Constant {
    fn from(truth: bool) -> Constant {
        Constant::Truth(truth)
    }
}

/// As a WGSL literal of the right type.
impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match *self {
            Constant::Unsigned(number) => write!(f, "{number}u"),
            // The least i32 has no literal of its own.
            Constant::Signed(number) => write!(f, "i32({number})"),
            Constant::Real(number) => {
                assert!(number.is_finite(), "WGSL has no literal for {number}");
                write!(f, "{number:e}f")
            }
            Constant::Truth(truth) => write!(f, "{truth}"),
        }
    }
}

/// What a kernel is bound to. Every binding begins at a multiple of 256 bytes and may be read and written up to the
/// next multiple of 16 bytes after its last number, so that shaders may take it as `array<vec4<f32>>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Binding {
    /// A value of the program, wherever it lives.
    Value(Value),
    /// Room that the instruction asked for with [`At::scratch`]; its content is lost after the instruction.
    Scratch(usize),
    /// Constant numbers that the instruction asked for with [`At::table`].
    Table(usize),
    /// The inputs of all samples: `array<u32>`, four bytes in each word or one number (bits of an f32).
    Inputs,
    /// The class of each sample: `array<u32>`.
    Labels,
    /// The numbers to be predicted, sample after sample: `array<f32>`.
    Targets,
    /// The order of samples: `array<u32>`.
    Order,
    /// The whole block of weights.
    Weights,
    /// The whole block of gradients, laid out like the weights.
    Gradients,
    /// What the optimiser remembers, laid out like the weights.
    Memory(usize),
    /// The numbers that the steps of this submission report: `[steps, reports]`.
    Reports,
}

/// How many workgroups run for a number of rows in use.
pub(super) struct Grid(Box<dyn Fn(usize) -> Work + Send + Sync>);

/// The extent of one dispatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Work {
    /// What the shader finds in `step.count`.
    pub count: usize,
    /// Workgroups along x, y and z, each at most 65,535.
    pub groups: [usize; 3],
}

/// Workgroups along x before y is counted up; `group_number` of `lib/step.wgsl` knows it.
const GRID_WIDTH: usize = 32_768;

impl Grid {
    /// One workgroup for every `per_group` items of a list, of which there are `count(rows)`. They are laid out over x
    /// and y; `group_number` of `lib/step.wgsl` numbers them, `step.count` is the number of items.
    pub fn items(count: impl Fn(usize) -> usize + Send + Sync + 'static, per_group: usize) -> Grid {
        Grid(Box::new(move |rows| {
            let count = count(rows);
            let [x, y] = Grid::plane(count.div_ceil(per_group));
            Work { count, groups: [x, y, 1] }
        }))
    }

    /// This many workgroups laid out over x and y, which `group_number` of `lib/step.wgsl` numbers.
    pub fn plane(groups: usize) -> [usize; 2] {
        [groups.min(GRID_WIDTH), groups.div_ceil(GRID_WIDTH)]
    }

    /// Workgroups along x, y and z; `step.count` is the number of rows in use.
    pub fn groups(groups: impl Fn(usize) -> [usize; 3] + Send + Sync + 'static) -> Grid {
        Grid(Box::new(move |rows| Work { count: rows, groups: groups(rows) }))
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

/// Where an op is lowered: its place in the program, and what it may ask for.
pub(super) struct At<'a> {
    /// The program.
    pub program: &'a Program,
    /// The op with its inputs and outputs.
    pub instruction: &'a Instruction,
    /// How many workgroups of 64 the device runs at once, roughly: how finely to split.
    pub cores: usize,
    /// Which tiles its products want.
    pub class: Class,
    /// Whether the inputs of the data set are bytes.
    pub bytes: bool,
    wanted: RefCell<Wanted>,
}

/// What an instruction asked for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// How many numbers each scratch buffer holds.
    pub scratch: Vec<usize>,
    /// The content of each table.
    pub tables: Vec<Vec<u32>>,
}

impl<'a> At<'a> {
    /// Where this instruction of the program is lowered.
    pub fn new(program: &'a Program, instruction: &'a Instruction, class: Class, cores: usize, bytes: bool) -> At<'a> {
        At { program, instruction, class, cores, bytes, wanted: RefCell::default() }
    }

    /// The type of an input.
    pub fn input(&self, place: usize) -> &'a Type {
        self.program.type_of(self.instruction.inputs[place])
    }

    /// The type of an output.
    pub fn output(&self, place: usize) -> &'a Type {
        self.program.type_of(self.instruction.outputs[place])
    }

    /// An input as something to bind.
    pub fn x(&self, place: usize) -> Binding {
        Binding::Value(self.instruction.inputs[place])
    }

    /// An output as something to bind.
    pub fn y(&self, place: usize) -> Binding {
        Binding::Value(self.instruction.outputs[place])
    }

    /// The largest number of rows.
    pub fn batch(&self) -> usize {
        self.program.batch
    }

    /// Room for this many numbers between the kernels of this instruction.
    pub fn scratch(&self, count: usize) -> Binding {
        let scratch = &mut self.wanted.borrow_mut().scratch;
        scratch.push(count);
        Binding::Scratch(scratch.len() - 1)
    }

    /// A buffer with these numbers.
    pub fn table(&self, numbers: Vec<u32>) -> Binding {
        let tables = &mut self.wanted.borrow_mut().tables;
        tables.push(numbers);
        Binding::Table(tables.len() - 1)
    }

    /// What was asked for.
    pub fn wanted(self) -> Wanted {
        self.wanted.into_inner()
    }
}
