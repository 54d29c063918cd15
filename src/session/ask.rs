//! Questions put to the network as it stands: inquiries, whose programs are kept while they are asked again.

use super::{Ready, Session};
use crate::base::{Error, Result};
use crate::compile::{Inquiry, Plan, Quantity};
use crate::device::Step;
use crate::ops::Type;

/// How many programs are kept; a panel that shows one picture in several ways asks few different questions.
const KEPT: usize = 8;

/// Rows of a step are limited so that the outputs of all nodes together hold at most about so many numbers.
const MOST: usize = 1 << 23;

/// A program that was made for an inquiry.
pub(super) struct Asked {
    inquiry: Inquiry,
    rows: usize,
    ready: Ready,
}

/// What an inquiry differentiates with, sample after sample.
#[derive(Clone, Copy, Debug)]
pub enum Seeds<'a> {
    /// Nothing is differentiated.
    None,
    /// The weight of each number of the quantity.
    Weights(&'a [f32]),
    /// The true classes, for the loss.
    Labels(&'a [u32]),
    /// The true numbers, for the loss.
    Numbers(&'a [f32]),
}

/// The reply to an inquiry, sample after sample, in the order of the inquiry's lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// What the network says: probabilities for classes.
    pub output: Vec<f32>,
    /// The outputs of the nodes asked for.
    pub nodes: Vec<Vec<f32>>,
    /// The sums, before the activation, of the nodes asked for.
    pub sums: Vec<Vec<f32>>,
    /// The operands of those sums.
    pub operands: Vec<Vec<f32>>,
    /// What was differentiated; of the loss, its mean.
    pub quantity: Vec<f32>,
    /// The gradients with respect to the nodes asked for.
    pub gradients: Vec<Vec<f32>>,
    /// The gradients with respect to all weights, in the order of the layout, summed over samples (of the loss: of the
    /// mean over all samples).
    pub weights: Vec<Vec<f32>>,
}

impl Session {
    /// The network, found to be sound, and where its weights lie.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Answers an inquiry about ready inputs (already normalised), sample after sample.
    ///
    /// # Errors
    /// If the inputs are not whole samples, a node does not exist, or the device fails.
    pub fn inquire(&mut self, inquiry: &Inquiry, inputs: &[f32], seeds: Seeds) -> Result<Reply> {
        let width = self.plan.design().input.count();
        if inputs.is_empty() || !inputs.len().is_multiple_of(width) {
            return Err(Error::input(format!("{} numbers are not whole samples of {width}.", inputs.len())));
        }
        let samples = inputs.len() / width;
        let place = self.asked(inquiry, samples)?;
        let (ready, most) = (self.asked[place].ready.clone(), self.asked[place].rows);
        let mut reply = Reply::default();
        for (block, inputs) in inputs.chunks(most * width).enumerate() {
            let (first, rows) = (block * most, inputs.len() / width);
            self.device.write(ready.id, ready.value("input")?, inputs)?;
            self.write_seeds(inquiry, &ready, seeds, [first, rows])?;
            self.device.run(ready.id, &[Step { rows: rows as u32, ..Step::default() }])?;
            self.read_reply(inquiry, &ready, [rows, samples], &mut reply)?;
            if !ready.program.reports.is_empty() {
                // What a loss reports is read as a value already; it must not pile up.
                self.device.reports(ready.id, true)?;
            }
        }
        Ok(reply)
    }

    fn write_seeds(&mut self, inquiry: &Inquiry, ready: &Ready, seeds: Seeds, [first, rows]: [usize; 2]) -> Result<()> {
        let part = |numbers: &[f32], of: &Type| -> Result<Vec<f32>> {
            let width = of.shape.count();
            let missing = || Error::work("There are fewer seeds than samples.");
            Ok(numbers.get(first * width..(first + rows) * width).ok_or_else(missing)?.to_vec())
        };
        match (&inquiry.of, seeds) {
            (None, _) => Ok(()),
            (Some(Quantity::Loss), Seeds::Labels(labels)) => {
                let missing = || Error::work("There are fewer labels than samples.");
                let labels = labels.get(first..first + rows).ok_or_else(missing)?;
                self.device.write_indices(ready.id, ready.value("target")?, labels)
            }
            (Some(Quantity::Loss), Seeds::Numbers(numbers)) => {
                let target = ready.value("target")?;
                let numbers = part(numbers, ready.program.type_of(target))?;
                self.device.write(ready.id, target, &numbers)
            }
            (Some(Quantity::Scores | Quantity::Node(_)), Seeds::Weights(weights)) => {
                let seed = ready.value("seed")?;
                let weights = part(weights, ready.program.type_of(seed))?;
                self.device.write(ready.id, seed, &weights)
            }
            _ => Err(Error::work("The seeds are of another kind than the quantity.")),
        }
    }

    /// Reads what a step of `rows` of all `samples` found and adds it to the reply.
    fn read_reply(
        &mut self,
        inquiry: &Inquiry,
        ready: &Ready,
        [rows, samples]: [usize; 2],
        reply: &mut Reply,
    ) -> Result<()> {
        let mut read = |name: &str| self.device.read(ready.id, ready.value(name)?, rows);
        let is_loss = inquiry.of == Some(Quantity::Loss);
        // The loss of a step is the mean over its rows.
        let part = if is_loss { rows as f32 / samples as f32 } else { 1.0 };
        reply.output.extend(read("output")?);
        let lists = [
            ("node", &inquiry.nodes, &mut reply.nodes),
            ("sum", &inquiry.sums, &mut reply.sums),
            ("operand", &inquiry.sums, &mut reply.operands),
            ("gradient", &inquiry.with_respect_to, &mut reply.gradients),
        ];
        for (kind, names, list) in lists {
            list.resize(names.len(), Vec::new());
            for (name, numbers) in names.iter().zip(list) {
                let found = read(&format!("{kind}/{name}"))?;
                let scale = if kind == "gradient" { part } else { 1.0 };
                numbers.extend(found.iter().map(|number| number * scale));
            }
        }
        if is_loss {
            reply.quantity.resize(1, 0.0);
            reply.quantity[0] += read("quantity")?[0] * part;
        } else if inquiry.of.is_some() {
            reply.quantity.extend(read("quantity")?);
        }
        if inquiry.weights {
            let slots = &ready.program.layout.weights;
            reply.weights.resize(slots.len(), Vec::new());
            for (slot, sum) in slots.iter().zip(&mut reply.weights) {
                sum.resize(slot.shape.count(), 0.0);
                let found = read(&format!("weight gradient/{}", slot.name))?;
                sum.iter_mut().zip(found).for_each(|(sum, number)| *sum += number * part);
            }
        }
        Ok(())
    }

    /// The place of the program for an inquiry about so many samples, made if there is none.
    fn asked(&mut self, inquiry: &Inquiry, samples: usize) -> Result<usize> {
        let shapes = self.plan.facts().nodes.iter().filter_map(|node| node.shape.as_ref().ok());
        let numbers: usize = shapes.map(|shape| shape.count()).sum();
        let rows = samples.next_power_of_two().min((MOST / numbers.max(1)).clamp(1, super::ROWS));
        let fits = |asked: &Asked| asked.inquiry == *inquiry && asked.rows >= rows;
        if let Some(place) = self.asked.iter().position(fits) {
            // The oldest are forgotten first, so what is used goes to the end.
            let asked = self.asked.remove(place);
            self.asked.push(asked);
        } else {
            let ready = self.ready(self.plan.inquiry(inquiry, rows)?, None)?;
            if self.asked.len() == KEPT {
                let oldest = self.asked.remove(0);
                self.device.forget(oldest.ready.id);
            }
            self.asked.push(Asked { inquiry: inquiry.clone(), rows, ready });
        }
        Ok(self.asked.len() - 1)
    }
}
