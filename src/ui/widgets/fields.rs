//! The form that lays out whatever a thing says of its settings, in rows.

use std::ops::RangeInclusive;

use eframe::egui::{Id, Response, Ui};

use super::form::{choice, count, number, pair, toggle};
use crate::base::Form;

/// Lays out the settings of a thing, one row each.
pub struct Fields<'a> {
    ui: &'a mut Ui,
    /// Tells the settings of one thing from those of another.
    salt: Id,
    /// Whether the next setting takes the keys.
    take_keys: bool,
    /// The labels of settings that stand elsewhere.
    without: &'a [&'a str],
}

impl<'a> Fields<'a> {
    /// Draws into this room. `salt` tells things with the same settings apart; with `take_keys`, the first setting
    /// takes the keys.
    pub fn new(ui: &'a mut Ui, salt: Id, take_keys: bool) -> Fields<'a> {
        Fields { ui, salt, take_keys, without: &[] }
    }

    /// Leaves out the settings with these labels.
    pub fn without(self, labels: &'a [&'a str]) -> Fields<'a> {
        Fields { without: labels, ..self }
    }

    fn draw(&mut self, label: &str, draw: impl FnOnce(&mut Ui) -> Response) {
        if self.without.contains(&label) {
            return;
        }
        let response = self.ui.push_id(self.salt.with(label), draw).inner;
        if std::mem::take(&mut self.take_keys) {
            response.request_focus();
        }
    }
}

impl Form for Fields<'_> {
    fn count(&mut self, label: &str, value: &mut usize, range: RangeInclusive<usize>) {
        self.draw(label, |ui| count(ui, label, value, range));
    }

    fn pair(&mut self, label: &str, value: &mut [usize; 2], range: RangeInclusive<usize>) {
        self.draw(label, |ui| pair(ui, label, value, range));
    }

    fn number(&mut self, label: &str, value: &mut f64, range: RangeInclusive<f64>) {
        self.draw(label, |ui| number(ui, label, value, range));
    }

    fn toggle(&mut self, label: &str, value: &mut bool) {
        self.draw(label, |ui| toggle(ui, label, value));
    }

    fn choice(&mut self, label: &str, options: &[&str], chosen: &mut usize) {
        self.draw(label, |ui| choice(ui, label, options, chosen));
    }
}
