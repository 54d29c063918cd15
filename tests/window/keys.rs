//! The main flow by keys alone, closing the window, and how long a person waits.

use std::time::{Duration, Instant};

use eframe::egui::{Event, Key, Modifiers, Role, ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use netloom::app::{self, Options};
use netloom::ui::run::Phase;
use netloom::ui::{Page, Pending};

use crate::flows::{application, until};

/// Presses Tab until this control has the keys.
fn tab_to(window: &mut Harness<'static, app::Window>, role: Role, name: &str) {
    for _ in 0..120 {
        window.key_press(Key::Tab);
        window.run_steps(1);
        if window.query_all_by_role_and_label(role, name).any(|node| node.is_focused()) {
            return;
        }
    }
    panic!("Tab does not reach {name}");
}

#[test]
fn keys_alone_train_a_sample_look_at_it_stop_and_save() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("by keys.netloom");
    let mut window = application(Options::default());
    window.run_steps(2);
    tab_to(&mut window, Role::Button, "Train on digits");
    window.key_press(Key::Enter);
    until(&mut window, "a step", |state| state.current().is_some_and(|run| !run.train_loss.is_empty()));
    for (key, page) in [(Key::Num2, Page::Network), (Key::Num1, Page::Data), (Key::Num3, Page::Train)] {
        window.key_press_modifiers(Modifiers::COMMAND, key);
        window.run_steps(2);
        assert_eq!(window.state().state().page, page);
    }
    tab_to(&mut window, Role::SpinButton, "Learning rate");
    window.key_press(Key::ArrowUp);
    window.run_steps(3);
    window.key_press(Key::Escape);
    window.run_steps(1);
    let running = |state: &netloom::ui::State| state.current().map(|run| run.phase.clone());
    window.key_press(Key::Space);
    until(&mut window, "a pause", |state| running(state) == Some(Phase::Paused));
    window.key_press(Key::Space);
    until(&mut window, "going on", |state| running(state) == Some(Phase::Training));
    window.key_press_modifiers(Modifiers::COMMAND, Key::Period);
    until(&mut window, "the end", |state| state.running().is_none());

    // Where the desktop has no dialog for files, the path is typed.
    window.state_mut().state_mut().typed_to_save = true;
    window.state_mut().state_mut().typed = Some(String::new());
    window.run_steps(3);
    window.event(Event::Text(path.to_str().unwrap().into()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    until(&mut window, "saving", |state| state.document.path.is_some() && !state.saving);
    assert!(!window.state().state().document.is_changed());
    let trained = netloom::project::read(&path).unwrap();
    assert!(trained.progress.step > 0);
}

/// Asks the window to close, as its close button does; whether it refuses to.
fn close(window: &mut Harness<'static, app::Window>) -> bool {
    let viewport = window.input_mut().viewports.entry(ViewportId::ROOT).or_default();
    viewport.events.push(ViewportEvent::Close);
    window.step();
    let refuses = window
        .output()
        .viewport_output
        .values()
        .any(|viewport| viewport.commands.iter().any(|command| matches!(command, ViewportCommand::CancelClose)));
    window.input_mut().viewports.entry(ViewportId::ROOT).or_default().events.clear();
    window.run_steps(2);
    refuses
}

#[test]
fn the_close_button_asks_about_what_is_unsaved() {
    let mut window = application(Options::default());
    window.run_steps(2);
    assert!(!close(&mut window), "nothing would be lost");

    let mut window = application(Options::default());
    window.run_steps(2);
    window.state_mut().state_mut().document.project.training.batch = 77;
    window.run_steps(2);
    assert!(close(&mut window));
    assert_eq!(window.state().state().pending, Some(Pending::Close));
    window.get_by_label("Cancel").click();
    window.run_steps(3);
    assert_eq!(window.state().state().pending, None);
    assert!(close(&mut window), "it asks again");
    window.get_by_label("Don’t save").click();
    window.run_steps(2);
    assert!(!close(&mut window), "the answer was given");
}

#[test]
fn the_first_point_comes_soon_and_stop_is_obeyed_at_once() {
    let mut window = application(Options::default());
    window.run_steps(2);
    window.get_by_label("Train on digits").click();
    let clicked = Instant::now();
    until(&mut window, "a point", |state| state.current().is_some_and(|run| !run.train_loss.is_empty()));
    let point = clicked.elapsed();
    window.get_by_label("Stop").click();
    let clicked = Instant::now();
    until(&mut window, "the end", |state| state.running().is_none());
    let end = clicked.elapsed();
    println!("first point after {point:.2?}, end after {end:.2?}");
    // Several times what is promised, for a build that is not optimised on a computer that does other things too.
    assert!(point < Duration::from_secs(15) && end < Duration::from_secs(3), "{point:.2?}, {end:.2?}");
}
