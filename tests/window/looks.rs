//! Pictures of the Inspect page for people to look at, and how long its frames take where there is much to draw.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use eframe::egui;
use egui_kittest::kittest::Queryable;
use netloom::data::{Dataset, Options, Sample, Silent, Source};
use netloom::layers::Dense;
use netloom::network::template;
use netloom::project::{DataSettings, Project, Trained};
use netloom::train::{Blueprint, Event, Order, Worker};
use netloom::ui::panels::{Grown, InspectTab, Saliency};
use netloom::ui::{DataState, Page, State};

use crate::inspect::looks_into;
use crate::scene::{self, Window, window};

/// A network that has learned these samples a little, with the samples.
fn learned(sample: Sample, drawn: [usize; 2]) -> (Arc<Trained>, Arc<Dataset>) {
    let source = Source::Sample(sample);
    let options = Options { drawn: Some(drawn), ..Options::default() };
    let dataset = Arc::new(netloom::data::open(&source, &options, &Silent).unwrap());
    let network = template("mnist-cnn").unwrap().build(&dataset.shape, dataset.classes().len());
    let project = Project { network, data: DataSettings::new(source), ..Project::default() };
    let mut training = project.training.clone();
    training.epochs = 2;
    let order = Order {
        blueprint: Blueprint::Network(project.network.clone()),
        training,
        dataset: Some(dataset.clone()),
        device: "cpu".into(),
        ..Order::new(project.data.clone())
    };
    let worker = Worker::start(order, Arc::new(|| {}));
    worker.send(netloom::train::Command::Share(true));
    let (mut last, began) = (None, Instant::now());
    while began.elapsed() < Duration::from_secs(120) {
        match worker.wait(Duration::from_millis(50)) {
            Some(Event::Learned(subject)) => last = Some(subject),
            Some(Event::Done(_)) => break,
            Some(Event::Failed(error)) => panic!("{error}"),
            _ => {}
        }
    }
    (last.expect("weights were shared"), dataset)
}

/// The Inspect page on a network that has learned digits.
fn digits() -> State {
    static LEARNED: OnceLock<(Arc<Trained>, Arc<Dataset>)> = OnceLock::new();
    looks_at(LEARNED.get_or_init(|| learned(Sample::Digits, [3000, 1000])).clone())
}

/// The same on colour pictures.
fn shapes() -> State {
    static LEARNED: OnceLock<(Arc<Trained>, Arc<Dataset>)> = OnceLock::new();
    looks_at(LEARNED.get_or_init(|| learned(Sample::Shapes, [1200, 400])).clone())
}

fn looks_at((subject, dataset): (Arc<Trained>, Arc<Dataset>)) -> State {
    let mut state = State { page: Page::Inspect, data: DataState::Ready(dataset), ..State::default() };
    (state.document.project, state.subject) = (subject.project.clone(), Some(Ok(subject.clone())));
    state.document.trained = Some(subject);
    state.recall_training();
    state.inspect_view.channel = 11;
    state.inspect_view.at = [5, 6];
    state
}

const NAMES: [&str; 19] = [
    "inspect-maps",
    "inspect-maps-own",
    "inspect-units",
    "inspect-filters",
    "inspect-filters-first",
    "inspect-filters-change",
    "inspect-excite",
    "inspect-excite-layer",
    "inspect-gradcam",
    "inspect-saliency",
    "inspect-integrated",
    "inspect-occlusion",
    "inspect-strongest",
    "inspect-embedding",
    "inspect-tsne",
    "inspect-histograms",
    "inspect-drawing",
    "inspect-table",
    "inspect-empty",
];

fn make(name: &str) -> State {
    if name == "inspect-table" {
        let options = Options { drawn: Some([60, 30]), ..Options::default() };
        let spirals = netloom::data::open(&Source::Sample(Sample::Spirals), &options, &Silent).unwrap();
        return looks_into(Arc::new(spirals), "mlp", |_| {});
    }
    if name == "inspect-empty" {
        return State { page: Page::Inspect, ..State::default() };
    }
    let mut state = match name {
        "inspect-filters-first" | "inspect-gradcam" => shapes(),
        _ => digits(),
    };
    let view = &mut state.inspect_view;
    let layer = |name: &str| Some(name.to_owned());
    match name {
        "inspect-maps-own" => (view.settings.own_scale, view.settings.zoom) = (true, 180.0),
        "inspect-units" => view.node = layer("dense"),
        "inspect-filters" => view.tab = InspectTab::Filters,
        "inspect-filters-first" => (view.tab, view.node) = (InspectTab::Filters, layer("conv2d")),
        "inspect-filters-change" => (view.tab, view.settings.change) = (InspectTab::Filters, true),
        "inspect-excite" => view.tab = InspectTab::Excite,
        "inspect-excite-layer" => {
            (view.tab, view.settings.grown, view.settings.climb) = (InspectTab::Excite, Grown::Layer, 16);
        }
        "inspect-gradcam" => view.tab = InspectTab::GradCam,
        "inspect-saliency" => view.tab = InspectTab::Saliency,
        "inspect-integrated" => (view.tab, view.settings.saliency) = (InspectTab::Saliency, Saliency::Integrated),
        "inspect-occlusion" => view.tab = InspectTab::Occlusion,
        "inspect-strongest" => view.tab = InspectTab::Strongest,
        "inspect-embedding" => (view.tab, view.node) = (InspectTab::Embedding, layer("dense")),
        "inspect-tsne" => (view.tab, view.node, view.settings.tsne) = (InspectTab::Embedding, layer("dense"), true),
        "inspect-histograms" => view.tab = InspectTab::Histograms,
        _ => {}
    }
    netloom::app::study(&mut state);
    state
}

#[test]
fn gallery_inspect() {
    crate::gallery::draw_each(&NAMES, make, |name, window| {
        let room = window.ctx.content_rect();
        if name == "inspect-maps" {
            window.hover_at(room.center() + egui::vec2(-30.0, 10.0));
        }
        if name == "inspect-drawing" {
            window.get_by_label("New drawing").click();
            window.run_steps(2);
            window.get_by_label("Mouse: Turn").click();
            window.run_steps(2);
        }
        netloom::app::study(window.state_mut());
        window.run_steps(3);
    });
}

/// Frames in a row, each with fresh answers: the median and the slowest, printed.
fn frames(name: &str, mut window: Window, fresh: impl Fn(&mut State)) {
    window.run_steps(4);
    let mut times = Vec::new();
    for _ in 0..20 {
        fresh(window.state_mut());
        let began = Instant::now();
        window.step();
        let shapes = window.output().shapes.clone();
        window.ctx.tessellate(shapes, 1.0);
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!("{name}: median {:.1} ms, slowest {:.1} ms a frame", times[10], times[19]);
}

/// How long a frame takes of what is largest, printed where pictures are made.
#[test]
fn frame_times_of_the_largest() {
    if std::env::var_os("NETLOOM_GALLERY").is_none() {
        return;
    }
    let size = [1440.0, 900.0];
    let fresh = |state: &mut State| {
        let glance = state.inspect_view.glance.clone().unwrap();
        state.inspect_view.take_glance(Ok((*glance).clone()));
    };
    frames("64 maps of 11×11, new in each frame", window(size, crate::inspect::digits()), fresh);
    let wide = |project: &mut Project| {
        let dense = project.network.nodes.iter_mut().find(|node| node.name == "dense").unwrap();
        dense.layer = Dense { units: 2048, ..Dense::default() }.into();
    };
    let mut units = looks_into(scene::samples(), "mnist-cnn", wide);
    units.inspect_view.node = Some("dense".into());
    netloom::app::study(&mut units);
    frames("2,048 units, new in each frame", window(size, units), fresh);
    let large = looks_into(Arc::new(crate::inspect::large_pictures()), "mnist-cnn", |_| {});
    frames("a picture of 224×224, 64 maps of 109×109, new in each frame", window(size, large), fresh);
    frames("a matrix of 1,000 classes", window(size, crate::answers::many_classes(1000)), |_| {});
}
