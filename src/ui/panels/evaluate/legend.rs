//! What a chart's colours mean, in a line above it, and what is under the pointer, in a line below it.

use eframe::egui::{Color32, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::ui::theme::{self, LABEL, TEXT, palette};
use crate::ui::widgets::{write, written};

/// The height of a legend.
pub const LEGEND: f32 = 20.0;
/// The height of a read-out.
pub const READ_OUT: f32 = 20.0;

/// How strong a veil is within its edge.
pub const VEIL: f32 = 0.45;

/// The width of a sign and the distance between entries.
const SIGN: f32 = 16.0;
const BETWEEN: f32 = 14.0;

/// How something is drawn.
#[derive(Clone, Copy)]
pub enum Sign {
    /// As a line.
    Line,
    /// As a dashed line.
    Dashes,
    /// As a dot.
    Dot,
    /// As a small square.
    Square,
    /// As an area.
    Area,
    /// As an area with an edge, through which others are seen.
    Veil,
}

/// Draws the title of a chart at the left of a line and what is drawn how at its right, or at its left where there is
/// no title.
pub fn legend(ui: &mut Ui, line: Rect, title: &str, entries: &[(Sign, Color32, &str)]) {
    let colours = palette(ui);
    let font = theme::plain(LABEL);
    let start = if title.is_empty() {
        line.left()
    } else {
        write(ui, line, title, theme::strong(TEXT - 1.0), colours.text, false).right() + BETWEEN
    };
    let width = |words: &str| {
        let words = ui.painter().layout_no_wrap(words.to_owned(), font.clone(), colours.dim);
        SIGN + 5.0 + words.size().x.ceil()
    };
    let whole = entries.iter().map(|(.., words)| width(words) + BETWEEN).sum::<f32>() - BETWEEN;
    let mut left = if title.is_empty() { start } else { (line.right() - whole).max(start) };
    for (sign, colour, words) in entries {
        let place = line.with_min_x(left).with_max_x(left + width(words));
        paint(ui, *sign, *colour, place.with_max_x(left + SIGN));
        write(ui, place.with_min_x(left + SIGN + 5.0), words, font.clone(), colours.dim, false);
        left = place.right() + BETWEEN;
    }
    let response = ui.interact(line, ui.scope_id().with(("legend", title)), Sense::hover());
    response.widget_info(|| {
        let words: Vec<&str> = entries.iter().map(|(.., words)| *words).collect();
        WidgetInfo::labeled(Role::Label, true, format!("Legend {title}: {}", words.join(", ")))
    });
}

fn paint(ui: &Ui, sign: Sign, colour: Color32, place: Rect) {
    let (painter, middle) = (ui.painter(), place.center().round());
    let ends = [pos2(place.left(), middle.y), pos2(place.right(), middle.y)];
    match sign {
        Sign::Line => {
            painter.line_segment(ends, Stroke::new(2.0, colour));
        }
        Sign::Dashes => {
            painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, colour), 4.0, 2.0));
        }
        Sign::Dot => {
            painter.circle_filled(middle, 4.0, colour);
        }
        Sign::Square => {
            painter.rect_filled(Rect::from_center_size(middle, vec2(5.0, 5.0)), 0.0, colour);
        }
        Sign::Area => {
            painter.rect_filled(Rect::from_center_size(middle, vec2(SIGN, 10.0)), 2.0, colour);
        }
        Sign::Veil => {
            let (area, edge) = (Rect::from_center_size(middle, vec2(SIGN, 10.0)), Stroke::new(1.0, colour));
            painter.rect(area, 2.0, colour.gamma_multiply(VEIL), edge, StrokeKind::Inside);
        }
    }
}

/// What is under the pointer or chosen, or else what can be done, in a line that is always there.
pub fn read_out(ui: &mut Ui, told: Option<String>, hint: &str) {
    let colours = palette(ui);
    let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), READ_OUT), Sense::hover());
    let ink = if told.is_some() { colours.text } else { colours.dim };
    written(ui, line, told.as_deref().unwrap_or(hint), theme::plain(TEXT - 1.0), ink, false);
}
