//! What changes the stores: the optimiser over all weights, running statistics, and the norm for clipping. Partners:
//! `device/cpu/update.rs`, `shaders/update.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Cost, Operation, Type};

/// How a weight p moves against its gradient g at learning rate r; m and v are what the optimiser remembers of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Rule {
    /// p ← p − r·g; with momentum μ > 0: m ← μ·m − r·g, p ← p + m; Nesterov: p ← p + μ·m − r·g (Keras's forms).
    Sgd {
        /// μ
        momentum: f32,
        /// Whether to look ahead.
        nesterov: bool,
    },
    /// v ← ρ·v + (1 − ρ)·g²; p ← p − r · g / √(v + ε); with momentum: m ← μ·m + r·g/√(v + ε), p ← p − m (Keras).
    RmsProp {
        /// ρ
        rho: f32,
        /// μ
        momentum: f32,
        /// ε
        epsilon: f32,
    },
    /// m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; p ← p − r·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε̂), t counted
    /// from 1 (Kingma and Ba, 2015, section 2, as Keras computes it: there ε̂ is the setting ε itself).
    Adam {
        /// β₁
        beta_1: f32,
        /// β₂
        beta_2: f32,
        /// ε
        epsilon: f32,
    },
}

impl Default for Rule {
    fn default() -> Rule {
        Rule::Adam { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }
    }
}

impl Rule {
    /// How many numbers the optimiser remembers for each weight: m is the first, v the second.
    /// RMSprop with momentum keeps v first and m second.
    pub fn memories(self) -> usize {
        match self {
            Rule::Sgd { momentum, .. } => usize::from(momentum != 0.0),
            Rule::RmsProp { momentum, .. } => 1 + usize::from(momentum != 0.0),
            Rule::Adam { .. } => 2,
        }
    }

    /// The factor √(1 − β₂ᵗ)/(1 − β₁ᵗ) of Adam after `step` earlier steps, in f64; 1 for the others.
    pub fn correction(self, step: u64) -> f64 {
        match self {
            Rule::Adam { beta_1, beta_2, .. } => {
                let t = (step + 1) as f64;
                (1.0 - f64::from(beta_2).powf(t)).sqrt() / (1.0 - f64::from(beta_1).powf(t))
            }
            _ => 1.0,
        }
    }
}

/// One step of the optimiser. Inputs: the gradient of each weight in `targets`, of that weight's shape, then, if
/// `clip`, the norm `[]` that [`GlobalNorm`] gives. The learning rate and the step come with the step.
///
/// Before the rule, g ← g · min(1, clip / norm); p ← p − r · decay · p (decoupled weight decay, AdamW).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// The rule.
    pub rule: Rule,
    /// λ of decoupled weight decay (Loshchilov and Hutter, 2019); 0 for none.
    pub decay: f32,
    /// The largest norm of all gradients together.
    pub clip: Option<f32>,
    /// The places of the weights in the layout.
    pub targets: Vec<usize>,
    /// Whether a device may leave gradients in parts that are added up here, where nothing else reads them. Only
    /// `program/fuse.rs` sets it.
    #[serde(default)]
    pub folds: bool,
}

/// √ Σ g² over all inputs → `[]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GlobalNorm {}

/// average ← momentum · average + (1 − momentum) · new: inputs average (a state, changed in place) and new.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MovingAverage {
    /// How much of the old average stays (Keras: 0.99).
    pub momentum: f32,
}

impl Operation for Update {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let wanted = self.targets.len() + usize::from(self.clip.is_some());
        if inputs.len() != wanted || inputs.iter().any(|gradient| gradient.batched) {
            return Err(format!("needs {wanted} gradients that are not batched"));
        }
        Ok(Vec::new())
    }

    fn has_effect(&self) -> bool {
        true
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: inputs.iter().map(|gradient| 12.0 * gradient.count(rows) as f64).sum() }
    }

    fn words(&self) -> String {
        format!("{:?}", self.rule)
    }
}

impl Operation for GlobalNorm {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        if inputs.iter().any(|gradient| gradient.batched) {
            return Err("needs gradients that are not batched".into());
        }
        Ok(vec![Type::single([])])
    }

    fn is_differentiable(&self) -> bool {
        false
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: inputs.iter().map(|gradient| 2.0 * gradient.count(rows) as f64).sum() }
    }
}

impl Operation for MovingAverage {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [average, new] = super::exactly(inputs)?;
        if average != new {
            return Err(format!("an average of {} and a new {} differ in shape", average.shape, new.shape));
        }
        Ok(Vec::new())
    }

    fn has_effect(&self) -> bool {
        true
    }

    fn words(&self) -> String {
        format!("momentum {}", self.momentum)
    }
}
