//! Pictures of the window for people to look at, made where `NETLOOM_GALLERY` names a folder.

use std::path::PathBuf;

use eframe::egui::Theme;
use netloom::ui::{Page, State};

use crate::scene;

#[test]
fn gallery() {
    let Some(folder) = std::env::var_os("NETLOOM_GALLERY").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let preparing =
        || scene::told([netloom::train::Event::Preparing { what: "Reading pictures".into(), done: 430, total: 1000 }]);
    let failed = || {
        scene::failed(
            "The graphics card was lost, perhaps because its driver was restarted. What was learned up to the last epoch is kept.",
        )
    };
    let scenes: [(&str, &dyn Fn() -> State); 6] = [
        ("start", &|| State::default()),
        ("train", &scene::training),
        ("finished", &scene::finished),
        ("failed", &failed),
        ("preparing", &preparing),
        ("data", &|| State { page: Page::Data, ..State::default() }),
    ];
    for (name, make) in scenes {
        for theme in [Theme::Dark, Theme::Light] {
            for size in [[1440.0, 900.0], [1280.0, 720.0], [2560.0, 1440.0]] {
                let mut state = make();
                state.theme = theme;
                netloom::app::glimpses(&mut state);
                let mut window = scene::window(size, state);
                window.run_steps(3);
                let file = format!("{name}-{theme:?}-{}.png", size[0]).to_lowercase();
                window.render().unwrap().save(folder.join(file)).unwrap();
            }
        }
    }
}
