//! The samples inside the lasso: each can be looked at.

use eframe::egui::{Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::embedding::ACROSS;
use super::lines::heading;
use super::strongest::{atlas, one};
use super::textures::{mark, paint, part};
use super::view::InspectView;
use crate::data::Dataset;
use crate::ui::theme::palette;
use crate::ui::widgets::Button;
use crate::ui::words::grouped;

/// The height that they take.
pub(super) const HEIGHT: f32 = 150.0;

/// Draws them.
pub(super) fn show(ui: &mut Ui, view: &mut InspectView, dataset: &Dataset) {
    let words = format!("{} {} inside the lasso", grouped(view.lassoed.len() as u64), view.noun());
    heading(ui, &words, |ui| {
        if ui.add(Button::bare("Close").named("Close the lasso").low()).clicked() {
            view.lassoed.clear();
        }
    });
    let samples: Vec<u32> = view.lassoed.iter().copied().take(512).collect();
    if samples.is_empty() {
        return;
    }
    let Some([height, width, _]) = dataset.shape.picture() else { return rows(ui, view, dataset, &samples) };
    let across = ACROSS.min(samples.len());
    let texture =
        view.textures.get(ui.ctx(), "lassoed", mark(&samples), height > 48, || atlas(dataset, &samples, across));
    let (side, between) = (48.0, 4.0);
    let tall = side * height as f32 / width as f32;
    let columns = ((ui.available_width() / (side + between)) as usize).max(1);
    let mut picked = None;
    ScrollArea::vertical().id_salt("lassoed").max_height(HEIGHT - 24.0).show(ui, |ui| {
        let rows = samples.len().div_ceil(columns);
        let (whole, _) =
            ui.allocate_exact_size(vec2(ui.available_width(), rows as f32 * (tall + between)), Sense::hover());
        for (place, &sample) in samples.iter().enumerate() {
            let corner = pos2(
                whole.left() + (place % columns) as f32 * (side + between),
                whole.top() + (place / columns) as f32 * (tall + between),
            );
            let rect = Rect::from_min_size(corner, vec2(side, tall));
            let response = ui.interact(rect, ui.scope_id().with(("lassoed", sample)), Sense::click());
            response.widget_info(|| {
                WidgetInfo::labeled(Role::Button, true, format!("Lassoed {}", one(view, sample).to_lowercase()))
            });
            paint(ui, &texture, part(&texture, across, samples.len().div_ceil(across), place), rect, 3);
            if response.hovered() || response.has_focus() {
                ui.painter().rect_stroke(rect, 3.0, Stroke::new(2.0, palette(ui).accent), StrokeKind::Outside);
            }
            if response.clicked() {
                picked = Some(sample);
            }
        }
    });
    if let Some(sample) = picked {
        view.choose(dataset, sample);
    }
}

/// The lassoed samples where they are no pictures, by their numbers and classes.
fn rows(ui: &mut Ui, view: &mut InspectView, dataset: &Dataset, samples: &[u32]) {
    let mut picked = None;
    ScrollArea::vertical().id_salt("lassoed rows").max_height(HEIGHT - 24.0).auto_shrink(false).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
            for &sample in samples {
                let class =
                    dataset.labels().get(sample as usize).and_then(|class| dataset.classes().get(*class as usize));
                let number = grouped(u64::from(sample) + 1);
                let words = class.map_or(number.clone(), |class| format!("{number} · {class}"));
                let button = Button::bare(words).named(format!("Lassoed {}", one(view, sample).to_lowercase()));
                if ui.add(button.chosen(view.sample == Some(sample))).clicked() {
                    picked = Some(sample);
                }
            }
        });
    });
    if let Some(sample) = picked {
        view.choose(dataset, sample);
    }
}
