//! The numbers to be read from across the room; each opens what is behind it.

use eframe::egui::{Align2, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::choice::significant;
use super::view::{EvaluateView, Tab};
use super::{Choice, Column, Order};
use crate::losses::Loss;
use crate::study::{Examination, Findings};
use crate::ui::theme::{self, CARD_RADIUS, palette};
use crate::ui::widgets::columns;
use crate::ui::{State, words};

const HEIGHT: f32 = 70.0;
const BETWEEN: f32 = 10.0;

/// Draws them.
pub fn show(ui: &mut Ui, state: &mut State, found: &Examination) {
    let view = &mut state.evaluate_view;
    match &found.findings {
        Findings::Classes(evaluation, _) => {
            let upper = pair(
                ui,
                [
                    ("Accuracy", words::percent(evaluation.accuracy), "show the mistakes"),
                    ("Macro F1", format!("{:.4}", evaluation.macro_mean.f1), "show each class"),
                ],
            );
            let lower = pair(
                ui,
                [
                    (loss_word(found), words::loss(evaluation.loss), "show the least sure answers"),
                    (
                        "Calibration error",
                        words::percent(evaluation.calibration.expected_error),
                        "show the reliability",
                    ),
                ],
            );
            match (upper, lower) {
                (Some(0), _) => open(view, Choice::Everything, Order::Mistakes),
                (Some(_), _) => (view.tab, view.sorted) = (Tab::Classes, (Column::F1, false)),
                (_, Some(0)) => open(view, Choice::Everything, Order::LeastSure),
                (_, Some(_)) => view.tab = Tab::Calibration,
                _ => {}
            }
            ui.add_space(2.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            let [macro_mean, weighted] = [evaluation.macro_mean, evaluation.weighted];
            for (name, column, numbers) in [
                ("Precision", Column::Precision, [macro_mean.precision, weighted.precision]),
                ("Recall", Column::Recall, [macro_mean.recall, weighted.recall]),
                ("F1", Column::F1, [macro_mean.f1, weighted.f1]),
            ] {
                if line(ui, name, &numbers.map(|number| format!("{number:.4}"))) {
                    (view.tab, view.sorted) = (Tab::Classes, (column, false));
                }
            }
            for top in &evaluation.top_k {
                let missed = Choice::NotAmong(top.k);
                let chosen = view.choice == missed;
                if top_line(ui, top.k, top.accuracy, chosen) {
                    open(view, missed, Order::Mistakes);
                }
            }
        }
        Findings::Numbers(regression) => {
            let of = regression.outputs.get(view.output).copied().unwrap_or(regression.mean);
            let r2 = if of.r2.is_nan() { "–".to_owned() } else { format!("{:.4}", of.r2) };
            let upper = pair(
                ui,
                [
                    ("Mean abs. error", significant(of.mean_absolute_error), "show the largest errors"),
                    ("R²", r2, "show predicted against true"),
                ],
            );
            let lower = pair(
                ui,
                [
                    ("RMS error", significant(of.root_mean_squared_error), "show the residuals"),
                    ("Loss", words::loss(regression.loss), "show all"),
                ],
            );
            match (upper, lower) {
                (Some(0), _) => open(view, Choice::Everything, Order::Mistakes),
                (Some(_), _) => view.tab = Tab::Matrix,
                (_, Some(0)) => view.tab = Tab::Curves,
                (_, Some(_)) => open(view, Choice::Everything, Order::All),
                _ => {}
            }
        }
    }
    ui.add_space(12.0);
}

/// What the loss is called: that of probabilities has a name of its own.
fn loss_word(found: &Examination) -> &'static str {
    match found.of.project.training.loss {
        Loss::SoftmaxCrossEntropy(_) | Loss::BinaryCrossEntropy(_) => "Log loss",
        _ => "Loss",
    }
}

fn open(view: &mut EvaluateView, choice: Choice, order: Order) {
    view.choose(choice);
    view.order = order;
}

/// Two cards side by side. Returns which was clicked.
fn pair(ui: &mut Ui, cards: [(&str, String, &str); 2]) -> Option<usize> {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let places: [Rect; 2] = columns(rect, BETWEEN);
    let mut clicked = None;
    for (at, ((name, value, what), rect)) in cards.into_iter().zip(places).enumerate() {
        let colours = palette(ui);
        let response = ui.interact(rect, ui.scope_id().with(("figure", name)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name} {value}: {what}")));
        if response.clicked() {
            clicked = Some(at);
        }
        let lifted = response.hovered() || response.is_pointer_button_down_on();
        let ground = if lifted { colours.raised } else { colours.card };
        let edge = if response.has_focus() { Stroke::new(2.0, colours.accent) } else { Stroke::new(1.0, colours.line) };
        ui.painter().rect(rect, CornerRadius::same(CARD_RADIUS), ground, edge, StrokeKind::Inside);
        let inside = ui.painter_at(rect.shrink(2.0));
        let name = inside.layout_no_wrap(name.to_owned(), theme::plain(theme::TEXT), colours.dim);
        inside.galley(pos2(rect.left() + 12.0, rect.top() + 12.0).round(), name, colours.dim);
        let value = inside.layout_no_wrap(value, theme::strong(20.0), colours.text);
        inside.galley(pos2(rect.left() + 12.0, rect.bottom() - 12.0 - value.size().y).round(), value, colours.text);
    }
    clicked
}

/// A score averaged in both ways. Whether it was clicked.
fn line(ui: &mut Ui, name: &str, [plain, weighted]: &[String; 2]) -> bool {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::click());
    let spoken = || format!("{name}: macro {plain}, weighted {weighted}; show each class");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken()));
    let ink = if response.hovered() || response.has_focus() { colours.text } else { colours.dim };
    let middle = |at: f32| pos2(at, rect.center().y);
    let painter = ui.painter();
    painter.text(middle(rect.left()), Align2::LEFT_CENTER, name, theme::plain(12.0), ink);
    for (at, word, number) in [(rect.right() - 122.0, "macro", plain), (rect.right(), "weighted", weighted)] {
        let place = painter.text(middle(at), Align2::RIGHT_CENTER, number, theme::mono(12.0), colours.text);
        painter.text(middle(place.left() - 6.0), Align2::RIGHT_CENTER, word, theme::plain(theme::LABEL), colours.faint);
    }
    ring(ui, rect, &response);
    response.clicked()
}

/// The ring around a line that has the keys.
fn ring(ui: &Ui, rect: Rect, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, palette(ui).accent);
        ui.painter().rect_stroke(rect.expand(2.0), 4.0, stroke, StrokeKind::Inside);
    }
}

/// How often the right class is among the likeliest. Whether it was clicked.
fn top_line(ui: &mut Ui, k: usize, accuracy: f64, chosen: bool) -> bool {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::click());
    let name = format!("Right among {k} likeliest");
    let value = words::percent(accuracy);
    response
        .widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("{name}: {value}; show the others")));
    let ink = if chosen || response.hovered() || response.has_focus() { colours.text } else { colours.dim };
    let painter = ui.painter();
    painter.text(rect.left_center(), Align2::LEFT_CENTER, name, theme::plain(12.0), ink);
    painter.text(rect.right_center(), Align2::RIGHT_CENTER, value, theme::mono(12.0), colours.text);
    ring(ui, rect, &response);
    response.clicked()
}
