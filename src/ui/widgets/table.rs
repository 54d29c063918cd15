//! Samples as rows of cells under a head; only what is in sight is drawn.

use eframe::egui::{Color32, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use super::write;
use crate::ui::theme::{self, LABEL, TEXT, palette};
use crate::ui::words;

const ROW: f32 = 26.0;
/// The height of the head without and with the kinds of the columns.
const HEAD: [f32; 2] = [28.0, 42.0];
/// The least and the greatest width of a column.
const WIDTH: f32 = 104.0;
const WIDEST: f32 = 220.0;
/// The width of the first column, which numbers the rows.
const FIRST: f32 = 64.0;
/// The room between the words of a cell and the next, and the least of it between narrow columns.
const PAD: f32 = 24.0;
const NEAR: f32 = 12.0;
/// The room behind the last of narrow columns.
const EDGE: f32 = 8.0;
/// So many rows, spread over all, tell how wide a narrow column is.
const PROBES: usize = 64;

/// What stands over a column.
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds, in small words below its name; nothing where no column says it.
    pub kind: &'static str,
    /// Whether it is told from the others by the accent colour.
    pub marked: bool,
    /// Whether it holds numbers, which stand at its right side.
    pub numbers: bool,
}

/// What stands in the rows.
pub trait Cells {
    /// The sample in a row.
    fn sample(&self, row: usize) -> Option<u32>;
    /// What a screen reader says of a sample.
    fn spoken(&self, sample: u32) -> String;
    /// The words in a cell and their colour.
    fn cell(&self, sample: u32, column: usize) -> (String, Color32);
}

/// What became of a table.
pub struct Shown {
    /// How many rows were drawn.
    pub drawn: usize,
    /// The sample that was clicked.
    pub clicked: Option<u32>,
}

/// Draws so many rows into the room that is left; one of the samples can be picked.
pub fn table(ui: &mut Ui, columns: &[Column], count: usize, picked: Option<u32>, cells: &impl Cells) -> Shown {
    let places = places(ui, columns, count, cells);
    let mut shown = Shown { drawn: 0, clicked: None };
    ScrollArea::horizontal().id_salt("table across").auto_shrink(false).show(ui, |ui| {
        ui.set_min_width(places.width);
        ui.spacing_mut().item_spacing.y = 0.0;
        head(ui, columns, &places);
        ScrollArea::vertical().id_salt("table down").auto_shrink(false).show_rows(ui, ROW, count, |ui, range| {
            for row in range {
                let Some(sample) = cells.sample(row) else { continue };
                shown.drawn += 1;
                if line(ui, columns, &places, sample, picked == Some(sample), cells) {
                    shown.clicked = Some(sample);
                }
            }
        });
    });
    shown
}

/// Where the columns stand.
struct Places {
    /// Where the words of each begin and end, from the left of a row on.
    words: Vec<[f32; 2]>,
    /// The width of a row.
    width: f32,
}

/// Few columns share the room. More are as narrow as what they hold, if all are then in sight, or else are scrolled.
fn places(ui: &Ui, columns: &[Column], count: usize, cells: &impl Cells) -> Places {
    let room = ui.available_width();
    let share = ((room - FIRST) / columns.len().max(1) as f32).floor();
    if share < WIDTH
        && let Some(words) = narrow(ui, columns, count, cells)
    {
        return Places { words, width: room };
    }
    let each = share.clamp(WIDTH, WIDEST);
    let left = |at: usize| FIRST + at as f32 * each;
    let words = (0..columns.len()).map(|at| [left(at), left(at + 1) - PAD]).collect();
    Places { words, width: left(columns.len()).max(room) }
}

/// Where columns stand that are as wide as what they hold, if there is room for that.
fn narrow(ui: &Ui, columns: &[Column], count: usize, cells: &impl Cells) -> Option<Vec<[f32; 2]>> {
    let room = ui.available_width() - FIRST - EDGE;
    let gaps = columns.len().saturating_sub(1).max(1) as f32;
    // So many that they have no room, whatever they hold, need not be measured.
    if gaps * 2.0 * NEAR > room {
        return None;
    }
    let widths: Vec<f32> = (0..columns.len()).map(|at| widest(ui, &columns[at], at, count, cells)).collect();
    let between = ((room - widths.iter().sum::<f32>()) / gaps).floor();
    let mut left = FIRST;
    let place = |width: f32| {
        let from = left;
        left += width + between;
        [from, from + width]
    };
    (between >= NEAR).then(|| widths.into_iter().map(place).collect())
}

/// The width of what a column holds.
fn widest(ui: &Ui, column: &Column, at: usize, count: usize, cells: &impl Cells) -> f32 {
    let width = |words: String, font| ui.painter().layout_no_wrap(words, font, Color32::PLACEHOLDER).size().x.ceil();
    let head = width(column.name.clone(), theme::strong(TEXT)).max(width(column.kind.to_owned(), theme::plain(LABEL)));
    let probed = (0..count).step_by(count.div_ceil(PROBES).max(1)).filter_map(|row| cells.sample(row));
    probed.map(|sample| width(cells.cell(sample, at).0, theme::mono(12.0))).fold(head, f32::max)
}

fn head(ui: &mut Ui, columns: &[Column], places: &Places) {
    let colours = palette(ui);
    let kinds = columns.iter().any(|column| !column.kind.is_empty());
    let (rect, _) = ui.allocate_exact_size(vec2(places.width, HEAD[usize::from(kinds)]), Sense::hover());
    ui.painter().rect_filled(rect, 5.0, colours.card);
    write(ui, names(numbers(rect), kinds), "row", theme::plain(LABEL), colours.faint, true);
    for (at, place) in in_sight(ui, rect, places) {
        let column = &columns[at];
        let ink = if column.marked { colours.accent } else { colours.text };
        write(ui, names(place, kinds), &column.name, theme::strong(TEXT), ink, column.numbers);
        let kind = Rect::from_x_y_ranges(place.x_range(), rect.top() + 22.0..=rect.bottom() - 4.0);
        write(ui, kind, column.kind, theme::plain(LABEL), colours.dim, column.numbers);
    }
}

/// Where the numbers of the rows stand.
fn numbers(row: Rect) -> Rect {
    row.with_max_x(row.left() + FIRST - PAD)
}

/// Where names stand in the head, with kinds below them or without.
fn names(place: Rect, kinds: bool) -> Rect {
    if kinds { Rect::from_x_y_ranges(place.x_range(), place.top() + 5.0..=place.top() + 22.0) } else { place }
}

/// Draws a row. Whether it was clicked.
fn line(ui: &mut Ui, columns: &[Column], places: &Places, sample: u32, picked: bool, cells: &impl Cells) -> bool {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(places.width, ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, picked, cells.spoken(sample)));
    if picked || response.hovered() || response.has_focus() {
        let ground = if picked { colours.raised } else { colours.raised.gamma_multiply(0.6) };
        ui.painter().rect_filled(rect, 4.0, ground);
    }
    let number = words::grouped(u64::from(sample) + 1);
    write(ui, numbers(rect), &number, theme::mono(LABEL), colours.faint, true);
    for (at, place) in in_sight(ui, rect, places) {
        let (words, ink) = cells.cell(sample, at);
        write(ui, place, &words, theme::mono(12.0), ink, columns[at].numbers);
    }
    let rule = Rect::from_min_size(rect.left_bottom() - vec2(0.0, 1.0), vec2(places.width, 1.0));
    ui.painter().rect_filled(rule, 0.0, colours.line.gamma_multiply(0.5));
    response.clicked()
}

/// The cells of a row that are in sight, with their columns.
fn in_sight(ui: &Ui, row: Rect, places: &Places) -> impl Iterator<Item = (usize, Rect)> {
    let seen = ui.clip_rect().x_range();
    let place = move |[from, to]: &[f32; 2]| Rect::from_x_y_ranges(row.left() + from..=row.left() + to, row.y_range());
    places.words.iter().map(place).enumerate().filter(move |(_, place)| place.x_range().intersects(seen))
}
