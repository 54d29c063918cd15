//! The window's two hands: one takes what the training thread, dialogs and errands tell, the other carries out what
//! the panels ask for.

use std::path::{Path, PathBuf};
use std::time::Duration;

use eframe::egui::{self, Context, Ui, ViewportCommand};

use super::dialog::{Answer, Dialog, Wanted};
use super::errand::{self, Errands, News};
use super::{Options, failure, settings};
use crate::base::Result;
use crate::data::Source;
use crate::project;
use crate::train::{Event, Order, Worker};
use crate::ui::run::Run;
use crate::ui::{Request, State, show, theme, title_of};

/// The application: what is shown, and the training thread if there is one.
pub struct Window {
    state: State,
    worker: Option<Worker>,
    errands: Errands,
    dialog: Option<Dialog>,
    options: Options,
    frames: u32,
    /// The time between two frames that nothing but a training asks for.
    pause: Duration,
}

impl Window {
    /// A window that is about to be shown for the first time.
    pub fn new(cc: &eframe::CreationContext, options: Options) -> Window {
        let ctx = &cc.egui_ctx;
        theme::install(ctx);
        let mut state = State::default();
        if !options.is_test() {
            settings::load(cc.storage, &mut state);
        }
        ctx.set_theme(state.theme);
        let errands = Errands::new(ctx);
        errands.look_around();
        if let Some(path) = &options.open {
            state.open(std::path::absolute(path).unwrap_or(path.clone()));
        }
        if let Some(Ok(source)) = options.train_sample.as_deref().map(str::parse::<Source>) {
            state.train(source);
        }
        // Where the cores that train also draw, they draw less often.
        let software = cc
            .wgpu_render_state
            .as_ref()
            .is_some_and(|drawing| drawing.adapter.get_info().device_type == eframe::wgpu::DeviceType::Cpu);
        let pause = Duration::from_millis(if software { 200 } else { 50 });
        Window { state, worker: None, errands, dialog: None, options, frames: 0, pause }
    }

    /// What is shown.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Takes in what was told since the last frame. Waits for nothing.
    fn listen(&mut self, ctx: &Context) {
        if let (Some(worker), Some(run)) = (&self.worker, self.state.current_mut()) {
            worker.events().for_each(|event| run.fold(event));
            if run.has_ended() {
                self.worker = None;
            }
        }
        let news: Vec<News> = self.errands.news().collect();
        for news in news {
            match news {
                News::Devices(devices) => self.state.devices = devices,
                News::Glimpse(key, facts, glimpse) => self.state.set_glimpse(key, facts, glimpse),
                News::Order(path, order) => self.begin(ctx, path, order),
            }
        }
        if let Some(answer) = self.dialog.as_mut().and_then(Dialog::answer) {
            self.dialog = None;
            self.state.choosing = false;
            match answer {
                Answer::Chosen(path) => self.state.open(path),
                Answer::NotShown => self.state.typed = Some(String::new()),
                Answer::Nothing => {}
            }
        }
    }

    /// Carries out what was asked for.
    fn obey(&mut self, ctx: &Context, frame: &eframe::Frame) {
        for request in std::mem::take(&mut self.state.requests) {
            match request {
                Request::Train(source) => self.train(ctx, source),
                Request::Tell(command) => {
                    if let Some(worker) = &self.worker {
                        worker.send(command);
                    }
                }
                Request::ChooseFolder => self.choose(Wanted::Folder, ctx, frame),
                Request::ChooseFile => self.choose(Wanted::File, ctx, frame),
            }
        }
    }

    fn train(&mut self, ctx: &Context, source: Source) {
        // Dropping the handle stops a training that still runs.
        self.worker = None;
        let title = match &source {
            Source::Sample(_) => self.state.title_of_sample(&source.to_string()),
            Source::Path(path) => title_of(path),
        };
        self.state.begin(Run::new(title, source.clone()));
        match project_in(&source) {
            Some(path) => self.errands.read_project(path),
            None => {
                self.worker =
                    Some(Worker::start(errand::order(&source, &self.state.device), errand::wake(ctx, self.pause)))
            }
        }
    }

    /// Trains the network of a project that was read, if it is still what the person wants.
    fn begin(&mut self, ctx: &Context, path: PathBuf, order: Result<Box<Order>>) {
        let device = self.state.device.clone();
        let Some(run) = self.state.current_mut() else { return };
        if run.has_ended() || run.source != Source::Path(path) {
            return;
        }
        match order {
            Ok(order) => self.worker = Some(Worker::start(Order { device, ..*order }, errand::wake(ctx, self.pause))),
            Err(error) => run.fold(Event::Failed(error)),
        }
    }

    fn choose(&mut self, wanted: Wanted, ctx: &Context, frame: &eframe::Frame) {
        if self.dialog.is_none() {
            self.dialog = Some(Dialog::open(wanted, ctx, frame));
            self.state.choosing = true;
            ctx.request_repaint();
        }
    }

    /// Counts the frames of a test, takes its picture, and closes.
    fn smoke(&mut self, ctx: &Context) {
        let Some(last) = self.options.smoke_frames else { return };
        self.frames += 1;
        if self.frames < last {
            return ctx.request_repaint();
        }
        match self.options.screenshot.take() {
            Some(file) => {
                let later = ctx.clone();
                ctx.request_screenshot(move |picture| {
                    write_picture(&file, &picture);
                    later.send_viewport_cmd(ViewportCommand::Close);
                });
                ctx.request_repaint();
            }
            None if self.frames == last => ctx.send_viewport_cmd(ViewportCommand::Close),
            None => {}
        }
    }
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        self.listen(ctx);
        self.obey(ctx, frame);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        show(ui, &mut self.state);
        let ctx = ui.ctx().clone();
        if !self.state.requests.is_empty() {
            self.obey(&ctx, frame);
            ctx.request_repaint();
        }
        failure::opened();
        self.smoke(&ctx);
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        if !self.options.is_test() {
            settings::save(storage, &self.state);
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

/// The path of a source that is a saved project.
fn project_in(source: &Source) -> Option<PathBuf> {
    match source {
        Source::Path(path) if project::looks_like_one(path) => Some(path.clone()),
        _ => None,
    }
}

fn write_picture(file: &Path, picture: &egui::ColorImage) {
    let [width, height] = picture.size.map(|side| side as u32);
    let bytes: Vec<u8> = picture.pixels.iter().flat_map(|pixel| pixel.to_array()).collect();
    if let Err(error) = image::save_buffer(file, &bytes, width, height, image::ColorType::Rgba8) {
        eprintln!("netloom: {} could not be written: {error}.", file.display());
    }
}
