//! Small programs around one op, for tests: random inputs, a run on a native device, all outputs.

use std::sync::Arc;

use netloom::base::Philox;
use netloom::device::cpu::{Cpu, Real};
use netloom::device::{Device, Step};
use netloom::ops::{Element, Emit, Input, Op, Type, Value};
use netloom::program::{Builder, Fusions, Layout};

/// What is put into an op: its type and its numbers for the rows in use.
#[derive(Clone)]
pub struct Given {
    pub of: Type,
    pub numbers: Vec<f64>,
    /// Whether a gradient is asked for.
    pub varies: bool,
}

/// Numbers drawn from a stream, for values of the given types.
pub struct Draw {
    pub random: Philox,
    pub rows: usize,
    pub batch: usize,
}

impl Draw {
    /// The case with this number: one to three rows, batches sometimes larger than the rows.
    pub fn new(case: u64) -> Draw {
        let mut random = Philox::new(case, 11);
        let rows = 1 + random.below(3);
        let batch = rows + random.below(3);
        Draw { random, rows, batch }
    }

    /// A whole number from `low` to `high`, both included.
    pub fn whole(&mut self, low: usize, high: usize) -> usize {
        low + self.random.below(high - low + 1)
    }

    /// Yes or no.
    pub fn coin(&mut self) -> bool {
        self.random.below(2) == 1
    }

    /// Numbers of the normal distribution.
    pub fn given(&mut self, of: Type) -> Given {
        self.given_by(of, Philox::normal)
    }

    /// Numbers from a rule.
    pub fn given_by(&mut self, of: Type, mut number: impl FnMut(&mut Philox) -> f64) -> Given {
        let numbers = (0..of.count(self.rows)).map(|_| number(&mut self.random)).collect();
        Given { of, numbers, varies: true }
    }

    /// Class labels, now and then one beyond the classes.
    pub fn labels(&mut self, classes: usize) -> Given {
        let of = Type::batched([]).of_indices();
        let beyond = usize::from(self.whole(0, 3) == 0);
        let given = self.given_by(of, |random| random.below(classes + beyond) as f64);
        Given { varies: false, ..given }
    }
}

/// Emits inputs of the given types, named "input 0", …
pub fn emit_inputs(builder: &mut Builder, given: &[Given]) -> Vec<Value> {
    let emit = |(place, given): (usize, &Given)| {
        let value = (builder as &mut dyn Emit).emit(Input { of: given.of.clone() }, &[]);
        builder.name(format!("input {place}"), value);
        value
    };
    given.iter().enumerate().map(emit).collect()
}

/// Runs one op on a device and returns all its outputs, indices as numbers.
pub fn outputs<T: Real>(device: &mut Cpu<T>, op: &Op, draw: &Draw, given: &[Given], step: Step) -> Vec<Vec<f64>> {
    let mut builder = Builder::new(Arc::new(Layout::default()));
    let inputs = emit_inputs(&mut builder, given);
    let values = builder.emit_all(op.clone(), &inputs);
    for (place, &value) in values.iter().enumerate() {
        builder.name(format!("output {place}"), value);
    }
    let program = Arc::new(builder.finish(draw.batch, Fusions::NONE));
    let store = device.store(&program.layout, 0).unwrap();
    let id = device.prepare(program, store, None).unwrap();
    for (&value, given) in inputs.iter().zip(given) {
        write(device, id, value, given);
    }
    device.run(id, &[Step { rows: draw.rows as u32, ..step }]).unwrap();
    let read =
        |&value: &Value| device.read_exact(id, value, draw.rows).unwrap().into_iter().map(Real::double).collect();
    let result = values.iter().map(read).collect();
    device.forget(id);
    result
}

/// Writes an input.
pub fn write<T: Real>(device: &mut Cpu<T>, program: netloom::device::ProgramId, value: Value, given: &Given) {
    match given.of.element {
        Element::Real => {
            let numbers: Vec<T> = given.numbers.iter().map(|&number| T::of(number)).collect();
            device.write_exact(program, value, &numbers).unwrap();
        }
        Element::Index => {
            let indices: Vec<u32> = given.numbers.iter().map(|&number| number as u32).collect();
            device.write_indices(program, value, &indices).unwrap();
        }
    }
}
