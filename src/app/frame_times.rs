//! How long frames take, printed at the end: the program's own work (logic, layout, tessellation), and whole frames,
//! until the driver has drawn the last pixel; and how long a person waited for the first point of a training and for its
//! end.

mod drawing;
mod scheduled;

use std::mem::take;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use eframe::egui::epaint::ClippedShape;
use eframe::egui::{Context, FullOutput, Plugin, Rect, Shape};

use drawing::Drawing;
use scheduled::Scheduled;

/// Frames before this many are not counted: windows open slowly.
const FIRST: usize = 10;

/// What a person waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The first point on the chart, from the click that trains.
    Point,
    /// The end of a training, from the click that stops it.
    End,
}

/// The program's own work on a frame.
struct Work {
    /// Seconds, of logic, layout and tessellation.
    seconds: f64,
    /// What the system did with the thread meanwhile.
    scheduled: Scheduled,
    /// Since the window opened.
    at: Duration,
}

/// The times of all frames so far, in seconds.
pub struct FrameTimes {
    opened: Instant,
    began: Instant,
    began_scheduled: Scheduled,
    worked: Duration,
    worked_scheduled: Scheduled,
    output: Arc<Seen>,
    drawing: Drawing,
    asking: JoinHandle<()>,
    own: Vec<Work>,
    /// The times between two frames, the first of which asked for the second at once.
    between: Vec<f64>,
    /// What is waited for, since when.
    asked: Vec<(Wait, Instant)>,
    stopped: bool,
    waited: Vec<(Wait, Duration)>,
}

impl FrameTimes {
    /// Begins to measure the frames of this context, which are drawn through OpenGL or wgpu.
    pub fn new(ctx: &Context, opengl: bool) -> FrameTimes {
        let output = Arc::new(Seen::default());
        let (drawing, asking) = Drawing::start();
        ctx.add_plugin(Output { seen: output.clone(), drawing: drawing.clone(), opengl });
        FrameTimes {
            opened: Instant::now(),
            began: Instant::now(),
            began_scheduled: Scheduled::default(),
            worked: Duration::ZERO,
            worked_scheduled: Scheduled::default(),
            output,
            drawing,
            asking,
            own: Vec::new(),
            between: Vec::new(),
            asked: Vec::new(),
            stopped: false,
            waited: Vec::new(),
        }
    }

    /// Something was asked for.
    pub fn ask(&mut self, wait: Wait) {
        self.asked.retain(|(other, _)| *other != wait);
        self.asked.push((wait, Instant::now()));
    }

    /// It is here, and shown with this frame.
    pub fn answer(&mut self, wait: Wait) {
        if let Some(place) = self.asked.iter().position(|(other, _)| *other == wait) {
            let (wait, since) = self.asked.remove(place);
            self.waited.push((wait, since.elapsed()));
        }
    }

    /// A frame begins; the one before has ended.
    pub fn begin(&mut self) {
        let now = Instant::now();
        if self.worked > Duration::ZERO {
            let (tessellated, scheduled) =
                self.output.tessellated.lock().map(|mut time| take(&mut *time)).unwrap_or_default();
            let seconds = (self.worked + tessellated).as_secs_f64();
            let scheduled = self.worked_scheduled.and(scheduled);
            self.own.push(Work { seconds, scheduled, at: self.began - self.opened });
            if self.output.asked.swap(false, Ordering::Relaxed) {
                self.between.push((now - self.began).as_secs_f64());
            }
        }
        self.drawing.begin(now);
        self.began_scheduled = Scheduled::now();
        (self.began, self.worked) = (Instant::now(), Duration::ZERO);
    }

    /// Nobody will see this frame nor any after it: what is done from now on is not a frame's work.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// The layout of the frame has ended.
    pub fn end(&mut self) {
        if self.stopped {
            return;
        }
        self.worked = self.began.elapsed();
        self.worked_scheduled = Scheduled::now().since(self.began_scheduled);
    }

    /// Prints the median, the 95th percentile and the worst of all, in milliseconds, and where the time of the worst own
    /// work went: a thread that others keep from the cores has not worked.
    pub fn print(mut self) {
        self.begin();
        for (wait, time) in &self.waited {
            let what = match wait {
                Wait::Point => "click to first point",
                Wait::End => "Stop to the end",
            };
            println!("{what}: {:.3} s", time.as_secs_f64());
        }
        let whole = self.drawing.end();
        // The driver is not asked any more when it is unloaded.
        let _ = self.asking.join();
        let own = self.own.iter().map(|work| work.seconds).collect();
        for (what, mut times) in [
            ("own work", own),
            ("whole frames, until drawn", whole),
            ("from frame to frame, where one asks for the next at once", self.between),
        ] {
            times.drain(..times.len().min(FIRST));
            times.sort_by(f64::total_cmp);
            let Some(worst) = times.last() else { continue };
            let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize] * 1e3;
            println!(
                "{what}: {} frames, median {:.2} ms, 95 % below {:.2} ms, worst {:.2} ms",
                times.len(),
                at(0.5),
                at(0.95),
                worst * 1e3
            );
        }
        if let Some(worst) = self.own.iter().skip(FIRST).max_by(|a, b| a.seconds.total_cmp(&b.seconds)) {
            println!(
                "the worst own work: {:.1} s after the window opened, {}",
                worst.at.as_secs_f64(),
                worst.scheduled
            );
        }
    }
}

/// What was seen of the last frame's output.
#[derive(Default)]
struct Seen {
    /// How long its tessellation took, and what the system did with the thread meanwhile.
    tessellated: Mutex<(Duration, Scheduled)>,
    /// Whether it asked for the next frame at once.
    asked: AtomicBool,
}

/// Looks at what a frame puts out.
struct Output {
    seen: Arc<Seen>,
    drawing: Drawing,
    opengl: bool,
}

impl Plugin for Output {
    fn debug_name(&self) -> &'static str {
        "frame times"
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        // Tessellation is measured on a copy of what is to be drawn, since the window does it where nobody can look.
        let shapes = output.shapes.clone();
        let (before, began) = (Scheduled::now(), Instant::now());
        let pieces = ctx.tessellate(shapes, output.pixels_per_point);
        let took = began.elapsed();
        if let Ok(mut time) = self.seen.tessellated.lock() {
            *time = (time.0 + took, time.1.and(Scheduled::now().since(before)));
        }
        drop(pieces);
        let asked = output.viewport_output.get(&ctx.viewport_id());
        self.seen.asked.store(asked.is_some_and(|asked| asked.repaint_delay.is_zero()), Ordering::Relaxed);
        let clip_rect = ctx.content_rect();
        let rect = Rect::from_min_size(clip_rect.min, [1.0, 1.0].into());
        let shape = Shape::Callback(self.drawing.callback(rect, self.opengl));
        output.shapes.push(ClippedShape::new(clip_rect, shape));
    }
}
