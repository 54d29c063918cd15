//! What the training thread does with commands: hold, go on, stop, and change the project while it trains.

use std::sync::mpsc::TryRecvError;

use super::course::{Course, End};
use super::divergence::Divergence;
use super::setting::Setting;
use super::watch::{Share, Watch};
use super::{Blueprint, Command, Event};
use crate::base::{Error, Result};
use crate::project::{Project, Training};
use crate::session::Session;

impl Course {
    /// Carries out what was asked since the last block, waiting while on hold. How the steps end, if they do.
    pub(super) fn obey(&mut self, setting: &Setting, session: &mut Session) -> Result<Option<End>> {
        loop {
            let command = match self.paused {
                true => self.commands.recv().map_err(|_| Error::Stopped)?,
                false => match self.commands.try_recv() {
                    Ok(command) => command,
                    Err(TryRecvError::Empty) => return Ok(None),
                    // Whoever gave the order is gone.
                    Err(TryRecvError::Disconnected) => return Ok(Some(End::Stopped)),
                },
            };
            match command {
                Command::Pause if !self.paused => {
                    self.paused = true;
                    self.collect(session, true)?;
                    self.tell();
                    self.keep(setting, session)?;
                    self.voice.say(Event::Paused);
                }
                Command::Resume if self.paused => {
                    self.paused = false;
                    self.voice.say(Event::Resumed);
                }
                Command::Pause | Command::Resume => {}
                Command::Stop => return Ok(Some(End::Stopped)),
                Command::Keep => {
                    self.collect(session, true)?;
                    self.keep(setting, session)?;
                }
                Command::Watch(place) => {
                    self.watch = place.map(Watch::new);
                    self.show(setting, session)?;
                }
                Command::Share(wanted) => {
                    self.share = wanted.then(Share::new);
                    self.show(setting, session)?;
                }
                Command::Edit(project) => {
                    let same = project.network.trains_the_same(&setting.design.network)
                        && compiled(&project.training) == compiled(&self.order.training);
                    if !same {
                        return Ok(Some(End::Edited(project)));
                    }
                    self.take(project.training);
                }
            }
        }
    }

    /// Goes on with a changed project: what still matches of the network keeps its weights.
    pub(super) fn change(&mut self, setting: &mut Setting, session: &mut Session, project: Project) -> Result<()> {
        self.tell();
        self.keep(setting, session)?;
        let Some(before) = self.keeper.last().cloned() else { return Ok(()) };
        let changed = setting.changed(&project);
        let fresh = match self.open(&changed) {
            Ok(fresh) => fresh,
            // What does not work is refused; training goes on as it was.
            Err(error @ Error::Input(_)) => {
                self.voice.say(Event::Warning(format!("The change was not taken over: {error}")));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        (*setting, *session) = (changed, fresh);
        // Another loss function has other numbers.
        self.divergence = Divergence::default();
        self.order.blueprint = Blueprint::Network(project.network);
        self.take(project.training);
        let all = self.carry(setting, session, &before)?;
        if !all {
            self.voice.say(Event::Noted("network changed; new layers begin anew".into()));
        }
        self.voice.say(if self.paused { Event::Paused } else { Event::Resumed });
        Ok(())
    }

    fn take(&mut self, training: Training) {
        let begun = usize::from(self.progress.samples_in_epoch > 0);
        let epochs = training.epochs.max(self.progress.epoch + begun);
        self.order.training = Training { epochs, seed: self.order.training.seed, ..training };
    }
}

/// The settings that programs are compiled for, all others made equal.
fn compiled(training: &Training) -> Training {
    let mut training = Training { seed: 0, epochs: 0, early_stopping: None, ..training.clone() };
    training.optimizer.set_rate(0.0);
    training.schedule = Default::default();
    training
}
