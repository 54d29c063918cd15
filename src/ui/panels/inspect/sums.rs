//! The arithmetic behind one number: the products, the bias, and what is done to their sum.

use eframe::egui::{Label, Pos2, RichText, Role, ScrollArea, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::lines::heading;
use super::view::InspectView;
use crate::inspect::{Arithmetic, Maps, Term};
use crate::study::Glance;
use crate::ui::theme::{LABEL, TEXT, mono, palette, plain};
use crate::ui::widgets::elided;
use crate::ui::words::grouped;

/// Draws it for the place under the pointer, or the one that is marked. `normalised` says that the data's numbers are
/// changed before the network sees them.
pub(super) fn show(ui: &mut Ui, view: &mut InspectView, glance: &Glance, maps: &Maps, normalised: bool) {
    let flat = maps.size() == [1, 1];
    heading(
        ui,
        match (flat, view.pointed) {
            (true, _) => "How it adds up",
            (false, Some(_)) => "Under the pointer",
            (false, None) => "Marked place",
        },
        |_| {},
    );
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        lines(ui, view, glance, maps, normalised);
    });
}

fn lines(ui: &mut Ui, view: &mut InspectView, glance: &Glance, maps: &Maps, normalised: bool) {
    let [height, width] = maps.size();
    let [y, x] = [view.place()[0].min(height - 1), view.place()[1].min(width - 1)];
    let colours = palette(ui);
    let number = maps.numbers.get((y * width + x) * maps.channels() + view.channel).copied().unwrap_or_default();
    let place = if [height, width] == [1, 1] { String::new() } else { format!("({y}, {x}) = ") };
    let Some(sum) = &glance.arithmetic else {
        elided(ui, format!("{place}{number:.3}"), mono(12.0), colours.text);
        let words = "This layer weighs nothing: it has no products.";
        ui.add(Label::new(RichText::new(words).font(plain(TEXT)).color(colours.dim)).wrap());
        return;
    };
    // That of another place is on its way out; its lines are kept, lest all below jumps.
    let known = glance.of.at == Some((view.channel, view.place()));
    let then = match sum.then.as_str() {
        _ if !known => format!("{number:.3}"),
        "" => format!("{:.3}", sum.value),
        function => format!("{function}({:.3}) = {:.3}", sum.before, sum.value),
    };
    let first = elided(ui, format!("{place}{then}"), mono(12.0), colours.text);
    if !place.is_empty() {
        first.on_hover_text("(row, column), both counted from 0");
    }
    let bias = sum.bias.map_or("no bias".to_owned(), |bias| format!("bias {bias:+.3}"));
    let mut lines = vec![format!("{} products, {bias}", grouped(sum.terms.len() as u64))];
    if let Some(largest) = sum.terms.first() {
        lines.extend([format!("largest: {}", factors(largest)), format!("= {}", numbers(largest))]);
    }
    for (place, line) in lines.into_iter().enumerate() {
        let words = match (known, place) {
            (true, _) => line,
            (false, 0) => "…".to_owned(),
            (false, _) => " ".to_owned(),
        };
        let line = elided(ui, words, mono(12.0), colours.dim);
        if let (Some(largest), true) = (sum.terms.first(), place > 0) {
            line.on_hover_text(letters(largest));
        }
    }
    if normalised && view.layer().is_some_and(|layer| layer.fed_with_sample) {
        elided(ui, "x: the numbers of the input, after normalising", plain(LABEL), colours.faint);
    }
    if fold(ui, &mut view.all_products) && known {
        list(ui, sum);
    }
}

/// What is multiplied.
fn factors(term: &Term) -> String {
    // The output is the channel itself.
    let tap: Vec<String> = term.tap[..term.tap.len().saturating_sub(1)].iter().map(usize::to_string).collect();
    format!("w[{}]·x", tap.join(","))
}

/// What the letters of a product stand for.
fn letters(term: &Term) -> &'static str {
    match term.tap.len() {
        2 => "w[input]: a weight · x: the number of that input",
        4 => "w[row, column, input channel]: a weight · x: the number that it meets",
        _ => "w: a weight, by its place · x: the number that it meets",
    }
}

/// The same in numbers.
fn numbers(term: &Term) -> String {
    format!("{:+.3}·{:.3} = {:+.3}", term.weight, term.input, term.product())
}

/// The line that unfolds the list; whether it is unfolded.
fn fold(ui: &mut Ui, open: &mut bool) -> bool {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::click());
    if response.clicked() {
        *open = !*open;
    }
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, *open, "All products"));
    let ink = if response.hovered() || response.has_focus() { colours.text } else { colours.dim };
    let middle = rect.left_center() + vec2(4.0, 0.0);
    let turn = |x: f32, y: f32| -> Pos2 { middle + if *open { vec2(y, x) } else { vec2(x, y) } };
    let corners = vec![turn(-2.5, -3.5), turn(3.0, 0.0), turn(-2.5, 3.5)];
    ui.painter().add(Shape::convex_polygon(corners, ink, Stroke::NONE));
    let galley = ui.painter().layout_no_wrap("All products".to_owned(), plain(TEXT), ink);
    let top = (rect.center().y - galley.size().y / 2.0).round();
    ui.painter().galley(pos2(rect.left() + 13.0, top), galley, ink);
    *open
}

/// All products, the largest first.
fn list(ui: &mut Ui, sum: &Arithmetic) {
    let colours = palette(ui);
    let area = ScrollArea::vertical().max_height(220.0).id_salt("products").auto_shrink([false, true]);
    area.show_rows(ui, 15.0, sum.terms.len() + 1, |ui, rows| {
        for row in rows {
            match sum.terms.get(row) {
                Some(term) => elided(ui, format!("{} = {}", factors(term), numbers(term)), mono(LABEL), colours.dim),
                None => elided(ui, format!("all together {:+.5}", sum.sum), mono(LABEL), colours.text),
            };
        }
    });
}
