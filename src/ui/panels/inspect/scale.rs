//! The scale of colours beside what is coloured: a strip of the colour map with the numbers of its ends.

use eframe::egui::{Mesh, Rect, Role, Sense, Shape, Ui, WidgetInfo, vec2};

use super::textures::table;
use crate::inspect::ColourMap;
use crate::ui::theme::{LABEL, mono, palette, plain};
use crate::ui::widgets::elided;

/// Colours of the strip.
const STEPS: usize = 64;

/// Draws the strip, so many points long, between what its ends mean.
pub(super) fn scale(ui: &mut Ui, colours: ColourMap, [low, high]: [f32; 2], meaning: [&str; 2], length: f32) {
    let dim = palette(ui).dim;
    let spoken = format!("Colours from {} to {}", end(low), end(high));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().interact_size.y = 16.0;
        let word = |ui: &mut Ui, word: &str| {
            if !word.is_empty() {
                elided(ui, word, plain(LABEL), dim);
            }
        };
        word(ui, meaning[0]);
        elided(ui, end(low), mono(LABEL), dim);
        let (rect, response) = ui.allocate_exact_size(vec2(length, 10.0), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
        strip(ui, rect, colours);
        elided(ui, end(high), mono(LABEL), dim);
        word(ui, meaning[1]);
    });
}

/// The colours of a map from left to right.
fn strip(ui: &Ui, rect: Rect, colours: ColourMap) {
    let table = table(colours);
    let mut mesh = Mesh::default();
    for step in 0..STEPS {
        let at = |step: usize| rect.left() + rect.width() * step as f32 / STEPS as f32;
        let part = Rect::from_x_y_ranges(at(step)..=at(step + 1), rect.y_range());
        mesh.add_colored_rect(part, table[step * (table.len() - 1) / (STEPS - 1)]);
    }
    ui.painter().add(Shape::mesh(mesh));
}

/// A number with as many digits as it needs.
fn end(number: f32) -> String {
    match number.abs() {
        0.0 => "0".to_owned(),
        size if (0.01..1000.0).contains(&size) => format!("{number:.2}"),
        _ => format!("{number:.1e}"),
    }
}
