//! Thumbnails in textures of a few dozen each, made when they come into sight and dropped when others need the room.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use eframe::egui::{Color32, ColorImage, Context, Rect, TextureHandle, TextureOptions, pos2};

use crate::data::{Dataset, Inputs};

/// Thumbnails in a texture: so many across and down.
const ACROSS: usize = 8;
const DOWN: usize = 4;
const PAGE: usize = ACROSS * DOWN;
/// The longest side of a thumbnail in pixels; larger pictures are made smaller.
const SIDE: usize = 128;
/// The memory that textures may take.
const MOST_BYTES: usize = 96 << 20;
/// The time that making textures may take in a frame; what is missing then comes with the next.
const BUDGET: Duration = Duration::from_millis(4);

/// The textures that were made.
#[derive(Default)]
pub(in crate::ui::panels) struct Pages {
    made: HashMap<usize, (TextureHandle, u64)>,
    frame: u64,
    spent: Duration,
}

/// How pictures of a data set become thumbnails.
#[derive(Clone, Copy)]
pub(in crate::ui::panels) struct Thumbnails {
    picture: [usize; 3],
    /// Every how many-th pixel is taken.
    step: usize,
    size: [usize; 2],
}

impl Thumbnails {
    /// For pictures of this shape.
    pub fn of([height, width, channels]: [usize; 3]) -> Thumbnails {
        let step = height.max(width).div_ceil(SIDE).max(1);
        Thumbnails { picture: [height, width, channels], step, size: [height.div_ceil(step), width.div_ceil(step)] }
    }

    /// The height of a thumbnail for each point of its width.
    pub fn proportion(&self) -> f32 {
        self.size[0] as f32 / self.size[1].max(1) as f32
    }

    /// Whether each pixel is to be seen, as there are few.
    fn keeps_pixels(&self) -> bool {
        self.size[0].max(self.size[1]) <= 48
    }

    fn bytes(&self) -> usize {
        PAGE * self.size[0] * self.size[1] * 4
    }
}

impl Pages {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.made.clear();
    }

    /// A frame begins.
    pub fn begin(&mut self) {
        self.frame += 1;
        self.spent = Duration::ZERO;
    }

    /// The texture that holds the thumbnail at a place of the list, and where in it; `None` if there was no time to
    /// make it in this frame.
    pub fn get(
        &mut self,
        ctx: &Context,
        how: Thumbnails,
        dataset: &Dataset,
        shown: &[u32],
        place: usize,
    ) -> Option<(TextureHandle, Rect)> {
        let page = place / PAGE;
        if !self.made.contains_key(&page) {
            if self.spent > BUDGET {
                return None;
            }
            let began = Instant::now();
            let end = shown.len().min((page + 1) * PAGE);
            let atlas = atlas(how, dataset, &shown[page * PAGE..end]);
            let options = if how.keeps_pixels() { TextureOptions::NEAREST } else { TextureOptions::LINEAR };
            let texture = ctx.load_texture(format!("thumbnails {page}"), atlas, options);
            self.made.insert(page, (texture, self.frame));
            self.spent += began.elapsed();
        }
        let frame = self.frame;
        let (texture, used) = self.made.get_mut(&page)?;
        *used = frame;
        let (column, row) = ((place % PAGE % ACROSS) as f32, (place % PAGE / ACROSS) as f32);
        // A little less on each side, lest neighbours shine in: half a pixel where pixels are mixed.
        let less = if how.keeps_pixels() { 0.02 } else { 0.5 };
        let [x, y] = [less / how.size[1] as f32, less / how.size[0] as f32];
        let at = |x: f32, y: f32| pos2((column + x) / ACROSS as f32, (row + y) / DOWN as f32);
        Some((texture.clone(), Rect::from_min_max(at(x, y), at(1.0 - x, 1.0 - y))))
    }

    /// Drops what was not in sight for longest, as far as memory is short.
    pub fn trim(&mut self, how: Thumbnails) {
        let most = (MOST_BYTES / how.bytes().max(1)).max(8);
        while self.made.len() > most {
            let oldest =
                self.made.iter().filter(|(_, (_, used))| *used < self.frame).min_by_key(|(_, (_, used))| *used);
            let Some((&page, _)) = oldest else { break };
            self.made.remove(&page);
        }
    }
}

fn atlas(how: Thumbnails, dataset: &Dataset, samples: &[u32]) -> ColorImage {
    let [height, width] = how.size;
    let mut image = ColorImage::filled([width * ACROSS, height * DOWN], Color32::BLACK);
    for (place, &sample) in samples.iter().enumerate() {
        let Some(pixels) = pixels(dataset, sample as usize) else { continue };
        let (left, top) = (place % ACROSS * width, place / ACROSS * height);
        for row in 0..height {
            let line = (top + row) * width * ACROSS + left;
            for column in 0..width {
                image.pixels[line + column] = colour(&pixels, how.picture, [row * how.step, column * how.step]);
            }
        }
    }
    image
}

/// A whole picture as an image.
pub(in crate::ui::panels) fn image_of(bytes: &[u8], [height, width, channels]: [usize; 3]) -> ColorImage {
    let mut image = ColorImage::filled([width, height], Color32::BLACK);
    for row in 0..height {
        for column in 0..width {
            image.pixels[row * width + column] = colour(bytes, [height, width, channels], [row, column]);
        }
    }
    image
}

/// The bytes of a sample; numbers are stretched from the least to the greatest.
pub(in crate::ui::panels) fn pixels(dataset: &Dataset, sample: usize) -> Option<std::borrow::Cow<'_, [u8]>> {
    match &dataset.inputs {
        Inputs::Numbers(_) => {
            let numbers = dataset.numbers(sample)?;
            let (low, high) =
                numbers.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
            let scale = 255.0 / (high - low).max(f32::MIN_POSITIVE);
            Some(numbers.iter().map(|x| ((x - low) * scale) as u8).collect::<Vec<u8>>().into())
        }
        _ => dataset.bytes(sample).map(Into::into),
    }
}

fn colour(bytes: &[u8], [_, width, channels]: [usize; 3], [row, column]: [usize; 2]) -> Color32 {
    let at = (row * width + column) * channels;
    match bytes.get(at..at + channels) {
        Some([red, green, blue]) => Color32::from_rgb(*red, *green, *blue),
        Some([grey, ..]) => Color32::from_gray(*grey),
        _ => Color32::BLACK,
    }
}
