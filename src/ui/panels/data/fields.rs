//! Lines of settings: a name on the left, its control on the right, known to screen readers by the name.

use std::ops::RangeInclusive;

use eframe::egui::{Align, Checkbox, ComboBox, DragValue, Id, Layout, Response, RichText, Role, Ui, WidgetInfo};

use crate::base::Form;
use crate::ui::theme::palette;

/// The width of controls.
const WIDTH: f32 = 96.0;

/// A name, and a control made by `add`, which is given the label that names it.
pub(super) fn line<R>(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui, Id) -> R) -> R {
    let colour = palette(ui).dim;
    ui.horizontal(|ui| {
        ui.set_height(30.0);
        let label = ui.label(RichText::new(name).color(colour)).id;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().interact_size.x = WIDTH;
            add(ui, label)
        })
        .inner
    })
    .inner
}

/// A choice among a few words in a menu. Returns whether another was picked.
pub(super) fn menu(ui: &mut Ui, name: &str, words: &[&str], chosen: &mut usize) -> bool {
    let before = *chosen;
    let now = words.get(before).copied().unwrap_or("");
    let shown = ComboBox::from_id_salt(name).selected_text(now).width(WIDTH).truncate().show_ui(ui, |ui| {
        for (place, word) in words.iter().enumerate() {
            ui.selectable_value(chosen, place, *word);
        }
    });
    shown.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(now.to_owned());
        info
    });
    *chosen != before
}

/// Yes or no.
pub(super) fn toggle(ui: &mut Ui, name: &str, value: &mut bool) -> Response {
    line(ui, name, |ui, label| {
        ui.spacing_mut().interact_size.x = 0.0;
        ui.add(Checkbox::without_text(value)).labelled_by(label)
    })
}

/// A share of a whole as percent.
pub(super) fn percent(ui: &mut Ui, name: &str, value: &mut f64, range: RangeInclusive<f64>, sign: &str) -> Response {
    let sign = sign.to_owned();
    line(ui, name, |ui, label| {
        let field = DragValue::new(value)
            .range(range)
            .speed(0.005)
            .update_while_editing(false)
            .custom_formatter(move |share, _| format!("{sign}{:.0} %", 100.0 * share))
            .custom_parser(|text| Some(number_in(text)? / 100.0));
        ui.add(field).labelled_by(label)
    })
}

fn number_in(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter(|letter| letter.is_ascii_digit() || *letter == '.').collect();
    digits.parse().ok()
}

/// Draws the settings that a thing shows, each on a line: shares as ± percent, angles as ± degrees.
pub(super) struct Fields<'a> {
    pub ui: &'a mut Ui,
}

impl Form for Fields<'_> {
    fn count(&mut self, label: &str, value: &mut usize, range: RangeInclusive<usize>) {
        line(self.ui, label, |ui, label| ui.add(DragValue::new(value).range(range)).labelled_by(label));
    }

    fn pair(&mut self, label: &str, value: &mut [usize; 2], range: RangeInclusive<usize>) {
        line(self.ui, label, |ui, label| {
            for value in value.iter_mut() {
                ui.add(DragValue::new(value).range(range.clone())).labelled_by(label);
            }
        });
    }

    fn number(&mut self, label: &str, value: &mut f64, range: RangeInclusive<f64>) {
        if *range.end() <= 1.0 {
            // A part that is cut out is a size, not a distance either way.
            let sign = if label.starts_with("Cut") { "" } else { "± " };
            percent(self.ui, label, value, range, sign);
            return;
        }
        line(self.ui, label, |ui, label| {
            let field = DragValue::new(value)
                .range(range)
                .speed(0.5)
                .update_while_editing(false)
                .custom_formatter(|angle, _| format!("± {angle:.0}°"))
                .custom_parser(number_in);
            ui.add(field).labelled_by(label)
        });
    }

    fn toggle(&mut self, label: &str, value: &mut bool) {
        toggle(self.ui, label, value);
    }

    fn choice(&mut self, label: &str, options: &[&str], chosen: &mut usize) {
        line(self.ui, label, |ui, _| menu(ui, label, options, chosen));
    }
}
