//! Textures of what nodes show: made when new values arrive, never for a frame.

use std::collections::HashMap;
use std::sync::Arc;

use eframe::egui::{
    Color32, ColorImage, Context, Mesh, Painter, Pos2, Rect, TextureFilter, TextureHandle, TextureOptions, pos2,
};

use super::geometry::SAMPLES;
use crate::data::Dataset;
use crate::inspect::ColourMap;
use crate::train::{Look, Sight};

/// Pictures of few pixels are enlarged with hard pixels and made smaller smoothly.
const OPTIONS: TextureOptions = TextureOptions {
    magnification: TextureFilter::Nearest,
    minification: TextureFilter::Linear,
    wrap_mode: eframe::egui::TextureWrapMode::ClampToEdge,
    mipmap_mode: None,
};

/// Pictures below one another in a texture.
#[derive(Clone)]
pub struct Atlas {
    texture: TextureHandle,
    count: usize,
    size: [usize; 2],
}

impl Atlas {
    /// How many pictures there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Draws one of the pictures, whole and in its proportions.
    pub fn paint(&self, painter: &Painter, within: Rect, place: usize) {
        if place >= self.count {
            return;
        }
        let [width, height] = self.size.map(|side| side as f32);
        let scale = (within.width() / width).min(within.height() / height);
        let rect = Rect::from_center_size(within.center(), scale * eframe::egui::vec2(width, height));
        let part = |row: f32| row / (self.count as f32 * height);
        // A little inside, lest neighbours shine in: half a pixel where pictures are made smaller, which smooths them.
        let inset = if scale * painter.pixels_per_point() < 1.0 { 0.5 } else { 0.02 };
        let (top, bottom) = (place as f32 * height + inset, (place + 1) as f32 * height - inset);
        let uv = Rect::from_min_max(pos2(0.0, part(top)), pos2(1.0, part(bottom)));
        let mut mesh = Mesh::with_texture(self.texture.id());
        mesh.add_rect_with_uv(rect, uv, Color32::WHITE);
        painter.add(mesh);
    }
}

/// The textures of a canvas.
#[derive(Default)]
pub struct Looks {
    sight: Option<Arc<Sight>>,
    maps: HashMap<u32, Atlas>,
    samples: Option<(usize, usize, Atlas)>,
}

impl Looks {
    /// What was seen last.
    pub fn sight(&self) -> Option<&Arc<Sight>> {
        self.sight.as_ref()
    }

    /// Takes in what nodes give; does nothing if it is what they gave before.
    pub fn see(&mut self, ctx: &Context, sight: Option<&Arc<Sight>>) {
        let same = match (&self.sight, sight) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new),
            (None, None) => true,
            _ => false,
        };
        if same {
            return;
        }
        let mut old = std::mem::take(&mut self.maps);
        for (id, look) in sight.iter().flat_map(|sight| &sight.looks) {
            if look.extents[0] * look.extents[1] > 1 && look.extents[2] > 0 {
                let reused = old.remove(id).map(|atlas| atlas.texture);
                self.maps.insert(*id, maps(ctx, look, reused));
            }
        }
        self.sight = sight.cloned();
    }

    /// The feature maps of a node.
    pub fn maps(&self, id: u32) -> Option<&Atlas> {
        self.maps.get(&id)
    }

    /// What a node gives.
    pub fn of(&self, id: u32) -> Option<&Look> {
        self.sight.as_ref()?.looks.iter().find(|(other, _)| *other == id).map(|(_, look)| look)
    }

    /// The pictures that the input shows, the chosen one first.
    pub fn samples(&mut self, ctx: &Context, dataset: &Arc<Dataset>, first: usize) -> Option<&Atlas> {
        let key = Arc::as_ptr(dataset) as usize;
        if self.samples.as_ref().is_none_or(|(of, at, _)| (*of, *at) != (key, first)) {
            let image = pictures(dataset, first)?;
            let size = [image.size[0], image.size[1] / SAMPLES];
            let texture = ctx.load_texture("input pictures", image, OPTIONS);
            self.samples = Some((key, first, Atlas { texture, count: SAMPLES, size }));
        }
        self.samples.as_ref().map(|(_, _, atlas)| atlas)
    }
}

fn maps(ctx: &Context, look: &Look, reused: Option<TextureHandle>) -> Atlas {
    let [height, width, count] = look.extents;
    let colours: [Color32; 256] = std::array::from_fn(|level| cell(level as u8));
    let pixels = look.levels.iter().map(|&level| colours[usize::from(level)]).collect();
    let image = ColorImage::new([width, height * count], pixels);
    let texture = match reused {
        Some(mut texture) => {
            texture.set(image, OPTIONS);
            texture
        }
        None => ctx.load_texture("feature maps", image, OPTIONS),
    };
    Atlas { texture, count, size: [width, height] }
}

/// So many pictures from this one on, below one another; `None` if the samples are no pictures.
fn pictures(dataset: &Dataset, first: usize) -> Option<ColorImage> {
    let [height, width, channels] = dataset.shape.picture()?;
    let mut pixels = Vec::with_capacity(SAMPLES * height * width);
    for place in 0..SAMPLES {
        let bytes = dataset.bytes((first + place) % dataset.len().max(1))?;
        pixels.extend(bytes.chunks(channels).map(|pixel| match pixel {
            [red, green, blue, ..] => Color32::from_rgb(*red, *green, *blue),
            [grey, ..] => Color32::from_gray(*grey),
            [] => Color32::BLACK,
        }));
    }
    Some(ColorImage::new([width, height * SAMPLES], pixels))
}

/// The colour of an activation, from 0 to 255 on the scale of its layer.
pub fn cell(level: u8) -> Color32 {
    let [red, green, blue] = ColourMap::Viridis.colour(f32::from(level) / 255.0);
    Color32::from_rgb(red, green, blue)
}

/// A unit's place in the grid of cells.
pub fn cell_at(place: usize, columns: usize) -> Pos2 {
    pos2((place % columns) as f32, (place / columns) as f32)
}
