//! Occlusion: how much an aim loses where a window of the picture is covered.

use super::Aim;
use super::aim::values;
use super::maps::one_sample;
use crate::base::{Error, Result};
use crate::session::Session;

/// Windows that are asked about together.
const GROUP: usize = 64;

/// How a picture is covered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Occlude<'a> {
    /// Height and width of the window.
    pub window: [usize; 2],
    /// Steps between windows along the height and the width.
    pub stride: [usize; 2],
    /// What the window shows instead: a whole sample, as a grey picture.
    pub cover: &'a [f32],
}

/// What covering shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Occlusion {
    /// How many windows there are along the height and the width.
    pub windows: [usize; 2],
    /// For each window, row by row, the aim's value less the value with the window covered.
    pub losses: Vec<f32>,
    /// The height and width of the picture.
    pub size: [usize; 2],
    /// For each pixel the mean loss of the windows that cover it.
    pub map: Vec<f32>,
    /// The aim's value for the whole picture.
    pub value: f32,
}

/// Covers one window after another of one ready input (Zeiler and Fergus, 2014). Windows begin at every stride until one
/// reaches the edge, beyond which it is cut, as in Captum.
///
/// # Errors
/// If samples are no pictures, the window is empty or larger than the picture, or the aim does not exist.
pub fn occlusion(session: &mut Session, input: &[f32], aim: &Aim, how: &Occlude) -> Result<Occlusion> {
    occlusion_step_by_step(session, input, aim, how, &mut |_, _| Ok(()))
}

/// The same; `step` is told how many windows of how many are covered, and gives up with an error.
///
/// # Errors
/// As [`occlusion`], and what `step` says.
pub fn occlusion_step_by_step(
    session: &mut Session,
    input: &[f32],
    aim: &Aim,
    how: &Occlude,
    step: &mut dyn FnMut(usize, usize) -> Result<()>,
) -> Result<Occlusion> {
    let (input, cover) = (one_sample(session, input)?, one_sample(session, how.cover)?);
    let shape = session.plan().design().input.clone();
    let Some([height, width, channels]) = shape.picture() else {
        return Err(Error::input(format!("Only pictures have windows to cover; this network takes {shape}.")));
    };
    let fits = |axis: usize, extent: usize| (1..=extent).contains(&how.window[axis]) && how.stride[axis] > 0;
    if !fits(0, height) || !fits(1, width) {
        let [rows, columns] = how.window;
        let sentence = format!("A {rows} × {columns} window at these steps does not fit in {height} × {width}.");
        return Err(Error::input(sentence));
    }
    let count = |axis: usize, extent: usize| (extent - how.window[axis]).div_ceil(how.stride[axis]) + 1;
    let windows = [count(0, height), count(1, width)];
    let area = |window: usize| {
        let [y, x] = [window / windows[1] * how.stride[0], window % windows[1] * how.stride[1]];
        [y..(y + how.window[0]).min(height), x..(x + how.window[1]).min(width)]
    };
    let value = values(session, input, aim)?[0];
    let mut losses = Vec::with_capacity(windows[0] * windows[1]);
    for first in (0..windows[0] * windows[1]).step_by(GROUP) {
        step(first, windows[0] * windows[1])?;
        let mut covered = Vec::new();
        for window in first..(first + GROUP).min(windows[0] * windows[1]) {
            let mut sample = input.to_vec();
            let [rows, columns] = area(window);
            for y in rows {
                let row = (y * width + columns.start) * channels..(y * width + columns.end) * channels;
                sample[row.clone()].copy_from_slice(&cover[row]);
            }
            covered.extend(sample);
        }
        losses.extend(values(session, &covered, aim)?.iter().map(|covered| value - covered));
    }
    let mut sums = vec![(0.0f32, 0.0f32); height * width];
    for (window, loss) in losses.iter().enumerate() {
        let [rows, columns] = area(window);
        for y in rows {
            for (sum, times) in &mut sums[y * width + columns.start..y * width + columns.end] {
                *sum += loss;
                *times += 1.0;
            }
        }
    }
    // With steps wider than the window some pixels are never covered.
    let map = sums.into_iter().map(|(sum, times)| if times > 0.0 { sum / times } else { 0.0 }).collect();
    Ok(Occlusion { windows, losses, size: [height, width], map, value })
}
