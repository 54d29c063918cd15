//! What excites a channel or a class: pictures grown from noise, and how the score rose on the way.

use std::sync::Arc;

use eframe::egui::{Align, Layout, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::lines::sentence;
use super::textures::{WHOLE, image, mark, paint, part};
use super::view::{Grown, InspectView};
use super::wall::{BETWEEN, Wall, chip, pinch, tile};
use super::{curves, waiting};
use crate::inspect::{Aim, Excitation, Picture};
use crate::project::Trained;
use crate::study::samples::seen;
use crate::study::{Ask, Found};
use crate::ui::State;
use crate::ui::theme::GAP;
use crate::ui::widgets::empty;
use crate::ui::words::grouped;

/// The least size of the chart of the score.
const CHART: Vec2 = vec2(240.0, 132.0);
/// The longest side of a single picture, in points.
const LARGEST: f32 = 1200.0;

/// Draws the grown pictures.
pub(super) fn show(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let view = &mut state.inspect_view;
    if subject.interface.input.picture().is_none() {
        let words = "This view grows pictures: this network takes numbers. Feature maps, filters and histograms work.";
        return empty(ui, "Samples are no pictures", words, |_| {});
    }
    let Some(ask) = view.ask() else { return };
    let Some(found) = waiting::answer(ui, view, &ask) else { return };
    let Found::Excited(all) = &*found else { return };
    // The answer may still be to an earlier question of the kind.
    let Some(Ask::Excite { aims, .. }) = view.found(&ask).map(|answered| answered.ask.clone()) else { return };
    let pictures: Vec<Picture> = all.iter().map(|one| seen(subject, &one.input)).collect();
    match (&all[..], view.settings.grown) {
        ([one], _) => single(ui, view, &aims[0], one, &pictures[0], subject),
        (_, Grown::Layer) => layer(ui, view, all, &pictures),
        _ => {}
    }
}

/// What a class is called that a picture is grown for.
pub(super) fn class_name(subject: &Trained, class: usize) -> String {
    subject.interface.classes.get(class).map_or("the number".to_owned(), |name| format!("class {name}"))
}

/// What is grown for, in words.
fn name(view: &InspectView, aim: &Aim, subject: &Trained) -> String {
    match aim {
        Aim::Class(class) => class_name(subject, *class),
        Aim::Unit { node, channel, .. } => format!("{node}, {} {channel}", view.word()),
    }
}

/// One picture with its score on the way: beside it or below, where the picture can be larger.
fn single(ui: &mut Ui, view: &mut InspectView, aim: &Aim, one: &Excitation, picture: &Picture, subject: &Trained) {
    let name = name(view, aim, subject);
    let ends = (one.values.first().copied().unwrap_or(0.0), one.values.last().copied().unwrap_or(0.0));
    let steps = grouped(one.values.len().saturating_sub(1) as u64);
    let words = match ends.1 == 0.0 && ends.0 == 0.0 {
        true => format!("Grown from noise to excite {name}: not excited, the score stayed 0 for {steps} steps"),
        false => {
            format!("Grown from noise to excite {name}: {:.3} before, {:.3} after {steps} steps", ends.0, ends.1)
        }
    };
    sentence(ui, &words, |_| {});
    let [height, width] = picture.size;
    let room = ui.available_size();
    let fitting = |taken: Vec2| ((room.x - taken.x) / width as f32).min((room.y - taken.y) / height as f32);
    let scales = [vec2(CHART.x + GAP, 0.0), vec2(0.0, CHART.y + GAP)].map(fitting);
    let beside = scales[0] >= scales[1];
    let scale = scales[usize::from(!beside)].min(LARGEST / height.max(width) as f32).max(0.1);
    let extent = (vec2(width as f32, height as f32) * scale).floor();
    let texture = view.textures.get(ui.ctx(), "excited", mark((view.answers, 1)), width > 160, || image(picture));
    let layout = if beside { Layout::left_to_right(Align::Min) } else { Layout::top_down(Align::Min) };
    ui.with_layout(layout, |ui| {
        ui.spacing_mut().item_spacing = vec2(GAP, GAP);
        let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("What excites {name}")));
        paint(ui, &texture, WHOLE, rect, 6);
        let chart = match beside {
            true => {
                let wide = ui.available_width().max(CHART.x);
                vec2(wide, (wide * CHART.y / CHART.x).max(2.0 * CHART.y).min(rect.height().max(2.0 * CHART.y)))
            }
            false => CHART.max(vec2(rect.width(), 0.0)),
        };
        curves::line(ui, "score", &one.values, chart);
    });
}

/// A picture for each channel of the layer.
fn layer(ui: &mut Ui, view: &mut InspectView, all: &[Excitation], pictures: &[Picture]) {
    pinch(ui, view);
    let (count, word) = (pictures.len(), view.word());
    let dead = |one: &Excitation| one.values.first() == Some(&0.0) && one.values.last() == Some(&0.0);
    let grey = if all.iter().any(dead) { " · grey: not excited, the score stayed 0" } else { "" };
    let first = if view.layer().is_some_and(|layer| layer.channels() > count) { "first " } else { "" };
    let steps = all.first().map_or(0, |one| one.values.len().saturating_sub(1));
    sentence(
        ui,
        &format!("What excites each of the {first}{count} {word}s, grown from noise in {steps} steps{grey}"),
        |_| {},
    );
    let across = (count as f32).sqrt().ceil() as usize;
    let [height, width] = pictures[0].size;
    let wall = Wall::new(ui, view, count, height as f32 / width as f32, [BETWEEN, 0.0]);
    view.columns = wall.columns;
    let texture = view.textures.get(ui.ctx(), "excited wall", mark(view.answers), width > 64, || {
        image(&Picture::tiles(pictures, across, 0, [0; 3]))
    });
    let reveal = std::mem::take(&mut view.reveal).then_some(view.channel).filter(|channel| *channel < count);
    wall.show(ui, "excited", reveal, |ui, channel, rect| {
        let uv = part(&texture, across, count.div_ceil(across), channel);
        let response = tile(ui, view, rect, (word, channel), |ui| paint(ui, &texture, uv, rect, 5));
        chip(ui, rect, &channel.to_string());
        if dead(&all[channel]) {
            response.on_hover_text("Not excited: the score stayed 0");
        }
    });
}
