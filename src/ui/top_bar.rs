//! The top bar: name, workspaces with their dots, project, device, theme, and the buttons that start and stop.

use eframe::egui::{
    Align, ComboBox, CornerRadius, Frame, Layout, Margin, Panel, Response, RichText, Role, Sense, Stroke, StrokeKind,
    Theme, Ui, WidgetInfo, pos2, vec2,
};

use super::panels::{Dot, PANELS};
use super::run::Phase;
use super::theme::{self, CONTROL, PAD, RADIUS, TEXT, TOP_BAR, palette};
use super::widgets::{Button, Icon, elided};
use super::{DataState, Page, State, menu, words};
use crate::train::Command;

/// Draws the bar.
pub fn show(ui: &mut Ui, state: &mut State) {
    let frame = Frame::new().fill(palette(ui).panel).inner_margin(Margin::symmetric(PAD as i8, 0));
    Panel::top("top bar").exact_size(TOP_BAR).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            menu::show(ui, state);
            name(ui, state);
            ui.add_space(10.0);
            for panel in PANELS {
                let chosen = state.page == panel.page();
                if tab(ui, panel.name(), chosen, panel.dot(state)).clicked() {
                    state.page = panel.page();
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                drive(ui, state);
                appearance(ui, state);
                device(ui, state);
                project(ui, state);
            });
        });
    });
}

/// The program's name, which leads to the start page.
fn name(ui: &mut Ui, state: &mut State) {
    let colours = palette(ui);
    let font = theme::strong(HEADING);
    let net = ui.painter().layout_no_wrap("net".to_owned(), font.clone(), colours.text);
    let loom = ui.painter().layout_no_wrap("loom".to_owned(), font, colours.accent);
    let size = vec2((net.size().x + loom.size().x).ceil(), CONTROL);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, state.page == Page::Start, "Start page"));
    if response.has_focus() || response.hovered() {
        let colour = if response.has_focus() { colours.accent } else { colours.line };
        let ring = Stroke::new(1.5, colour);
        ui.painter().rect_stroke(rect.expand2(vec2(6.0, 0.0)), CornerRadius::same(RADIUS), ring, StrokeKind::Inside);
    }
    let top = (rect.center().y - net.size().y / 2.0).round();
    let middle = rect.left() + net.size().x;
    ui.painter().galley(pos2(rect.left(), top), net, colours.text);
    ui.painter().galley(pos2(middle, top), loom, colours.accent);
    if response.on_hover_text("Start page").clicked() {
        state.page = Page::Start;
    }
}

const HEADING: f32 = 15.0;

/// A workspace's name and dot.
fn tab(ui: &mut Ui, name: &str, chosen: bool, dot: Dot) -> Response {
    let colours = palette(ui);
    let probe = ui.painter().layout_no_wrap(name.to_owned(), theme::plain(TEXT), colours.text);
    let size = vec2((probe.size().x + 2.0 * PAD + 14.0).ceil(), CONTROL);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, name));
    let rounding = CornerRadius::same(RADIUS);
    if chosen || response.hovered() {
        let ground = if chosen { colours.raised } else { colours.raised.gamma_multiply(0.6) };
        ui.painter().rect_filled(rect, rounding, ground);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, rounding, Stroke::new(2.0, colours.accent), StrokeKind::Inside);
    }
    let ink = if chosen || response.hovered() { colours.text } else { colours.dim };
    let top = (rect.center().y - probe.size().y / 2.0).round();
    let right = rect.left() + PAD + probe.size().x;
    ui.painter().galley_with_override_text_color(pos2(rect.left() + PAD, top), probe, ink);
    let ground = if dot == Dot::Grey && chosen { colours.faint } else { dot.colour(colours) };
    ui.painter().circle_filled(pos2(right + 11.0, rect.center().y), 3.5, ground);
    response.on_hover_text(format!("{name}: {}", dot.words()))
}

/// Train, pause, stop. Always here.
fn drive(ui: &mut Ui, state: &mut State) {
    let phase = state.current().map(|run| run.phase.clone());
    let running = state.running().is_some();
    let stopping = phase == Some(Phase::Stopping);
    let stop = if stopping { "Stopping…" } else { "Stop" };
    let calls = running && !stopping && phase != Some(Phase::Paused);
    let weight = if calls { Button::primary(stop) } else { Button::usual(stop) };
    let width = if ui.ctx().content_rect().width() < 1100.0 { 76.0 } else { 86.0 };
    let response = ui.add_enabled(running && !stopping, weight.named("Stop").width(width));
    if response.on_hover_text("End the training and keep what was learned").clicked() {
        state.tell(Command::Stop);
    }
    let (text, hint) = match state.running().map(|run| &run.phase) {
        Some(Phase::Paused) => ("Resume", "Go on with the training (Space)"),
        Some(_) => ("Pause", "Hold the training (Space)"),
        None if state.document.unfinished().is_some() => ("Continue", "Go on where the training was stopped (Space)"),
        None if state.can_train() => ("Train", "Train the network on the data (Space)"),
        None => ("Train", "Open a folder or samples to train on first"),
    };
    let enabled = state.can_go();
    // What cannot work yet is not what to do next, and where the loss has grown without bounds another button is.
    let obstacle = if state.running().is_none() && enabled { state.obstacle() } else { None };
    let reading = matches!(state.data, DataState::Loading { .. });
    let diverged = state.running().is_some_and(|run| run.diverged.is_some());
    let primary = enabled && text != "Pause" && obstacle.is_none() && !reading && !diverged;
    let hint = obstacle.map_or(hint.to_owned(), |reason| format!("The network is not ready: {reason}"));
    let weight = if primary { Button::primary(text) } else { Button::usual(text) };
    let response = ui.add_enabled(enabled, weight.width(width));
    if response.on_hover_text(&hint).on_disabled_hover_text(&hint).clicked() {
        state.go();
    }
}

fn appearance(ui: &mut Ui, state: &mut State) {
    let (other, words) = match state.theme {
        Theme::Dark => (Theme::Light, "Light theme"),
        Theme::Light => (Theme::Dark, "Dark theme"),
    };
    let button = Button::bare("").icon(Icon::Contrast).named(words).width(CONTROL);
    if ui.add(button).on_hover_text(words).clicked() {
        state.theme = other;
    }
}

/// The picker of the device that the next training uses.
fn device(ui: &mut Ui, state: &mut State) {
    let now = match state.device.as_str() {
        "auto" => match state.running().and_then(|run| run.start.as_ref()) {
            Some(start) => format!("Automatic · {}", start.device.name),
            None => "Automatic device".to_owned(),
        },
        "cpu" => "CPU".to_owned(),
        "gpu" => "GPU".to_owned(),
        name => name.to_owned(),
    };
    let mut choices = vec![("auto".to_owned(), "Automatic · a graphics card if there is one".to_owned())];
    for device in &state.devices {
        let key = if device.kind == "cpu" { "cpu".to_owned() } else { device.name.clone() };
        let kind = match device.kind.as_str() {
            "cpu" => "CPU".to_owned(),
            kind if device.is_gpu => words::sentence(kind),
            _ => "imitated by the processor".to_owned(),
        };
        choices.push((key, format!("{} · {kind}", device.name)));
    }
    if state.devices.is_empty() {
        choices.push(("cpu".to_owned(), "CPU".to_owned()));
    }
    let width = (ui.available_width() * 0.6).clamp(72.0, 210.0);
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = CONTROL;
        let name = "Device";
        let picker = ComboBox::from_id_salt("device").selected_text(RichText::new(now)).width(width).truncate();
        let shown = picker.show_ui(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (key, words) in choices {
                ui.selectable_value(&mut state.device, key, words);
            }
        });
        shown.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, name));
        shown.response.on_hover_text("The device that the next training uses");
    });
}

/// The name of the project, with a mark where something is not saved.
fn project(ui: &mut Ui, state: &State) {
    let colours = palette(ui);
    let room = ui.available_width() - 2.0 * 10.0;
    if room < 60.0 {
        return;
    }
    let changed = state.document.is_changed();
    let words = format!("{}{}", state.document.title(), if changed { " •" } else { "" });
    let size = ui.painter().layout_no_wrap(words.clone(), theme::plain(TEXT), colours.dim).size().x;
    let width = size.min(room).min(240.0) + 20.0;
    let (rect, _) = ui.allocate_exact_size(vec2(width.ceil(), CONTROL), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), colours.card);
    let inside = eframe::egui::UiBuilder::new()
        .max_rect(rect.shrink2(vec2(10.0, 0.0)))
        .layout(Layout::left_to_right(Align::Center));
    let hint = match &state.document.path {
        Some(path) if changed => format!("{}, with changes that are not saved", path.display()),
        Some(path) => path.display().to_string(),
        None => "Not saved yet".to_owned(),
    };
    ui.scope_builder(inside, |ui| elided(ui, words, theme::plain(TEXT), colours.dim).on_hover_text(hint));
}
