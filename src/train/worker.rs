//! The handle on the training thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::course::Course;
use super::{Command, Event, Order};
use crate::base::Error;

/// A training on its own thread, which alone owns the device. Dropping the handle stops the training.
#[derive(Debug)]
pub struct Worker {
    commands: Sender<Command>,
    events: Receiver<Event>,
    /// Set by [`Command::Stop`], so that reading pictures and evaluating end early too.
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts to train; `wake` is called after each event.
    pub fn start(order: Order, wake: Arc<dyn Fn() + Send + Sync>) -> Worker {
        let (commands, received) = channel();
        let (sent, events) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let voice = Voice { events: sent, wake };
        let asked = stop.clone();
        let work = move || {
            let course = AssertUnwindSafe(|| Course::new(order, received, voice.clone(), asked).run());
            let last = match catch_unwind(course) {
                Ok(Ok(outcome)) => Event::Done(outcome),
                Ok(Err(error)) => Event::Failed(error),
                Err(panic) => {
                    let words = panic.downcast_ref::<String>().map(String::as_str);
                    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
                    Event::Failed(Error::work(format!("The training ended by a mistake in Netloom: {words}.")))
                }
            };
            voice.say(last);
        };
        let thread = thread::Builder::new().name("training".into()).spawn(work).ok();
        Worker { commands, events, stop, thread }
    }

    /// Tells the training something; it obeys after the present block of steps.
    pub fn send(&self, command: Command) {
        if command == Command::Stop {
            self.stop.store(true, Ordering::Relaxed);
        }
        // A training that has ended hears nothing more.
        let _ = self.commands.send(command);
    }

    /// What has happened since the last call, without waiting.
    pub fn events(&self) -> impl Iterator<Item = Event> + '_ {
        self.events.try_iter()
    }

    /// The next event, or `None` if there is none for so long. After the last event: a failure that says so.
    pub fn wait(&self, at_most: Duration) -> Option<Event> {
        match self.events.recv_timeout(at_most) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Event::Failed(Error::work("The training thread has ended."))),
        }
    }

    /// Stops the training and waits until what was learned is saved, at most so long.
    pub fn finish(mut self, at_most: Duration) {
        self.send(Command::Stop);
        let end = Instant::now() + at_most;
        if let Some(thread) = self.thread.take() {
            while !thread.is_finished() && Instant::now() < end {
                thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.send(Command::Stop);
    }
}

/// How the training thread speaks.
#[derive(Clone)]
pub(super) struct Voice {
    events: Sender<Event>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Voice {
    /// Sends an event and wakes whoever listens, if anyone still does.
    pub fn say(&self, event: Event) {
        if self.events.send(event).is_ok() {
            (self.wake)();
        }
    }
}
