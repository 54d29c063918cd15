//! The network workspace: what it shows, and what a person builds in it by hand and by keys.

mod building;
pub mod freezing;
mod hands;
pub mod looks;

use eframe::egui::{Event, Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use netloom::network::{Network, facts, template};
use netloom::project::Project;
use netloom::ui::{DataState, Document, Page, State};

use crate::scene::{self, Window, window};

const SIZE: [f32; 2] = [1440.0, 900.0];

/// A window's state on this network, with a few digits.
pub fn state(network: Network) -> State {
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
fn append<S>(window: &mut Harness<'static, S>, name: &str) {
    window.get_by_role_and_label(Role::Button, name).focus();
    window.run_steps(1);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

fn set_number<S>(window: &mut Harness<'static, S>, name: &str, number: usize) {
    window.get_by_role_and_label(Role::SpinButton, name).click();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.event(Event::Text(number.to_string()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

fn choose<S>(window: &mut Harness<'static, S>, name: &str, option: &str) {
    window.get_by_role_and_label(Role::ComboBox, name).click();
    window.run_steps(3);
    // Long lists scroll: what is not seen yet is picked as a screen reader does.
    window.get_by_label(option).click_accesskit();
    window.run_steps(3);
}
