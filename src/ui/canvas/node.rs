//! A node as it is drawn: its frame, its name and settings, and what it gives for the chosen sample.

use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Pos2, Rect, Shadow, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::Scene;
use super::brush::Brush;
use super::geometry::{BAR, BODY, Body, CELLS, GAP, INSET, LINE, MAPS, MEND, SAMPLES, WIDTH, tile};
use super::looks::{Looks, cell, cell_at};
use super::survey::Survey;
use crate::network::Node;
use crate::ui::theme::{self, CARD_RADIUS};
use crate::ui::words;

/// Below this zoom a node shows its title and pictures, but no words that nobody could read.
pub const NO_WORDS: f32 = 0.6;

/// What a node looks like now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Whether it is selected.
    pub selected: bool,
    /// Whether the keys go to it.
    pub focused: bool,
    /// Whether the pointer is over it, or a wire that could end here.
    pub hovered: bool,
}

/// A node to be drawn.
pub struct Drawn<'a> {
    /// The node.
    pub node: &'a Node,
    /// Where it lies in the drawing.
    pub rect: Rect,
    /// What it looks like now.
    pub manner: Manner,
}

/// Draws a node without its buttons.
pub fn paint(ui: &Ui, brush: &Brush, drawn: Drawn, survey: &Survey, scene: &Scene, looks: &mut Looks) {
    let Drawn { node, rect, manner } = drawn;
    let body = survey.body(node, scene.classes.len());
    frame(ui, brush, rect, manner, survey, node);
    header(brush, node, rect, survey, scene);
    let worded = matches!(body, Body::Words | Body::Complaint(..));
    if worded && brush.view.zoom < NO_WORDS {
        return;
    }
    let inside = Rect::from_min_max(rect.min + vec2(INSET, BODY), rect.max - vec2(INSET, INSET));
    match body {
        Body::Words => {
            let reason = survey.node(node.id).and_then(|facts| facts.shape.as_ref().err()).map(String::as_str);
            // What colours its edge is said too.
            let (words, ink) = match survey.complaints(node.id).next() {
                Some(complaint) => (complaint.words.as_str(), brush.colours.warn),
                None => (reason.unwrap_or_default(), brush.colours.faint),
            };
            let galley = fitting(brush, words, theme::plain, [11.0, 10.0], ink, inside.width(), 1);
            brush.write(inside.min, Align2::LEFT_TOP, galley);
        }
        Body::Complaint(lines, _) => {
            let Some(complaint) = survey.complaints(node.id).next() else { return };
            let (words, ink) = (complaint.words.as_str(), brush.colours.bad);
            // What is wrong is not cut short for the sake of its size.
            let galley = fitting(brush, words, theme::plain, [11.0, 9.5], ink, inside.width(), lines);
            brush.write(inside.min, Align2::LEFT_TOP, galley);
        }
        Body::Samples => samples(ui, brush, inside, scene, looks),
        Body::Maps => maps(brush, node, inside, looks),
        Body::Cells => cells(brush, node, inside, looks),
        Body::Answer(_) => answer(brush, inside, scene, looks),
    }
}

/// Where the button that mends a node lies.
pub fn mend_rect(rect: Rect, lines: usize) -> Rect {
    let top = rect.top() + BODY + lines as f32 * LINE + 6.0;
    Rect::from_min_size(pos2(rect.left() + INSET, top), vec2(WIDTH - 2.0 * INSET, MEND))
}

/// Where one of the samples of an input is seen.
pub fn sample_tile(brush: &Brush, rect: Rect, place: usize) -> Rect {
    tile_at(brush, rect.min + vec2(INSET, BODY), SAMPLES, place)
}

fn frame(ui: &Ui, brush: &Brush, rect: Rect, manner: Manner, survey: &Survey, node: &Node) {
    let colours = brush.colours;
    let shade = if ui.visuals().dark_mode { 90 } else { 28 };
    let seen = brush.rect(rect);
    let spread = brush.length(10.0).clamp(2.0, 20.0) as u8;
    let shadow =
        Shadow { offset: [0, spread as i8 / 2], blur: spread, spread: 0, color: Color32::from_black_alpha(shade) };
    brush.painter.add(shadow.as_shape(seen, brush.rounding(f32::from(CARD_RADIUS))));
    brush.fill(rect, f32::from(CARD_RADIUS), colours.card);
    let complaint = survey.complaints(node.id).next();
    let (width, edge) = match (manner, complaint) {
        (Manner { focused: true, .. }, _) => (2.5, colours.accent),
        (Manner { selected: true, .. }, _) => (1.75, colours.accent),
        (_, Some(complaint)) if complaint.grave => (1.25, colours.bad),
        (_, Some(_)) => (1.25, colours.warn),
        (Manner { hovered: true, .. }, _) => (1.0, colours.faint),
        _ => (1.0, colours.line),
    };
    brush.edge(rect, f32::from(CARD_RADIUS), width, edge);
}

fn header(brush: &Brush, node: &Node, rect: Rect, survey: &Survey, scene: &Scene) {
    let colour = if survey.is_output(node.id) { theme::OUTPUT } else { theme::family(node.layer.family()) };
    if brush.view.zoom < NO_WORDS {
        small_title(brush, node, rect, colour);
    } else {
        let stripe = Rect::from_min_size(rect.min + vec2(INSET, 12.0), vec2(4.0, 14.0));
        brush.fill(stripe, 2.0, colour);
        titles(brush, node, rect, survey, scene);
    }
}

/// The colour and the kind of a node that is too small for more words.
fn small_title(brush: &Brush, node: &Node, rect: Rect, colour: Color32) {
    let middle = rect.top() + 25.0;
    // As large as it can be read, and no larger than its place in the node.
    let size = |points: f32| (points / brush.view.zoom).min(28.0);
    let stripe = brush.snapped(pos2(rect.left() + INSET, middle));
    brush.bar(stripe, vec2(2.0, brush.length(size(9.5))), colour);
    let left = stripe.x + 12.0;
    let (words, ink, room) = (node.layer.title(), brush.colours.text, rect.right() - 4.0 - left);
    let mut title = brush.words(words, theme::strong(size(9.5)), ink, room, 1);
    if title.elided
        && let Some(halves) = halved(words)
    {
        let rows = brush.two_rows(&halves, theme::strong(size(8.0)), ink, room);
        // Two rows touch neither the card's edge nor what is below, or they are one that ends in "…".
        if !rows.elided && rows.size().y + 2.0 <= brush.length(BODY) {
            title = rows;
        }
    }
    brush.write(pos2(left, middle), Align2::LEFT_CENTER, title);
}

/// Words with a line break for one of their spaces, where that makes two rows as even as can be.
fn halved(words: &str) -> Option<String> {
    let halves = words.match_indices(' ').map(|(at, _)| (&words[..at], &words[at + 1..]));
    let (first, second) = halves.min_by_key(|(first, second)| first.len().max(second.len()))?;
    Some(format!("{first}\n{second}"))
}

/// The kind and the name of a node on one line, and below them its settings.
fn titles(brush: &Brush, node: &Node, rect: Rect, survey: &Survey, scene: &Scene) {
    let colours = brush.colours;
    let (left, middle, below) = (rect.left() + INSET + 12.0, rect.top() + 19.0, rect.top() + 39.0);
    let (room, whole) = (rect.width() - 2.0 * INSET - 12.0, rect.width() - 2.0 * INSET);
    let mut title = brush.words(node.layer.title(), theme::strong(13.0), colours.text, room, 1);
    let beside = (room - title.size().x / brush.view.zoom - 6.0).max(1.0);
    let name = fitting(brush, &node.name, theme::plain, [10.0, 9.5], colours.faint, beside, 1);
    let body = survey.body(node, scene.classes.len());
    // What colours its edge is said too; what is grave has its own room.
    let warning = survey.complaints(node.id).next().filter(|complaint| !complaint.grave && body != Body::Words);
    let (said, ink) = match warning {
        Some(complaint) => (complaint.words.clone(), colours.warn),
        None => (summary(node, survey, scene, body), colours.dim),
    };
    let line = |words: &str| fitting(brush, words, theme::plain, [11.5, 10.5], ink, whole, 1);
    let mut under = line(&said);
    if name.elided {
        // Where both find no room, the name goes before the settings, or before the first of them. Where they take all
        // of it, the name alone tells the node from others of its kind.
        let first = said.split(" · ").next().unwrap_or_default();
        let both = [&said, first].map(|said| line(&format!("{} · {said}", node.name)));
        if let Some(both) = both.into_iter().find(|both| warning.is_none() && !both.elided) {
            under = both;
        } else {
            title = fitting(brush, &node.name, theme::strong, [13.0, 12.0], colours.text, room, 1);
        }
    } else {
        brush.write(pos2(rect.right() - INSET, middle), Align2::RIGHT_CENTER, name);
    }
    brush.write(pos2(left, middle), Align2::LEFT_CENTER, title);
    brush.write(pos2(rect.left() + INSET, below), Align2::LEFT_CENTER, under);
}

/// The settings of a node in a few words, or its shape where it has none.
fn summary(node: &Node, survey: &Survey, scene: &Scene, body: Body) -> String {
    let shape = survey.node(node.id).and_then(|facts| facts.shape.as_ref().ok());
    let summary = match (node.layer.summary(), shape, body) {
        (_, Some(shape), Body::Samples) => format!("{shape}{}", scene.prepared),
        (summary, shape, _) if summary.is_empty() => shape.map_or("no shape yet".to_owned(), |shape| shape.to_string()),
        (summary, _, _) => summary,
    };
    let summary = match body {
        Body::Answer(classes) if classes > 4 => format!("{summary} · top 4"),
        _ => summary,
    };
    if node.frozen { format!("frozen · {summary}") } else { summary }
}

/// Words in the first of these sizes if they find room in so many rows, else in the second: two, so that neighbours do
/// not differ by much.
fn fitting(
    brush: &Brush,
    words: &str,
    font: fn(f32) -> FontId,
    [size, smaller]: [f32; 2],
    colour: Color32,
    room: f32,
    rows: usize,
) -> Arc<Galley> {
    let of = |size: f32| brush.words(words, font(size), colour, room, rows);
    let galley = of(size);
    if galley.elided { of(smaller) } else { galley }
}

/// Where a tile is seen, of rows of so many that begin at a corner.
fn tile_at(brush: &Brush, corner: Pos2, columns: usize, place: usize) -> Rect {
    let side = tile(columns);
    brush.tile(corner + cell_at(place, columns).to_vec2() * (side + GAP), side, GAP)
}

fn samples(ui: &Ui, brush: &Brush, inside: Rect, scene: &Scene, looks: &mut Looks) {
    let atlas = scene.dataset.and_then(|dataset| looks.samples(ui.ctx(), dataset, scene.sample));
    for place in 0..SAMPLES {
        let tile = tile_at(brush, inside.min, SAMPLES, place);
        brush.painter.rect_filled(tile, brush.rounding(3.0), brush.colours.panel);
        if let Some(atlas) = atlas {
            atlas.paint(brush.painter, tile, place);
            if place == 0 {
                let stroke = Stroke::new(1.5, brush.colours.accent);
                brush.painter.rect_stroke(tile, brush.rounding(4.0), stroke, StrokeKind::Outside);
            }
        }
    }
}

fn maps(brush: &Brush, node: &Node, inside: Rect, looks: &Looks) {
    let atlas = looks.maps(node.id);
    let count = atlas.map_or(MAPS[0] * MAPS[1], |atlas| atlas.count());
    for place in 0..count.min(MAPS[0] * MAPS[1]) {
        let tile = tile_at(brush, inside.min, MAPS[0], place);
        match atlas {
            Some(atlas) => atlas.paint(brush.painter, tile, place),
            None => {
                brush.painter.rect_filled(tile, brush.rounding(2.0), brush.colours.raised);
            }
        }
    }
}

fn cells(brush: &Brush, node: &Node, inside: Rect, looks: &Looks) {
    let levels = looks.of(node.id).map(|look| look.levels.as_slice());
    let most = CELLS[0] * CELLS[1];
    let (side, gap) = (tile(CELLS[0]) + 1.0, GAP - 1.0);
    for place in 0..levels.map_or(most, |levels| levels.len().min(most)) {
        let corner = inside.min + cell_at(place, CELLS[0]).to_vec2() * (side + gap);
        let ground = levels.map_or(brush.colours.raised, |levels| cell(levels[place]));
        brush.painter.rect_filled(brush.tile(corner, side, gap), CornerRadius::ZERO, ground);
    }
}

/// The likeliest classes, likeliest first.
fn answer(brush: &Brush, inside: Rect, scene: &Scene, looks: &Looks) {
    let colours = brush.colours;
    let given = looks.sight().map(|sight| sight.answer.as_slice()).unwrap_or_default();
    let known = given.len() == scene.classes.len();
    let mut order: Vec<usize> = (0..scene.classes.len()).collect();
    if known {
        order.sort_by(|&a, &b| given[b].total_cmp(&given[a]));
    }
    let lettered = brush.view.zoom >= NO_WORDS;
    let names = if scene.classes.iter().any(|name| name.chars().count() > 2) { 62.0 } else { 18.0 };
    for (row, &class) in order.iter().take(4).enumerate() {
        let middle = brush.snapped(pos2(inside.left(), inside.top() + (row as f32 + 0.5) * BAR)).y;
        let name = brush.words(&scene.classes[class], theme::plain(11.0), colours.text, names - 4.0, 1);
        if lettered {
            brush.write(pos2(inside.left(), middle), Align2::LEFT_CENTER, name);
        }
        // Without words the bars have their room.
        let [before, after] = if lettered { [names, 36.0] } else { [0.0, 0.0] };
        let (left, right) = (inside.left() + before, inside.right() - after);
        let track = Rect::from_min_max(pos2(left, middle - 3.0), pos2(right, middle + 3.0));
        brush.fill(track, 3.0, colours.raised);
        let share = if known { given[class].clamp(0.0, 1.0) } else { 0.0 };
        if share > 0.0 {
            let width = (track.width() * share).max(2.0);
            brush.fill(track.with_max_x(track.left() + width), 3.0, theme::OUTPUT);
        }
        let percent = if known {
            words::mark_percent(f64::from(share).mul_add(100.0, 0.0).round() / 100.0)
        } else {
            "–".into()
        };
        let galley = brush.words(&percent, theme::mono(10.5), colours.dim, 36.0, 1);
        if lettered {
            brush.write(pos2(inside.right(), middle), Align2::RIGHT_CENTER, galley);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_halved_evenly() {
        assert_eq!(halved("Global average pool").as_deref(), Some("Global\naverage pool"));
        assert_eq!(halved("Transposed conv").as_deref(), Some("Transposed\nconv"));
        assert_eq!(halved("Activation"), None);
    }
}
