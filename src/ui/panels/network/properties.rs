//! The properties of what is selected: settings, inputs, shape, what is wrong and what mends it, what it does.

use std::sync::Arc;

use eframe::egui::{ComboBox, Id, Label, RichText, Role, Ui, WidgetInfo};

use crate::base::Form;
use crate::layers::Arity;
use crate::network::{Network, Node};
use crate::project::Trained;
use crate::ui::canvas::{Canvas, Survey};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::form::{self, toggle};
use crate::ui::widgets::{Button, Fields, fact, notice, scroll, section, text_field};
use crate::ui::words;

/// What is known beside the network.
pub struct Known<'a> {
    /// How many samples there are, which then decide the shape of the input.
    pub given: usize,
    /// What was learned so far.
    pub trained: Option<&'a Arc<Trained>>,
}

/// Draws the properties.
pub fn show(ui: &mut Ui, canvas: &mut Canvas, network: &mut Network, survey: &Survey, known: &Known) {
    scroll(ui, "properties", |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        match canvas.chosen() {
            Some(id) => one(ui, canvas, network, survey, id, known),
            None if canvas.selection.is_empty() => whole(ui, network, survey),
            None => several(ui, canvas, network, survey),
        }
    });
}

fn whole(ui: &mut Ui, network: &Network, survey: &Survey) {
    section(ui, "Network");
    fact(ui, "Layers", network.nodes.len().to_string());
    fact(ui, "Parameters", words::grouped(survey.facts().parameters() as u64));
    if let Some(answer) = survey.facts().answer() {
        fact(ui, "Output", answer.to_string());
    }
    ui.add_space(10.0);
    section(ui, "How to");
    let help = "Select a layer to see and change its settings. Drag layers from the left onto the canvas or onto a \
        wire; double-click appends them. Draw wires from dot to dot; drag a wire off to remove it.";
    paragraph(ui, help);
}

fn several(ui: &mut Ui, canvas: &mut Canvas, network: &mut Network, survey: &Survey) {
    section(ui, &format!("{} layers", canvas.selection.len()));
    let ids: Vec<u32> = canvas.selection.iter().copied().filter(|&id| learns(survey, id)).collect();
    if !ids.is_empty() {
        let mut trains = ids.iter().any(|&id| network.node(id).is_some_and(|node| !node.frozen));
        if toggle(ui, "Train these layers", &mut trains).on_hover_text(FREEZE).changed() {
            network.nodes.iter_mut().filter(|node| ids.contains(&node.id)).for_each(|node| node.frozen = !trains);
        }
    }
    ui.add_space(4.0);
    actions(ui, canvas, network);
}

/// What the switch of a layer's training says.
const FREEZE: &str = "Off: training leaves its weights as they are, and its running statistics too.";

/// Whether a layer has weights that training could change.
fn learns(survey: &Survey, id: u32) -> bool {
    survey.node(id).is_some_and(|facts| facts.parameters() > 0)
}

fn one(ui: &mut Ui, canvas: &mut Canvas, network: &mut Network, survey: &Survey, id: u32, known: &Known) {
    let take_keys = std::mem::take(&mut canvas.edit);
    let Some(node) = network.node_mut(id) else { return };
    section(ui, node.layer.title());
    form::row(ui, "Name", |ui| {
        ui.set_width(form::MENU);
        text_field(ui, Id::unique(("name", id)), "Name", "", &mut node.name)
    });
    let is_input = node.layer.arity() == Arity::Zero;
    let given = known.given;
    if is_input && given > 0 {
        paragraph(ui, "The data decide the shape of the input.");
        let mut shown = canvas.sample + 1;
        Fields::new(ui, Id::unique("shown sample"), take_keys).count("Sample shown", &mut shown, 1..=given);
        canvas.sample = shown.clamp(1, given) - 1;
    } else {
        node.layer.form(&mut Fields::new(ui, Id::unique(("settings", id)), take_keys));
    }
    if learns(survey, id) {
        let mut trains = !node.frozen;
        if toggle(ui, "Train this layer", &mut trains).on_hover_text(FREEZE).changed() {
            node.frozen = !trains;
        }
    }
    let (help, arity) = (node.layer.help(), node.layer.arity());
    complaints(ui, canvas, network, survey, id);
    if arity != Arity::Zero {
        inputs(ui, network, id, arity);
    }
    shapes(ui, network, survey, id);
    if let Some(node) = network.node(id) {
        canvas.filters.show(ui, node, known.trained);
    }
    ui.add_space(10.0);
    section(ui, "What it does");
    paragraph(ui, &help);
    let numbers = survey.own_numbers(id);
    if !numbers.is_empty() {
        paragraph(ui, &numbers);
    }
    ui.add_space(8.0);
    actions(ui, canvas, network);
}

fn paragraph(ui: &mut Ui, words: &str) {
    let text = RichText::new(words).font(theme::plain(12.5)).color(palette(ui).dim).line_height(Some(18.0));
    ui.add(Label::new(text).wrap());
}

fn complaints(ui: &mut Ui, canvas: &mut Canvas, network: &mut Network, survey: &Survey, id: u32) {
    let colours = palette(ui);
    for complaint in survey.complaints(id) {
        ui.add_space(6.0);
        let (colour, title) = match complaint.grave {
            true => (colours.bad, "This keeps the network from running"),
            false => (colours.warn, "Worth knowing"),
        };
        notice(ui, colour, title, &complaint.words, |ui| {
            for mend in &complaint.mends {
                let width = ui.available_width();
                if ui.add(Button::usual(&mend.words).width(width)).clicked() {
                    canvas.mend(network, mend);
                }
            }
        });
    }
}

/// What leads into a node: each source can be changed or taken away, and one added where there is room.
fn inputs(ui: &mut Ui, network: &mut Network, id: u32, arity: Arity) {
    ui.add_space(10.0);
    section(ui, "Inputs");
    let mut wires: Vec<crate::network::Wire> = network.wires.iter().filter(|wire| wire.to == id).copied().collect();
    wires.sort_by_key(|wire| wire.slot);
    let sources: Vec<Node> =
        network.nodes.iter().filter(|node| network.refusal(node.id, id).is_none()).cloned().collect();
    for (place, wire) in wires.iter().enumerate() {
        let now = network.node(wire.from).map_or(String::new(), |node| node.name.clone());
        let name = format!("Input {}", place + 1);
        if let Some(picked) = source(ui, (id, place), &name, &now, &sources, true) {
            match picked {
                Some(from) => {
                    let changed = network.wires.iter_mut().find(|other| *other == wire);
                    changed.into_iter().for_each(|wire| wire.from = from);
                }
                None => network.disconnect(*wire),
            }
        }
    }
    if wires.is_empty() || arity == Arity::Several {
        let name = if wires.is_empty() { "Connect" } else { "Another input" };
        if let Some(Some(from)) = source(ui, (id, wires.len()), name, "–", &sources, false) {
            network.connect(from, id);
        }
    }
}

/// A choice among layers: `Some(None)` takes the wire away.
fn source(
    ui: &mut Ui,
    salt: (u32, usize),
    name: &str,
    now: &str,
    sources: &[Node],
    removable: bool,
) -> Option<Option<u32>> {
    let mut picked = None;
    let colour = palette(ui).dim;
    ui.horizontal(|ui| {
        ui.set_height(30.0);
        ui.label(RichText::new(name).color(colour));
        ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
            let picker = ComboBox::from_id_salt(("source", salt)).selected_text(now).width(form::MENU).truncate();
            let shown = picker.show_ui(ui, |ui| {
                for node in sources {
                    if ui.selectable_label(node.name == now, &node.name).clicked() {
                        picked = Some(Some(node.id));
                    }
                }
                if removable && ui.selectable_label(false, "Disconnect").clicked() {
                    picked = Some(None);
                }
            });
            shown.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, name));
        });
    });
    picked
}

fn shapes(ui: &mut Ui, network: &Network, survey: &Survey, id: u32) {
    let Some(facts) = survey.node(id) else { return };
    ui.add_space(10.0);
    section(ui, "Shape");
    for from in network.inputs(id) {
        if let Some(Ok(shape)) = survey.node(from).map(|facts| &facts.shape) {
            fact(ui, "In", shape.to_string());
        }
    }
    match &facts.shape {
        Ok(shape) => fact(ui, "Out", shape.to_string()),
        Err(reason) => fact(ui, "Out", reason.clone()),
    }
    if facts.parameters() > 0 {
        let count = words::grouped(facts.parameters() as u64);
        let frozen = network.node(id).is_some_and(|node| node.frozen);
        fact(ui, "Parameters", if frozen { format!("{count}, frozen") } else { count });
    }
    if facts.flops > 0.0 {
        fact(ui, "Cost", words::flops(facts.flops));
    }
}

fn actions(ui: &mut Ui, canvas: &mut Canvas, network: &mut Network) {
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 8.0) / 2.0;
        if ui.add(Button::usual("Duplicate").width(width)).on_hover_text("Ctrl+D").clicked() {
            canvas.duplicate(network);
        }
        if ui.add(Button::usual("Delete").width(width)).on_hover_text("Del").clicked() {
            canvas.delete(network);
        }
    });
}
