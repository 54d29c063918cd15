//! A window over the others that is answered before anything else is done.

use eframe::egui::{Frame, Id, Margin, Modal, Ui};

use crate::ui::theme::{CARD_RADIUS, palette};

/// A window with this name among those of the program, framed as a card.
pub fn modal(ui: &Ui, name: &str) -> Modal {
    let colours = palette(ui);
    let frame = Frame::new().fill(colours.card).stroke((1.0, colours.line)).corner_radius(CARD_RADIUS);
    Modal::new(Id::unique(name)).frame(frame.inner_margin(Margin::same(20)).shadow(ui.visuals().popup_shadow))
}
