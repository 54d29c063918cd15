//! A property panel made of what a thing says of its settings: each on one line, its name left, its value right.

use std::ops::RangeInclusive;

use eframe::egui::{
    Align, ComboBox, CornerRadius, DragValue, Id, Layout, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, pos2, vec2,
};

use super::segments;
use crate::base::Form;
use crate::ui::theme::{CONTROL, RADIUS, TEXT, palette, plain};
use crate::ui::words;

/// Draws the settings of a thing, one below the other.
pub struct Fields<'a> {
    ui: &'a mut Ui,
    /// Tells the settings of one thing from those of another.
    salt: Id,
    /// Whether the next setting takes the keys.
    take_keys: bool,
}

impl<'a> Fields<'a> {
    /// Draws into this room. `salt` tells things with the same settings apart; with `take_keys`, the first setting
    /// takes the keys.
    pub fn new(ui: &'a mut Ui, salt: Id, take_keys: bool) -> Fields<'a> {
        Fields { ui, salt, take_keys }
    }

    fn line(&mut self, label: &str, value: impl FnOnce(&mut Ui, Id) -> Response) {
        let colour = palette(self.ui).dim;
        let salt = self.salt.with(label);
        let response = self.ui.horizontal(|ui| {
            ui.set_height(CONTROL - 2.0);
            let label = ui.label(RichText::new(label).color(colour));
            let shown = ui.push_id(salt, |ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| value(ui, label.id)).inner
            });
            shown.inner
        });
        if std::mem::take(&mut self.take_keys) {
            response.inner.request_focus();
        }
    }
}

/// A field for a whole number.
fn whole(ui: &mut Ui, value: &mut usize, range: RangeInclusive<usize>, width: f32) -> Response {
    ui.spacing_mut().interact_size = vec2(width, CONTROL - 4.0);
    let speed = (*value as f64 * 0.01).max(0.05);
    // A file may hold a number beyond the range: it is shown, and kept unless it is changed.
    let field = DragValue::new(value).range(range).speed(speed).update_while_editing(false);
    ui.add(field.clamp_existing_to_range(false))
}

impl Form for Fields<'_> {
    fn count(&mut self, label: &str, value: &mut usize, range: RangeInclusive<usize>) {
        self.line(label, |ui, name| whole(ui, value, range, 88.0).labelled_by(name));
    }

    fn pair(&mut self, label: &str, value: &mut [usize; 2], range: RangeInclusive<usize>) {
        self.line(label, |ui, _| {
            let [height, width] = value;
            let faint = palette(ui).faint;
            ui.spacing_mut().item_spacing.x = 5.0;
            let spoken = |response: Response, side: &str| response.accessible_name(format!("{label}, {side}"));
            spoken(whole(ui, width, range.clone(), 38.0), "width");
            ui.label(RichText::new("×").color(faint));
            spoken(whole(ui, height, range, 38.0), "height")
        });
    }

    fn number(&mut self, label: &str, value: &mut f64, range: RangeInclusive<f64>) {
        self.line(label, |ui, name| {
            ui.spacing_mut().interact_size = vec2(88.0, CONTROL - 4.0);
            let speed = (value.abs() * 0.01).max((range.end() - range.start()).min(1.0) * 0.002);
            let field = DragValue::new(value).range(range).speed(speed).max_decimals(8).update_while_editing(false);
            let field = field.clamp_existing_to_range(false);
            let field = field.custom_formatter(|number, _| words::learning_rate(number));
            ui.add(field.custom_parser(|text| text.trim().parse().ok())).labelled_by(name)
        });
    }

    fn toggle(&mut self, label: &str, value: &mut bool) {
        self.line(label, |ui, _| switch(ui, label, value));
    }

    fn choice(&mut self, label: &str, options: &[&str], chosen: &mut usize) {
        let letters: usize = options.iter().map(|option| option.len()).sum();
        let few = options.len() <= 3 && letters <= 18;
        self.line(label, |ui, name| match few {
            true => {
                let choices: Vec<(usize, &str)> = options.iter().copied().enumerate().collect();
                segments(ui, label, chosen, &choices)
            }
            false => {
                ui.spacing_mut().interact_size.y = CONTROL - 4.0;
                let now = options.get(*chosen).copied().unwrap_or_default();
                let picker = ComboBox::from_id_salt(label).selected_text(now).width(132.0).truncate();
                let shown = picker.show_ui(ui, |ui| {
                    for (place, option) in options.iter().enumerate() {
                        ui.selectable_value(chosen, place, *option);
                    }
                });
                shown.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, label));
                shown.response.labelled_by(name)
            }
        });
    }
}

/// A switch for yes and no.
pub fn switch(ui: &mut Ui, name: &str, value: &mut bool) -> Response {
    let colours = palette(ui);
    let (rect, mut response) = ui.allocate_exact_size(vec2(34.0, 20.0), Sense::click());
    if response.clicked() {
        *value = !*value;
        response.mark_changed();
    }
    let (enabled, on) = (ui.is_enabled(), *value);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, enabled, on, name));
    let (ground, knob) = if on { (colours.accent, colours.on_accent) } else { (colours.lifted, colours.dim) };
    let rounding = CornerRadius::same(10);
    ui.painter().rect_filled(rect, rounding, ground);
    if response.has_focus() {
        ui.painter().rect_stroke(rect.expand(2.0), rounding, Stroke::new(2.0, colours.accent), StrokeKind::Outside);
    }
    let x = if on { rect.right() - 10.0 } else { rect.left() + 10.0 };
    ui.painter().circle_filled(pos2(x, rect.center().y), 7.0, knob);
    response
}

/// A field for a line of text, named for screen readers.
pub fn text_field(ui: &mut Ui, id: Id, name: &str, hint: &str, text: &mut String) -> Response {
    let colours = palette(ui);
    let field = eframe::egui::TextEdit::singleline(text).id(id).hint_text(RichText::new(hint).color(colours.faint));
    let field = field.desired_width(f32::INFINITY).font(plain(TEXT)).margin(eframe::egui::Margin::symmetric(10, 6));
    let response = ui.add(field.background_color(colours.card));
    response.clone().accessible_name(name);
    let ring = if response.has_focus() { colours.accent } else { colours.line };
    let rect: Rect = response.rect;
    ui.painter().rect_stroke(rect, CornerRadius::same(RADIUS), Stroke::new(1.0, ring), StrokeKind::Inside);
    response
}
