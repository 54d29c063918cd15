//! What the Evaluate page shows of the answers: which part, which view of them, whose pictures, and which one is picked.

use std::sync::Arc;

use eframe::egui::TextureHandle;

use super::choice::{Choice, Order};
use super::classes::Column;
use super::export::Keepsake;
use super::grid::{Measure, Shown};
use super::wall::Chips;
use crate::base::Error;
use crate::data::Part;
use crate::evaluate::Curve;
use crate::study::Examination;
use crate::ui::panels::data::Pages;
use crate::ui::widgets::Sight;

/// What stands on the left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The confusion matrix; of numbers, predicted against true.
    #[default]
    Matrix,
    /// Scores of each class.
    Classes,
    /// ROC, and precision against recall; of numbers, the residuals.
    Curves,
    /// Whether confidence can be trusted.
    Calibration,
}

/// What the Evaluate page shows.
pub struct EvaluateView {
    /// The part of the data set that is asked for.
    pub part: Part,
    /// The answers that are shown, once there are any.
    pub found: Option<Arc<Examination>>,
    /// While answers are being found: how many samples are answered, of how many.
    pub working: Option<[usize; 2]>,
    /// Why there are no answers.
    pub failed: Option<Error>,
    /// Whether the person does not want to wait for answers.
    pub given_up: bool,
    /// Whether the answers are to be found anew.
    pub stale: bool,
    /// What stands on the left.
    pub tab: Tab,
    /// What the cells of the confusion matrix say.
    pub measure: Measure,
    /// Whose samples are on the wall.
    pub choice: Choice,
    /// In which order.
    pub order: Order,
    /// The sample that is picked.
    pub picked: Option<u32>,
    /// The class whose curves are drawn; `None` for all.
    pub class: Option<usize>,
    /// The probability from which on that class, or the second of two, is answered; `None` where the likeliest class is.
    pub threshold: Option<f32>,
    /// By which column classes are sorted, and whether the largest comes first.
    pub sorted: (Column, bool),
    /// Which of several predicted numbers is looked at.
    pub output: usize,
    /// What is to be written once its place has been typed.
    pub exporting: Option<Keepsake>,
    pub(super) sight: Sight,
    pub(super) shown: Option<Shown>,
    pub(super) curve: Option<(usize, Arc<Curve>)>,
    pub(super) pages: Pages,
    pub(super) large: Option<(u32, TextureHandle)>,
    pub(super) chips: Option<Chips>,
    listed: Vec<u32>,
    listed_for: Option<Listed>,
}

/// What samples were listed for, and in which order they then were.
struct Listed {
    choice: Choice,
    wanted: Order,
    order: Order,
}

impl Default for EvaluateView {
    fn default() -> EvaluateView {
        EvaluateView {
            part: Part::Test,
            found: None,
            working: None,
            failed: None,
            given_up: false,
            stale: false,
            tab: Tab::default(),
            measure: Measure::default(),
            choice: Choice::default(),
            order: Order::default(),
            picked: None,
            class: None,
            threshold: None,
            sorted: (Column::Place, false),
            output: 0,
            exporting: None,
            sight: Sight::default(),
            shown: None,
            curve: None,
            pages: Pages::default(),
            large: None,
            chips: None,
            listed: Vec::new(),
            listed_for: None,
        }
    }
}

impl EvaluateView {
    /// Shows other answers. What was chosen stays chosen where the classes are the same.
    pub fn take(&mut self, found: Arc<Examination>) {
        let same = self.found.as_ref().is_some_and(|old| {
            Arc::ptr_eq(&old.dataset, &found.dataset) && old.of.interface.classes == found.of.interface.classes
        });
        if !same {
            (self.choice, self.picked, self.class, self.threshold) = (Choice::default(), None, None, None);
            (self.sight, self.large, self.output) = (Sight::default(), None, 0);
        }
        if self.picked.is_some_and(|sample| found.place(sample).is_none()) {
            self.picked = None;
        }
        (self.shown, self.curve, self.chips, self.listed_for) = (None, None, None, None);
        (self.found, self.failed) = (Some(found), None);
    }

    /// Says why there are no answers.
    pub fn fail(&mut self, error: Error) {
        (self.found, self.working, self.failed) = (None, None, Some(error));
    }

    /// Answers are being found from now on. Those that are shown stay until others take their place.
    pub fn begin(&mut self) {
        (self.working, self.failed, self.stale) = (Some([0, 0]), None, false);
    }

    /// Forgets answers to samples that are not there any more.
    pub fn forget(&mut self) {
        if self.found.is_some() || self.working.is_some() || self.failed.is_some() {
            *self = EvaluateView { part: self.part, tab: self.tab, measure: self.measure, ..EvaluateView::default() };
        }
    }

    /// Shows the samples behind something that was clicked.
    pub fn choose(&mut self, choice: Choice) {
        if self.choice != choice {
            (self.choice, self.picked) = (choice, None);
        }
    }

    /// The samples on the wall, in their order, found anew only when something has changed; and the order, which is
    /// that of all samples where none of them is a mistake.
    pub fn listed(&mut self, found: &Examination) -> (&[u32], Order) {
        let known = self.listed_for.as_ref().filter(|of| (&of.choice, of.wanted) == (&self.choice, self.order));
        let order = match known {
            Some(of) => of.order,
            None => {
                let (choice, wanted) = (self.choice.clone(), self.order);
                let order = if choice.has_mistakes(found) || wanted != Order::Mistakes { wanted } else { Order::All };
                self.listed = order.sort(&choice, found);
                self.pages.clear();
                self.listed_for = Some(Listed { choice, wanted, order });
                order
            }
        };
        (&self.listed, order)
    }

    /// The sample that is shown large: the picked one, or else the first of those that are listed.
    pub(super) fn in_focus(&self) -> Option<u32> {
        self.picked.or(self.listed.first().copied())
    }

    /// The samples that were listed last.
    pub(super) fn list(&self) -> &[u32] {
        &self.listed
    }

    /// The curve of a class; that of a class among very many is found when first asked for.
    pub(super) fn curve(&mut self, found: &Examination, class: usize) -> Option<Arc<Curve>> {
        if let Some((of, curve)) = &self.curve
            && *of == class
        {
            return Some(curve.clone());
        }
        let evaluation = found.evaluation()?;
        let curve = Arc::new(match found.curves().get(class) {
            Some(curve) => curve.clone(),
            None => evaluation.answers.curve(class),
        });
        self.curve = Some((class, curve.clone()));
        Some(curve)
    }
}
