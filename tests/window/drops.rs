//! What is dropped on the window, on every page: folders, files, projects.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use netloom::app::Options;
use netloom::data::Source;
use netloom::project::{Project, write_with};
use netloom::ui::panels::PANELS;
use netloom::ui::{DataState, Page, Pending, Request, State};

use crate::flows::{application, until};
use crate::scene::{self, window};

const SIZE: [f32; 2] = [1280.0, 720.0];

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Ok(Vec::new())
    }
}

/// Holds something over the window, and lets go.
fn drop_on<S>(window: &mut Harness<'static, S>, path: &Path) {
    window.input_mut().hovered_files.push(egui::HoveredFile { path: Some(path.into()), mime: String::new() });
    window.run_steps(1);
    window.input_mut().hovered_files.clear();
    window.input_mut().dropped_files.push(Arc::new(Dropped(path.into())));
    window.run_steps(1);
    window.input_mut().dropped_files.clear();
    window.run_steps(1);
}

#[test]
fn folders_and_data_files_are_opened_wherever_they_are_dropped() {
    let pages = PANELS.iter().map(|panel| panel.page()).chain([Page::Start]);
    for (place, page) in pages.enumerate() {
        let name =
            ["/data/flowers", "/data/iris.csv", "/data/digits.npz", "/data/train-images-idx3-ubyte.gz"][place % 4];
        let mut window = window(SIZE, State { page, ..scene::training() });
        drop_on(&mut window, Path::new(name));
        let state = window.state();
        assert_eq!(state.document.project.data.source, Source::Path(name.into()), "on {page:?}");
        assert_eq!((state.page, &state.recent[..]), (Page::Data, &[PathBuf::from(name)][..]));
        assert!(matches!(state.data, DataState::Loading { .. }));
        assert!(state.document.can_undo(), "what was there before comes back with one step");
    }
}

#[test]
fn a_dropped_project_is_opened_after_a_question_about_what_is_unsaved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept.netloom");
    write_with(&path, &Project::default(), None).unwrap();
    let mut window = window(SIZE, State::default());
    drop_on(&mut window, &path);
    assert_eq!(window.state().requests, [Request::Open(path.clone())]);
    *window.state_mut() = scene::training();
    drop_on(&mut window, &path);
    assert_eq!((&window.state().pending, &window.state().requests[..]), (&Some(Pending::Open(path.clone())), &[][..]));
    window.run_steps(3);
    window.get_by_label("Don’t save").click();
    window.run_steps(3);
    assert_eq!(window.state().requests, [Request::Open(path)]);
}

#[test]
fn of_several_that_are_dropped_one_is_opened_and_it_is_said() {
    let mut window = window(SIZE, State::default());
    for name in ["/data/cats", "/data/dogs"] {
        window.input_mut().dropped_files.push(Arc::new(Dropped(name.into())));
    }
    window.run_steps(1);
    window.input_mut().dropped_files.clear();
    window.run_steps(2);
    assert_eq!(window.state().document.project.data.source, Source::Path("/data/cats".into()));
    window.get_by_label_contains("2 things were dropped at once, and cats was opened.");
}

/// A folder that is dropped trains with one click more.
#[test]
fn a_dropped_folder_trains_for_real() {
    let folder = tempfile::tempdir().unwrap();
    for (class, base) in [("light", 200), ("dark", 20)] {
        std::fs::create_dir(folder.path().join(class)).unwrap();
        for place in 0..12u8 {
            let picture = image::GrayImage::from_pixel(20, 20, image::Luma([base + place]));
            picture.save(folder.path().join(class).join(format!("{place}.png"))).unwrap();
        }
    }
    let mut window = application(Options::default());
    drop_on(&mut window, folder.path());
    until(&mut window, "the samples", |state| state.data.ready().is_some());
    window.get_by_role_and_label(egui::Role::Button, "Train").click();
    until(&mut window, "a step", |state| state.current().is_some_and(|run| !run.train_loss.is_empty()));
    until(&mut window, "the end", |state| state.running().is_none());
}
