//! Pictures of the window for people to look at: made where `NETLOOM_GALLERY` names a folder, otherwise skipped.

use std::path::PathBuf;

use eframe::egui::{self, Theme};
use egui_kittest::kittest::Queryable;
use netloom::base::Error;
use netloom::train::{Command, Event};
use netloom::ui::{Axis, Page, State};

use crate::scene;

const SIZES: [[f32; 2]; 3] = [[1440.0, 900.0], [1280.0, 720.0], [2560.0, 1440.0]];

fn scenes() -> Vec<(&'static str, State)> {
    let preparing = Event::Preparing { what: "Reading pictures".into(), done: 430, total: 1000 };
    let mut steered = scene::training();
    steered.tell(Command::SetRate(0.0005));
    steered.current_mut().unwrap().fold(scene::steps(2 * scene::STEPS + 120, 150));
    steered.charts = netloom::ui::ChartSettings { log: true, smooth: false, axis: Axis::Epoch };
    steered.devices = vec![scene::start().device, scene::software()];
    let mut refused = State::default();
    refused.open("/home/someone/pictures/flowers".into());
    refused.open("/home/someone/mnist/train-images-idx3-ubyte.gz".into());
    let mut recent = State { recent: refused.recent.clone(), ..State::default() };
    recent.devices = vec![scene::start().device, scene::software()];
    refused.begin(scene::run());
    let sentence =
        "/home/someone/pictures/flowers holds no pictures that can be read: put them into one folder for each class.";
    refused.current_mut().unwrap().fold(Event::Failed(Error::input(sentence)));
    let lost = "The graphics card was lost, perhaps because its driver was restarted. What was learned is kept.";
    let mut scenes = vec![
        ("start", State::default()),
        ("recent", recent),
        ("train", scene::training()),
        ("steered", steered),
        ("finished", scene::finished()),
        ("failed", scene::failed(lost)),
        ("refused", refused),
        ("preparing", scene::told([preparing])),
        ("numbers", scene::numbers()),
    ];
    for (name, page) in [("data", Page::Data), ("evaluate", Page::Evaluate)] {
        scenes.push((name, State { page, ..State::default() }));
    }
    scenes
}

#[test]
fn gallery() {
    let Some(folder) = std::env::var_os("NETLOOM_GALLERY").map(PathBuf::from) else { return };
    let only = std::env::var("NETLOOM_GALLERY_ONLY").unwrap_or_default();
    std::fs::create_dir_all(&folder).unwrap();
    for theme in [Theme::Dark, Theme::Light] {
        for size in SIZES {
            for (name, mut state) in scenes() {
                let file = format!("{name}-{theme:?}-{}.png", size[0]).to_lowercase();
                if !file.contains(&only) {
                    continue;
                }
                state.theme = theme;
                netloom::app::glimpses(&mut state);
                let mut window = scene::window(size, state);
                window.run_steps(3);
                if name == "train" {
                    window.hover_at(egui::pos2(size[0] * 0.33, size[1] * 0.3));
                    window.run_steps(3);
                }
                if name == "recent" {
                    window.get_by_label("Device").click();
                    window.run_steps(3);
                }
                window.render().unwrap().save(folder.join(file)).unwrap();
            }
        }
    }
}
