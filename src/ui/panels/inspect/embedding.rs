//! Samples as a scatter, near each other where the layer gives much the same; a lasso opens those inside it.

use eframe::egui::{Color32, ColorImage, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::lassoed;
use super::lines::sentence;
use super::strongest::{self, one};
use super::textures::{image, mark, paint, part};
use super::view::InspectView;
use super::waiting;
use crate::data::Dataset;
use crate::inspect::Picture;
use crate::study::{Embedding, Found, tinted};
use crate::ui::State;
use crate::ui::theme::{GAP, LABEL, palette, plain, series_of};
use crate::ui::widgets::elided;
use crate::ui::words::grouped;

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
    let how = if view.settings.tsne { "t-SNE" } else { "PCA (principal components)" };
    let reduced = if found.reduced.is_empty() { String::new() } else { format!(" · {}", found.reduced) };
    let (noun, part) = (view.noun(), view.looked_through());
    let count = grouped(found.samples.len() as u64);
    let words = format!("{count} {part} {noun} by {how}{reduced} · draw a lasso to open those inside it");
    sentence(ui, &words, |_| {});
    legend(ui, &dataset);
    let below = if view.lassoed.is_empty() { 0.0 } else { lassoed::HEIGHT + 2.0 * GAP };
    let size = vec2(ui.available_width(), (ui.available_height() - below).max(160.0));
    scatter(ui, view, found, &dataset, size);
    if !view.lassoed.is_empty() {
        lassoed::show(ui, view, &dataset);
    }
}

/// The colour of a class on the ground of the scatter; more classes than colours go round, mixed with black, white or
/// grey so that all stand out from the ground.
fn colour(dark: bool, class: usize) -> Color32 {
    let colours = series_of(dark);
    let mixed = |part: u8, to: f32, share: f32| (f32::from(part) + (to - f32::from(part)) * share).round() as u8;
    let base = colours[class % colours.len()];
    let mix = |to: f32, share: f32| {
        Color32::from_rgb(mixed(base.r(), to, share), mixed(base.g(), to, share), mixed(base.b(), to, share))
    };
    match (class / colours.len() % 3, dark) {
        (0, _) => base,
        (1, true) => mix(255.0, 0.45),
        (1, false) => mix(0.0, 0.45),
        (_, true) => mix(128.0, 0.4),
        (_, false) => mix(110.0, 0.45),
    }
}

fn legend(ui: &mut Ui, dataset: &Dataset) {
    if dataset.classes().is_empty() {
        return;
    }
    let dark = ui.visuals().dark_mode;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        ui.spacing_mut().item_spacing = vec2(12.0, 4.0);
        for (class, name) in dataset.classes().iter().enumerate().take(24) {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let (rect, _) = ui.allocate_exact_size(vec2(8.0, 12.0), Sense::hover());
                // Half-way up a letter rather than a line.
                ui.painter().circle_filled(rect.center() + vec2(0.0, 1.0), 4.0, colour(dark, class));
                elided(ui, name, plain(LABEL), palette(ui).dim);
            });
        }
    });
}

fn scatter(ui: &mut Ui, view: &mut InspectView, found: &Embedding, dataset: &Dataset, size: eframe::egui::Vec2) {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Image,
            true,
            format!("{} {} as points", grouped(found.samples.len() as u64), view.noun()),
        )
    });
    ui.painter().rect_filled(rect, 8.0, colours.panel);
    let pictures = dataset.shape.picture().filter(|_| found.samples.len() <= MOST);
    // As many thumbnails as there are must not hide each other wholly.
    let side = (rect.width().min(rect.height()) / (found.samples.len() as f32).sqrt() * 0.62).clamp(10.0, 34.0);
    let scale = vec2(rect.width() / 2.0 - side, rect.height() / 2.0 - side);
    let at = |point: &[f32; 2]| rect.center() + scale * vec2(point[0], -point[1]);
    let class = |sample: u32| dataset.labels().get(sample as usize).map_or(0, |&label| label as usize);
    let painter = ui.painter_at(rect);
    let dark = ui.visuals().dark_mode;
    let texture = pictures.map(|[height, ..]| {
        let mark = mark((view.answers, dark));
        let colour = |sample: u32| colour(dark, class(sample));
        view.textures.get(ui.ctx(), "embedding", mark, height > 48, || coloured(dataset, &found.samples, &colour))
    });
    for (place, (point, &sample)) in found.points.iter().zip(&found.samples).enumerate() {
        let centre = at(point);
        match &texture {
            Some(texture) => {
                let uv = part(texture, ACROSS.min(found.samples.len()), found.samples.len().div_ceil(ACROSS), place);
                paint(ui, texture, uv, Rect::from_center_size(centre, vec2(side, side)), 0);
            }
            None => {
                painter.circle_filled(centre, 2.5, colour(dark, class(sample)));
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

/// Thumbnails in the colours of their classes: of grey ones what is dark lets the ground through.
fn coloured(dataset: &Dataset, samples: &[u32], colour: &dyn Fn(u32) -> Color32) -> ColorImage {
    let across = ACROSS.min(samples.len());
    let tiles = strongest::small(dataset, samples);
    if dataset.shape.last() != 1 {
        let edged = |(tile, &sample): (Picture, &u32)| {
            let [red, green, blue, _] = colour(sample).to_array();
            tinted(tile, false, [red, green, blue])
        };
        let tiles: Vec<Picture> = tiles.into_iter().zip(samples).map(edged).collect();
        return image(&Picture::tiles(&tiles, across, 0, [0; 3]));
    }
    let [height, width] = tiles.first().map_or([1, 1], |tile| tile.size);
    let mut image = image(&Picture::tiles(&tiles, across, 0, [0; 3]));
    let colours: Vec<Color32> = samples.iter().map(|&sample| colour(sample)).collect();
    for (place, pixel) in image.pixels.iter_mut().enumerate() {
        let (row, column) = (place / (across * width) / height, place % (across * width) / width);
        let colour = colours.get(row * across + column).copied().unwrap_or(Color32::TRANSPARENT);
        *pixel = see_through(colour, pixel.r());
    }
    image
}

/// As much of a colour as a pixel is bright; bright ones are strengthened, so that thin strokes keep their colour.
fn see_through(colour: Color32, bright: u8) -> Color32 {
    colour.gamma_multiply((1.4 * f32::from(bright) / 255.0).min(1.0))
}

#[cfg(test)]
mod tests {
    use eframe::egui::pos2;

    use super::*;
    use crate::ui::theme::{DARK, LIGHT, contrast};

    #[test]
    fn all_classes_stand_out_from_the_ground_of_both_themes() {
        for (dark, ground) in [(true, DARK.panel), (false, LIGHT.panel)] {
            for class in 0..18 {
                let found = contrast(colour(dark, class), ground);
                assert!(found >= 3.0, "class {class} where dark is {dark}: {found}");
            }
        }
        assert_eq!(see_through(Color32::from_rgb(10, 20, 30), 255), Color32::from_rgb(10, 20, 30));
    }

    #[test]
    fn a_lasso_holds_what_lies_inside_it() {
        let hook = [pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(10.0, 10.0), pos2(8.0, 10.0), pos2(8.0, 2.0), pos2(0.0, 2.0)];
        assert!(is_inside(&hook, pos2(9.0, 9.0)) && is_inside(&hook, pos2(1.0, 1.0)));
        assert!(!is_inside(&hook, pos2(4.0, 6.0)) && !is_inside(&hook, pos2(11.0, 1.0)));
    }
}
