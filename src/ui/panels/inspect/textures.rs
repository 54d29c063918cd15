//! Textures that are made anew only when what they show has changed: one for each wall, whatever the number of tiles.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use eframe::egui::{
    Color32, ColorImage, Context, Image, Rect, TextureHandle, TextureOptions, Ui, load::SizedTexture, pos2,
};

use crate::inspect::{ColourMap, Picture};
use crate::ui::theme;

/// Textures by what they are for, each with the mark of what it shows.
#[derive(Default)]
pub(super) struct Textures(HashMap<&'static str, (u64, TextureHandle)>);

/// A mark of everything that a picture follows from.
pub(super) fn mark(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

impl Textures {
    /// The texture for a purpose, made where the mark is another than last time.
    pub fn get(
        &mut self,
        ctx: &Context,
        name: &'static str,
        mark: u64,
        smooth: bool,
        make: impl FnOnce() -> ColorImage,
    ) -> TextureHandle {
        let options = if smooth { TextureOptions::LINEAR } else { TextureOptions::NEAREST };
        match self.0.get_mut(name) {
            Some((known, texture)) => {
                if *known != mark {
                    texture.set(make(), options);
                    *known = mark;
                }
                texture.clone()
            }
            None => {
                let texture = ctx.load_texture(format!("inspect {name}"), make(), options);
                self.0.insert(name, (mark, texture.clone()));
                texture
            }
        }
    }
}

/// A colour map as a table of 256 colours, for many numbers.
pub(super) fn table(colours: ColourMap) -> Vec<Color32> {
    let colour = |place: usize| {
        let [red, green, blue] = colours.colour(place as f32 / 255.0);
        Color32::from_rgb(red, green, blue)
    };
    (0..256).map(colour).collect()
}

/// The colours of weights as such a table: those of the page Network, in both themes.
pub(super) fn weights(ui: &Ui) -> Vec<Color32> {
    let dark = ui.visuals().dark_mode;
    (0..256).map(|place| theme::weight(place as f32 / 127.5 - 1.0, dark)).collect()
}

/// The place of a number in a table of colours.
pub(super) fn level(number: f32, [low, high]: [f32; 2]) -> usize {
    let part = (number - low) / if high > low { high - low } else { 1.0 };
    // What is not a number has the first colour.
    (part.clamp(0.0, 1.0) * 255.0 + 0.5) as usize
}

/// A picture as an image for the screen.
pub(super) fn image(picture: &Picture) -> ColorImage {
    let [height, width] = picture.size;
    let mut image = ColorImage::filled([width, height], Color32::BLACK);
    for (pixel, rgb) in image.pixels.iter_mut().zip(picture.rgb.chunks(3)) {
        *pixel = Color32::from_rgb(rgb[0], rgb[1], rgb[2]);
    }
    image
}

/// The part of a texture of so many columns and rows of tiles that shows the tile at a place.
pub(super) fn part(texture: &TextureHandle, columns: usize, rows: usize, place: usize) -> Rect {
    let (column, row) = ((place % columns) as f32, (place / columns) as f32);
    let size = texture.size_vec2();
    // A little less on each side, lest neighbours shine in.
    let [x, y] = [0.02 / size.x * columns as f32, 0.02 / size.y * rows as f32];
    let at = |right: f32, down: f32| pos2((column + right) / columns as f32, (row + down) / rows as f32);
    Rect::from_min_max(at(x, y), at(1.0 - x, 1.0 - y))
}

/// Paints a part of a texture.
pub(super) fn paint(ui: &Ui, texture: &TextureHandle, uv: Rect, rect: Rect, rounding: u8) {
    Image::from_texture(SizedTexture::from_handle(texture)).uv(uv).corner_radius(rounding).paint_at(ui, rect);
}

/// The whole of a texture.
pub(super) const WHOLE: Rect = Rect { min: pos2(0.0, 0.0), max: pos2(1.0, 1.0) };
