//! The confusion matrix as a chart.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::{Area, BLUE, DIM, Drawn, INK, LINE, RED, size, text};
use crate::evaluate::Evaluation;

/// A cell for each pair of classes: right answers blue, mistakes red. Empty cells are left out.
pub fn draw<B: DrawingBackend>(root: &Area<B>, evaluation: &Evaluation) -> Drawn<B> {
    let side = evaluation.classes.len().max(1);
    let (width, height) = root.dim_in_pixel();
    let letters = evaluation.classes.iter().map(|class| class.name.chars().count()).max().unwrap_or(1).min(16);
    let names = if side <= 60 { size(root, 8.0) * letters as f64 + size(root, 14.0) } else { size(root, 14.0) };
    let [left, top] = [names + size(root, 40.0); 2];
    let room = (f64::from(width) - left - size(root, 16.0)).min(f64::from(height) - top - size(root, 16.0));
    let cell = room / side as f64;
    let at = |row: f64, column: f64| ((left + column * cell).round() as i32, (top + row * cell).round() as i32);
    let frame = Rectangle::new([at(0.0, 0.0), at(side as f64, side as f64)], LINE.stroke_width(1));
    root.draw(&frame)?;
    let counts = &evaluation.confusion;
    let off = |row: usize, column: usize| if row == column { 0 } else { counts[row][column] };
    let most = (0..side).flat_map(|row| (0..side).map(move |column| (row, column)));
    let most = most.map(|(row, column)| off(row, column)).max().unwrap_or(0).max(1) as f64;
    let gap = i32::from(cell >= 12.0);
    for row in 0..side {
        let whole = counts[row].iter().sum::<u64>().max(1) as f64;
        for column in (0..side).filter(|column| counts[row][*column] > 0) {
            let count = counts[row][column];
            let (colour, share) = match row == column {
                true => (BLUE, count as f64 / whole),
                false => (RED, (count as f64 / most).sqrt()),
            };
            let strength = 0.2 + 0.7 * share;
            let (from, to) = (at(row as f64, column as f64), at(row as f64 + 1.0, column as f64 + 1.0));
            let to = ((to.0 - gap).max(from.0 + 1), (to.1 - gap).max(from.1 + 1));
            root.draw(&Rectangle::new([from, to], mix(colour, strength).filled()))?;
            let digits = count.to_string();
            let letters = (cell * 0.3).min(size(root, 18.0));
            if cell >= 14.0 && digits.len() as f64 * letters * 0.62 < cell {
                let ink = if strength > 0.55 { WHITE } else { INK };
                let points = letters * 800.0 / f64::from(width.min(height));
                let middle = at(row as f64 + 0.5, column as f64 + 0.5);
                root.draw(&Text::new(digits, middle, text(root, points, ink, HPos::Center, VPos::Center)))?;
            }
        }
    }
    let points = 15.0;
    let every = (size(root, points * 1.2) / cell).ceil().max(1.0) as usize;
    let turned = cell < letters as f64 * size(root, 9.0);
    for (class, score) in evaluation.classes.iter().enumerate().filter(|(class, _)| class % every == 0) {
        let name: String = score.name.chars().take(16).collect();
        let (_, y) = at(class as f64 + 0.5, 0.0);
        let style = text(root, points, DIM, HPos::Right, VPos::Center);
        root.draw(&Text::new(name.clone(), ((left - size(root, 6.0)) as i32, y), style))?;
        let (x, _) = at(0.0, class as f64 + 0.5);
        let above = (x, (top - size(root, 6.0)) as i32);
        let style = match turned {
            true => text(root, points, DIM, HPos::Left, VPos::Center).transform(FontTransform::Rotate270),
            false => text(root, points, DIM, HPos::Center, VPos::Bottom),
        };
        root.draw(&Text::new(name, above, style))?;
    }
    let title = |points| text(root, points, INK, HPos::Center, VPos::Top);
    let middle = (left + room / 2.0) as i32;
    root.draw(&Text::new("Predicted", (middle, size(root, 10.0) as i32), title(17.0)))?;
    let turned = title(17.0).transform(FontTransform::Rotate270);
    root.draw(&Text::new("True", (size(root, 10.0) as i32, (top + room / 2.0) as i32), turned))
}

/// The colour on white, this strong.
fn mix(colour: RGBColor, strength: f64) -> RGBColor {
    let part = |part: u8| (255.0 + (f64::from(part) - 255.0) * strength).round() as u8;
    RGBColor(part(colour.0), part(colour.1), part(colour.2))
}
