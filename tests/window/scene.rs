//! States of the window to test: trainings made of the events that the training thread would send.

use std::sync::{Arc, OnceLock};

use eframe::egui::UiBuilder;
use egui_kittest::Harness;
use netloom::base::Error;
use netloom::data::{Dataset, Options, Sample, Silent, Source};
use netloom::device::DeviceInfo;
use netloom::train::{EpochReport, Event, Health, Outcome, Point, Start};
use netloom::ui::run::Run;
use netloom::ui::{State, show, theme};

pub type Window = Harness<'static, State>;

/// A window of this size on this state.
pub fn window(size: [f32; 2], state: State) -> Window {
    window_scaled(size, 1.0, state)
}

/// A window of this size in points, with so many pixels per point.
pub fn window_scaled(size: [f32; 2], scale: f32, state: State) -> Window {
    Harness::builder()
        .with_size(size)
        .with_pixels_per_point(scale)
        .with_theme(state.theme)
        .with_context_setup(theme::install)
        .with_render_cursor(false)
        .build_ui_state(
            |ui, state| {
                // Without the margin that the harness puts around everything, as in the real window.
                let whole = UiBuilder::new().max_rect(ui.ctx().content_rect());
                ui.scope_builder(whole, |ui| {
                    ui.set_clip_rect(ui.ctx().content_rect());
                    show(ui, state);
                });
            },
            state,
        )
}

pub const STEPS: u64 = 313;

/// What would be told when the first step of sample:digits is about to run.
pub fn start() -> Start {
    Start {
        device: DeviceInfo { name: "AMD EPYC".into(), kind: "cpu".into(), is_gpu: false, threads: 8 },
        network: "mnist-cnn".into(),
        parameters: 93_322,
        steps_per_epoch: STEPS as usize,
        epochs: 5,
        pictures: true,
        training_samples: 10_000,
        test_samples: 2_000,
        judge: netloom::data::Part::Test,
        classes: Arc::from((0..10).map(|digit| digit.to_string()).collect::<Vec<_>>()),
        counts_correct: true,
        skipped: 0,
    }
}

/// So many steps after these, with a loss that falls as losses do.
pub fn steps(from: u64, count: u64) -> Event {
    let noise = |step: u64| ((step.wrapping_mul(2_654_435_761) >> 7) % 1000) as f32 / 1000.0 - 0.5;
    let point = |step: u64| {
        let loss = 2.3 * (-(step as f32) / 160.0).exp() + 0.05;
        let loss = loss * (1.0 + 0.7 * noise(step));
        let accuracy = (1.0 - 0.9 * (-(step as f32) / 120.0).exp() - 0.02 + 0.04 * noise(step + 7)).clamp(0.0, 1.0);
        Point {
            step,
            loss,
            accuracy: (accuracy * 32.0).round() / 32.0,
            rate: 0.001,
            epoch: step as f32 / STEPS as f32,
            seconds: step as f32 / 75.0,
        }
    };
    Event::Steps { points: (from + 1..=from + count).map(point).collect(), samples_per_second: 2_400.0 }
}

/// The same steps of a training that learns less.
pub fn worse(steps: Event, by: f32) -> Event {
    let Event::Steps { mut points, samples_per_second } = steps else { return steps };
    for point in &mut points {
        (point.loss, point.accuracy) = (point.loss * (1.0 + by) + 0.3 * by, point.accuracy * (1.0 - 0.1 * by));
    }
    Event::Steps { points, samples_per_second }
}

/// The numbers of an epoch.
pub fn epoch(epoch: usize) -> Event {
    let left = (-(epoch as f64) * 0.9).exp();
    Event::Epoch(EpochReport {
        epoch,
        step: epoch as u64 * STEPS,
        train_loss: 0.04 + 0.6 * left,
        train_accuracy: 0.99 - 0.15 * left,
        test_loss: 0.06 + 0.3 * left,
        test_accuracy: 0.986 - 0.08 * left,
        seconds: epoch as f64 * 4.2,
    })
}

/// A few digits.
pub fn samples() -> Arc<Dataset> {
    static SAMPLES: OnceLock<Arc<Dataset>> = OnceLock::new();
    let draw = || {
        let options = Options { drawn: Some([40, 10]), ..Options::default() };
        Arc::new(netloom::data::open(&Source::Sample(Sample::Digits), &options, &Silent).unwrap())
    };
    SAMPLES.get_or_init(draw).clone()
}

pub fn run() -> Run {
    Run::new("Digits", Source::Sample(Sample::Digits))
}

/// A state whose current training has told all this.
pub fn told(events: impl IntoIterator<Item = Event>) -> State {
    let mut state = State::default();
    state.take_data(Ok(samples()));
    state.document.project.training.epochs = 5;
    state.told = Some(state.document.project.clone());
    state.begin(run());
    events.into_iter().for_each(|event| state.current_mut().unwrap().fold(event));
    state
}

/// A training in its third epoch.
pub fn training() -> State {
    let mut state = told([Event::Started(start())]);
    for place in 1..=2 {
        for event in [steps((place - 1) * STEPS, STEPS), epoch(place as usize)] {
            state.current_mut().unwrap().fold(event);
        }
    }
    state.current_mut().unwrap().fold(steps(2 * STEPS, 120));
    state.current_mut().unwrap().fold(health());
    state
}

/// A training that has ended.
pub fn finished() -> State {
    let mut state = told([Event::Started(start())]);
    let run = state.current_mut().unwrap();
    for place in 1..=5 {
        run.fold(steps((place - 1) * STEPS, STEPS));
        run.fold(epoch(place as usize));
    }
    run.fold(Event::Done(Outcome {
        completed: true,
        epochs: 5,
        steps: 5 * STEPS,
        seconds: 21.0,
        samples_per_second: 2_400.0,
        last: run.last_report().copied(),
        test: None,
        saved: Some("/home/someone/networks/digits.netloom".into()),
    }));
    state
}

/// A training whose device was lost.
pub fn failed(sentence: &str) -> State {
    let mut state = training();
    state.current_mut().unwrap().fold(Event::Failed(Error::work(sentence)));
    state
}

/// A training that predicts numbers, so that no answers are counted.
pub fn numbers() -> State {
    let start = Start { classes: Arc::from([]), counts_correct: false, ..start() };
    told([Event::Started(start), steps(0, STEPS), epoch(1), steps(STEPS, 50)])
}

/// A GPU in software.
pub fn software() -> DeviceInfo {
    DeviceInfo { name: "llvmpipe (LLVM 15.0.6, 256 bits)".into(), kind: "vulkan".into(), is_gpu: false, threads: 0 }
}

/// How the layers of the reference network are: one of them is not well.
pub fn health() -> Event {
    let layer = |(place, name): (usize, &str)| Health {
        node: place as u32,
        name: name.into(),
        gradient: 0.02 * 3f64.powi(place as i32),
        weight: 4.0,
        silent: if name == "dense" { 39 } else { 0 },
        units: 64,
        frozen: false,
    };
    Event::Health(["conv2d", "conv2d_1", "conv2d_2", "dense", "dense_1"].into_iter().enumerate().map(layer).collect())
}
