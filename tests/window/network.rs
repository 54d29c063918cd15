//! The network workspace: what it shows, and what a person builds in it by hand and by keys.

use eframe::egui::Theme;
use netloom::network::{Network, template};
use netloom::ui::{Page, State};

use crate::scene::window;

/// A window on this network.
fn state(network: Network) -> State {
    let mut state = State { page: Page::Network, ..State::default() };
    state.document = netloom::ui::Document::new(netloom::project::Project { network, ..Default::default() });
    state
}

fn built(name: &str) -> Network {
    template(name).unwrap().build(&[28, 28, 1].into(), 10)
}

#[test]
fn gallery_network() {
    let Some(folder) = std::env::var_os("NETLOOM_GALLERY").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let mut broken = built("mnist-cnn");
    let flat = broken.named("flatten").unwrap().id;
    broken.remove(flat);
    for (name, network) in [
        ("cnn", built("mnist-cnn")),
        ("resnet", built("resnet-small")),
        ("broken", broken),
        ("empty", Network::default()),
    ] {
        for theme in [Theme::Dark, Theme::Light] {
            for size in [[1440.0, 900.0], [1280.0, 720.0], [2560.0, 1440.0]] {
                let mut state = state(network.clone());
                state.theme = theme;
                if name == "cnn" {
                    state.canvas.select([1]);
                }
                let mut window = window(size, state);
                window.run_steps(4);
                let file = format!("network-{name}-{theme:?}-{}.png", size[0]).to_lowercase();
                window.render().unwrap().save(folder.join(file)).unwrap();
            }
        }
    }
}
