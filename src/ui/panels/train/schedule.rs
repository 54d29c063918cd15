//! How the learning rate changes: the picker, its settings, and its curve over the whole training.

use eframe::egui::{CornerRadius, Id, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::schedules::{Progress, Schedule};
use crate::ui::theme::{self, LABEL, RADIUS, palette};
use crate::ui::widgets::form::choice;
use crate::ui::widgets::{Fields, write};
use crate::ui::{State, words};

const HEIGHT: f32 = 84.0;
/// The height of the line above the curve that says how large it is.
const WORDS: f32 = 24.0;
/// The width of "now".
const NOW: f32 = 24.0;
/// How many places of the curve are worked out.
const PLACES: u64 = 480;

/// The schedule's rows.
pub fn show(ui: &mut Ui, state: &mut State) {
    let schedule = &mut state.document.project.training.schedule;
    let all = Schedule::all();
    let titles: Vec<&str> = all.iter().map(|schedule| schedule.title()).collect();
    let before = all.iter().position(|other| other.key() == schedule.key()).unwrap_or(0);
    let mut chosen = before;
    choice(ui, "Schedule", &titles, &mut chosen).on_hover_text(schedule.help());
    if chosen != before {
        *schedule = all[chosen].clone();
    }
    schedule.form(&mut Fields::new(ui, Id::unique("schedule"), false));
    if schedule.key() != Schedule::default().key() {
        curve(ui, state);
    }
}

/// The learning rate from the first step to the last, and where the training stands.
fn curve(ui: &mut Ui, state: &State) {
    let colours = palette(ui);
    let training = &state.document.project.training;
    let samples = state.data.ready().map_or(1000, |dataset| dataset.parts.train.len().max(1));
    let running = state.running().and_then(|run| run.start.as_ref());
    let steps_per_epoch =
        running.map_or(samples.div_ceil(training.batch.max(1)), |start| start.steps_per_epoch.max(1)) as u64;
    let total_steps = (steps_per_epoch * training.epochs as u64).max(1);
    let losses: Vec<f64> =
        state.running().map_or(Vec::new(), |run| run.reports.iter().map(|report| report.test_loss).collect());
    let rate = |place: u64| {
        let at = Progress { step: place * total_steps / PLACES, steps_per_epoch, total_steps, losses: &losses };
        training.schedule.rate(training.optimizer.rate(), &at)
    };
    let rates: Vec<f64> = (0..=PLACES).map(rate).collect();
    let most = rates.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    ui.add_space(4.0);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let spoken = format!("Learning rate over the training, at most {}", words::learning_rate(most));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), colours.card);
    let inner = Rect::from_min_max(rect.min + vec2(8.0, WORDS + 4.0), rect.max - vec2(8.0, 10.0));
    let line = Rect::from_min_size(rect.min + vec2(8.0, 2.0), vec2(inner.width(), WORDS - 2.0));
    let point = |(place, rate): (usize, &f64)| {
        let x = inner.left() + inner.width() * place as f32 / PLACES as f32;
        pos2(x, inner.bottom() - inner.height() * (rate / most) as f32)
    };
    ui.painter().add(Shape::line(rates.iter().enumerate().map(point).collect(), Stroke::new(1.5, colours.accent)));
    let words = format!("at most {}", words::learning_rate(most));
    let said = write(ui, line, &words, theme::plain(LABEL), colours.faint, false);
    if let Some(run) = state.running().filter(|run| run.step > 0) {
        let x = inner.left() + inner.width() * run.share();
        ui.painter().vline(x, inner.y_range().expand(4.0), Stroke::new(1.0, colours.warn));
        // Above its line, as far as there is room beside the other words.
        let now = Rect::from_x_y_ranges((x - NOW / 2.0).max(said.right() + 8.0)..=line.right(), line.y_range());
        let fits = now.width() >= NOW;
        write(ui, if fits { now } else { line }, "now", theme::plain(LABEL), colours.warn, !fits);
    }
    response.on_hover_text(spoken);
}
