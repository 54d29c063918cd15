//! The number under the pointer and the arithmetic behind it: the products, the bias, and what is done to their sum.

use eframe::egui::{CollapsingHeader, Label, RichText, ScrollArea, Ui};

use super::view::InspectView;
use crate::inspect::{Arithmetic, Maps, Term};
use crate::study::Glance;
use crate::ui::theme::{mono, palette};
use crate::ui::widgets::{elided, section};

/// Draws it for the place that the pointer chose.
pub(super) fn show(ui: &mut Ui, view: &InspectView, glance: &Glance, maps: &Maps) {
    let [height, width] = maps.size();
    let flat = [height, width] == [1, 1];
    let [y, x] = [view.at[0].min(height - 1), view.at[1].min(width - 1)];
    section(ui, if flat { "The number" } else { "Under the pointer" });
    let colours = palette(ui);
    let number = maps.numbers.get((y * width + x) * maps.channels() + view.channel).copied().unwrap_or_default();
    let place = if flat { String::new() } else { format!("({y}, {x}) = ") };
    ui.spacing_mut().item_spacing.y = 3.0;
    let Some(sum) = glance.arithmetic.as_ref().filter(|_| glance.of.at == Some((view.channel, view.at))) else {
        elided(ui, format!("{place}{number:.4}"), mono(12.0), colours.text);
        let words = match glance.arithmetic {
            Some(_) => "…",
            None => "This layer weighs nothing: it has no products.",
        };
        elided(ui, words, mono(12.0), colours.dim);
        return;
    };
    let then = match sum.then.as_str() {
        "" => format!("{:.4}", sum.value),
        function => format!("{function}({:.3}) = {:.3}", sum.before, sum.value),
    };
    elided(ui, format!("{place}{then}"), mono(12.0), colours.text);
    let bias = sum.bias.map_or("no bias".to_owned(), |bias| format!("bias {bias:+.3}"));
    elided(ui, format!("{} products, {bias}", sum.terms.len()), mono(12.0), colours.dim);
    if let Some(largest) = sum.terms.first() {
        // Nothing of it may be missing: where the panel is narrow it takes two lines.
        let words = RichText::new(format!("largest: {}", factors(largest))).font(mono(12.0)).color(colours.dim);
        ui.add(Label::new(words).wrap());
    }
    list(ui, sum);
}

fn product(term: &Term) -> String {
    format!("{} = {:+.3}", factors(term), term.product())
}

fn factors(term: &Term) -> String {
    // The output is the channel itself.
    let tap: Vec<String> = term.tap[..term.tap.len().saturating_sub(1)].iter().map(usize::to_string).collect();
    format!("w[{}]·x = {:+.3}·{:.3}", tap.join(","), term.weight, term.input)
}

/// All products, the largest first.
fn list(ui: &mut Ui, sum: &Arithmetic) {
    let colours = palette(ui);
    let header = CollapsingHeader::new("All products").id_salt("all products");
    header.show(ui, |ui| {
        let height = 18.0;
        let area = ScrollArea::vertical().max_height(220.0).id_salt("products").auto_shrink([false, true]);
        area.show_rows(ui, height - 3.0, sum.terms.len() + 1, |ui, rows| {
            for row in rows {
                match sum.terms.get(row) {
                    Some(term) => elided(ui, product(term), mono(11.0), colours.dim),
                    None => elided(ui, format!("all together {:+.5}", sum.sum), mono(11.0), colours.text),
                };
            }
        });
    });
}
