//! Every state of the window that people meet on the start page and on Data, Network and Train, with what opens over
//! them: drawn for people by the gallery, walked by the tests that ask whether all of it can be named and reached.

use std::collections::BTreeSet;

use eframe::egui::{self, Key, Modifiers, Role};
use egui_kittest::kittest::Queryable;
use netloom::base::Error;
use netloom::layers::{Add, Conv2d};
use netloom::network::{Network, template};
use netloom::schedules::Schedule;
use netloom::train::Event;
use netloom::ui::{Axis, ChartSettings, DataState, Page, Pending, State};

use crate::data::{shapes, shows, table};
use crate::network::looks;
use crate::scene::{self, Window};

/// Every state by name. Those of one page begin with its name.
pub fn all() -> Vec<(&'static str, State)> {
    [start(), data(), network(), train(), shell()].into_iter().flatten().collect()
}

fn start() -> Vec<(&'static str, State)> {
    let mut recent = State::default();
    recent.open("/home/someone/pictures/flowers".into());
    recent.open("/home/someone/mnist/train-images-idx3-ubyte.gz".into());
    recent.remember("/home/someone/networks/digits.netloom".into());
    let recent = State { recent: recent.recent, ..State::default() };
    vec![
        ("start", State::default()),
        ("start-recent", recent),
        ("start-drop", State::default()),
        ("start-typed", State { typed: Some("/home/someone/pictures".into()), ..State::default() }),
    ]
}

fn data() -> Vec<(&'static str, State)> {
    let page = |data| State { page: Page::Data, data, ..State::default() };
    let reading = DataState::Loading { what: "reading pictures".into(), done: 43_000, total: 100_000 };
    let sentence = "Only one picture of each class was found: the training part needs one, and so does the test part.";
    let mut augmented = shows(shapes(600));
    let augmentation = &mut augmented.document.project.data.augmentation;
    (augmentation.rotate, augmentation.cut_out, augmentation.flip_horizontal) = (20.0, 0.3, true);
    let mut none = shows(shapes(600));
    none.data_view.search = "no such thing".into();
    let mut unclean = shapes(600);
    for place in 0..40 {
        unclean.report.skip(format!("star/broken picture {place}.jpg"), "the file is cut off");
    }
    vec![
        ("data-empty", page(DataState::None)),
        ("data-loading", page(reading)),
        ("data-failed", page(DataState::Failed(Error::input(sentence)))),
        ("data-pictures", shows(shapes(600))),
        ("data-class", shows(shapes(600))),
        ("data-picked", augmented),
        ("data-changed", shows(shapes(600))),
        ("data-unclean", shows(unclean)),
        ("data-none", none),
        ("data-table", shows(table())),
    ]
}

fn network() -> Vec<(&'static str, State)> {
    let mut training = scene::training();
    let cnn = template("mnist-cnn").unwrap().build(&[28, 28, 1].into(), 10);
    training.document.project.network = cnn.clone();
    training.told = Some(training.document.project.clone());
    (training.page, training.canvas.sight) = (Page::Network, Some(looks::sight(&cnn)));
    let mut several = super::network::state(cnn);
    several.canvas.selection = BTreeSet::from([1, 2, 3]);
    let mut searched = super::network::state(Network::default());
    searched.canvas.search = "pool".into();
    let mut states = looks::scenes();
    states.extend([
        ("network-training", training),
        ("network-several", several),
        ("network-searched", searched),
        ("network-residual", super::network::state(residual())),
        ("network-menu", super::network::state(template("mlp").unwrap().build(&[28, 28, 1].into(), 10))),
    ]);
    states
}

/// A shortcut past a convolution that changes how many channels there are.
pub fn residual() -> Network {
    let mut network = template("lenet").unwrap().build(&[28, 28, 1].into(), 10);
    let first = network.named("conv2d").unwrap().id;
    let wide = Conv2d { filters: 16, padding: netloom::layers::PaddingRule::Same, ..Conv2d::default() };
    let wire = *network.wires.iter().find(|wire| wire.from == first).unwrap();
    let wide = network.insert(wire, wide, [0.0, 0.0]);
    let wire = *network.wires.iter().find(|wire| wire.from == wide).unwrap();
    let add = network.insert(wire, Add {}, [0.0, 0.0]);
    network.connect(first, add);
    network.tidy();
    network
}

fn train() -> Vec<(&'static str, State)> {
    let preparing = Event::Preparing { what: "Reading pictures".into(), done: 430, total: 1000 };
    let mut steered = scene::training();
    steered.document.project.training.optimizer.set_rate(0.0005);
    steered.steer(false);
    steered.current_mut().unwrap().fold(scene::steps(2 * scene::STEPS + 120, 150));
    steered.charts = ChartSettings { log: true, smooth: false, axis: Axis::Epoch, layers: false };
    let mut planned = scene::training();
    let settings = &mut planned.document.project.training;
    settings.schedule = Schedule::all().into_iter().find(|one| one.key() == "cosine").unwrap();
    (settings.clip, settings.early_stopping) = (Some(1.0), Some(Default::default()));
    planned.told = Some(planned.document.project.clone());
    let mut ready = State { page: Page::Train, ..State::default() };
    ready.take_data(Ok(scene::samples()));
    let mut refused = State::default();
    refused.begin(scene::run());
    let sentence = "Only one picture of each class was found: the training part needs one, and so does the test part.";
    refused.current_mut().unwrap().fold(Event::Failed(Error::input(sentence)));
    let mut diverged = scene::training();
    let sentence = "The loss at step 746 is not a number any more: the training has diverged at learning rate 10. \
        Training is back at step 700 and on hold. Go on with a lower learning rate, such as 1.";
    diverged.document.project.training.optimizer.set_rate(10.0);
    diverged.told = Some(diverged.document.project.clone());
    diverged.current_mut().unwrap().fold(Event::Returned(700));
    diverged.current_mut().unwrap().fold(Event::Diverged(sentence.into()));
    let mut compared = runs();
    compared.comparing = true;
    let lost = "The device was lost, perhaps because its driver was restarted. What was learned is kept.";
    vec![
        ("train-none", State { page: Page::Train, ..State::default() }),
        ("train-ready", ready),
        ("train-preparing", scene::told([preparing])),
        ("train", scene::training()),
        ("train-steered", steered),
        ("train-planned", planned),
        ("train-finished", scene::finished()),
        ("train-diverged", diverged),
        ("train-failed", scene::failed(lost)),
        ("train-refused", refused),
        ("train-numbers", scene::numbers()),
        ("train-runs", runs()),
        ("train-compared", compared),
    ]
}

/// Three trainings, two of which are drawn.
fn runs() -> State {
    let mut state = scene::finished();
    for rate in [0.01, 0.0001] {
        let mut project = state.document.project.clone();
        state.runs.last_mut().unwrap().project = Some(std::sync::Arc::new(project.clone()));
        project.training.optimizer.set_rate(rate);
        let mut run = scene::run();
        run.project = Some(std::sync::Arc::new(project.clone()));
        run.fold(Event::Started(scene::start()));
        run.fold(scene::worse(scene::steps(0, 400), if rate == 0.01 { 0.6 } else { 1.5 }));
        run.fold(scene::epoch(1));
        run.overlaid = rate == 0.01;
        state.document.project = project;
        state.begin(run);
    }
    state.runs[0].overlaid = true;
    state
}

fn shell() -> Vec<(&'static str, State)> {
    let with = |change: &dyn Fn(&mut State)| {
        let mut state = scene::training();
        change(&mut state);
        state
    };
    let devices = vec![scene::start().device, scene::software()];
    let trouble = Error::work("/home/someone/networks/digits.netloom could not be written: the disk is full.");
    vec![
        ("shell-menu", State::default()),
        ("shell-submenu", State::default()),
        ("shell-commands", State { search: Some("tr".into()), ..State::default() }),
        ("shell-shortcuts", State::default()),
        ("shell-devices", State { devices, ..State::default() }),
        ("shell-unsaved", with(&|state| state.pending = Some(Pending::New))),
        ("shell-trouble", with(&|state| state.trouble = Some(trouble.clone()))),
        ("shell-left-behind", State { left_behind: vec!["/tmp/left.netloom".into()], ..State::default() }),
        ("shell-export", State { page: Page::Export, ..State::default() }),
    ]
}

/// Brings a window into what a state alone does not say: what is under the pointer, what was opened.
pub fn touch(name: &str, window: &mut Window) {
    match name {
        "train" => {
            let room = window.ctx.content_rect();
            window.hover_at(egui::pos2(room.width() * 0.33, room.height() * 0.3));
        }
        "data-class" => window.get_by_label_contains("Class star: ").click(),
        "data-picked" => window.state_mut().data_view.picked = Some(4),
        "data-changed" => window.state_mut().data_view.changed = 3,
        "start-drop" => {
            let path = Some("/home/someone/pictures/flowers".into());
            window.input_mut().hovered_files.push(egui::HoveredFile { path, mime: String::new() });
        }
        "shell-menu" => window.get_by_label("Menu").click(),
        "shell-submenu" => {
            window.get_by_label("Menu").click();
            window.run_steps(3);
            window.get_by_label("File").click();
        }
        "shell-shortcuts" => window.key_press_modifiers(Modifiers::NONE, Key::F1),
        "shell-devices" => window.get_by_role_and_label(Role::ComboBox, "Device").click(),
        "network-menu" => window.get_by_label_contains("Flatten flatten").click_secondary(),
        _ => {}
    }
    window.run_steps(3);
}
