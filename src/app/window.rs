//! The window's two hands: one takes what the training thread, dialogs and errands tell, the other carries out what
//! the panels ask for.

use std::path::{Path, PathBuf};
use std::time::Duration;

use eframe::egui::{self, Context, Ui, ViewportCommand};

use super::dialog::{Answer, Dialog, Wanted};
use super::errand::{self, Errands, News, Reading};
use super::looking::Looking;
use super::{Options, failure, settings};
use crate::base::Result;
use crate::data::{Source, Watch};
use crate::project::Trained;
use crate::train::{Blueprint, Event, Order, Worker};
use crate::ui::run::Run;
use crate::ui::{DataState, Document, Request, State, show, theme, title_of};

/// The application: what is shown, and the training thread if there is one.
pub struct Window {
    state: State,
    worker: Option<Worker>,
    errands: Errands,
    reading: Option<Reading>,
    looking: Looking,
    /// Notices that files of the samples change.
    watch: Option<Watch>,
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
            state.train_on(source);
        }
        // Where the cores that train also draw, they draw less often.
        let software = cc
            .wgpu_render_state
            .as_ref()
            .is_some_and(|drawing| drawing.adapter.get_info().device_type == eframe::wgpu::DeviceType::Cpu);
        let pause = Duration::from_millis(if software { 200 } else { 50 });
        Window {
            state,
            worker: None,
            errands,
            reading: None,
            looking: Looking::new(ctx),
            watch: None,
            dialog: None,
            options,
            frames: 0,
            pause,
        }
    }

    /// What is shown.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Takes in what was told since the last frame. Waits for nothing.
    fn listen(&mut self, ctx: &Context) {
        let mut seen = None;
        if let (Some(worker), Some(run)) = (&self.worker, self.state.current_mut()) {
            let mut kept = None;
            for event in worker.events() {
                match event {
                    Event::Seen(sight) => {
                        seen = Some(sight);
                        continue;
                    }
                    Event::Kept { ref trained, .. } => kept = Some(trained.clone()),
                    _ => {}
                }
                run.fold(event);
            }
            if run.has_ended() {
                self.worker = None;
            }
            if let Some(trained) = kept.filter(|trained| trained.progress.step > 0) {
                self.state.take_trained(trained);
            }
        }
        if seen.is_some() {
            self.state.canvas.sight = seen;
        }
        self.looking.look(ctx, &mut self.state, self.worker.as_ref());
        self.state.data_view.changed = self.watch.as_ref().map_or(0, Watch::changed);
        let news: Vec<News> = self.errands.news().collect();
        for news in news {
            match news {
                News::Devices(devices) => self.state.devices = devices,
                News::Glimpse(key, facts, glimpse) => self.state.set_glimpse(key, facts, glimpse),
                News::Project(path, project) => self.opened(path, project),
                News::Reading(number, what, done, total) if self.is_read(number) => {
                    if let Some(run) = self.state.current_mut().filter(|run| run.start.is_none()) {
                        run.fold(Event::Preparing { what: what.clone(), done, total });
                    }
                    self.state.data = DataState::Loading { what, done, total };
                }
                News::Samples(number, samples) if self.is_read(number) => {
                    self.reading = None;
                    self.watch = match (&self.state.document.project.data.source, &samples) {
                        (Source::Path(path), Ok(_)) => {
                            let later = ctx.clone();
                            Some(Watch::start(path.clone(), move || later.request_repaint()))
                        }
                        _ => None,
                    };
                    self.state.take_data(samples);
                    if std::mem::take(&mut self.state.train_when_read) {
                        self.train(ctx, false);
                    }
                }
                // Of a reading that was given up.
                News::Reading(..) | News::Samples(..) => {}
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
                Request::Open(path) => self.errands.read_project(path),
                Request::Train { resume } => self.train(ctx, resume),
                Request::Tell(command) => {
                    if let Some(worker) = &self.worker {
                        worker.send(command);
                    }
                }
                Request::ChooseFolder => self.choose(Wanted::Folder, ctx, frame),
                Request::ChooseFile => self.choose(Wanted::File, ctx, frame),
                Request::CancelReading => {
                    self.reading = None;
                    self.state.data = DataState::None;
                }
                Request::Save | Request::SaveAs | Request::Close => {}
            }
        }
        self.read();
    }

    fn is_read(&self, number: u64) -> bool {
        self.reading.as_ref().is_some_and(|reading| reading.number == number)
    }

    /// Has the samples read that the document asks for, where they are not those that are here.
    fn read(&mut self) {
        let wanted = &self.state.document.project.data;
        let same = |read: &(Source, _)| (&read.0, &read.1) == (&wanted.source, &wanted.options);
        if self.state.data == DataState::None || self.state.read.as_ref().is_some_and(same) {
            return;
        }
        let (source, options) = (wanted.source.clone(), wanted.options.clone());
        self.state.read = Some((source.clone(), options.clone()));
        self.state.read_data();
        self.reading = Some(self.errands.read_samples(source, options));
    }

    /// Puts a project that was read in the place of the document.
    fn opened(&mut self, path: PathBuf, trained: Result<Box<Trained>>) {
        match trained {
            Ok(trained) => {
                let project = trained.project.clone();
                self.state.replace(Document::opened(path, project, Some(trained.into())));
                self.state.read_data();
            }
            Err(error) => self.state.data = DataState::Failed(error),
        }
    }

    /// Trains the document, as soon as its samples are here.
    fn train(&mut self, ctx: &Context, resume: bool) {
        // Dropping the handle stops a training that still runs.
        self.worker = None;
        let source = self.state.document.project.data.source.clone();
        let title = match &source {
            Source::Sample(_) => self.state.title_of_sample(&source.to_string()),
            Source::Path(path) => title_of(path),
        };
        if self.state.current().is_none_or(|run| run.has_ended() || run.start.is_some()) {
            self.state.begin(Run::new(title, source));
        }
        match &self.state.data {
            DataState::Ready(dataset) => {
                let document = &self.state.document;
                let project = document.project.clone();
                self.state.told = Some(project.clone());
                let document = &self.state.document;
                let order = Order {
                    blueprint: Blueprint::Network(project.network),
                    training: project.training,
                    dataset: Some(dataset.clone()),
                    device: self.state.device.clone(),
                    hold: true,
                    resume: document.trained.as_ref().filter(|_| resume).map(|trained| Box::new((**trained).clone())),
                    ..Order::new(project.data)
                };
                self.worker = Some(Worker::start(order, errand::wake(ctx, self.pause)));
            }
            DataState::Failed(error) => {
                let error = error.clone();
                if let Some(run) = self.state.current_mut() {
                    run.fold(Event::Failed(error));
                }
            }
            DataState::Loading { .. } | DataState::None => {
                self.state.train_when_read = true;
                if self.state.data == DataState::None {
                    self.state.read_data();
                }
            }
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

fn write_picture(file: &Path, picture: &egui::ColorImage) {
    let [width, height] = picture.size.map(|side| side as u32);
    let bytes: Vec<u8> = picture.pixels.iter().flat_map(|pixel| pixel.to_array()).collect();
    if let Err(error) = image::save_buffer(file, &bytes, width, height, image::ColorType::Rgba8) {
        eprintln!("netloom: {} could not be written: {error}.", file.display());
    }
}
