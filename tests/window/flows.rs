//! What a person does, from the click to what is asked of the training thread, and with a real training behind it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use eframe::egui::{self, Key, Modifiers, Role, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use netloom::app::{self, Options};
use netloom::data::{Sample, Source};
use netloom::train::{Command, Event};
use netloom::ui::run::Phase;
use netloom::ui::{DataState, Page, Request, State};

use crate::scene::{self, window};

const SIZE: [f32; 2] = [1280.0, 720.0];

#[test]
fn one_click_on_the_start_page_asks_for_a_training() {
    for (name, sample) in [
        ("Train on digits", Sample::Digits),
        ("Train on shapes", Sample::Shapes),
        ("Train on spirals", Sample::Spirals),
    ] {
        let mut window = window(SIZE, State::default());
        window.get_by_label(name).click();
        window.run_steps(2);
        assert_eq!(window.state().requests, [Request::Train { resume: false }]);
        assert_eq!(window.state().document.project.data.source, Source::Sample(sample));
    }
}

#[test]
fn what_was_opened_before_is_opened_with_one_click() {
    let folder = PathBuf::from("/data/flowers");
    let mut window = window(SIZE, State { recent: vec![folder], ..State::default() });
    window.run_steps(1);
    window.get_by_label("Open /data/flowers").click();
    window.run_steps(2);
    let state = window.state();
    assert_eq!((&state.document.project.data.source, state.page), (&Source::Path("/data/flowers".into()), Page::Data));
    assert!(matches!(state.data, DataState::Loading { .. }));
}

#[test]
fn pause_resume_and_stop_are_told_from_the_same_place() {
    let mut window = window(SIZE, scene::training());
    let place = window.get_by_label("Pause").rect();
    window.get_by_label("Pause").click();
    window.run_steps(2);
    assert_eq!(window.state().requests, [Request::Tell(Command::Pause)]);
    window.state_mut().current_mut().unwrap().fold(Event::Paused);
    window.run_steps(2);
    assert_eq!(window.get_by_label("Resume").rect(), place);
    window.get_by_label("Resume").click();
    window.run_steps(2);
    window.state_mut().current_mut().unwrap().fold(Event::Resumed);
    window.run_steps(2);
    window.get_by_label("Stop").click();
    window.run_steps(2);
    let told = [Command::Pause, Command::Resume, Command::Stop].map(Request::Tell);
    assert_eq!(window.state().requests, told);
    assert_eq!(window.state().current().unwrap().phase, Phase::Stopping);
    window.get_by_label("Stop").click();
    window.run_steps(2);
    assert_eq!(window.state().requests.len(), 3, "stopping once is enough");
}

#[test]
fn the_space_bar_pauses_and_trains_again() {
    let mut window = window(SIZE, scene::training());
    window.key_press(Key::Space);
    window.run_steps(2);
    assert_eq!(window.state().requests, [Request::Tell(Command::Pause)]);
    *window.state_mut() = scene::finished();
    window.key_press(Key::Space);
    window.run_steps(2);
    assert_eq!(window.state().requests, [Request::Train { resume: false }]);
}

#[test]
fn keys_alone_reach_a_training() {
    let mut window = window(SIZE, State::default());
    for _ in 0..40 {
        window.key_press(Key::Tab);
        window.run_steps(1);
        if window.get_by_label("Train on digits").is_focused() {
            break;
        }
    }
    window.key_press(Key::Enter);
    window.run_steps(2);
    assert_eq!(window.state().requests, [Request::Train { resume: false }]);
    window.key_press_modifiers(Modifiers::COMMAND, Key::O);
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    window.run_steps(2);
    assert_eq!(window.state().requests[1..], [Request::ChooseFile, Request::ChooseFolder]);
}

#[test]
fn tabs_lead_to_workspaces_and_the_name_leads_home() {
    let mut window = window(SIZE, State::default());
    for (name, page) in [("Evaluate", Page::Evaluate), ("Train", Page::Train), ("Start page", Page::Start)] {
        window.get_all_by_label(name).next().unwrap().click();
        window.run_steps(2);
        assert_eq!(window.state().page, page);
    }
}

#[test]
fn the_theme_changes_and_changes_back() {
    let mut window = window(SIZE, State::default());
    window.get_by_label("Light theme").click();
    window.run_steps(3);
    assert_eq!((window.state().theme, window.ctx.theme()), (Theme::Light, Theme::Light));
    window.get_by_label("Dark theme").click();
    window.run_steps(3);
    assert_eq!(window.ctx.theme(), Theme::Dark);
}

#[test]
fn a_device_is_picked_from_those_there_are() {
    let state = State { devices: vec![scene::start().device, scene::software()], ..State::default() };
    let mut window = window(SIZE, state);
    window.get_by_label("Device").click();
    window.run_steps(3);
    window.get_by_label_contains("llvmpipe").click();
    window.run_steps(3);
    assert_eq!(window.state().device, scene::software().name);
}

#[test]
fn epochs_typed_while_it_runs_are_told_once_and_flagged() {
    let mut window = window([1440.0, 900.0], scene::training());
    window.get_by_role_and_label(Role::SpinButton, "Epochs").click();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.event(egui::Event::Text("9".into()));
    window.run_steps(2);
    assert_eq!(window.state().requests, [], "half a number is not told");
    window.key_press(Key::Enter);
    window.run_steps(3);
    let state = window.state();
    let [Request::Tell(Command::Edit(project))] = &state.requests[..] else { panic!("{:?}", state.requests) };
    assert_eq!((project.training.epochs, state.document.project.training.epochs), (9, 9));
    let run = state.current().unwrap();
    assert_eq!((run.epochs, run.flags[0].what.as_str()), (9, "epochs 5 → 9"));
}

#[test]
fn a_path_is_typed_where_there_is_no_dialog() {
    let mut window = window(SIZE, State { typed: Some(String::new()), ..State::default() });
    window.run_steps(3);
    window.event(egui::Event::Text("/data/flowers".into()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(window.state().document.project.data.source, Source::Path("/data/flowers".into()));
    assert_eq!(window.state().typed, None);
    // A fresh window: nothing is being read that could be cancelled too.
    let recent = window.state().recent.clone();
    *window.state_mut() = State { typed: Some("/data".into()), recent, ..State::default() };
    window.run_steps(2);
    window.get_by_label("Cancel").click();
    window.run_steps(3);
    assert_eq!((window.state().recent.len(), &window.state().typed), (1, &None));
}

#[test]
fn earlier_runs_stay_to_be_looked_at() {
    let mut state = scene::finished();
    state.begin(scene::run());
    let mut window = window(SIZE, state);
    assert_eq!(window.state().shown, 1);
    window.get_by_label("Run 1 · Digits").click();
    window.run_steps(2);
    assert_eq!(window.state().shown, 0);
    assert!(window.query_all_by_label("98.51 %").count() >= 1, "its numbers are shown");
}

/// The whole application, with a real training thread behind it.
pub fn application(options: Options) -> Harness<'static, app::Window> {
    let options = Options { smoke_frames: Some(u32::MAX), ..options };
    Harness::builder().with_size(SIZE).build_eframe(move |cc| app::Window::new(cc, options))
}

pub fn until(window: &mut Harness<'static, app::Window>, what: &str, mut reached: impl FnMut(&State) -> bool) {
    let began = Instant::now();
    while !reached(window.state().state()) {
        assert!(
            began.elapsed() < Duration::from_secs(120),
            "{what} did not happen in two minutes: {:?}",
            window.state().state().current().map(|run| &run.phase)
        );
        std::thread::sleep(Duration::from_millis(20));
        window.run_steps(1);
    }
}

#[test]
fn one_click_trains_for_real_and_stop_ends_it() {
    let mut window = application(Options::default());
    until(&mut window, "the picture of a sample", |state| state.samples.iter().all(|card| card.glimpse.is_some()));
    window.get_by_label("Train on spirals").click();
    until(&mut window, "a step", |state| state.current().is_some_and(|run| !run.train_loss.is_empty()));
    until(&mut window, "the list of devices", |state| !state.devices.is_empty());
    if window.state().state().running().is_some() {
        window.get_by_label("Stop").click();
    }
    until(&mut window, "the end", |state| state.current().is_some_and(|run| run.has_ended()));
    assert!(matches!(window.state().state().current().unwrap().phase, Phase::Done { .. }));
}

#[test]
fn what_cannot_be_opened_is_said_in_a_sentence() {
    for name in ["no such folder", "no such project.netloom"] {
        let mut window =
            application(Options { open: Some(PathBuf::from("/nowhere").join(name)), ..Options::default() });
        until(&mut window, "the failure", |state| matches!(state.data, DataState::Failed(_)));
        match &window.state().state().data {
            DataState::Failed(error) => assert!(error.to_string().contains(name), "{error}"),
            other => panic!("{other:?} instead of a failure"),
        }
        window.run_steps(2);
    }
}

#[test]
fn a_folder_is_opened_and_trained_with_one_more_click() {
    let folder = tempfile::tempdir().unwrap();
    for class in ["light", "dark"] {
        std::fs::create_dir(folder.path().join(class)).unwrap();
        for place in 0..12u8 {
            let level = if class == "light" { 200 + place } else { 20 + place };
            let picture = image::GrayImage::from_pixel(20, 20, image::Luma([level]));
            picture.save(folder.path().join(class).join(format!("{place}.png"))).unwrap();
        }
    }
    let mut window = application(Options { open: Some(folder.path().to_path_buf()), ..Options::default() });
    until(&mut window, "the samples", |state| state.data.ready().is_some());
    assert_eq!(window.state().state().page, Page::Data);
    assert!(!window.state().state().document.project.network.nodes.is_empty(), "a network was chosen");
    window.get_by_role_and_label(Role::Button, "Train").click();
    until(&mut window, "a step", |state| state.current().is_some_and(|run| !run.train_loss.is_empty()));
    until(&mut window, "the end", |state| state.running().is_none());
    assert!(matches!(window.state().state().current().unwrap().phase, Phase::Done { .. }));
}

#[test]
fn edits_are_undone_by_keys_and_unsaved_ones_are_asked_about() {
    let mut window = window(SIZE, scene::finished());
    let before = window.state().document.project.clone();
    window.state_mut().document.project.training.batch = 77;
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(window.state().document.project, before);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.run_steps(2);
    assert_eq!(window.state().document.project.training.batch, 77);

    window.key_press_modifiers(Modifiers::COMMAND, Key::N);
    window.run_steps(3);
    window.get_by_label("Cancel").click();
    window.run_steps(3);
    assert_eq!((window.state().document.project.training.batch, &window.state().pending), (77, &None));
    window.key_press_modifiers(Modifiers::COMMAND, Key::N);
    window.run_steps(3);
    window.get_by_label("Don’t save").click();
    window.run_steps(3);
    assert_eq!(window.state().document.project, netloom::project::Project::default());
}

#[test]
fn the_palette_of_commands_finds_and_does() {
    let mut window = window(SIZE, State::default());
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_steps(3);
    window.event(egui::Event::Text("evalu".into()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(2);
    assert_eq!((window.state().page, &window.state().search), (Page::Evaluate, &None));
}

#[test]
fn a_diverged_training_says_so_and_goes_on_with_one_click() {
    let mut state = scene::training();
    let rate = state.document.project.training.optimizer.rate();
    state.current_mut().unwrap().fold(Event::Diverged("The loss at step 700 is not a number any more.".into()));
    let mut window = window([1440.0, 900.0], state);
    window.get_by_label_contains("Go on at").click();
    window.run_steps(2);
    let told = &window.state().requests;
    assert!(matches!(told[..], [Request::Tell(Command::Edit(_)), Request::Tell(Command::Resume)]), "{told:?}");
    assert_eq!(window.state().document.project.training.optimizer.rate(), rate / 10.0);
}

#[test]
fn a_trained_project_is_saved_opened_and_trained_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spirals.netloom");
    let mut window = application(Options::default());
    window.get_by_label("Train on spirals").click();
    until(&mut window, "an epoch", |state| state.current().is_some_and(|run| !run.reports.is_empty()));
    window.state_mut().state_mut().requests.push(Request::SaveTo(path.clone()));
    until(&mut window, "saving", |state| state.document.path.is_some());
    window.get_by_label("Stop").click();
    until(&mut window, "the end", |state| state.running().is_none());

    let mut second = application(Options { open: Some(path.clone()), ..Options::default() });
    until(&mut second, "opening", |state| state.document.path.is_some() && state.data.ready().is_some());
    let document = &second.state().state().document;
    assert!(document.read_only && !document.is_changed(), "the first window has it open");
    let step = document.trained.as_ref().unwrap().progress.step;
    assert!(step > 0 && !second.state().state().current().unwrap().reports.is_empty());
    second.run_steps(2);
    second.get_by_label("Continue").click();
    until(&mut second, "a step", |state| state.current().is_some_and(|run| run.start.is_some() && run.step > step));
    second.get_by_label("Stop").click();
    until(&mut second, "the end", |state| state.running().is_none());
}
