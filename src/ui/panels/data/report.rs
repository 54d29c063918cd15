//! What was left out and why, and what else a person should know about the samples.

use eframe::egui::{Align, Frame, Label, Layout, Margin, RichText, ScrollArea, Ui};

use crate::data::Report;
use crate::ui::theme::{LABEL, mono, palette, plain};
use crate::ui::widgets::section;
use crate::ui::words::grouped;

/// The room of a dot before words.
const DOT: f32 = 8.0;

/// Draws it; `what` are the words for one sample and for several.
pub(super) fn show(ui: &mut Ui, report: &Report, what: [&str; 2]) {
    section(ui, "Report");
    let colours = palette(ui);
    if report.is_clean() {
        dot(ui, colours.ok, "Everything could be used");
        return;
    }
    let count = report.skipped.len();
    if count > 0 {
        let counted =
            if count == 1 { format!("1 {}", what[0]) } else { format!("{} {}", grouped(count as u64), what[1]) };
        dot(ui, colours.bad, &format!("{counted} left out:"));
        // Below the words beside the dot.
        let left = (DOT + ui.spacing().item_spacing.x) as i8;
        Frame::new().inner_margin(Margin { left, ..Margin::ZERO }).show(ui, |ui| {
            let line = 34.0;
            let list = ScrollArea::vertical().id_salt("skipped list").max_height(220.0).auto_shrink([false, true]);
            ui.spacing_mut().item_spacing.y = 0.0;
            list.show_rows(ui, line, count, |ui, range| {
                for skipped in &report.skipped[range] {
                    ui.allocate_ui_with_layout(
                        eframe::egui::vec2(ui.available_width(), line),
                        Layout::top_down(Align::Min),
                        |ui| {
                            ui.set_height(line);
                            let name = RichText::new(&skipped.name).font(mono(LABEL)).color(colours.text);
                            ui.add(Label::new(name).truncate());
                            let reason = RichText::new(&skipped.reason).font(plain(LABEL)).color(colours.dim);
                            ui.add(Label::new(reason).truncate());
                        },
                    );
                }
            });
        });
    }
    for warning in &report.warnings {
        dot(ui, colours.warn, warning);
    }
}

fn dot(ui: &mut Ui, colour: eframe::egui::Color32, words: &str) {
    let dim = palette(ui).dim;
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(eframe::egui::vec2(DOT, 18.0), eframe::egui::Sense::hover());
        ui.painter().circle_filled(rect.center(), 3.5, colour);
        ui.add(Label::new(RichText::new(words).color(dim)).wrap());
    });
}
