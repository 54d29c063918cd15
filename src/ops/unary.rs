//! Functions of one number, and their gradients, from one table. Partners: `device/cpu/unary.rs`,
//! `shaders/lib/function.wgsl`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Cost, Differential, Emit, Operation, Type, Value};

/// What the derivative of a function is calculated from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The function's argument x.
    Input,
    /// Its value y, so that x need not be kept.
    Output,
}

/// A function of one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Function {
    /// x
    #[default]
    Identity,
    /// max(x, 0)
    Relu,
    /// x for x > 0, else slope · x
    LeakyRelu {
        /// The slope below zero, not negative (Keras: 0.3).
        slope: f32,
    },
    /// x for x > 0, else alpha · (eˣ − 1)
    Elu {
        /// The value that large negative x tend to, times −1.
        alpha: f32,
    },
    /// 1.0507 · x for x > 0, else 1.0507 · 1.67326 · (eˣ − 1) (Klambauer et al., 2017)
    Selu,
    /// x · Φ(x), Φ the normal distribution (by erf, as in Keras and PyTorch by default)
    Gelu,
    /// x · σ(x), also called swish
    Silu,
    /// σ(x) = 1 / (1 + e⁻ˣ)
    Sigmoid,
    /// tanh x
    Tanh,
    /// ln(1 + eˣ)
    Softplus,
    /// eˣ
    Exp,
    /// ln x
    Log,
    /// √x
    Sqrt,
    /// x²
    Square,
    /// |x|; its derivative at 0 is 0
    Abs,
    /// scale · x + offset
    Linear {
        /// The factor.
        scale: f32,
        /// What is added.
        offset: f32,
    },
    /// x² / 2 for |x| ≤ delta, else delta · (|x| − delta / 2) (Huber, 1964)
    Huber {
        /// Where the parabola turns into a line.
        delta: f32,
    },
    /// 1 / √(x + epsilon)
    ReciprocalSqrt {
        /// Keeps the root from zero.
        epsilon: f32,
    },
}

impl Function {
    /// One of each, with settings that show a difference.
    pub const ALL: [Function; 18] = [
        Function::Identity,
        Function::Relu,
        Function::LeakyRelu { slope: 0.3 },
        Function::Elu { alpha: 1.5 },
        Function::Selu,
        Function::Gelu,
        Function::Silu,
        Function::Sigmoid,
        Function::Tanh,
        Function::Softplus,
        Function::Exp,
        Function::Log,
        Function::Sqrt,
        Function::Square,
        Function::Abs,
        Function::Linear { scale: -1.5, offset: 0.25 },
        Function::Huber { delta: 0.75 },
        Function::ReciprocalSqrt { epsilon: 1e-3 },
    ];

    /// What its derivative is calculated from.
    pub fn saved(self) -> Saved {
        use Function::*;
        match self {
            Identity
            | Relu
            | LeakyRelu { .. }
            | Elu { .. }
            | Selu
            | Sigmoid
            | Tanh
            | Softplus
            | Exp
            | Sqrt
            | Linear { .. } => Saved::Output,
            Gelu | Silu | Log | Square | Abs | Huber { .. } | ReciprocalSqrt { .. } => Saved::Input,
        }
    }

    /// Its name in programs and shaders.
    pub fn name(self) -> &'static str {
        use Function::*;
        match self {
            Identity => "identity",
            Relu => "relu",
            LeakyRelu { .. } => "leaky_relu",
            Elu { .. } => "elu",
            Selu => "selu",
            Gelu => "gelu",
            Silu => "silu",
            Sigmoid => "sigmoid",
            Tanh => "tanh",
            Softplus => "softplus",
            Exp => "exp",
            Log => "log",
            Sqrt => "sqrt",
            Square => "square",
            Abs => "abs",
            Linear { .. } => "linear",
            Huber { .. } => "huber",
            ReciprocalSqrt { .. } => "reciprocal_sqrt",
        }
    }

    /// Its up to two settings, in the order in which the shaders take them; 0 where there is none.
    pub fn settings(self) -> [f32; 2] {
        use Function::*;
        match self {
            LeakyRelu { slope } => [slope, 0.0],
            Elu { alpha } => [alpha, 0.0],
            Linear { scale, offset } => [scale, offset],
            Huber { delta } => [delta, 0.0],
            ReciprocalSqrt { epsilon } => [epsilon, 0.0],
            _ => [0.0, 0.0],
        }
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let [a, b] = self.settings();
        match self {
            Function::Linear { .. } => write!(f, "linear({a}, {b})"),
            _ if a != 0.0 => write!(f, "{}({a})", self.name()),
            _ => f.write_str(self.name()),
        }
    }
}

/// A function of every number: x → y of the same type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unary {
    /// The function.
    pub function: Function,
}

/// Its gradient: what the function saved, and dy → dx = dy · f′, all of the same type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UnaryGradient {
    /// The function.
    pub function: Function,
}

impl Operation for Unary {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        Ok(vec![x.clone()])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let function = self.function;
        let dx = match function {
            Function::Identity => dy,
            Function::Linear { scale, .. } => emit.unary(Function::Linear { scale, offset: 0.0 }, dy),
            _ => {
                let saved = match function.saved() {
                    Saved::Input => at.inputs[0],
                    Saved::Output => at.outputs[0],
                };
                emit.emit(UnaryGradient { function }, &[saved, dy])
            }
        };
        vec![Some(dx)]
    }

    fn words(&self) -> String {
        self.function.to_string()
    }
}

impl Operation for UnaryGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [saved, dy] = super::exactly(inputs)?;
        if saved != dy {
            return Err(format!("what was saved, {}, differs from the gradient, {}", saved.shape, dy.shape));
        }
        Ok(vec![dy.clone()])
    }

    fn is_differentiable(&self) -> bool {
        false
    }

    fn cost(&self, _inputs: &[&Type], outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: 2.0 * outputs[0].count(rows) as f64 }
    }

    fn words(&self) -> String {
        self.function.to_string()
    }
}
