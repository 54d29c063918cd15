//! Grad-CAM: where in the picture a layer of feature maps sees what speaks for an aim.

use super::Aim;
use super::maps::{one_sample, shape_of};
use super::picture::enlarge_smoothly;
use crate::base::{Error, Result};
use crate::compile::Inquiry;
use crate::layers::Family;
use crate::session::{Seeds, Session};

/// The map of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct GradCam {
    /// The height and width of the layer's maps.
    pub size: [usize; 2],
    /// max(Σ weight · feature map, 0), row by row.
    pub map: Vec<f32>,
    /// How much each channel speaks for the aim: its mean gradient.
    pub weights: Vec<f32>,
    /// The aim's value for the sample.
    pub value: f32,
}

impl GradCam {
    /// The map laid over a picture of another size, smoothly.
    pub fn over(&self, size: [usize; 2]) -> Vec<f32> {
        enlarge_smoothly(&self.map, self.size, size)
    }
}

/// The Grad-CAM of one ready input (Selvaraju et al., 2017) on a node that gives feature maps.
///
/// # Errors
/// If the node gives none or stands beside the aim, or the aim does not exist.
pub fn grad_cam(session: &mut Session, input: &[f32], node: &str, aim: &Aim) -> Result<GradCam> {
    let shape = shape_of(session, node)?;
    let Some([height, width, channels]) = shape.picture() else {
        return Err(Error::input(format!(
            "{node} gives {shape}, not feature maps; choose a layer that gives pictures."
        )));
    };
    let seed = aim.seed(session)?;
    let names = vec![node.to_owned()];
    let inquiry =
        Inquiry { nodes: names.clone(), with_respect_to: names, of: Some(aim.quantity()), ..Inquiry::default() };
    let reply = session.inquire(&inquiry, one_sample(session, input)?, Seeds::Weights(&seed))?;
    let (maps, gradients) = (&reply.nodes[0], &reply.gradients[0]);
    let places = (height * width) as f32;
    let mean = |channel: usize| gradients.iter().skip(channel).step_by(channels).sum::<f32>() / places;
    let weights: Vec<f32> = (0..channels).map(mean).collect();
    let sum = |pixel: &[f32]| pixel.iter().zip(&weights).map(|(a, w)| a * w).sum::<f32>().max(0.0);
    let map = maps.chunks(channels).map(sum).collect();
    let value = reply.quantity.iter().zip(&seed).map(|(a, b)| a * b).sum();
    Ok(GradCam { size: [height, width], map, weights, value })
}

/// The name of the last convolution, the usual place for Grad-CAM; without one, of the last node that gives pictures of
/// more than one pixel.
pub fn last_convolution(session: &Session) -> Option<String> {
    let plan = session.plan();
    let nodes = &plan.design().network.nodes;
    let wide = |place: &&usize| {
        let shape = plan.facts().nodes[**place].shape.as_ref().ok().and_then(|shape| shape.picture());
        shape.is_some_and(|[height, width, _]| height * width > 1)
    };
    let convolution = |place: &&usize| nodes[**place].layer.family() == Family::Convolution;
    let mut backwards = plan.facts().order.iter().rev().filter(wide);
    let found = backwards.clone().find(convolution).or_else(|| backwards.next());
    found.map(|&place| nodes[place].name.clone())
}
