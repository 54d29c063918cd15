//! Schedules: how the learning rate changes while training. Pure functions of how far training has come, so that
//! resuming needs no state.

use std::fmt::Debug;

use crate::base::{Form, choices};

mod constant;
mod cosine;
mod one_cycle;
mod plateau;
mod step;

pub use constant::Constant;
pub use cosine::Cosine;
pub use one_cycle::OneCycle;
pub use plateau::Plateau;
pub use step::Step;

/// How far training has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress<'a> {
    /// Optimiser steps done so far.
    pub step: u64,
    /// Steps in one epoch.
    pub steps_per_epoch: u64,
    /// Steps of the whole training.
    pub total_steps: u64,
    /// The loss after each finished epoch: on the validation samples if there are any, else on the training samples.
    pub losses: &'a [f64],
}

impl Progress<'_> {
    /// Epochs finished so far, with fractions.
    pub fn epochs(&self) -> f64 {
        self.step as f64 / self.steps_per_epoch.max(1) as f64
    }

    /// The part of the whole training that is done, from 0 to 1.
    pub fn part(&self) -> f64 {
        (self.step as f64 / self.total_steps.max(1) as f64).min(1.0)
    }
}

/// The meaning of a schedule.
pub trait ScheduleKind: Debug {
    /// Its name for people.
    fn title(&self) -> &'static str;

    /// What it does, in a sentence.
    fn help(&self) -> &'static str;

    /// The learning rate for the next step, from the optimiser's own.
    fn rate(&self, base: f64, at: &Progress) -> f64;

    /// Shows its settings.
    fn form(&mut self, _form: &mut dyn Form) {}
}

choices! {
    /// One schedule with its settings.
    pub enum Schedule: ScheduleKind {
        Constant(Constant) = "constant",
        Step(Step) = "step",
        Cosine(Cosine) = "cosine",
        OneCycle(OneCycle) = "one_cycle",
        Plateau(Plateau) = "plateau",
    }
}

impl Default for Schedule {
    fn default() -> Schedule {
        Schedule::Constant(Constant {})
    }
}

/// From `start` (part 0) to `end` (part 1) along half a cosine.
fn half_cosine(start: f64, end: f64, part: f64) -> f64 {
    end + (start - end) * (1.0 + (std::f64::consts::PI * part.clamp(0.0, 1.0)).cos()) / 2.0
}
