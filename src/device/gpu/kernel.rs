//! What an op becomes on the GPU: one or more kernels, each a shader of `shaders/` with its constants, what it is bound
//! to and its grid. Nothing here knows wgpu; `program.rs` turns kernels into pipelines and bind groups.

use std::cell::RefCell;
use std::fmt;

use super::grid::Grid;
use super::summands::{Summand, Summands};
use super::tile::{Choice, Task};
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
    /// The product that it computes, if it does.
    pub task: Option<Task>,
}

impl Kernel {
    /// A kernel without constants.
    pub fn new(shader: &'static str, bindings: Vec<Binding>, grid: Grid) -> Kernel {
        Kernel { shader, constants: Vec::new(), uses: Vec::new(), bindings, grid, task: None }
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
    /// The inputs of the samples in one buffer of the data set: `array<u32>`, four bytes in each word or one number
    /// (bits of an f32).
    Inputs(usize),
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
    /// Gradients in parts, all of them.
    Summands,
    /// The parts of one gradient: where they begin and how many numbers they are.
    Summand {
        /// In numbers.
        offset: usize,
        /// All parts together.
        count: usize,
    },
    /// What the optimiser remembers, laid out like the weights.
    Memory(usize),
    /// The numbers that the steps of this submission report: `[steps, reports]`.
    Reports,
}

/// How the inputs of a data set lie on the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct StoredInputs {
    /// Whether they are bytes, else numbers.
    pub bytes: bool,
    /// In how many buffers they lie.
    pub buffers: usize,
    /// How many samples each buffer but the last has.
    pub held: usize,
}

/// Where an op is lowered: its place in the program, and what it may ask for.
pub(super) struct At<'a> {
    /// The program.
    pub program: &'a Program,
    /// The op with its inputs and outputs.
    pub instruction: &'a Instruction,
    /// How many workgroups of 64 the device runs at once, roughly: how finely to split.
    pub cores: usize,
    /// How products are computed: from the shader and the task.
    pub choose: &'a dyn Fn(&'static str, Task) -> Choice,
    /// How the inputs of the data set lie.
    pub stored: StoredInputs,
    /// The gradients so far that stay in parts.
    pub summands: &'a RefCell<Summands>,
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
    /// Where this instruction of the program is lowered, on a device with so many cores.
    pub fn new(
        program: &'a Program,
        instruction: &'a Instruction,
        choose: &'a dyn Fn(&'static str, Task) -> Choice,
        cores: usize,
        stored: StoredInputs,
        summands: &'a RefCell<Summands>,
    ) -> At<'a> {
        At { program, instruction, choose, cores, stored, summands, wanted: RefCell::default() }
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

    /// Room for an output in so many parts that the optimiser adds up, if it does.
    pub fn parts(&self, output: Binding, parts: usize) -> Option<Binding> {
        let Binding::Value(value) = output else { return None };
        let (offset, count) = self.summands.borrow_mut().add(self.program, value, parts)?;
        Some(Binding::Summand { offset, count })
    }

    /// The parts that the gradient of a weight is in, if it is not whole.
    pub fn summand(&self, weight: usize) -> Option<Summand> {
        self.summands.borrow().of.get(&weight).copied()
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
