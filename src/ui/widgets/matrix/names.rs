//! The names of the classes on the margins of a confusion matrix: as many as have room, upright where they are long.

use std::f32::consts::FRAC_PI_2;

use eframe::egui::{
    Align2, FontId, Rect, Role, Sense, TextWrapMode, Ui, Vec2, WidgetInfo, WidgetText, epaint::TextShape, pos2, vec2,
};

use super::{Grid, Mark, Place, Touched};
use crate::ui::theme::{self, LABEL, palette};

/// The longest a name may be, in points.
const LONGEST: f32 = 84.0;
/// The least distance between names.
const BETWEEN: f32 = 13.0;
/// The least height of the names above.
const ABOVE: f32 = 24.0;
/// The room for what rows and columns are, beside the names.
const AXIS: f32 = 16.0;

fn font() -> FontId {
    theme::mono(LABEL)
}

/// The width of the names on the left and the height of those above.
pub(super) fn gutter(ui: &Ui, grid: &Grid, rect: Rect) -> Vec2 {
    let letters = grid.names.iter().map(|name| name.chars().count()).max().unwrap_or(1);
    let width = ui.painter().layout_no_wrap("0".repeat(letters.min(16)), font(), palette(ui).dim).size().x;
    let width = width.min(LONGEST).min(rect.width() * 0.25);
    let room = (rect.width() - width - 8.0 - AXIS) / grid.side().max(1) as f32;
    let above = if width + 4.0 <= room { ABOVE } else { width + 10.0 };
    vec2((width + 8.0).ceil() + AXIS, above.ceil().max(ABOVE) + AXIS)
}

/// Says what the rows and the columns are.
pub(super) fn axes(ui: &Ui, rect: Rect, inner: Rect) {
    let (font, ink) = (theme::plain(LABEL), palette(ui).dim);
    let painter = ui.painter();
    painter.text(pos2(inner.center().x, rect.top()).round(), Align2::CENTER_TOP, "Predicted", font.clone(), ink);
    let name = painter.layout_no_wrap("True".to_owned(), font, ink);
    let beside = pos2(rect.left(), inner.center().y + name.size().x / 2.0);
    painter.add(TextShape::new(beside.round(), name, ink).with_angle(-FRAC_PI_2));
}

/// Draws the names in sight; each opens its row or column.
pub(super) fn paint(ui: &mut Ui, rect: Rect, place: &Place, grid: &Grid, noun: Option<&str>, touched: &mut Touched) {
    let every = |cell: f32| (BETWEEN / cell).ceil().max(1.0) as usize;
    let upright = place.inner.top() - rect.top() > ABOVE + AXIS + 1.0;
    let corner = rect.min + Vec2::splat(AXIS);
    let (rows, columns) = (place.rows(), place.columns());
    for row in rows.filter(|row| row % every(place.cell.y) == 0) {
        let whole = place.rect(Mark::Row(row));
        let margin = Rect::from_min_max(pos2(corner.x, whole.top()), pos2(place.inner.left(), whole.bottom()));
        name(ui, margin, place, grid, Mark::Row(row), false, noun, touched);
    }
    for column in columns.filter(|column| column % every(place.cell.x) == 0) {
        let whole = place.rect(Mark::Column(column));
        let margin = Rect::from_min_max(pos2(whole.left(), corner.y), pos2(whole.right(), place.inner.top()));
        name(ui, margin, place, grid, Mark::Column(column), upright, noun, touched);
    }
}

#[expect(clippy::too_many_arguments, reason = "all that a name on either margin follows from")]
fn name(
    ui: &mut Ui,
    margin: Rect,
    place: &Place,
    grid: &Grid,
    mark: Mark,
    upright: bool,
    noun: Option<&str>,
    touched: &mut Touched,
) {
    let colours = palette(ui);
    let class = match mark {
        Mark::Row(class) | Mark::Column(class) | Mark::Cell(class, _) => class,
    };
    let along = if upright { margin.height() } else { margin.width() };
    let along =
        if matches!(mark, Mark::Column(_)) && !upright { margin.width().max(place.cell.x) } else { along - 6.0 };
    let text = WidgetText::from(grid.names[class].as_str());
    let galley = text.into_galley(ui, Some(TextWrapMode::Truncate), along.max(6.0), font());
    let hovered = touched.hovered == Some(mark)
        || matches!((touched.hovered, mark), (Some(Mark::Cell(row, _)), Mark::Row(at)) if row == at)
        || matches!((touched.hovered, mark), (Some(Mark::Cell(_, column)), Mark::Column(at)) if column == at);
    let ink = if hovered { colours.text } else { colours.dim };
    let size = galley.size();
    match (mark, upright) {
        (Mark::Column(_), true) => {
            // Turned to the left: it is read from below.
            let at = pos2(margin.center().x - size.y / 2.0, margin.bottom() - 6.0);
            ui.painter()
                .add(TextShape::new(at.round(), galley, ink).with_override_text_color(ink).with_angle(-FRAC_PI_2));
        }
        (Mark::Column(_), false) => {
            let at = pos2(margin.center().x - size.x / 2.0, margin.bottom() - 6.0 - size.y);
            ui.painter().galley(at.round(), galley, ink);
        }
        _ => {
            let at = Align2::RIGHT_CENTER.anchor_size(margin.right_center() - vec2(6.0, 0.0), size);
            ui.painter().galley(at.min.round(), galley, ink);
        }
    }
    let Some(noun) = noun else { return };
    let response = ui.interact(margin, ui.scope_id().with(("name", mark_id(mark))), Sense::CLICK);
    let name = &grid.names[class];
    response.widget_info(|| {
        let words = match mark {
            Mark::Row(_) => format!("Row {name}: all {noun} of this class"),
            _ => format!("Column {name}: all {noun} taken for this class"),
        };
        WidgetInfo::labeled(Role::Button, true, words)
    });
    if response.hovered() {
        touched.hovered = Some(mark);
    }
    if response.clicked() {
        touched.clicked = Some(mark);
    }
}

fn mark_id(mark: Mark) -> (u8, usize) {
    match mark {
        Mark::Row(row) => (0, row),
        Mark::Column(column) => (1, column),
        Mark::Cell(row, _) => (2, row),
    }
}
