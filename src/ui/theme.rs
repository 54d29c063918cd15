//! Every colour, size and font of the window, dark and light. Panels name what a thing is; this file says how it looks.

use std::sync::Arc;

use eframe::egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Frame, Id, Margin, Shadow, Stroke,
    Style, TextStyle, Theme, Ui, Vec2, Visuals,
    style::{HandleShape, WidgetVisuals},
    vec2,
};

use crate::layers::Family;

/// All distances are whole numbers of this many points.
pub const UNIT: f32 = 4.0;
/// The distance between the edge of a panel or card and what is in it.
pub const PAD: f32 = 14.0;
/// The distance between cards.
pub const GAP: f32 = 12.0;
/// The rounding of cards.
pub const CARD_RADIUS: u8 = 9;
/// The rounding of buttons and fields.
pub const RADIUS: u8 = 7;
/// The height of buttons and fields.
pub const CONTROL: f32 = 32.0;
/// The height of the top bar.
pub const TOP_BAR: f32 = 48.0;
/// The height of the status line.
pub const STATUS_LINE: f32 = 38.0;

/// The size of running text.
pub const TEXT: f32 = 13.0;
/// The size of labels and axis numbers.
pub const LABEL: f32 = 11.0;
/// The size of a card's heading.
pub const HEADING: f32 = 14.0;
/// The size of numbers that are read from across the room.
pub const FIGURE: f32 = 24.0;
/// The size of the start page's title.
pub const TITLE: f32 = 30.0;

/// The colours of one theme, named by what they are for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Behind everything.
    pub background: Color32,
    /// Bars and side panels.
    pub panel: Color32,
    /// Cards on the background.
    pub card: Color32,
    /// Buttons, chosen tabs, fields under the pointer.
    pub raised: Color32,
    /// Buttons under the pointer.
    pub lifted: Color32,
    /// Edges and grid lines.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Text of less weight.
    pub dim: Color32,
    /// Labels of sections, and what cannot be used now.
    pub faint: Color32,
    /// What to do next, and the curve of training.
    pub accent: Color32,
    /// The accent under the pointer.
    pub accent_lifted: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Done, right, healthy.
    pub ok: Color32,
    /// Running, or needs attention; the curve of testing.
    pub warn: Color32,
    /// Wrong, failed.
    pub bad: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The dark theme.
pub const DARK: Palette = Palette {
    background: rgb(0x111418),
    panel: rgb(0x181c22),
    card: rgb(0x20252d),
    raised: rgb(0x272d37),
    lifted: rgb(0x323a46),
    line: rgb(0x2c333e),
    text: rgb(0xe6e9ee),
    dim: rgb(0x98a1ae),
    faint: rgb(0x828d9d),
    accent: rgb(0x4cc2ff),
    accent_lifted: rgb(0x7ad2ff),
    on_accent: rgb(0x0a1016),
    ok: rgb(0x5bd28a),
    warn: rgb(0xf2b84b),
    bad: rgb(0xff6b6b),
};

/// The light theme.
pub const LIGHT: Palette = Palette {
    background: rgb(0xeef1f5),
    panel: rgb(0xf8f9fb),
    card: rgb(0xffffff),
    raised: rgb(0xdde3eb),
    lifted: rgb(0xcdd5df),
    line: rgb(0xced6e0),
    text: rgb(0x171c23),
    dim: rgb(0x525d6b),
    faint: rgb(0x606c7c),
    accent: rgb(0x0770b3),
    accent_lifted: rgb(0x09629b),
    on_accent: rgb(0xffffff),
    ok: rgb(0x187842),
    warn: rgb(0x9c5d00),
    bad: rgb(0xc43333),
};

/// The colours of the theme in use.
pub fn palette(ui: &Ui) -> &'static Palette {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

/// Notes that the window is cleared with the colour behind everything before each frame.
pub fn clears(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(Id::unique("cleared"), true));
}

/// What is behind everything. Where the window is cleared with its colour it is not drawn once more: of all that is
/// drawn in software, large areas take the most time.
pub fn ground(ui: &Ui) -> Frame {
    let cleared = ui.ctx().data(|data| data.get_temp(Id::unique("cleared")).unwrap_or(false));
    Frame::new().fill(if cleared { Color32::TRANSPARENT } else { palette(ui).background })
}

/// Colours that tell classes and runs apart, on dark grounds and on light ones.
const SERIES: [[Color32; 6]; 2] = [
    [rgb(0x4c9dff), rgb(0xf2a93b), rgb(0x62cf7a), rgb(0xd66bff), rgb(0xff6b6b), rgb(0x35c4b5)],
    [rgb(0x1f6fd6), rgb(0xb26a00), rgb(0x1f8a43), rgb(0xa436d0), rgb(0xd03b3b), rgb(0x0f8577)],
];

/// The colour of the class or run at this place.
pub fn series(ui: &Ui, place: usize) -> Color32 {
    let colours = series_of(ui.visuals().dark_mode);
    colours[place % colours.len()]
}

/// The colours that tell classes and runs apart, on a dark or a light ground.
pub fn series_of(dark: bool) -> &'static [Color32; 6] {
    &SERIES[usize::from(!dark)]
}

/// The colour of the layer that gives the answer.
pub const OUTPUT: Color32 = rgb(0xff6b6b);

/// The colour of a family of layers.
pub fn family(family: Family) -> Color32 {
    match family {
        Family::Input | Family::Combine => rgb(0x8b95a5),
        Family::Convolution => rgb(0x4c9dff),
        Family::Pooling => rgb(0x9d7bff),
        Family::Dense | Family::Shape => rgb(0xf2a93b),
        Family::Activation => rgb(0x62cf7a),
        Family::Normalisation => rgb(0x35c4b5),
        Family::Regularisation => rgb(0xef7fb3),
    }
}

/// The colour of a weight between -1 and 1: blue below zero, orange above, the ground's grey at zero.
pub fn weight(part: f32, dark: bool) -> Color32 {
    let ground = if dark { DARK.raised } else { LIGHT.raised };
    let end = if part < 0.0 { rgb(0x4c9dff) } else { rgb(0xff8a5b) };
    ground.lerp_to_gamma(end, if part.is_nan() { 0.0 } else { part.abs().min(1.0) })
}

/// Text of a weight that stands out, in this size.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// Running text in this size.
pub fn plain(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Numbers and file names in this size.
pub fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

const STRONG: &str = "strong";

/// Gives the context the fonts and both themes. Call once, before the first frame.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.set_style_of(Theme::Dark, style(Theme::Dark, &DARK));
    ctx.set_style_of(Theme::Light, style(Theme::Light, &LIGHT));
    // As Windows and macOS have it: clicks are timed by frames, and where software draws, those take their time.
    ctx.options_mut(|options| options.input_options.max_double_click_delay = 0.5);
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let own: [(&str, FontFamily, &'static [u8]); 3] = [
        ("Inter", FontFamily::Proportional, include_bytes!("../../assets/fonts/Inter-Regular.otf")),
        ("Inter SemiBold", FontFamily::Name(STRONG.into()), include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
        ("JetBrains Mono", FontFamily::Monospace, include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf")),
    ];
    let rest = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    fonts.families.insert(FontFamily::Name(STRONG.into()), rest);
    for (name, family, bytes) in own {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        fonts.families.entry(family).or_default().insert(0, name.to_owned());
    }
    fonts
}

fn style(theme: Theme, colours: &Palette) -> Style {
    let mut style = Style { visuals: visuals(theme, colours), ..Style::default() };
    style.text_styles = [
        (TextStyle::Small, plain(LABEL)),
        (TextStyle::Body, plain(TEXT)),
        (TextStyle::Button, plain(TEXT)),
        (TextStyle::Heading, strong(HEADING)),
        (TextStyle::Monospace, mono(12.0)),
    ]
    .into();
    style.drag_value_text_style = TextStyle::Monospace;
    style.animation_time = 0.08;
    style.spacing.item_spacing = vec2(8.0, 8.0);
    style.spacing.button_padding = vec2(12.0, 7.0);
    style.spacing.interact_size = vec2(40.0, 28.0);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.combo_height = 320.0;
    style.spacing.tooltip_width = 320.0;
    style.interaction.selectable_labels = false;
    style
}

fn visuals(theme: Theme, colours: &Palette) -> Visuals {
    let mut visuals = theme.default_visuals();
    let rounding = CornerRadius::same(RADIUS);
    let widget = |fill: Color32, edge: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: rounding,
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = widget(colours.card, colours.line, colours.text);
    visuals.widgets.inactive = widget(colours.raised, colours.line, colours.text);
    visuals.widgets.hovered = widget(colours.lifted, colours.faint, colours.text);
    visuals.widgets.active = widget(colours.lifted, colours.accent, colours.text);
    visuals.widgets.open = widget(colours.raised, colours.accent, colours.text);
    visuals.selection.bg_fill = colours.accent.gamma_multiply(0.3);
    visuals.selection.stroke = Stroke::new(1.0, colours.text);
    visuals.hyperlink_color = colours.accent;
    visuals.weak_text_color = Some(colours.dim);
    visuals.warn_fg_color = colours.warn;
    visuals.error_fg_color = colours.bad;
    visuals.panel_fill = colours.background;
    visuals.window_fill = colours.card;
    visuals.window_stroke = Stroke::new(1.0, colours.line);
    visuals.window_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.extreme_bg_color = colours.panel;
    visuals.faint_bg_color = colours.panel;
    visuals.code_bg_color = colours.raised;
    let shade = if theme == Theme::Dark { 110 } else { 40 };
    visuals.handle_shape = HandleShape::Circle;
    visuals.popup_shadow = Shadow { offset: [0, 6], blur: 18, spread: 0, color: Color32::from_black_alpha(shade) };
    visuals.window_shadow = visuals.popup_shadow;
    visuals
}

/// How far apart two colours are in light, from 1 to 21 (WCAG 2.2).
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let linear = |part: u8| {
        let part = f32::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let light =
        |colour: Color32| 0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b());
    let (a, b) = (light(a) + 0.05, light(b) + 0.05);
    a.max(b) / a.min(b)
}

/// Black or white, whichever is read more easily on this ground.
pub fn ink_on(ground: Color32) -> Color32 {
    let [black, white] = [Color32::BLACK, Color32::WHITE];
    if contrast(black, ground) > contrast(white, ground) { black } else { white }
}

/// The size of a square control.
pub fn square() -> Vec2 {
    Vec2::splat(CONTROL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_can_be_read_in_both_themes() {
        for colours in [&DARK, &LIGHT] {
            for ground in [colours.background, colours.panel, colours.card] {
                let inks = [(colours.text, 7.0), (colours.dim, 4.5), (colours.ok, 4.5), (colours.warn, 4.5)];
                let more = [(colours.bad, 4.5), (colours.accent, 4.5), (colours.faint, 3.4)];
                for (ink, least) in inks.into_iter().chain(more) {
                    let found = contrast(ink, ground);
                    assert!(found >= least, "{ink:?} on {ground:?}: {found:.2} instead of {least}");
                }
            }
            assert!(contrast(colours.on_accent, colours.accent) >= 4.5);
            assert!(contrast(colours.text, colours.raised) >= 7.0 && contrast(colours.text, colours.lifted) >= 7.0);
        }
    }
}
