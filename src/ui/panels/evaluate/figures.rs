//! The numbers to be read from across the room; each opens what is behind it.

use eframe::egui::{CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::choice::significant;
use super::view::{EvaluateView, Tab};
use super::{Choice, Column, Order, noun, one};
use crate::evaluate::{Evaluation, Regression};
use crate::losses::Loss;
use crate::study::{Examination, Findings};
use crate::ui::theme::{self, CARD_RADIUS, LABEL, palette};
use crate::ui::widgets::{columns, write};
use crate::ui::{State, words};

/// The height of a card, and where the window is low.
const HEIGHT: f32 = 70.0;
const LOW: f32 = 60.0;
const BETWEEN: f32 = 10.0;
/// The height of a line.
const LINE: f32 = 22.0;

/// A number on a card.
struct Figure<'a> {
    name: &'a str,
    value: String,
    /// What it is.
    about: &'a str,
    /// What a click does.
    does: &'a str,
}

/// Draws them.
pub fn show(ui: &mut Ui, state: &mut State, found: &Examination) {
    let view = &mut state.evaluate_view;
    let height = if ui.available_height() < 700.0 { LOW } else { HEIGHT };
    match &found.findings {
        Findings::Classes(evaluation, _) => {
            of_classes(ui, view, found, (evaluation, height));
            ui.add_space(2.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            scores(ui, view, found, evaluation);
        }
        Findings::Numbers(regression) => of_numbers(ui, view, found, (regression, height)),
    }
    ui.add_space(12.0);
}

fn of_classes(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, (evaluation, height): (&Evaluation, f32)) {
    let right = format!("The share of {} that are predicted rightly.", noun(found));
    let accuracy = Figure {
        name: "Accuracy",
        value: words::percent(evaluation.accuracy),
        about: &right,
        does: "show the mistakes",
    };
    let f1 = Figure {
        name: "Macro F1",
        value: format!("{:.4}", evaluation.macro_mean.f1),
        about: "The mean F1 of all classes, each of which counts the same.",
        does: "show each class",
    };
    let calibration = Figure {
        name: "Calibration error",
        value: words::percent(evaluation.calibration.expected_error),
        about: "Expected calibration error: how far confidence is from the share that is right, in the mean.",
        does: "show the reliability",
    };
    let upper = pair(ui, height, [accuracy, f1]);
    let lower = pair(ui, height, [loss(found, evaluation.loss, "show the least sure predictions"), calibration]);
    match (upper, lower) {
        (Some(0), _) => open(view, Choice::Everything, Order::Mistakes),
        (Some(_), _) => (view.tab, view.sorted) = (Tab::Classes, (Column::F1, false)),
        (_, Some(0)) => open(view, Choice::Everything, Order::LeastSure),
        (_, Some(_)) => view.tab = Tab::Calibration,
        _ => {}
    }
}

/// Scores averaged over the classes, and how often the right class is among the likeliest.
fn scores(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, evaluation: &Evaluation) {
    let [macro_mean, weighted] = [evaluation.macro_mean, evaluation.weighted];
    for (name, column, numbers) in [
        ("Precision", Column::Precision, [macro_mean.precision, weighted.precision]),
        ("Recall", Column::Recall, [macro_mean.recall, weighted.recall]),
        ("F1", Column::F1, [macro_mean.f1, weighted.f1]),
    ] {
        if line(ui, name, noun(found), &numbers.map(|number| format!("{number:.4}"))) {
            (view.tab, view.sorted) = (Tab::Classes, (column, false));
        }
    }
    for top in &evaluation.top_k {
        let missed = Choice::NotAmong(top.k);
        let chosen = view.choice == missed;
        if top_line(ui, one(found), top.k, top.accuracy, chosen) {
            open(view, missed, Order::Mistakes);
        }
    }
}

fn of_numbers(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, (regression, height): (&Regression, f32)) {
    let of = regression.outputs.get(view.output).copied().unwrap_or(regression.mean);
    let absolute = Figure {
        name: "Mean abs. error",
        value: significant(of.mean_absolute_error),
        about: "Mean absolute error: how far predictions are off, in the mean.",
        does: "show the largest errors",
    };
    let r2 = Figure {
        name: "R²",
        value: if of.r2.is_nan() { "–".to_owned() } else { format!("{:.4}", of.r2) },
        about: "The share of the variance that is predicted: 1 is perfect, 0 as good as the mean.",
        does: "show predicted against true",
    };
    let squared = Figure {
        name: "RMS error",
        value: significant(of.root_mean_squared_error),
        about: "Root mean squared error: as the mean error, but large errors weigh more.",
        does: "show the residuals",
    };
    let upper = pair(ui, height, [absolute, r2]);
    let lower = pair(ui, height, [squared, loss(found, regression.loss, "show all")]);
    match (upper, lower) {
        (Some(0), _) => open(view, Choice::Everything, Order::Mistakes),
        (Some(_), _) => view.tab = Tab::Matrix,
        (_, Some(0)) => view.tab = Tab::Curves,
        (_, Some(_)) => open(view, Choice::Everything, Order::All),
        _ => {}
    }
}

/// The loss: that of probabilities has a name of its own.
fn loss<'a>(found: &Examination, value: f64, does: &'a str) -> Figure<'a> {
    let (name, about) = match found.of.project.training.loss {
        Loss::SoftmaxCrossEntropy(_) | Loss::BinaryCrossEntropy(_) => {
            ("Log loss", "The mean loss of the predictions: wrong ones cost the more, the surer they are.")
        }
        _ => ("Loss", "The mean loss of the predictions in the scale of the training, which makes it small."),
    };
    Figure { name, value: words::loss(value), about, does }
}

fn open(view: &mut EvaluateView, choice: Choice, order: Order) {
    view.choose(choice);
    view.order = order;
}

/// Two cards side by side. Returns which was clicked.
fn pair(ui: &mut Ui, height: f32, cards: [Figure; 2]) -> Option<usize> {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let places: [Rect; 2] = columns(rect, BETWEEN);
    let mut clicked = None;
    for (at, (card, rect)) in cards.into_iter().zip(places).enumerate() {
        let colours = palette(ui);
        let Figure { name, value, about, does } = card;
        let response = ui.interact(rect, ui.scope_id().with(("figure", name)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name} {value}: {does}")));
        if response.clicked() {
            clicked = Some(at);
        }
        let lifted = response.hovered() || response.is_pointer_button_down_on();
        let ground = if lifted { colours.raised } else { colours.card };
        let edge = if response.has_focus() { Stroke::new(2.0, colours.accent) } else { Stroke::new(1.0, colours.line) };
        ui.painter().rect(rect, CornerRadius::same(CARD_RADIUS), ground, edge, StrokeKind::Inside);
        let inside = ui.painter_at(rect.shrink(2.0));
        let room = if height < HEIGHT { 9.0 } else { 12.0 };
        let name = inside.layout_no_wrap(name.to_owned(), theme::plain(theme::TEXT), colours.dim);
        inside.galley(pos2(rect.left() + 12.0, rect.top() + room).round(), name, colours.dim);
        let value = inside.layout_no_wrap(value, theme::strong(20.0), colours.text);
        inside.galley(pos2(rect.left() + 12.0, rect.bottom() - room - value.size().y).round(), value, colours.text);
        response.on_hover_text(format!("{about} Click to {does}."));
    }
    clicked
}

/// A score averaged in both ways. Whether it was clicked.
fn line(ui: &mut Ui, name: &str, nouns: &str, [plain, weighted]: &[String; 2]) -> bool {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    let spoken = || format!("{name}: macro {plain}, weighted {weighted}; show each class");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken()));
    let ink = if response.hovered() || response.has_focus() { colours.text } else { colours.dim };
    write(ui, rect, name, theme::plain(12.0), ink, false);
    for (right, word, number) in [(rect.right() - 122.0, "macro", plain), (rect.right(), "weighted", weighted)] {
        let place = write(ui, rect.with_max_x(right), number, theme::mono(12.0), colours.text, true);
        write(ui, rect.with_max_x(place.left() - 6.0), word, theme::plain(LABEL), colours.faint, true);
    }
    ring(ui, rect, &response);
    let about = format!(
        "Macro: the mean over all classes, each of which counts the same. Weighted: each class counts by the number of \
         its {nouns}. Click to show each class."
    );
    response.on_hover_text(about).clicked()
}

/// The ring around a line that has the keys.
fn ring(ui: &Ui, rect: Rect, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, palette(ui).accent);
        ui.painter().rect_stroke(rect.expand(2.0), 4.0, stroke, StrokeKind::Inside);
    }
}

/// How often the right class is among the likeliest. Whether it was clicked.
fn top_line(ui: &mut Ui, one: &str, k: usize, accuracy: f64, chosen: bool) -> bool {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    let name = format!("Right among {k} likeliest");
    let value = words::percent(accuracy);
    response
        .widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("{name}: {value}; show the others")));
    let ink = if chosen || response.hovered() || response.has_focus() { colours.text } else { colours.dim };
    write(ui, rect, &name, theme::plain(12.0), ink, false);
    write(ui, rect, &value, theme::mono(12.0), colours.text, true);
    ring(ui, rect, &response);
    let about = format!("How often the true class of a {one} is among its {k} likeliest. Click to show the others.");
    response.on_hover_text(about).clicked()
}
