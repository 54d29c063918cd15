//! The views of the middle by name, and below them what is seen and how.

use std::sync::Arc;

use eframe::egui::{Align, ComboBox, DragValue, Layout, Ui, vec2};

use super::save;
use super::scale::scale;
use super::view::{Grown, Saliency, Tab, Target};
use crate::inspect::ColourMap;
use crate::project::Trained;
use crate::ui::State;
use crate::ui::theme::{self, CONTROL, GAP, palette};
use crate::ui::widgets::{Button, elided, segments};

/// The views in the order in which they stand.
const TABS: [(Tab, &str); 9] = [
    (Tab::Maps, "Feature maps"),
    (Tab::Filters, "Filters"),
    (Tab::Excite, "What excites it"),
    (Tab::GradCam, "Grad-CAM"),
    (Tab::Saliency, "Saliency"),
    (Tab::Occlusion, "Occlusion"),
    (Tab::Strongest, "Strongest"),
    (Tab::Embedding, "Embedding"),
    (Tab::Histograms, "Histograms"),
];

/// The room that all views take in one line; where there is less, they stand in two.
const WIDE: f32 = 740.0;

/// Draws both lines.
pub(super) fn show(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let tab = &mut state.inspect_view.tab;
    let lines = if ui.available_width() < WIDE { 2 } else { 1 };
    for tabs in TABS.chunks(TABS.len().div_ceil(lines)) {
        segments(ui, "View", tab, tabs);
    }
    ui.horizontal(|ui| {
        ui.set_height(CONTROL);
        ui.spacing_mut().interact_size.y = CONTROL - 6.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            save::button(ui, state);
            settings(ui, state, subject);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                elided(ui, words(state), theme::plain(theme::TEXT), palette(ui).dim);
                if let Some((colours, range)) = shown_scale(state) {
                    scale(ui, colours, range, ["", ""], 72.0);
                }
            });
        });
    });
    ui.add_space(GAP - ui.spacing().item_spacing.y);
}

/// What is seen, in a few words.
fn words(state: &State) -> String {
    let view = &state.inspect_view;
    let Some(layer) = view.node.as_ref().and_then(|node| view.layers.find(node)) else { return String::new() };
    match view.tab {
        Tab::Saliency | Tab::Occlusion => String::new(),
        _ => format!("{} · {}", layer.title, layer.shape),
    }
}

/// The colours of the feature maps where they have one scale.
fn shown_scale(state: &State) -> Option<(ColourMap, [f32; 2])> {
    let view = &state.inspect_view;
    let glance = view.glance.as_ref().filter(|glance| glance.maps.is_some())?;
    (view.tab == Tab::Maps && !view.settings.own_scale).then_some((view.settings.colours, glance.range))
}

/// The settings of the view in front, from right to left.
fn settings(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let tab = state.inspect_view.tab;
    match tab {
        Tab::Maps => {
            colours(ui, state);
            let settings = &mut state.inspect_view.settings;
            segments(ui, "Scale", &mut settings.own_scale, &[(false, "One scale"), (true, "Own scale")]);
            zoom(ui, state);
        }
        Tab::Filters => {
            let settings = &mut state.inspect_view.settings;
            segments(ui, "Weights", &mut settings.change, &[(false, "Now"), (true, "Change since the start")]);
            zoom(ui, state);
        }
        Tab::Excite => {
            let settings = &mut state.inspect_view.settings;
            number(ui, "seed", "Seed of the noise that it grows from", &mut settings.seed, 0..=9999);
            number(ui, "steps", "Steps uphill", &mut settings.climb, 8..=512);
            number(
                ui,
                "blur",
                "Blurred a little after so many steps, so that it is no fine noise; 0 for never",
                &mut settings.blur,
                0..=64,
            );
            part(ui, "decay", "How far each step draws back to grey", &mut settings.decay, 0.5);
            let choices = [(Grown::Channel, "Channel"), (Grown::Class, "Class"), (Grown::Layer, "Whole layer")];
            segments(ui, "Grown", &mut settings.grown, &choices);
        }
        Tab::GradCam => {
            colours(ui, state);
            target(ui, state, subject);
        }
        Tab::Saliency => {
            let settings = &mut state.inspect_view.settings;
            match settings.saliency {
                Saliency::Gradient => {}
                Saliency::Smooth => {
                    number(ui, "copies", "Noisy copies that are averaged", &mut settings.copies, 2..=256);
                    part(ui, "noise", "Deviation of the noise, as a part of the range", &mut settings.noise, 1.0);
                }
                Saliency::Integrated => number(ui, "steps", "Points on the way", &mut settings.steps, 2..=500),
            }
            let choices = [
                (Saliency::Gradient, "Gradient"),
                (Saliency::Smooth, "SmoothGrad"),
                (Saliency::Integrated, "Integrated"),
            ];
            segments(ui, "Kind", &mut settings.saliency, &choices);
            target(ui, state, subject);
        }
        Tab::Occlusion => {
            let side = subject.interface.input.picture().map_or(1, |[height, width, _]| height.min(width));
            let settings = &mut state.inspect_view.settings;
            if settings.window == 0 {
                settings.window = side.div_ceil(8);
            }
            number(ui, "window", "Side of the window", &mut settings.window, 1..=side.max(1));
            target(ui, state, subject);
        }
        Tab::Strongest | Tab::Histograms => {
            let noun = state.inspect_view.noun();
            let settings = &mut state.inspect_view.settings;
            number(ui, noun, "How many are looked through", &mut settings.samples, 16..=60_000);
        }
        Tab::Embedding => {
            let noun = state.inspect_view.noun();
            let settings = &mut state.inspect_view.settings;
            if settings.tsne {
                let field =
                    DragValue::new(&mut settings.perplexity).range(2.0..=100.0).speed(0.2).prefix("perplexity ");
                ui.add(field.fixed_decimals(0).update_while_editing(false)).accessible_name("Perplexity");
            }
            number(ui, noun, "How many are shown", &mut settings.points, 16..=5000);
            segments(ui, "Method", &mut settings.tsne, &[(false, "PCA"), (true, "t-SNE")]);
        }
    }
}

fn number(ui: &mut Ui, prefix: &str, name: &str, value: &mut usize, range: std::ops::RangeInclusive<usize>) {
    let field = DragValue::new(value).range(range).speed(0.3).prefix(format!("{prefix} ")).update_while_editing(false);
    ui.add(field).on_hover_text(name).accessible_name(name);
}

fn part(ui: &mut Ui, prefix: &str, name: &str, value: &mut f64, most: f64) {
    let field = DragValue::new(value).range(0.0..=most).speed(0.002).max_decimals(3).prefix(format!("{prefix} "));
    ui.add(field.update_while_editing(false)).on_hover_text(name).accessible_name(name);
}

fn zoom(ui: &mut Ui, state: &mut State) {
    for (sign, name, factor) in [("+", "Larger", 1.25), ("−", "Smaller", 0.8)] {
        let button = Button::usual(sign).named(name).width(CONTROL - 4.0);
        if ui.add(button).on_hover_text("Ctrl and the wheel do the same").clicked() {
            state.inspect_view.settings.zoom_by(factor);
        }
    }
}

fn colours(ui: &mut Ui, state: &mut State) {
    let now = &mut state.inspect_view.settings.colours;
    let name = ColourMap::ALL.iter().find(|(map, _)| map == now).map_or("", |(_, name)| name);
    let picker = ComboBox::from_id_salt("colour map").selected_text(name).width(92.0).truncate();
    let shown = picker.show_ui(ui, |ui| {
        for (map, name) in ColourMap::ALL {
            ui.selectable_value(now, map, name);
        }
    });
    shown.response.accessible_name("Colour map");
}

fn target(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let view = &mut state.inspect_view;
    let classes = &subject.interface.classes;
    let class_name = |class: usize| classes.get(class).cloned().unwrap_or_else(|| format!("number {}", class + 1));
    let answer = view.answer().map_or("The answer".to_owned(), |class| format!("The answer: {}", class_name(class)));
    let channel = format!("{} {}", view.node.as_deref().unwrap_or_default(), view.channel);
    let now = match view.settings.target {
        Target::Answer => answer.clone(),
        Target::Class(class) => class_name(class),
        Target::Channel => channel.clone(),
    };
    let picker = ComboBox::from_id_salt("explained").selected_text(now).width(132.0).truncate();
    let shown = picker.show_ui(ui, |ui| {
        ui.set_min_size(vec2(160.0, 0.0));
        ui.selectable_value(&mut view.settings.target, Target::Answer, answer);
        let count = if classes.is_empty() { subject.interface.outputs } else { classes.len() };
        for class in 0..count {
            ui.selectable_value(&mut view.settings.target, Target::Class(class), class_name(class));
        }
        if view.tab != Tab::GradCam {
            ui.selectable_value(&mut view.settings.target, Target::Channel, channel);
        }
    });
    shown.response.accessible_name("What is explained");
}
