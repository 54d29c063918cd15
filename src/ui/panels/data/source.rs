//! The left side: where samples come from, the classes with their counts, the parts.

use eframe::egui::{
    CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, TextWrapMode, Ui, UiBuilder, WidgetInfo, WidgetText,
    vec2,
};

use crate::data::{Dataset, Part, Source};
use crate::ui::theme::{self, RADIUS, TEXT, palette, series};
use crate::ui::widgets::{Row, fact, scroll, section};
use crate::ui::{Request, State, words};

/// What can be opened: what it is called, and what is asked for.
const KINDS: [(&str, Request); 4] = [
    ("Picture folder…", Request::ChooseFolder),
    ("MNIST (IDX) or CIFAR…", Request::ChooseFolder),
    ("CSV table…", Request::ChooseFile),
    ("NPZ arrays…", Request::ChooseFile),
];

/// How far the ground of what is chosen reaches beyond the labels, so that the stripes of rows stand below them.
const REACH: f32 = Row::SIDE - Row::STRIPE / 2.0;

/// Draws the side.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    scroll(ui, "data source", |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        section(ui, "Source");
        ui.add_enabled_ui(!state.choosing, |ui| {
            for (name, request) in KINDS {
                let row = Row { name, spoken: name, detail: "", stripe: Some(series(ui, 0)), chosen: false };
                if listed(ui, row).clicked() {
                    state.requests.push(request);
                }
            }
        });
        ui.add_space(10.0);
        section(ui, "Samples, no download");
        let mut wanted = None;
        let now = state.document.project.data.source.to_string();
        for card in &state.samples {
            let chosen = state.data.ready().is_some() && now == card.info.key;
            let spoken = format!("Open the sample {}", card.info.title);
            let row = Row { name: card.info.title, spoken: &spoken, detail: "", stripe: Some(series(ui, 2)), chosen };
            if listed(ui, row).on_hover_text(card.info.description).clicked() {
                wanted = card.info.key.parse::<Source>().ok();
            }
        }
        if let Some(source) = wanted {
            state.open_data(source);
        }
        let Some(dataset) = state.data.ready().cloned() else { return };
        if !dataset.classes().is_empty() {
            ui.add_space(10.0);
            section(ui, "Classes");
            classes(ui, state, &dataset);
        }
        ui.add_space(10.0);
        section(ui, "Parts");
        for (part, name) in [(Part::Train, "Training"), (Part::Validation, "Validation"), (Part::Test, "Test")] {
            fact(ui, name, words::grouped(dataset.part(part).len() as u64));
        }
    });
}

/// A row whose stripe stands below the label of its section.
fn listed(ui: &mut Ui, row: Row) -> Response {
    let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), Row::HEIGHT), Sense::hover());
    ui.new_child(UiBuilder::new().max_rect(line.expand2(vec2(REACH, 0.0)))).add(row)
}

/// A bar for each class: how many samples it has, against the largest. A click shows that class alone.
fn classes(ui: &mut Ui, state: &mut State, dataset: &Dataset) {
    let counts = match state.data_view.part {
        Some(part) => dataset.class_counts_of(part),
        None => dataset.class_counts(),
    };
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let height = 30.0;
    let clip = ui.clip_rect();
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, height * counts.len() as f32), Sense::hover());
    for (class, (name, count)) in dataset.classes().iter().zip(counts).enumerate() {
        let line = Rect::from_min_size(rect.min + vec2(0.0, class as f32 * height), vec2(width, height));
        // A thousand classes are as quick as ten.
        if line.bottom() < clip.top() - height || line.top() > clip.bottom() + height {
            continue;
        }
        bar(ui, state, line, class as u32, name, count, most);
    }
}

fn bar(ui: &mut Ui, state: &mut State, rect: Rect, class: u32, name: &str, count: usize, most: usize) {
    let colours = palette(ui);
    let chosen = state.data_view.class == Some(class);
    let response = ui.interact(rect, ui.scope_id().with(("class", class)), Sense::click());
    let spoken = format!("Class {name}: {}", words::grouped(count as u64));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &spoken));
    if response.clicked() {
        state.data_view.class = if chosen { None } else { Some(class) };
    }
    let ground = rect.expand2(vec2(REACH, 0.0));
    if chosen || response.hovered() {
        let fill = if chosen { colours.lifted } else { colours.raised.gamma_multiply(0.6) };
        ui.painter().rect_filled(ground, CornerRadius::same(RADIUS), fill);
    }
    if response.has_focus() {
        let ring = Stroke::new(2.0, colours.accent);
        ui.painter().rect_stroke(ground, CornerRadius::same(RADIUS), ring, StrokeKind::Inside);
    }
    let fit = |text: &str, room: f32, font| {
        WidgetText::from(text).into_galley(ui, Some(TextWrapMode::Truncate), room.max(8.0), font)
    };
    let number = fit(&words::grouped(count as u64), 80.0, theme::mono(12.0));
    let title = fit(name, rect.width() - number.size().x - 8.0, theme::plain(TEXT));
    let right = rect.right() - number.size().x;
    ui.painter().galley(rect.min + vec2(0.0, 3.0), title, if chosen { colours.text } else { colours.dim });
    ui.painter().galley(eframe::egui::pos2(right.round(), rect.top() + 3.0), number, colours.text);
    let track = Rect::from_min_size(rect.left_bottom() - vec2(0.0, 8.0), vec2(rect.width(), 5.0));
    ui.painter().rect_filled(track, 2.5, colours.raised);
    let filled = track.with_max_x(track.left() + track.width() * count as f32 / most as f32);
    ui.painter().rect_filled(filled, 2.5, colours.accent);
}
