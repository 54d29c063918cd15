//! The two charts: loss, with the switches of both, and accuracy.

use eframe::egui::{Align, Color32, Layout, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};

use crate::train::EpochReport;
use crate::ui::run::{Phase, Run};
use crate::ui::theme::{self, HEADING, LABEL, Palette, palette};
use crate::ui::widgets::{Chart, Series, bar, card, segments};
use crate::ui::{Axis, ChartSettings, words};

const HEADER: f32 = 26.0;
const AXES: [(Axis, &str); 3] = [(Axis::Step, "Step"), (Axis::Epoch, "Epoch"), (Axis::Time, "Time")];

/// A training that is drawn: what it is called, and its colour in the list.
pub type Drawn<'a> = (&'a str, &'a Run, Color32);

/// The room of the switches on the right of the head of the loss.
const SWITCHES: f32 = 396.0;
/// The length of the line before a word of the legend, and the room before it.
const SIGN: f32 = 18.0;
const BEFORE: f32 = 4.0;

/// A word of the legend, the colour of its curve, and whether that is dashed.
type Entry = (String, Color32, bool);

/// The colours of its two curves: its own colour for both, once those of others are drawn beside.
fn inks(colours: &Palette, own: Color32, others: &[Drawn]) -> [Color32; 2] {
    if others.is_empty() { [colours.accent, colours.warn] } else { [own, own] }
}

/// The colour of what happened on the way: that of the training, once those of others are drawn beside.
fn flag_colour(colours: &Palette, own: Color32, others: &[Drawn]) -> Color32 {
    if others.is_empty() { colours.warn } else { own }
}

/// Loss over steps.
pub fn loss<'a>(ui: &mut Ui, rect: Rect, shown: Drawn<'a>, others: &[Drawn<'a>], settings: &mut ChartSettings) {
    let colours = palette(ui);
    let (_, run, own) = shown;
    let [ink, judged_ink] = inks(colours, own, others);
    card(ui, rect, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(HEADER);
            ui.label(RichText::new("Loss").font(theme::strong(HEADING)).color(colours.text));
            if run.train_loss.is_empty() {
                return;
            }
            let width = ui.available_width();
            legend(ui, &entries(colours, shown, others, settings.smooth), width - SWITCHES);
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
            |(name, other, colour): &Drawn<'a>| Series::Beside { name, curve: &other.train_loss, colour: *colour };
        let mut series: Vec<Series> = others.iter().map(beside).collect();
        series.push(Series::Steps { name: "training loss", curve: &run.train_loss, colour: ink });
        series.push(Series::Epochs { name: &judged, points: finite(epochs), colour: judged_ink });
        chart("loss", run, settings, series, [words::loss, words::mark], flag_colour(colours, own, others)).show(ui);
    });
}

/// The share of right answers over steps.
pub fn accuracy<'a>(ui: &mut Ui, rect: Rect, shown: Drawn<'a>, others: &[Drawn<'a>], settings: &ChartSettings) {
    let colours = palette(ui);
    let (_, run, own) = shown;
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
            |(name, other, colour): &Drawn<'a>| Series::Beside { name, curve: &other.train_accuracy, colour: *colour };
        let mut series: Vec<Series> = others.iter().map(beside).collect();
        series.push(Series::Steps { name: "training accuracy", curve: &run.train_accuracy, colour: ink });
        series.push(Series::Epochs { name: &judged, points: finite(epochs), colour: judged_ink });
        let written = [words::percent, words::mark_percent];
        chart("accuracy", run, settings, series, written, flag_colour(colours, own, others)).show(ui);
    });
}

fn chart<'a>(
    id: &'a str,
    run: &'a Run,
    settings: &ChartSettings,
    series: Vec<Series<'a>>,
    [write, mark]: [fn(f64) -> String; 2],
    flag_colour: Color32,
) -> Chart<'a> {
    let is_loss = id == "loss";
    let log = is_loss && settings.log;
    let include: &[f64] = match is_loss {
        true if log => &[],
        true => &[0.0],
        false => &[0.0, 1.0],
    };
    Chart {
        id,
        series,
        flags: &run.flags,
        flag_colour,
        flags_above: is_loss,
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

/// What stands for the curves: first those of the training that is looked at, by its name once others are drawn beside.
fn entries(colours: &Palette, (name, run, own): Drawn, others: &[Drawn], smooth: bool) -> Vec<Entry> {
    let [ink, judged_ink] = inks(colours, own, others);
    let judge = run.judge().name();
    let [trained, judged] = match others {
        [] => ["training".to_owned(), judge.to_owned()],
        _ => [name.to_owned(), format!("{name} {judge}")],
    };
    let mut entries = vec![(trained, ink, false), (judged, judged_ink, true)];
    entries.extend(others.iter().map(|(name, _, colour)| (name.to_string(), *colour, false)));
    if smooth {
        entries.push(("each step".to_owned(), ink.gamma_multiply(0.4), false));
    }
    entries
}

/// Draws as many of the first words of a legend as find room, at least two or none.
fn legend(ui: &mut Ui, entries: &[Entry], room: f32) {
    let colour = palette(ui).dim;
    let text = |name: &str| ui.painter().layout_no_wrap(name.to_owned(), theme::plain(LABEL), colour).size().x;
    let sign = BEFORE + SIGN + 2.0 * ui.spacing().item_spacing.x;
    let widths: Vec<f32> = entries.iter().map(|(name, ..)| sign + text(name)).collect();
    let fits = |count: &usize| widths[..*count].iter().sum::<f32>() <= room;
    let count = (2..=entries.len()).rev().find(fits).unwrap_or(0);
    entries[..count].iter().for_each(|of| entry(ui, of));
}

fn entry(ui: &mut Ui, (name, colour, dashed): &Entry) {
    ui.add_space(BEFORE);
    let (rect, _) = ui.allocate_exact_size(vec2(SIGN, HEADER), Sense::hover());
    // Half as high as small letters, not as the line.
    let y = rect.center().y + 1.5;
    let parts: &[[f32; 2]] = if *dashed { &[[0.0, 5.0], [7.0, 12.0], [14.0, SIGN]] } else { &[[0.0, SIGN]] };
    for [from, to] in parts {
        let ends = [pos2(rect.left() + from, y), pos2(rect.left() + to, y)];
        ui.painter().line_segment(ends, Stroke::new(1.6, *colour));
    }
    ui.label(RichText::new(name).font(theme::plain(LABEL)).color(palette(ui).dim));
}
