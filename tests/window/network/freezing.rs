//! Layers that training leaves as they are, and the filters that it has learned.

use std::sync::Arc;

use eframe::egui::{Modifiers, Role};
use egui_kittest::kittest::Queryable;
use netloom::compile::{Design, Plan};
use netloom::project::{Interface, Progress, Project, Trained};
use netloom::ui::State;

use super::{built, network, open, set_number, state};
use crate::scene::{self, window};

#[test]
fn a_layer_is_frozen_by_a_switch_and_freed_by_undo() {
    let mut window = open(built("mnist-cnn"));
    window.get_by_label_contains("Conv 2D conv2d,").click();
    window.run_steps(2);
    window.get_by_role_and_label(Role::CheckBox, "Train this layer").click();
    window.run_steps(3);
    assert!(network(&window).named("conv2d").unwrap().frozen);
    window.get_by_label("Conv 2D conv2d, 26×26×32, frozen");
    assert!(window.state_mut().document.undo());
    window.run_steps(2);
    assert!(!network(&window).named("conv2d").unwrap().frozen);

    window.get_by_label_contains("Dense dense,").click_modifiers(Modifiers::SHIFT);
    window.run_steps(2);
    window.get_by_role_and_label(Role::CheckBox, "Train these layers").click();
    window.run_steps(3);
    let frozen: Vec<&str> =
        network(&window).nodes.iter().filter(|node| node.frozen).map(|node| node.name.as_str()).collect();
    assert_eq!(frozen, ["conv2d", "dense"]);
    window.get_by_label_contains("Flatten flatten,").click();
    window.run_steps(2);
    assert!(window.query_by_label("Train this layer").is_none(), "it has no weights");
}

/// A state whose network has learned what it began with.
pub fn learned(name: &str) -> State {
    let mut state = state(built(name));
    let dataset = scene::samples();
    let interface = Interface {
        input: dataset.shape.clone(),
        normalisation: dataset.normalisation(Default::default()),
        classes: dataset.classes().to_vec(),
        outputs: 0,
        class_weights: Vec::new(),
        encoding: None,
        answers: None,
    };
    let project = Project { network: built(name), ..Project::default() };
    let initial = Plan::new(&Design::of(&project, &interface)).unwrap().initial(3);
    let (weights, states) = (initial.weights, initial.states);
    let progress = Progress { step: 1, ..Progress::default() };
    state.take_trained(Arc::new(Trained { project, interface, progress, weights, states, memories: Vec::new() }));
    state
}

#[test]
fn filters_are_shown_for_each_input_channel() {
    let mut window = window([1440.0, 900.0], learned("mnist-cnn"));
    window.run_steps(3);
    window.get_by_label_contains("Conv 2D conv2d,").click();
    window.run_steps(3);
    window.get_by_label_contains("32 of 32 filters of conv2d, weights up to 0.1");
    window.get_by_label_contains("Conv 2D conv2d_1,").click();
    window.run_steps(3);
    window.get_by_label_contains("64 of 64 filters of conv2d_1");
    set_number(&mut window, "Input channel, of 32", 5);
    window.get_by_label_contains("64 of 64 filters of conv2d_1");
    window.get_by_label_contains("Flatten flatten,").click();
    window.run_steps(3);
    assert!(window.query_by_label_contains("filters of").is_none());
}
