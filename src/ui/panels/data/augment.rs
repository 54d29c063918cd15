//! Augmentation: its settings, and one picture as the training would see it in some steps, made by the device's code.

use std::ops::RangeInclusive;
use std::sync::Arc;

use eframe::egui::{
    Align, Color32, ColorImage, Image, Label, Layout, Rect, RichText, Sense, Stroke, StrokeKind, TextureOptions, Ui,
    load::SizedTexture, pos2, vec2,
};

use super::pages::{image_of, pixels};
use super::view::{DataView, Gallery};
use crate::base::Form;
use crate::data::{Augmentation, Dataset};
use crate::device::{Step, cpu};
use crate::ui::theme::{LABEL, palette, plain};
use crate::ui::widgets::form::{angle, choice, count, pair, percent, toggle};
use crate::ui::widgets::{Button, section};

/// Pictures of the gallery: the stored one and what becomes of it.
const COUNT: usize = 8;
const ACROSS: usize = 4;

/// Draws the settings and the gallery.
pub(super) fn show(
    ui: &mut Ui,
    view: &mut DataView,
    settings: &mut Augmentation,
    dataset: &Arc<Dataset>,
    seed: u64,
    picture: [usize; 3],
) {
    section(ui, "Augment training pictures");
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        settings.form(&mut Amounts(ui));
    });
    if settings.is_off() {
        let words = "Off: every picture is learned from as it is. Small random changes help where pictures are few.";
        ui.label(RichText::new(words).font(plain(LABEL)).color(palette(ui).faint));
        return;
    }
    let sample = view.picked.or(dataset.parts.train.first().copied()).unwrap_or(0);
    gallery(ui, view, settings, dataset, seed, picture, sample);
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        if ui.add(Button::usual("Again")).on_hover_text("Other random changes").clicked() {
            view.step += COUNT as u64;
        }
        let words = "Top left as it is stored; the others as training may see it.";
        let words = RichText::new(words).font(plain(LABEL)).color(palette(ui).faint);
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| ui.add(Label::new(words).wrap()));
    });
}

/// Lays out how much pictures are changed: shares as ± percent, angles as ± degrees.
struct Amounts<'a>(&'a mut Ui);

impl Form for Amounts<'_> {
    fn count(&mut self, label: &str, value: &mut usize, range: RangeInclusive<usize>) {
        count(self.0, label, value, range);
    }

    fn pair(&mut self, label: &str, value: &mut [usize; 2], range: RangeInclusive<usize>) {
        pair(self.0, label, value, range);
    }

    fn number(&mut self, label: &str, value: &mut f64, range: RangeInclusive<f64>) {
        // A part that is cut out is a size, not a distance either way.
        let sign = if label.starts_with("Cut") { "" } else { "± " };
        match *range.end() <= 1.0 {
            true => percent(self.0, label, value, range, sign),
            false => angle(self.0, label, value, range),
        };
    }

    fn toggle(&mut self, label: &str, value: &mut bool) {
        toggle(self.0, label, value);
    }

    fn choice(&mut self, label: &str, options: &[&str], chosen: &mut usize) {
        choice(self.0, label, options, chosen);
    }
}

fn gallery(
    ui: &mut Ui,
    view: &mut DataView,
    settings: &Augmentation,
    dataset: &Dataset,
    seed: u64,
    picture: [usize; 3],
    sample: u32,
) {
    let [height, width, _] = picture;
    let made = view
        .gallery
        .as_ref()
        .filter(|made| (made.sample, made.step, made.seed) == (sample, view.step, seed) && made.settings == *settings);
    if made.is_none() {
        let atlas = atlas(dataset, settings, picture, sample, seed, view.step);
        let hard = height.max(width) <= 48;
        let options = if hard { TextureOptions::NEAREST } else { TextureOptions::LINEAR };
        let texture = ui.ctx().load_texture("augmented", atlas, options);
        view.gallery = Some(Gallery { sample, step: view.step, seed, settings: settings.clone(), texture });
    }
    let Some(made) = &view.gallery else { return };
    let colours = palette(ui);
    let gap = 6.0;
    let tile = ((ui.available_width() - gap * (ACROSS as f32 - 1.0)) / ACROSS as f32).floor();
    let tall = (tile * height as f32 / width.max(1) as f32).clamp(16.0, 2.0 * tile).floor();
    let lines = COUNT / ACROSS;
    let size = vec2(ui.available_width(), lines as f32 * tall + gap * (lines as f32 - 1.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let spoken = format!("Picture {} as it is stored, and {} times as training may see it", sample + 1, COUNT - 1);
    response.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Image, true, spoken.clone()));
    for place in 0..COUNT {
        let (column, row) = ((place % ACROSS) as f32, (place / ACROSS) as f32);
        let corner = rect.min + vec2(column * (tile + gap), row * (tall + gap));
        let tile = Rect::from_min_size(corner, vec2(tile, tall));
        let part = |place: usize| place as f32 / COUNT as f32;
        let uv = Rect::from_min_max(pos2(part(place), 0.0), pos2(part(place + 1), 1.0));
        Image::from_texture(SizedTexture::from_handle(&made.texture)).uv(uv).corner_radius(4).paint_at(ui, tile);
        if place == 0 {
            ui.painter().rect_stroke(tile, 4.0, Stroke::new(1.5, colours.accent), StrokeKind::Inside);
        }
    }
}

fn atlas(
    dataset: &Dataset,
    settings: &Augmentation,
    picture: [usize; 3],
    sample: u32,
    seed: u64,
    first: u64,
) -> ColorImage {
    let [height, width, _] = picture;
    let mut atlas = ColorImage::filled([width * COUNT, height], Color32::BLACK);
    let Some(stored) = pixels(dataset, sample as usize) else { return atlas };
    for place in 0..COUNT {
        let changed = match place {
            0 => stored.to_vec(),
            _ => {
                let step = Step { step: first + place as u64, seed, ..Step::default() };
                cpu::augmented(&stored, &dataset.shape, settings, sample, &step)
            }
        };
        let image = image_of(&changed, picture);
        for row in 0..height {
            let from = &image.pixels[row * width..(row + 1) * width];
            atlas.pixels[row * width * COUNT + place * width..][..width].copy_from_slice(from);
        }
    }
    atlas
}
