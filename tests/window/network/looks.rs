//! What layers show of themselves, before training and while it runs; and pictures of the workspace for people.

use std::sync::Arc;

use eframe::egui::Role;
use egui_kittest::kittest::Queryable;
use netloom::app::Options;
use netloom::data::{Sample, Source};
use netloom::network::Network;
use netloom::train::Sight;
use netloom::ui::{Page, State};

use super::{built, open, set_number, state};
use crate::flows::{application, until};
use crate::scene::{self, window};

/// What the first weights make of the first digit.
pub fn sight(network: &Network) -> Arc<Sight> {
    let dataset = scene::samples();
    let normalisation = dataset.normalisation(Default::default());
    let design = netloom::compile::Design::classify(network.clone(), dataset.shape.clone(), 10);
    let sample = netloom::train::sample(&dataset, &normalisation, 0).unwrap();
    Arc::new(netloom::train::Question { design, seed: 0, learned: None, sample }.answer().unwrap())
}

pub fn scenes() -> Vec<(&'static str, State)> {
    let mut broken = built("mnist-cnn");
    let flat = broken.named("flatten").unwrap().id;
    broken.remove(flat);
    let mut scenes = Vec::new();
    let networks = [
        ("network-cnn", built("mnist-cnn")),
        ("network-resnet", built("resnet-small")),
        ("network-broken", broken),
        ("network-empty", Network::default()),
    ];
    let mut learned = super::freezing::learned("mnist-cnn");
    learned.canvas.select([3]);
    learned.document.project.network.nodes[1].frozen = true;
    learned.canvas.sight = Some(sight(&built("mnist-cnn")));
    scenes.push(("network-learned", learned));
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
            available: Some(if name == "network-resnet" { 32 << 20 } else { 8 << 30 }),
            fits: name != "network-resnet",
            batch_that_fits: Some(16).filter(|_| name == "network-resnet"),
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
        if name == "network-resnet" {
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
