//! What hands and keys do on the canvas.

use eframe::egui::{Event, Key, Modifiers, OutputCommand, Role, pos2, vec2};
use egui_kittest::kittest::Queryable;
use netloom::layers::{Add, Dropout};

use super::{built, network, open, problem};
use crate::scene::Window;

#[test]
fn deleting_heals_and_is_taken_back() {
    let mut window = open(built("mlp"));
    window.get_by_label_contains("Dropout dropout").click();
    window.run_steps(2);
    window.key_press(Key::Delete);
    window.run_steps(3);
    assert_eq!((network(&window).nodes.len(), problem(&window)), (4, None));
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    assert!(network(&window).means_the_same(&built("mlp")));
}

#[test]
fn layers_are_copied_pasted_and_duplicated() {
    let mut window = open(built("mlp"));
    window.get_by_label_contains("Dense dense,").click();
    window.run_steps(2);
    window.get_by_label_contains("Dropout dropout").click_modifiers(Modifiers::SHIFT);
    window.run_steps(2);
    assert_eq!(window.state().canvas.selection.len(), 2);
    window.event(Event::Copy);
    window.step();
    let copied = window.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    window.event(Event::Paste(copied.expect("something was copied")));
    window.run_steps(3);
    assert_eq!((network(&window).nodes.len(), network(&window).wires.len()), (7, 5));
    window.key_press_modifiers(Modifiers::COMMAND, Key::D);
    window.run_steps(3);
    assert_eq!((network(&window).nodes.len(), network(&window).wires.len()), (9, 6));
    window.event(Event::Paste("a sentence".into()));
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(1);
    assert_eq!(window.state().canvas.selection.len(), 9);
}

#[test]
fn a_drag_is_one_step() {
    let mut window = open(built("mlp"));
    let before = network(&window).clone();
    let from = window.get_by_label_contains("Flatten flatten").rect().center_top() + vec2(0.0, 12.0);
    window.hover_at(from);
    window.run_steps(1);
    window.drag_at(from);
    window.run_steps(1);
    for step in 1..6 {
        window.hover_at(from + vec2(0.0, 30.0 * step as f32));
        window.run_steps(1);
    }
    window.drop_at(from + vec2(0.0, 150.0));
    window.run_steps(3);
    let moved = network(&window).named("flatten").unwrap().position;
    assert!(moved[1] > before.named("flatten").unwrap().position[1] + 100.0 && moved[1] % 8.0 == 0.0);
    assert!(window.state_mut().document.undo());
    assert_eq!(network(&window), &before);
    assert!(!window.state().document.can_undo());
}

#[test]
fn keys_alone_reach_layers_move_and_edit_them() {
    let mut window = open(built("mlp"));
    window.get_by_label_contains("Dense dense,").focus();
    window.run_steps(3);
    let dense = network(&window).named("dense").unwrap().clone();
    assert_eq!(window.state().canvas.chosen(), Some(dense.id), "what the keys go to is selected");
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowDown);
    window.run_steps(2);
    assert_eq!(network(&window).node(dense.id).unwrap().position[1], dense.position[1] + 8.0);
    assert_eq!(window.state().canvas.chosen(), Some(dense.id));
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert!(window.get_by_role_and_label(Role::SpinButton, "Units").is_focused());
}

#[test]
fn wires_can_be_drawn_without_a_mouse() {
    let mut drawn = built("mlp");
    let dense = drawn.named("dense").unwrap().id;
    let dropout = drawn.named("dropout").unwrap().id;
    let wire = *drawn.wires.iter().find(|wire| wire.to == dropout).unwrap();
    let add = drawn.insert(wire, Add {}, [0.0, 0.0]);
    let mut window = open(drawn);
    window.get_by_label_contains("Add add, needs at least two wires").focus();
    window.run_steps(3);
    window.get_by_role_and_label(Role::ComboBox, "Another input").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "dense").click();
    window.run_steps(3);
    assert_eq!(network(&window).inputs(add), [dense, dense]);
    assert_eq!(problem(&window), None);
}

#[test]
fn a_layer_without_wires_is_dropped_on_one() {
    let mut drawn = built("mlp");
    let free = drawn.add(Dropout::default(), [0.0, 400.0]);
    let mut window = open(drawn);
    let rect = |window: &Window, words: &str| window.get_by_label_contains(words).rect();
    let [left, right] = ["Input input", "Flatten flatten"].map(|words| rect(&window, words));
    let (held, free_rect) = (vec2(0.0, -20.0), rect(&window, "Dropout dropout_1"));
    let target = pos2((left.right() + right.left()) / 2.0, left.top() + 58.0 * free_rect.width() / 184.0) + held;
    let from = free_rect.center() + held;
    window.hover_at(from);
    window.run_steps(1);
    window.drag_at(from);
    window.run_steps(1);
    for part in 1..=8 {
        window.hover_at(from + (target - from) * (part as f32 / 8.0));
        window.run_steps(1);
    }
    window.drop_at(target);
    window.run_steps(3);
    let flatten = network(&window).named("flatten").unwrap().id;
    assert_eq!(network(&window).inputs(flatten), [free]);
    assert_eq!(problem(&window), None);
}
