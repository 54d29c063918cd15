//! Every page in every state and both themes: it says what it should, and no text makes it panic.

use std::collections::BTreeSet;

use eframe::egui::accesskit::Action;
use eframe::egui::{self, Key, Role, Theme};
use egui_kittest::kittest::{NodeT, Queryable};
use netloom::data::Source;
use netloom::train::{Event, Point};
use netloom::ui::panels::{Dot, PANELS};
use netloom::ui::run::Run;
use netloom::ui::{Axis, EvaluateTab, Page, Pending, State};

use crate::scene::{self, Window, window};
use crate::states;

const SIZE: [f32; 2] = [1280.0, 720.0];

/// What a window says, as a screen reader would hear it.
fn words(window: &Window) -> String {
    let all = window.root().children_recursive();
    let said = all.filter_map(|node| {
        let node = node.accesskit_node();
        node.value().or_else(|| node.label())
    });
    said.collect::<Vec<_>>().join("\n")
}

fn says(window: &Window, sentences: &[&str]) {
    let words = words(window);
    for sentence in sentences {
        assert!(words.contains(sentence), "“{sentence}” is missing in:\n{words}");
    }
}

#[test]
fn the_start_page_names_samples_and_ways_to_open_ones_own() {
    let window = window(SIZE, State::default());
    for name in ["Train on digits", "Train on shapes", "Train on spirals", "Open folder…", "Open file…"] {
        window.get_by_label(name);
    }
    says(&window, &["Build a network. Watch it learn.", "Drop a folder of pictures here", "Ready"]);
}

#[test]
fn a_new_project_has_no_training_though_the_session_keeps_its_list() {
    let mut state = scene::finished();
    assert!(state.current().is_some_and(Run::has_ended));
    state.go_ahead(Pending::New);
    assert!(state.current().is_none());
    assert_eq!(state.runs.len(), 1);
    let train = PANELS.into_iter().find(|panel| panel.page() == Page::Train).unwrap();
    assert!(train.dot(&state) == Dot::Grey);
    let mut window = window(SIZE, state);
    window.run_steps(2);
    says(&window, &["Ready"]);
}

#[test]
fn keys_and_mouse_are_said_before_any_page_is_in_front() {
    let mut window = window(SIZE, State { shortcuts: true, ..State::default() });
    window.run_steps(2);
    says(&window, &["drop it anywhere", "Zoom into a chart"]);
}

#[test]
fn an_empty_workspace_says_what_will_be_there_and_offers_something_that_works_now() {
    for theme in [Theme::Dark, Theme::Light] {
        for panel in PANELS {
            let state = State { page: panel.page(), theme, ..State::default() };
            let mut window = window(SIZE, state);
            let offer = match panel.page() {
                Page::Data => "Open folder…",
                Page::Network => "Begin with MNIST CNN",
                _ => "Train on digits",
            };
            window.get_by_label(offer).click();
            window.run_steps(2);
            let drawn = !window.state().document.project.network.nodes.is_empty();
            assert!(drawn || window.state().requests.len() == 1, "{} offers nothing", panel.name());
        }
    }
}

#[test]
fn every_workspace_can_be_drawn_in_every_state_of_a_training() {
    let preparing = Event::Preparing { what: "Reading pictures".into(), done: 3, total: 0 };
    let states: [fn() -> State; 4] = [
        scene::training,
        scene::finished,
        || scene::failed("The graphics card was lost."),
        || scene::told([Event::Started(scene::start())]),
    ];
    for make in states.into_iter().map(|make| make()).chain([scene::told([preparing]), scene::numbers()]) {
        let mut window = window([960.0, 600.0], make);
        for panel in PANELS {
            window.state_mut().page = panel.page();
            window.run_steps(2);
        }
    }
}

#[test]
fn a_training_shows_its_numbers() {
    let window = window(SIZE, scene::training());
    says(&window, &["3 / 5", "97.28 %", "2,400", "Training · epoch 3 of 5", "AMD EPYC", "93,322", "Time left"]);
    assert!(words(&window).contains("Run 1 · Digits"));
}

#[test]
fn a_finished_training_says_so_and_whether_it_was_saved() {
    let window = window(SIZE, scene::finished());
    says(&window, &["Trained 5 epochs", "5 / 5", "98.51 %", "Not saved yet"]);
}

#[test]
fn a_failed_training_says_why_and_offers_ways_on() {
    let mut window = window(SIZE, scene::failed("The graphics card was lost."));
    says(&window, &["The graphics card was lost.", "The training could not go on"]);
    window.get_by_label("Try on the CPU").click();
    window.run_steps(2);
    assert_eq!(window.state().device, "cpu");
    assert_eq!(window.state().requests.len(), 1);
}

#[test]
fn what_is_read_shows_how_far_it_is() {
    let event = Event::Preparing { what: "Reading pictures".into(), done: 430, total: 1000 };
    let window = window(SIZE, scene::told([event]));
    says(&window, &["Reading pictures"]);
}

#[test]
fn warnings_and_skipped_files_are_remarked() {
    let mut start = scene::start();
    start.skipped = 3;
    let events = [Event::Started(start), Event::Warning("Class 7 has a single picture.".into())];
    let window = window(SIZE, scene::told(events));
    says(&window, &["3 files were left out", "Class 7 has a single picture."]);
}

#[test]
fn where_numbers_are_predicted_no_accuracy_is_claimed() {
    let window = window(SIZE, scene::numbers());
    says(&window, &["Layer health", "Test loss"]);
    assert!(!words(&window).contains("ccuracy"));
}

#[test]
fn charts_take_every_switch_and_a_very_long_training() {
    let mut state = scene::told([Event::Started(netloom::train::Start { epochs: 2_000, ..scene::start() })]);
    for block in 0..60 {
        let points = (1..=2_000).map(|step| {
            let step = block * 2_000 + step;
            Point {
                step,
                loss: 1.0 / step as f32,
                accuracy: 0.5,
                rate: 0.001,
                epoch: step as f32 / 313.0,
                seconds: step as f32 / 75.0,
            }
        });
        let points = points.collect();
        state.current_mut().unwrap().fold(Event::Steps { points, samples_per_second: 1e5 });
    }
    let mut window = window(SIZE, state);
    let began = std::time::Instant::now();
    for (log, smooth, axis) in [(true, true, Axis::Epoch), (true, false, Axis::Time), (false, false, Axis::Step)] {
        let charts = &mut window.state_mut().charts;
        (charts.log, charts.smooth, charts.axis) = (log, smooth, axis);
        window.run_steps(2);
    }
    println!("six frames of 120,000 steps: {:?}", began.elapsed());
}

#[test]
fn odd_numbers_and_long_names_are_drawn() {
    let long = "A very long name of a folder that somebody has made ".repeat(20);
    let mut run = Run::new(&long, Source::Path(long.clone().into()));
    let mut start = scene::start();
    (start.steps_per_epoch, start.training_samples) = (0, 0);
    (start.device.name, start.network) = (long.clone(), long.clone());
    run.fold(Event::Started(start));
    let odd = [f32::NAN, f32::INFINITY, -1.0, 0.0, 1e30];
    let point = |(place, loss): (usize, &f32)| Point {
        step: place as u64,
        loss: *loss,
        accuracy: f32::NAN,
        rate: 1e-30,
        epoch: 0.0,
        seconds: 0.0,
    };
    let points = odd.iter().enumerate().map(point).collect();
    run.fold(Event::Steps { points, samples_per_second: f64::NAN });
    run.fold(Event::Warning(long.clone()));
    let mut state = State::default();
    state.begin(run);
    state.device.clone_from(&long);
    state.recent = vec![long.clone().into(), "/".into()];
    state.charts.log = true;
    for size in [[960.0, 600.0], [2560.0, 1440.0]] {
        let mut window = window(size, State { page: Page::Start, ..State::default() });
        *window.state_mut() = State {
            runs: state.runs.clone(),
            recent: state.recent.clone(),
            device: long.clone(),
            charts: state.charts,
            page: Page::Train,
            ..State::default()
        };
        window.run_steps(2);
        window.state_mut().page = Page::Start;
        window.run_steps(2);
        window.state_mut().current_mut().unwrap().fold(Event::Failed(netloom::base::Error::work(long.clone())));
        window.state_mut().page = Page::Train;
        window.run_steps(2);
    }
}

#[test]
fn charts_are_zoomed_moved_and_shown_whole_again() {
    let mut window = window([1440.0, 900.0], scene::training());
    window.run_steps(3);
    assert!(window.query_by_label("Show all of the loss").is_none());
    let middle = egui::pos2(600.0, 250.0);
    window.hover_at(middle);
    window.run_steps(2);
    let wheel = egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        source: egui::MouseWheelSource::Wheel,
        delta: egui::vec2(0.0, 120.0),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
    };
    window.event(wheel);
    window.run_steps(6);
    window.get_by_label("Show all of the loss").click();
    window.run_steps(4);
    assert!(window.query_by_label("Show all of the loss").is_none());
    window.hover_at(middle);
    window.run_steps(1);
    window.drag_at(middle);
    window.run_steps(1);
    window.hover_at(middle + egui::vec2(-80.0, 10.0));
    window.run_steps(1);
    window.drop_at(middle + egui::vec2(-80.0, 10.0));
    window.run_steps(4);
    window.get_by_label("Show all of the loss");
    assert!(window.query_by_label("Show all of the accuracy").is_none(), "each chart for itself");
    // Another axis has other numbers.
    window.state_mut().charts.axis = Axis::Epoch;
    window.run_steps(3);
    assert!(window.query_by_label("Show all of the loss").is_none());
}

/// What every test below walks through: each page in each of its states, with what opens over them.
fn everything() -> Vec<(&'static str, State)> {
    let mut all = states::all();
    all.extend([("answers", crate::answers::digits()), ("residuals", crate::answers::numbers())]);
    all.push(("inspect", crate::inspect::digits()));
    for tab in [EvaluateTab::Classes, EvaluateTab::Curves, EvaluateTab::Calibration] {
        let mut state = crate::answers::digits();
        state.evaluate_view.tab = tab;
        all.push(("answers", state));
    }
    all
}

/// Whatever can be clicked, typed into or reached by keys says what it is, and whatever can be clicked can be reached.
#[test]
fn every_control_in_every_state_has_a_name_and_can_be_reached_by_keys() {
    let (mut counted, mut wrong) = (0, BTreeSet::new());
    for (name, state) in everything() {
        // The matrix and the charts of Evaluate and Inspect are moved in with arrows, which their own tests do.
        let by_arrows = ["answers", "residuals", "inspect"].contains(&name);
        let mut window = window([1440.0, 900.0], state);
        window.run_steps(3);
        states::touch(name, &mut window);
        for node in window.root().children_recursive() {
            let node = node.accesskit_node();
            let [clicks, focuses] = [Action::Click, Action::Focus].map(|action| node.data().supports_action(action));
            // Bars that scroll are egui's, and known by their role; what they scroll follows the focus.
            if !clicks && !focuses || node.role() == Role::ScrollBar {
                continue;
            }
            counted += 1;
            let (spoken, role, place) = (node.label().unwrap_or_default(), node.role(), node.bounding_box());
            if spoken.trim().is_empty() {
                wrong.insert(format!("a {role:?} at {place:?} of “{name}” has no name"));
            } else if !focuses && !node.is_disabled() && !by_arrows {
                wrong.insert(format!("{spoken} ({role:?}) of “{name}” is not reached by keys"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
    println!("{counted} controls have names");
}

/// Tab walks through all of a page and comes back to where it began.
#[test]
fn tab_reaches_every_control_of_a_page() {
    for wanted in ["network-cnn", "train", "data-pictures", "answers", "residuals", "inspect"] {
        let state = everything().into_iter().find(|(name, _)| *name == wanted).expect("there is such a state").1;
        let mut window = window([1440.0, 900.0], state);
        window.run_steps(3);
        // What a layer that gets the focus brings along changes what there is: those of the beginning are asked about.
        let acts = |node: &eframe::egui::accesskit::Node| {
            let can = [Action::Click, Action::Focus].iter().all(|&action| node.supports_action(action));
            can && !node.is_disabled() && node.role() != Role::ScrollBar
        };
        let all = window.root().children_recursive().map(|node| node.accesskit_node());
        let there: Vec<String> = all.filter(|node| acts(node.data())).filter_map(|node| node.label()).collect();
        let (mut reached, mut known) = (BTreeSet::new(), BTreeSet::new());
        for _ in 0..400 {
            window.key_press(Key::Tab);
            window.run_steps(1);
            let all = window.root().children_recursive();
            let Some(now) = all.map(|node| node.accesskit_node()).find(|node| node.is_focused()) else { continue };
            reached.insert(now.label().unwrap_or_default());
            if !known.insert(format!("{:?}", now.id())) {
                break;
            }
        }
        for name in there {
            assert!(reached.contains(&name), "Tab does not reach {name} of “{wanted}”");
        }
    }
}
