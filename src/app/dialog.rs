//! The system's dialog for a file or folder. It runs on its own; each frame asks whether it has been answered.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use eframe::egui;

/// A dialog that is open.
pub struct Dialog {
    answer: Pin<Box<dyn Future<Output = Option<PathBuf>>>>,
    waker: Waker,
}

/// What a dialog asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A folder.
    Folder,
    /// A file.
    File,
}

struct Repaint(egui::Context);

impl Wake for Repaint {
    fn wake(self: Arc<Self>) {
        self.0.request_repaint();
    }
}

impl Dialog {
    /// Opens a dialog over the window. Call on the main thread, as macOS wants it.
    pub fn open(wanted: Wanted, ctx: &egui::Context, window: &eframe::Frame) -> Dialog {
        let dialog = rfd::AsyncFileDialog::new().set_parent(window);
        let answer: Pin<Box<dyn Future<Output = Option<PathBuf>>>> = match wanted {
            Wanted::Folder => {
                let chosen = dialog.set_title("Open a folder of pictures").pick_folder();
                Box::pin(async { Some(chosen.await?.path().to_path_buf()) })
            }
            Wanted::File => {
                let chosen = dialog.set_title("Open a file").pick_file();
                Box::pin(async { Some(chosen.await?.path().to_path_buf()) })
            }
        };
        Dialog { answer, waker: Arc::new(Repaint(ctx.clone())).into() }
    }

    /// The answer, once there is one: a path, or `None` where none was chosen.
    pub fn answer(&mut self) -> Option<Option<PathBuf>> {
        match self.answer.as_mut().poll(&mut Context::from_waker(&self.waker)) {
            Poll::Ready(answer) => Some(answer),
            Poll::Pending => None,
        }
    }
}
