//! The numbers of a confusion matrix, and the colours that they have.

use eframe::egui::Color32;

use crate::ui::theme::{Palette, contrast};
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
                // Mistakes stop where one ink is legible on all of them.
                let (least, most, full) =
                    if row == column { (0.16, 0.74, colours.accent) } else { (0.13, 0.68, colours.bad) };
                mix(colours.panel, full, least + (most - least) * self.shade(row, column))
            }
        }
    }

    /// The colour of a cell's number: the one that stands out more from its ground.
    pub(super) fn ink(&self, colours: &Palette, row: usize, column: usize) -> Color32 {
        let [dark, bright] = [Color32::from_gray(16), Color32::from_gray(250)];
        let ground = self.colour(colours, row, column);
        if contrast(dark, ground) > contrast(bright, ground) { dark } else { bright }
    }
}

fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    let part = |from: u8, to: u8| (f32::from(from) + (f32::from(to) - f32::from(from)) * share).round() as u8;
    Color32::from_rgb(part(from.r(), to.r()), part(from.g(), to.g()), part(from.b(), to.b()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{DARK, LIGHT};

    #[test]
    fn the_number_of_every_mistake_has_one_ink_that_can_be_read() {
        for colours in [&DARK, &LIGHT] {
            let shades: Vec<f32> = (0..=20).map(|part| part as f32 / 20.0).collect();
            let side = shades.len() + 1;
            let all = [0.0].into_iter().chain(shades).chain(vec![1.0; side * (side - 1)]).collect();
            let grid = Grid::new(vec![String::new(); side], vec![1; side * side], None, all);
            let inks: Vec<Color32> = (1..side).map(|column| grid.ink(colours, 0, column)).collect();
            assert!(inks.iter().all(|ink| *ink == inks[0]), "{inks:?}");
            for (column, ink) in (1..side).zip(inks) {
                assert!(contrast(ink, grid.colour(colours, 0, column)) >= 4.5, "column {column}");
            }
        }
    }
}
