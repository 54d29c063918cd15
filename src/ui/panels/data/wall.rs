//! The wall of thumbnails: only those in sight are drawn, so that a hundred thousand scroll like a hundred.

use std::sync::Arc;

use eframe::egui::{
    Color32, CornerRadius, Image, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, TextWrapMode, Ui,
    UiBuilder, WidgetInfo, WidgetText, load::SizedTexture, pos2, vec2,
};

use super::pages::Thumbnails;
use super::view::DataView;
use crate::data::Dataset;
use crate::ui::theme::{self, LABEL, PAD, palette};

/// The least width of a thumbnail, in points.
const LEAST: f32 = 100.0;
const BETWEEN: f32 = 10.0;

/// Draws the wall into the room that is left. Returns how many thumbnails were drawn.
pub(super) fn show(ui: &mut Ui, view: &mut DataView, dataset: &Arc<Dataset>, picture: [usize; 3]) -> usize {
    let how = Thumbnails::of(picture);
    view.pages.begin();
    let count = view.shown(dataset).len();
    let room = ui.available_width();
    let columns = (((room + BETWEEN) / (LEAST + BETWEEN)) as usize).max(1);
    let width = (room - BETWEEN * (columns as f32 - 1.0)) / columns as f32;
    let height = (width * how.proportion()).clamp(24.0, 2.0 * width).floor();
    let rows = count.div_ceil(columns);
    let mut drawn = 0;
    // The bar lies in the margin, where it covers no picture.
    let place = ui.available_rect_before_wrap();
    let mut ui = ui.new_child(UiBuilder::new().max_rect(place.with_max_x(place.right() + PAD - 3.0)));
    ScrollArea::vertical().id_salt("wall").auto_shrink(false).show_viewport(&mut ui, |ui, viewport| {
        let line = height + BETWEEN;
        ui.set_height((rows as f32 * line - BETWEEN).max(0.0));
        let origin = ui.max_rect().min;
        let first = ((viewport.top() / line).floor().max(0.0) as usize).saturating_sub(1);
        let last = (((viewport.bottom() / line).ceil().max(0.0) as usize) + 1).min(rows);
        for place in first * columns..(last * columns).min(count) {
            let corner = vec2((place % columns) as f32 * (width + BETWEEN), (place / columns) as f32 * line);
            // On whole points, so that all end at one edge.
            let rect = Rect::from_min_max((origin + corner).round(), (origin + corner + vec2(width, height)).round());
            thumbnail(ui, rect, view, dataset, how, place);
            drawn += 1;
        }
    });
    view.pages.trim(how);
    drawn
}

fn thumbnail(
    ui: &mut Ui,
    rect: Rect,
    view: &mut DataView,
    dataset: &Dataset,
    how: Thumbnails,
    place: usize,
) -> Option<Response> {
    let colours = palette(ui);
    let sample = *view.found().get(place)?;
    let response = ui.interact(rect, ui.scope_id().with(("sample", sample)), Sense::click());
    let picked = view.picked == Some(sample);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, picked, spoken(dataset, sample)));
    if response.clicked() {
        view.picked = if picked { None } else { Some(sample) };
    }
    if response.gained_focus() {
        ui.scroll_to_rect(rect, None);
    }
    let rounding = CornerRadius::same(5);
    match view.page(ui.ctx(), how, dataset, place) {
        Some((texture, uv)) => {
            Image::from_texture(SizedTexture::from_handle(&texture)).uv(uv).corner_radius(rounding).paint_at(ui, rect);
        }
        None => {
            ui.painter().rect_filled(rect, rounding, colours.panel);
            ui.ctx().request_repaint();
        }
    }
    if let Some(class) = class_of(dataset, sample) {
        chip(ui, rect, class);
    }
    if picked || response.has_focus() || response.hovered() {
        let colour = if picked || response.has_focus() { colours.accent } else { colours.dim };
        ui.painter().rect_stroke(rect, rounding, Stroke::new(2.0, colour), StrokeKind::Inside);
        // Apart from the picture, whose colours may be much like it.
        let between = Stroke::new(1.0, colours.background);
        ui.painter().rect_stroke(rect.shrink(2.0), CornerRadius::same(3), between, StrokeKind::Inside);
    }
    Some(response)
}

/// The class on the picture, legible on any.
fn chip(ui: &Ui, rect: Rect, class: &str) {
    let ink = Color32::from_gray(235);
    let room = rect.width() - 16.0;
    let text = WidgetText::from(class).into_galley(ui, Some(TextWrapMode::Truncate), room, theme::plain(LABEL));
    let size = text.size() + vec2(8.0, 2.0);
    let chip = Rect::from_min_size(pos2(rect.left() + 4.0, rect.bottom() - 4.0 - size.y), size);
    ui.painter().rect_filled(chip, 4.0, Color32::from_black_alpha(170));
    ui.painter().galley(chip.min + vec2(4.0, 1.0), text, ink);
}

/// The name of a sample's class.
pub(super) fn class_of(dataset: &Dataset, sample: u32) -> Option<&str> {
    let label = *dataset.labels().get(sample as usize)?;
    dataset.classes().get(label as usize).map(String::as_str)
}

/// What screen readers say of a sample.
pub(super) fn spoken(dataset: &Dataset, sample: u32) -> String {
    let name = dataset.names.get(sample as usize).map_or(String::new(), |name| format!(", {name}"));
    let class = class_of(dataset, sample).map_or(String::new(), |class| format!(": {class}"));
    format!("Picture {}{class}{name}", sample + 1)
}
