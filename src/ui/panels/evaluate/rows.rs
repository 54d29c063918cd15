//! The rows of a table behind what was chosen, with what is true and what was said; only those in sight are drawn.

use eframe::egui::{Rect, Role, ScrollArea, Sense, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2};

use super::choice::{error, significant};
use super::view::EvaluateView;
use crate::study::{Examination, Findings};
use crate::ui::panels::data::{cell, heads};
use crate::ui::theme::{self, LABEL, TEXT, palette};
use crate::ui::words;

const LINE: f32 = 26.0;
const WIDTH: f32 = 104.0;
/// The width of the number of the row.
const FIRST: f32 = 62.0;

/// Draws the rows into the room that is left.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    let heads = heads(&found.dataset);
    let others: Vec<usize> = (0..heads.len()).filter(|&column| !heads[column].target).take(64).collect();
    let last = if found.evaluation().is_some() { "confidence" } else { "error" };
    let titles = ["true", "said", last].into_iter().chain(others.iter().map(|&column| heads[column].name.as_str()));
    let titles: Vec<&str> = titles.collect();
    let width = FIRST + titles.len() as f32 * WIDTH;
    let count = view.list().len();
    ScrollArea::horizontal().id_salt("rows across").auto_shrink(false).show(ui, |ui| {
        ui.set_min_width(width);
        ui.spacing_mut().item_spacing.y = 0.0;
        let (rect, _) = ui.allocate_exact_size(vec2(width, LINE), Sense::hover());
        let colours = palette(ui);
        ui.painter().rect_filled(rect, 5.0, colours.card);
        for (at, title) in titles.iter().enumerate() {
            text(ui, rect, at, title, theme::strong(TEXT - 1.0), if at < 3 { colours.accent } else { colours.text });
        }
        ScrollArea::vertical().id_salt("rows down").auto_shrink(false).show_rows(ui, LINE, count, |ui, range| {
            for place in range {
                let Some(&sample) = view.list().get(place) else { continue };
                let (said, wrong) = answer(found, sample);
                let (rect, response) = ui.allocate_exact_size(vec2(width, LINE), Sense::click());
                let picked = view.picked == Some(sample);
                response.widget_info(|| {
                    let words = format!("Row {}: true {}, said {}, {last} {}", sample + 1, said[0], said[1], said[2]);
                    WidgetInfo::selected(Role::Row, true, picked, words)
                });
                if response.clicked() {
                    view.picked = Some(sample);
                }
                if picked || response.hovered() || response.has_focus() {
                    let ground = if picked { colours.raised } else { colours.raised.gamma_multiply(0.6) };
                    ui.painter().rect_filled(rect, 4.0, ground);
                }
                let number = words::grouped(u64::from(sample) + 1);
                let at = pos2(rect.left() + 8.0, rect.top() + 6.0);
                ui.painter().text(at, eframe::egui::Align2::LEFT_TOP, number, theme::mono(LABEL), colours.faint);
                for (at, word) in said.iter().enumerate() {
                    let ink = if at == 1 && wrong { colours.bad } else { colours.text };
                    text(ui, rect, at, word, theme::mono(12.0), ink);
                }
                for (at, &column) in others.iter().enumerate() {
                    let word = cell(&found.dataset, sample, column, heads.len());
                    text(ui, rect, at + 3, &word, theme::mono(12.0), colours.dim);
                }
            }
        });
    });
}

/// What is true, what was said and how surely, or how far off; and whether it is wrong.
fn answer(found: &Examination, sample: u32) -> ([String; 3], bool) {
    let Some(place) = found.place(sample) else { return Default::default() };
    match &found.findings {
        Findings::Classes(evaluation, _) => {
            let (truth, answer) = (evaluation.answers.truths[place], evaluation.answers.answer(place));
            let name = |class: u32| evaluation.classes[class as usize].name.clone();
            let sure = words::percent(f64::from(evaluation.answers.confidence(place)));
            ([name(truth), name(answer), sure], truth != answer)
        }
        Findings::Numbers(regression) => {
            let width = regression.outputs.len().max(1);
            let first = |numbers: &[f32]| significant(f64::from(numbers[place * width]));
            let off = significant(f64::from(error(regression, place)));
            ([first(&regression.truths), first(&regression.predicted), off], false)
        }
    }
}

fn text(ui: &Ui, line: Rect, at: usize, words: &str, font: eframe::egui::FontId, ink: eframe::egui::Color32) {
    let left = line.left() + FIRST + at as f32 * WIDTH;
    if left > ui.clip_rect().right() || left + WIDTH < ui.clip_rect().left() {
        return;
    }
    let galley = WidgetText::from(words).into_galley(ui, Some(TextWrapMode::Truncate), WIDTH - 10.0, font);
    let top = line.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(left, top).round(), galley, ink);
}
