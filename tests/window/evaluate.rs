//! The Evaluate page in each of its views, and every click from a number to the samples behind it.

use std::sync::Arc;
use std::time::Instant;

use eframe::egui::{self, Key, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use netloom::app::Options;
use netloom::base::Error;
use netloom::ui::{Choice, DataState, EvaluateTab, Keepsake, Measure, Order, Page, Request, State};

use crate::answers;
use crate::flows::{application, until};
use crate::scene::{self, Window, window};

const SIZE: [f32; 2] = [1440.0, 900.0];

fn labels(window: &Window) -> Vec<String> {
    window.root().children_recursive().filter_map(|node| node.accesskit_node().label()).collect()
}

fn shown(state: State) -> Window {
    let mut window = window(SIZE, state);
    window.run_steps(3);
    window
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(3);
}

/// The answers that the page is about.
fn evaluation(window: &Window) -> netloom::evaluate::Evaluation {
    window.state().evaluate_view.found.as_ref().unwrap().evaluation().unwrap().clone()
}

#[test]
fn the_wall_of_mistakes_is_there_at_once_the_surest_first() {
    let mut window = shown(answers::digits());
    window.get_by_label("Mistakes · 100 pictures");
    let pictures: Vec<String> = labels(&window)
        .into_iter()
        .filter(|label| label.starts_with("Picture ") && label.contains(": true "))
        .collect();
    assert!(pictures.len() > 20 && pictures[0].ends_with(" · 99 %"), "{pictures:?}");
    let evaluation = evaluation(&window);
    assert!(labels(&window).contains(&"Accuracy 85.71 %: show the mistakes".to_owned()), "{:?}", labels(&window));
    assert_eq!(evaluation.mistakes.len(), 100);
    click(&mut window, "Order: Least sure");
    window.get_by_label("Test part · 700 pictures");
    click(&mut window, "Accuracy 85.71 %: show the mistakes");
    assert_eq!(window.state().evaluate_view.order, Order::Mistakes);
    let top = evaluation.top_k[0].accuracy;
    click(&mut window, &format!("Right among 2 likeliest: {:.2} %; show the others", 100.0 * top));
    let missed = ((1.0 - top) * 700.0).round();
    window.get_by_label(&format!("Right class not among 2 likeliest · {missed} pictures"));
}

#[test]
fn a_cell_opens_its_pictures_and_a_picture_its_explanation() {
    let mut window = shown(answers::digits());
    let count = evaluation(&window).confusion[1][2];
    assert!(count > 3);
    click(&mut window, &format!("True 1, predicted 2: {count} pictures"));
    window.get_by_label(&format!("True 1, predicted 2 · {count} pictures"));
    let label = labels(&window).into_iter().find(|label| label.contains(": true 1, predicted 2 · ")).unwrap();
    click(&mut window, &label);
    let picked = window.state().evaluate_view.picked.unwrap();
    window.get_by_label(&format!("Picture {}, large", picked + 1));
    window.get_by_label("true 1 · predicted 2");
    click(&mut window, "Explain");
    assert_eq!(window.state().page, Page::Inspect);
}

/// From the page of the training that has ended: at most two clicks to the wrong pictures, and one from any of them to
/// its Grad-CAM.
#[test]
fn few_clicks_lead_to_wrong_pictures_and_one_to_why() {
    let mut window = shown(State { page: Page::Train, ..answers::digits_by_convolutions() });
    let mut clicks = 0;
    let mut press = |window: &mut Window, label: &str| {
        window.get_all_by_label(label).next().unwrap().click();
        window.run_steps(3);
        clicks += 1;
        clicks
    };
    assert!(press(&mut window, "Evaluate") <= 2);
    window.get_by_label("Mistakes · 100 pictures");
    let wrong = labels(&window).into_iter().filter(|label| label.starts_with("Explain picture ")).nth(5).unwrap();
    assert_eq!(press(&mut window, &wrong), 2, "one click from a wrong picture");
    netloom::app::study(window.state_mut());
    window.run_steps(3);
    let view = &window.state().inspect_view;
    assert_eq!((window.state().page, view.tab), (Page::Inspect, netloom::ui::panels::InspectTab::GradCam));
    assert_eq!(format!("Explain picture {}", view.sample.unwrap() + 1), wrong);
    window.get_by_label("Explanation");
}

#[test]
fn rows_columns_and_right_answers_open_theirs_and_shares_are_shown() {
    let mut window = shown(answers::digits());
    let evaluation = evaluation(&window);
    click(&mut window, "Row 4: all pictures of this class");
    assert_eq!(window.state().evaluate_view.choice, Choice::Truth(4));
    click(&mut window, "Column 4: all pictures taken for this class");
    assert_eq!(window.state().evaluate_view.choice, Choice::Answer(4));
    let right = evaluation.confusion[4][4];
    click(&mut window, &format!("True 4, predicted 4: {right} pictures"));
    window.get_by_label(&format!("True 4, predicted 4 · {right} pictures"));
    assert!(window.query_by_label("Order: Surest mistakes").is_none(), "there are none");
    click(&mut window, "Cells: By column");
    assert_eq!(window.state().evaluate_view.measure, Measure::ByColumn);
    click(&mut window, "Show all pictures");
    assert_eq!(window.state().evaluate_view.choice, Choice::Everything);
}

#[test]
fn the_matrix_is_moved_in_with_arrows_and_opened_with_enter() {
    let mut window = shown(answers::digits());
    window.get_by_role(Role::Grid).focus();
    window.run_steps(2);
    for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowRight, Key::ArrowRight, Key::ArrowRight, Key::ArrowUp] {
        window.key_press(key);
        window.run_steps(1);
    }
    window.key_press(Key::Enter);
    window.run_steps(2);
    assert_eq!(window.state().evaluate_view.choice, Choice::Cell(1, 3));
}

#[test]
fn classes_are_sorted_by_any_column_and_open_their_pictures() {
    let mut window = shown(answers::digits());
    click(&mut window, "View: Classes");
    let rows = |window: &Window| -> Vec<String> {
        labels(window)
            .into_iter()
            .filter(|label| label.starts_with("Class ") && label.contains(": precision"))
            .collect()
    };
    assert_eq!(rows(&window).len(), 10);
    click(&mut window, "Sort by class");
    let macro_recall = labels(&window).into_iter().find(|label| label.starts_with("Recall: macro")).unwrap();
    click(&mut window, "View: Matrix");
    click(&mut window, &macro_recall);
    assert_eq!(rows(&window).len(), 10, "the number leads to the classes behind it");
    click(&mut window, "Sort by class");
    let recall =
        |label: &String| -> f64 { label.split("recall ").nth(1).unwrap().split(',').next().unwrap().parse().unwrap() };
    click(&mut window, "Sort by recall");
    let rising: Vec<f64> = rows(&window).iter().map(recall).collect();
    assert!(rising.is_sorted(), "{rising:?}");
    click(&mut window, "Sort by recall");
    let falling: Vec<f64> = rows(&window).iter().rev().map(recall).collect();
    assert!(falling.is_sorted(), "{falling:?}");
    let first = rows(&window)[0].clone();
    click(&mut window, &first);
    assert!(matches!(window.state().evaluate_view.choice, Choice::Truth(_)));
}

#[test]
fn a_bar_of_the_reliability_diagram_opens_its_pictures() {
    let mut window = shown(answers::digits());
    click(&mut window, "View: Calibration");
    let bar =
        labels(&window).into_iter().find(|label| label.starts_with("Predictions with confidence 90 to 100")).unwrap();
    click(&mut window, &bar);
    assert_eq!(window.state().evaluate_view.choice, Choice::Bin(9));
    let count = evaluation(&window).calibration.bins[9].count;
    click(&mut window, "Order: All");
    window.get_by_label(&format!("Confidence 90 to 100 % · {count} pictures"));
}

#[test]
fn curves_are_of_all_classes_or_of_one_whose_threshold_moves() {
    let mut window = shown(answers::digits());
    click(&mut window, "View: Curves");
    window.get_by_label("Mean ROC area");
    let chart = window.get_by_label("Chart: ROC").rect();
    let found = window.state().evaluate_view.found.clone().unwrap();
    let roc = &found.curves()[4].roc;
    let corner = roc.thresholds.len() / 2;
    let [x, y] = [roc.false_positive_rate[corner], 1.0 - roc.true_positive_rate[corner]].map(|part| part as f32);
    let place = chart.min + chart.size() * egui::vec2(x, y);
    window.hover_at(place);
    window.run_steps(2);
    for pressed in [true, false] {
        let button = egui::PointerButton::Primary;
        window.event(egui::Event::PointerButton { pos: place, button, pressed, modifiers: egui::Modifiers::NONE });
        window.step();
    }
    window.run_steps(2);
    assert!(matches!(window.state().evaluate_view.choice, Choice::Decided { taken: true, belongs: None, .. }));
    (window.state_mut().evaluate_view.class, window.state_mut().evaluate_view.threshold) = (None, None);
    window.run_steps(2);
    window.get_by_role_and_label(Role::ComboBox, "Class of the curves").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "Class 7").click();
    window.run_steps(3);
    assert_eq!(window.state().evaluate_view.class, Some(7));
    click(&mut window, "Best F1");
    let threshold = window.state().evaluate_view.threshold.unwrap();
    assert_eq!(Some(threshold), found.curves()[7].best_threshold());
    let at = found.curves()[7].at(threshold);
    let missed = format!("{} missed: show these pictures", at.confusion[1][0]);
    click(&mut window, &missed);
    let samples = window.state_mut().evaluate_view.listed(&found).0.len();
    assert_eq!(samples as u64, at.confusion[1][0]);
}

#[test]
fn between_two_classes_the_threshold_moves_the_matrix() {
    let mut window = shown(answers::binary());
    let found = window.state().evaluate_view.found.clone().unwrap();
    let cell =
        |window: &Window| labels(window).into_iter().find(|label| label.starts_with("True leaves, predicted leaves"));
    let before = cell(&window).unwrap();
    window.state_mut().evaluate_view.threshold = Some(0.9);
    window.run_steps(3);
    let after = cell(&window).unwrap();
    let at = found.curves()[1].at(0.9);
    assert!(before != after && after.ends_with(&format!(": {} rows", at.confusion[1][1])), "{before}, {after}");
    click(&mut window, &after);
    assert!(matches!(window.state().evaluate_view.choice, Choice::Decided { class: 1, taken: true, .. }));
    let listed = window.state_mut().evaluate_view.listed(&found).0.len();
    assert_eq!(listed as u64, at.confusion[1][1]);
    click(&mut window, "Predict the likeliest class");
    assert_eq!((cell(&window).unwrap(), window.state().evaluate_view.threshold), (before, None));
}

#[test]
fn predicted_numbers_have_points_and_residuals_that_open_their_rows() {
    let mut window = shown(answers::numbers());
    assert!(labels(&window).iter().any(|label| label.starts_with("Mean abs. error ")));
    let row = labels(&window).into_iter().find(|label| label.starts_with("Row ") && label.contains("true")).unwrap();
    click(&mut window, &row);
    assert!(window.state().evaluate_view.picked.is_some());
    click(&mut window, "View: Residuals");
    let bar = labels(&window).into_iter().find(|label| label.starts_with("True − predicted ")).unwrap();
    let count: usize = bar.split(": ").last().unwrap().split(' ').next().unwrap().parse().unwrap();
    click(&mut window, &bar);
    let found = window.state().evaluate_view.found.clone().unwrap();
    assert_eq!(window.state_mut().evaluate_view.listed(&found).0.len(), count);
    click(&mut window, "View: Predicted");
    let chart = window.get_by_label_contains("Chart: predicted against true").rect();
    window.get_by_label_contains("Chart: predicted against true").focus();
    window.run_steps(2);
    window.state_mut().evaluate_view.picked = None;
    window.key_press(Key::ArrowRight);
    window.run_steps(2);
    assert_eq!(window.state().evaluate_view.picked, Some(found.regression().unwrap().places[0]));
    assert!(chart.width() > 300.0);
}

#[test]
fn a_thousand_classes_are_smooth_and_a_click_opens_the_cell_under_it() {
    let mut window = shown(answers::many_classes(1000));
    let rect = window.get_by_role(Role::Grid).rect();
    let (mut times, began) = (Vec::new(), Instant::now());
    for step in 0..40 {
        let at = rect.center() + egui::vec2(step as f32, 2.0 * step as f32 - 40.0);
        window.hover_at(at);
        window.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            source: egui::MouseWheelSource::Wheel,
            delta: egui::vec2(0.0, 60.0),
            phase: egui::TouchPhase::Move,
            modifiers: egui::Modifiers::NONE,
        });
        let frame = Instant::now();
        window.step();
        times.push(frame.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!("1,000 classes: median {:.1} ms, slowest {:.1} ms, {:?}", times[20], times[39], began.elapsed());
    window.get_by_role(Role::Grid).focus();
    window.run_steps(2);
    for _ in 0..7 {
        window.key_press(Key::ArrowDown);
        window.run_steps(1);
    }
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(window.state().evaluate_view.choice, Choice::Cell(7, 0));
    window.get_by_label("True class 7, predicted class 0 · 1 picture");
}

#[test]
fn everything_can_be_taken_away() {
    let state = answers::digits();
    let found = state.evaluate_view.found.clone().unwrap();
    let kinds: Vec<_> = found.keepsakes();
    assert_eq!(kinds.len(), 8 + 4 + 4);
    for (sheet, format) in kinds {
        let bytes = found.keepsake(sheet, format).unwrap();
        assert!(bytes.len() > 100, "{sheet:?} as {format:?} has {} bytes", bytes.len());
    }
    let numbers = answers::numbers().evaluate_view.found.unwrap();
    assert_eq!(numbers.keepsakes().len(), 2 + 2 + 2);
    assert!(numbers.keepsakes().into_iter().all(|(sheet, format)| numbers.keepsake(sheet, format).unwrap().len() > 60));
    let mut window = shown(state);
    click(&mut window, "Export evaluation");
    click(&mut window, "Everything into a folder…");
    assert_eq!(window.state().requests, [Request::Export(Keepsake::Everything)]);
}

#[test]
fn without_answers_the_page_says_why_and_offers_a_way() {
    let ready = || State { page: Page::Evaluate, data: DataState::Ready(scene::samples()), ..State::default() };
    let mut state = ready();
    state.evaluate_view.working = Some([1024, 10_000]);
    let mut window = shown(state);
    window.get_by_label("1,024 of 10,000");
    click(&mut window, "Cancel");
    assert!(window.state().evaluate_view.given_up);
    click(&mut window, "Evaluate now");
    assert!(window.state().evaluate_view.stale);
    let mut state = ready();
    state.evaluate_view.fail(Error::input("There are no samples in this part."));
    let mut window = shown(state);
    window.get_by_label("There are no samples in this part.");
    click(&mut window, "Part: Training");
    assert!(window.state().evaluate_view.failed.is_none());
    let untrained = answers::found((*scene::samples()).clone(), answers::trained(&scene::samples(), 0), &[0.1; 100]);
    let window = shown(untrained);
    window.get_by_label_contains("Not trained yet");
}

#[test]
fn every_view_can_be_drawn_in_a_small_window() {
    for state in [answers::digits(), answers::binary(), answers::numbers(), answers::many_classes(40)] {
        let mut window = window([960.0, 600.0], state);
        for tab in [EvaluateTab::Matrix, EvaluateTab::Classes, EvaluateTab::Curves, EvaluateTab::Calibration] {
            window.state_mut().evaluate_view.tab = tab;
            window.run_steps(3);
        }
    }
}

#[test]
fn from_the_end_of_a_real_training_one_click_leads_to_its_mistakes() {
    let mut window = application(Options::default());
    window.get_by_label("Train on spirals").click();
    until(&mut window, "an epoch", |state| state.current().is_some_and(|run| !run.reports.is_empty()));
    window.get_by_label("Stop").click();
    until(&mut window, "the end", |state| state.running().is_none());
    window.get_by_label_contains("Evaluate").click();
    until(&mut window, "answers", |state| state.evaluate_view.found.is_some());
    until(&mut window, "rest", |state| state.evaluate_view.working.is_none());
    let state = window.state().state();
    let (found, trained) = (state.evaluate_view.found.clone().unwrap(), state.document.trained.clone().unwrap());
    assert!(Arc::ptr_eq(&found.of, &trained));
    let report = state.current().unwrap().last_report().copied().unwrap();
    let evaluation = found.evaluation().unwrap();
    if report.step == trained.progress.step {
        assert_eq!(evaluation.accuracy, report.test_accuracy);
    }
    assert_eq!(evaluation.samples, state.data.ready().unwrap().parts.test.len());
}
