//! Has the network that the Evaluate page is about examined in the background, whenever the answer would be another.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use eframe::egui::Context;

use crate::base::{Error, Result};
use crate::data::{Dataset, Part};
use crate::project::Trained;
use crate::study::{Examination, Examiner};
use crate::train::Latest;
use crate::ui::run::Phase;
use crate::ui::{Page, State};

/// While a network learns, it is examined at most so often.
const PAUSE: Duration = Duration::from_secs(3);

type Kept = Option<((String, Option<usize>), Examiner)>;

thread_local! {
    /// What the thread keeps from one examination to the next. Devices stay on the thread that opened them.
    static KEPT: RefCell<Kept> = const { RefCell::new(None) };
}

/// Keeps [`crate::ui::EvaluateView::found`] what it should be.
pub struct Evaluating {
    latest: Latest<Question, Result<Arc<Examination>>>,
    /// What was asked last, and when.
    asked: Option<(Question, Instant)>,
    ctx: Context,
}

/// What is examined, and how.
#[derive(Clone)]
struct Question {
    subject: Arc<Trained>,
    dataset: Arc<Dataset>,
    part: Part,
    /// The device, and its threads: beside a training one, which rests as long as it works.
    device: (String, Option<usize>),
    job: Arc<Job>,
}

/// How far an examination is, and whether its answer is still wanted.
#[derive(Default)]
struct Job {
    done: AtomicUsize,
    total: AtomicUsize,
    given_up: AtomicBool,
}

impl Evaluating {
    /// Nothing is asked yet. Answers repaint this context.
    pub fn new(ctx: &Context) -> Evaluating {
        let waker = ctx.clone();
        let answer = |question: Question| {
            KEPT.with_borrow_mut(|kept| {
                let mistake = |_| Err(Error::work("Evaluating ended by a mistake in Netloom."));
                let found = catch_unwind(AssertUnwindSafe(|| question.answer(kept))).unwrap_or_else(mistake);
                if found.is_err() {
                    *kept = None;
                }
                found.map(Arc::new)
            })
        };
        let latest = Latest::start("evaluation", Arc::new(move || waker.request_repaint()), answer);
        Evaluating { latest, asked: None, ctx: ctx.clone() }
    }

    /// Asks for what the page wants, and takes in what was answered. Waits for nothing.
    pub fn look(&mut self, state: &mut State) {
        let view = &mut state.evaluate_view;
        if let Some(answer) = self.latest.answer() {
            view.working = None;
            match answer {
                Ok(found) => view.take(found),
                Err(Error::Stopped) => {}
                Err(error) => view.fail(error),
            }
        }
        let (Some(dataset), subject) = (state.data.ready().cloned(), state.subject.clone()) else {
            self.give_up();
            return state.evaluate_view.forget();
        };
        if view.found.as_ref().is_some_and(|found| !Arc::ptr_eq(&found.dataset, &dataset)) {
            view.forget();
        }
        if view.given_up && view.working.take().is_some() {
            self.cancel(state);
        }
        match (state.page == Page::Evaluate, subject) {
            (true, Some(Ok(subject))) => self.ask(state, subject, dataset),
            (true, Some(Err(error))) => {
                self.give_up();
                state.evaluate_view.fail(error);
            }
            _ => {}
        }
        let view = &mut state.evaluate_view;
        if let (Some(working), Some((question, _))) = (&mut view.working, &self.asked) {
            *working = [&question.job.done, &question.job.total].map(|count| count.load(Ordering::Relaxed));
            self.ctx.request_repaint_after(Duration::from_millis(100));
        }
    }

    fn ask(&mut self, state: &mut State, subject: Arc<Trained>, dataset: Arc<Dataset>) {
        let learning = state.running().is_some_and(|run| run.start.is_some() && run.phase != Phase::Paused);
        let device = if learning { ("cpu".to_owned(), Some(1)) } else { (state.device.clone(), None) };
        let view = &mut state.evaluate_view;
        let question = Question { subject, dataset, part: view.part, device, job: Arc::default() };
        if let Some((asked, when)) = &self.asked {
            let same = asked.is(&question) && !view.stale;
            let soon = learning && asked.part == question.part && Arc::ptr_eq(&asked.dataset, &question.dataset);
            if same || soon && (view.working.is_some() || when.elapsed() < PAUSE) {
                if soon && !same {
                    self.ctx.request_repaint_after(PAUSE);
                }
                return;
            }
        }
        if view.given_up {
            return;
        }
        self.give_up();
        view.begin();
        self.latest.ask(question.clone());
        self.asked = Some((question, Instant::now()));
    }

    /// The person does not want to wait: what was shown before is shown further on.
    fn cancel(&mut self, state: &mut State) {
        let view = &mut state.evaluate_view;
        let asked = self.asked.take();
        if let Some((question, _)) = &asked {
            question.job.given_up.store(true, Ordering::Relaxed);
        }
        if let (Some(found), Some((question, when))) = (&view.found, asked) {
            (view.part, view.given_up) = (found.part, false);
            self.asked = Some((Question { part: found.part, ..question }, when));
        }
    }

    /// Lets go of what is being examined.
    fn give_up(&mut self) {
        if let Some((question, _)) = self.asked.take() {
            question.job.given_up.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Evaluating {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl Question {
    fn is(&self, other: &Question) -> bool {
        Arc::ptr_eq(&self.subject, &other.subject)
            && Arc::ptr_eq(&self.dataset, &other.dataset)
            && (self.part, &self.device) == (other.part, &other.device)
    }

    fn answer(&self, kept: &mut Kept) -> Result<Examination> {
        if kept.as_ref().is_none_or(|(device, _)| *device != self.device) {
            let (name, threads) = self.device.clone();
            *kept = Some((self.device.clone(), Examiner::new(name, threads)));
        }
        let Some((_, examiner)) = kept else { return Err(Error::Stopped) };
        let gently = self.device.1.is_some();
        let began = RefCell::new(Instant::now());
        examiner.examine(&self.subject, &self.dataset, self.part, &|done, total| {
            if gently && done > 0 {
                std::thread::sleep(began.borrow().elapsed().min(Duration::from_millis(500)));
                began.replace(Instant::now());
            }
            self.job.done.store(done, Ordering::Relaxed);
            self.job.total.store(total, Ordering::Relaxed);
            !self.job.given_up.load(Ordering::Relaxed)
        })
    }
}
