//! How the window ends when it did not ask to: by its close button, or because the system ends the program.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use eframe::egui::{Context, ViewportCommand};

use super::frame_times::FrameTimes;
use super::window::Window;
use crate::project;
use crate::train::{Command, Event};
use crate::ui::Pending;

/// How long a training has to tell what it has learned when the system asks the program to end.
const HURRY: Duration = Duration::from_millis(1500);

impl Window {
    /// Asks about what is unsaved when the window is to be closed from outside.
    pub(super) fn mind_closing(&mut self, ctx: &Context) {
        if !ctx.input(|input| input.viewport().close_requested()) || self.closing {
            return;
        }
        if self.state.document.is_changed() || self.state.running().is_some() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.state.unless_unsaved(Pending::Close);
        }
    }

    /// When the system asks the program to end: what is unsaved is written aside for the next start, and the window
    /// closes without a question.
    pub(super) fn mind_the_system(&mut self, ctx: &Context) {
        if !self.keeping.asked_to_end.swap(false, Ordering::Relaxed) {
            return;
        }
        self.times.iter_mut().for_each(FrameTimes::stop);
        if let Some(worker) = self.worker.take() {
            worker.send(Command::Stop);
            let end = Instant::now() + HURRY;
            while let Some(event) = worker.wait(end.saturating_duration_since(Instant::now())) {
                match event {
                    Event::Kept { trained, .. } if trained.progress.step > 0 => self.state.take_trained(trained),
                    Event::Done(_) | Event::Failed(_) => break,
                    _ => {}
                }
            }
        }
        let document = &self.state.document;
        if let Some(recovery) = self.keeping.recovery.as_ref().filter(|_| document.is_changed()) {
            let written = project::write_with(recovery.path(), &document.project, document.trained.as_deref());
            self.keeping.leaves = written.is_ok();
        }
        self.closing = true;
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }
}
