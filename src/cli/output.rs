//! What commands print: JSON lines or people's text, and progress bars on a terminal.

use std::io::{IsTerminal, Write};
use std::sync::OnceLock;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::base::{Error, Result};

/// Prints one JSON object on a line of its own.
pub fn json(object: &impl Serialize) -> Result<()> {
    let line = serde_json::to_string(object).map_err(|error| Error::work(format!("no JSON could be made: {error}")))?;
    line_out(&line)
}

/// Prints a line for people, or the last line before a reader that has gone away.
pub fn line_out(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| match error.kind() {
        std::io::ErrorKind::BrokenPipe => Error::Stopped,
        _ => Error::work(format!("the output could not be written: {error}")),
    })
}

/// Prints a sentence about something that did not end the work.
pub fn warning(sentence: &str) {
    eprintln!("netloom: {sentence}");
}

/// A bar on standard error, or nothing where that is not a terminal.
pub fn bar(length: u64, template: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style.progress_chars("━╸ "))
}

/// Shows how far the reading of a data set is.
pub struct Reading {
    bar: OnceLock<ProgressBar>,
}

impl Reading {
    /// Nothing is shown until the first step.
    pub fn new() -> Reading {
        Reading { bar: OnceLock::new() }
    }
}

impl crate::data::Progress for Reading {
    fn step(&self, done: usize, total: usize, what: &str) {
        let bar = self.bar.get_or_init(|| self::bar(total as u64, "{msg} {wide_bar} {pos} of {len}"));
        bar.set_length(total as u64);
        bar.set_message(what.to_owned());
        bar.set_position(done as u64);
        if done >= total {
            bar.finish_and_clear();
        }
    }
}
