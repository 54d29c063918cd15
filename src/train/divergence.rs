//! A training that has diverged is held before that, to be steered, or ended, as the order says.

use super::Event;
use super::course::Course;
use crate::base::{Error, Result};
use crate::device::Step;
use crate::session::Session;

/// Losses of more than so many times the first are no learning any more, even if they are numbers still.
const MANY: f32 = 1000.0;

/// Tells losses of a training from those of one that has diverged.
#[derive(Debug, Default)]
pub(super) struct Divergence {
    /// The largest loss that is believed; known after the first one.
    most: Option<f32>,
}

impl Divergence {
    /// Whether a step with this loss has diverged. A finite loss counts only where training can be `held`: it might come
    /// back by itself, if seldom to anything that was learned.
    pub fn is_reached(&mut self, loss: f32, held: bool) -> bool {
        if !loss.is_finite() {
            return true;
        }
        // A first loss near zero must not make every other one seem large.
        let most = *self.most.get_or_insert(MANY * (1.0 + loss));
        held && loss > most
    }
}

impl Course {
    /// The training has diverged: on hold before that, or the end.
    pub(super) fn diverged(&mut self, session: &mut Session, step: &Step, loss: f32) -> Result<()> {
        let (at, rate) = (step.step + 1, step.rate);
        let loss = if loss.is_finite() { format!("{loss:.1e}") } else { "not a number any more".into() };
        let what = format!("The loss at step {at} is {loss}: the training has diverged at learning rate {rate}.");
        let help = format!("with a lower learning rate, such as {}.", rate / 10.0);
        if !self.order.hold {
            let kept = "What was learned up to the last whole epoch is kept.";
            return Err(Error::work(format!("{what} {kept} Train again {help}")));
        }
        self.tell();
        self.go_back(session)?;
        self.paused = true;
        let step = self.progress.step;
        self.voice.say(Event::Diverged(format!("{what} Training is back at step {step} and on hold. Go on {help}")));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_that_explodes_or_is_no_number_has_diverged_and_a_high_first_one_has_not() {
        let mut divergence = Divergence::default();
        for loss in [2.3, 0.01, 40.0, 900.0] {
            assert!(!divergence.is_reached(loss, true), "{loss}");
        }
        assert!(divergence.is_reached(1e6, true) && !divergence.is_reached(1e6, false));
        assert!(divergence.is_reached(f32::NAN, false) && divergence.is_reached(f32::INFINITY, true));
        let mut high = Divergence::default();
        assert!(!high.is_reached(1e7, true) && !high.is_reached(5e7, true), "numbers that were not scaled");
    }
}
