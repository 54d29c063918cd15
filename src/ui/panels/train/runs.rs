//! The list of this session's trainings, newest first.

use eframe::egui::{Align, Checkbox, Layout, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use crate::ui::differences::difference;
use crate::ui::run::Run;
use crate::ui::theme::{LABEL, palette, plain, series};
use crate::ui::widgets::{Button, Row, elided, scroll, section};
use crate::ui::{State, words};

/// The room of a tick, and between it and its row.
const TICK: f32 = 20.0;
const BESIDE: f32 = 2.0;
/// The height of the line below a row that says what the run is called.
const UNDER: f32 = 14.0;

/// Shows the list; a click looks at another one, a tick draws its curves beside.
pub fn show(ui: &mut Ui, state: &mut State) {
    section(ui, "Runs");
    ui.spacing_mut().item_spacing.y = 2.0;
    if state.runs.is_empty() {
        ui.label(eframe::egui::RichText::new("Each training will be listed here.").color(palette(ui).dim));
    }
    if state.runs.len() > 1 {
        if ui.add(Button::usual("Compare…").width(ui.available_width())).clicked() {
            state.comparing = true;
        }
        ui.add_space(4.0);
    }
    let several = state.runs.len() > 1;
    scroll(ui, "list of runs", |ui| {
        for place in (0..state.runs.len()).rev() {
            let what = called(&state.runs, place);
            let run = &mut state.runs[place];
            let spoken = format!("Run {} · {what}", place + 1);
            // Among several there is no room for both on one line.
            let narrow = several || !run.counts_correct();
            let name = if narrow { format!("Run {}", place + 1) } else { spoken.clone() };
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = BESIDE;
                if several {
                    let shown = place == state.shown;
                    let mut drawn = run.overlaid || shown;
                    // Its own cell, so that it stands in the middle of the row, which is higher.
                    let (cell, _) = ui.allocate_exact_size(vec2(TICK, Row::HEIGHT), Sense::hover());
                    let left = Layout::left_to_right(Align::Center).with_main_align(Align::Min);
                    let mut cell = ui.new_child(UiBuilder::new().max_rect(cell).layout(left));
                    cell.spacing_mut().interact_size.y = TICK;
                    let tick = cell.add_enabled(!shown, Checkbox::without_text(&mut drawn));
                    let words = format!("Draw run {} beside", place + 1);
                    tick.widget_info(|| WidgetInfo::selected(Role::CheckBox, !shown, drawn, &words));
                    if tick.on_hover_text(&words).changed() {
                        run.overlaid = drawn;
                    }
                }
                let row = Row {
                    name: &name,
                    spoken: &spoken,
                    detail: &result(run),
                    stripe: Some(series(ui, place)),
                    chosen: place == state.shown,
                };
                if ui.add(row).on_hover_text(&spoken).clicked() {
                    state.shown = place;
                }
            });
            if narrow {
                ui.spacing_mut().interact_size.y = UNDER;
                ui.horizontal(|ui| {
                    ui.add_space(if several { TICK + BESIDE + Row::NAME } else { Row::NAME });
                    elided(ui, &what, plain(LABEL), palette(ui).dim);
                });
                ui.add_space(6.0);
            }
        }
    });
}

/// What tells a training from the one before on the same samples; else what it is trained on.
fn called(runs: &[Run], place: usize) -> String {
    let run = &runs[place];
    let before = place.checked_sub(1).map(|before| &runs[before]).filter(|before| before.source == run.source);
    let differs = before.and_then(|before| difference(before.project.as_deref()?, run.project.as_deref()?));
    differs.unwrap_or_else(|| run.title.clone())
}

/// The last result of a training, in a few characters.
pub fn result(run: &Run) -> String {
    match run.last_report() {
        Some(report) if run.counts_correct() => format!("{:.1} %", report.test_accuracy * 100.0),
        Some(report) => format!("loss {}", words::loss(report.test_loss)),
        None => String::new(),
    }
}
