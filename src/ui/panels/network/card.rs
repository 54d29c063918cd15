//! The card that says whether the network can be trained, how large it is, whether it fits and how long an epoch takes.

use eframe::egui::{Align, Color32, Label, Layout, Rect, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::train::Estimate;
use crate::ui::canvas::Survey;
use crate::ui::theme::{self, CONTROL, PAD, palette};
use crate::ui::widgets::{FACT, Icon, card, fact};
use crate::ui::words;

/// The width of the card.
pub const WIDTH: f32 = 330.0;
/// The height of its title.
const TITLE: f32 = 20.0;
/// The room between its lines, and below the title where a sentence follows.
const APART: f32 = 3.0;
const BELOW: f32 = 4.0;

/// What is known of how the network trains on the chosen device.
pub enum Known<'a> {
    /// Nothing yet: there are no samples.
    NoSamples,
    /// It is being measured.
    Measuring,
    /// It was measured.
    Measured(&'a Estimate),
    /// It is being trained: so many samples per second, so many samples per epoch, in this many bytes where that is known.
    Training(f64, usize, Option<usize>),
    /// It could not be measured; why.
    Failed(&'a str),
}

/// What the card's button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// This batch size instead of one that does not fit.
    Batch(usize),
    /// The page where samples are chosen.
    Samples,
}

/// The height of the card, which is as high as what it says.
pub fn height(ui: &Ui, problem: Option<&str>, known: &Known) -> f32 {
    let sentence = |words: &str| {
        let (font, width) = (theme::plain(theme::TEXT), WIDTH - 2.0 * PAD);
        ui.painter().layout(words.to_owned(), font, Color32::PLACEHOLDER, width).size().y
    };
    let facts = 3.0 * FACT + 2.0 * APART;
    let and = |height: f32| facts + APART + height;
    let rest = match (problem, known) {
        (Some(problem), _) => BELOW + sentence(problem),
        (None, Known::Failed(reason)) => and(sentence(reason)),
        (None, Known::NoSamples) => and(CONTROL),
        (None, Known::Measured(estimate)) if !estimate.fits => {
            estimate.batch_that_fits.map_or(facts, |_| and(BELOW + CONTROL))
        }
        _ => and(FACT),
    };
    2.0 * PAD + TITLE + APART + rest
}

/// Draws the card; returns what was asked for.
pub fn show(ui: &mut Ui, place: Rect, survey: &Survey, batch: usize, known: &Known) -> Option<Wish> {
    let colours = palette(ui);
    let mut chosen = None;
    let shade = if ui.visuals().dark_mode { 110 } else { 40 };
    let shadow = eframe::egui::Shadow { offset: [0, 4], blur: 16, spread: 0, color: Color32::from_black_alpha(shade) };
    ui.painter().add(shadow.as_shape(place, theme::CARD_RADIUS));
    // What lies below the card is not reached through it.
    ui.interact(place, eframe::egui::Id::unique("ready card"), Sense::CLICK | Sense::DRAG);
    card(ui, place, |ui| {
        ui.spacing_mut().item_spacing.y = APART;
        ui.spacing_mut().interact_size.y = TITLE;
        if let Some(problem) = survey.problem() {
            title(ui, "Not ready to train", None);
            ui.add_space(BELOW);
            ui.add(Label::new(RichText::new(problem).color(colours.dim)).wrap());
            return;
        }
        let fits = match known {
            Known::Measured(estimate) => Some(estimate.fits),
            Known::Training(_, _, bytes) => bytes.map(|_| true),
            _ => None,
        };
        let words = match known {
            Known::NoSamples => "Waits for samples",
            Known::Training(..) => "In training",
            _ if fits == Some(false) => "Too large for the device",
            Known::Failed(_) => "It could not be tried",
            _ => "Ready to train",
        };
        title(ui, words, fits);
        let parameters = survey.facts().parameters();
        let size = format!("{} · {}", words::grouped(parameters as u64), words::bytes(4.0 * parameters as f64));
        fact(ui, "Parameters", size);
        fact(ui, "Cost per input", words::flops(survey.facts().flops()));
        let unknown = match known {
            Known::Measuring => "measuring…".to_owned(),
            _ => "–".to_owned(),
        };
        let memory = match known {
            Known::NoSamples => "needs samples".to_owned(),
            Known::Measured(estimate) => match estimate.available {
                Some(room) => format!("{} of {}", words::bytes(estimate.bytes as f64), words::bytes(room as f64)),
                None => words::bytes(estimate.bytes as f64),
            },
            Known::Training(_, _, Some(bytes)) => words::bytes(*bytes as f64),
            Known::Training(_, _, None) => "not measured".to_owned(),
            _ => unknown.clone(),
        };
        fact(ui, &format!("Memory at batch {batch}"), memory);
        match known {
            Known::Measured(estimate) if !estimate.fits => {
                if let Some(smaller) = estimate.batch_that_fits {
                    let words = format!("Use a batch of {smaller}, which fits");
                    let width = ui.available_width();
                    ui.add_space(BELOW);
                    if ui.add(crate::ui::widgets::Button::usual(words).width(width)).clicked() {
                        chosen = Some(Wish::Batch(smaller));
                    }
                }
            }
            Known::Measured(estimate) => {
                let time = estimate.seconds_per_epoch.map_or("–".to_owned(), words::duration);
                fact(ui, "Predicted time per epoch", time);
            }
            Known::Training(speed, samples, _) => {
                let time = if *speed > 0.0 { words::duration(*samples as f64 / speed) } else { "–".to_owned() };
                fact(ui, "Time per epoch", time);
            }
            Known::NoSamples => {
                let width = ui.available_width();
                if ui.add(crate::ui::widgets::Button::usual("Choose samples").width(width)).clicked() {
                    chosen = Some(Wish::Samples);
                }
            }
            Known::Failed(reason) => {
                let words = RichText::new(*reason).color(colours.bad);
                ui.add(Label::new(words).wrap());
            }
            _ => fact(ui, "Predicted time per epoch", unknown),
        }
    });
    chosen
}

fn title(ui: &mut Ui, words: &str, fits: Option<bool>) {
    let colours = palette(ui);
    ui.horizontal(|ui| {
        ui.set_height(TITLE);
        ui.label(RichText::new(words).font(theme::strong(theme::TEXT)).color(colours.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let Some(fits) = fits else { return };
            let (icon, colour, words) = match fits {
                true => (Icon::Check, colours.ok, "fits"),
                false => (Icon::Cross, colours.bad, "does not fit"),
            };
            ui.label(RichText::new(words).color(colour));
            let (rect, response) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, ""));
            icon.paint(ui.painter(), rect, colour);
        });
    });
}
