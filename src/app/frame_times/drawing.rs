//! When the driver has drawn the last pixel of a frame: the window hands its commands over and goes on before that.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use eframe::egui::{PaintCallback, PaintCallbackInfo, Rect};
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
}

impl Drawing {
    /// Begins to measure, with a thread that asks the driver.
    pub fn start() -> Drawing {
        let (handed, devices) = channel::<wgpu::Device>();
        let (began, times) = (Mutex::new(Instant::now()), Mutex::new(Vec::new()));
        let shared = Arc::new(Shared { began, times, open: AtomicUsize::new(0), handed: Mutex::new(handed) });
        let watched = Arc::downgrade(&shared);
        std::thread::spawn(move || {
            for device in devices {
                while watched.upgrade().is_some_and(|shared| shared.open.load(Ordering::Relaxed) > 0) {
                    if device.poll(wgpu::PollType::Poll).is_err() {
                        break;
                    }
                    std::thread::sleep(EVERY);
                }
            }
        });
        Drawing(shared)
    }

    /// A frame begins.
    pub fn begin(&self, now: Instant) {
        if let Ok(mut began) = self.0.began.lock() {
            *began = now;
        }
    }

    /// The seconds that each frame took so far.
    pub fn times(&self) -> Vec<f64> {
        self.0.times.lock().map(|times| times.clone()).unwrap_or_default()
    }

    /// Draws nothing, and notices when that is done.
    pub fn callback(&self, rect: Rect) -> PaintCallback {
        Callback::new_paint_callback(rect, self.clone())
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
