//! The builder of programs: ops in order, typed values.

use std::sync::Arc;

use super::{Fusions, Instruction, Layout, Memory, Program, Source, fuse};
use crate::ops::{Emit, Function, Op, Report, Type, Unary, Update, Value};

/// A program in the making.
#[derive(Clone, Debug)]
pub struct Builder {
    pub(super) layout: Arc<Layout>,
    pub(super) types: Vec<Type>,
    pub(super) sources: Vec<Source>,
    pub(super) instructions: Vec<Instruction>,
    named: Vec<(String, Value)>,
    reports: Vec<String>,
    node: Option<u32>,
}

impl Builder {
    /// An empty program over these weights and states.
    pub fn new(layout: Arc<Layout>) -> Builder {
        let mut builder = Builder {
            layout: layout.clone(),
            types: Vec::new(),
            sources: Vec::new(),
            instructions: Vec::new(),
            named: Vec::new(),
            reports: Vec::new(),
            node: None,
        };
        for (place, slot) in layout.weights.iter().enumerate() {
            builder.value(Type::single(slot.shape.clone()), Source::Weight(place));
        }
        for (place, slot) in layout.states.iter().enumerate() {
            builder.value(Type::single(slot.shape.clone()), Source::State(place));
        }
        builder
    }

    /// The value of the weight at this place in the layout.
    pub fn weight(&self, place: usize) -> Value {
        Value(place as u32)
    }

    /// The value of the state at this place in the layout.
    pub fn state(&self, place: usize) -> Value {
        Value((self.layout.weights.len() + place) as u32)
    }

    /// The ops emitted from now on stem from this node of the network.
    pub fn set_node(&mut self, node: Option<u32>) {
        self.node = node;
    }

    /// Gives a value a name under which it can be written (inputs) or read after a run; it is kept to the end.
    pub fn name(&mut self, name: impl Into<String>, value: Value) {
        self.named.push((name.into(), value));
    }

    /// Has each step report this number `[]`.
    pub fn report(&mut self, name: impl Into<String>, number: Value) {
        let slot = self.reports.len();
        self.reports.push(name.into());
        self.emit_all(Report { slot }.into(), &[number]);
    }

    /// The op that gives a value, with its inputs; `None` for weights and states.
    pub fn origin(&self, value: Value) -> Option<&Instruction> {
        self.instructions.iter().rev().find(|instruction| instruction.outputs.contains(&value))
    }

    fn value(&mut self, of: Type, source: Source) -> Value {
        self.types.push(of);
        self.sources.push(source);
        Value(self.types.len() as u32 - 1)
    }

    /// The finished program for steps of up to `batch` rows: without what nothing uses, fused, with memory planned.
    ///
    /// # Panics
    /// If `batch` is zero.
    pub fn finish(mut self, batch: usize, fusions: Fusions) -> Program {
        assert!(batch > 0, "a batch has at least one row");
        self.separate_gradients();
        self.prune();
        let kept: Vec<Value> = self.named.iter().map(|&(_, value)| value).collect();
        fuse::fuse(&mut self, &kept, batch, fusions);
        self.prune();
        let memory = Memory::plan(&self, &kept, batch);
        Program {
            batch,
            layout: self.layout,
            types: self.types,
            sources: self.sources,
            instructions: self.instructions,
            named: self.named,
            reports: self.reports,
            memory,
        }
    }

    /// Gives each gradient that an [`Update`] consumes a value of its own, so that all can lie side by side in one
    /// block in the order of the weights.
    fn separate_gradients(&mut self) {
        let mut taken: Vec<Value> = self.named.iter().map(|&(_, value)| self.root(value)).collect();
        for place in 0..self.instructions.len() {
            let Op::Update(update) = &self.instructions[place].op else { continue };
            for target in 0..update.targets.len() {
                // The list grows in front of the update as copies are put there.
                let at = self.instructions.iter().position(|i| matches!(i.op, Op::Update(_))).unwrap_or(place);
                let gradient = self.instructions[at].inputs[target];
                let root = self.root(gradient);
                let own = self.sources[root.index()] == Source::Op && !taken.contains(&root);
                if own {
                    taken.push(root);
                    continue;
                }
                let copy = self.value(self.types[gradient.index()].clone(), Source::Op);
                taken.push(copy);
                self.instructions[at].inputs[target] = copy;
                let op = Unary { function: Function::Identity }.into();
                let node = self.instructions[at].node;
                self.instructions.insert(at, Instruction { op, inputs: vec![gradient], outputs: vec![copy], node });
            }
            break;
        }
    }

    /// The value whose numbers this one shares, through reshapes.
    pub(super) fn root(&self, mut value: Value) -> Value {
        while let Some(Instruction { op: Op::Reshape(_), inputs, .. }) = self.origin(value) {
            value = inputs[0];
        }
        value
    }

    /// Removes every op that neither acts on a store nor feeds one that does, nor a named value.
    fn prune(&mut self) {
        let mut used = vec![false; self.types.len()];
        for &(_, value) in &self.named {
            used[value.index()] = true;
        }
        let mut kept = Vec::with_capacity(self.instructions.len());
        while let Some(instruction) = self.instructions.pop() {
            if instruction.op.has_effect() || instruction.outputs.iter().any(|output| used[output.index()]) {
                for input in &instruction.inputs {
                    used[input.index()] = true;
                }
                kept.push(instruction);
            }
        }
        kept.reverse();
        self.instructions = kept;
    }

    /// Appends one step of the optimiser; `gradients` belong to the weights in `update.targets`.
    pub fn update(&mut self, update: Update, mut gradients: Vec<Value>) {
        if update.clip.is_some() {
            let norm = (self as &mut dyn Emit).emit(crate::ops::GlobalNorm {}, &gradients);
            gradients.push(norm);
        }
        self.emit_all(update.into(), &gradients);
    }
}

impl Emit for Builder {
    fn type_of(&self, value: Value) -> &Type {
        &self.types[value.index()]
    }

    fn emit_all(&mut self, op: Op, inputs: &[Value]) -> Vec<Value> {
        let types: Vec<&Type> = inputs.iter().map(|&input| self.type_of(input)).collect();
        let outputs = match op.outputs(&types) {
            Ok(outputs) => outputs,
            Err(reason) => panic!("{} was emitted with inputs that do not fit: {reason}", op.key()),
        };
        let outputs: Vec<Value> = outputs.into_iter().map(|output| self.value(output, Source::Op)).collect();
        let node = self.node;
        self.instructions.push(Instruction { op, inputs: inputs.to_vec(), outputs: outputs.clone(), node });
        outputs
    }
}
