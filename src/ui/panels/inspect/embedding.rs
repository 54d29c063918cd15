//! Samples as a scatter, near each other where the layer gives much the same; a lasso opens those inside it.

use eframe::egui::{Color32, ColorImage, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::lassoed;
use super::strongest::{self, one};
use super::textures::{image, mark, paint, part};
use super::view::InspectView;
use super::waiting;
use crate::data::Dataset;
use crate::inspect::{Picture, class_colour};
use crate::study::{Embedding, Found, tinted};
use crate::ui::State;
use crate::ui::theme::{GAP, LABEL, TEXT, palette, plain};
use crate::ui::widgets::elided;

/// Thumbnails are drawn of so many samples; of more, points.
const MOST: usize = 1200;
/// Thumbnails across in the texture.
pub(super) const ACROSS: usize = 32;

/// Draws the scatter and the lassoed samples below it.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let view = &mut state.inspect_view;
    let Some(ask) = view.ask() else { return };
    let Some(found) = waiting::answer(ui, view, &ask) else { return };
    let (Found::Embedding(found), Some(dataset)) = (&*found, view.dataset().cloned()) else { return };
    let how = if view.settings.tsne { "t-SNE" } else { "principal components" };
    let reduced = if found.reduced.is_empty() { String::new() } else { format!(" · {}", found.reduced) };
    let (noun, part) = (view.noun(), view.looked_through());
    let count = found.samples.len();
    let words = format!("{count} {part} {noun} by {how}{reduced} · draw a lasso to open those inside it");
    elided(ui, words, plain(TEXT - 1.0), palette(ui).faint);
    legend(ui, &dataset);
    let below = if view.lassoed.is_empty() { 0.0 } else { lassoed::HEIGHT + 2.0 * GAP };
    let size = vec2(ui.available_width(), (ui.available_height() - below - 4.0).max(160.0));
    scatter(ui, view, found, &dataset, size);
    if !view.lassoed.is_empty() {
        lassoed::show(ui, view, &dataset);
    }
}

/// The colour of a class.
fn colour(class: usize) -> Color32 {
    let [red, green, blue] = class_colour(class);
    Color32::from_rgb(red, green, blue)
}

fn legend(ui: &mut Ui, dataset: &Dataset) {
    if dataset.classes().is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        for (class, name) in dataset.classes().iter().enumerate().take(24) {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let (rect, _) = ui.allocate_exact_size(vec2(8.0, 12.0), Sense::hover());
                ui.painter().circle_filled(rect.center(), 4.0, colour(class));
                elided(ui, name, plain(LABEL), palette(ui).dim);
            });
        }
    });
}

fn scatter(ui: &mut Ui, view: &mut InspectView, found: &Embedding, dataset: &Dataset, size: eframe::egui::Vec2) {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Image, true, format!("{} {} as points", found.samples.len(), view.noun()))
    });
    ui.painter().rect_filled(rect, 8.0, colours.panel);
    let pictures = dataset.shape.picture().filter(|_| found.samples.len() <= MOST);
    // As many thumbnails as there are must not hide each other wholly.
    let side = (rect.width().min(rect.height()) / (found.samples.len() as f32).sqrt() * 0.62).clamp(10.0, 34.0);
    let scale = vec2(rect.width() / 2.0 - side, rect.height() / 2.0 - side);
    let at = |point: &[f32; 2]| rect.center() + scale * vec2(point[0], -point[1]);
    let class = |sample: u32| dataset.labels().get(sample as usize).map_or(0, |&label| label as usize);
    let painter = ui.painter_at(rect);
    let texture = pictures.map(|[height, ..]| {
        let mark = mark((view.answers, 3));
        view.textures.get(ui.ctx(), "embedding", mark, height > 48, || coloured(dataset, &found.samples, &class))
    });
    for (place, (point, &sample)) in found.points.iter().zip(&found.samples).enumerate() {
        let centre = at(point);
        match &texture {
            Some(texture) => {
                let uv = part(texture, ACROSS.min(found.samples.len()), found.samples.len().div_ceil(ACROSS), place);
                paint(ui, texture, uv, Rect::from_center_size(centre, vec2(side, side)), 0);
            }
            None => {
                painter.circle_filled(centre, 2.5, colour(class(sample)));
            }
        }
        if view.lassoed.contains(&sample) {
            let edge = Rect::from_center_size(centre, vec2(side, side));
            painter.rect_stroke(edge, 2.0, Stroke::new(1.5, colours.text), StrokeKind::Outside);
        }
    }
    let nearest = |to: Pos2| {
        let distance = |point: &[f32; 2]| at(point).distance(to);
        let best =
            (0..found.points.len()).min_by(|&a, &b| distance(&found.points[a]).total_cmp(&distance(&found.points[b])));
        best.filter(|&place| distance(&found.points[place]) < side.max(8.0))
    };
    if let Some(place) = response.hover_pos().filter(|_| view.lasso.is_empty()).and_then(nearest) {
        let sample = found.samples[place];
        let edge = Rect::from_center_size(at(&found.points[place]), vec2(side, side));
        painter.rect_stroke(edge, 2.0, Stroke::new(2.0, colours.accent), StrokeKind::Outside);
        if response.clicked() {
            view.choose(dataset, sample);
        }
        let name = dataset.classes().get(class(sample)).map_or(String::new(), |name| format!(": {name}"));
        response.clone().on_hover_text_at_pointer(format!("{}{name}", one(view, sample)));
    }
    lasso(ui, view, &response, &|point: &[f32; 2]| at(point), found);
}

fn lasso(
    ui: &Ui,
    view: &mut InspectView,
    response: &eframe::egui::Response,
    at: &dyn Fn(&[f32; 2]) -> Pos2,
    found: &Embedding,
) {
    if response.drag_started() {
        view.lasso = ui.input(|input| input.pointer.press_origin()).into_iter().collect();
    }
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged())
        && view.lasso.last().is_none_or(|last| last.distance(pointer) > 3.0)
    {
        view.lasso.push(pointer);
    }
    let accent = palette(ui).accent;
    if view.lasso.len() > 1 {
        ui.painter().add(Shape::closed_line(view.lasso.clone(), Stroke::new(1.5, accent)));
    }
    if response.drag_stopped() {
        let lasso = std::mem::take(&mut view.lasso);
        let inside = found.points.iter().zip(&found.samples).filter(|(point, _)| is_inside(&lasso, at(point)));
        view.lassoed = inside.map(|(_, sample)| *sample).collect();
    }
}

/// Whether a point lies in a polygon: by how often a ray to the right crosses its edges.
fn is_inside(polygon: &[Pos2], point: Pos2) -> bool {
    let mut inside = false;
    for (place, a) in polygon.iter().enumerate() {
        let b = polygon[(place + 1) % polygon.len()];
        if (a.y > point.y) != (b.y > point.y) && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) {
            inside = !inside;
        }
    }
    inside
}

/// Thumbnails in the colours of their classes: what is dark lets the ground through.
fn coloured(dataset: &Dataset, samples: &[u32], class: &dyn Fn(u32) -> usize) -> ColorImage {
    let grey = dataset.shape.last() == 1;
    let tiles = strongest::small(dataset, samples).into_iter().zip(samples);
    let tiles: Vec<Picture> = tiles.map(|(tile, &sample)| tinted(tile, grey, class_colour(class(sample)))).collect();
    let mut image = image(&Picture::tiles(&tiles, ACROSS.min(samples.len()), 0, [0; 3]));
    if grey {
        image.pixels.iter_mut().for_each(|pixel| *pixel = see_through(*pixel));
    }
    image
}

/// As much of a colour as it is bright.
fn see_through(pixel: Color32) -> Color32 {
    let most = pixel.r().max(pixel.g()).max(pixel.b());
    Color32::from_rgba_premultiplied(pixel.r(), pixel.g(), pixel.b(), most)
}

#[cfg(test)]
mod tests {
    use eframe::egui::pos2;

    use super::*;

    #[test]
    fn a_lasso_holds_what_lies_inside_it() {
        let hook = [pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(10.0, 10.0), pos2(8.0, 10.0), pos2(8.0, 2.0), pos2(0.0, 2.0)];
        assert!(is_inside(&hook, pos2(9.0, 9.0)) && is_inside(&hook, pos2(1.0, 1.0)));
        assert!(!is_inside(&hook, pos2(4.0, 6.0)) && !is_inside(&hook, pos2(11.0, 1.0)));
    }
}
