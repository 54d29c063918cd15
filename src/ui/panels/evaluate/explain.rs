//! From a sample to what the network saw in it.

use crate::ui::{Page, State};

impl State {
    /// Shows why this sample was answered as it was, on the Inspect page.
    pub fn explain(&mut self, _sample: usize) {
        self.page = Page::Inspect;
    }
}
