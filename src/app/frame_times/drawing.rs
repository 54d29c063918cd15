//! When the driver has drawn the last pixel of a frame: the window hands its commands over and goes on before that.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use eframe::egui::{PaintCallback, PaintCallbackInfo, Rect};
use eframe::egui_glow::{CallbackFn, Painter};
use eframe::egui_wgpu::{Callback, CallbackResources, CallbackTrait, ScreenDescriptor, wgpu};

/// How often the driver is asked.
const EVERY: Duration = Duration::from_micros(300);

/// Measures the drawing of all frames. Clones measure the same.
#[derive(Clone)]
pub struct Drawing(Arc<Shared>);

struct Shared {
    began: Mutex<Instant>,
    /// Seconds from the beginning of each frame to its last pixel.
    times: Mutex<Vec<f64>>,
    /// Frames that were handed over and are not drawn yet.
    open: AtomicUsize,
    /// Wakes the thread that asks the driver.
    handed: Mutex<Sender<wgpu::Device>>,
    /// That thread is to end.
    ended: AtomicBool,
}

impl Drawing {
    /// Begins to measure, with a thread that asks the driver; both end with [`Drawing::end`].
    pub fn start() -> (Drawing, JoinHandle<()>) {
        let (handed, devices) = channel::<wgpu::Device>();
        let (began, times) = (Mutex::new(Instant::now()), Mutex::new(Vec::new()));
        let (open, ended) = (AtomicUsize::new(0), AtomicBool::new(false));
        let shared = Arc::new(Shared { began, times, open, handed: Mutex::new(handed), ended });
        let watched = shared.clone();
        let thread = std::thread::spawn(move || {
            while let Ok(device) = devices.recv() {
                while watched.open.load(Ordering::Relaxed) > 0 && !watched.ended.load(Ordering::Relaxed) {
                    let _ = device.poll(wgpu::PollType::Poll);
                    std::thread::sleep(EVERY);
                }
                if watched.ended.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        (Drawing(shared), thread)
    }

    /// No frame is measured any more; the seconds that each took so far.
    pub fn end(&self) -> Vec<f64> {
        self.0.ended.store(true, Ordering::Relaxed);
        // A thread that waits for the next frame waits no longer.
        if let Ok(mut handed) = self.0.handed.lock() {
            *handed = channel().0;
        }
        self.0.times.lock().map(|times| times.clone()).unwrap_or_default()
    }

    /// A frame begins.
    pub fn begin(&self, now: Instant) {
        if let Ok(mut began) = self.0.began.lock() {
            *began = now;
        }
    }

    /// Draws nothing, and notices when that is done.
    pub fn callback(&self, rect: Rect, opengl: bool) -> PaintCallback {
        if !opengl {
            return Callback::new_paint_callback(rect, self.clone());
        }
        let shared = self.0.clone();
        let paint = move |_: PaintCallbackInfo, painter: &Painter| {
            // The answer waits until all that was asked before is drawn.
            let _ = painter.read_screen_rgba([1, 1]);
            shared.note();
        };
        PaintCallback { rect, callback: Arc::new(CallbackFn::new(paint)) }
    }
}

impl Shared {
    /// The frame that began last is drawn.
    fn note(&self) {
        if let (Ok(began), Ok(mut times)) = (self.began.lock(), self.times.lock()) {
            times.push(began.elapsed().as_secs_f64());
        }
    }
}

impl CallbackTrait for Drawing {
    fn prepare(
        &self,
        device: &wgpu::Device,
        _queue: &wgpu::Queue,
        _screen: &ScreenDescriptor,
        encoder: &mut wgpu::CommandEncoder,
        _resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        let shared = self.0.clone();
        let Ok(began) = shared.began.lock().map(|began| *began) else { return Vec::new() };
        if shared.ended.load(Ordering::Relaxed) {
            return Vec::new();
        }
        shared.open.fetch_add(1, Ordering::Relaxed);
        if let Ok(handed) = self.0.handed.lock() {
            // The thread listens as long as this is here.
            let _ = handed.send(device.clone());
        }
        encoder.on_submitted_work_done(move || {
            shared.open.fetch_sub(1, Ordering::Relaxed);
            if let Ok(mut times) = shared.times.lock() {
                times.push(began.elapsed().as_secs_f64());
            }
        });
        Vec::new()
    }

    fn paint(&self, _: PaintCallbackInfo, _: &mut wgpu::RenderPass<'static>, _: &CallbackResources) {}
}
