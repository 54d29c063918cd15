//! The settings of a training as names and words: to say on a chart what was changed, and to compare runs.

use std::ops::RangeInclusive;

use super::words;
use crate::base::Form;
use crate::data::Scaling;
use crate::project::{Project, same_layers};

/// Every setting of a training by name, in the order of the property panel.
pub fn settings(project: &Project) -> Vec<(String, String)> {
    let mut training = project.training.clone();
    let mut all = vec![("Method".to_owned(), training.optimizer.title().to_owned())];
    training.optimizer.form(&mut Spoken(&mut all));
    all.push(("Schedule".to_owned(), training.schedule.title().to_owned()));
    training.schedule.form(&mut Spoken(&mut all));
    let or_off = |value: Option<String>| value.unwrap_or_else(|| "off".to_owned());
    all.extend([
        ("Epochs".to_owned(), training.epochs.to_string()),
        ("Batch size".to_owned(), training.batch.to_string()),
        ("Seed".to_owned(), training.seed.to_string()),
        ("Loss".to_owned(), training.loss.title().to_owned()),
        ("Clip gradients".to_owned(), or_off(training.clip.map(words::learning_rate))),
        ("Class weights".to_owned(), if training.balance_classes { "balanced" } else { "off" }.to_owned()),
        ("Stop early".to_owned(), or_off(training.early_stopping.map(|rule| format!("{} epochs", rule.patience)))),
        ("Frozen layers".to_owned(), frozen(project)),
        ("Layers".to_owned(), project.network.nodes.len().to_string()),
    ]);
    all
}

/// Every setting of the samples by name, in the order of the Data page: what another training on them may differ in.
pub fn data_settings(project: &Project) -> Vec<(String, String)> {
    let (data, options) = (&project.data, &project.data.options);
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let or = |value: Option<String>, usual: &str| value.unwrap_or_else(|| usual.to_owned());
    let first = [
        ("Picture size", or(options.size.map(|[height, width]| format!("{width} × {height}")), "automatic")),
        ("Fit", format!("{:?}", options.fit).to_lowercase()),
        ("Colour", format!("{:?}", options.colour).to_lowercase()),
        ("Column to predict", or(options.table.target.clone(), "automatic")),
        ("Normalise", if data.scaling == Scaling::ZeroToOne { "0 to 1" } else { "mean and spread" }.to_owned()),
        ("For testing", percent(options.test)),
        ("For validation", percent(options.validation)),
        ("Seed of the split", options.seed.to_string()),
    ];
    let mut all = first.map(|(name, value)| (name.to_owned(), value)).to_vec();
    data.augmentation.clone().form(&mut Spoken(&mut all));
    all
}

/// What a training differs in from an earlier one, in a few words, where it does: "learning rate 0.01".
pub fn difference(before: &Project, after: &Project) -> Option<String> {
    let every = |project: &Project| [settings(project), data_settings(project)].concat();
    let old = every(before);
    let new = every(after);
    match new.iter().find(|one| one.0 != "Layers" && !old.contains(one)) {
        Some((name, now)) => Some(format!("{} {now}", name.to_lowercase())),
        None => (!same_layers(&before.network, &after.network)).then(|| "another network".to_owned()),
    }
}

/// The names of the layers that training leaves as they are.
fn frozen(project: &Project) -> String {
    let names: Vec<&str> =
        project.network.nodes.iter().filter(|node| node.frozen).map(|node| node.name.as_str()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// What was changed from one project to the next, each in a few words: "learning rate 0.001 → 0.0005".
pub fn differences(before: &Project, after: &Project) -> Vec<String> {
    let (old, new) = (settings(before), settings(after));
    let mut found = Vec::new();
    for (name, now) in &new {
        match old.iter().find(|(other, _)| other == name) {
            _ if name == "Layers" => {}
            Some((_, was)) if was != now => found.push(format!("{} {was} → {now}", name.to_lowercase())),
            _ => {}
        }
    }
    if !same_layers(&before.network, &after.network) {
        found.push("network changed".to_owned());
    }
    found
}

/// Collects what a form says.
struct Spoken<'a>(&'a mut Vec<(String, String)>);

impl Form for Spoken<'_> {
    fn count(&mut self, label: &str, value: &mut usize, _: RangeInclusive<usize>) {
        self.0.push((label.to_owned(), value.to_string()));
    }

    fn pair(&mut self, label: &str, value: &mut [usize; 2], _: RangeInclusive<usize>) {
        self.0.push((label.to_owned(), format!("{} × {}", value[0], value[1])));
    }

    fn number(&mut self, label: &str, value: &mut f64, _: RangeInclusive<f64>) {
        self.0.push((label.to_owned(), words::learning_rate(*value)));
    }

    fn toggle(&mut self, label: &str, value: &mut bool) {
        self.0.push((label.to_owned(), if *value { "yes" } else { "no" }.to_owned()));
    }

    fn choice(&mut self, label: &str, options: &[&str], chosen: &mut usize) {
        self.0.push((label.to_owned(), options.get(*chosen).copied().unwrap_or_default().to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_said_in_a_few_words() {
        let before = Project::default();
        let mut after = before.clone();
        assert!(differences(&before, &after).is_empty());
        after.training.optimizer.set_rate(0.0005);
        after.training.epochs = 9;
        assert_eq!(differences(&before, &after), ["learning rate 0.001 → 0.0005", "epochs 5 → 9"]);
        let dense = after.network.add(crate::layers::Dense::default(), [0.0, 0.0]);
        let before = after.clone();
        after.network.node_mut(dense).unwrap().frozen = true;
        assert_eq!(differences(&before, &after), ["frozen layers none → dense"]);
    }

    #[test]
    fn a_run_is_called_by_what_it_differs_in() {
        let before = Project::default();
        let mut after = before.clone();
        assert_eq!(difference(&before, &after), None);
        after.network.add(crate::layers::Dense::default(), [0.0, 0.0]);
        assert_eq!(difference(&before, &after).as_deref(), Some("another network"));
        after.data.augmentation.rotate = 20.0;
        assert_eq!(difference(&before, &after).as_deref(), Some("rotate 20"));
        after.training.optimizer.set_rate(0.01);
        assert_eq!(difference(&before, &after).as_deref(), Some("learning rate 0.01"));
    }
}
