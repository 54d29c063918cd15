//! The numbers of a confusion matrix, and the colours that they have.

use eframe::egui::Color32;

use crate::ui::theme::Palette;
use crate::ui::words;

/// The cells of a confusion matrix, row after row.
pub struct Grid {
    /// The names of the classes.
    pub names: Vec<String>,
    counts: Vec<u32>,
    /// What cells say instead of counts, 0 to 1.
    shares: Option<Vec<f32>>,
    /// How strongly each is coloured, 0 to 1.
    shades: Vec<f32>,
}

impl Grid {
    /// From `[names, names]` counts, shares (if those are what cells say) and shades.
    pub fn new(names: Vec<String>, counts: Vec<u32>, shares: Option<Vec<f32>>, shades: Vec<f32>) -> Grid {
        Grid { names, counts, shares, shades }
    }

    /// How many classes there are.
    pub fn side(&self) -> usize {
        self.names.len()
    }

    /// How many samples a cell holds.
    pub fn count(&self, row: usize, column: usize) -> u32 {
        self.counts[row * self.side() + column]
    }

    /// How strongly a cell is coloured, 0 to 1.
    pub fn shade(&self, row: usize, column: usize) -> f32 {
        self.shades[row * self.side() + column]
    }

    /// What a cell says; nothing where it is empty.
    pub fn text(&self, row: usize, column: usize) -> String {
        match (&self.shares, self.count(row, column)) {
            (_, 0) => String::new(),
            (Some(shares), _) => format!("{:.2}", shares[row * self.side() + column]),
            (None, count) => words::grouped(u64::from(count)).replace(',', if count < 10_000 { "" } else { "," }),
        }
    }

    /// The colour of a cell: right answers in the accent, mistakes in red.
    pub fn colour(&self, colours: &Palette, row: usize, column: usize) -> Color32 {
        match self.count(row, column) {
            0 => colours.panel,
            _ => {
                let (least, full) = if row == column { (0.16, colours.accent) } else { (0.13, colours.bad) };
                mix(colours.panel, full, least + (0.74 - least) * self.shade(row, column))
            }
        }
    }

    /// The colour of a cell's number.
    pub(super) fn ink(&self, colours: &Palette, row: usize, column: usize) -> Color32 {
        let ground = self.colour(colours, row, column);
        let light =
            |colour: Color32| 0.3 * f32::from(colour.r()) + 0.59 * f32::from(colour.g()) + 0.11 * f32::from(colour.b());
        // Where either is as legible as the other.
        if light(ground) > 118.0 { Color32::from_gray(16) } else { Color32::from_gray(250) }
    }
}

fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    let part = |from: u8, to: u8| (f32::from(from) + (f32::from(to) - f32::from(from)) * share).round() as u8;
    Color32::from_rgb(part(from.r(), to.r()), part(from.g(), to.g()), part(from.b(), to.b()))
}
