//! Rows of a property panel: a name on the left, a field on the right; and the form that lays out whatever a thing says
//! of its settings.

use std::ops::RangeInclusive;

use eframe::egui::{
    Align, Checkbox, ComboBox, DragValue, Layout, Response, RichText, Role, Ui, WidgetInfo, emath::Numeric,
};

use crate::base::Form;
use crate::ui::theme::palette;
use crate::ui::words;

/// The height of a row.
const ROW: f32 = 30.0;
/// The width of a field for a number.
const FIELD: f32 = 88.0;

/// A name and a field on one line.
fn row(ui: &mut Ui, name: &str, field: impl FnOnce(&mut Ui) -> Response) -> Response {
    let colour = if ui.is_enabled() { palette(ui).dim } else { palette(ui).faint };
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        let label = ui.label(RichText::new(name).color(colour));
        ui.with_layout(Layout::right_to_left(Align::Center), field).inner.labelled_by(label.id)
    })
    .inner
}

/// A whole number.
pub fn count<T: Numeric>(ui: &mut Ui, name: &str, value: &mut T, range: RangeInclusive<T>) -> Response {
    row(ui, name, |ui| {
        ui.spacing_mut().interact_size.x = FIELD;
        let field = DragValue::new(value).speed(0.1).range(range).fixed_decimals(0).update_while_editing(false);
        ui.add(field.clamp_existing_to_range(false))
    })
}

/// A real number; dragging changes it in proportion to its size.
pub fn number(ui: &mut Ui, name: &str, value: &mut f64, range: RangeInclusive<f64>) -> Response {
    row(ui, name, |ui| {
        ui.spacing_mut().interact_size.x = FIELD;
        let speed = (value.abs() * 0.02).max(1e-7);
        let field = DragValue::new(value).speed(speed).range(range).max_decimals(10).update_while_editing(false);
        let field = field.custom_formatter(|number, _| words::learning_rate(number));
        let field = field.custom_parser(|text| text.trim().replace(',', ".").parse().ok());
        ui.add(field.clamp_existing_to_range(false))
    })
}

/// Yes or no.
pub fn toggle(ui: &mut Ui, name: &str, value: &mut bool) -> Response {
    let enabled = ui.is_enabled();
    let response = row(ui, name, |ui| ui.add(Checkbox::without_text(value)));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, enabled, *value, name));
    response
}

/// One of several words.
pub fn choice(ui: &mut Ui, name: &str, options: &[&str], chosen: &mut usize) -> Response {
    row(ui, name, |ui| {
        let now = options.get(*chosen).copied().unwrap_or_default();
        let picker = ComboBox::from_id_salt(name).selected_text(now).width(FIELD + 40.0).truncate();
        let shown = picker.show_ui(ui, |ui| {
            for (place, option) in options.iter().enumerate() {
                ui.selectable_value(chosen, place, *option);
            }
        });
        shown.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, name));
        shown.response
    })
}

/// Lays out the settings of a thing, one row each, but those that stand elsewhere.
pub struct Rows<'a> {
    /// Where.
    pub ui: &'a mut Ui,
    /// The labels that are left out.
    pub without: &'a [&'a str],
}

impl Form for Rows<'_> {
    fn count(&mut self, label: &str, value: &mut usize, range: RangeInclusive<usize>) {
        if !self.without.contains(&label) {
            count(self.ui, label, value, range);
        }
    }

    fn pair(&mut self, label: &str, value: &mut [usize; 2], range: RangeInclusive<usize>) {
        if !self.without.contains(&label) {
            row(self.ui, label, |ui| {
                ui.spacing_mut().interact_size.x = FIELD / 2.0;
                let [height, width] = value;
                let field = |value| DragValue::new(value).speed(0.1).range(range.clone()).update_while_editing(false);
                ui.add(field(width)) | ui.add(field(height))
            });
        }
    }

    fn number(&mut self, label: &str, value: &mut f64, range: RangeInclusive<f64>) {
        if !self.without.contains(&label) {
            number(self.ui, label, value, range);
        }
    }

    fn toggle(&mut self, label: &str, value: &mut bool) {
        if !self.without.contains(&label) {
            toggle(self.ui, label, value);
        }
    }

    fn choice(&mut self, label: &str, options: &[&str], chosen: &mut usize) {
        if !self.without.contains(&label) {
            choice(self.ui, label, options, chosen);
        }
    }
}
