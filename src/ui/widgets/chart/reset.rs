//! The way back from what was zoomed into.

use eframe::egui::{Id, Rect, Ui, pos2, vec2};
use egui_plot::PlotMemory;

use super::Chart;
use crate::ui::theme::CONTROL;
use crate::ui::widgets::Button;

impl Chart<'_> {
    /// The button that shows all again, where that is not what is shown.
    pub(super) fn reset(&self, ui: &mut Ui, id: Id, frame: Rect) {
        let Some(mut memory) = PlotMemory::load(ui.ctx(), id).filter(|memory| !memory.auto_bounds.all()) else {
            return;
        };
        let size = vec2(72.0, CONTROL - 4.0);
        let place = Rect::from_min_size(pos2(frame.right() - size.x - 4.0, frame.top() + 4.0), size);
        let button = Button::usual("Show all").named(format!("Show all of the {}", self.id)).width(size.x);
        if ui.put(place, button).on_hover_text("Or a double click on the chart").clicked() {
            memory.auto_bounds = true.into();
            memory.store(ui.ctx(), id);
        }
    }
}
