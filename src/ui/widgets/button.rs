//! The one button of the window, in its three weights.

use eframe::egui::{
    Color32, CornerRadius, Response, Role, Sense, Stroke, StrokeKind, TextWrapMode, Ui, Widget, WidgetInfo, WidgetText,
    pos2, vec2,
};

use super::Icon;
use crate::ui::theme::{self, CONTROL, PAD, RADIUS, TEXT, palette};

#[derive(Clone, Copy, PartialEq)]
enum Weight {
    Primary,
    Usual,
    Bare,
}

/// A button. Its text is also its name for screen readers, unless [`Button::named`] gives another.
pub struct Button {
    text: String,
    name: Option<String>,
    weight: Weight,
    icon: Option<Icon>,
    width: Option<f32>,
    height: f32,
    detail: &'static str,
    chosen: bool,
}

impl Button {
    fn new(text: impl Into<String>, weight: Weight) -> Button {
        Button {
            text: text.into(),
            name: None,
            weight,
            icon: None,
            width: None,
            height: CONTROL,
            detail: "",
            chosen: false,
        }
    }

    /// What to do next; at most one in sight for each thing that can be done.
    pub fn primary(text: impl Into<String>) -> Button {
        Button::new(text, Weight::Primary)
    }

    /// Anything else that can be done.
    pub fn usual(text: impl Into<String>) -> Button {
        Button::new(text, Weight::Usual)
    }

    /// A choice among others, with a ground only when chosen or under the pointer.
    pub fn bare(text: impl Into<String>) -> Button {
        Button::new(text, Weight::Bare)
    }

    /// With a sign before the text.
    pub fn icon(mut self, icon: Icon) -> Button {
        self.icon = Some(icon);
        self
    }

    /// As wide as this.
    pub fn width(mut self, width: f32) -> Button {
        self.width = Some(width);
        self
    }

    /// As low as the lines of text around it.
    pub fn low(self) -> Button {
        self.height(CONTROL - 8.0)
    }

    /// As high as this.
    pub fn height(mut self, height: f32) -> Button {
        self.height = height;
        self
    }

    /// With the key that does the same, fainter behind the text.
    pub fn detail(mut self, key: &'static str) -> Button {
        self.detail = key;
        self
    }

    /// With another name for screen readers, where the text does not say enough.
    pub fn named(mut self, name: impl Into<String>) -> Button {
        self.name = Some(name.into());
        self
    }

    /// Shown as the chosen one of several.
    pub fn chosen(mut self, chosen: bool) -> Button {
        self.chosen = chosen;
        self
    }
}

impl Widget for Button {
    fn ui(self, ui: &mut Ui) -> Response {
        let colours = palette(ui);
        let font = if self.weight == Weight::Bare { theme::plain(TEXT) } else { theme::strong(TEXT) };
        let sign = if self.icon.is_some() { 16.0 } else { 0.0 };
        let gap = if self.icon.is_some() && !self.text.is_empty() { 6.0 } else { 0.0 };
        let sides = if self.text.is_empty() { 16.0 } else { 2.0 * PAD };
        let room = self.width.unwrap_or(ui.available_width().max(CONTROL)) - sides - sign - gap;
        let text = WidgetText::from(self.text.as_str());
        let galley = text.into_galley(ui, Some(TextWrapMode::Truncate), room.max(8.0), font);
        let detail = ui.painter().layout_no_wrap(self.detail.to_owned(), theme::plain(TEXT), colours.dim);
        let behind = if self.detail.is_empty() { 0.0 } else { 8.0 + detail.size().x };
        let content = sign + gap + galley.size().x + behind;
        let size = vec2(self.width.unwrap_or((content + sides).ceil()), self.height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());

        let name = self.name.unwrap_or(self.text);
        let enabled = ui.is_enabled();
        response.widget_info(|| match self.weight {
            Weight::Bare => WidgetInfo::selected(Role::Button, enabled, self.chosen, &name),
            _ => WidgetInfo::labeled(Role::Button, enabled, &name),
        });
        if !ui.is_rect_visible(rect) {
            return response;
        }

        let lifted = response.hovered() || response.is_pointer_button_down_on();
        let (ground, ink) = match (self.weight, enabled) {
            (Weight::Primary, true) if lifted => (colours.accent_lifted, colours.on_accent),
            (Weight::Primary, true) => (colours.accent, colours.on_accent),
            (Weight::Bare, _) if self.chosen => (colours.raised, colours.text),
            (Weight::Bare, _) if lifted => (colours.raised.gamma_multiply(0.6), colours.text),
            (Weight::Bare, true) => (Color32::TRANSPARENT, colours.dim),
            // What cannot be used fades as a whole: in a fainter ink it could not be read.
            (Weight::Bare, false) => (Color32::TRANSPARENT, colours.text),
            (_, false) => (colours.raised, colours.text),
            (Weight::Usual, _) if lifted => (colours.lifted, colours.text),
            (Weight::Usual, _) => (colours.raised, colours.text),
        };
        let painter = ui.painter();
        painter.rect_filled(rect, CornerRadius::same(RADIUS), ground);
        if self.weight == Weight::Usual {
            // On a card the ground alone is hardly seen.
            let edge = Stroke::new(1.0, colours.lifted);
            painter.rect_stroke(rect, CornerRadius::same(RADIUS), edge, StrokeKind::Inside);
        }
        if response.has_focus() {
            let ring = Stroke::new(2.0, if self.weight == Weight::Primary { colours.text } else { colours.accent });
            painter.rect_stroke(rect, CornerRadius::same(RADIUS), ring, StrokeKind::Inside);
        }
        let mut left = rect.center().x - content / 2.0;
        if let Some(icon) = self.icon {
            let place = rect.with_min_x(left).with_max_x(left + sign);
            icon.paint(painter, place, ink);
            left += sign + gap;
        }
        let top = |height: f32| (rect.center().y - height / 2.0).round();
        let end = left.round() + galley.size().x + 8.0;
        painter.galley(pos2(left.round(), top(galley.size().y)), galley, ink);
        painter.galley(pos2(end.round(), top(detail.size().y)), detail, colours.dim);
        response
    }
}
