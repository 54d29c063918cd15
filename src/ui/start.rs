//! The start page: samples that train in one click, a place to drop a folder, and what was opened before.

use eframe::egui::epaint::{RoundedRect, tessellator::path::rounded_rectangle};
use eframe::egui::{
    Align, Label, Layout, Rect, RichText, ScrollArea, Shape, Stroke, TextWrapMode, Ui, UiBuilder, pos2, vec2,
};

use super::theme::{self, CARD_RADIUS, CONTROL, HEADING, PAD, TITLE, palette};
use super::widgets::{Button, Row, card, card_edged, columns, elided, glimpse, glimpse_height, rows, section};
use super::{Request, SampleCard, State};
use crate::data::Source;

/// The widest that the page gets.
const WIDEST: f32 = 980.0;
const HEAD: f32 = 64.0;
const FOOT: f32 = 168.0;

/// Draws the page.
pub fn show(ui: &mut Ui, state: &mut State) {
    let room = ui.available_size();
    let width = (room.x - 2.0 * 2.0 * PAD).clamp(560.0, WIDEST);
    let samples = samples_height((width - 2.0 * PAD) / 3.0);
    let height = HEAD + samples + FOOT + 24.0 + PAD;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let above = ((room.y - height) * 0.42).max(PAD).round();
        let left = ((room.x - width) / 2.0).max(0.0).round();
        let (rect, _) = ui.allocate_exact_size(
            vec2(room.x.max(width), height + 2.0 * above.min(PAD.max(above))),
            eframe::egui::Sense::hover(),
        );
        let page = Rect::from_min_size(rect.min + vec2(left, above), vec2(width, height));
        let [head, cards, foot] = rows(page, 0.0, [HEAD + 24.0, samples + PAD, FOOT]);
        title(ui, head);
        let places = columns::<3>(cards.with_max_y(cards.bottom() - PAD), PAD);
        let mut chosen = None;
        for (place, sample) in places.into_iter().zip(&mut state.samples) {
            if sample_card(ui, place, sample) {
                chosen = Some(sample.info.key);
            }
        }
        if let Some(Ok(source)) = chosen.map(str::parse::<Source>) {
            state.train_on(source);
        }
        let [drop, recent] = columns(foot, PAD);
        drop_zone(ui, drop, state);
        recently(ui, recent, state);
    });
}

fn title(ui: &mut Ui, rect: Rect) {
    let colours = palette(ui);
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.label(RichText::new("Build a network. Watch it learn.").font(theme::strong(TITLE)).color(colours.text));
        let words = "One click trains a network on samples that the program draws itself.";
        ui.label(RichText::new(words).font(theme::plain(15.0)).color(colours.dim));
    });
}

fn samples_height(width: f32) -> f32 {
    glimpse_height(width - 2.0 * PAD) + 2.0 * PAD + 14.0 + 20.0 + 4.0 + 18.0 + 14.0 + CONTROL
}

/// Draws a card of samples; true if they are to be trained on.
fn sample_card(ui: &mut Ui, rect: Rect, sample: &mut SampleCard) -> bool {
    let colours = palette(ui);
    card(ui, rect, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = ui.available_width();
        let (place, _) = ui.allocate_exact_size(vec2(width, glimpse_height(width)), eframe::egui::Sense::hover());
        glimpse(ui, place, sample.info.key, sample.glimpse.as_ref(), &mut sample.texture);
        ui.add_space(14.0);
        ui.allocate_ui(vec2(width, 20.0), |ui| {
            elided(ui, sample.info.title, theme::strong(HEADING), colours.text);
        });
        ui.add_space(4.0);
        let words = if sample.facts.is_empty() { sample.info.description } else { sample.facts.as_str() };
        ui.allocate_ui(vec2(width, 18.0), |ui| {
            elided(ui, words, theme::plain(theme::TEXT), colours.dim).on_hover_text(sample.info.description);
        });
        let name = sample.info.title.to_lowercase();
        let at = rect.bottom() - PAD - CONTROL;
        let button = Rect::from_min_size(pos2(rect.left() + PAD, at), vec2(width, CONTROL));
        ui.put(button, Button::primary(format!("Train on {name}")).width(width)).clicked()
    })
}

fn drop_zone(ui: &mut Ui, rect: Rect, state: &mut State) {
    let colours = palette(ui);
    card_edged(ui, rect, Stroke::NONE, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.add_space((rect.height() - 2.0 * PAD - 87.0) / 2.0);
        ui.vertical_centered(|ui| {
            let title = RichText::new("Drop a folder of pictures here").font(theme::strong(HEADING));
            ui.label(title.color(colours.text));
            let words = "or MNIST (IDX) and CIFAR files, a CSV table, NPZ arrays, a project";
            ui.add(Label::new(RichText::new(words).color(colours.dim)).wrap_mode(TextWrapMode::Truncate));
            ui.add_space(6.0);
            let width = 148.0;
            ui.allocate_ui_with_layout(vec2(2.0 * width + 8.0, CONTROL), Layout::left_to_right(Align::Center), |ui| {
                ui.add_enabled_ui(!state.choosing, |ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    if ui.add(Button::usual("Open folder…").width(width)).clicked() {
                        state.requests.push(Request::ChooseFolder);
                    }
                    if ui.add(Button::usual("Open file…").width(width)).clicked() {
                        state.requests.push(Request::ChooseFile);
                    }
                });
            });
        });
    });
    let mut edge = Vec::new();
    rounded_rectangle(&mut edge, RoundedRect::new(rect.shrink(0.5), f32::from(CARD_RADIUS)));
    edge.extend(edge.first().copied());
    ui.painter().extend(Shape::dashed_line(&edge, Stroke::new(1.0, colours.faint.gamma_multiply(0.6)), 5.0, 5.0));
}

fn recently(ui: &mut Ui, rect: Rect, state: &mut State) {
    let colours = palette(ui);
    card(ui, rect, |ui| {
        section(ui, "Recent");
        ui.add_space(2.0);
        if state.recent.is_empty() {
            let words = "Folders and files that you open will be listed here, to be opened again with one click.";
            ui.label(RichText::new(words).color(colours.dim));
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut again = None;
        // Names stand below the label; the ground of a row reaches beyond them.
        let room = ui.available_rect_before_wrap().expand2(vec2(Row::SIDE, 0.0));
        let mut wide = ui.new_child(UiBuilder::new().max_rect(room));
        let ui = &mut wide;
        for path in state.recent.iter().take(4) {
            let folder = path.parent().map_or(String::new(), |folder| folder.display().to_string());
            let (name, spoken) = (super::title_of(path), format!("Open {}", path.display()));
            let row = Row { name: &name, spoken: &spoken, detail: &folder, stripe: None, chosen: false };
            if ui.add(row).on_hover_text(spoken).clicked() {
                again = Some(path.clone());
            }
        }
        if let Some(path) = again {
            state.open(path);
        }
    });
}
