//! The Inspect page: each view, what a click opens, drawing, keys, and networks that take no pictures.

use std::sync::Arc;

use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use netloom::data::{Dataset, Options, Sample, Silent, Source};
use netloom::layers::Dense;
use netloom::network::template;
use netloom::project::{DataSettings, Project};
use netloom::study::{Found, untrained};
use netloom::ui::panels::{Grown, InspectTab, Saliency, Target};
use netloom::ui::{DataState, Page, Request, State};

use crate::scene::{self, Window, window};

const SIZE: [f32; 2] = [1440.0, 900.0];

/// A page that looks into an untrained network for these samples.
pub fn looks_into(dataset: Arc<Dataset>, network: &str, change: impl FnOnce(&mut Project)) -> State {
    let network = template(network).unwrap().build(&dataset.shape, dataset.classes().len());
    let data = DataSettings::new(Source::Sample(Sample::Digits));
    let mut project = Project { network, data, ..Project::default() };
    change(&mut project);
    let subject = untrained(&project, &dataset).map(Arc::new);
    let mut state = State { page: Page::Inspect, data: DataState::Ready(dataset), ..State::default() };
    (state.document.project, state.subject) = (project, Some(subject));
    state.inspect_view.settings.climb = 8;
    state.inspect_view.settings.points = 50;
    netloom::app::study(&mut state);
    state
}

/// A page that looks into the reference network.
pub fn digits() -> State {
    looks_into(scene::samples(), "mnist-cnn", |_| {})
}

/// Four colour pictures of 224×224.
pub fn large_pictures() -> Dataset {
    let mut dataset = (*scene::samples()).clone();
    let bytes: Vec<u8> = (0..4 * 224 * 224 * 3).map(|place| (place / 3 % 251) as u8).collect();
    dataset.shape = [224, 224, 3].into();
    dataset.inputs = netloom::data::Inputs::Bytes(bytes.into());
    dataset.targets = netloom::data::Targets::Classes { labels: vec![0, 1, 0, 1], names: vec!["a".into(), "b".into()] };
    dataset.parts = netloom::data::Parts { train: vec![0, 1], test: vec![2, 3], ..Default::default() };
    dataset
}

/// Has all answered that the page asks, and draws it.
fn settle(window: &mut Window) {
    window.run_steps(2);
    netloom::app::study(window.state_mut());
    window.run_steps(2);
}

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

fn middle_of(window: &Window, label: &str) -> Pos2 {
    window.get_by_label(label).rect().center()
}

/// Presses at the first place and lets go at the last.
fn drag(window: &mut Window, places: &[Pos2]) {
    let button = |pos: Pos2, pressed: bool| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    window.event(Event::PointerMoved(places[0]));
    window.step();
    window.event(button(places[0], true));
    window.step();
    for &place in &places[1..] {
        window.event(Event::PointerMoved(place));
        window.step();
    }
    window.event(button(places[places.len() - 1], false));
    window.run_steps(2);
}

#[test]
fn channels_are_chosen_by_mouse_and_keys_and_show_their_arithmetic() {
    let mut window = window(SIZE, digits());
    window.run_steps(2);
    says(
        &window,
        &["Layer Conv 2D, conv2d_1", "11×11×64", "288 products", "WEIGHTS 3×3×32", "STRONGEST TEST PICTURES"],
    );
    window.get_by_label("filter 11").click();
    settle(&mut window);
    says(&window, &["conv2d_1 · filter 11", "Map of filter 11"]);
    window.key_press(Key::ArrowRight);
    settle(&mut window);
    assert_eq!(window.state().inspect_view.channel, 12);
    let tile = window.get_by_label("filter 20").rect();
    let place = tile.min + tile.size() * eframe::egui::vec2(2.5 / 11.0, 7.5 / 11.0);
    window.hover_at(place);
    window.run_steps(4);
    drag(&mut window, &[place]);
    settle(&mut window);
    assert_eq!((window.state().inspect_view.channel, window.state().inspect_view.at), (20, [7, 2]));
    window.get_by_label("filter 12").click();
    settle(&mut window);
    assert_eq!(window.state().inspect_view.at, [5, 5]);
    says(&window, &["MARKED PLACE", "(5, 5) = relu("]);
    // Two of eleven columns to the right.
    let map = window.get_by_label("Map of filter 12").rect();
    let at = map.center() + eframe::egui::vec2(map.width() * 2.0 / 11.0, 0.0);
    window.hover_at(at);
    settle(&mut window);
    says(&window, &["UNDER THE POINTER", "(5, 7) = relu("]);
    assert_eq!(window.state().inspect_view.at, [5, 5], "only a click marks a place");
    drag(&mut window, &[at]);
    assert_eq!(window.state().inspect_view.at, [5, 7]);
    window.get_by_label("Layer Max pool, max_pool2d").click();
    settle(&mut window);
    says(&window, &["13×13×32", "it has no products"]);
    window.key_press(Key::PageDown);
    settle(&mut window);
    assert_eq!(window.state().inspect_view.sample, Some(41), "the second sample of the test part");
}

#[test]
fn every_view_shows_its_answer_and_saves_it() {
    let mut window = window(SIZE, digits());
    let views = [
        ("Feature maps", "One scale"),
        ("Filters", "64 filters, each 3×3 over 32 channels"),
        ("What excites it", "Grown from noise to excite conv2d_1, filter 0"),
        ("Grad-CAM", "Where this layer sees what speaks for the score of"),
        ("Saliency", "How much each pixel moves the score of"),
        ("Occlusion", "loses where a window covers the picture: 13×13 windows"),
        ("Strongest", "Picture 4"),
        ("Embedding", "10 test pictures by PCA (principal components)"),
        ("Histograms", "WHAT THE LAYER GIVES FOR 10 TEST PICTURES"),
    ];
    for (name, sentence) in views {
        window.get_by_label(&format!("View: {name}")).click();
        settle(&mut window);
        says(&window, &[sentence]);
        window.get_by_label("Save the picture").click();
        window.run_steps(2);
        let request = window.state_mut().requests.pop();
        assert!(matches!(request, Some(Request::SavePicture { .. })), "{name} cannot be saved");
    }
    let view = &mut window.state_mut().inspect_view;
    (view.tab, view.settings.saliency) = (InspectTab::Saliency, Saliency::Integrated);
    settle(&mut window);
    says(&window, &["What each pixel adds to the score of"]);
    let view = &mut window.state_mut().inspect_view;
    (view.tab, view.settings.grown) = (InspectTab::Excite, Grown::Layer);
    settle(&mut window);
    says(&window, &["What excites each of the 64 filters", "filter 40"]);
}

#[test]
fn a_drawing_changes_the_prediction_and_can_be_undone() {
    let mut window = window(SIZE, digits());
    window.run_steps(2);
    window.get_by_label("New drawing").click();
    settle(&mut window);
    let blank = window.state().inspect_view.glance.clone().unwrap();
    let centre = middle_of(&window, "Picture drawing");
    drag(&mut window, &[centre - eframe::egui::vec2(40.0, 40.0), centre, centre + eframe::egui::vec2(40.0, 50.0)]);
    settle(&mut window);
    let drawn = window.state().inspect_view.glance.clone().unwrap();
    let input = window.state().inspect_view.input.clone().unwrap();
    assert!(input.iter().filter(|&&pixel| pixel > 0.5).count() > 20, "a stroke was painted");
    assert_ne!(blank.answer, drawn.answer);
    assert_ne!(blank.maps, drawn.maps);
    window.get_by_label("Invert the picture").click();
    settle(&mut window);
    let inverted = window.state().inspect_view.input.clone().unwrap();
    assert!(input.iter().zip(&*inverted).all(|(a, b)| (a + b - 1.0).abs() < 1e-5));
    window.get_by_label("Undo all changes to the picture").click();
    settle(&mut window);
    assert_eq!(window.state().inspect_view.glance.as_ref().unwrap().answer, blank.answer);
}

#[test]
fn a_mask_and_a_shift_change_what_the_network_sees() {
    let mut window = window(SIZE, digits());
    settle(&mut window);
    let before = window.state().inspect_view.input.clone().unwrap();
    window.get_by_label("Mouse: Mask").click();
    window.run_steps(2);
    assert_eq!(window.state().inspect_view.sample, Some(40));
    let name = "Picture 41";
    let centre = middle_of(&window, name);
    window.event(Event::PointerMoved(centre));
    window.step();
    let press = |pressed: bool, pos: Pos2| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    window.event(press(true, centre));
    window.step();
    window.event(Event::PointerMoved(centre + eframe::egui::vec2(60.0, 60.0)));
    window.run_steps(2);
    let covered = |window: &Window| {
        let now = window.state().inspect_view.input.clone().unwrap();
        now.iter().zip(&*before).filter(|(now, then)| now != then).count()
    };
    let wide = covered(&window);
    assert!(wide > 20, "the network sees the mask while the mouse still draws it: {wide}");
    window.event(Event::PointerMoved(centre + eframe::egui::vec2(30.0, 30.0)));
    window.run_steps(2);
    assert!(covered(&window) < wide, "it shrinks with the mouse");
    window.event(press(false, centre + eframe::egui::vec2(30.0, 30.0)));
    settle(&mut window);
    let masked = window.state().inspect_view.input.clone().unwrap();
    let grey = masked.iter().zip(&*before).filter(|(now, then)| now != then && (**now - 0.5).abs() < 0.01).count();
    assert!((9..80).contains(&grey), "{grey} pixels were covered");
    window.get_by_label("Mouse: Turn").click();
    window.run_steps(2);
    drag(&mut window, &[centre, centre + eframe::egui::vec2(20.0, 0.0)]);
    settle(&mut window);
    assert_ne!(window.state().inspect_view.input.as_ref().unwrap(), &masked);
}

#[test]
fn a_wrong_picture_leads_to_its_grad_cam() {
    let mut state = digits();
    (state.page, state.inspect_view.tab) = (Page::Evaluate, InspectTab::Histograms);
    state.explain(7);
    let mut window = window([1440.0, 1200.0], state);
    settle(&mut window);
    let view = &window.state().inspect_view;
    assert_eq!((window.state().page, view.tab, view.sample), (Page::Inspect, InspectTab::GradCam, Some(7)));
    assert_eq!(view.node.as_deref(), Some("conv2d_2"));
    says(&window, &["Picture 8", "Explanation", "3×3 places"]);
    window.get_by_label("Layer Dense, dense").click();
    settle(&mut window);
    window.get_by_label("Look at conv2d_2").click();
    settle(&mut window);
    says(&window, &["Explanation"]);
    assert_eq!(window.state().inspect_view.settings.target, Target::Answer);
}

#[test]
fn a_lasso_opens_the_samples_inside_it_and_a_click_looks_at_one() {
    let mut window = window(SIZE, digits());
    window.get_by_label("View: Embedding").click();
    settle(&mut window);
    let rect = window.get_by_label("10 pictures as points").rect();
    let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
    let inside = corners.map(|corner| corner + (rect.center() - corner) * 0.01);
    drag(&mut window, &inside);
    assert_eq!(window.state().inspect_view.lassoed.len(), 10);
    let sample = window.state().inspect_view.lassoed[3];
    window.get_by_label(&format!("Lassoed picture {}", sample + 1)).click();
    settle(&mut window);
    assert_eq!(window.state().inspect_view.sample, Some(sample));
}

#[test]
fn many_units_and_large_pictures_are_drawn_in_a_moment() {
    let wide = |project: &mut Project| {
        for node in &mut project.network.nodes {
            if node.name == "dense" {
                node.layer = Dense { units: 2048, ..Dense::default() }.into();
            }
        }
    };
    let mut state = looks_into(scene::samples(), "mnist-cnn", wide);
    state.inspect_view.node = Some("dense".into());
    let mut units = window(SIZE, state);
    settle(&mut units);
    says(&units, &["2,048 units", "576 products"]);
    let began = std::time::Instant::now();
    units.run_steps(10);
    println!("ten frames of 2048 units: {:?}", began.elapsed());
    let mut large = window(SIZE, looks_into(Arc::new(large_pictures()), "mnist-cnn", |_| {}));
    settle(&mut large);
    says(&large, &["109×109×64"]);
    let began = std::time::Instant::now();
    for _ in 0..5 {
        let glance = large.state().inspect_view.glance.clone().unwrap();
        large.state_mut().inspect_view.take_glance(Ok((*glance).clone()));
        large.step();
    }
    println!("five frames with new maps of 109×109×64: {:?}", began.elapsed());
}

#[test]
fn a_network_that_takes_numbers_says_which_views_need_pictures() {
    let options = Options { drawn: Some([60, 30]), ..Options::default() };
    let spirals = netloom::data::open(&Source::Sample(Sample::Spirals), &options, &Silent).unwrap();
    let mut window = window(SIZE, looks_into(Arc::new(spirals), "mlp", |_| {}));
    settle(&mut window);
    says(&window, &["unit 3:", "2 WEIGHTS"]);
    for view in ["Grad-CAM", "Saliency", "Occlusion", "What excites it"] {
        window.get_by_label(&format!("View: {view}")).click();
        settle(&mut window);
        says(&window, &["Samples are no pictures"]);
    }
    for view in ["Filters", "Strongest", "Embedding", "Histograms"] {
        window.get_by_label(&format!("View: {view}")).click();
        settle(&mut window);
        assert!(!words(&window).contains("Samples are no pictures"), "{view} works without pictures");
    }
    window.get_by_label("View: Embedding").click();
    settle(&mut window);
    let rect = window.get_by_label("30 samples as points").rect();
    let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
    drag(&mut window, &corners.map(|corner| corner + (rect.center() - corner) * 0.01));
    let sample = window.state().inspect_view.lassoed[3];
    window.get_by_label(&format!("Lassoed sample {}", sample + 1)).click();
    settle(&mut window);
    assert_eq!(window.state().inspect_view.sample, Some(sample));
    let found =
        window.state().inspect_view.answered.iter().any(|one| matches!(one.found.as_deref(), Ok(Found::Histograms(_))));
    assert!(found);
}

#[test]
fn a_network_that_predicts_numbers_has_gradients_too() {
    let mut window = window(SIZE, State { page: Page::Inspect, ..crate::answers::numbers() });
    settle(&mut window);
    says(&window, &["area", "rooms"]);
    window.get_by_label("View: Histograms").click();
    settle(&mut window);
    says(&window, &["GRADIENTS OF THE LOSS"]);
}
