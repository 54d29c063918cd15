//! The menu of all that can be taken away: tables as CSV, charts as SVG and PNG.

use eframe::egui::{Button as Item, Popup, RichText, Ui};

use crate::study::{Examination, Format, Sheet};
use crate::ui::theme::{self, LABEL, palette};
use crate::ui::widgets::{Button, SEGMENTS};
use crate::ui::{Request, State};

/// What is taken away of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keepsake {
    /// One table or chart as a file.
    File(Sheet, Format),
    /// All of it, into a folder.
    Everything,
}

/// The button with the menu.
pub fn menu(ui: &mut Ui, state: &mut State, found: &Examination) {
    let faint = palette(ui).faint;
    let button = Button::usual("Export").named("Export evaluation").height(SEGMENTS);
    let response = ui.add(button).on_hover_text("Tables as CSV, charts as SVG and PNG");
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(210.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        let keepsakes = found.keepsakes();
        for (title, format) in
            [("TABLES", Format::Csv), ("CHARTS AS DRAWINGS", Format::Svg), ("CHARTS AS PICTURES", Format::Png)]
        {
            ui.label(RichText::new(title).font(theme::strong(LABEL)).color(faint));
            for (sheet, _) in keepsakes.iter().filter(|(_, other)| *other == format) {
                let words = format!("{} ({})", sheet.title(), format.suffix().to_uppercase());
                if ui.add_enabled(!state.choosing, Item::new(words)).clicked() {
                    state.requests.push(Request::Export(Keepsake::File(*sheet, format)));
                    ui.close();
                }
            }
            ui.separator();
        }
        if ui.add_enabled(!state.choosing, Item::new("Everything into a folder…")).clicked() {
            state.requests.push(Request::Export(Keepsake::Everything));
            ui.close();
        }
    });
}
