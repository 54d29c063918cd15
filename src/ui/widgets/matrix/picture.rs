//! A matrix of many classes as one picture: zoom, motion, and smaller pictures in which the strongest cell wins.

use eframe::egui::{
    Color32, ColorImage, Image, Rect, Response, TextureHandle, TextureOptions, Ui, Vec2, load::SizedTexture, pos2,
};

use super::{Grid, Place};
use crate::ui::theme::{Palette, palette};

/// The largest side of a cell that is zoomed into.
const ZOOMED: f32 = 48.0;

/// What of a matrix is in sight, and where its cursor stands.
pub struct Sight {
    /// How much larger it is drawn than would fit.
    pub zoom: f32,
    /// The column and row at the upper left corner.
    pub from: Vec2,
    /// The row and column of the keyboard.
    pub cursor: Option<[usize; 2]>,
    /// Pictures of ever fewer cells, and the ground that they were drawn for.
    pictures: Option<(Color32, Vec<TextureHandle>)>,
}

impl Default for Sight {
    fn default() -> Sight {
        Sight { zoom: 1.0, from: Vec2::ZERO, cursor: None, pictures: None }
    }
}

impl Sight {
    /// Forgets the pictures: the numbers are others.
    pub fn forget_pictures(&mut self) {
        self.pictures = None;
    }

    /// Zooms to the pointer with the wheel, and moves with the mouse.
    pub(super) fn follow(&mut self, ui: &Ui, response: &Response, inner: Rect, side: usize) {
        let base = inner.width() / side as f32;
        if let Some(at) = response.hover_pos() {
            let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
            let factor = pinch * (wheel * 0.004).exp();
            if factor != 1.0 {
                let within = (at - inner.min).max(Vec2::ZERO);
                let under = self.from + within / (base * self.zoom);
                self.zoom = (self.zoom * factor).clamp(1.0, (ZOOMED / base).max(1.0));
                self.from = under - within / (base * self.zoom);
            }
        }
        if response.double_clicked() {
            (self.zoom, self.from) = (1.0, Vec2::ZERO);
        }
        self.from -= response.drag_delta() / (base * self.zoom);
        self.settle(side);
    }

    /// Brings a cell into sight.
    pub(super) fn reveal(&mut self, [row, column]: [usize; 2], side: usize) {
        let width = side as f32 / self.zoom;
        let into = |from: f32, cell: f32| from.clamp((cell + 1.0 - width).min(cell), cell);
        self.from = eframe::egui::vec2(into(self.from.x, column as f32), into(self.from.y, row as f32));
        self.settle(side);
    }

    fn settle(&mut self, side: usize) {
        let most = side as f32 - side as f32 / self.zoom;
        self.from = self.from.clamp(Vec2::ZERO, Vec2::splat(most.max(0.0)));
    }

    /// How many cells on a side are in sight.
    pub fn in_sight(&self, side: usize) -> f32 {
        side as f32 / self.zoom
    }
}

/// Draws what is in sight of the picture in which a cell is at least a point large.
pub(super) fn paint(ui: &Ui, place: &Place, grid: &Grid, sight: &mut Sight) {
    let colours = palette(ui);
    if sight.pictures.as_ref().is_none_or(|(ground, _)| *ground != colours.panel) {
        // Pixels of one cell are hard; smaller pictures are stretched unevenly, which is seen unless they are soft.
        let options = |level| if level == 0 { TextureOptions::NEAREST } else { TextureOptions::LINEAR };
        let load = |(level, image)| ui.ctx().load_texture("confusion", image, options(level));
        sight.pictures = Some((colours.panel, levels(grid, colours).into_iter().enumerate().map(load).collect()));
    }
    let Some((_, pictures)) = &sight.pictures else { return };
    let needed = (1.0 / (place.cell.x * ui.ctx().pixels_per_point())).log2().ceil().max(0.0) as usize;
    let Some(texture) = pictures.get(needed.min(pictures.len() - 1)) else { return };
    // A smaller picture covers whole blocks of cells, so that its edge may lie beyond the last class.
    let covered = texture.size()[0] as f32 * (1u32 << needed.min(pictures.len() - 1)) as f32;
    let uv = |cells: Vec2| pos2(cells.x / covered, cells.y / covered);
    let until = place.from + place.inner.size() / place.cell;
    ui.painter().rect_filled(place.inner, 2.0, colours.panel);
    let image = Image::from_texture(SizedTexture::from_handle(texture));
    image.uv(Rect::from_min_max(uv(place.from), uv(until))).paint_at(ui, place.inner);
}

/// The picture with a pixel for each cell, and ones of half the side each, down to a few dozen pixels.
fn levels(grid: &Grid, colours: &Palette) -> Vec<ColorImage> {
    let mut side = grid.side();
    let mut strength: Vec<(f32, Color32)> = Vec::with_capacity(side * side);
    for row in 0..side {
        for column in 0..side {
            let shade = if grid.count(row, column) == 0 { -1.0 } else { grid.shade(row, column) };
            // Of a right and a wrong answer in one pixel the wrong one is seen.
            let weight = if row == column { 0.1 * shade } else { shade };
            strength.push((weight, grid.colour(colours, row, column)));
        }
    }
    let mut images = Vec::new();
    loop {
        images.push(ColorImage::new([side, side], strength.iter().map(|(_, colour)| *colour).collect()));
        if side <= 64 {
            return images;
        }
        let half = side.div_ceil(2);
        let strongest = |cell: usize| {
            let (row, column) = (cell / half * 2, cell % half * 2);
            let four = [(0, 0), (0, 1), (1, 0), (1, 1)].into_iter();
            let four = four.map(|(down, right)| (row + down, column + right));
            let there = four.filter(|(row, column)| *row < side && *column < side);
            let cells = there.map(|(row, column)| strength[row * side + column]);
            cells.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, colours.panel))
        };
        strength = (0..half * half).map(strongest).collect();
        side = half;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::DARK;

    #[test]
    fn a_single_mistake_among_a_thousand_classes_is_in_every_picture() {
        let side = 1000;
        let mut counts = vec![0; side * side];
        (0..side).for_each(|class| counts[class * side + class] = 50);
        counts[801 * side + 3] = 1;
        let shades = counts.iter().map(|count| f32::from(u8::from(*count > 0))).collect();
        let grid = Grid::new(vec![String::new(); side], counts, None, shades);
        let wrong = grid.colour(&DARK, 801, 3);
        let images = levels(&grid, &DARK);
        assert_eq!(images.iter().map(|image| image.size[0]).collect::<Vec<_>>(), [1000, 500, 250, 125, 63]);
        for (level, image) in images.iter().enumerate() {
            assert_eq!(image.pixels[(801 >> level) * image.size[0] + (3 >> level)], wrong);
        }
    }
}
