//! Data: where the pictures will be looked at. Until then, a data set is opened here and trained on at once.

use eframe::egui::{Ui, vec2};

use super::{Dot, Panel, prepared};
use crate::ui::widgets::{Button, Icon, empty};
use crate::ui::{Page, Request, State};

pub struct Data;

impl Panel for Data {
    fn page(&self) -> Page {
        Page::Data
    }

    fn name(&self) -> &'static str {
        "Data"
    }

    fn dot(&self, state: &State) -> Dot {
        if prepared(state) { Dot::Green } else { Dot::Grey }
    }

    fn show(&self, ui: &mut Ui, state: &mut State) {
        let words = "Every picture will be here: by class, by part, and with what could not be read and why. \
            Until then, a folder with one folder for each class, or MNIST-style and CIFAR files, is opened and trained \
            on at once.";
        empty(ui, "Your pictures", words, |ui| {
            ui.add_enabled_ui(!state.choosing, |ui| {
                let width = 148.0;
                let size = vec2(2.0 * width + 8.0, crate::ui::theme::CONTROL);
                ui.allocate_ui(size, |ui| {
                    ui.horizontal(|ui| {
                        if ui.add(Button::primary("Open folder…").icon(Icon::Folder).width(width)).clicked() {
                            state.requests.push(Request::ChooseFolder);
                        }
                        if ui.add(Button::usual("Open file…").width(width)).clicked() {
                            state.requests.push(Request::ChooseFile);
                        }
                    });
                });
            });
        });
    }
}
