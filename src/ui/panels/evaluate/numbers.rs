//! Predicted numbers: predicted against true, where a point opens its sample, and the residuals, where a bar opens its.

use eframe::egui::{
    Color32, ComboBox, CornerRadius, Mesh, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

use super::choice::significant;
use super::confusion::small;
use super::view::EvaluateView;
use super::{Choice, counted, noun};
use crate::evaluate::{Regression, histogram};
use crate::study::Examination;
use crate::ui::theme::{self, CONTROL, LABEL, palette};
use crate::ui::widgets::{Plane, elided};

/// The nearest point is meant up to this distance from the pointer.
const NEAR: f32 = 24.0;

/// The choice among several predicted numbers.
pub fn chooser(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    let count = found.regression().map_or(0, |regression| regression.outputs.len());
    if count < 2 {
        return;
    }
    ui.spacing_mut().interact_size.y = CONTROL - 6.0;
    let name = |output: usize| format!("Number {}", output + 1);
    let picker = ComboBox::from_id_salt("predicted number").selected_text(name(view.output)).width(110.0);
    let shown = picker.show_ui(ui, |ui| {
        for output in 0..count {
            ui.selectable_value(&mut view.output, output, name(output));
        }
    });
    shown.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Predicted number"));
}

/// True and predicted numbers of one output.
pub fn pairs(regression: &Regression, output: usize) -> Vec<[f64; 2]> {
    let width = regression.outputs.len().max(1);
    let column = |numbers: &[f32]| -> Vec<f64> {
        numbers.iter().skip(output).step_by(width).map(|&number| f64::from(number)).collect()
    };
    let predicted = column(&regression.predicted);
    column(&regression.truths).into_iter().zip(predicted).map(|(truth, said)| [truth, said]).collect()
}

/// Predicted against true: on the dashed line nothing is wrong.
pub fn predicted(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    let Some(regression) = found.regression() else { return };
    let colours = palette(ui);
    let points = pairs(regression, view.output);
    let room = ui.available_rect_before_wrap();
    let rect = Rect::from_min_size(room.min, vec2(room.width(), (room.height() - 56.0).min(room.width()).max(120.0)));
    let range = histogram::range(points.iter().flatten().copied());
    let plane = Plane::new(ui, rect, [range, range], ["True", "Predicted"]);
    plane.dashes(ui, [[range[0]; 2], [range[1]; 2]], colours.dim);
    let picked = view.picked.and_then(|sample| found.place(sample));
    let ink = colours.accent.gamma_multiply(if points.len() > 2000 { 0.45 } else { 0.7 });
    dots(ui, &plane, &points, ink);
    let response = ui.interact(plane.inner, ui.scope_id().with("points"), Sense::click());
    let kind = "Chart: predicted against true; arrow keys pick the next sample";
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, kind));
    let near = |at: eframe::egui::Pos2| {
        let distance = |point: &[f64; 2]| plane.at(*point).distance(at);
        let all = points.iter().enumerate().map(|(place, point)| (place, distance(point)));
        all.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, distance)| *distance < NEAR).map(|(place, _)| place)
    };
    let hovered = response.hover_pos().and_then(near);
    if response.clicked()
        && let Some(place) = hovered
    {
        view.picked = Some(regression.places[place]);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(plane.inner, 2.0, Stroke::new(2.0, colours.accent), StrokeKind::Outside);
        if let Some(place) = stepped(ui, &response, picked, points.len()) {
            view.picked = Some(regression.places[place]);
        }
    }
    for (place, colour) in [(hovered, colours.text), (picked, colours.warn)] {
        if let Some(point) = place.and_then(|place| points.get(place)) {
            plane.dot(ui, *point, colour);
        }
    }
    ui.allocate_space(vec2(room.width(), rect.height() + 4.0));
    let line = match hovered.or(picked) {
        Some(place) => {
            let [truth, said] = points[place];
            let row = found.regression().map_or(0, |regression| regression.places[place]) + 1;
            format!("Sample {row}: true {}, predicted {}", significant(truth), significant(said))
        }
        None => "Points on the dashed line are predicted exactly. A click opens the sample.".to_owned(),
    };
    elided(
        ui,
        line,
        theme::plain(LABEL + 1.0),
        if hovered.or(picked).is_some() { colours.text } else { colours.faint },
    );
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
    let room = ui.available_rect_before_wrap();
    let rect =
        Rect::from_min_size(room.min, vec2(room.width(), (room.height() - 60.0).min(room.width() * 0.8).max(120.0)));
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else { return };
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1) as f64;
    let ranges = [[f64::from(first.from), f64::from(last.to)], [0.0, most]];
    let plane = Plane::new(ui, rect, ranges, ["True − predicted", "Samples"]);
    let mut hovered = None;
    for (place, bar) in bars.iter().enumerate().filter(|(_, bar)| bar.count > 0) {
        let (from, to) = (f64::from(bar.from), f64::from(bar.to));
        let drawn = Rect::from_min_max(plane.at([from, bar.count as f64]), plane.at([to, 0.0])).shrink2(vec2(0.5, 0.0));
        let whole = Rect::from_x_y_ranges(drawn.x_range(), plane.inner.y_range());
        let response = ui.interact(whole, ui.scope_id().with(("residual", place)), Sense::click());
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
        if lit || hovered.is_none() && chosen {
            hovered = Some(words());
        }
        let fill = if lit || chosen { colours.accent } else { colours.accent.gamma_multiply(0.62) };
        ui.painter().rect_filled(drawn, CornerRadius { nw: 2, ne: 2, sw: 0, se: 0 }, fill);
        if chosen {
            ui.painter().rect_stroke(drawn, 2.0, Stroke::new(2.0, colours.text), StrokeKind::Outside);
        }
    }
    plane.dashes(ui, [[0.0, 0.0], [0.0, most]], colours.dim);
    ui.allocate_space(vec2(room.width(), rect.height() + 4.0));
    ui.horizontal(|ui| {
        ui.set_height(22.0);
        if let Some(errors) = regression.outputs.get(output) {
            small(ui, "Mean absolute error", &significant(errors.mean_absolute_error));
            ui.add_space(12.0);
            small(ui, "root mean squared error", &significant(errors.root_mean_squared_error));
        }
    });
    let ink = if hovered.is_some() { colours.text } else { colours.faint };
    let hint = "Right of the dashed line: predicted too low. A click opens a bar's rows.";
    elided(ui, hovered.unwrap_or_else(|| hint.to_owned()), theme::plain(LABEL + 1.0), ink);
}
