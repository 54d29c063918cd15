//! What would make a layer fit what leads into it. Layers know; `network::mend` tries them out and applies them.

use super::window::PaddingRule;
use super::{Conv2d, Dense, Flatten, GlobalAveragePool, Layer, Upsample2d, ZeroPadding2d};
use crate::base::Shape;
use crate::ops::Padding;

/// A change that may make a layer fit what leads into it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mend {
    /// What it does, as a button says it: "Insert Flatten".
    pub words: String,
    /// The change.
    pub change: Change,
}

/// What is changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The layer itself gets other settings.
    Become(Box<Layer>),
    /// The input at this slot first goes through these layers.
    Precede(usize, Vec<Layer>),
}

impl Mend {
    /// The layer itself gets other settings.
    pub(super) fn become_layer(words: impl Into<String>, layer: impl Into<Layer>) -> Mend {
        Mend { words: words.into(), change: Change::Become(Box::new(layer.into())) }
    }

    /// The input at a slot first goes through these layers.
    pub(super) fn precede(words: impl Into<String>, slot: usize, layers: Vec<Layer>) -> Mend {
        Mend { words: words.into(), change: Change::Precede(slot, layers) }
    }
}

/// Makes one row of numbers out of a picture, for a layer that wants a row.
pub(super) fn rows() -> Vec<Mend> {
    vec![
        Mend::precede("Insert Flatten", 0, vec![Flatten {}.into()]),
        Mend::precede("Insert Global average pool", 0, vec![GlobalAveragePool {}.into()]),
    ]
}

/// For a window that does not fit: `with` makes the layer with another window and padding.
pub(super) fn windows(
    inputs: &[Shape],
    window: [usize; 2],
    what: &str,
    with: impl Fn([usize; 2], PaddingRule) -> Layer,
) -> Vec<Mend> {
    let Some([height, width, _]) = inputs.first().and_then(Shape::picture) else { return Vec::new() };
    let smaller = [window[0].min(height), window[1].min(width)];
    vec![
        Mend::become_layer("Pad to the same size", with(window, PaddingRule::Same)),
        Mend::become_layer(
            format!("Shrink the {what} to {} × {}", smaller[0], smaller[1]),
            with(smaller, PaddingRule::Valid),
        ),
    ]
}

/// Brings one input to the shape of another, for layers that add or multiply them: the projection of He et al., 2016.
pub(super) fn projections(inputs: &[Shape]) -> Vec<Mend> {
    let mut pairs: Vec<(usize, &Shape, &Shape)> = Vec::new();
    for (slot, from) in inputs.iter().enumerate() {
        pairs.extend(inputs.iter().filter(|to| *to != from).map(|to| (slot, from, to)));
    }
    // A shortcut usually comes from where the network is narrower.
    pairs.sort_by_key(|(_, from, to)| from.last() > to.last());
    let mend = |(slot, from, to): (usize, &Shape, &Shape)| {
        let layers = projection(from, to)?;
        Some(Mend::precede(format!("Project to {to}"), slot, layers))
    };
    pairs.into_iter().filter_map(mend).collect()
}

fn projection(from: &Shape, to: &Shape) -> Option<Vec<Layer>> {
    match (from.picture(), to.picture()) {
        (Some([fh, fw, _]), Some([th, tw, filters])) => {
            let stride = [fh.div_ceil(th.max(1)), fw.div_ceil(tw.max(1))];
            let fits = fh.div_ceil(stride[0].max(1)) == th && fw.div_ceil(stride[1].max(1)) == tw;
            fits.then(|| vec![Conv2d { filters, kernel: [1, 1], stride, ..Conv2d::default() }.into()])
        }
        (None, None) if from.len() == to.len() => Some(vec![Dense { units: to.last(), ..Dense::default() }.into()]),
        (Some(_), None) => {
            Some(vec![GlobalAveragePool {}.into(), Dense { units: to.last(), ..Dense::default() }.into()])
        }
        _ => None,
    }
}

/// Brings pictures to one height and width, for layers that put channels side by side.
pub(super) fn extents(inputs: &[Shape]) -> Vec<Mend> {
    let pictures: Vec<[usize; 3]> = inputs.iter().filter_map(Shape::picture).collect();
    let height = pictures.iter().map(|picture| picture[0]).max().unwrap_or(0);
    let width = pictures.iter().map(|picture| picture[1]).max().unwrap_or(0);
    let mut mends = Vec::new();
    for (slot, shape) in inputs.iter().enumerate() {
        match shape.picture() {
            Some([h, w, _]) if [h, w] == [height, width] || h == 0 || w == 0 => {}
            Some([h, w, _]) if height.is_multiple_of(h) && width.is_multiple_of(w) => {
                let upsample = Upsample2d { factor: [height / h, width / w], ..Upsample2d::default() };
                mends.push(Mend::precede(format!("Enlarge {shape} to {height}×{width}"), slot, vec![upsample.into()]));
            }
            Some([h, w, _]) => {
                let (top, left) = ((height - h) / 2, (width - w) / 2);
                let padding = Padding { top, bottom: height - h - top, left, right: width - w - left };
                let layer = ZeroPadding2d { padding };
                mends.push(Mend::precede(format!("Pad {shape} to {height}×{width}"), slot, vec![layer.into()]));
            }
            None => {}
        }
    }
    mends
}
