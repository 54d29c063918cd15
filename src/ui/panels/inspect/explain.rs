//! Why the network answers as it does: the picture, and beside it what a pixel counts, as heat or for and against.

use std::sync::Arc;

use eframe::egui::{Color32, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::frames::cell;
use super::lines::{line, sentence};
use super::scale::{self, Scale, colours_of, parts};
use super::sketch::{label, seen};
use super::textures::{WHOLE, image, mark, paint};
use super::view::{InspectView, Tab, Target};
use super::waiting;
use crate::inspect::{ColourMap, Picture, balanced, rising};
use crate::project::Trained;
use crate::study::Found;
use crate::ui::State;
use crate::ui::theme::{GAP, palette};
use crate::ui::widgets::{Button, empty};

/// What stands before the name of a class.
const CLASS: &str = "class ";
/// The longest side of each picture, in points.
const LARGEST: f32 = 1000.0;

/// Draws the explanation.
pub(super) fn show(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let view = &mut state.inspect_view;
    if subject.interface.input.picture().is_none() {
        let words = "This view needs pictures: this network takes numbers. Feature maps, filters and histograms work.";
        return empty(ui, "Samples are no pictures", words, |_| {});
    }
    let Some(found) = found(ui, view) else { return };
    let Some(picture) = seen(view) else { return };
    let Some((size, numbers)) = numbers(&found, &picture) else { return };
    sentence(ui, &words(view, subject, &found), |_| {});
    let coloured = pair(ui, view, &picture, &found, size, &numbers);
    legend(ui, view, &found, &numbers, coloured);
}

/// The answer of the view in front: seen all the time where it is quick, else found apart.
fn found(ui: &mut Ui, view: &mut InspectView) -> Option<Arc<Found>> {
    let Some(ask) = view.ask() else {
        let words = "Choose a picture of the data, draw one, open a file or paste one.";
        empty(ui, "No picture yet", words, |_| {});
        return None;
    };
    if !ask.is_quick() {
        return waiting::answer(ui, view, &ask);
    }
    let glance = view.glance.clone()?;
    // An answer to another kind of question is on its way out.
    let asked = glance.of.also.as_ref().map(std::mem::discriminant);
    match glance.also.clone() {
        Some(Ok(found)) if asked == Some(std::mem::discriminant(&ask)) => Some(Arc::new(found)),
        Some(Err(error)) => {
            let other = view.layers.last_pictures().map(|layer| layer.name.clone());
            empty(ui, "There is no such map", &error.to_string(), |ui| {
                if let Some(name) = other
                    && ui.add(Button::primary(format!("Look at {name}"))).clicked()
                {
                    (view.node, view.channel) = (Some(name), 0);
                }
            });
            None
        }
        _ => {
            ui.ctx().request_repaint();
            None
        }
    }
}

/// The height and width of what is shown over the picture, and its numbers.
fn numbers(found: &Found, picture: &Picture) -> Option<([usize; 2], Vec<f32>)> {
    Some(match found {
        Found::GradCam(cam) => (cam.size, cam.map.clone()),
        Found::Attribution(found) if found.baseline.is_some() => (picture.size, found.sums()),
        Found::Attribution(found) => (picture.size, found.strengths()),
        Found::Occlusion(found) => (found.size, found.map.clone()),
        _ => return None,
    })
}

/// What is explained: a class, a number that is predicted, or a channel.
pub(super) fn aim(view: &InspectView, subject: &Trained) -> String {
    let class = match view.settings.target {
        Target::Answer => view.answer(),
        Target::Class(class) => Some(class),
        Target::Channel => None,
    };
    let name = class.and_then(|class| subject.interface.classes.get(class));
    match (name, class) {
        (Some(name), _) => format!("{CLASS}{name}"),
        (None, Some(class)) => format!("number {}", class + 1),
        (None, None) => format!("{}, {} {}", view.node.as_deref().unwrap_or_default(), view.word(), view.channel),
    }
}

fn words(view: &InspectView, subject: &Trained, found: &Found) -> String {
    let aim = aim(view, subject);
    let aim = aim.strip_prefix(CLASS).map_or(aim.clone(), |name| format!("the score of {name}"));
    match found {
        Found::GradCam(cam) => {
            format!(
                "Where this layer sees what speaks for {aim} ({:.2}); {}×{} places",
                cam.value, cam.size[0], cam.size[1]
            )
        }
        Found::Attribution(found) => match found.baseline {
            Some(baseline) => {
                let sum: f32 = found.numbers.iter().map(|&number| f64::from(number)).sum::<f64>() as f32;
                // What is written adds up: the difference is that of the rounded numbers.
                let [sum, black, here] = [sum, baseline, found.value].map(rounded);
                let [sum, whole, black, here] = [sum, here - black, black, here].map(thousandths);
                let rest = if sum == whole { "" } else { "; finite steps are inexact" };
                format!("What each pixel adds to {aim}: {sum} of {whole} (from {black} at black to {here}){rest}")
            }
            None => format!("How much each pixel moves {aim} ({:.2})", found.value),
        },
        Found::Occlusion(found) => {
            let [rows, columns] = found.windows;
            format!(
                "How much {aim} ({:.2}) loses where a window covers the picture: {rows}×{columns} windows",
                found.value
            )
        }
        _ => String::new(),
    }
}

/// A number in whole thousandths.
fn rounded(number: f32) -> f64 {
    (f64::from(number) * 1e3).round()
}

/// So many thousandths as a number with three decimals, and no sign before 0.
fn thousandths(number: f64) -> String {
    format!("{:.3}", number / 1e3 + 0.0)
}

/// The picture and its explanation side by side, as large as there is room. Returns where the explanation is.
fn pair(
    ui: &mut Ui,
    view: &mut InspectView,
    picture: &Picture,
    found: &Found,
    size: [usize; 2],
    numbers: &[f32],
) -> Rect {
    let [height, width] = picture.size;
    let room = ui.available_size() - vec2(0.0, 32.0);
    let side_by_side = room.x > 0.75 * room.y;
    let half = if side_by_side { vec2((room.x - GAP) / 2.0, room.y) } else { vec2(room.x, (room.y - GAP) / 2.0) };
    let scale = (half.x / width as f32).min(half.y / height as f32).min(LARGEST / height.max(width) as f32).max(0.1);
    let extent = vec2(width as f32, height as f32) * scale;
    let (left, _) = ui.allocate_exact_size(
        if side_by_side { vec2(2.0 * extent.x + GAP, extent.y) } else { vec2(extent.x, 2.0 * extent.y + GAP) },
        Sense::hover(),
    );
    let first = Rect::from_min_size(left.min, extent);
    let second = if side_by_side {
        first.translate(vec2(extent.x + GAP, 0.0))
    } else {
        first.translate(vec2(0.0, extent.y + GAP))
    };
    let colours = view.settings.colours;
    let mark = mark((
        view.answers,
        view.seen,
        view.tab,
        colours as u8,
        picture.rgb.len(),
        numbers.first().map(|number| number.to_bits()),
        numbers.iter().map(|number| u64::from(number.to_bits())).fold(0u64, |a, b| a.rotate_left(7) ^ b),
    ));
    let plain = view.textures.get(ui.ctx(), "explained", mark, width > 160, || image(picture));
    let heat = view.textures.get(ui.ctx(), "explanation", mark, view.tab == Tab::GradCam || width > 160, || {
        image(&over(found, picture, colours))
    });
    for (rect, texture, name, id) in [(first, plain, "Explained picture", 0), (second, heat, "Explanation", 1)] {
        let response = ui.interact(rect, ui.scope_id().with(("explained", id)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
        paint(ui, &texture, WHOLE, rect, 6);
        ui.painter().rect_stroke(rect, 6.0, Stroke::new(1.0, palette(ui).line), StrokeKind::Inside);
    }
    let Some(at) = ui.ctx().pointer_latest_pos() else { return second };
    for rect in [first, second] {
        if rect.contains(at) {
            let part = [(at.y - rect.top()) / rect.height(), (at.x - rect.left()) / rect.width()];
            let place = [0, 1].map(|axis| ((part[axis] * size[axis] as f32) as usize).min(size[axis] - 1));
            let number = numbers[place[0] * size[1] + place[1]];
            for rect in [first, second] {
                let size = vec2(rect.width() / size[1] as f32, rect.height() / size[0] as f32);
                let corner = pos2(rect.left() + place[1] as f32 * size.x, rect.top() + place[0] as f32 * size.y);
                cell(ui, Rect::from_min_size(corner, size), rect);
            }
            label(ui, second, part[0] > 0.5, &format!("({}, {}) = {number:.4}", place[0], place[1]));
        }
    }
    second
}

/// What the colours say, with their numbers, below what has these colours.
fn legend(ui: &mut Ui, view: &InspectView, found: &Found, numbers: &[f32], coloured: Rect) {
    ui.add_space(2.0);
    let colours = view.settings.colours;
    let (strip, ends, meaning) = match found {
        Found::GradCam(_) => {
            let most = numbers.iter().fold(0.0f32, |most, number| most.max(*number));
            (over_grey(colours), [0.0, most], ["does not matter", "speaks for it"])
        }
        Found::Attribution(found) if found.baseline.is_none() => {
            (colours_of(colours), rising(numbers), ["does not matter", "matters most"])
        }
        Found::Attribution(_) => {
            (colours_of(ColourMap::Weights), balanced(numbers), ["speaks against it", "speaks for it"])
        }
        _ => (colours_of(ColourMap::Weights), balanced(numbers), ["covering it helps", "covering it harms"]),
    };
    let scale = Scale::new(ui, strip, ends, meaning, 160.0).within(coloured.width());
    line(ui, scale::HEIGHT, |ui| {
        ui.add_space(coloured.left() - ui.max_rect().left());
        scale.show(ui);
    });
}

/// The colours of heat as they lie over a picture, where the picture is grey.
fn over_grey(colours: ColourMap) -> Vec<Color32> {
    let heat: Vec<f32> = parts().collect();
    image(&Picture::plain([1, heat.len()], [128; 3]).under(&heat, colours)).pixels
}

/// The explanation as it is seen: heat over the picture, or a map by itself.
fn over(found: &Found, picture: &Picture, colours: ColourMap) -> Picture {
    let map = |numbers: &[f32], signs: bool| {
        let (range, colours) = if signs { (balanced(numbers), ColourMap::Weights) } else { (rising(numbers), colours) };
        Picture::of_map(numbers, picture.size, range, colours)
    };
    match found {
        Found::GradCam(cam) => {
            let large = picture.enlarged_to(448);
            let heat = cam.over(large.size);
            let most = heat.iter().fold(0.0f32, |most, number| most.max(*number));
            let heat: Vec<f32> = heat.iter().map(|number| if most > 0.0 { number / most } else { 0.0 }).collect();
            large.under(&heat, colours)
        }
        Found::Attribution(found) if found.baseline.is_some() => map(&found.sums(), true),
        Found::Attribution(found) => map(&found.strengths(), false),
        Found::Occlusion(found) => map(&found.map, true),
        _ => picture.clone(),
    }
}
