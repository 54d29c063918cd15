//! The scale of colours beside what is coloured: a strip of the colours between the numbers of its ends.

use std::sync::Arc;

use eframe::egui::{Color32, FontId, Galley, Mesh, Rect, Role, Sense, Shape, Ui, WidgetInfo, pos2, vec2};

use crate::inspect::ColourMap;
use crate::ui::theme::{self, LABEL, mono, palette, plain};

/// Colours of a strip.
const STEPS: usize = 64;
/// The room between words, numbers and strip.
const BETWEEN: f32 = 7.0;
/// The least length of a strip.
const LEAST: f32 = 24.0;
/// The height of a scale.
pub(super) const HEIGHT: f32 = 16.0;

/// A scale that is ready to be drawn.
pub(super) struct Scale {
    parts: Vec<Part>,
    spoken: String,
}

enum Part {
    Text(Arc<Galley>),
    Strip(Vec<Color32>, f32),
}

impl Scale {
    /// A strip of colours, so many points long, between its ends and what they mean. Where both ends are one number,
    /// that is said instead.
    pub fn new(ui: &Ui, colours: Vec<Color32>, [low, high]: [f32; 2], meaning: [&str; 2], length: f32) -> Scale {
        if low == high {
            return Scale::words(ui, &format!("all {}", end(low)));
        }
        let text = |words: &str, font: FontId| text(ui, words, font);
        let parts = [
            text(meaning[0], plain(LABEL)),
            text(&end(low), mono(LABEL)),
            Some(Part::Strip(colours, length)),
            text(&end(high), mono(LABEL)),
            text(meaning[1], plain(LABEL)),
        ];
        let spoken = format!("Colours: {} {} to {} {}", meaning[0], end(low), end(high), meaning[1]);
        Scale { parts: parts.into_iter().flatten().collect(), spoken }
    }

    /// Words in a scale's stead.
    pub fn words(ui: &Ui, words: &str) -> Scale {
        Scale { parts: text(ui, words, plain(LABEL)).into_iter().collect(), spoken: words.to_owned() }
    }

    /// The colours of weights up to this size, or of how far training has moved them.
    pub fn of_weights(ui: &Ui, end: f32, change: bool) -> Scale {
        match change && end == 0.0 {
            true => Scale::words(ui, "nothing has changed yet"),
            false => {
                let dark = ui.visuals().dark_mode;
                let colours = parts().map(|part| theme::weight(2.0 * part - 1.0, dark)).collect();
                Scale::new(ui, colours, [-end, end], ["", ""], 72.0)
            }
        }
    }

    /// The same with a shorter strip, where it is wider than this.
    pub fn within(mut self, room: f32) -> Scale {
        let over = (self.width() - room).max(0.0);
        for part in &mut self.parts {
            if let Part::Strip(_, length) = part {
                *length = (*length - over).max(LEAST);
            }
        }
        self
    }

    /// How wide it is.
    pub fn width(&self) -> f32 {
        let parts: f32 = self.parts.iter().map(Part::width).sum();
        parts + BETWEEN * self.parts.len().saturating_sub(1) as f32
    }

    /// Draws it, the letters of both fonts on one line.
    pub fn show(self, ui: &mut Ui) {
        let (rect, response) = ui.allocate_exact_size(vec2(self.width().ceil(), HEIGHT), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &self.spoken));
        let middle = rect.center().y.round();
        let mut left = rect.left().round();
        for part in self.parts {
            let width = part.width();
            match part {
                Part::Text(galley) => {
                    let top = middle + 4.0 - baseline(&galley).round();
                    ui.painter().galley(pos2(left, top), galley, palette(ui).dim);
                }
                Part::Strip(colours, length) => {
                    strip(ui, Rect::from_min_size(pos2(left, middle - 5.0), vec2(length, 10.0)), &colours);
                }
            }
            left += width + BETWEEN;
        }
    }
}

impl Part {
    fn width(&self) -> f32 {
        match self {
            Part::Text(galley) => galley.size().x.ceil(),
            Part::Strip(_, length) => *length,
        }
    }
}

fn text(ui: &Ui, words: &str, font: FontId) -> Option<Part> {
    let galley = || ui.painter().layout_no_wrap(words.to_owned(), font, palette(ui).dim);
    (!words.is_empty()).then(|| Part::Text(galley()))
}

/// How far below its top a line of text stands.
fn baseline(galley: &Galley) -> f32 {
    let row = galley.rows.first();
    row.and_then(|row| row.glyphs.first().map(|glyph| row.pos.y + glyph.pos.y)).unwrap_or(galley.size().y)
}

/// The colours of a map for a strip.
pub(super) fn colours_of(map: ColourMap) -> Vec<Color32> {
    parts().map(|part| map.colour(part)).map(|[red, green, blue]| Color32::from_rgb(red, green, blue)).collect()
}

/// The parts of a scale whose colours a strip shows, from 0 to 1.
pub(super) fn parts() -> impl Iterator<Item = f32> {
    (0..STEPS).map(|step| step as f32 / (STEPS - 1) as f32)
}

fn strip(ui: &Ui, rect: Rect, colours: &[Color32]) {
    let mut mesh = Mesh::default();
    let at = |step: usize| rect.left() + rect.width() * step as f32 / colours.len() as f32;
    for (step, colour) in colours.iter().enumerate() {
        mesh.add_colored_rect(Rect::from_x_y_ranges(at(step)..=at(step + 1), rect.y_range()), *colour);
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
