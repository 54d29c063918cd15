//! What the window asks of `app`, which alone reaches the training thread, the disk and the system.

use std::path::PathBuf;
use std::sync::Arc;

use super::panels::Keepsake;
use crate::data::Source;
use crate::inspect::Picture;
use crate::train::Command;

/// Something that `app` is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Open this file or folder: a project, or data.
    Open(PathBuf),
    /// Train the document's network on its samples, on the chosen device.
    Train {
        /// Go on from what was learned, rather than begin with fresh weights.
        resume: bool,
    },
    /// Tell the training thread this.
    Tell(Command),
    /// Stop the training that runs, and hear nothing more of it.
    LetGo,
    /// Show the system's dialog for a folder, and open what is chosen.
    ChooseFolder,
    /// Show the system's dialog for a file, and open what is chosen.
    ChooseFile,
    /// Show the system's dialog for a picture, and look at it on the Inspect page.
    ChoosePicture,
    /// Look at the picture of the clipboard on the Inspect page.
    PastePicture,
    /// Ask for a place and write a picture there.
    SavePicture {
        /// What its file might be called.
        name: String,
        /// What is written.
        picture: Arc<Picture>,
    },
    /// Write the document to its file; ask for a name where it has none.
    Save,
    /// Ask for a name and write the document there.
    SaveAs,
    /// Write the document there.
    SaveTo(PathBuf),
    /// Bring back what was kept aside here before a sudden end.
    Recover(PathBuf),
    /// Remove what was kept aside here.
    Discard(PathBuf),
    /// Give up reading samples.
    CancelReading,
    /// Ask for a name, or a folder, and write this of the evaluation there.
    Export(Keepsake),
    /// Write this of the evaluation there.
    ExportTo(Keepsake, PathBuf),
    /// Close the window: whatever was unsaved has been asked about.
    Close,
}

/// What would lose unsaved changes, and so waits for an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Pending {
    /// A new, empty project.
    New,
    /// A file or folder to be opened in place of the document.
    Open(PathBuf),
    /// Samples to be trained on in a new project.
    Sample(Source),
    /// The end of the program.
    Close,
}
