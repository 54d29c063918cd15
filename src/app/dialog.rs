//! The system's dialog for a file or folder. It runs on its own; each frame asks whether it has been answered.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use eframe::egui;

use crate::ui::Keepsake;

/// Nobody answers a dialog more quickly than this: what does was never shown.
const NOT_SHOWN: Duration = Duration::from_millis(300);

/// A dialog that is open.
pub struct Dialog {
    opened: Instant,
    /// Whether it had the keys: what is shown takes them from the window.
    had_keys: bool,
    answer: Pin<Box<dyn Future<Output = Option<PathBuf>>>>,
    waker: Waker,
}

/// What a dialog asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// The name of a project to save, perhaps like this one.
    Name(PathBuf),
    /// Where to write something of the evaluation.
    Keepsake(Keepsake),
    /// A picture to look at.
    Picture,
    /// The name of a picture to save, perhaps this one.
    PictureName(String),
}

/// How a dialog was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This was chosen.
    Chosen(PathBuf),
    /// The person changed their mind.
    Nothing,
    /// The desktop has no such dialog; the system's answer is then the same as if nothing was chosen.
    NotShown,
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
                let chosen = dialog.set_title("Open a folder").pick_folder();
                Box::pin(async { Some(chosen.await?.path().to_path_buf()) })
            }
            Wanted::File => {
                let chosen = dialog.set_title("Open a file").pick_file();
                Box::pin(async { Some(chosen.await?.path().to_path_buf()) })
            }
            Wanted::Keepsake(Keepsake::Everything) => {
                let chosen = dialog.set_title("Export into a folder").pick_folder();
                Box::pin(async { Some(chosen.await?.path().to_path_buf()) })
            }
            Wanted::Keepsake(Keepsake::File(sheet, format)) => {
                let suffix = format.suffix();
                let dialog = dialog.set_title("Export").add_filter(suffix.to_uppercase(), &[suffix]);
                let chosen = dialog.set_file_name(format!("{}.{suffix}", sheet.stem())).save_file();
                Box::pin(async move { Some(chosen.await?.path().with_extension(suffix)) })
            }
            Wanted::Picture => {
                let kinds = ["png", "jpg", "jpeg", "bmp", "gif", "webp", "tif", "tiff"];
                let chosen = dialog.set_title("Open a picture").add_filter("Pictures", &kinds).pick_file();
                Box::pin(async { Some(chosen.await?.path().to_path_buf()) })
            }
            Wanted::PictureName(name) => {
                let dialog = dialog.set_title("Save the picture").add_filter("PNG pictures", &["png"]);
                let chosen = dialog.set_file_name(name).save_file();
                Box::pin(async { Some(chosen.await?.path().with_extension("png")) })
            }
            Wanted::Name(like) => {
                let mut dialog = dialog.set_title("Save as").add_filter("Netloom projects", &["netloom"]);
                if let Some(folder) = like.parent().filter(|folder| folder.is_dir()) {
                    dialog = dialog.set_directory(folder);
                }
                let name = like.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let chosen = dialog.set_file_name(name).save_file();
                Box::pin(async { Some(chosen.await?.path().with_extension("netloom")) })
            }
        };
        Dialog { opened: Instant::now(), had_keys: false, answer, waker: Arc::new(Repaint(ctx.clone())).into() }
    }

    /// The answer, once there is one. To be asked for in every frame, with whether the window has the keys.
    pub fn answer(&mut self, focused: bool) -> Option<Answer> {
        self.had_keys |= !focused;
        match self.answer.as_mut().poll(&mut Context::from_waker(&self.waker)) {
            Poll::Ready(Some(path)) => Some(Answer::Chosen(path)),
            Poll::Ready(None) if !self.had_keys || self.opened.elapsed() < NOT_SHOWN => Some(Answer::NotShown),
            Poll::Ready(None) => Some(Answer::Nothing),
            Poll::Pending => None,
        }
    }
}
