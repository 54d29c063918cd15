//! Rows of a property panel: a name on the left and a control on the right. Every panel's settings are drawn here.

use std::ops::RangeInclusive;

use eframe::egui::{
    Align, ComboBox, DragValue, Id, Label, Layout, Response, RichText, Role, Slider, Ui, WidgetInfo, emath::Numeric,
    vec2,
};

use super::{segments_across, switch};
use crate::ui::theme::{CONTROL, palette};
use crate::ui::words;

/// The height of a row.
const ROW: f32 = CONTROL - 2.0;
/// The width of a field for a number.
const FIELD: f32 = 94.0;
/// The width of a menu.
pub const MENU: f32 = 166.0;

/// A name and a control on one line; screen readers know the control by the name.
pub fn row(ui: &mut Ui, name: &str, control: impl FnOnce(&mut Ui) -> Response) -> Response {
    let (response, label) = line(ui, name, control);
    response.labelled_by(label)
}

/// A name and a control on one line, with the label's number.
fn line(ui: &mut Ui, name: &str, control: impl FnOnce(&mut Ui) -> Response) -> (Response, Id) {
    // What cannot be used fades as a whole: in a fainter ink it could not be read.
    let colour = if ui.is_enabled() { palette(ui).dim } else { palette(ui).text };
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        // The control comes first: a name that is too long for what is left ends in "…" rather than below it.
        let draw = |ui: &mut Ui| {
            let response = ui
                .scope(|ui| {
                    ui.spacing_mut().interact_size = vec2(FIELD, CONTROL - 4.0);
                    control(ui)
                })
                .inner;
            let name = Label::new(RichText::new(name).color(colour)).truncate();
            let label = ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.add(name)).inner;
            (response, label.id)
        };
        ui.with_layout(Layout::right_to_left(Align::Center), draw).inner
    })
    .inner
}

/// A field for a number. A file may hold one beyond the range: it is shown, and kept unless it is changed.
fn field<T: Numeric>(value: &mut T, range: RangeInclusive<T>) -> DragValue<'_> {
    DragValue::new(value).range(range).clamp_existing_to_range(false).update_while_editing(false)
}

/// A whole number; dragging changes it in proportion to its size.
pub fn count<T: Numeric>(ui: &mut Ui, name: &str, value: &mut T, range: RangeInclusive<T>) -> Response {
    let speed = (value.to_f64() * 0.01).max(0.05);
    row(ui, name, |ui| ui.add(field(value, range).speed(speed).fixed_decimals(0)))
}

/// Two whole numbers, height × width.
pub fn pair(ui: &mut Ui, name: &str, value: &mut [usize; 2], range: RangeInclusive<usize>) -> Response {
    row(ui, name, |ui| {
        let [height, width] = value;
        let faint = palette(ui).faint;
        ui.spacing_mut().item_spacing.x = 5.0;
        ui.spacing_mut().interact_size.x = 38.0;
        let side = |ui: &mut Ui, value, side: &str| {
            let response = ui.add(field(value, range.clone()).speed(0.05));
            response.accessible_name(format!("{name}, {side}"))
        };
        let last = side(ui, width, "width");
        ui.label(RichText::new("×").color(faint));
        last | side(ui, height, "height")
    })
}

/// A real number; dragging changes it in proportion to its size.
pub fn number(ui: &mut Ui, name: &str, value: &mut f64, range: RangeInclusive<f64>) -> Response {
    let speed = (value.abs() * 0.01).max((range.end() - range.start()).min(1.0) * 1e-6);
    row(ui, name, |ui| {
        let field = field(value, range).speed(speed).max_decimals(10);
        let field = field.custom_formatter(|number, _| words::learning_rate(number));
        ui.add(field.custom_parser(|text| text.trim().replace(',', ".").parse().ok()))
    })
}

/// A share of a whole as percent, with a sign before it.
pub fn percent(ui: &mut Ui, name: &str, value: &mut f64, range: RangeInclusive<f64>, sign: &str) -> Response {
    row(ui, name, |ui| {
        let field = field(value, range).speed(0.005).custom_parser(|text| Some(number_in(text)? / 100.0));
        ui.add(field.custom_formatter(move |share, _| format!("{sign}{:.0} %", 100.0 * share)))
    })
}

/// A share of a whole as percent, on a slider with a field beside it.
pub fn share(ui: &mut Ui, name: &str, value: &mut f64, range: RangeInclusive<f64>) -> Response {
    let enabled = ui.is_enabled();
    row(ui, name, |ui| {
        ui.spacing_mut().interact_size.x = 56.0;
        ui.spacing_mut().slider_width = 84.0;
        let field = field(value, range.clone()).speed(0.005).custom_parser(|text| Some(number_in(text)? / 100.0));
        let field = ui.add(field.custom_formatter(|share, _| format!("{:.0} %", 100.0 * share)));
        // A handle no larger than the text beside it.
        ui.spacing_mut().interact_size.y = 18.0;
        let colours = palette(ui);
        let visuals = ui.visuals_mut();
        visuals.selection.bg_fill = colours.accent.gamma_multiply(if enabled { 0.9 } else { 0.3 });
        visuals.widgets.inactive.fg_stroke.color = colours.faint;
        let slider = Slider::new(value, range).step_by(0.01).trailing_fill(true).show_value(false);
        field | ui.add(slider).accessible_name(format!("{name}, slider"))
    })
}

/// An angle either way, in degrees.
pub fn angle(ui: &mut Ui, name: &str, value: &mut f64, range: RangeInclusive<f64>) -> Response {
    row(ui, name, |ui| {
        let field = field(value, range).speed(0.5).custom_parser(number_in);
        ui.add(field.custom_formatter(|angle, _| format!("± {angle:.0}°")))
    })
}

fn number_in(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter(|letter| letter.is_ascii_digit() || *letter == '.').collect();
    digits.parse().ok()
}

/// Yes or no.
pub fn toggle(ui: &mut Ui, name: &str, value: &mut bool) -> Response {
    row(ui, name, |ui| switch(ui, name, value))
}

/// One of several words: side by side where there is room, else in a menu.
pub fn choice(ui: &mut Ui, name: &str, options: &[&str], chosen: &mut usize) -> Response {
    let letters: usize = options.iter().map(|option| option.chars().count()).sum();
    if options.len() <= 3 && letters <= 18 {
        let choices: Vec<(usize, &str)> = options.iter().copied().enumerate().collect();
        return row(ui, name, |ui| {
            let before = *chosen;
            let mut response = segments_across(ui, name, chosen, &choices, MENU);
            if *chosen != before {
                response.mark_changed();
            }
            response
        });
    }
    menu(ui, name, name, options, chosen)
}

/// One of several words in a menu, which screen readers know by another name than the row.
pub fn menu(ui: &mut Ui, name: &str, spoken: &str, options: &[&str], chosen: &mut usize) -> Response {
    let draw = |ui: &mut Ui| {
        let before = *chosen;
        let now = options.get(before).copied().unwrap_or_default();
        let picker = ComboBox::from_id_salt(spoken).selected_text(now).width(MENU).truncate();
        let shown = picker.show_ui(ui, |ui| {
            for (place, option) in options.iter().enumerate() {
                ui.selectable_value(chosen, place, *option);
            }
        });
        let mut response = shown.response;
        if *chosen != before {
            response.mark_changed();
        }
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, true, spoken);
            info.current_text_value = Some(now.to_owned());
            info
        });
        response
    };
    line(ui, name, draw).0
}
