//! The sample as a picture with hard pixels, on which the mouse paints, erases and masks.

use std::sync::Arc;

use eframe::egui::{Align2, Color32, CursorIcon, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::frames::cell;
use super::sheet::{Sheet, Tool};
use super::textures::{WHOLE, image, mark, paint};
use super::view::InspectView;
use crate::inspect::Picture;
use crate::project::Trained;
use crate::ui::theme::{LABEL, mono, palette, plain};

/// The picture that the network is asked about, as people see it.
pub(super) fn seen(view: &InspectView) -> Option<Picture> {
    let sheet = view.sheet.as_ref()?;
    sheet.shape.picture()?;
    Some(Picture::of_sample(&sheet.turned(&view.turn), &sheet.shape, &[sheet.range]))
}

/// Draws it as wide as there is room, and takes in what the mouse does.
pub(super) fn show(ui: &mut Ui, view: &mut InspectView, subject: &Arc<Trained>) {
    let Some([height, width, channels]) = subject.interface.input.picture() else { return };
    let room = ui.available_width();
    // High pictures must leave room for the rest.
    let scale = (room / width as f32).min(room.min(if is_short(ui) { 132.0 } else { 240.0 }) / height as f32);
    let size = vec2(width as f32, height as f32) * scale;
    let sense = if view.tool == Tool::Look { Sense::hover() } else { Sense::click_and_drag() };
    let (whole, _) = ui.allocate_exact_size(vec2(room, size.y), Sense::hover());
    let rect = Rect::from_center_size(whole.center(), size);
    let response = ui.interact(rect, ui.scope_id().with("sketch"), sense);
    let name = view.sheet.as_ref().map_or(String::new(), |sheet| sheet.name.clone());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Picture {name}")));

    let pointer = response.interact_pointer_pos().or(response.hover_pos());
    let place = pointer.map(|at| [(at.x - rect.left()) / scale, (at.y - rect.top()) / scale]);
    hand(view, place, &response, [height, width]);

    // Without an input the sheet was changed in this frame.
    let mark = match &view.input {
        Some(input) => mark((1, Arc::as_ptr(input) as usize as u64)),
        None => mark((0, ui.ctx().cumulative_frame_nr())),
    };
    let mut textures = std::mem::take(&mut view.textures);
    let texture = textures.get(ui.ctx(), "sample", mark, width > 160, || {
        image(&seen(view).unwrap_or_else(|| Picture::plain([height, width], [0; 3])))
    });
    view.textures = textures;
    ui.painter().rect_filled(rect, 6.0, Color32::BLACK);
    paint(ui, &texture, WHOLE, rect, 6);
    let colours = palette(ui);
    ui.painter().rect_stroke(rect, 6.0, Stroke::new(1.0, colours.line), StrokeKind::Inside);
    if view.sheet.as_ref().is_some_and(Sheet::is_blank) {
        let words = if view.tool == Tool::Paint { "Drag here to paint" } else { "Choose Brush to paint" };
        let grey = Color32::from_gray(170);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, words, plain(LABEL), grey);
    }

    if let (Some([x, y]), true) = (place, response.hovered() || response.dragged()) {
        let square = |left: f32, top: f32, right: f32, bottom: f32| {
            Rect::from_min_max(rect.min + scale * vec2(left, top), rect.min + scale * vec2(right, bottom))
        };
        match view.tool {
            Tool::Look => {
                let (column, row) = (x.floor(), y.floor());
                cell(ui, square(column, row, column + 1.0, row + 1.0), rect);
                let at = (row.max(0.0) as usize * width + column.max(0.0) as usize) * channels;
                if let Some(pixel) = view.input.as_ref().and_then(|input| input.get(at..at + channels)) {
                    let numbers: Vec<String> = pixel.iter().map(|number| format!("{number:.3}")).collect();
                    let words = format!("({row}, {column}) = {}", numbers.join(", "));
                    label(ui, rect, y * scale > rect.height() / 2.0, &words);
                }
            }
            Tool::Paint | Tool::Erase => {
                ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
                let radius = brush(height, width, view.tool) * scale;
                let centre = pos2(rect.left() + x * scale, rect.top() + y * scale);
                ui.painter().circle_stroke(centre, radius.max(2.0), Stroke::new(1.0, colours.accent));
            }
            Tool::Move => {
                ui.ctx().set_cursor_icon(CursorIcon::Grab);
                rotate(ui, view);
            }
            Tool::Mask => {
                ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
                if let Some([left, top]) = view.stroke {
                    let covered = square(left.min(x), top.min(y), left.max(x), top.max(y)).intersect(rect);
                    ui.painter().rect_stroke(covered, 0.0, Stroke::new(1.0, colours.accent), StrokeKind::Inside);
                }
            }
        }
    }
}

/// The wheel rotates the picture.
fn rotate(ui: &Ui, view: &mut InspectView) {
    let by = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta).y);
    if by != 0.0 {
        let degrees = view.turn.degrees + by * 0.25;
        view.turn.degrees = (degrees + 180.0).rem_euclid(360.0) - 180.0;
        view.touched();
    }
}

/// What the mouse does to the sheet.
fn hand(
    view: &mut InspectView,
    place: Option<[f32; 2]>,
    response: &eframe::egui::Response,
    [height, width]: [usize; 2],
) {
    let Some(sheet) = &mut view.sheet else { return };
    let down = response.is_pointer_button_down_on();
    match (view.tool, place) {
        (Tool::Look, _) => (view.stroke, view.under) = (None, None),
        (tool @ (Tool::Paint | Tool::Erase), Some(at)) if down => {
            sheet.bake(&mut view.turn);
            let from = view.stroke.unwrap_or(at);
            sheet.paint(from, at, brush(height, width, tool), tool == Tool::Paint);
            view.stroke = Some(at);
            view.input = None;
        }
        (Tool::Move, Some(at)) if down => {
            if let Some(from) = view.stroke.replace(at).filter(|from| *from != at) {
                view.turn.shift = [0, 1].map(|axis| view.turn.shift[axis] + at[axis] - from[axis]);
                view.input = None;
            }
        }
        (Tool::Mask, Some(at)) if down => {
            sheet.bake(&mut view.turn);
            let from = *view.stroke.get_or_insert(at);
            let under = view.under.get_or_insert_with(|| sheet.numbers.clone());
            let range = |axis: usize, extent: usize| {
                let ends = [from[axis].min(at[axis]), from[axis].max(at[axis])];
                let inside = |end: f32| end.clamp(0.0, extent as f32);
                inside(ends[0]).floor() as usize..inside(ends[1]).ceil() as usize
            };
            // The mask follows the mouse, and so do the answer and the maps.
            let mut masked = sheet.clone();
            masked.numbers.clone_from(under);
            masked.mask(range(1, height), range(0, width));
            if masked.numbers != sheet.numbers {
                *sheet = masked;
                view.input = None;
            }
        }
        _ => (view.stroke, view.under) = (None, None),
    }
}

/// Whether the window is so low that the list of layers needs the room of the picture and of rare answers.
pub(super) fn is_short(ui: &Ui) -> bool {
    ui.ctx().content_rect().height() < 800.0
}

/// The radius of the brush in pixels: strokes as thick as those of MNIST's digits for their size.
fn brush(height: usize, width: usize, tool: Tool) -> f32 {
    let side = height.max(width) as f32;
    if tool == Tool::Erase { 0.07 * side } else { 0.035 * side }
}

/// A line of numbers at the top or the bottom of a picture, legible on any.
pub(super) fn label(ui: &Ui, rect: Rect, top: bool, words: &str) {
    let text = ui.painter().layout_no_wrap(words.to_owned(), mono(LABEL), Color32::WHITE);
    let height = text.size().y + 2.0;
    let corner = pos2(rect.left() + 4.0, if top { rect.top() + 4.0 } else { rect.bottom() - 4.0 - height });
    let chip = Rect::from_min_size(corner, vec2(text.size().x + 8.0, height));
    ui.painter().rect_filled(chip, 4.0, Color32::from_black_alpha(190));
    ui.painter().galley(chip.min + vec2(4.0, 1.0), text, Color32::WHITE);
}
