//! What takes longer than a frame may, and is not training: done on a thread of its own, told when done.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use eframe::egui;

use super::samples;
use crate::base::Result;
use crate::data::Source;
use crate::device::{self, DeviceInfo};
use crate::project::{self, DataSettings};
use crate::train::{Blueprint, Order};
use crate::ui::Glimpse;

/// What an errand brought back.
pub enum News {
    /// The devices that can be trained on.
    Devices(Vec<DeviceInfo>),
    /// What the samples of a start page's card look like, and what they are in a few words.
    Glimpse(&'static str, String, Glimpse),
    /// The order for a training on a saved project, or why there is none.
    Order(PathBuf, Result<Box<Order>>),
}

/// Sends out errands and collects their news.
pub struct Errands {
    ctx: egui::Context,
    sender: Sender<News>,
    news: Receiver<News>,
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

    /// Reads a saved project to train its network once more on its data.
    pub fn read_project(&self, path: PathBuf) {
        self.send(move |tell| {
            let order = project::read(&path).map(|trained| {
                let project = trained.project;
                let order = Order::new(project.data);
                Box::new(Order { blueprint: Blueprint::Network(project.network), training: project.training, ..order })
            });
            tell(News::Order(path.clone(), order));
        });
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

/// The order for a training on this source with a network that suits it.
pub fn order(source: &Source, device: &str) -> Order {
    Order { device: device.to_owned(), ..Order::new(DataSettings::new(source.clone())) }
}

/// What is called after each event of the training thread: a new frame after `pause`, which many events share.
pub fn wake(ctx: &egui::Context, pause: Duration) -> Arc<dyn Fn() + Send + Sync> {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint_after(pause))
}
