//! ROC and precision against recall, of one class or of all, with the threshold that decides for a class.

use eframe::egui::{Color32, ComboBox, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::legend::{LEGEND, READ_OUT, Sign, legend, read_out};
use super::view::EvaluateView;
use super::{Choice, low, threshold};
use crate::evaluate::{AtThreshold, Curve, means};
use crate::study::Examination;
use crate::ui::theme::palette;
use crate::ui::widgets::{Plane, small};

/// Up to so many classes, all curves are drawn beside their mean.
const MANY: usize = 100;
/// Among several curves, one is meant up to this distance from the pointer.
const NEAR: f32 = 24.0;
/// The distance between the parts of the view.
const BETWEEN: f32 = 6.0;
/// The width of the choice of the class.
pub const CHOOSER: f32 = 140.0;

/// The choice of the class.
pub fn chooser(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    let names = &found.of.interface.classes;
    let all = "All classes";
    let class = class_of(view, found);
    let now = class.map_or(all.to_owned(), |class| called(&names[class]));
    low(ui);
    let before = class;
    let mut chosen = class;
    let shown =
        ComboBox::from_id_salt("class of the curves").selected_text(now).width(CHOOSER).truncate().show_ui(ui, |ui| {
            if names.len() > 2 && !found.curves().is_empty() {
                ui.selectable_value(&mut chosen, None, all);
            }
            for (class, name) in names.iter().enumerate() {
                ui.selectable_value(&mut chosen, Some(class), called(name));
            }
        });
    shown.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Class of the curves"));
    if chosen != before {
        (view.class, view.threshold) = (chosen, None);
    }
}

/// A class as it is called where its name stands alone: numbers say what they are.
fn called(name: &str) -> String {
    if name.chars().any(char::is_alphabetic) { name.to_owned() } else { format!("Class {name}") }
}

/// The class whose curves are drawn: of two the second, of very many the first, where none was chosen.
fn class_of(view: &EvaluateView, found: &Examination) -> Option<usize> {
    let classes = found.of.interface.classes.len();
    match view.class.filter(|class| *class < classes) {
        None if classes == 2 => Some(1),
        None if found.curves().is_empty() => Some(0),
        class => class,
    }
}

/// Both charts, and the threshold below.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    ui.spacing_mut().item_spacing.y = BETWEEN;
    let class = class_of(view, found);
    let room = ui.available_rect_before_wrap();
    let below = BETWEEN + if class.is_some() { threshold::HEIGHT } else { 2.0 * READ_OUT + BETWEEN };
    let each = ((room.height() - below - BETWEEN) / 2.0).max(120.0);
    let charts = [0.0, each + BETWEEN];
    let charts = charts.map(|top| Rect::from_min_size(room.min + vec2(0.0, top), vec2(room.width(), each)));
    let one = class.and_then(|class| view.curve(found, class));
    let curves: Vec<&Curve> = match &one {
        Some(curve) => vec![curve],
        None => found.curves().iter().collect(),
    };
    let at = one.as_ref().map(|curve| curve.at(view.threshold.unwrap_or(0.5)));
    let names = &found.of.interface.classes;
    let roc = roc(ui, charts[0], &curves, names, at.as_ref());
    let precision = precision(ui, charts[1], &curves, names, at.as_ref());
    ui.allocate_space(vec2(room.width(), 2.0 * each + BETWEEN));
    match class {
        Some(class) => {
            if let Some((_, threshold)) = roc.or(precision) {
                decide(view, class, threshold);
            }
            threshold::show(ui, view, found, class, "A click on a curve sets the threshold.");
        }
        None => {
            if let Some((class, threshold)) = roc.or(precision) {
                view.class = Some(class);
                decide(view, class, threshold);
            }
            averages(ui, found);
        }
    }
}

/// The means over the curves of all classes, and what can be done.
fn averages(ui: &mut Ui, found: &Examination) {
    let [area, average] = means(found.curves()).map(|mean| mean.unwrap_or(f64::NAN));
    ui.spacing_mut().interact_size.y = READ_OUT;
    ui.horizontal(|ui| {
        small(ui, "Mean ROC area", &format!("{area:.4}"));
        ui.add_space(12.0);
        small(ui, "Mean average precision", &format!("{average:.4}"));
    });
    read_out(ui, None, "A click on a curve picks its class and its threshold.");
}

/// Shows the samples that a threshold takes for a class.
fn decide(view: &mut EvaluateView, class: usize, threshold: f32) {
    view.threshold = Some(threshold);
    view.choose(Choice::Decided { class, threshold, belongs: None, taken: true });
}

/// A curve by its place among those that are drawn, and a threshold.
type Clicked = Option<(usize, f32)>;

/// True against false positives. Returns the curve and the threshold of the point that was clicked.
fn roc(ui: &mut Ui, rect: Rect, curves: &[&Curve], names: &[String], at: Option<&AtThreshold>) -> Clicked {
    let colours = palette(ui);
    let chance = (Sign::Dashes, colours.faint, "chance");
    let rect = head(ui, rect, "ROC", curves.len(), &[chance]);
    let plane = Plane::new(ui, rect, [[0.0, 1.0]; 2], ["False positive rate", "True positive rate"]);
    plane.dashes(ui, [[0.0, 0.0], [1.0, 1.0]], colours.faint);
    let points = |curve: &Curve| -> Vec<[f64; 2]> {
        curve.roc.false_positive_rate.iter().zip(&curve.roc.true_positive_rate).map(|(x, y)| [*x, *y]).collect()
    };
    lines(ui, &plane, curves, &points);
    if let Some(at) = at {
        let [[clear, alarm], [missed, found]] = at.confusion.map(|row| row.map(|count| count as f64));
        plane.dot(ui, [alarm / (alarm + clear), found / (found + missed)], colours.warn);
    }
    let thresholds = |curve: &Curve| curve.roc.thresholds.clone();
    clicked(ui, &plane, ("ROC", names), curves, &points, &thresholds)
}

/// Precision against recall. Returns the curve and the threshold of the point that was clicked.
fn precision(ui: &mut Ui, rect: Rect, curves: &[&Curve], names: &[String], at: Option<&AtThreshold>) -> Clicked {
    let colours = palette(ui);
    let rect = head(ui, rect, "Precision and recall", curves.len(), &[]);
    let plane = Plane::new(ui, rect, [[0.0, 1.0]; 2], ["Recall", "Precision"]);
    let points = |curve: &Curve| -> Vec<[f64; 2]> {
        let both = &curve.precision_recall;
        both.recall.iter().zip(&both.precision).map(|(x, y)| [*x, *y]).collect()
    };
    lines(ui, &plane, curves, &points);
    if let Some(at) = at {
        plane.dot(ui, [at.score.recall, at.score.precision], colours.warn);
    }
    let thresholds = |curve: &Curve| curve.precision_recall.thresholds.clone();
    clicked(ui, &plane, ("Precision against recall", names), curves, &points, &thresholds)
}

/// Draws the title and the legend of a chart. Returns the rest of its rectangle.
fn head(ui: &mut Ui, rect: Rect, title: &str, curves: usize, more: &[(Sign, Color32, &str)]) -> Rect {
    let colours = palette(ui);
    let own = match curves {
        1 => vec![(Sign::Dot, colours.warn, "threshold")],
        _ => vec![(Sign::Line, colours.accent.gamma_multiply(0.5), "each class"), (Sign::Line, colours.text, "mean")],
    };
    legend(ui, rect.with_max_y(rect.top() + LEGEND), title, &[&own, more].concat());
    rect.with_min_y(rect.top() + LEGEND)
}

fn lines(ui: &Ui, plane: &Plane, curves: &[&Curve], points: &dyn Fn(&Curve) -> Vec<[f64; 2]>) {
    let accent = palette(ui).accent;
    if let [curve] = curves {
        return plane.line(ui, points(curve).into_iter(), Stroke::new(1.8, accent));
    }
    for curve in curves.iter().take(MANY) {
        plane.line(ui, points(curve).into_iter(), Stroke::new(1.0, accent.gamma_multiply(0.5)));
    }
    plane.line(ui, mean(curves, points).into_iter(), Stroke::new(2.0, palette(ui).text));
}

/// The mean of curves at a hundred places of the horizontal axis.
fn mean(curves: &[&Curve], points: &dyn Fn(&Curve) -> Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let all: Vec<Vec<[f64; 2]>> = curves.iter().map(|curve| rising(points(curve))).collect();
    let all: Vec<_> = all.into_iter().filter(|line| line.iter().flatten().all(|value| value.is_finite())).collect();
    let height = |line: &[[f64; 2]], x: f64| {
        let after = line.partition_point(|point| point[0] < x).clamp(1, line.len().max(2) - 1);
        let (Some(from), Some(to)) = (line.get(after - 1), line.get(after)) else { return 0.0 };
        match to[0] - from[0] {
            width if width > 0.0 => from[1] + (to[1] - from[1]) * ((x - from[0]) / width).clamp(0.0, 1.0),
            _ => to[1],
        }
    };
    let at = |x: f64| [x, all.iter().map(|line| height(line, x)).sum::<f64>() / all.len().max(1) as f64];
    (0..=100).map(|place| at(f64::from(place) / 100.0)).collect()
}

fn rising(mut line: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    if line.first().zip(line.last()).is_some_and(|(first, last)| first[0] > last[0]) {
        line.reverse();
    }
    line
}

/// The curve and the threshold of the point nearest to where the chart was clicked. Of several curves, the one under the
/// pointer stands out and is named.
fn clicked(
    ui: &mut Ui,
    plane: &Plane,
    (kind, names): (&str, &[String]),
    curves: &[&Curve],
    points: &dyn Fn(&Curve) -> Vec<[f64; 2]>,
    thresholds: &dyn Fn(&Curve) -> Vec<f32>,
) -> Clicked {
    let response = ui.interact(plane.inner, ui.scope_id().with(("plane", kind)), Sense::CLICK | Sense::DRAG);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Chart: {kind}")));
    let one = curves.len() == 1;
    let nearest = |to: Pos2| {
        let of = |(place, curve): (usize, &&Curve)| {
            let all = points(curve).into_iter().zip(thresholds(curve)).filter(|(_, threshold)| threshold.is_finite());
            let all = all.map(|(point, threshold)| (plane.at(point).distance(to), place, threshold));
            all.min_by(|a, b| a.0.total_cmp(&b.0))
        };
        let all = curves.iter().enumerate().take(MANY).filter_map(of);
        all.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(distance, ..)| one || *distance < NEAR)
    };
    if let Some((_, place, _)) = response.hover_pos().filter(|_| !one).and_then(nearest) {
        plane.line(ui, points(curves[place]).into_iter(), Stroke::new(2.0, palette(ui).accent));
        if let Some(name) = names.get(place) {
            response.clone().on_hover_text_at_pointer(name);
        }
    }
    let pressed = response.clicked() || one && response.dragged();
    let at = response.interact_pointer_pos().filter(|_| pressed)?;
    nearest(at).map(|(_, place, threshold)| (place, threshold))
}
