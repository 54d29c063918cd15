//! The picture that is picked, large, with its name, class and part.

use eframe::egui::{Image, Sense, TextureOptions, Ui, load::SizedTexture, vec2};

use super::pages::{image_of, pixels};
use super::view::DataView;
use super::wall::{class_of, spoken};
use crate::data::{Dataset, Part};
use crate::ui::widgets::{Button, fact, section};

/// Draws it.
pub(super) fn show(ui: &mut Ui, view: &mut DataView, dataset: &Dataset, sample: u32, picture: [usize; 3]) {
    section(ui, "Picture");
    let [height, width, _] = picture;
    if view.large.as_ref().is_none_or(|(of, _)| *of != sample) {
        let Some(bytes) = pixels(dataset, sample as usize) else { return };
        let texture = ui.ctx().load_texture("picked", image_of(&bytes, picture), TextureOptions::NEAREST);
        view.large = Some((sample, texture));
    }
    let Some((_, texture)) = &view.large else { return };
    let scale = (ui.available_width() / width.max(1) as f32).min(220.0 / height.max(1) as f32);
    // Whole multiples keep every pixel the same.
    let scale = if scale > 2.0 { scale.floor() } else { scale };
    let size = vec2(width as f32, height as f32) * scale;
    ui.vertical_centered(|ui| {
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| {
            let words = format!("{}, large", spoken(dataset, sample));
            eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Image, true, words)
        });
        Image::from_texture(SizedTexture::from_handle(texture)).corner_radius(4).paint_at(ui, rect);
    });
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if let Some(class) = class_of(dataset, sample) {
            fact(ui, "Class", class);
        }
        if let Some(name) = dataset.names.get(sample as usize) {
            fact(ui, "File", name);
        }
        let parts = [Part::Train, Part::Validation, Part::Test];
        let part = parts.into_iter().find(|part| dataset.part(*part).contains(&sample));
        fact(ui, "Part", part.map_or("none", Part::name));
    });
    if ui.add(Button::usual("Close").width(ui.available_width())).clicked() {
        view.picked = None;
    }
}
