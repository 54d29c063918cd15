//! Answers as pictures to save: what the window shows is what `netloom explain` writes.

use std::ops::Range;

use super::samples::{picture, seen, thumbnail};
use super::{Embedding, Found, Histograms, Scene};
use crate::base::Result;
use crate::data::Dataset;
use crate::evaluate::chart::Letters;
use crate::inspect::{ColourMap, Histogram, Picture, class_colour};

/// What lies between and around pictures, and the letters on it.
const GROUND: [u8; 3] = [24, 26, 31];
const LETTERS: [u8; 3] = [190, 198, 209];
/// The frame of the patch that a channel saw.
const FRAME: [u8; 3] = [242, 184, 75];

/// Channels in one picture of the strongest samples.
const ROWS: usize = 64;
/// The sides of samples in it, and of those in a scatter, in pixels.
const SIDE: usize = 72;
const POINT: usize = 32;
/// Of more samples, a scatter shows dots.
const THUMBNAILS: usize = 1200;
/// The side of a scatter.
const SCATTER: usize = 1600;

impl Found {
    /// The answer as a picture: beside the sample that it explains, `explained`, or by itself; of the strongest samples
    /// those of one channel, or of all. `None` where there is nothing to be seen.
    ///
    /// # Errors
    /// If letters cannot be drawn, which is a mistake of the program.
    pub fn drawn(
        &self,
        scene: &Scene,
        explained: Option<&Picture>,
        colours: ColourMap,
        channel: Option<usize>,
    ) -> Result<Option<Picture>> {
        let beside = |draw: &dyn Fn(&Picture) -> Picture| Ok(explained.map(draw));
        match self {
            Found::GradCam(cam) => beside(&|picture| picture.beside_heat(colours, |size| cam.over(size))),
            Found::Attribution(found) if found.baseline.is_some() => {
                beside(&|picture| picture.beside_signs(&found.sums()))
            }
            Found::Attribution(found) => beside(&|picture| picture.beside_sizes(colours, &found.strengths())),
            Found::Occlusion(found) => beside(&|picture| picture.beside_signs(&found.map)),
            Found::Excited(all) => {
                let pictures: Vec<Picture> = all.iter().map(|one| seen(&scene.subject, &one.input)).collect();
                Ok(match &pictures[..] {
                    [one] => Some(one.alone()),
                    many => {
                        let small: Vec<Picture> = many.iter().map(|one| one.enlarged_to(96)).collect();
                        (!small.is_empty()).then(|| Picture::tiles(&small, 8, 4, GROUND))
                    }
                })
            }
            Found::Strongest(channels) => {
                let Some(dataset) = scene.dataset.as_deref() else { return Ok(None) };
                let all = 0..channels.len().min(ROWS);
                let rows: Vec<usize> = channel.map_or(all.collect(), |channel| vec![channel]);
                strongest(channels, &rows, dataset)
            }
            Found::Embedding(found) => {
                let Some(dataset) = scene.dataset.as_deref() else { return Ok(None) };
                scatter(found, dataset).map(Some)
            }
            Found::Histograms(found) => charts(found).map(Some),
        }
    }
}

/// A row of samples for each of some channels, with the patch that the channel saw.
fn strongest(channels: &[Vec<super::Seen>], rows: &[usize], dataset: &Dataset) -> Result<Option<Picture>> {
    let Some([height, width, _]) = dataset.shape.picture() else { return Ok(None) };
    let blank = thumbnail(&Picture::plain([height, width], GROUND), SIDE);
    let across = rows.iter().filter_map(|&row| channels.get(row)).map(Vec::len).max().unwrap_or(0);
    if across == 0 {
        return Ok(None);
    }
    let scale = blank.size[0] as f32 / height as f32;
    let mut tiles = Vec::new();
    for kept in rows.iter().filter_map(|&row| channels.get(row)) {
        for place in 0..across {
            let Some((strong, field)) = kept.get(place) else {
                tiles.push(blank.clone());
                continue;
            };
            let mut tile = picture(dataset, strong.sample).map_or(blank.clone(), |whole| thumbnail(&whole, SIDE));
            if let Some([rows, columns]) = field.as_ref().filter(|[y, x]| is_part(y, x, [height, width])) {
                let at = |place: usize| (place as f32 * scale) as usize;
                tile.frame([at(rows.start)..at(rows.end), at(columns.start)..at(columns.end)], FRAME);
            }
            tiles.push(tile);
        }
    }
    let wall = Picture::tiles(&tiles, across, 4, GROUND);
    // The numbers of the channels stand before their rows.
    const MARGIN: usize = 44;
    let mut whole = Picture::plain([wall.size[0], wall.size[1] + MARGIN], GROUND);
    whole.put(&wall, [0, MARGIN]);
    let mut letters = Letters::on(&mut whole.rgb, [whole.size[1], whole.size[0]])?;
    for (place, row) in rows.iter().enumerate() {
        let middle = 4 + place * (blank.size[0] + 4) + blank.size[0] / 2;
        letters.right(&row.to_string(), [MARGIN - 10, middle], 17.0, LETTERS)?;
    }
    drop(letters);
    Ok(Some(whole))
}

/// Whether some rows and columns are so small a part of a picture that marking them says something.
pub fn is_part(rows: &Range<usize>, columns: &Range<usize>, [height, width]: [usize; 2]) -> bool {
    10 * rows.len() * columns.len() < 8 * height * width
}

/// Samples where they lie, in the colours of their classes, which are named above.
fn scatter(found: &Embedding, dataset: &Dataset) -> Result<Picture> {
    const TOP: usize = 44;
    let mut whole = Picture::plain([SCATTER + TOP, SCATTER], GROUND);
    let small = dataset.shape.picture().is_some() && found.samples.len() <= THUMBNAILS;
    // What is dark in a grey picture lets the others through.
    let grey = small && dataset.shape.last() == 1;
    let class = |sample: u32| dataset.labels().get(sample as usize).map_or(0, |&label| label as usize);
    for (point, &sample) in found.points.iter().zip(&found.samples) {
        let colour = class_colour(class(sample));
        let tile = match picture(dataset, sample).filter(|_| small) {
            Some(picture) => tinted(thumbnail(&picture, POINT), grey, colour),
            None => Picture::plain([7, 7], colour),
        };
        let place = |part: f32, extent: usize| ((part + 1.0) / 2.0 * (SCATTER - extent - 8) as f32) as usize + 4;
        let corner = [TOP + place(-point[1], tile.size[0]), place(point[0], tile.size[1])];
        if grey { whole.brighten(&tile, corner) } else { whole.put(&tile, corner) }
    }
    let mut letters = Letters::on(&mut whole.rgb, [SCATTER, SCATTER + TOP])?;
    let mut left = 16;
    for (class, name) in dataset.classes().iter().enumerate() {
        let name: String = name.chars().take(24).collect();
        let end = left + 18 + 11 * name.chars().count() + 18;
        if end > SCATTER {
            break;
        }
        letters.square([left, TOP / 2 - 6], 12, class_colour(class))?;
        letters.left(&name, [left + 18, TOP / 2], 19.0, LETTERS)?;
        left = end;
    }
    drop(letters);
    Ok(whole)
}

/// A thumbnail in the colour of its class: a grey one all over, one in colours around its edge.
pub fn tinted(mut tile: Picture, grey: bool, colour: [u8; 3]) -> Picture {
    let [height, width] = tile.size;
    if grey {
        for pixel in tile.rgb.chunks_mut(3) {
            let part = u16::from(pixel[0]);
            pixel.iter_mut().zip(colour).for_each(|(part_of, full)| *part_of = (u16::from(full) * part / 255) as u8);
        }
    } else {
        tile.frame([0..height, 0..width], colour);
    }
    tile
}

/// All histograms of a layer below each other, and its dead units in words.
fn charts(found: &Histograms) -> Result<Picture> {
    const SIZE: [usize; 2] = [300, 900];
    const GAP: usize = 16;
    let colours = [class_colour(2), class_colour(0), class_colour(1)];
    let one = |title: String, histogram: &Histogram, colour| bars(&title, histogram, colour, SIZE);
    let mut all =
        vec![one(format!("What the layer gives for {} samples", found.samples), &found.activations, colours[0])?];
    for (kind, list, colour) in [("Weights", &found.weights, colours[1]), ("Gradients", &found.gradients, colours[2])] {
        for (name, histogram) in list {
            all.push(one(format!("{kind} {name}"), histogram, colour)?);
        }
    }
    let height = all.len() * (SIZE[0] + GAP) + GAP + 40;
    let mut whole = Picture::plain([height, SIZE[1] + 2 * GAP], GROUND);
    for (place, chart) in all.iter().enumerate() {
        whole.put(chart, [GAP + place * (SIZE[0] + GAP), GAP]);
    }
    let mut letters = Letters::on(&mut whole.rgb, [SIZE[1] + 2 * GAP, height])?;
    letters.left(&found.dead_words("unit", "sample"), [GAP + 4, height - 28], 18.0, LETTERS)?;
    drop(letters);
    Ok(whole)
}

fn bars(title: &str, of: &Histogram, colour: [u8; 3], [height, width]: [usize; 2]) -> Result<Picture> {
    let mut chart = Picture::plain([height, width], [32, 37, 45]);
    let (left, top, bottom) = (20, 58, height - 40);
    let most = of.counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    let step = (width - 2 * left) as f64 / of.counts.len().max(1) as f64;
    for (place, &count) in of.counts.iter().enumerate() {
        // By the root, so that the many zeros of a ReLU leave the rest in sight.
        let tall = ((bottom - top) as f64 * (count as f64 / most).sqrt()).round() as usize;
        let from = left + (place as f64 * step).round() as usize;
        let to = (left + ((place + 1) as f64 * step).round() as usize).saturating_sub(1).max(from + 1);
        chart.put(&Picture::plain([tall, to - from], colour), [bottom - tall, from]);
    }
    let total: u64 = of.counts.iter().sum();
    let zeros = 100.0 * of.zeros as f64 / total.max(1) as f64;
    let facts = format!("mean {:.4}   deviation {:.4}   {zeros:.0} % zero", of.mean, of.deviation);
    let mut letters = Letters::on(&mut chart.rgb, [width, height])?;
    letters.left(title, [left, 28], 19.0, [230, 233, 238])?;
    letters.right(&facts, [width - left, 28], 17.0, LETTERS)?;
    letters.left(&format!("{:.4}", of.range[0]), [left, height - 20], 16.0, LETTERS)?;
    letters.right(&format!("{:.4}", of.range[1]), [width - left, height - 20], 16.0, LETTERS)?;
    drop(letters);
    Ok(chart)
}
