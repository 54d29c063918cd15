//! The programs of a plan.

use super::Plan;
use crate::layers::Average;
use crate::losses::Target;
use crate::ops::{Emit, Input, LoadBatch, LoadLabels, LoadTargets, MovingAverage, Reduce, Type, Update, Value};
use crate::program::{Builder, Program};

/// Where a program takes its batches from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// The data set on the device.
    DataSet,
    /// The host, which writes the values "input" and "target" before each run: ready numbers, not scaled.
    Host,
}

impl Plan {
    /// One step of training: reports "loss", the mean over rows, and the metric summed over rows ("correct" or
    /// "absolute_error"), then moves the weights and the running statistics.
    pub fn training(&self, feed: Feed) -> Program {
        let mut builder = Builder::new(self.layout().clone());
        let input = match feed {
            Feed::DataSet => self.load(&mut builder, true),
            Feed::Host => self.input(&mut builder, feed),
        };
        let (outputs, averages) = self.forward(&mut builder, input, true);
        let loss = self.judge(&mut builder, outputs[self.output], feed);
        self.learn(&mut builder, loss);
        for Average { state, new, momentum } in averages {
            builder.emit_all(MovingAverage { momentum }.into(), &[state, new]);
        }
        builder.finish(self.design().batch, self.design().fusions)
    }

    /// One step of evaluation: reports as [`Plan::training`] does and changes nothing; dropout is off and running
    /// statistics are used. The value "output" holds what the network says of each row: probabilities for classes.
    pub fn evaluation(&self, feed: Feed) -> Program {
        let mut builder = Builder::new(self.layout().clone());
        let input = self.input(&mut builder, feed);
        let (outputs, _) = self.forward(&mut builder, input, false);
        self.judge(&mut builder, outputs[self.output], feed);
        self.answer(&mut builder, outputs[self.output]);
        builder.finish(self.design().batch, self.design().fusions)
    }

    /// The network asked: the host writes "input" (ready numbers, not scaled) and reads "output". With `nodes`, the
    /// output of every node can be read as "node/NAME".
    pub fn prediction(&self, nodes: bool) -> Program {
        let mut builder = Builder::new(self.layout().clone());
        let input = self.input(&mut builder, Feed::Host);
        let (outputs, _) = self.forward(&mut builder, input, false);
        self.answer(&mut builder, outputs[self.output]);
        if nodes {
            for (node, &output) in self.design().network.nodes.iter().zip(&outputs) {
                builder.name(format!("node/{}", node.name), output);
            }
        }
        builder.finish(self.design().batch, self.design().fusions)
    }

    /// The samples of a step.
    pub(super) fn input(&self, builder: &mut Builder, feed: Feed) -> Value {
        let design = self.design();
        let shape = design.input.clone();
        match feed {
            Feed::DataSet => self.load(builder, false),
            Feed::Host => given(builder, "input", Type::batched(shape)),
        }
    }

    /// The samples of a step out of the data set; pictures are augmented for training alone.
    fn load(&self, builder: &mut Builder, training: bool) -> Value {
        let design = self.design();
        let shape = design.input.clone();
        let augmented = training && !design.augmentation.is_off() && shape.picture().is_some();
        let augment = augmented.then(|| design.augmentation.clone());
        let (scale, offset) = (design.scale.clone(), design.offset.clone());
        emit(builder).emit(LoadBatch { shape, scale, offset, augment, by_products: false }, &[])
    }

    /// What is to be predicted in a step.
    fn target(&self, builder: &mut Builder, feed: Feed) -> Value {
        match (feed, self.design().target) {
            (Feed::DataSet, Target::Classes(_)) => emit(builder).emit(LoadLabels {}, &[]),
            (Feed::DataSet, Target::Numbers(width)) => emit(builder).emit(LoadTargets { width }, &[]),
            (Feed::Host, Target::Classes(_)) => given(builder, "target", Type::batched([]).of_indices()),
            (Feed::Host, Target::Numbers(width)) => given(builder, "target", Type::batched([width])),
        }
    }

    /// Appends the loss and the metric, and returns the mean loss `[]`.
    pub(super) fn judge(&self, builder: &mut Builder, output: Value, feed: Feed) -> Value {
        let loss = &self.design().loss;
        let target = self.target(builder, feed);
        let class_weights = self.class_weights.map(|place| builder.state(place));
        let rows = loss.build(builder, output, target, class_weights);
        let mean = emit(builder).emit(Reduce { mean: true, axes: Vec::new(), rows: true, by_product: false }, &[rows]);
        builder.report("loss", mean);
        let measured = loss.measure(builder, output, target);
        let sum =
            emit(builder).emit(Reduce { mean: false, axes: Vec::new(), rows: true, by_product: false }, &[measured]);
        builder.report(loss.metric(self.design().target).report(), sum);
        mean
    }

    /// Names what the network says to people, and returns it.
    pub(super) fn answer(&self, builder: &mut Builder, output: Value) -> Value {
        let answer = self.design().loss.answer(builder, output);
        builder.name("output", answer);
        answer
    }

    /// Appends the gradient of the loss and the optimiser's step over all weights that the loss depends on and that
    /// are not frozen.
    fn learn(&self, builder: &mut Builder, loss: Value) {
        let learning = self.learning();
        let weights: Vec<Value> = learning.iter().map(|&place| builder.weight(place)).collect();
        let found = builder.gradient(loss, &weights);
        let (targets, gradients): (Vec<usize>, Vec<Value>) =
            learning.into_iter().zip(found).filter_map(|(place, gradient)| Some((place, gradient?))).unzip();
        if targets.is_empty() {
            return;
        }
        let optimizer = &self.design().optimizer;
        let clip = self.design().clip.map(|clip| clip as f32);
        let update = Update { rule: optimizer.rule(), decay: optimizer.decay() as f32, clip, targets, folds: false };
        builder.update(update, gradients);
    }
}

pub(super) fn emit(builder: &mut Builder) -> &mut dyn Emit {
    builder
}

/// A value that the host writes.
pub(super) fn given(builder: &mut Builder, name: &str, of: Type) -> Value {
    let value = emit(builder).emit(Input { of }, &[]);
    builder.name(name, value);
    value
}
