//! A confusion matrix of two to a thousand classes. A few classes are cells with numbers; many are one picture that is
//! zoomed with the wheel and moved with the mouse. No mistake is ever too small to be seen.

mod grid;
mod keys;
mod names;
mod picture;

use eframe::egui::{CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::ui::theme::{self, palette};
use crate::ui::words;

pub use grid::Grid;
pub use picture::Sight;

/// Up to so many classes, every cell is a control with a label.
const FEW: usize = 30;
/// The side of a cell from which on it is drawn with its number.
const WITH_NUMBER: f32 = 20.0;
/// The largest side of a cell.
const LARGEST: f32 = 340.0;
/// How much wider than high a cell of few may be, so that they fill the width.
const WIDEST: f32 = 1.75;

/// A part of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A true class and what it was taken for.
    Cell(usize, usize),
    /// A true class.
    Row(usize),
    /// What was taken for a class.
    Column(usize),
}

/// What was done to a matrix.
pub struct Touched {
    /// What was clicked.
    pub clicked: Option<Mark>,
    /// What is under the pointer.
    pub hovered: Option<Mark>,
    /// The height that was taken.
    pub height: f32,
}

/// Where a matrix lies on the screen, and what of it is in sight.
struct Place {
    /// The cells, without the names.
    inner: Rect,
    cell: Vec2,
    /// The row and column at the upper left corner, in fractions of a cell: x is the column.
    from: Vec2,
    side: usize,
}

/// Draws the matrix into a rectangle, as large as fits. `noun` is what is counted; `chosen` is marked.
pub fn matrix(ui: &mut Ui, rect: Rect, grid: &Grid, sight: &mut Sight, chosen: Option<Mark>, noun: &str) -> Touched {
    let side = grid.side().max(1);
    let gutter = names::gutter(ui, grid, rect);
    let few = side <= FEW;
    let base = fit(rect.size() - gutter, side as f32, few);
    let size = (base * side as f32).round();
    // What whole cells leave of the width stands beside the names, so that the matrix ends where its rectangle does.
    let spare = (rect.width() - gutter.x - size.x).max(0.0);
    let spare = if spare < side as f32 { spare } else { 0.0 };
    let inner = Rect::from_min_size((rect.min + gutter + vec2(spare, 0.0)).round(), size);
    let mut touched = Touched { clicked: None, hovered: None, height: inner.bottom() - rect.top() };
    let whole = Rect::from_min_max(rect.min, inner.max);
    let sense = if few { Sense::click() } else { Sense::click_and_drag() };
    let response = ui.interact(whole, ui.scope_id().with("matrix"), sense);
    response.widget_info(|| {
        let words = format!("Confusion matrix of {side} classes; arrow keys choose a cell, Enter opens it");
        WidgetInfo::labeled(Role::Grid, true, words)
    });
    if !few {
        sight.follow(ui, &response, inner, side);
    }
    let cell = base * sight.zoom;
    let place = Place { inner, cell, from: sight.from, side };
    if response.gained_focus() && sight.cursor.is_none() {
        sight.cursor = Some([0, 0]);
    }
    if response.has_focus()
        && let Some(mark) = keys::keys(ui, &response, sight, side)
    {
        touched.clicked = Some(mark);
    }
    touched.hovered = response.hover_pos().and_then(|at| place.at(at));
    // A key that opens the cell of the cursor is also a click, wherever the pointer may be.
    let by_mouse = ui.input(|input| input.pointer.primary_released());
    if response.clicked()
        && by_mouse
        && let Some(mark) = response.interact_pointer_pos().and_then(|at| place.at(at))
    {
        touched.clicked = Some(mark);
    }
    if few || cell.x >= WITH_NUMBER {
        cells(ui, &place, grid, few.then_some(noun), &mut touched);
    } else {
        picture::paint(ui, &place, grid, sight);
    }
    names::axes(ui, rect, inner);
    names::paint(ui, rect, &place, grid, few.then_some(noun), &mut touched);
    if let Some(Mark::Cell(row, column)) = touched.clicked {
        sight.cursor = Some([row, column]);
        response.request_focus();
    }
    let painter = ui.painter_at(inner.expand(3.0));
    let colours = palette(ui);
    let frame = |mark: Mark, stroke: Stroke| {
        painter.rect_stroke(place.rect(mark).expand(1.0), CornerRadius::same(4), stroke, StrokeKind::Inside);
    };
    if let Some(mark) = touched.hovered {
        frame(mark, Stroke::new(1.0, colours.dim));
    }
    if let Some(mark) = chosen {
        frame(mark, Stroke::new(2.0, colours.text));
    }
    if response.has_focus()
        && let Some([row, column]) = sight.cursor
    {
        frame(Mark::Cell(row, column), Stroke::new(2.0, colours.accent));
    }
    touched
}

/// The size of a cell: as large as fits, and wider than high where there are few and the height is short.
fn fit(room: Vec2, side: f32, few: bool) -> Vec2 {
    let fits = room.max(Vec2::splat(8.0)) / side;
    let square = fits.min_elem().min(LARGEST);
    if !few {
        return Vec2::splat(square);
    }
    vec2(fits.x.min(WIDEST * square).min(LARGEST), square).floor().max(Vec2::splat(1.0))
}

/// The cells in sight, each with its number.
fn cells(ui: &mut Ui, place: &Place, grid: &Grid, noun: Option<&str>, touched: &mut Touched) {
    let painter = ui.painter_at(place.inner);
    let colours = palette(ui);
    let least = place.cell.min_elem();
    let (gap, rounding) = if least >= 24.0 { (1.0, 3) } else { (0.5, 1) };
    let size = (least * 0.3).clamp(8.0, 12.0).max(least * 0.08);
    for row in place.rows() {
        for column in place.columns() {
            let rect = place.rect(Mark::Cell(row, column)).shrink(gap);
            painter.rect_filled(rect, CornerRadius::same(rounding), grid.colour(colours, row, column));
            let text = grid.text(row, column);
            if !text.is_empty() && rect.width() >= 6.0 * text.len() as f32 * size / 10.0 {
                let galley = painter.layout_no_wrap(text, theme::mono(size), grid.ink(colours, row, column));
                let at = rect.center() - galley.size() / 2.0;
                painter.galley(at.round(), galley, colours.text);
            }
            if let Some(noun) = noun {
                let id = ui.scope_id().with(("cell", row, column));
                let response = ui.interact(rect, id, Sense::CLICK);
                response.widget_info(|| {
                    let count = words::grouped(u64::from(grid.count(row, column)));
                    let words = format!("True {}, predicted {}: {count} {noun}", grid.names[row], grid.names[column]);
                    WidgetInfo::labeled(Role::Button, true, words)
                });
                if response.hovered() {
                    touched.hovered = Some(Mark::Cell(row, column));
                }
                if response.clicked() {
                    touched.clicked = Some(Mark::Cell(row, column));
                }
            }
        }
    }
}

impl Place {
    /// What lies at a position: a cell, or in the margin of names a row or column.
    fn at(&self, at: eframe::egui::Pos2) -> Option<Mark> {
        let within = (at - self.inner.min) / self.cell + self.from;
        let index = |place: f32| (place >= 0.0 && place < self.side as f32).then_some(place as usize);
        match (at.x >= self.inner.left(), at.y >= self.inner.top()) {
            (true, true) if self.inner.contains(at) => Some(Mark::Cell(index(within.y)?, index(within.x)?)),
            (false, true) => Some(Mark::Row(index(within.y)?)),
            (true, false) => Some(Mark::Column(index(within.x)?)),
            _ => None,
        }
    }

    /// Where something lies.
    fn rect(&self, mark: Mark) -> Rect {
        let at = |row: f32, column: f32| self.inner.min + (vec2(column, row) - self.from) * self.cell;
        let all = self.side as f32;
        let (min, max) = match mark {
            Mark::Cell(row, column) => (at(row as f32, column as f32), at(row as f32 + 1.0, column as f32 + 1.0)),
            Mark::Row(row) => (at(row as f32, 0.0), at(row as f32 + 1.0, all)),
            Mark::Column(column) => (at(0.0, column as f32), at(all, column as f32 + 1.0)),
        };
        let inside = self.inner;
        let min = pos2(min.x.max(inside.left() - 2.0), min.y.max(inside.top() - 2.0));
        Rect::from_min_max(min, pos2(max.x.min(inside.right() + 2.0), max.y.min(inside.bottom() + 2.0)))
    }

    fn rows(&self) -> std::ops::Range<usize> {
        self.sighted(self.from.y, self.inner.height() / self.cell.y)
    }

    fn columns(&self) -> std::ops::Range<usize> {
        self.sighted(self.from.x, self.inner.width() / self.cell.x)
    }

    fn sighted(&self, from: f32, cells: f32) -> std::ops::Range<usize> {
        from.max(0.0) as usize..((from + cells).ceil() as usize).min(self.side)
    }
}
