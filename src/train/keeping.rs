//! What was learned is kept aside now and then: to be saved, to go on from after a mishap, and the best of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Event;
use super::course::Course;
use super::setting::Setting;
use crate::base::Result;
use crate::compile::Design;
use crate::compile::{Learned, Plan};
use crate::data::Part;
use crate::project::{self, Project, Trained, same_layers};
use crate::session::Session;

/// What was learned is kept aside at least this often, and more often where that takes no time.
const SELDOM: Duration = Duration::from_secs(30);
const OFTEN: Duration = Duration::from_secs(2);

/// What was kept aside.
pub(super) struct Keeper {
    last: Option<Arc<Trained>>,
    /// After the epoch with the lowest loss.
    best: Option<Arc<Trained>>,
    due: Instant,
}

impl Keeper {
    pub fn new() -> Keeper {
        Keeper { last: None, best: None, due: Instant::now() }
    }

    /// What was kept last.
    pub fn last(&self) -> Option<&Arc<Trained>> {
        self.last.as_ref()
    }

    /// Whether it is time to keep what was learned since.
    pub fn is_due(&self) -> bool {
        Instant::now() > self.due
    }
}

impl Course {
    /// The project as it is trained now.
    pub(super) fn project(&self, setting: &Setting) -> Project {
        Project {
            network: setting.design.network.clone(),
            data: self.order.data.clone(),
            training: self.order.training.clone(),
        }
    }

    /// Keeps what was learned up to now, and tells it.
    pub(super) fn keep(&mut self, setting: &Setting, session: &mut Session) -> Result<()> {
        let began = Instant::now();
        let trained = Arc::new(Trained {
            project: self.project(setting),
            interface: setting.interface.clone(),
            progress: self.progress.clone(),
            weights: session.weights()?,
            states: session.states()?,
            memories: session.memories()?,
        });
        self.keeper.due = Instant::now() + (began.elapsed() * 100).clamp(OFTEN, SELDOM);
        let lowest = self.epochs_since_best() == Some(0) && self.progress.samples_in_epoch == 0;
        if lowest {
            self.keeper.best = Some(trained.clone());
        }
        self.keeper.last = Some(trained.clone());
        self.voice.say(Event::Kept { trained, best: lowest });
        Ok(())
    }

    /// Goes on with an earlier training: exactly where nothing else was changed, else with what still matches.
    pub(super) fn go_on(&mut self, setting: &Setting, session: &mut Session, before: Trained) -> Result<()> {
        self.progress = before.progress.clone();
        let old = Design::of(&before.project, &before.interface);
        if same_layers(&old.network, &setting.design.network) && old.optimizer.key() == setting.design.optimizer.key() {
            let sizes = [before.weights.len(), before.states.len()];
            let same = sizes == [session.layout().weights_extent(), session.layout().states_extent()];
            if same && !before.memories.is_empty() {
                session.restore(&before.weights, &before.states, &before.memories)?;
                return self.keep(setting, session);
            }
        }
        self.carry(setting, session, &before).map(drop)
    }

    /// Gives the session what was learned before by every layer that still matches. Whether all of it was kept.
    pub(super) fn carry(&mut self, setting: &Setting, session: &mut Session, before: &Trained) -> Result<bool> {
        let old = Plan::new(&Design::of(&before.project, &before.interface))?;
        let new = Plan::new(&setting.design)?;
        let Trained { weights, states, memories, .. } = before;
        let carried = new.carry(&old, Learned { weights, states, memories }, self.order.training.seed);
        session.restore(&carried.blocks.weights, &carried.blocks.states, &carried.memories)?;
        self.keep(setting, session)?;
        Ok(carried.kept == new.layout().parameters())
    }

    /// Goes back to what was kept last.
    pub(super) fn go_back(&mut self, session: &mut Session) -> Result<()> {
        let Some(kept) = self.keeper.last.clone() else { return Ok(()) };
        session.restore(&kept.weights, &kept.states, &kept.memories)?;
        // Reports of steps that are forgotten.
        session.training_reports(true)?;
        self.progress = kept.progress.clone();
        self.forget_steps();
        self.voice.say(Event::Returned(self.progress.step));
        Ok(())
    }

    /// Writes what was kept to the order's file, if it names one.
    pub(super) fn save(&self) -> Result<Option<PathBuf>> {
        let (Some(path), Some(kept)) = (&self.order.out, &self.keeper.last) else { return Ok(None) };
        project::write(path, kept)?;
        Ok(Some(path.clone()))
    }

    /// Whether it is time to stop early; the best weights are then back, if they are wanted.
    pub(super) fn is_stalled(&mut self, judge: Part) -> bool {
        let Some(rule) = self.order.training.early_stopping else { return false };
        let Some(waited) = self.epochs_since_best().filter(|waited| *waited >= rule.patience.max(1)) else {
            return false;
        };
        let mut words = format!("stopped early: no lower {} loss for {waited} epochs", judge.name());
        if let Some(best) = self.keeper.best.clone().filter(|_| rule.restore_best) {
            words += &format!("; the weights of epoch {} are back", best.progress.epoch);
            self.keeper.last = Some(best.clone());
            self.voice.say(Event::Kept { trained: best, best: true });
        }
        self.voice.say(Event::Noted(words));
        true
    }

    /// How many epochs ago the loss on samples that are not trained on was lowest.
    fn epochs_since_best(&self) -> Option<usize> {
        let losses = self.progress.epochs.iter().map(|epoch| epoch.test_loss);
        let best = losses.enumerate().filter(|(_, loss)| loss.is_finite()).min_by(|a, b| a.1.total_cmp(&b.1))?.0;
        Some(self.progress.epochs.len() - 1 - best)
    }
}
