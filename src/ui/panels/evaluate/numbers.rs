//! Predicted numbers: predicted against true, where a point opens its sample, and the residuals, where a bar opens its.

use eframe::egui::{
    Color32, ComboBox, CornerRadius, Mesh, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

use super::choice::significant;
use super::legend::{LEGEND, READ_OUT, Sign, legend, read_out};
use super::view::EvaluateView;
use super::{Choice, counted, low, noun, one};
use crate::evaluate::{Regression, histogram};
use crate::study::Examination;
use crate::ui::theme::palette;
use crate::ui::widgets::{Plane, round_up};
use crate::ui::words;

/// The nearest point is meant up to this distance from the pointer.
const NEAR: f32 = 24.0;
/// The distance between a chart and what is told below it.
const BETWEEN: f32 = 6.0;
/// How much higher than wide a chart may be.
const HIGHEST: f32 = 1.35;
/// The width of the choice among several predicted numbers.
pub const CHOOSER: f32 = 110.0;

/// How many numbers are predicted.
pub fn count(found: &Examination) -> usize {
    found.regression().map_or(0, |regression| regression.outputs.len())
}

/// The choice among several predicted numbers.
pub fn chooser(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    low(ui);
    let name = |output: usize| format!("Number {}", output + 1);
    let picker = ComboBox::from_id_salt("predicted number").selected_text(name(view.output)).width(CHOOSER);
    let shown = picker.show_ui(ui, |ui| {
        for output in 0..count(found) {
            ui.selectable_value(&mut view.output, output, name(output));
        }
    });
    shown.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Predicted number"));
}

/// Where the legend and the chart lie, above a line that tells of what is under the pointer.
fn places(ui: &mut Ui) -> [Rect; 2] {
    let room = ui.available_rect_before_wrap();
    let height = (room.height() - LEGEND - BETWEEN - READ_OUT).min(HIGHEST * room.width()).max(120.0);
    ui.spacing_mut().item_spacing.y = BETWEEN;
    let head = room.with_max_y(room.top() + LEGEND);
    [head, Rect::from_min_size(head.left_bottom(), vec2(room.width(), height))]
}

/// True and predicted numbers of one output.
pub fn pairs(regression: &Regression, output: usize) -> Vec<[f64; 2]> {
    let width = regression.outputs.len().max(1);
    let column = |numbers: &[f32]| -> Vec<f64> {
        numbers.iter().skip(output).step_by(width).map(|&number| f64::from(number)).collect()
    };
    let predicted = column(&regression.predicted);
    column(&regression.truths).into_iter().zip(predicted).map(|(truth, predicted)| [truth, predicted]).collect()
}

/// Predicted against true: on the dashed line nothing is wrong.
pub fn predicted(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    let Some(regression) = found.regression() else { return };
    let colours = palette(ui);
    let points = pairs(regression, view.output);
    let [head, rect] = places(ui);
    let entries = [
        (Sign::Square, colours.accent, one(found)),
        (Sign::Dot, colours.warn, "shown on the right"),
        (Sign::Dashes, colours.dim, "predicted exactly"),
    ];
    legend(ui, head, "", &entries);
    let range = histogram::range(points.iter().flatten().copied());
    let plane = Plane::new(ui, rect, [range, range], ["True", "Predicted"]);
    plane.dashes(ui, [[range[0]; 2], [range[1]; 2]], colours.dim);
    let ink = colours.accent.gamma_multiply(if points.len() > 2000 { 0.45 } else { 0.7 });
    dots(ui, &plane, &points, ink);
    let picked = view.picked.and_then(|sample| found.place(sample));
    let (hovered, chosen) = pointed(ui, &plane, &points, picked);
    if let Some(place) = chosen {
        view.picked = Some(regression.places[place]);
    }
    let shown = view.in_focus().and_then(|sample| found.place(sample));
    for (place, colour) in [(hovered, colours.text), (shown, colours.warn)] {
        if let Some(point) = place.and_then(|place| points.get(place)) {
            plane.dot(ui, *point, colour);
        }
    }
    ui.allocate_space(vec2(rect.width(), rect.bottom() - head.top()));
    let told = hovered.or(picked).map(|place| {
        let ([truth, predicted], row) = (points[place], regression.places[place] + 1);
        let word = words::sentence(one(found));
        format!("{word} {row}: true {}, predicted {}", significant(truth), significant(predicted))
    });
    read_out(ui, told, &format!("A click on a point shows its {}.", one(found)));
}

/// The point that the pointer means, and the one that was chosen by the pointer or the keys.
fn pointed(ui: &Ui, plane: &Plane, points: &[[f64; 2]], picked: Option<usize>) -> (Option<usize>, Option<usize>) {
    let response = ui.interact(plane.inner, ui.scope_id().with("points"), Sense::click());
    let kind = "Chart: predicted against true; arrow keys pick the next point";
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, kind));
    let near = |at: Pos2| {
        let distance = |point: &[f64; 2]| plane.at(*point).distance(at);
        let all = points.iter().enumerate().map(|(place, point)| (place, distance(point)));
        all.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, distance)| *distance < NEAR).map(|(place, _)| place)
    };
    let hovered = response.hover_pos().and_then(near);
    let mut chosen = hovered.filter(|_| response.clicked());
    if response.has_focus() {
        let ring = Stroke::new(2.0, palette(ui).accent);
        ui.painter().rect_stroke(plane.inner, 2.0, ring, StrokeKind::Outside);
        chosen = chosen.or(stepped(ui, &response, picked, points.len()));
    }
    (hovered, chosen)
}

/// The place that an arrow key leads to.
fn stepped(ui: &Ui, response: &eframe::egui::Response, from: Option<usize>, count: usize) -> Option<usize> {
    use eframe::egui::{EventFilter, Key, Modifiers};
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let by = isize::from(pressed(Key::ArrowRight) || pressed(Key::ArrowDown))
        - isize::from(pressed(Key::ArrowLeft) || pressed(Key::ArrowUp));
    match (by, from) {
        (0, _) => None,
        (_, None) => Some(0),
        (by, Some(from)) => Some(from.saturating_add_signed(by).min(count.saturating_sub(1))),
    }
}

/// Many points as one shape: a square each.
fn dots(ui: &Ui, plane: &Plane, points: &[[f64; 2]], ink: Color32) {
    let mut mesh = Mesh::default();
    let side = if points.len() > 5000 { 2.0 } else { 4.0 };
    for point in points.iter().filter(|point| point.iter().all(|value| value.is_finite())) {
        mesh.add_colored_rect(Rect::from_center_size(plane.at(*point), vec2(side, side)), ink);
    }
    ui.painter_at(plane.inner.expand(3.0)).add(Shape::mesh(mesh));
}

/// How often the prediction is off by how much.
pub fn residuals(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    let Some(regression) = found.regression() else { return };
    let colours = palette(ui);
    let output = view.output;
    let bars = histogram::bars(&regression.residuals(output), histogram::BARS);
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else { return };
    let [head, rect] = places(ui);
    legend(ui, head, "", &[(Sign::Dashes, colours.dim, "no error; to its right, predicted too low")]);
    let top = round_up(bars.iter().map(|bar| bar.count).max().unwrap_or(0) as f64);
    let ranges = [[f64::from(first.from), f64::from(last.to)], [0.0, top]];
    let plane = Plane::new(ui, rect, ranges, ["True − predicted", &words::sentence(noun(found))]);
    let mut told = None;
    for bar in bars.iter().filter(|bar| bar.count > 0) {
        let (from, to) = (f64::from(bar.from), f64::from(bar.to));
        let drawn = Rect::from_min_max(plane.at([from, bar.count as f64]), plane.at([to, 0.0])).shrink2(vec2(0.5, 0.0));
        let whole = Rect::from_x_y_ranges(drawn.x_range(), plane.inner.y_range());
        let response = ui.interact(whole, ui.scope_id().with(("residual", bar.from.to_bits())), Sense::click());
        let choice = Choice::Residuals { output, from: bar.from, to: bar.to };
        let chosen = view.choice == choice;
        let words = || {
            let count = counted(bar.count, noun(found));
            format!("True − predicted {} to {}: {count}", significant(from), significant(to))
        };
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, words()));
        if response.clicked() {
            view.choose(choice);
        }
        let lit = response.hovered() || response.has_focus();
        if lit || told.is_none() && chosen {
            told = Some(words());
        }
        let fill = if lit || chosen { colours.accent } else { colours.accent.gamma_multiply(0.62) };
        ui.painter().rect_filled(drawn, CornerRadius { nw: 2, ne: 2, sw: 0, se: 0 }, fill);
        if chosen {
            ui.painter().rect_stroke(drawn, 2.0, Stroke::new(2.0, colours.text), StrokeKind::Inside);
        }
    }
    plane.dashes(ui, [[0.0, 0.0], [0.0, top]], colours.dim);
    ui.allocate_space(vec2(rect.width(), rect.bottom() - head.top()));
    read_out(ui, told, &format!("A click on a bar lists its {}.", noun(found)));
}
