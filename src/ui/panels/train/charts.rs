//! The two charts: loss, with the switches of both, and accuracy.

use eframe::egui::{Align, Color32, Layout, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};

use crate::train::EpochReport;
use crate::ui::run::{Phase, Run};
use crate::ui::theme::{self, HEADING, LABEL, Palette, palette};
use crate::ui::widgets::{Chart, Series, bar, card, segments};
use crate::ui::{Axis, ChartSettings, words};

const HEADER: f32 = 26.0;
const AXES: [(Axis, &str); 3] = [(Axis::Step, "Step"), (Axis::Epoch, "Epoch"), (Axis::Time, "Time")];

/// Another training drawn beside: what it is called, and its colour.
pub type Other<'a> = (&'a str, &'a Run, Color32);

/// The training that is looked at, and its colour in the list.
pub type Shown<'a> = (&'a Run, Color32);

/// The colours of its two curves: its own colour for both, once those of others are drawn beside.
fn inks(colours: &Palette, own: Color32, others: &[Other]) -> [Color32; 2] {
    if others.is_empty() { [colours.accent, colours.warn] } else { [own, own] }
}

/// Loss over steps.
pub fn loss<'a>(ui: &mut Ui, rect: Rect, (run, own): Shown<'a>, others: &[Other<'a>], settings: &mut ChartSettings) {
    let colours = palette(ui);
    let [ink, judged_ink] = inks(colours, own, others);
    card(ui, rect, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(HEADER);
            ui.label(RichText::new("Loss").font(theme::strong(HEADING)).color(colours.text));
            if run.train_loss.is_empty() {
                return;
            }
            let width = ui.available_width();
            if width > 460.0 {
                legend(ui, "training", ink, false);
                legend(ui, run.judge().name(), judged_ink, true);
            }
            if width > 460.0 + 70.0 * others.len() as f32 {
                others.iter().for_each(|(name, _, colour)| legend(ui, name, *colour, false));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                segments(ui, "Horizontal axis", &mut settings.axis, &AXES);
                segments(ui, "Loss axis", &mut settings.log, &[(false, "Linear"), (true, "Log")]);
                if width > 330.0 {
                    segments(ui, "Curves", &mut settings.smooth, &[(true, "Smooth"), (false, "Raw")]);
                }
            });
        });
        if run.train_loss.is_empty() {
            return waiting(ui, run);
        }
        let epochs = run.reports.iter().map(|report| [place(report, settings.axis), report.test_loss]);
        let judged = format!("{} loss", run.judge().name());
        let beside =
            |(name, other, colour): &Other<'a>| Series::Beside { name, curve: &other.train_loss, colour: *colour };
        let mut series: Vec<Series> = others.iter().map(beside).collect();
        series.push(Series::Steps { name: "training loss", curve: &run.train_loss, colour: ink });
        series.push(Series::Epochs { name: &judged, points: finite(epochs), colour: judged_ink });
        let include = if settings.log { &[][..] } else { &[0.0][..] };
        chart("loss", run, settings, settings.log, series, [words::loss, words::mark], include).show(ui);
    });
}

/// The share of right answers over steps.
pub fn accuracy<'a>(ui: &mut Ui, rect: Rect, (run, own): Shown<'a>, others: &[Other<'a>], settings: &ChartSettings) {
    let colours = palette(ui);
    let [ink, judged_ink] = inks(colours, own, others);
    card(ui, rect, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(HEADER);
            ui.label(RichText::new("Accuracy").font(theme::strong(HEADING)).color(colours.text));
        });
        if run.train_accuracy.is_empty() {
            let words = match run.has_ended() {
                true => "No answer was counted.",
                false => "The share of right answers will be drawn here.",
            };
            ui.label(RichText::new(words).color(colours.dim));
            return;
        }
        let epochs = run.reports.iter().map(|report| [place(report, settings.axis), report.test_accuracy]);
        let judged = format!("{} accuracy", run.judge().name());
        let beside =
            |(name, other, colour): &Other<'a>| Series::Beside { name, curve: &other.train_accuracy, colour: *colour };
        let mut series: Vec<Series> = others.iter().map(beside).collect();
        series.push(Series::Steps { name: "training accuracy", curve: &run.train_accuracy, colour: ink });
        series.push(Series::Epochs { name: &judged, points: finite(epochs), colour: judged_ink });
        chart("accuracy", run, settings, false, series, [words::percent, words::mark_percent], &[0.0, 1.0]).show(ui);
    });
}

fn chart<'a>(
    id: &'a str,
    run: &'a Run,
    settings: &ChartSettings,
    log: bool,
    series: Vec<Series<'a>>,
    [write, mark]: [fn(f64) -> String; 2],
    include: &'a [f64],
) -> Chart<'a> {
    Chart {
        id,
        series,
        flags: &run.flags,
        flagged: id == "loss",
        end: run.end(),
        axis: settings.axis,
        log,
        smooth: settings.smooth,
        write,
        mark,
        include,
    }
}

/// The place of an epoch's numbers on an axis.
fn place(report: &EpochReport, axis: Axis) -> f64 {
    match axis {
        Axis::Step => report.step as f64,
        Axis::Epoch => report.epoch as f64,
        Axis::Time => report.seconds,
    }
}

fn finite(points: impl Iterator<Item = [f64; 2]>) -> Vec<[f64; 2]> {
    points.filter(|[_, y]| y.is_finite()).collect()
}

/// What is done before the first step, where the curve will be.
fn waiting(ui: &mut Ui, run: &Run) {
    let colours = palette(ui);
    let (what, share) = match &run.phase {
        Phase::Preparing { what, share } => (what.as_str(), *share),
        Phase::Failed(_) | Phase::Done { .. } => ("No step was trained.", None),
        _ => ("The first steps are on their way.", None),
    };
    ui.add_space((ui.available_height() * 0.42 - 20.0).max(0.0));
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(what).color(colours.dim));
        if let Some(share) = share {
            let width = ui.available_width().min(280.0);
            bar(ui, "Preparation", share, width, colours.accent);
        }
    });
}

fn legend(ui: &mut Ui, name: &str, colour: Color32, dashed: bool) {
    ui.add_space(4.0);
    let (rect, _) = ui.allocate_exact_size(vec2(18.0, HEADER), Sense::hover());
    // Half as high as small letters, not as the line.
    let y = rect.center().y + 1.5;
    let parts: &[[f32; 2]] = if dashed { &[[0.0, 5.0], [7.0, 12.0], [14.0, 18.0]] } else { &[[0.0, 18.0]] };
    for [from, to] in parts {
        let ends = [pos2(rect.left() + from, y), pos2(rect.left() + to, y)];
        ui.painter().line_segment(ends, Stroke::new(1.6, colour));
    }
    ui.label(RichText::new(name).font(theme::plain(LABEL)).color(palette(ui).dim));
}
