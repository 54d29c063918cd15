//! The list of the network's layers, from which one is chosen.

use std::sync::Arc;

use eframe::egui::{
    Rect, Response, Role, Sense, Stroke, StrokeKind, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};

use super::view::InspectView;
use crate::base::Shape;
use crate::layers::Family;
use crate::network::{Network, facts};
use crate::project::Trained;
use crate::ui::theme::{self, TEXT, palette};
use crate::ui::widgets::section;

/// The layers of a network in the order in which samples pass them.
#[derive(Default)]
pub(super) struct Layers {
    all: Vec<Listed>,
    of: Option<(Arc<Trained>, Network)>,
    /// The layer that was brought into sight.
    seen: Option<String>,
}

/// A layer in the list.
pub(super) struct Listed {
    /// Its name in the network.
    pub name: String,
    /// What people call it: "Conv 2D 2".
    pub title: String,
    /// Its family.
    pub family: Family,
    /// The shape of what it gives.
    pub shape: Shape,
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
        let mut counts = std::collections::HashMap::new();
        self.all = Vec::new();
        for &place in &facts.order {
            let (node, Ok(shape)) = (&network.nodes[place], &facts.nodes[place].shape) else { continue };
            let count: &mut usize = counts.entry(node.layer.title()).or_default();
            *count += 1;
            let title = node.layer.title();
            let title = if *count == 1 { title.to_owned() } else { format!("{title} {count}") };
            let (name, family) = (node.name.clone(), node.layer.family());
            self.all.push(Listed { name, title, family, shape: shape.clone() });
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

/// Draws the list.
pub(super) fn show(ui: &mut Ui, view: &mut InspectView) {
    section(ui, "Layer");
    let mut chosen = None;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for layer in &view.layers.all {
            let spoken = format!("Layer {}, {}", layer.title, layer.name);
            let shown = view.node.as_deref() == Some(&layer.name);
            let response = row(ui, layer, &spoken, shown);
            if shown && view.layers.seen != view.node {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                chosen = Some(layer.name.clone());
            }
        }
    });
    view.layers.seen.clone_from(&view.node);
    if let Some(name) = chosen
        && view.node.as_ref() != Some(&name)
    {
        (view.node, view.channel, view.placed) = (Some(name), 0, false);
    }
}

/// A layer's line, lower than the rows of other lists, as many layers are to be in sight.
fn row(ui: &mut Ui, layer: &Listed, spoken: &str, chosen: bool) -> Response {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, spoken));
    if chosen || response.hovered() {
        let ground = if chosen { colours.raised } else { colours.raised.gamma_multiply(0.6) };
        ui.painter().rect_filled(rect, 6.0, ground);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 6.0, Stroke::new(2.0, colours.accent), StrokeKind::Inside);
    }
    let middle = rect.center().y;
    let stripe = Rect::from_center_size(pos2(rect.left() + 8.0, middle), vec2(4.0, 13.0));
    ui.painter().rect_filled(stripe, 2.0, theme::family(layer.family));
    let ink = if chosen || response.hovered() { colours.text } else { colours.dim };
    let cut = Some(TextWrapMode::Truncate);
    let shape = WidgetText::from(layer.shape.to_string()).into_galley(ui, cut, rect.width() * 0.5, theme::mono(11.0));
    let right = rect.right() - 8.0 - shape.size().x;
    let title = WidgetText::from(&layer.title).into_galley(ui, cut, right - rect.left() - 26.0, theme::plain(TEXT));
    ui.painter().galley(pos2(rect.left() + 18.0, middle - title.size().y / 2.0), title, ink);
    ui.painter().galley(pos2(right, middle - shape.size().y / 2.0), shape, colours.faint);
    response.on_hover_text(&layer.name)
}
