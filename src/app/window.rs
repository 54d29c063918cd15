//! The window's two hands: one takes what the training thread, dialogs and errands tell, the other carries out what
//! the panels ask for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{self, Context, Ui, ViewportCommand};

use super::dialog::{Dialog, Wanted};
use super::errand::{self, Errands, News, Reading};
use super::evaluating::Evaluating;
use super::frame_times::{FrameTimes, Wait};
use super::keeping::Keeping;
use super::looking::Looking;
use super::studying::Studying;
use super::subject::Subject;
use super::{Options, failure, settings};
use crate::base::Shape;
use crate::data::{self, Source, Watch};
use crate::inspect::Picture;
use crate::train::{Blueprint, Command, Event, Order, Worker};
use crate::ui::run::Run;
use crate::ui::{DataState, Request, State, show, theme, title_of};

/// How long the end of the program waits for a training to be saved.
const PATIENCE: Duration = Duration::from_secs(2);

/// The application: what is shown, and the training thread if there is one.
pub struct Window {
    pub(super) state: State,
    pub(super) worker: Option<Worker>,
    pub(super) errands: Errands,
    reading: Option<Reading>,
    dialog: Option<(Dialog, Wanted)>,
    /// A picture that waits for the name of its file.
    pub(super) picture: Option<Arc<Picture>>,
    looking: Looking,
    subject: Subject,
    evaluating: Evaluating,
    studying: Studying,
    pub(super) keeping: Keeping,
    /// Notices that files of the samples change.
    watch: Option<Watch>,
    options: Options,
    frames: u32,
    pub(super) times: Option<FrameTimes>,
    /// The time between two frames that nothing but a training asks for.
    pause: Duration,
    /// Whether the window may close: what was unsaved has been asked about.
    pub(super) closing: bool,
}

impl Window {
    /// A window that is about to be shown for the first time.
    pub fn new(cc: &eframe::CreationContext, options: Options) -> Window {
        let ctx = &cc.egui_ctx;
        theme::install(ctx);
        let (opengl, wgpu) = (cc.gl.is_some(), cc.wgpu_render_state.as_ref());
        // Only where the colour that clears means the same as one that is drawn.
        if opengl || wgpu.is_some_and(|drawing| !drawing.target_format.is_srgb()) {
            theme::clears(ctx);
        }
        let mut state = State::default();
        if !options.is_test() {
            settings::load(cc.storage, &mut state);
        }
        ctx.set_theme(state.theme);
        let errands = Errands::new(ctx);
        errands.look_around();
        let keeping = Keeping::new(&options, &mut state, ctx);
        if let Some(path) = &options.open {
            state.open(std::path::absolute(path).unwrap_or(path.clone()));
        }
        if let Some(Ok(source)) = options.train_sample.as_deref().map(str::parse::<Source>) {
            state.train_on(source);
        }
        // Where the cores that train also draw, they draw less often.
        let software = opengl
            || wgpu.is_some_and(|drawing| drawing.adapter.get_info().device_type == eframe::wgpu::DeviceType::Cpu);
        let pause = Duration::from_millis(if software { 100 } else { 50 });
        let times = options.frame_times.then(|| FrameTimes::new(ctx, opengl));
        Window {
            state,
            worker: None,
            errands,
            reading: None,
            watch: None,
            dialog: None,
            picture: None,
            looking: Looking::new(ctx),
            subject: Subject::new(ctx),
            evaluating: Evaluating::new(ctx),
            studying: Studying::new(ctx),
            keeping,
            options,
            frames: 0,
            times,
            pause,
            closing: false,
        }
    }

    /// What is shown.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What is shown, to be changed from outside, as tests do.
    pub fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// Takes in what was told since the last frame. Waits for nothing.
    fn listen(&mut self, ctx: &Context) {
        self.listen_to_training();
        self.looking.look(ctx, &mut self.state, self.worker.as_ref());
        self.subject.look(&mut self.state, self.worker.as_ref());
        self.evaluating.look(&mut self.state);
        self.studying.look(ctx, &mut self.state);
        self.state.data_view.changed = self.watch.as_ref().map_or(0, Watch::changed);
        let news: Vec<News> = self.errands.news().collect();
        for news in news {
            match news {
                News::Devices(devices) => self.state.devices = devices,
                News::Glimpse(key, facts, glimpse) => self.state.set_glimpse(key, facts, glimpse),
                News::Project(path, project) => self.opened(path, project),
                News::Written(written) => self.written(written.map(|document| *document)),
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
                News::Picture(name, shape, Ok(bytes)) => self.state.inspect_view.take_picture(name, &shape, &bytes),
                News::Picture(_, _, Err(error)) | News::NotWritten(error) => self.state.trouble = Some(error),
                // Of a reading that was given up.
                News::Reading(..) | News::Samples(..) => {}
            }
        }
        if let Some((dialog, wanted)) = &mut self.dialog
            && let Some(answer) = dialog.answer(ctx.input(|input| input.focused))
        {
            let wanted = wanted.clone();
            self.dialog = None;
            self.state.choosing = false;
            self.chosen(wanted, answer);
        }
    }

    /// Carries out what was asked for.
    fn obey(&mut self, ctx: &Context, frame: &eframe::Frame) {
        for request in std::mem::take(&mut self.state.requests) {
            match request {
                Request::Open(path) => self.errands.read_project(path),
                Request::Train { resume } => {
                    self.times.iter_mut().for_each(|times| times.ask(Wait::Point));
                    self.train(ctx, resume);
                }
                Request::Tell(command) => {
                    if command == Command::Stop {
                        self.times.iter_mut().for_each(|times| times.ask(Wait::End));
                    }
                    if let Some(worker) = &self.worker {
                        worker.send(command);
                    }
                }
                Request::LetGo => self.worker = None,
                Request::ChooseFolder => self.choose(Wanted::Folder, ctx, frame),
                Request::ChooseFile => self.choose(Wanted::File, ctx, frame),
                Request::ChoosePicture => self.choose(Wanted::Picture, ctx, frame),
                Request::PastePicture => self.look_at_picture(Errands::paste_picture),
                Request::SavePicture { name, picture } => {
                    self.picture = Some(picture);
                    self.choose(Wanted::PictureName(name), ctx, frame);
                }
                Request::CancelReading => {
                    self.reading = None;
                    (self.state.data, self.state.train_when_read) = (DataState::None, false);
                    if let Some(run) = self.state.current_mut().filter(|run| run.start.is_none()) {
                        run.leave();
                    }
                }
                Request::Save => match self.state.document.path.clone() {
                    Some(path) if !self.state.document.read_only => self.save_to(path),
                    path => self.choose(Wanted::Name(path.unwrap_or_else(|| self.suggested_name())), ctx, frame),
                },
                Request::SaveAs => {
                    let like = self.state.document.path.clone().unwrap_or_else(|| self.suggested_name());
                    self.choose(Wanted::Name(like), ctx, frame);
                }
                Request::SaveTo(path) => self.save_to(path),
                Request::Export(keepsake) => self.choose(Wanted::Keepsake(keepsake), ctx, frame),
                Request::ExportTo(keepsake, path) => {
                    if let Some(found) = self.state.evaluate_view.found.clone() {
                        self.errands.export(found, keepsake, path);
                    }
                }
                Request::Recover(path) => self.errands.read_project(path),
                Request::Discard(path) => {
                    if let Err(error) = std::fs::remove_file(&path) {
                        self.state.trouble = Some(super::keeping::not_removed(&path, &error));
                    }
                }
                Request::Close => {
                    self.closing = true;
                    ctx.send_viewport_cmd(ViewportCommand::Close);
                }
            }
        }
        self.read();
    }

    /// Has a picture read for the network that is looked into.
    pub(super) fn look_at_picture(&self, read: impl FnOnce(&Errands, Shape, data::Options)) {
        if let Some(Ok(subject)) = &self.state.subject {
            read(&self.errands, subject.interface.input.clone(), subject.project.data.options.clone());
        }
    }

    fn suggested_name(&self) -> PathBuf {
        let name = match &self.state.document.project.data.source {
            Source::Sample(sample) => sample.key().trim_start_matches("sample:").to_owned(),
            Source::Path(path) => title_of(path),
        };
        PathBuf::from(format!("{name}.netloom"))
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
                let resume = document.trained.as_ref().filter(|_| resume);
                if let (Some(trained), Some(run)) = (resume, self.state.runs.last_mut()) {
                    run.recall(&trained.progress);
                }
                let order = Order {
                    blueprint: Blueprint::Network(project.network),
                    training: project.training,
                    dataset: Some(dataset.clone()),
                    device: self.state.device.clone(),
                    hold: true,
                    resume: resume.map(|trained| Box::new((**trained).clone())),
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
            self.dialog = Some((Dialog::open(wanted.clone(), ctx, frame), wanted));
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
        self.closing = true;
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
        if let Some(times) = &mut self.times {
            times.begin();
        }
        self.listen(ctx);
        self.obey(ctx, frame);
        self.mind_the_system(ctx);
        self.mind_closing(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        show(ui, &mut self.state);
        let ctx = ui.ctx().clone();
        // What the hand has just drawn is asked about at once.
        self.studying.look(&ctx, &mut self.state);
        if !self.state.requests.is_empty() {
            self.obey(&ctx, frame);
            ctx.request_repaint();
        }
        failure::opened();
        self.smoke(&ctx);
        if let Some(times) = &mut self.times {
            let run = self.state.current();
            if run.is_some_and(|run| !run.train_loss.is_empty()) {
                times.answer(Wait::Point);
            }
            if run.is_some_and(Run::has_ended) {
                times.answer(Wait::End);
            }
            times.end();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        if !self.options.is_test() {
            settings::save(storage, &self.state);
        }
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        if let Some(worker) = self.worker.take() {
            worker.finish(PATIENCE);
        }
        self.keeping.forget();
        if let Some(times) = self.times.take() {
            times.print();
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
