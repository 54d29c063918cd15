//! What becomes of a file or folder that was chosen in the system's dialog.

use super::dialog::{Answer, Wanted};
use super::window::Window;
use crate::base::Error;
use crate::ui::Request;

impl Window {
    /// Takes in how the dialog was answered that asked for this.
    pub(super) fn chosen(&mut self, wanted: Wanted, answer: Answer) {
        match (answer, wanted) {
            (Answer::Chosen(path), Wanted::Picture) => {
                self.look_at_picture(|errands, shape, options| errands.read_picture(path, shape, options));
            }
            (Answer::Chosen(path), Wanted::PictureName(_)) => {
                if let Some(picture) = self.picture.take() {
                    self.errands.write_picture(path, picture);
                }
            }
            (Answer::Chosen(path), Wanted::Keepsake(keepsake)) => {
                self.state.requests.push(Request::ExportTo(keepsake, path));
            }
            (Answer::Chosen(path), Wanted::Name(_)) => self.state.requests.push(Request::SaveTo(path)),
            (Answer::Chosen(path), Wanted::File | Wanted::Folder) => self.state.open(path),
            (Answer::NotShown, Wanted::Picture | Wanted::PictureName(_)) => {
                let sentence =
                    "This desktop has no dialog for files: drop a picture file on the window, or use netloom explain.";
                self.state.trouble = Some(Error::work(sentence));
            }
            (Answer::NotShown, wanted) => {
                self.state.typed = Some(String::new());
                self.state.typed_to_save = matches!(wanted, Wanted::Name(_) | Wanted::Keepsake(_));
                self.state.evaluate_view.exporting =
                    if let Wanted::Keepsake(keepsake) = wanted { Some(keepsake) } else { None };
            }
            (Answer::Nothing, _) => self.state.pending = None,
        }
    }
}
