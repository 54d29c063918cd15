//! Networks built from nothing, mended, and begun with templates.

use std::path::PathBuf;
use std::time::Instant;

use eframe::egui::{Event, Key, Modifiers, PointerButton, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use netloom::app::Options;
use netloom::data::{Sample, Source};
use netloom::layers::{Conv2d, Dense, Input};
use netloom::network::{Network, facts};

use super::{append, built, choose, network, open, problem, set_number};
use crate::flows::{application, until};

/// Appends the layers of mnist-cnn behind what is selected, by keys.
fn layers_of_the_reference<S>(window: &mut Harness<'static, S>) {
    for (place, filters) in [32, 64, 64].into_iter().enumerate() {
        append(window, "Conv 2D");
        if filters != 32 {
            set_number(window, "Filters", filters);
        }
        choose(window, "Activation", "ReLU");
        if place < 2 {
            append(window, "Max pool");
        }
    }
    append(window, "Flatten");
    append(window, "Dense");
    choose(window, "Activation", "ReLU");
    append(window, "Dense");
    set_number(window, "Units", 10);
    choose(window, "Activation", "Softmax");
}

/// The whole way by hand: samples, an empty canvas, layer after layer, training. On digits that the program
/// draws; `NETLOOM_MNIST` names a folder with the
/// real ones, of which 97 % are to be right.
#[test]
fn the_reference_network_is_built_by_hand_and_learns() {
    let real = std::env::var_os("NETLOOM_MNIST").map(PathBuf::from);
    let mut window = application(Options { open: real.clone(), ..Options::default() });
    let state = window.state_mut().state_mut();
    if real.is_none() {
        state.document.project.data.options.drawn = Some([256, 40]);
        state.open_data(Source::Sample(Sample::Digits));
    }
    until(&mut window, "the samples", |state| state.data.ready().is_some());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    window.run_steps(3);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(1);
    window.key_press(Key::Delete);
    window.run_steps(3);
    assert!(window.state().state().document.project.network.nodes.is_empty(), "the canvas is empty");
    append(&mut window, "Input");
    layers_of_the_reference(&mut window);
    assert!(window.state().state().document.project.network.means_the_same(&built("mnist-cnn")));
    window.get_by_role_and_label(Role::Button, "Train").click();
    let began = Instant::now();
    until(&mut window, "epochs", |state| state.current().is_some_and(|run| run.reports.len() >= 2));
    let [first, .., last] = &window.state().state().current().unwrap().reports[..] else { panic!("two epochs") };
    println!("{:.2} % after epoch {} and {:.1?}", 100.0 * last.test_accuracy, last.epoch, began.elapsed());
    assert!(last.train_loss < first.train_loss, "{} after {}", last.train_loss, first.train_loss);
    assert!(real.is_none() || last.test_accuracy > 0.97, "{:.2} % are right", 100.0 * last.test_accuracy);
    window.get_by_label("Stop").click();
    until(&mut window, "the end", |state| state.running().is_none());
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
    layers_of_the_reference(&mut window);
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
    // Quick fingers: all of it within one frame. The help of Dense speaks of flattening; Flatten is called so.
    let key = |key, pressed| {
        let (physical_key, repeat, modifiers) = (Some(key), false, Modifiers::NONE);
        Event::Key { key, physical_key, pressed, repeat, modifiers }
    };
    let typed = [key(Key::Slash, true), Event::Text("/".into()), key(Key::F, true), Event::Text("f".into())];
    window.input_mut().events.extend(typed);
    window.run_steps(2);
    window.event(Event::Text("latten".into()));
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(network(&window).nodes.last().unwrap().layer.title(), "Flatten");
}

#[test]
fn two_quick_double_clicks_append_two_layers() {
    let mut window = open(Network::default());
    let dense = window.get_by_role_and_label(Role::Button, "Dense").rect().center();
    window.hover_at(dense);
    window.run_steps(1);
    for click in 1..=4 {
        for pressed in [true, false] {
            let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
            window.input_mut().events.push(Event::PointerButton { pos: dense, button, pressed, modifiers });
        }
        window.run_steps(1);
        assert_eq!(network(&window).nodes.len(), click / 2, "after click {click}");
    }
}
