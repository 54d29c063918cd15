//! The views of the middle by name, and below them what is seen and how.

use std::ops::RangeInclusive;
use std::sync::Arc;

use eframe::egui::{Align, ComboBox, DragValue, Layout, Ui, vec2};

use super::excite::class_name;
use super::explain::aim;
use super::layers::Listed;
use super::lines::{LOW, line, low};
use super::save;
use super::scale::{Scale, colours_of};
use super::view::{Grown, Saliency, Tab, Target};
use crate::inspect::ColourMap;
use crate::project::Trained;
use crate::ui::State;
use crate::ui::theme::{self, GAP, palette};
use crate::ui::widgets::{Button, elided, segments};
use crate::ui::words::{grouped, sentence};

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
/// The room between what is seen, its colours and its settings.
const APART: f32 = 16.0;

/// Draws all lines. What is seen stands below its settings where there is no room beside them.
pub(super) fn show(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let tab = &mut state.inspect_view.tab;
    let lines = if ui.available_width() < WIDE { 2 } else { 1 };
    for tabs in TABS.chunks(TABS.len().div_ceil(lines)) {
        segments(ui, "View", tab, tabs);
    }
    let (words, scale) = (words(state, subject), scale(ui, state));
    let text = ui.painter().layout_no_wrap(words.clone(), theme::plain(theme::TEXT), palette(ui).dim);
    let wide = text.size().x + scale.as_ref().map_or(0.0, |scale| APART + scale.width());
    let room = ui.available_width();
    let beside = wide + APART + state.inspect_view.controls <= room;
    let mut what = Some((words, scale));
    let left = line(ui, LOW, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            low(ui);
            ui.spacing_mut().item_spacing.x = 6.0;
            save::button(ui, state);
            settings(ui, state, subject);
            let left = ui.available_width();
            if beside && let Some(what) = what.take() {
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| seen(ui, what));
            }
            left
        })
        .inner
    });
    if let Some(what) = what {
        line(ui, 20.0, |ui| seen(ui, what));
    }
    if state.inspect_view.controls != room - left {
        state.inspect_view.controls = room - left;
        ui.ctx().request_repaint();
    }
    ui.add_space(GAP - ui.spacing().item_spacing.y);
}

/// What is seen, in words and with its colours.
fn seen(ui: &mut Ui, (words, scale): (String, Option<Scale>)) {
    elided(ui, words, theme::plain(theme::TEXT), palette(ui).dim);
    if let Some(scale) = scale {
        ui.add_space(APART - ui.spacing().item_spacing.x);
        scale.show(ui);
    }
}

/// What is seen, in a few words.
fn words(state: &State, subject: &Arc<Trained>) -> String {
    let view = &state.inspect_view;
    let Some(layer) = view.layer() else { return String::new() };
    let settings = &view.settings;
    match view.tab {
        // What a filter is made of is said where they are drawn: the layer's shape is that of what it gives.
        Tab::Filters => layer.name.clone(),
        Tab::Saliency => {
            let kind = match settings.saliency {
                Saliency::Gradient => "Saliency",
                Saliency::Smooth => "SmoothGrad",
                Saliency::Integrated => "Integrated gradients",
            };
            format!("{kind} of {}{}", aim(view, subject), whole(settings.target))
        }
        Tab::Occlusion => format!("Occlusion of {}{}", aim(view, subject), whole(settings.target)),
        Tab::Excite if settings.grown == Grown::Class => {
            format!("{} · whole network", class_name(subject, view.grown_class()))
        }
        _ => format!("{} · {}", layer.name, layer.shape),
    }
}

/// Says of what is explained that the layer that is chosen does not matter for it.
fn whole(target: Target) -> &'static str {
    if target == Target::Channel { "" } else { " · whole network" }
}

/// The colours of the feature maps, or that each has its own scale.
fn scale(ui: &Ui, state: &State) -> Option<Scale> {
    let view = &state.inspect_view;
    let glance = view.glance.as_ref().filter(|glance| view.tab == Tab::Maps && glance.maps.is_some())?;
    let own = view.settings.own_scale && view.layer().is_some_and(Listed::gives_pictures);
    Some(match own {
        true => Scale::words(ui, "each map from its smallest to its largest number"),
        false => Scale::new(ui, colours_of(view.settings.colours), glance.range, ["value", ""], 72.0),
    })
}

/// The settings of the view in front, from right to left.
fn settings(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let tab = state.inspect_view.tab;
    match tab {
        Tab::Maps => {
            colours(ui, state);
            // Units have one scale: each is a single number.
            if state.inspect_view.layer().is_some_and(Listed::gives_pictures) {
                let settings = &mut state.inspect_view.settings;
                segments(ui, "Scale", &mut settings.own_scale, &[(false, "One scale"), (true, "Own scale")]);
            }
            zoom(ui, state);
        }
        Tab::Filters => {
            let settings = &mut state.inspect_view.settings;
            segments(ui, "Weights", &mut settings.change, &[(false, "Now"), (true, "Change")])
                .on_hover_text("The weights as they are, or how far training has moved them");
            zoom(ui, state);
        }
        Tab::Excite => excite(ui, state),
        Tab::GradCam => {
            colours(ui, state);
            target(ui, state, subject);
        }
        Tab::Saliency => saliency(ui, state, subject),
        Tab::Occlusion => {
            let side = subject.interface.input.picture().map_or(1, |[height, width, _]| height.min(width));
            let settings = &mut state.inspect_view.settings;
            if settings.window == 0 {
                settings.window = side.div_ceil(8);
            }
            let help = "The side of the grey window that covers the picture, in pixels";
            count(ui, "Window", help, &mut settings.window, 1..=side.max(1));
            target(ui, state, subject);
        }
        Tab::Strongest | Tab::Histograms => {
            let noun = sentence(state.inspect_view.noun());
            let settings = &mut state.inspect_view.settings;
            count(ui, &noun, "How many are looked through", &mut settings.samples, 16..=60_000);
        }
        Tab::Embedding => {
            let noun = sentence(state.inspect_view.noun());
            let settings = &mut state.inspect_view.settings;
            if settings.tsne {
                let field = DragValue::new(&mut settings.perplexity).range(2.0..=100.0).speed(0.2).fixed_decimals(0);
                named(ui, "Perplexity", "About how many neighbours each is to keep", field);
            }
            count(ui, &noun, "How many are shown", &mut settings.points, 16..=5000);
            segments(ui, "Method", &mut settings.tsne, &[(false, "PCA"), (true, "t-SNE")]);
        }
    }
}

fn excite(ui: &mut Ui, state: &mut State) {
    let word = sentence(state.inspect_view.word());
    let settings = &mut state.inspect_view.settings;
    count(ui, "Seed", "Which noise the picture grows from", &mut settings.seed, 0..=9999);
    count(ui, "Steps", "How many steps uphill are taken", &mut settings.climb, 8..=512);
    let help = "After every so many steps the picture is blurred a little, so that no fine noise grows; 0 for never";
    count(ui, "Blur", help, &mut settings.blur, 0..=64);
    let help = "How far each step draws back to grey, so that only what excites stays";
    part(ui, "Decay", help, &mut settings.decay, 0.5);
    let choices = [(Grown::Channel, word.as_str()), (Grown::Class, "Class"), (Grown::Layer, "Whole layer")];
    segments(ui, "Grown", &mut settings.grown, &choices);
}

fn saliency(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let settings = &mut state.inspect_view.settings;
    match settings.saliency {
        Saliency::Gradient => {}
        Saliency::Smooth => {
            count(ui, "Copies", "How many noisy copies of the picture are averaged", &mut settings.copies, 2..=256);
            let help = "How strong the noise is, as a part of the range from black to white";
            part(ui, "Noise", help, &mut settings.noise, 1.0);
        }
        Saliency::Integrated => {
            count(ui, "Steps", "How many steps lead from black to the picture", &mut settings.steps, 2..=500);
        }
    }
    let choices =
        [(Saliency::Gradient, "Gradient"), (Saliency::Smooth, "SmoothGrad"), (Saliency::Integrated, "Integrated")];
    segments(ui, "Kind", &mut settings.saliency, &choices);
    target(ui, state, subject);
}

/// A field for a whole number after its name.
fn count(ui: &mut Ui, name: &str, help: &str, value: &mut usize, range: RangeInclusive<usize>) {
    let field = DragValue::new(value).range(range).speed(0.3);
    let field = field.custom_formatter(|number, _| grouped(number as u64));
    named(ui, name, help, field.custom_parser(|text| text.replace([',', ' '], "").parse().ok()));
}

/// A field for a part of a whole after its name.
fn part(ui: &mut Ui, name: &str, help: &str, value: &mut f64, most: f64) {
    named(ui, name, help, DragValue::new(value).range(0.0..=most).speed(0.002).max_decimals(3));
}

/// A field with its name before it, in a layout from right to left.
fn named(ui: &mut Ui, name: &str, help: &str, field: DragValue<'_>) {
    ui.add(field.update_while_editing(false)).on_hover_text(help).accessible_name(name);
    elided(ui, name, theme::plain(theme::TEXT), palette(ui).dim).on_hover_text(help);
    ui.add_space(4.0);
}

fn zoom(ui: &mut Ui, state: &mut State) {
    for (sign, name, factor) in [("+", "Larger", 1.25), ("−", "Smaller", 0.8)] {
        let button = Button::usual(sign).named(name).width(LOW).height(LOW);
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
    let channel = format!("{}, {} {}", view.node.as_deref().unwrap_or_default(), view.word(), view.channel);
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
