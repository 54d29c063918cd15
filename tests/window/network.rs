//! The network workspace: what it shows, and what a person builds in it by hand and by keys.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{Event, Key, Modifiers, OutputCommand, PointerButton, Role, Theme, pos2, vec2};
use egui_kittest::kittest::Queryable;
use netloom::layers::{Add, Conv2d, Dense, Dropout, Input};
use netloom::network::{Network, facts, template};
use netloom::project::Project;
use netloom::train::Sight;
use netloom::ui::{DataState, Document, Page, State};

use netloom::app::Options;
use netloom::data::{Sample, Source};

use crate::flows::{application, until};
use crate::scene::{self, Window, window};

const SIZE: [f32; 2] = [1440.0, 900.0];

/// A window's state on this network, with a few digits.
fn state(network: Network) -> State {
    let document = Document::new(Project { network, ..Project::default() });
    State { page: Page::Network, document, data: DataState::Ready(scene::samples()), ..State::default() }
}

fn built(name: &str) -> Network {
    template(name).unwrap().build(&[28, 28, 1].into(), 10)
}

fn open(network: Network) -> Window {
    let mut window = window(SIZE, state(network));
    window.run_steps(3);
    window
}

fn network(window: &Window) -> &Network {
    &window.state().document.project.network
}

fn problem(window: &Window) -> Option<String> {
    facts(network(window), None).problem(network(window))
}

/// Appends a layer by keys.
fn append(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).focus();
    window.run_steps(1);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

fn set_number(window: &mut Window, name: &str, number: usize) {
    window.get_by_role_and_label(Role::SpinButton, name).click();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.event(Event::Text(number.to_string()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

fn choose(window: &mut Window, name: &str, option: &str) {
    window.get_by_role_and_label(Role::ComboBox, name).click();
    window.run_steps(3);
    // Long lists scroll: what is not seen yet is picked as a screen reader does.
    window.get_by_label(option).click_accesskit();
    window.run_steps(3);
}

#[test]
fn the_reference_network_is_built_by_hand_from_nothing() {
    let mut window = open(Network::default());
    let input = window.get_by_role_and_label(Role::Button, "Input").rect().center();
    window.hover_at(input);
    window.run_steps(1);
    for pressed in [true, false, true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        window.input_mut().events.push(Event::PointerButton { pos: input, button, pressed, modifiers });
    }
    window.run_steps(3);
    assert_eq!(network(&window).nodes.len(), 1, "a double click appends");
    for (place, filters) in [32, 64, 64].into_iter().enumerate() {
        append(&mut window, "Conv 2D");
        if filters != 32 {
            set_number(&mut window, "Filters", filters);
        }
        choose(&mut window, "Activation", "ReLU");
        if place < 2 {
            append(&mut window, "Max pool");
        }
    }
    append(&mut window, "Flatten");
    append(&mut window, "Dense");
    choose(&mut window, "Activation", "ReLU");
    append(&mut window, "Dense");
    set_number(&mut window, "Units", 10);
    choose(&mut window, "Activation", "Softmax");
    assert_eq!(problem(&window), None);
    assert_eq!(facts(network(&window), None).parameters(), 93_322);
    assert!(network(&window).means_the_same(&built("mnist-cnn")), "the same as the template");
    window.get_by_label("Conv 2D conv2d, 26×26×32");
    window.get_by_label("93,322 · 365 KB");
    let steps = (0..100).take_while(|_| window.state_mut().document.undo()).count();
    assert_eq!((steps, network(&window).nodes.len()), (17, 0), "each act of the hand is a step");
}

#[test]
fn a_button_on_the_layer_mends_what_is_wrong_with_it() {
    let mut drawn = built("mnist-cnn");
    let flatten = drawn.named("flatten").unwrap().id;
    drawn.remove(flatten);
    let mut window = open(drawn);
    window.get_by_label_contains("dense_1: the network gives 3×3×10");
    window.get_by_label("Insert Flatten").click();
    window.run_steps(3);
    assert!(network(&window).means_the_same(&{
        let mut same = built("mnist-cnn");
        let layer = same.named("flatten").unwrap().clone();
        same.remove(flatten);
        same.insert(
            *same.wires.iter().find(|wire| same.node(wire.to).unwrap().name == "dense").unwrap(),
            layer.layer,
            [0.0; 2],
        );
        same
    }));
    window.get_by_label("Ready to train");
    let mut small = Network::default();
    let input = small.add(Input::default(), [0.0, 0.0]);
    let conv = small.append(input, Conv2d { kernel: [40, 40], ..Conv2d::default() });
    small.append(conv, Dense { units: 3, ..Dense::default() });
    small.tidy();
    let mut window = open(small);
    window.get_by_label_contains("Conv 2D conv2d, a 40 × 40 window does not fit in 28 × 28");
    window.get_by_label("Pad to the same size").click();
    window.run_steps(3);
    assert!(window.query_by_label("Pad to the same size").is_none());
}

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

#[test]
fn an_empty_network_offers_templates_that_fit_the_samples() {
    let mut window = open(Network::default());
    window.get_by_label_contains("Begin with a template");
    window.get_by_label("Begin with ResNet, small").click();
    window.run_steps(3);
    assert_eq!(problem(&window), None);
    assert_eq!(facts(network(&window), None).answer().unwrap().to_string(), "10");
    window.get_by_label("Tidy").click();
    window.get_by_label("Zoom in").click();
    window.get_by_label("Zoom in").click();
    window.run_steps(3);
    window.get_by_label("Overview of the network");
}

#[test]
fn layers_are_looked_for() {
    let mut window = open(built("mlp"));
    window.key_press(Key::Slash);
    window.run_steps(2);
    window.event(Event::Text("batch".into()));
    window.run_steps(2);
    assert!(window.query_by_label("Concat").is_none());
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert!(network(&window).named("batch_norm").is_some(), "Enter appends the first that was found");
}

/// What the first weights make of the first digit.
fn sight(network: &Network) -> Arc<Sight> {
    let dataset = scene::samples();
    let normalisation = dataset.normalisation(Default::default());
    let design = netloom::compile::Design::classify(network.clone(), dataset.shape.clone(), 10);
    let sample = netloom::train::sample(&dataset, &normalisation, 0).unwrap();
    Arc::new(netloom::train::Question { design, seed: 0, learned: None, sample }.answer().unwrap())
}

fn scenes() -> Vec<(&'static str, State)> {
    let mut broken = built("mnist-cnn");
    let flat = broken.named("flatten").unwrap().id;
    broken.remove(flat);
    let mut scenes = Vec::new();
    let networks = [
        ("cnn", built("mnist-cnn")),
        ("resnet", built("resnet-small")),
        ("broken", broken),
        ("empty", Network::default()),
    ];
    for (name, drawn) in networks {
        let mut state = state(drawn.clone());
        if !drawn.nodes.is_empty() {
            state.canvas.sight = Some(sight(&drawn));
            state.canvas.select([1]);
        }
        let device = scene::start().device;
        state.canvas.estimate = Some(Ok(netloom::train::Estimate {
            device,
            batch: 32,
            bytes: 41_200_000,
            available: Some(8 << 30),
            fits: name != "resnet",
            batch_that_fits: Some(16).filter(|_| name == "resnet"),
            seconds_per_epoch: Some(1.94),
        }));
        scenes.push((name, state));
    }
    scenes
}

#[test]
fn what_layers_give_is_drawn() {
    for (name, state) in scenes() {
        let sight = state.canvas.sight.clone();
        let mut window = window([1280.0, 720.0], state);
        window.run_steps(3);
        if name == "resnet" {
            window.get_by_label("Use a batch of 16, which fits").click();
            window.run_steps(2);
            assert_eq!(window.state().document.project.training.batch, 16);
        }
        // Of a network that has changed since.
        window.state_mut().document.project.network = built("lenet");
        window.run_steps(3);
        assert_eq!(window.state().canvas.sight.is_some(), sight.is_some());
    }
}

#[test]
fn gallery_network() {
    let Some(folder) = std::env::var_os("NETLOOM_GALLERY").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let only = std::env::var("NETLOOM_GALLERY_ONLY").unwrap_or_default();
    for theme in [Theme::Dark, Theme::Light] {
        for (size, scale) in
            [([1440.0, 900.0], 1.0), ([1280.0, 720.0], 1.0), ([2560.0, 1440.0], 1.0), ([2560.0, 1440.0], 2.0)]
        {
            for (name, state) in scenes() {
                let file = format!("network-{name}-{theme:?}-{}@{scale}.png", size[0]).to_lowercase();
                if !file.contains(&only) {
                    continue;
                }
                let mut window = window(size, State { theme, ..state });
                window.ctx.set_pixels_per_point(scale);
                window.run_steps(4);
                window.render().unwrap().save(folder.join(file)).unwrap();
            }
        }
    }
}

#[test]
fn another_sample_is_shown_when_its_picture_is_pressed() {
    let mut window = open(built("mlp"));
    window.get_by_label("Show sample 3").click();
    window.run_steps(2);
    assert_eq!(window.state().canvas.sample, 2);
    window.get_by_label_contains("Input input").click();
    window.run_steps(2);
    set_number(&mut window, "Sample shown", 7);
    assert_eq!(window.state().canvas.sample, 6);
}

/// The whole program: thumbnails and an estimate before training, live thumbnails while it trains.
#[test]
fn layers_show_what_they_give_before_and_while_training() {
    let mut window = application(Options { train_sample: None, ..Options::default() });
    window.state_mut().state_mut().open_data(Source::Sample(Sample::Digits));
    window.state_mut().state_mut().page = Page::Network;
    until(&mut window, "thumbnails", |state| state.canvas.sight.is_some());
    let first = window.state().state().canvas.sight.clone().unwrap();
    assert_eq!(first.looks.len(), window.state().state().document.project.network.nodes.len());
    until(&mut window, "an estimate", |state| state.canvas.estimate.is_some());
    let estimate = window.state().state().canvas.estimate.clone().unwrap().unwrap();
    assert!(estimate.fits && estimate.seconds_per_epoch.is_some_and(|seconds| seconds > 0.0), "{estimate:?}");
    println!("predicted: {estimate:?}");
    window.get_by_role_and_label(Role::Button, "Train").click();
    until(&mut window, "a step", |state| state.current().is_some_and(|run| run.step > 0));
    window.state_mut().state_mut().page = Page::Network;
    let mut seen = Vec::new();
    until(&mut window, "live thumbnails", |state| {
        let sight = state.canvas.sight.clone().unwrap();
        if **seen.last().unwrap_or(&first) != *sight {
            seen.push(sight);
        }
        seen.len() >= 5
    });
    println!("samples per second: {}", window.state().state().current().unwrap().samples_per_second);
    window.get_by_label("Stop").click();
    until(&mut window, "the end", |state| state.current().is_some_and(|run| run.has_ended()));
}
