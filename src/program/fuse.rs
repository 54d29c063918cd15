//! Fusion: neighbouring ops that one kernel can do become one op. A product (matmul, convolution or its input
//! gradient) takes up the bias and activation that follow it, or the activation's gradient that consumes it; what
//! concerns max pooling is in `fuse/pool.rs`, what concerns the inputs of a batch in `fuse/load.rs`, sums that give the
//! gradient of a bias in `fuse/sums.rs`, batch normalisation by fixed statistics in `fuse/scale.rs`.

use super::{Builder, Instruction, Source};
use crate::ops::{Binary, BinaryFunction, Epilogue, Function, Op, Reshape, Value};

mod head;
mod load;
mod pool;
mod scale;
mod sums;

macro_rules! fusions {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// Which fusions are done; each gives the same numbers within rounding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Fusions {
            $($(#[$doc])* pub $name: bool),+
        }

        impl Fusions {
            /// All of them.
            pub const ALL: Fusions = Fusions { $($name: true),+ };
            /// None of them: each op as it was emitted.
            pub const NONE: Fusions = Fusions { $($name: false),+ };

            /// Those that are in both.
            pub fn and(self, other: Fusions) -> Fusions {
                Fusions { $($name: self.$name && other.$name),+ }
            }
        }
    };
}
fusions! {
    /// A bias into the product before it.
    bias,
    /// An activation into the product before it.
    activation,
    /// A factor and an offset for each channel (batch normalisation by fixed statistics) into the weights and the bias of
    /// the product before it.
    scale,
    /// An activation into the batch normalisation, or the sum or other function of two numbers, before it.
    finish,
    /// The gradient of an activation into the product that gives the gradient of its output.
    gradient,
    /// The gradients of an activation and of a bias before the gradient of the max pooling behind them, where there
    /// are fewer numbers.
    late_unpooling,
    /// A max pooling into the convolution before it.
    pool,
    /// The gradient of a max pooling into the gradients of the convolution before it.
    pool_gradient,
    /// The gradient of a bias into the product that gives the gradient of the weights.
    bias_gradient,
    /// The loss, the count of right answers and the gradient of softmax with cross-entropy into one, if there are few
    /// classes.
    head,
    /// The inputs of a batch into the products that read them.
    load,
    /// The sum over the parts of a gradient of weights into the optimiser.
    fold,
}

/// Fuses what can be; `kept` values must stay as they are.
pub(super) fn fuse(builder: &mut Builder, kept: &[Value], batch: usize, fusions: Fusions) {
    let scale = fusions.scale && scale::are_fixed(builder);
    if scale {
        scale::hoist(builder);
    }
    let mut place = 0;
    while place < builder.instructions.len() {
        if fusions.late_unpooling
            && let Some(earlier) = pool::unpool_later(builder, kept, place)
        {
            place = earlier;
        }
        let fused = (scale && (scale::factor(builder, kept, place) || scale::offset(builder, kept, place)))
            || (fusions.bias && bias(builder, kept, place))
            || (fusions.activation && activation(builder, kept, place))
            || (fusions.finish && finish(builder, kept, place))
            || (fusions.gradient && gradient(builder, kept, place));
        // Each fusion removes the instruction at `place`, so the next one is there already.
        if !fused {
            place += 1;
        }
    }
    // Only now is it known who still needs an unpooled result.
    let mut place = 0;
    while place < builder.instructions.len() {
        let fused = (fusions.pool && pool::into_convolution(builder, kept, place))
            || (fusions.pool_gradient && pool::into_gradients(builder, kept, place));
        if !fused {
            place += 1;
        }
    }
    if fusions.head && batch <= head::MOST_ROWS {
        head::into_one(builder, kept);
    }
    if fusions.bias_gradient {
        sums::into_products(builder, kept);
    }
    if fusions.load {
        load::into_products(builder, kept);
    }
    for instruction in &mut builder.instructions {
        if let Op::Update(update) = &mut instruction.op {
            update.folds = fusions.fold;
        }
    }
}

fn epilogue(op: &mut Op) -> Option<&mut Epilogue> {
    match op {
        Op::Matmul(product) => Some(&mut product.epilogue),
        Op::Conv2d(product) => Some(&mut product.epilogue),
        Op::Conv2dInputGradient(product) => Some(&mut product.epilogue),
        _ => None,
    }
}

/// How many inputs of instructions a value is.
fn uses(builder: &Builder, value: Value) -> usize {
    builder.instructions.iter().flat_map(|instruction| &instruction.inputs).filter(|&&input| input == value).count()
}

/// The place of the product that gives this value, if `consumer` alone uses it.
fn product(builder: &mut Builder, kept: &[Value], value: Value, consumer: usize) -> Option<(usize, Epilogue)> {
    if kept.contains(&value) || uses(builder, value) != 1 {
        return None;
    }
    let place = builder.instructions[..consumer].iter().rposition(|i| i.outputs.contains(&value))?;
    let found = *epilogue(&mut builder.instructions[place].op)?;
    Some((place, found))
}

/// Whether a value exists before the instruction at `place`.
fn exists(builder: &Builder, value: Value, place: usize) -> bool {
    builder.sources[value.index()] != Source::Op
        || builder.instructions[..place].iter().any(|instruction| instruction.outputs.contains(&value))
}

/// product + bias: `add(product, b [channels])`.
fn bias(builder: &mut Builder, kept: &[Value], place: usize) -> bool {
    let Instruction {
        op: Op::Binary(Binary { function: BinaryFunction::Add, activation: None }), inputs, outputs, ..
    } = builder.instructions[place].clone()
    else {
        return false;
    };
    let [left, right] = [inputs[0], inputs[1]];
    let [of, bias] = [left, right].map(|value| builder.types[value.index()].clone());
    if bias.batched || bias.shape.len() != 1 || bias.shape.count() != of.shape.last() {
        return false;
    }
    match product(builder, kept, left, place) {
        Some((at, found)) if found == Epilogue::default() && exists(builder, right, at) => {
            let fused = Epilogue { bias: true, ..found };
            absorb(builder, at, place, fused, Some(right), outputs[0]);
            true
        }
        _ => false,
    }
}

/// product (+ bias) + activation, where only the activation's value is needed later.
fn activation(builder: &mut Builder, kept: &[Value], place: usize) -> bool {
    let Instruction { op: Op::Unary(unary), inputs, outputs, .. } = builder.instructions[place].clone() else {
        return false;
    };
    match product(builder, kept, inputs[0], place) {
        Some((at, found)) if found.activation.is_none() && found.gradient.is_none() => {
            let fused = Epilogue { activation: Some(unary.function), ..found };
            absorb(builder, at, place, fused, None, outputs[0]);
            true
        }
        _ => false,
    }
}

/// batch normalisation or function of two numbers + activation, where only the activation's value is needed later.
fn finish(builder: &mut Builder, kept: &[Value], place: usize) -> bool {
    let Instruction { op: Op::Unary(unary), inputs, outputs, .. } = builder.instructions[place].clone() else {
        return false;
    };
    let value = inputs[0];
    if unary.function == Function::Identity || kept.contains(&value) || uses(builder, value) != 1 {
        return false;
    }
    let before = builder.instructions[..place].iter().rposition(|i| i.outputs.first() == Some(&value));
    let Some(before) = before else { return false };
    let activation = match &mut builder.instructions[before].op {
        Op::BatchNorm(op) => &mut op.activation,
        Op::Binary(op) => &mut op.activation,
        _ => return false,
    };
    if activation.is_some() {
        return false;
    }
    *activation = Some(unary.function);
    builder.instructions[before].outputs[0] = outputs[0];
    builder.instructions.remove(place);
    true
}

/// gradient of an activation whose incoming gradient is a product, perhaps reshaped (a flatten in between).
fn gradient(builder: &mut Builder, kept: &[Value], place: usize) -> bool {
    let Instruction { op: Op::UnaryGradient(unary), inputs, outputs, node } = builder.instructions[place].clone()
    else {
        return false;
    };
    let [saved, dy] = [inputs[0], inputs[1]];
    if let Some((at, found)) = product(builder, kept, dy, place) {
        let fits = found == Epilogue::default() && exists(builder, saved, at);
        if fits {
            let fused = Epilogue { gradient: Some(unary.function), ..found };
            absorb(builder, at, place, fused, Some(saved), outputs[0]);
        }
        return fits;
    }
    // reshape(product) → gradient: exchange the two, then fuse on the next round.
    let Some(between) = builder.instructions[..place].iter().rposition(|i| i.outputs.contains(&dy)) else {
        return false;
    };
    let Op::Reshape(_) = builder.instructions[between].op else { return false };
    let source = builder.instructions[between].inputs[0];
    let sole = uses(builder, dy) == 1;
    let Some((at, found)) = product(builder, kept, source, between) else { return false };
    if kept.contains(&dy) || !sole || found != Epilogue::default() || !exists(builder, saved, at) {
        return false;
    }
    let inner = builder.types[source.index()].clone();
    let reshaped = Value(builder.types.len() as u32);
    let product_output = Value(reshaped.0 + 1);
    builder.types.extend([inner.clone(), inner.clone()]);
    builder.sources.extend([Source::Op, Source::Op]);
    let shape = builder.types[outputs[0].index()].shape.clone();
    let alias = |op: Reshape, from, to| Instruction { op: op.into(), inputs: vec![from], outputs: vec![to], node };
    builder.instructions[place] = alias(Reshape { shape }, product_output, outputs[0]);
    let fused = Epilogue { gradient: Some(unary.function), ..found };
    absorb(builder, at, between, fused, Some(reshaped), product_output);
    builder.instructions.insert(at, alias(Reshape { shape: inner.shape }, saved, reshaped));
    true
}

/// Makes the product at `at` do what the instruction at `consumer` did, and removes the latter.
fn absorb(builder: &mut Builder, at: usize, consumer: usize, fused: Epilogue, extra: Option<Value>, output: Value) {
    let instruction = &mut builder.instructions[at];
    if let Some(found) = epilogue(&mut instruction.op) {
        *found = fused;
    }
    instruction.inputs.extend(extra);
    instruction.outputs = vec![output];
    builder.instructions.remove(consumer);
}
