//! Functions of two numbers with NumPy's broadcasting. Partners: `device/cpu/binary.rs`, `shaders/binary.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Differential, Emit, Function, Operation, Type, Value};

/// A function of two numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BinaryFunction {
    /// a + b
    #[default]
    Add,
    /// a − b
    Subtract,
    /// a · b
    Multiply,
    /// a / b
    Divide,
}

impl BinaryFunction {
    /// Each of them.
    pub const ALL: [BinaryFunction; 4] =
        [BinaryFunction::Add, BinaryFunction::Subtract, BinaryFunction::Multiply, BinaryFunction::Divide];

    /// Its name in programs and shaders.
    pub fn name(self) -> &'static str {
        match self {
            BinaryFunction::Add => "add",
            BinaryFunction::Subtract => "subtract",
            BinaryFunction::Multiply => "multiply",
            BinaryFunction::Divide => "divide",
        }
    }
}

/// A function of two values, number by number: shapes broadcast as in NumPy, and what is not batched meets every row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Binary {
    /// The function.
    pub function: BinaryFunction,
    /// Applied to the result before it is stored. Only `program/fuse.rs` sets it, after gradients were derived.
    pub activation: Option<Function>,
}

impl From<BinaryFunction> for Binary {
    fn from(function: BinaryFunction) -> Binary {
        Binary { function, activation: None }
    }
}

impl Operation for Binary {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [a, b] = super::exactly(inputs)?;
        let shape = a.shape.broadcast(&b.shape);
        let shape = shape.ok_or_else(|| format!("{} and {} do not fit together", a.shape, b.shape))?;
        Ok(vec![Type { batched: a.batched || b.batched, shape, element: a.element }])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let [a, b] = [at.inputs[0], at.inputs[1]];
        let da = |emit: &mut dyn Emit| match self.function {
            BinaryFunction::Add | BinaryFunction::Subtract => dy,
            BinaryFunction::Multiply => emit.multiply(dy, b),
            BinaryFunction::Divide => emit.emit(Binary::from(BinaryFunction::Divide), &[dy, b]),
        };
        let db = |emit: &mut dyn Emit| match self.function {
            BinaryFunction::Add => dy,
            BinaryFunction::Subtract => emit.unary(Function::Linear { scale: -1.0, offset: 0.0 }, dy),
            BinaryFunction::Multiply => emit.multiply(dy, a),
            BinaryFunction::Divide => {
                let product = emit.multiply(dy, at.outputs[0]);
                let quotient = emit.emit(Binary::from(BinaryFunction::Divide), &[product, b]);
                emit.unary(Function::Linear { scale: -1.0, offset: 0.0 }, quotient)
            }
        };
        let mut summed = |gradient: &dyn Fn(&mut dyn Emit) -> Value, input| {
            let full = gradient(emit);
            let wanted = emit.type_of(input).clone();
            emit.sum_to(full, &wanted)
        };
        vec![at.wanted[0].then(|| summed(&da, a)), at.wanted[1].then(|| summed(&db, b))]
    }

    fn words(&self) -> String {
        format!("{}{}", self.function.name(), super::followed_by(self.activation))
    }
}
