//! What takes longer than a frame may, and is not training: done on a thread of its own, told when done.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use eframe::egui;

use super::samples;
use crate::base::{Error, Result, Shape};
use crate::data::{self, Cache, Dataset, Options, Source};
use crate::device::{self, DeviceInfo};
use crate::inspect::Picture;
use crate::project::{self, Saved};
use crate::study::Examination;
use crate::ui::{Document, Glimpse, Keepsake};

/// What an errand brought back.
pub enum News {
    /// The devices that can be trained on.
    Devices(Vec<DeviceInfo>),
    /// What the samples of a start page's card look like, and what they are in a few words.
    Glimpse(&'static str, String, Glimpse),
    /// A project that was read, or why not.
    Project(PathBuf, Result<Box<Saved>>),
    /// The document as it was written to its file, or why it could not be.
    Written(Result<Box<Document>>),
    /// A picture to look at: its name, the shape that it was made for, and its bytes, or why there is none.
    Picture(String, Shape, Result<Vec<u8>>),
    /// A picture, a chart or a table could not be written.
    NotWritten(Error),
    /// How far the reading with this number is: what is done, how much, of how much.
    Reading(u64, String, usize, usize),
    /// The samples of the reading with this number.
    Samples(u64, Result<Arc<Dataset>>),
}

/// Sends out errands and collects their news.
pub struct Errands {
    ctx: egui::Context,
    sender: Sender<News>,
    news: Receiver<News>,
}

/// A reading of samples under way. Dropping it gives it up.
pub struct Reading {
    /// Its number, by which its news are known.
    pub number: u64,
    given_up: Arc<AtomicBool>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
    }
}

impl Errands {
    /// None under way. News repaint this context.
    pub fn new(ctx: &egui::Context) -> Errands {
        let (sender, news) = channel();
        Errands { ctx: ctx.clone(), sender, news }
    }

    /// What was brought back since the last call.
    pub fn news(&self) -> impl Iterator<Item = News> + '_ {
        self.news.try_iter()
    }

    /// Draws what the start page shows, and looks which devices there are.
    pub fn look_around(&self) {
        self.send(|tell| {
            for info in crate::data::samples() {
                if let Some((facts, glimpse)) = samples::of(info.key) {
                    tell(News::Glimpse(info.key, facts, glimpse));
                }
            }
        });
        self.send(|tell| tell(News::Devices(device::list())));
    }

    /// Reads a saved project.
    pub fn read_project(&self, path: PathBuf) {
        self.send(move |tell| tell(News::Project(path.clone(), project::open(&path).map(Box::new))));
    }

    /// Writes a document to its file.
    pub fn write(&self, document: Document) {
        self.send(move |tell| {
            let path = document.path.clone().unwrap_or_default();
            let written = project::write_with(&path, &document.project, document.trained.as_deref());
            tell(News::Written(written.map(|()| Box::new(document))));
        });
    }

    /// Writes a document aside, in case the program ends suddenly; tells nobody.
    pub fn write_aside(&self, path: PathBuf, document: Document) {
        self.send(move |_| {
            // It is a second net: where it does not hold, the first one still does.
            let _ = project::write_with(&path, &document.project, document.trained.as_deref());
        });
    }

    /// Writes something of an evaluation to a file, or all of it into a folder.
    pub fn export(&self, found: Arc<Examination>, keepsake: Keepsake, path: PathBuf) {
        self.send(move |tell| {
            let write = |path: &std::path::Path, bytes: Vec<u8>| project::save(path, |to| to.write_all(&bytes));
            let written = match keepsake {
                Keepsake::File(sheet, format) => found.keepsake(sheet, format).and_then(|bytes| write(&path, bytes)),
                Keepsake::Everything => found.keepsakes().into_iter().try_for_each(|(sheet, format)| {
                    let name = format!("{}.{}", sheet.stem(), format.suffix());
                    write(&path.join(name), found.keepsake(sheet, format)?)
                }),
            };
            if let Err(error) = written {
                tell(News::NotWritten(error));
            }
        });
    }

    /// Reads a picture for a network with such samples.
    pub fn read_picture(&self, path: PathBuf, shape: Shape, options: Options) {
        self.send(move |tell| {
            let name = path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
            let bytes = data::open_picture(&path, &shape, &options);
            tell(News::Picture(name, shape, bytes));
        });
    }

    /// Takes the picture of the clipboard for a network with such samples.
    pub fn paste_picture(&self, shape: Shape, options: Options) {
        self.send(move |tell| {
            let bytes = pasted().and_then(|file| data::decode_picture(&file, "The pasted picture", &shape, &options));
            tell(News::Picture("pasted".into(), shape, bytes));
        });
    }

    /// Writes a picture as a PNG file.
    pub fn write_picture(&self, path: PathBuf, picture: Arc<Picture>) {
        self.send(move |tell| {
            let written = picture.png().and_then(|png| project::save(&path, |to| to.write_all(&png)));
            if let Err(error) = written {
                tell(News::NotWritten(error));
            }
        });
    }

    /// Reads the samples of a source.
    pub fn read_samples(&self, source: Source, options: Options) -> Reading {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let given_up = Arc::new(AtomicBool::new(false));
        let asked = given_up.clone();
        let (began, told) = (Instant::now(), AtomicU64::new(0));
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        self.send(move |tell| {
            let hearer = Hearer { number, given_up: asked, began, told, sender, ctx };
            let cache = Cache::of_user();
            let read = || data::open_cached(&source, &options, cache.as_ref(), &hearer);
            let read = catch_unwind(AssertUnwindSafe(read));
            let mistake = |_| Err(Error::work(format!("Reading {source} ended by a mistake in Netloom.")));
            tell(News::Samples(number, read.unwrap_or_else(mistake).map(Arc::new)));
        });
        Reading { number, given_up }
    }

    fn send(&self, errand: impl FnOnce(&dyn Fn(News)) + Send + 'static) {
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        std::thread::spawn(move || {
            errand(&|news| {
                // Nobody listens any more once the window is closed.
                if sender.send(news).is_ok() {
                    ctx.request_repaint();
                }
            });
        });
    }
}

/// The picture of the clipboard as a PNG file.
fn pasted() -> Result<Vec<u8>> {
    let none = |error| Error::input(format!("There is no picture in the clipboard: {error}."));
    let found = arboard::Clipboard::new().and_then(|mut board| board.get_image()).map_err(none)?;
    let rgb = found.bytes.chunks(4).flat_map(|pixel| {
        // What shows through is shown on black.
        let cover = u16::from(pixel[3]);
        [0, 1, 2].map(|part| (u16::from(pixel[part]) * cover / 255) as u8)
    });
    Picture { size: [found.height, found.width], rgb: rgb.collect() }.png()
}

/// Passes on how far the reading of samples is, some twenty times a second.
struct Hearer {
    number: u64,
    given_up: Arc<AtomicBool>,
    began: Instant,
    /// When it was last told of, in milliseconds since it began.
    told: AtomicU64,
    sender: Sender<News>,
    ctx: egui::Context,
}

impl data::Progress for Hearer {
    fn step(&self, done: usize, total: usize, what: &str) {
        let now = self.began.elapsed().as_millis() as u64;
        let told = self.told.load(Ordering::Relaxed);
        let due = now >= told + 50 || done == 0;
        let mine = due && self.told.compare_exchange(told, now, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if mine && self.sender.send(News::Reading(self.number, what.to_owned(), done, total)).is_ok() {
            self.ctx.request_repaint();
        }
    }

    fn cancelled(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }
}

/// What is called after each event of the training thread: a new frame after `pause`, which many events share.
pub fn wake(ctx: &egui::Context, pause: Duration) -> Arc<dyn Fn() + Send + Sync> {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint_after(pause))
}
