//! The list of the network's layers, from which one is chosen.

use std::collections::HashSet;
use std::sync::Arc;

use eframe::egui::style::ScrollAnimation;
use eframe::egui::{
    Rect, Response, Role, Sense, Stroke, StrokeKind, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};

use super::lines::{heading, show_bars};
use super::view::InspectView;
use crate::base::Shape;
use crate::layers::Family;
use crate::network::{Network, facts};
use crate::project::Trained;
use crate::ui::theme::{self, TEXT, palette};
use crate::ui::widgets::scroll_seen;

/// The height of a line, lower than the rows of other lists, as many layers are to be in sight.
const LINE: f32 = 20.0;
/// The least height of the list: a line, and what fades above and below it.
const LEAST: f32 = 66.0;

/// The layers of a network in the order in which samples pass them.
#[derive(Default)]
pub(super) struct Layers {
    all: Vec<Listed>,
    of: Option<(Arc<Trained>, Network)>,
    /// The layer that was brought into sight, and the height that the list had then.
    seen: Option<(String, f32)>,
}

/// A layer in the list.
pub(super) struct Listed {
    /// Its name in the network.
    pub name: String,
    /// What its kind is called: "Conv 2D".
    pub kind: &'static str,
    /// Its family.
    pub family: Family,
    /// The shape of what it gives.
    pub shape: Shape,
    /// Whether it gives the answer of the network.
    pub answers: bool,
    /// Whether it is fed with the sample itself, at most in another shape.
    pub fed_with_sample: bool,
}

impl Listed {
    /// How many channels or units it has.
    pub fn channels(&self) -> usize {
        self.shape.last()
    }

    /// Whether it gives pictures of more than one pixel.
    pub fn gives_pictures(&self) -> bool {
        self.shape.picture().is_some_and(|[height, width, _]| height * width > 1)
    }

    /// What a channel is called.
    pub fn channel_word(&self) -> &'static str {
        match (self.gives_pictures(), self.family) {
            (true, Family::Convolution) => "filter",
            (true, _) => "channel",
            _ => "unit",
        }
    }
}

impl Layers {
    /// Lists the layers of a network, where it is another. Whether it is.
    pub fn take(&mut self, subject: &Arc<Trained>) -> bool {
        match &mut self.of {
            Some((known, _)) if Arc::ptr_eq(known, subject) => return false,
            Some((known, network)) if network.means_the_same(&subject.project.network) => {
                *known = subject.clone();
                return false;
            }
            _ => {}
        }
        let network = &subject.project.network;
        let facts = facts(network, Some(&subject.interface.input));
        self.all = Vec::new();
        // Nodes that hand the sample on as it is.
        let mut handing = HashSet::new();
        for &place in &facts.order {
            let (node, Ok(shape)) = (&network.nodes[place], &facts.nodes[place].shape) else { continue };
            let mut sources = network.wires.iter().filter(|wire| wire.to == node.id).map(|wire| wire.from).peekable();
            let fed_with_sample = sources.peek().is_some() && sources.all(|from| handing.contains(&from));
            let (name, family) = (node.name.clone(), node.layer.family());
            if family == Family::Input || family == Family::Shape && fed_with_sample {
                handing.insert(node.id);
            }
            let (kind, answers) = (node.layer.title(), facts.output == Ok(place));
            self.all.push(Listed { name, kind, family, shape: shape.clone(), answers, fed_with_sample });
        }
        self.of = Some((subject.clone(), network.clone()));
        true
    }

    /// The layer with this name.
    pub fn find(&self, name: &str) -> Option<&Listed> {
        self.all.iter().find(|layer| layer.name == name)
    }

    /// Whether the layer has channels whose strongest samples say something.
    pub fn shown(&self, name: Option<&str>) -> bool {
        name.and_then(|name| self.find(name)).is_some_and(|layer| layer.family != Family::Input)
    }

    /// The layer that is shown first: the second convolution, as it shows most.
    pub fn favourite(&self) -> Option<&Listed> {
        let convolutions = || self.all.iter().filter(|layer| layer.family == Family::Convolution);
        let inner = || self.all.iter().find(|layer| layer.family == Family::Dense && layer.channels() > 1);
        convolutions().nth(1).or_else(|| convolutions().next()).or_else(inner).or(self.all.last())
    }

    /// The usual layer for Grad-CAM: the last convolution, or the last that gives pictures.
    pub fn last_pictures(&self) -> Option<&Listed> {
        let mut backwards = self.all.iter().rev().filter(|layer| layer.gives_pictures());
        backwards.clone().find(|layer| layer.family == Family::Convolution).or_else(|| backwards.next())
    }
}

/// Draws the list in the room that is left. It scrolls by itself, so that the sample above it stays in sight.
pub(super) fn show(ui: &mut Ui, view: &mut InspectView) {
    heading(ui, "Layer", |_| {});
    show_bars(ui);
    let height = (ui.available_height() - 1.0).floor().max(LEAST);
    let seen = view.node.clone().map(|node| (node, height));
    let moved = view.layers.seen != seen;
    view.layers.seen = seen;
    let mut chosen = None;
    scroll_seen(ui, "layers", height, |ui, _| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for layer in &view.layers.all {
            let shown = view.node.as_deref() == Some(&layer.name);
            let response = row(ui, layer, shown);
            if shown && moved {
                // With the room that fades, so that the whole of it is seen.
                let whole = response.rect.expand2(vec2(0.0, ui.spacing().scroll.fade.size));
                ui.scroll_to_rect_animation(whole, None, ScrollAnimation::none());
            }
            if response.gained_focus() {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                chosen = Some(layer.name.clone());
            }
        }
    });
    if let Some(name) = chosen
        && view.node.as_ref() != Some(&name)
    {
        (view.node, view.channel, view.placed) = (Some(name), 0, false);
    }
}

fn row(ui: &mut Ui, layer: &Listed, chosen: bool) -> Response {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    response.widget_info(|| {
        let spoken = format!("Layer {}, {}", layer.kind, layer.name);
        WidgetInfo::selected(Role::Button, true, chosen, spoken)
    });
    if chosen || response.hovered() {
        let ground = if chosen { colours.raised } else { colours.raised.gamma_multiply(0.6) };
        ui.painter().rect_filled(rect, 6.0, ground);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 6.0, Stroke::new(2.0, colours.accent), StrokeKind::Inside);
    }
    let middle = rect.center().y;
    let stripe = Rect::from_center_size(pos2(rect.left() + 8.0, middle), vec2(4.0, 13.0));
    let colour = if layer.answers { theme::OUTPUT } else { theme::family(layer.family) };
    ui.painter().rect_filled(stripe, 2.0, colour);
    let ink = if chosen || response.hovered() { colours.text } else { colours.dim };
    let cut = Some(TextWrapMode::Truncate);
    let shape = WidgetText::from(layer.shape.to_string()).into_galley(ui, cut, rect.width() * 0.5, theme::mono(11.0));
    let right = rect.right() - 8.0 - shape.size().x;
    let name = WidgetText::from(&layer.name).into_galley(ui, cut, right - rect.left() - 26.0, theme::plain(TEXT));
    ui.painter().galley(pos2(rect.left() + 18.0, middle - name.size().y / 2.0), name, ink);
    ui.painter().galley(pos2(right, middle - shape.size().y / 2.0), shape, colours.faint);
    response.on_hover_text(layer.kind)
}
