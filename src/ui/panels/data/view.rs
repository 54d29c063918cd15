//! What the Data page shows of the samples: which part and class, what is looked for, which one is picked.

use std::sync::Arc;

use eframe::egui::{Context, Rect, TextureHandle};

use super::pages::{Pages, Thumbnails};
use crate::data::{Augmentation, Dataset, Options, Part};

/// What the Data page shows of the samples.
#[derive(Default)]
pub struct DataView {
    /// The part that is shown; `None` for all.
    pub part: Option<Part>,
    /// The class that is shown, by its place; `None` for all.
    pub class: Option<u32>,
    /// Words that the name or the class of a sample must hold.
    pub search: String,
    /// The sample that is picked.
    pub picked: Option<u32>,
    /// Settings that are being changed and are not read with yet.
    pub draft: Option<Options>,
    /// How many files of the source have changed since they were read.
    pub changed: usize,
    /// The step of an imagined training whose augmentation is shown.
    pub step: u64,
    pub(super) gallery: Option<Gallery>,
    /// The picked picture as a texture.
    pub(super) large: Option<(u32, TextureHandle)>,
    pub(super) pages: Pages,
    shown: Vec<u32>,
    /// What `shown` was found for.
    found_for: Option<(Option<Part>, Option<u32>, String)>,
    dataset: Option<Arc<Dataset>>,
    /// The names of its classes, by which the same samples are known again when they were read anew.
    classes: Vec<String>,
}

/// One picture before and after augmentation, as a texture, and what it was made for.
pub(super) struct Gallery {
    pub sample: u32,
    pub step: u64,
    pub seed: u64,
    pub settings: Augmentation,
    pub texture: TextureHandle,
}

impl DataView {
    /// The samples that match, by their places in the data set. Found anew only when something has changed.
    pub fn shown(&mut self, dataset: &Arc<Dataset>) -> &[u32] {
        if !self.dataset.as_ref().is_some_and(|old| Arc::ptr_eq(old, dataset)) {
            let known = self.classes == dataset.classes();
            *self = DataView { class: self.class.filter(|_| known), ..self.renewed() };
            self.classes = dataset.classes().to_vec();
            self.dataset = Some(dataset.clone());
        }
        let wanted = (self.part, self.class, self.search.clone());
        if self.found_for.as_ref() != Some(&wanted) {
            self.shown = find(dataset, self.part, self.class, &self.search);
            self.pages.clear();
            self.found_for = Some(wanted);
        }
        &self.shown
    }

    /// Shows all samples again.
    pub fn widen(&mut self) {
        (self.part, self.class, self.search) = (None, None, String::new());
    }

    /// Forgets samples that are not there any more, so that their memory is free for others.
    pub fn forget(&mut self) {
        if self.dataset.is_some() {
            *self = self.renewed();
        }
    }

    /// The same choices without anything that belongs to the samples themselves.
    fn renewed(&mut self) -> DataView {
        DataView {
            part: self.part,
            class: self.class,
            search: std::mem::take(&mut self.search),
            draft: self.draft.take(),
            step: self.step,
            classes: std::mem::take(&mut self.classes),
            ..DataView::default()
        }
    }

    /// The texture with the thumbnail at a place among the samples that were found last, and where in it.
    pub(super) fn page(
        &mut self,
        ctx: &Context,
        how: Thumbnails,
        dataset: &Dataset,
        place: usize,
    ) -> Option<(TextureHandle, Rect)> {
        self.pages.get(ctx, how, dataset, &self.shown, place)
    }

    /// The samples that were found last.
    pub(super) fn found(&self) -> &[u32] {
        &self.shown
    }
}

fn find(dataset: &Dataset, part: Option<Part>, class: Option<u32>, search: &str) -> Vec<u32> {
    let words = search.trim().to_lowercase();
    let classes: Vec<bool> = dataset.classes().iter().map(|name| name.to_lowercase().contains(&words)).collect();
    let labels = dataset.labels();
    let fits = |sample: &u32| {
        let at = *sample as usize;
        let label = labels.get(at).copied();
        let named = || dataset.names.get(at).is_some_and(|name| name.to_lowercase().contains(&words));
        let classed = || label.is_some_and(|label| classes.get(label as usize).copied().unwrap_or(false));
        class.is_none_or(|class| label == Some(class)) && (words.is_empty() || classed() || named())
    };
    match part {
        Some(part) => dataset.part(part).iter().copied().filter(fits).collect(),
        None => (0..dataset.len() as u32).filter(fits).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Sample, Silent, Source, open};

    #[test]
    fn samples_are_found_by_part_class_and_words() {
        let options = Options { drawn: Some([40, 10]), ..Options::default() };
        let dataset = Arc::new(open(&Source::Sample(Sample::Digits), &options, &Silent).unwrap());
        let mut view = DataView::default();
        assert_eq!(view.shown(&dataset).len(), 50);
        view.part = Some(Part::Test);
        assert_eq!(view.shown(&dataset).len(), 10);
        view.class = Some(3);
        assert_eq!(view.shown(&dataset), [43]);
        (view.part, view.class, view.search) = (None, None, " 7".into());
        assert_eq!(view.shown(&dataset), [7, 17, 27, 37, 47]);
        let again = Arc::new((*dataset).clone());
        (view.class, view.picked) = (Some(7), Some(7));
        view.forget();
        assert_eq!((view.shown(&again).len(), view.picked), (5, None), "the same samples are still narrowed down");
        let shapes = open(&Source::Sample(Sample::Shapes), &options, &Silent).unwrap();
        view.search.clear();
        assert_eq!((view.shown(&Arc::new(shapes)).len(), view.class), (50, None), "other classes are shown whole");
    }
}
