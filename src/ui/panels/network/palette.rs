//! The palette: every layer by family, and templates; searched, dragged onto the canvas, or appended.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    CornerRadius, CursorIcon, Event, Id, Key, Modifiers, PointerButton, Response, RichText, Role, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::layers::{Family, Layer};
use crate::network::{Template, templates};
use crate::ui::canvas::Canvas;
use crate::ui::theme::{self, RADIUS, TEXT, palette};
use crate::ui::widgets::{scroll, section, text_field};

/// What was chosen from the palette.
pub enum Choice {
    /// This layer is to be appended.
    Layer(Layer),
    /// The network is to be this one.
    Template(&'static Template),
}

/// The height of a row.
const ROW: f32 = 28.0;

/// Draws the palette; returns what was chosen from it.
pub fn show(ui: &mut Ui, canvas: &mut Canvas) -> Option<Choice> {
    section(ui, "Layers");
    let id = Id::unique("search layers");
    let slash = !ui.ctx().text_edit_focused() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Slash));
    let field = text_field(ui, id, "Search layers", "Search layers  /", &mut canvas.search);
    if slash {
        field.request_focus();
        ui.input_mut(|input| typed_at_once(&mut input.events, &mut canvas.search));
        // What is typed next belongs behind it, wherever the cursor was when the field was left.
        let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
        let end = CCursor::new(canvas.search.chars().count());
        state.cursor.set_char_range(Some(CCursorRange::one(end)));
        state.store(ui.ctx(), id);
    }
    let wanted = canvas.search.trim().to_lowercase();
    let matches = |title: &str, help: &str| {
        wanted.is_empty() || title.to_lowercase().contains(&wanted) || help.to_lowercase().contains(&wanted)
    };
    let layers: Vec<Layer> = Layer::all().into_iter().filter(|layer| matches(layer.title(), &layer.help())).collect();
    let networks: Vec<&Template> = templates().iter().filter(|one| matches(one.title, one.help)).collect();
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && !wanted.is_empty();
    // A layer that is called so goes before those that only speak of it.
    let named = layers.iter().find(|layer| layer.title().to_lowercase().contains(&wanted));
    let found = named.or(layers.first()).map(|layer| Choice::Layer(layer.clone()));
    let found = found.or(networks.first().map(|template| Choice::Template(template)));
    let mut chosen = found.filter(|_| entered);
    if chosen.is_some() {
        canvas.search.clear();
    }
    ui.add_space(2.0);
    scroll(ui, "layers", |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for family in Family::ALL {
            let of_family: Vec<&Layer> = layers.iter().filter(|layer| layer.family() == family).collect();
            if of_family.is_empty() {
                continue;
            }
            heading(ui, family.title());
            for layer in of_family {
                let response = row(ui, layer.title(), theme::family(family), Sense::click_and_drag());
                response.dnd_set_drag_payload(layer.clone());
                let help = format!("{}\nDrag it onto the canvas, or double-click to append it.", layer.help());
                if taken(ui, response.on_hover_text(help)) {
                    chosen = Some(Choice::Layer(layer.clone()));
                }
            }
        }
        if !networks.is_empty() {
            heading(ui, "Templates");
        }
        for template in &networks {
            let response = row(ui, template.title, palette(ui).accent, Sense::click());
            let help = format!("{}\nDouble-click to use it instead of the present network.", template.help);
            if taken(ui, response.on_hover_text(help)) {
                chosen = Some(Choice::Template(template));
            }
        }
        if layers.is_empty() && networks.is_empty() {
            let words = format!("No layer is called “{wanted}”.");
            ui.label(RichText::new(words).color(palette(ui).dim));
        }
    });
    chosen
}

/// Takes what was typed in the same frame as the slash, before the field could have the keys: it is meant for it.
fn typed_at_once(events: &mut Vec<Event>, search: &mut String) {
    events.retain(|event| match event {
        Event::Text(words) => {
            search.push_str(words.trim_start_matches('/'));
            false
        }
        Event::Key { modifiers, .. } => modifiers.any(),
        _ => true,
    });
}

fn heading(ui: &mut Ui, words: &str) {
    ui.add_space(10.0);
    section(ui, words);
    ui.add_space(4.0);
}

/// Whether a row was chosen: by a double click, by keys, or by a screen reader. Of quick clicks in a row every second
/// one counts, so that two double clicks choose twice.
fn taken(ui: &Ui, response: Response) -> bool {
    if !response.clicked_by(PointerButton::Primary) {
        return response.clicked();
    }
    // Asked for before the memory is locked, which the answer needs too.
    let (third, second) = (response.triple_clicked(), response.double_clicked());
    ui.data_mut(|data| {
        let clicks: &mut u32 = data.get_temp_mut_or_default(response.id.with("clicks"));
        *clicks = match (third, second) {
            (true, _) => *clicks + 1,
            (false, true) => 2,
            (false, false) => 1,
        };
        clicks.is_multiple_of(2)
    })
}

fn row(ui: &mut Ui, name: &str, stripe: eframe::egui::Color32, sense: Sense) -> Response {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let rounding = CornerRadius::same(RADIUS);
    if response.hovered() {
        ui.painter().rect_filled(rect, rounding, colours.raised);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, rounding, Stroke::new(2.0, colours.accent), StrokeKind::Inside);
    }
    let mark = eframe::egui::Rect::from_center_size(pos2(rect.left() + 10.0, rect.center().y), vec2(4.0, 14.0));
    ui.painter().rect_filled(mark, 2.0, stripe);
    let galley = ui.painter().layout_no_wrap(name.to_owned(), theme::plain(TEXT), colours.text);
    let place = pos2(rect.left() + 22.0, (rect.center().y - galley.size().y / 2.0).round());
    ui.painter().with_clip_rect(rect.intersect(ui.clip_rect())).galley(place, galley, colours.text);
    response.on_hover_and_drag_cursor(CursorIcon::Grab)
}
