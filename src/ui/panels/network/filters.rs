//! The learned filters of the selected layer, as small pictures of their weights.

use std::sync::Arc;

use eframe::egui::{
    Color32, ColorImage, Label, Mesh, Rect, RichText, Role, Sense, Shape, TextureHandle, TextureOptions, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::compile::{Design, Plan};
use crate::inspect::Filters;
use crate::network::Node;
use crate::project::Trained;
use crate::ui::theme::{self, LABEL, palette};
use crate::ui::widgets::form::count;
use crate::ui::widgets::section;

/// The most filters that are shown, and how many stand side by side.
const MOST: usize = 64;
const ACROSS: usize = 8;

/// The filters of one layer, kept until another is selected or more was learned.
#[derive(Default)]
pub struct Wall {
    of: Option<(Arc<Trained>, u32)>,
    filters: Option<Filters>,
    /// The input channel that is shown, counted from 0.
    channel: usize,
    drawn: Option<Drawn>,
}

/// A wall as it lies on the graphics card: one filter beside the other.
struct Drawn {
    channel: usize,
    dark: bool,
    /// The weight that has the full colour.
    most: f32,
    texture: TextureHandle,
}

impl Wall {
    /// Shows the filters of a node, where it has some that are pictures.
    pub fn show(&mut self, ui: &mut Ui, node: &Node, trained: Option<&Arc<Trained>>) {
        let Some(trained) = trained else { return };
        let known = self.of.as_ref().is_some_and(|(of, id)| Arc::ptr_eq(of, trained) && *id == node.id);
        if !known {
            self.filters = filters(trained, node);
            (self.of, self.drawn) = (Some((trained.clone(), node.id)), None);
        }
        let Some(filters) = &self.filters else { return };
        ui.add_space(10.0);
        section(ui, "Learned filters");
        self.channel = self.channel.min(filters.inputs - 1);
        if filters.inputs > 1 {
            let mut shown = self.channel + 1;
            count(ui, &format!("Input channel, of {}", filters.inputs), &mut shown, 1..=filters.inputs);
            self.channel = shown.clamp(1, filters.inputs) - 1;
        }
        let dark = ui.visuals().dark_mode;
        let drawn = match self.drawn.take().filter(|drawn| drawn.channel == self.channel && drawn.dark == dark) {
            Some(drawn) => drawn,
            None => draw(ui, filters, self.channel, dark),
        };
        paint(ui, node, filters, &drawn);
        self.drawn = Some(drawn);
    }
}

/// The filters that this node has learned, if they are larger than one pixel.
fn filters(trained: &Trained, node: &Node) -> Option<Filters> {
    let then = trained.project.network.node(node.id).filter(|then| then.layer == node.layer)?;
    let plan = Plan::new(&Design::of(&trained.project, &trained.interface)).ok()?;
    let filters = Filters::new(&plan, &trained.weights, &then.name).ok()?;
    (filters.size[0] * filters.size[1] > 1 && filters.outputs > 0 && filters.inputs > 0).then_some(filters)
}

fn draw(ui: &Ui, filters: &Filters, channel: usize, dark: bool) -> Drawn {
    let [height, width] = filters.size;
    let shown = filters.outputs.min(MOST);
    let most = filters.weights.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
    let mut image = ColorImage::filled([width * shown, height], Color32::BLACK);
    for filter in 0..shown {
        for (place, weight) in filters.tile(filter, channel).into_iter().enumerate() {
            let (row, column) = (place / width, place % width);
            image.pixels[row * width * shown + filter * width + column] = theme::weight(weight / most, dark);
        }
    }
    let texture = ui.ctx().load_texture("learned filters", image, TextureOptions::NEAREST);
    Drawn { channel, dark, most, texture }
}

fn paint(ui: &mut Ui, node: &Node, filters: &Filters, drawn: &Drawn) {
    let colours = palette(ui);
    let [height, width] = filters.size;
    let shown = filters.outputs.min(MOST);
    let gap = 3.0;
    let tile = (ui.available_width() - gap * (ACROSS as f32 - 1.0)) / ACROSS as f32;
    let tall = (tile * height as f32 / width as f32).clamp(4.0, 2.0 * tile).floor();
    let rows = shown.div_ceil(ACROSS) as f32;
    let size = vec2(ui.available_width(), rows * (tall + gap) - gap);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let spoken = format!("{shown} of {} filters of {}, weights up to {:.3}", filters.outputs, node.name, drawn.most);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    let mut mesh = Mesh::with_texture(drawn.texture.id());
    for filter in 0..shown {
        let step = vec2((filter % ACROSS) as f32 * (tile + gap), (filter / ACROSS) as f32 * (tall + gap));
        // A little less on each side, lest neighbours shine in.
        let inset = 0.02 / width as f32;
        let part = |place: f32| place / shown as f32;
        let (left, right) = (filter as f32 + inset, (filter + 1) as f32 - inset);
        let uv = Rect::from_min_max(pos2(part(left), 0.0), pos2(part(right), 1.0));
        mesh.add_rect_with_uv(Rect::from_min_size(rect.min + step, vec2(tile, tall)), uv, Color32::WHITE);
    }
    ui.painter().add(Shape::mesh(mesh));
    let under = ui.input(|input| input.pointer.hover_pos()).filter(|at| rect.contains(*at));
    if let Some(at) = under {
        let (column, row) = ((at.x - rect.left()) / (tile + gap), (at.y - rect.top()) / (tall + gap));
        let filter = row as usize * ACROSS + (column as usize).min(ACROSS - 1);
        if filter < shown {
            let words = format!("Filter {}: {}", filter + 1, strength(filters, filter, drawn.channel));
            response.on_hover_ui_at_pointer(|ui| drop(ui.label(words)));
        }
    }
    let more = if shown < filters.outputs { format!("{shown} of {} · ", filters.outputs) } else { String::new() };
    let words = format!("{more}weights: blue −{most:.2}, orange +{most:.2}", most = drawn.most);
    ui.add(Label::new(RichText::new(words).font(theme::plain(LABEL)).color(colours.faint)).truncate());
}

/// The smallest and the largest weight of a filter for one input channel, in words.
fn strength(filters: &Filters, filter: usize, channel: usize) -> String {
    let weights = filters.tile(filter, channel);
    let low = weights.iter().copied().fold(f32::INFINITY, f32::min);
    let high = weights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    format!("weights from {low:.3} to {high:.3}")
}
