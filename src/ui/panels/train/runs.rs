//! The list of this session's trainings, newest first.

use eframe::egui::{
    CornerRadius, Role, ScrollArea, Sense, Stroke, StrokeKind, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};

use crate::ui::theme::{self, RADIUS, SERIES, TEXT, palette};
use crate::ui::widgets::section;
use crate::ui::{State, words};

/// Shows the list; a click looks at another one.
pub fn show(ui: &mut Ui, state: &mut State) {
    section(ui, "Runs");
    ui.spacing_mut().item_spacing.y = 2.0;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for place in (0..state.runs.len()).rev() {
            if row(ui, state, place) {
                state.shown = place;
            }
        }
    });
}

fn row(ui: &mut Ui, state: &State, place: usize) -> bool {
    let colours = palette(ui);
    let run = &state.runs[place];
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::click());
    let chosen = place == state.shown;
    let name = format!("Run {} · {}", place + 1, run.title);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &name));
    let ground = match (chosen, response.hovered()) {
        (true, _) => colours.raised,
        (_, true) => colours.card,
        _ => colours.panel,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), ground);
    if response.has_focus() {
        let ring = Stroke::new(2.0, colours.accent);
        ui.painter().rect_stroke(rect, CornerRadius::same(RADIUS), ring, StrokeKind::Inside);
    }
    let stripe = eframe::egui::Rect::from_center_size(pos2(rect.left() + 10.0, rect.center().y), vec2(4.0, 14.0));
    ui.painter().rect_filled(stripe, 2.0, SERIES[place % SERIES.len()]);
    let result = match run.last_report() {
        Some(report) if run.counts_correct() => format!("{:.1} %", report.test_accuracy * 100.0),
        Some(report) => words::loss(report.test_loss),
        None => String::new(),
    };
    let result = ui.painter().layout_no_wrap(result, theme::mono(12.0), colours.dim);
    let room = rect.width() - 22.0 - 10.0 - result.size().x - 8.0;
    let ink = if chosen { colours.text } else { colours.dim };
    let text = WidgetText::from(name).into_galley(ui, Some(TextWrapMode::Truncate), room.max(10.0), theme::plain(TEXT));
    let middle = |height: f32| (rect.center().y - height / 2.0).round();
    let right = rect.right() - 10.0 - result.size().x;
    ui.painter().galley(pos2(right, middle(result.size().y)), result, colours.dim);
    ui.painter().galley(pos2(rect.left() + 22.0, middle(text.size().y)), text, ink);
    response.clicked()
}
