//! How the layers are while a network trains.

use super::{Ready, Session};
use crate::base::Result;
use crate::compile::Watched;
use crate::device::Step;

/// How a layer is.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    /// The node's number.
    pub node: u32,
    /// The node's name.
    pub name: String,
    /// The Euclidean norm of the gradients of all its weights.
    pub gradient: f64,
    /// The Euclidean norm of all its weights.
    pub weight: f64,
    /// How many of its units give 0 for every sample of the batch, wherever they look.
    pub silent: usize,
    /// How many units it has.
    pub units: usize,
    /// Whether training leaves it as it is; its gradient is then 0.
    pub frozen: bool,
}

/// The program that looks, and what its reports are about.
pub(super) struct Checkup {
    ready: Ready,
    watched: Vec<Watched>,
}

impl Session {
    /// How each layer with weights is on the batch of this step; trains nothing. Waits.
    pub fn health(&mut self, step: Step) -> Result<Vec<Health>> {
        if self.checkup.is_none() {
            let data = Some(self.data()?);
            let (program, watched) = self.plan.health();
            self.checkup = Some(Checkup { ready: self.ready(program, data)?, watched });
        }
        let Some(Checkup { ready, watched }) = &self.checkup else { return Ok(Vec::new()) };
        self.device.run(ready.id, &[step])?;
        let reports = self.device.reports(ready.id, true)?;
        let Some(report) = reports.last() else { return Ok(Vec::new()) };
        // The loss and its metric come first.
        let numbers = report.get(2..).unwrap_or_default().chunks_exact(3);
        let health = watched.iter().zip(numbers).map(|(watched, numbers)| Health {
            node: watched.node,
            name: watched.name.clone(),
            gradient: f64::from(numbers[0]).sqrt(),
            weight: f64::from(numbers[1]).sqrt(),
            silent: numbers[2].round().max(0.0) as usize,
            units: watched.units,
            frozen: watched.frozen,
        });
        Ok(health.collect())
    }
}
