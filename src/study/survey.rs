//! Questions that walk through the data set: strongest samples, samples as points, how often numbers occur.

use super::ask::{Embedding, Histograms, Seen};
use super::{Progress, Scene};
use crate::base::{Error, Philox, Result};
use crate::compile::Inquiry;
use crate::data::{Dataset, Part, Targets};
use crate::inspect::{Histogram, Strong, Strongest, Units, gradient_histograms, pca, tsne, weight_histograms};
use crate::session::{Seeds, Session};
use crate::train;

/// Samples that go through the network together.
const GROUP: usize = 64;
/// Samples that are kept for each channel.
const KEEP: usize = 12;
/// Bins of a histogram.
const BINS: usize = 64;
/// Rounds of t-SNE.
const EPOCHS: usize = 600;
/// Wider rows are projected before their components are found.
const WIDEST: usize = 256;

/// The strongest samples of each channel of the layer.
pub(super) fn strongest(
    session: &mut Session,
    scene: &Scene,
    samples: usize,
    progress: &Progress,
) -> Result<Vec<Vec<Seen>>> {
    let mut found = Strongest::new(session, &scene.node, KEEP)?;
    walk(scene, samples, progress, &mut |places, inputs| found.look(session, places, inputs))?;
    let at: Vec<[usize; 2]> = found.channels().iter().flatten().map(|strong| strong.at).collect();
    // All at once, as the network is followed back only once.
    let mut fields = session.plan().fields(&scene.node, &at)?.into_iter();
    let mut with_field = |strong: &Strong| (strong.clone(), fields.next());
    Ok(found.channels().iter().map(|kept| kept.iter().map(&mut with_field).collect()).collect())
}

/// Samples as points.
pub(super) fn embedding(
    session: &mut Session,
    scene: &Scene,
    samples: usize,
    perplexity: Option<f32>,
    progress: &Progress,
) -> Result<Embedding> {
    let plan = session.plan();
    let shape = plan.facts().nodes[plan.place_of(&scene.node)?].shape.clone().map_err(Error::Input)?;
    let channels = shape.last().max(1);
    let means = shape.count() / channels > 1 && shape.count() > 1024;
    let inquiry = Inquiry { nodes: vec![scene.node.clone()], ..Inquiry::default() };
    let (mut rows, mut taken) = (Vec::new(), Vec::new());
    walk(scene, samples, progress, &mut |places, inputs| {
        let reply = session.inquire(&inquiry, inputs, Seeds::None)?;
        taken.extend_from_slice(places);
        match means {
            true => rows.extend(reply.nodes[0].chunks(shape.count()).flat_map(|row| mean_of_maps(row, channels))),
            false => rows.extend_from_slice(&reply.nodes[0]),
        }
        Ok(())
    })?;
    let mut width = if means { channels } else { shape.count() };
    let mut reduced = String::new();
    if means {
        reduced = format!("{channels} maps of {shape}, each by its mean");
    }
    if width > WIDEST {
        reduced =
            format!("{width} numbers projected at random to {WIDEST}, which keeps distances within a few percent");
        (rows, width) = (projected(&rows, width), WIDEST);
    }
    let points = match perplexity {
        Some(perplexity) => {
            let most = (taken.len() as f32 - 2.0) / 3.0;
            tsne(&rows, width, perplexity.min(most.floor()).max(1.0), EPOCHS, |done| {
                // It cannot be given up on the way; the answer is then passed over.
                let _ = progress.step(done, EPOCHS);
            })?
        }
        None if width < 2 => rows.iter().flat_map(|&number| [number, 0.0]).collect(),
        None => pca(&rows, width, 2)?,
    };
    progress.step(1, 1)?;
    Ok(Embedding { samples: taken, points: within(&points), reduced })
}

fn mean_of_maps(row: &[f32], channels: usize) -> Vec<f32> {
    let mut sums = vec![0.0; channels];
    for pixel in row.chunks(channels) {
        sums.iter_mut().zip(pixel).for_each(|(sum, number)| *sum += number);
    }
    let places = (row.len() / channels) as f32;
    sums.iter().map(|sum| sum / places).collect()
}

/// Rows times a fixed random matrix (Johnson and Lindenstrauss, 1984).
fn projected(rows: &[f32], width: usize) -> Vec<f32> {
    let mut random = Philox::new(0, 0);
    let scale = 1.0 / (WIDEST as f64).sqrt();
    let matrix: Vec<f32> = (0..width * WIDEST).map(|_| (scale * random.normal()) as f32).collect();
    let mut out = vec![0.0; rows.len() / width * WIDEST];
    for (row, out) in rows.chunks(width).zip(out.chunks_mut(WIDEST)) {
        for (number, line) in row.iter().zip(matrix.chunks(WIDEST)).filter(|(number, _)| **number != 0.0) {
            out.iter_mut().zip(line).for_each(|(out, weight)| *out += number * weight);
        }
    }
    out
}

/// Points brought to −1…1, the longer side filling it.
fn within(points: &[f32]) -> Vec<[f32; 2]> {
    let ends = |axis: usize| {
        let along = points.iter().skip(axis).step_by(2).copied().filter(|number| number.is_finite());
        along.fold([f32::INFINITY, f32::NEG_INFINITY], |[low, high], at| [low.min(at), high.max(at)])
    };
    let ends = [ends(0), ends(1)];
    let span = ends.iter().map(|[low, high]| high - low).fold(f32::MIN_POSITIVE, f32::max);
    let at = |axis: usize, number: f32| {
        let middle = (ends[axis][0] + ends[axis][1]) / 2.0;
        let part = 2.0 * (number - middle) / span;
        if part.is_finite() { part } else { 0.0 }
    };
    points.chunks(2).map(|point| [at(0, point[0]), at(1, point[1])]).collect()
}

/// How often numbers occur, for the layer.
pub(super) fn histograms(
    session: &mut Session,
    scene: &Scene,
    samples: usize,
    progress: &Progress,
) -> Result<Histograms> {
    let mut units = Units::new(session, &scene.node)?;
    let inquiry = Inquiry { nodes: vec![scene.node.clone()], ..Inquiry::default() };
    let (mut numbers, mut first, mut seen) = (Vec::new(), Vec::new(), 0);
    walk(scene, samples, progress, &mut |places, inputs| {
        units.look(session, inputs)?;
        seen += places.len();
        if first.is_empty() {
            first = places.to_vec();
        }
        // A few million numbers show as much as all.
        if numbers.len() < 1 << 22 {
            numbers.extend_from_slice(&session.inquire(&inquiry, inputs, Seeds::None)?.nodes[0]);
        }
        Ok(())
    })?;
    let of_layer = |(name, _): &(String, Histogram)| name.split('/').next() == Some(scene.node.as_str());
    let mut weights = weight_histograms(session, BINS)?;
    weights.retain(of_layer);
    let mut gradients = Vec::new();
    if let (Some(dataset), false) = (&scene.dataset, weights.is_empty()) {
        let inputs: Vec<f32> = first.iter().filter_map(|&place| ready(scene, dataset, place)).flatten().collect();
        gradients = match &dataset.targets {
            Targets::Classes { labels, .. } => {
                let truths: Vec<u32> = first.iter().map(|&place| labels[place as usize]).collect();
                gradient_histograms(session, &inputs, Seeds::Labels(&truths), BINS)?
            }
            Targets::Numbers { values, width } => {
                let of = |&place: &u32| &values[place as usize * width..][..*width];
                let mut truths: Vec<f32> = first.iter().flat_map(of).copied().collect();
                // The loss is of answers as the network gives them, before they have their own units again.
                if let Some(answers) = &scene.subject.interface.answers {
                    answers.inverse().apply_to(&mut truths);
                }
                gradient_histograms(session, &inputs, Seeds::Numbers(&truths), BINS)?
            }
        };
        gradients.retain(of_layer);
    }
    Ok(Histograms { weights, activations: Histogram::new(&numbers, BINS), gradients, units, samples: seen })
}

/// What the network sees of a sample.
fn ready(scene: &Scene, dataset: &Dataset, place: u32) -> Option<Vec<f32>> {
    train::sample(dataset, &scene.subject.interface.normalisation, place as usize)
}

/// Takes in some samples, by their places in the data set, and their ready inputs.
type Look<'a> = &'a mut dyn FnMut(&[u32], &[f32]) -> Result<()>;

/// Goes through some samples of the part that is asked for, or else of the test part (or of another where there is none):
/// always the same ones, drawn at random, as files often lie class by class.
fn walk(scene: &Scene, samples: usize, progress: &Progress, look: Look) -> Result<()> {
    let missing = || Error::input("This looks through the data set: open the samples on the Data page first.");
    let dataset = scene.dataset.as_ref().ok_or_else(missing)?;
    let parts = scene.part.into_iter().chain([Part::Test, Part::Validation, Part::Train]);
    let all = parts.map(|part| dataset.part(part)).find(|part| !part.is_empty()).ok_or_else(missing)?;
    let count = samples.min(all.len());
    let mut places = all.to_vec();
    let mut random = Philox::new(0, 0);
    for place in 0..count {
        let other = place + random.below(places.len() - place);
        places.swap(place, other);
    }
    places.truncate(count);
    places.sort_unstable();
    for (group, places) in places.chunks(GROUP).enumerate() {
        progress.step(group * GROUP, count)?;
        let inputs: Vec<f32> = places.iter().filter_map(|&place| ready(scene, dataset, place)).flatten().collect();
        look(places, &inputs)?;
    }
    Ok(())
}
