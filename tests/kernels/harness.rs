//! Runs one op on the GPU and on the native device in f64, and compares.

use std::sync::Arc;

use netloom::base::{Philox, Shape};
use netloom::device::cpu::Cpu;
use netloom::device::gpu::{Gpu, GpuOptions};
use netloom::device::{Device, ProgramId, Step};
use netloom::ops::{Element, Emit, Input, Op, Type, Value};
use netloom::program::{Builder, Fusions, Layout, Program};

/// The devices under comparison. All memory of the GPU's programs is NaN before the first step.
pub struct Devices {
    pub gpu: Gpu,
    /// The same adapter with every shader compiled with all checks, and long kernels cut into short dispatches.
    pub checked: Gpu,
    pub cpu: Cpu<f64>,
}

impl Devices {
    /// Opens them; `None`, with a word about it, where there is no adapter and the environment says that is right.
    pub fn open() -> Option<Devices> {
        let open = |checked| {
            Gpu::open_with(
                Some("gpu"),
                GpuOptions { checked, poison: true, groups: checked.then_some(3), ..GpuOptions::default() },
            )
        };
        match (open(false), open(true)) {
            (Ok(gpu), Ok(checked)) => Some(Devices { gpu, checked, cpu: Cpu::new(Some(1)).expect("one thread") }),
            (Err(error), _) | (_, Err(error)) if std::env::var("NETLOOM_NO_GPU").is_ok_and(|set| set == "1") => {
                eprintln!("NOT TESTED, because NETLOOM_NO_GPU=1: {error}");
                None
            }
            (Err(error), _) | (_, Err(error)) => panic!("{error} Set NETLOOM_NO_GPU=1 to do without."),
        }
    }
}

/// What an input holds.
#[derive(Clone, Debug)]
pub enum Numbers {
    Real(Vec<f32>),
    Index(Vec<u32>),
}

/// How far the GPU may be from f64.
#[derive(Clone, Copy, Debug)]
pub enum Bound {
    /// This times the number itself, and a millionth of that more.
    Relative(f64),
    /// This times what the op gives for the magnitudes of all inputs, and 1e-6: for sums that cancel.
    OfMagnitudes(f64),
    /// This times the number itself and the largest number of the output.
    OfLargest(f64),
}

/// One op with its inputs.
pub struct Case {
    pub op: Op,
    pub inputs: Vec<(Type, Numbers)>,
    pub batch: usize,
    pub rows: usize,
    pub bound: Bound,
}

/// Numbers between two bounds.
pub fn between(of: &Type, rows: usize, [low, high]: [f64; 2], seed: u64) -> Numbers {
    let mut random = Philox::new(seed, 77);
    Numbers::Real((0..of.count(rows)).map(|_| random.between(low, high) as f32).collect())
}

/// Numbers that often repeat: small whole ones.
pub fn coarse(of: &Type, rows: usize, kinds: usize, seed: u64) -> Numbers {
    let mut random = Philox::new(seed, 78);
    Numbers::Real((0..of.count(rows)).map(|_| random.below(kinds) as f32 - 1.0).collect())
}

/// Indices below a bound.
pub fn indices(of: &Type, rows: usize, bound: usize, seed: u64) -> Numbers {
    let mut random = Philox::new(seed, 79);
    Numbers::Index((0..of.count(rows)).map(|_| random.below(bound) as u32).collect())
}

impl Case {
    /// An op on real inputs between −2 and 2.
    pub fn new(op: impl Into<Op>, types: &[Type], batch: usize, rows: usize, bound: Bound) -> Case {
        let fill = |(place, of): (usize, &Type)| (of.clone(), between(of, rows, [-2.0, 2.0], place as u64 + 1));
        let inputs = types.iter().enumerate().map(fill).collect();
        Case { op: op.into(), inputs, batch, rows, bound }
    }

    /// The same with other numbers in one input.
    pub fn with(mut self, place: usize, numbers: Numbers) -> Case {
        self.inputs[place].1 = numbers;
        self
    }

    /// A program of this op alone, with its inputs and outputs.
    fn program(&self) -> (Arc<Program>, Vec<Value>, Vec<Value>) {
        let mut builder = Builder::new(Arc::new(Layout::default()));
        let mut inputs = Vec::new();
        for (place, (of, _)) in self.inputs.iter().enumerate() {
            let value = (&mut builder as &mut dyn Emit).emit(Input { of: of.clone() }, &[]);
            builder.name(format!("x{place}"), value);
            inputs.push(value);
        }
        let outputs = builder.emit_all(self.op.clone(), &inputs);
        for (place, &output) in outputs.iter().enumerate() {
            builder.name(format!("y{place}"), output);
        }
        (Arc::new(builder.finish(self.batch, Fusions::NONE)), inputs, outputs)
    }

    fn step(&self) -> Step {
        Step { rows: self.rows as u32, step: 3 + (5 << 32), seed: 11 + (7 << 32), rate: 0.1, ..Step::default() }
    }

    /// What a device makes of it.
    fn on<D: Device, T>(
        &self,
        device: &mut D,
        magnitudes: bool,
        read: impl Fn(&mut D, ProgramId, Value) -> T,
    ) -> Vec<T> {
        let (program, inputs, outputs) = self.program();
        let store = device.store(&program.layout, 0).expect("a store");
        let id = device.prepare(program, store, None).expect("a program");
        for (&value, (_, numbers)) in inputs.iter().zip(&self.inputs) {
            match numbers {
                Numbers::Real(numbers) if magnitudes => {
                    let numbers: Vec<f32> = numbers.iter().map(|number| number.abs()).collect();
                    device.write(id, value, &numbers).expect("written");
                }
                Numbers::Real(numbers) => device.write(id, value, numbers).expect("written"),
                Numbers::Index(indices) => device.write_indices(id, value, indices).expect("written"),
            }
        }
        device.run(id, &[self.step()]).expect("run");
        let results = outputs.iter().map(|&output| read(device, id, output)).collect();
        device.forget(id);
        results
    }

    /// What a GPU makes of it.
    pub fn results(&self, gpu: &mut Gpu) -> Vec<Vec<f32>> {
        self.on(gpu, false, |gpu, id, value| gpu.read(id, value, self.rows).expect("read"))
    }

    /// Fails unless the GPU gives what f64 gives, the same bits twice, and the same bits checked.
    pub fn check(&self, devices: &mut Devices) {
        let rows = self.rows;
        let gpu = |device: &mut Gpu, id, value| device.read(id, value, rows).expect("read");
        let cpu = |device: &mut Cpu<f64>, id, value| device.read_exact(id, value, rows).expect("read");
        let got = self.on(&mut devices.gpu, false, gpu);
        let again = self.on(&mut devices.gpu, false, gpu);
        let checked = self.on(&mut devices.checked, false, gpu);
        let wanted = self.on(&mut devices.cpu, false, cpu);
        let magnitudes = match self.bound {
            Bound::OfMagnitudes(_) => self.on(&mut devices.cpu, true, cpu),
            _ => wanted.clone(),
        };
        let (_, _, outputs) = self.program();
        let (program, _, _) = self.program();
        for place in 0..got.len() {
            let name = self.describe(place);
            assert_eq!(bits(&got[place]), bits(&again[place]), "{name}: two runs differ");
            assert_eq!(bits(&got[place]), bits(&checked[place]), "{name}: the checked shader differs");
            assert_eq!(got[place].len(), wanted[place].len(), "{name}: as many numbers");
            let largest = wanted[place].iter().fold(0.0f64, |largest, number| largest.max(number.abs()));
            let exact = program.type_of(outputs[place]).element == Element::Index;
            for (at, (&got, &wanted)) in got[place].iter().zip(&wanted[place]).enumerate() {
                let allowed = match self.bound {
                    _ if exact => 0.0,
                    Bound::Relative(bound) => bound * wanted.abs() + bound * 1e-6,
                    Bound::OfMagnitudes(bound) => bound * magnitudes[place][at].abs() + 1e-6,
                    Bound::OfLargest(bound) => bound * (wanted.abs() + largest) + 1e-12,
                };
                let error = (f64::from(got) - wanted).abs();
                assert!(
                    error <= allowed,
                    "{name}: number {at} is {got}, not {wanted} (off by {error:e}, {allowed:e} allowed)"
                );
            }
        }
    }

    fn describe(&self, output: usize) -> String {
        let shapes: Vec<String> = self
            .inputs
            .iter()
            .map(|(of, _)| format!("{}{}", if of.batched { "batch×" } else { "" }, of.shape))
            .collect();
        format!("{:?} of {} with {} of {} rows, output {output}", self.op, shapes.join(" and "), self.rows, self.batch)
    }
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// Checks all cases on one set of devices.
pub fn check_all(cases: impl IntoIterator<Item = Case>) {
    let Some(mut devices) = Devices::open() else { return };
    for case in cases {
        case.check(&mut devices);
    }
}

/// A value of one tensor per row.
pub fn batched(extents: &[usize]) -> Type {
    Type::batched(Shape::from(extents))
}

/// A value of one tensor for all rows.
pub fn single(extents: &[usize]) -> Type {
    Type::single(Shape::from(extents))
}
