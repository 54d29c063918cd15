//! What keys alone do to the canvas, beside the actions of the menus, and how its layers are copied and pasted.

use eframe::egui::{Event, Key, Modifiers, Pos2, Ui};

use super::geometry::GRID;
use super::{Canvas, clip};
use crate::network::Network;

/// Takes the keys that are about the canvas, unless something is being typed.
pub fn keys(ui: &Ui, canvas: &mut Canvas, network: &mut Network, pointer: Option<Pos2>) {
    if ui.ctx().text_edit_focused() {
        return;
    }
    let pressed = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::NONE, Key::Backspace) {
        canvas.delete(network);
    }
    for (key, factor) in [(Key::Plus, 1.25), (Key::Equals, 1.25), (Key::Minus, 0.8)] {
        if pressed(Modifiers::NONE, key) {
            canvas.zoom(factor);
        }
    }
    if !canvas.selection.is_empty() && pressed(Modifiers::NONE, Key::Escape) {
        canvas.select([]);
    }
    for (key, by) in [
        (Key::ArrowLeft, [-GRID, 0.0]),
        (Key::ArrowRight, [GRID, 0.0]),
        (Key::ArrowUp, [0.0, -GRID]),
        (Key::ArrowDown, [0.0, GRID]),
    ] {
        if pressed(Modifiers::ALT, key) {
            let moved = network.nodes.iter_mut().filter(|node| canvas.selection.contains(&node.id));
            moved.for_each(|node| node.position = [node.position[0] + by[0], node.position[1] + by[1]]);
            canvas.reveal();
        }
    }
    clipboard(ui, canvas, network, pointer);
}

fn clipboard(ui: &Ui, canvas: &mut Canvas, network: &mut Network, pointer: Option<Pos2>) {
    let (mut copy, mut cut, mut pasted) = (false, false, None);
    ui.input(|input| {
        for event in &input.events {
            match event {
                Event::Copy => copy = true,
                Event::Cut => cut = true,
                Event::Paste(text) => pasted = clip::read(text),
                _ => {}
            }
        }
    });
    if copy || cut {
        if let Some(text) = clip::write(network.part(&canvas.selection)) {
            ui.ctx().copy_text(text);
        }
        if cut {
            canvas.delete(network);
        }
    }
    if let Some(part) = pasted {
        let left = part.nodes.iter().map(|node| node.position[0]).fold(f32::INFINITY, f32::min);
        let top = part.nodes.iter().map(|node| node.position[1]).fold(f32::INFINITY, f32::min);
        let corner = Pos2::new(left, top);
        let shift = match pointer {
            Some(to) if corner.is_finite() => super::geometry::snap((to - corner).to_pos2()),
            _ => [32.0, 32.0],
        };
        let fresh = network.paste(&part, shift);
        if !fresh.is_empty() {
            canvas.select(fresh);
            canvas.reveal();
        }
    }
}
