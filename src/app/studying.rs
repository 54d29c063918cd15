//! What the Inspect page asks the network: quick questions at once, long ones on a thread of their own, and each anew
//! when its answer would be another.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::Context;

use crate::base::{Error, Result};
use crate::study::{Ask, Found, Glance, Glancing, Progress, Scene, Study};
use crate::train::Latest;
use crate::ui::panels::Answered;
use crate::ui::{Page, State};

/// While training, long questions take at most one part in so many of the time.
const SHARE: u32 = 12;
/// A long question is given up for a newer one after so long.
const PATIENCE: Duration = Duration::from_millis(600);

/// A long question on its way.
struct Long {
    ask: Ask,
    scene: Scene,
    threads: Option<usize>,
    progress: Arc<Progress>,
}

/// A long question that is being answered.
struct Finding {
    ask: Ask,
    scene: Scene,
    progress: Arc<Progress>,
    began: Instant,
}

/// The two threads that answer.
pub struct Studying {
    quick: Latest<(Glancing, Option<usize>), Result<Glance>>,
    /// What was asked last, and whether its answer is still to come.
    glancing: Option<Glancing>,
    busy: bool,
    long: Latest<Long, Result<Found>>,
    finding: Option<Finding>,
    /// While training, no long question is asked again before.
    next: Instant,
}

impl Studying {
    /// Nothing is asked yet. Answers repaint this context.
    pub fn new(ctx: &Context) -> Studying {
        let wake = || {
            let ctx = ctx.clone();
            Arc::new(move || ctx.request_repaint()) as Arc<dyn Fn() + Send + Sync>
        };
        let quick = |(glancing, threads): (Glancing, Option<usize>)| answered(threads, |study| study.glance(glancing));
        let long = |long: Long| answered(long.threads, |study| study.find(&long.scene, &long.ask, &long.progress));
        Studying {
            quick: Latest::start("inspect", wake(), quick),
            glancing: None,
            busy: false,
            long: Latest::start("inspect long", wake(), long),
            finding: None,
            next: Instant::now(),
        }
    }

    /// Asks what the page in front needs, and takes in what was answered. Waits for nothing.
    pub fn look(&mut self, ctx: &Context, state: &mut State) {
        self.listen(state);
        let training = state.running().is_some();
        let subject = match &state.subject {
            Some(Ok(subject)) if state.page == Page::Inspect => subject.clone(),
            _ => {
                if let Some(finding) = &self.finding {
                    finding.progress.give_up();
                }
                return;
            }
        };
        // Training keeps its cores.
        let threads = training.then_some(1);
        let view = &mut state.inspect_view;
        if let Some(wanted) = view.glancing(&subject).filter(|_| !self.busy)
            && !self.glancing.as_ref().is_some_and(|asked| same_glance(asked, &wanted))
        {
            self.quick.ask((wanted.clone(), threads));
            (self.glancing, self.busy) = (Some(wanted), true);
        }
        let Some(scene) = view.scene(&subject) else { return };
        let wanted = view.asks().into_iter().find(|ask| {
            !view.answered.iter().any(|answered| answered.ask == *ask && same(ask, &answered.scene, &scene))
        });
        match (&self.finding, wanted) {
            (None, Some(ask)) => {
                // Fresh weights alone do not make haste.
                let stale = view.answered.iter().any(|old| old.ask == ask && old.scene.node == scene.node);
                if training && stale && Instant::now() < self.next {
                    return ctx.request_repaint_after(self.next - Instant::now());
                }
                let progress = Arc::new(Progress::default());
                view.finding = Some((ask.clone(), progress.clone()));
                self.long.ask(Long { ask: ask.clone(), scene: scene.clone(), threads, progress: progress.clone() });
                self.finding = Some(Finding { ask, scene, progress, began: Instant::now() });
            }
            (Some(finding), wanted) if finding.began.elapsed() > PATIENCE => {
                let other =
                    wanted.is_none_or(|ask| ask != finding.ask || ask.needs_node() && scene.node != finding.scene.node);
                if other {
                    finding.progress.give_up();
                }
            }
            (Some(_), _) => ctx.request_repaint_after(PATIENCE),
            (None, None) => {}
        }
    }

    fn listen(&mut self, state: &mut State) {
        let view = &mut state.inspect_view;
        if let Some(glance) = self.quick.answer() {
            self.busy = false;
            view.take_glance(glance);
        }
        if let Some(found) = self.long.answer()
            && let Some(finding) = self.finding.take()
        {
            view.finding = None;
            self.next = Instant::now() + SHARE * finding.began.elapsed();
            let given_up = finding.progress.is_given_up();
            let still = view.asks().contains(&finding.ask);
            // What was given up for another question is asked again when it comes back.
            if !given_up || still {
                let found = found.map(Arc::new);
                view.take_answer(Answered { ask: finding.ask, scene: finding.scene, found });
            }
        }
    }
}

thread_local! {
    /// The network that this thread holds, as devices stay with their thread.
    static STUDY: RefCell<Study> = RefCell::new(Study::new("cpu", None));
}

/// An answer by this thread's study, even where it ends in a mistake.
fn answered<A>(threads: Option<usize>, answer: impl FnOnce(&mut Study) -> Result<A>) -> Result<A> {
    let answer = || {
        STUDY.with_borrow_mut(|study| {
            study.take_threads(threads);
            answer(study)
        })
    };
    let mistake = |_| Err(Error::work("Looking into the network ended by a mistake in Netloom."));
    catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(mistake)
}

/// Whether the answer to a question about one scene is that about the other.
fn same(ask: &Ask, a: &Scene, b: &Scene) -> bool {
    let input = match (&a.input, &b.input) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    };
    Arc::ptr_eq(&a.subject, &b.subject)
        && (input || !ask.needs_input())
        && (a.node == b.node || !ask.needs_node())
        && (a.part == b.part || !ask.needs_data())
}

fn same_glance(a: &Glancing, b: &Glancing) -> bool {
    let whole = Ask::GradCam(crate::inspect::Aim::Class(0));
    same(&whole, &a.scene, &b.scene) && (a.at, a.filters, &a.also) == (b.at, b.filters, &b.also)
}

/// Answers all that the Inspect page asks, at once: for tests and pictures of the window.
pub fn study(state: &mut State) {
    let Some(Ok(subject)) = state.subject.clone() else { return };
    let dataset = state.data.ready().cloned();
    let view = &mut state.inspect_view;
    view.settle(&subject, dataset.as_ref());
    let mut study = Study::new("cpu", None);
    // The second time with what the answer to the first one decides.
    for _ in 0..2 {
        if let Some(glancing) = view.glancing(&subject) {
            view.take_glance(study.glance(glancing));
        }
    }
    let Some(scene) = view.scene(&subject) else { return };
    for ask in view.asks() {
        let found = study.find(&scene, &ask, &Progress::default()).map(Arc::new);
        view.take_answer(Answered { ask, scene: scene.clone(), found });
    }
}
