//! The Data page in each of its states: nothing, reading, failed, pictures, a table; and that only what is in sight is
//! drawn.

use std::sync::Arc;
use std::time::Instant;

use eframe::egui::{Key, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use netloom::base::{Error, Shape};
use netloom::data::{
    ColumnKind, Dataset, Fit, Inputs, Kind, Options, Part, Parts, Report, Sample, Silent, Source, Targets,
};
use netloom::project::{DataSettings, Project};
use netloom::ui::{DataState, Document, Page, Pending, Request, State};

use crate::scene::{Window, window};

const SIZE: [f32; 2] = [1440.0, 900.0];

/// The share of the pictures for training that is set aside for validation.
const VALIDATION: f64 = 0.15;

/// A state that shows these samples as if they had been read from files.
pub fn shows(dataset: Dataset) -> State {
    let path = if dataset.table.is_some() { "/home/someone/flowers.csv" } else { "/home/someone/shapes" };
    let mut project = Project { data: DataSettings::new(Source::Path(path.into())), ..Project::default() };
    project.data.options.validation = if dataset.parts.validation.is_empty() { 0.0 } else { VALIDATION };
    let (document, data) = (Document::new(project), DataState::Ready(Arc::new(dataset)));
    State { page: Page::Data, document, data, ..State::default() }
}

/// Coloured shapes with something left out.
pub fn shapes(count: usize) -> Dataset {
    let options = Options { drawn: Some([count, count / 4]), validation: VALIDATION, ..Options::default() };
    let mut dataset = netloom::data::open(&Source::Sample(Sample::Shapes), &options, &Silent).unwrap();
    let named = dataset.labels().iter().enumerate();
    let named = named.map(|(sample, &label)| format!("{}/picture {sample}.png", dataset.classes()[label as usize]));
    dataset.names = named.collect();
    dataset.report.skip("star/cut.jpg", "the file is cut off");
    dataset.report.skip("star/zero.png", "the file is empty");
    dataset.report.warn("The class folder “moon” holds no pictures and is left out.");
    dataset
}

/// A table of flowers.
pub fn table() -> Dataset {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flowers.csv");
    let row = |row: usize| {
        let size = if row == 9 { String::new() } else { format!("{}.{}", row % 7, row % 10) };
        format!("{row},{size},{},{}\n", ["red", "white", "blue"][row % 3], ["rose", "daisy"][row % 2])
    };
    let text = "id,petal length,colour,species\n".to_owned() + &(0..400).map(row).collect::<String>() + "1,2\n";
    std::fs::write(&path, text).unwrap();
    netloom::data::open(&Source::Path(path), &Options::default(), &Silent).unwrap()
}

fn pictures_in_sight(window: &Window) -> usize {
    let all = window.root().children_recursive();
    all.filter(|node| {
        node.accesskit_node().label().is_some_and(|label| label.starts_with("Picture ") && label.contains(": "))
    })
    .count()
}

#[test]
fn pictures_are_narrowed_down_by_class_part_and_words() {
    let mut window = window(SIZE, shows(shapes(80)));
    window.run_steps(3);
    let all = pictures_in_sight(&window);
    assert!(all >= 48, "{all} pictures are in sight");
    window.get_by_label("Class circle: 13").click();
    window.run_steps(3);
    assert_eq!(pictures_in_sight(&window), 13);
    let test = window.state().data.ready().unwrap().class_counts_of(Part::Test)[0];
    window.get_by_label_contains("Part: Test").click();
    window.run_steps(3);
    assert_eq!((window.state().data_view.part, pictures_in_sight(&window)), (Some(Part::Test), test));
    window.get_by_label("Find samples").click();
    window.run_steps(2);
    window.get_by_label("Find samples").type_text("no such thing");
    window.run_steps(3);
    window.get_by_label("Show all").click();
    window.run_steps(3);
    assert_eq!(pictures_in_sight(&window), all);
}

#[test]
fn a_picture_is_picked_with_the_mouse_or_the_keyboard_and_shown_large() {
    let mut window = window(SIZE, shows(shapes(80)));
    window.run_steps(2);
    let second = |window: &Window| {
        let all = window.root().children_recursive();
        let label = all.filter_map(|node| node.accesskit_node().label()).find(|label| label.starts_with("Picture 2:"));
        label.expect("the second picture is in sight")
    };
    let label = second(&window);
    window.get_by_label(&label).click();
    window.run_steps(3);
    assert_eq!(window.state().data_view.picked, Some(1));
    window.get_by_label(&format!("{label}, large"));
    window.get_by_label("Close").click();
    window.run_steps(2);
    window.get_by_label(&label).focus();
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(2);
    assert_eq!(window.state().data_view.picked, Some(1));
}

#[test]
fn settings_change_the_project_and_can_be_undone() {
    let mut window = window([1440.0, 1400.0], shows(shapes(80)));
    window.run_steps(2);
    window.get_by_label("Fit: Pad").click();
    window.run_steps(3);
    assert_eq!(window.state().document.project.data.options.fit, Fit::Pad);
    window.get_by_label("Flip left–right").click();
    window.run_steps(3);
    assert!(window.state().document.project.data.augmentation.flip_horizontal);
    window.get_by_label_contains("times as training may see it");
    window.get_by_label("Again").click();
    window.run_steps(2);
    assert_eq!(window.state().data_view.step, 8);
    assert!(window.state_mut().document.undo() && window.state_mut().document.undo());
    let data = &window.state().document.project.data;
    assert!(data.options.fit == Fit::Crop && data.augmentation.is_off());
}

#[test]
fn shares_are_set_on_sliders_and_what_is_read_again_is_narrowed_down_as_before() {
    let mut window = window(SIZE, shows(shapes(80)));
    window.run_steps(2);
    window.get_by_label("Class circle: 13").click();
    window.get_by_label("For validation, slider").focus();
    window.run_steps(2);
    for _ in 0..5 {
        window.key_press(Key::ArrowRight);
        window.run_steps(1);
    }
    window.run_steps(2);
    let share = window.state().document.project.data.options.validation;
    assert!((share - VALIDATION - 0.05).abs() < 1e-9, "{share}");
    let again = (**window.state().data.ready().unwrap()).clone();
    window.state_mut().read_data();
    window.run_steps(2);
    window.state_mut().take_data(Ok(Arc::new(again)));
    window.run_steps(3);
    assert_eq!((window.state().data_view.class, pictures_in_sight(&window)), (Some(0), 13));
    window.state_mut().open_data(Source::Sample(Sample::Digits));
    assert_eq!(window.state().data_view.class, None, "another source is shown whole");
}

#[test]
fn only_a_canvas_that_nobody_has_touched_is_given_a_network() {
    let samples = || Ok(crate::scene::samples());
    let drawn = |state: &State| state.document.project.network.nodes.len();
    let mut state = State::default();
    state.take_data(samples());
    assert!(drawn(&state) > 3, "it suits the samples");
    state.document.project.network = Default::default();
    state.take_data(samples());
    assert_eq!(drawn(&state), 0, "a person has emptied it");
    state.go_ahead(Pending::New);
    state.take_data(samples());
    assert!(drawn(&state) > 3, "another document has just begun");
    let mut saved = Document::default();
    saved.path = Some("empty.netloom".into());
    state.replace(saved);
    state.take_data(samples());
    assert_eq!(drawn(&state), 0, "it was saved empty");
}

#[test]
fn what_was_left_out_is_named_with_its_reason() {
    let mut window = window([1440.0, 1400.0], shows(shapes(80)));
    window.run_steps(3);
    for words in ["star/cut.jpg", "the file is empty", "The class folder “moon” holds no pictures and is left out."]
    {
        window.get_by_label(words);
    }
}

#[test]
fn a_table_shows_its_cells_and_lets_its_columns_be_chosen() {
    let mut window = window(SIZE, shows(table()));
    window.run_steps(3);
    window.get_by_label_contains("Row 1: id 0, petal length 0.0, colour red, species rose");
    window.get_by_role_and_label(Role::ComboBox, "What “colour” holds").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "Leave out").click();
    window.run_steps(3);
    let chosen = &window.state().document.project.data.options.table.columns;
    assert_eq!(chosen.get("colour"), Some(&ColumnKind::Ignore));
    window.get_by_role_and_label(Role::ComboBox, "Column to predict").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "petal length").click();
    window.run_steps(3);
    assert_eq!(window.state().document.project.data.options.table.target.as_deref(), Some("petal length"));
}

#[test]
fn reading_can_be_given_up_and_failing_says_why() {
    let loading = DataState::Loading { what: "reading pictures".into(), done: 430, total: 1000 };
    let mut loads = window(SIZE, State { page: Page::Data, data: loading, ..State::default() });
    loads.get_by_label("Reading pictures…");
    loads.get_by_label("430 of 1,000");
    loads.get_by_label("Cancel").click();
    loads.run_steps(2);
    assert_eq!(loads.state().requests, [Request::CancelReading]);
    let failed = DataState::Failed(Error::input("/x/y.csv has only one column."));
    let mut failed = window(SIZE, State { page: Page::Data, data: failed, ..State::default() });
    failed.get_by_label("/x/y.csv has only one column.");
    failed.get_by_label("The data cannot be used");
    failed.get_by_label("Try again").click();
    failed.run_steps(2);
    assert!(matches!(failed.state().data, DataState::Loading { .. }));
}

/// A hundred thousand pictures of one colour each.
pub fn many() -> Dataset {
    let count = 100_000;
    let bytes: Vec<u8> = (0..count * 12 * 12 * 3).map(|at| (at / 432 * 7 + at % 3 * 80) as u8).collect();
    let names = (0..10).map(|class| format!("class {class}")).collect();
    Dataset {
        kind: Kind::ImageFolder,
        shape: Shape::from([12, 12, 3]),
        inputs: Inputs::Bytes(bytes.into()),
        targets: Targets::Classes { labels: (0..count as u32).map(|sample| sample % 10).collect(), names },
        parts: Parts { train: (0..count as u32).collect(), ..Parts::default() },
        names: (0..count).map(|sample| format!("{sample}.png")).collect(),
        table: None,
        report: Report::default(),
    }
}

#[test]
fn of_a_hundred_thousand_pictures_only_those_in_sight_are_drawn() {
    let mut window = window(SIZE, shows(many()));
    window.run_steps(3);
    let in_sight = pictures_in_sight(&window);
    assert!((40..200).contains(&in_sight), "{in_sight}");
    let (mut slowest, mut all) = (0.0f64, Vec::new());
    for _ in 0..60 {
        window.hover_at(eframe::egui::pos2(700.0, 500.0));
        window.input_mut().events.push(eframe::egui::Event::MouseWheel {
            unit: eframe::egui::MouseWheelUnit::Point,
            source: eframe::egui::MouseWheelSource::Wheel,
            delta: eframe::egui::vec2(0.0, -900.0),
            phase: eframe::egui::TouchPhase::Move,
            modifiers: eframe::egui::Modifiers::NONE,
        });
        let began = Instant::now();
        window.step();
        let took = began.elapsed().as_secs_f64() * 1e3;
        slowest = slowest.max(took);
        all.push(took);
    }
    all.sort_by(f64::total_cmp);
    println!("scrolling: median {:.1} ms, slowest {slowest:.1} ms, {in_sight} in sight", all[30]);
    assert!(pictures_in_sight(&window) < 200);
}
