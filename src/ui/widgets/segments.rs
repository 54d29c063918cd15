//! A choice among a few things, side by side.

use eframe::egui::{
    CornerRadius, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, WidgetText, pos2, vec2,
};

use crate::ui::theme::{self, CONTROL, RADIUS, TEXT, palette};

/// The height of such a choice.
pub const HEIGHT: f32 = 26.0;

/// Shows the choices and changes the value when another is picked. `name` is that of the whole choice. Returns the
/// response of the chosen one.
pub fn segments<T: Copy + PartialEq>(ui: &mut Ui, name: &str, value: &mut T, choices: &[(T, &str)]) -> Response {
    segments_across(ui, name, value, choices, 0.0)
}

/// The same at least this wide, so that it ends where controls above and below it do.
pub fn segments_across<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    value: &mut T,
    choices: &[(T, &str)],
    least: f32,
) -> Response {
    let colours = palette(ui);
    let font = theme::plain(TEXT - 1.0);
    let texts = choices.iter().map(|(_, text)| WidgetText::from(*text).into_galley(ui, None, 400.0, font.clone()));
    let texts: Vec<_> = texts.collect();
    let natural: f32 = texts.iter().map(|text| (text.size().x + 20.0).ceil()).sum::<f32>() + 4.0;
    let width = natural.max(least);
    // As high as the other controls of a form.
    let height = if least > 0.0 { CONTROL - 2.0 } else { HEIGHT };
    let more = (width - natural) / choices.len().max(1) as f32;
    let (rect, mut whole) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    // The edge shows what belongs together on panels and cards alike.
    let edge = Stroke::new(1.0, colours.line);
    ui.painter().rect(rect, CornerRadius::same(RADIUS), colours.panel, edge, StrokeKind::Inside);
    let group = whole.id;
    let mut left = rect.left() + 2.0;
    for ((choice, text), galley) in choices.iter().zip(texts) {
        let right = left + (galley.size().x + 20.0).ceil() + more;
        let place = Rect::from_min_max(pos2(left, rect.top() + 2.0), pos2(right, rect.bottom() - 2.0));
        left = right;
        let id: Id = group.with(*text);
        let response = ui.interact(place, id, Sense::click());
        let chosen = *value == *choice;
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, format!("{name}: {text}")));
        if response.clicked() {
            *value = *choice;
        }
        if chosen {
            ui.painter().rect_filled(place, CornerRadius::same(RADIUS - 2), colours.lifted);
        }
        if response.has_focus() {
            let ring = Stroke::new(2.0, colours.accent);
            ui.painter().rect_stroke(place, CornerRadius::same(RADIUS - 2), ring, StrokeKind::Inside);
        }
        let ink = if chosen || response.hovered() { colours.text } else { colours.dim };
        let corner = place.center() - galley.size() / 2.0;
        ui.painter().galley(corner.round(), galley, ink);
        if chosen {
            whole = response;
        }
    }
    whole
}
