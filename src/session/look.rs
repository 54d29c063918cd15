//! What the nodes of the network give for one sample, with the weights as they are: a small program of its own.

use super::{Ready, Session};
use crate::base::{Result, Shape};
use crate::compile::{Design, Sketch};
use crate::device::Step;

/// The program that looks, and where its values are.
#[derive(Clone)]
pub(super) struct Looking {
    ready: Ready,
    nodes: Vec<(u32, Shape)>,
}

/// What the nodes give for one sample: their numbers, shapes and values, and what the network says.
pub struct Looked {
    /// For each node its number, its shape and what it gives.
    pub nodes: Vec<(u32, Shape, Vec<f32>)>,
    /// What the network says of the sample.
    pub answer: Vec<f32>,
}

impl Session {
    /// What the nodes give for a ready input (already normalised).
    pub fn look(&mut self, sample: &[f32]) -> Result<Looked> {
        let looking = self.looking()?;
        let id = looking.ready.id;
        self.device.write(id, looking.ready.value("input")?, sample)?;
        self.device.run(id, &[Step { rows: 1, ..Step::default() }])?;
        let mut nodes = Vec::with_capacity(looking.nodes.len());
        for (node, shape) in looking.nodes {
            let value = looking.ready.value(&format!("node/{node}"))?;
            nodes.push((node, shape, self.device.read(id, value, 1)?));
        }
        let answer = self.device.read(id, looking.ready.value("output")?, 1)?;
        Ok(Looked { nodes, answer })
    }

    fn looking(&mut self) -> Result<Looking> {
        if let Some(looking) = &self.looking {
            return Ok(looking.clone());
        }
        let design = Design { batch: 1, ..self.plan.design().clone() };
        let missing = || crate::base::Error::work("The network has no nodes to look at.");
        let sketch = Sketch::new(&design).ok_or_else(missing)?;
        let facts = sketch.plan().facts();
        let shape = |(id, place): (u32, usize)| Some((id, facts.nodes[place].shape.clone().ok()?));
        let nodes = sketch.nodes().filter_map(shape).collect();
        let ready = self.ready(sketch.program(), None)?;
        self.looking = Some(Looking { ready, nodes });
        self.looking()
    }
}
