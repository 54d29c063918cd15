//! What the window is opened with.

use std::env::var_os;
use std::path::PathBuf;

/// What the window is opened with. All but the path is for tests of the real window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// A file or folder to train on at once.
    pub open: Option<PathBuf>,
    /// Samples to train on at once, such as `sample:digits`.
    pub train_sample: Option<String>,
    /// Close after so many frames.
    pub smoke_frames: Option<u32>,
    /// Print at the end how long frames took.
    pub frame_times: bool,
    /// Write a picture of the last frame to this file.
    pub screenshot: Option<PathBuf>,
}

impl Options {
    /// What the variables `NETLOOM_TRAIN`, `NETLOOM_FRAMES` and `NETLOOM_SCREENSHOT` say.
    pub fn from_environment() -> Options {
        let text = |name: &str| var_os(name).and_then(|value| value.into_string().ok());
        Options {
            open: None,
            frame_times: false,
            train_sample: text("NETLOOM_TRAIN"),
            smoke_frames: text("NETLOOM_FRAMES").and_then(|frames| frames.parse().ok()),
            screenshot: var_os("NETLOOM_SCREENSHOT").map(PathBuf::from),
        }
    }

    /// Whether the window closes by itself, and so leaves no settings behind.
    pub fn is_test(&self) -> bool {
        self.smoke_frames.is_some()
    }
}
