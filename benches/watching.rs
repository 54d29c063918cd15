//! What watching costs a training: steps of mnist-cnn per second without a window, and with the whole window at work
//! (training thread, logic, layout, tessellation; ten frames a second) on each page, without the driver's drawing:
//! `cargo bench --bench watching [-- ROUNDS] [BATCH…]`. All take turns; medians, and the medians of the rounds' shares.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use netloom::app::{self, Options};
use netloom::data::{Dataset, Sample, Silent, Source, open};
use netloom::project::{DataSettings, Project};
use netloom::train::{self, Blueprint, Event, Order, Worker};
use netloom::ui::{DataState, Page, Request};

/// Before a measurement begins.
const WARM_UP: Duration = Duration::from_millis(1500);
/// How long one takes.
const LONG: Duration = Duration::from_secs(4);
/// The time between two frames.
const FRAME: Duration = Duration::from_millis(100);

/// Steps a second, and how often a second something new was to be seen.
type Speed = [f64; 2];

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let rounds = numbers.first().copied().unwrap_or(5);
    let source = Source::Sample(Sample::Digits);
    let dataset = Arc::new(open(&source, &Default::default(), &Silent).expect("the program draws them"));
    let batches = if numbers.len() > 1 { numbers[1..].to_vec() } else { vec![32] };
    for batch in batches {
        let mut project = Project { data: DataSettings::new(source.clone()), ..Project::default() };
        train::suit(&mut project, &dataset).expect("a template suits");
        (project.training.epochs, project.training.batch) = (100_000, batch);
        let pages = [Page::Train, Page::Network, Page::Inspect];
        let mut speeds: Vec<Vec<Speed>> = vec![Vec::new(); pages.len() + 1];
        for _ in 0..rounds {
            speeds[0].push(alone(&project, &dataset));
            for (place, page) in pages.into_iter().enumerate() {
                speeds[place + 1].push(watched(&project, &dataset, page));
            }
        }
        println!("mnist-cnn, batch {batch}, {rounds} rounds:");
        for (place, of) in speeds.iter().enumerate() {
            let what = place.checked_sub(1).map_or("without a window".to_owned(), |page| format!("{:?}", pages[page]));
            let share = median(of.iter().zip(&speeds[0]).map(|(this, alone)| this[0] / alone[0]));
            let [steps, seen] = [0, 1].map(|of_what| median(of.iter().map(|speed| speed[of_what])));
            println!("  {what:17} {steps:7.1} steps/s, {:5.1} %, {seen:4.1} refreshes/s", 100.0 * share);
        }
    }
}

fn alone(project: &Project, dataset: &Arc<Dataset>) -> Speed {
    let order = Order {
        blueprint: Blueprint::Network(project.network.clone()),
        training: project.training.clone(),
        dataset: Some(dataset.clone()),
        device: "cpu".into(),
        hold: true,
        ..Order::new(project.data.clone())
    };
    let worker = Worker::start(order, Arc::new(|| {}));
    let mut steps = 0;
    let mut go_on = |long: Duration| {
        let (end, before) = (Instant::now() + long, steps);
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            match worker.wait(left) {
                Some(Event::Steps { points, .. }) => steps += points.len(),
                Some(Event::Failed(error)) => panic!("{error}"),
                _ => {}
            }
        }
        (steps - before) as f64
    };
    go_on(WARM_UP);
    let trained = go_on(LONG);
    worker.finish(Duration::from_secs(5));
    [trained / LONG.as_secs_f64(), 0.0]
}

fn watched(project: &Project, dataset: &Arc<Dataset>, page: Page) -> Speed {
    let options = Options { smoke_frames: Some(u32::MAX), ..Options::default() };
    let mut window: Harness<app::Window> =
        Harness::builder().with_size([1440.0, 900.0]).build_eframe(move |cc| app::Window::new(cc, options));
    let state = window.state_mut().state_mut();
    state.document.project = project.clone();
    state.data = DataState::Ready(dataset.clone());
    state.read = Some((project.data.source.clone(), project.data.options.clone()));
    state.device = "cpu".into();
    state.requests.push(Request::Train { resume: false });
    frames(&mut window, FRAME);
    window.state_mut().state_mut().page = page;
    frames(&mut window, WARM_UP);
    let before = window.state().state().current().map_or(0, |run| run.step);
    let (seen, took) = frames(&mut window, LONG);
    let run = window.state().state().current().expect("it was begun");
    assert!(!run.has_ended(), "{:?}", run.phase);
    let trained = (run.step - before) as f64;
    window.state_mut().state_mut().act(netloom::ui::action::Action::Stop);
    while window.state().state().running().is_some() {
        frames(&mut window, FRAME);
    }
    [trained / took, seen as f64 / took]
}

/// Draws frames for so long; how often there was something new to be seen, and the seconds that it took.
fn frames(window: &mut Harness<app::Window>, long: Duration) -> (usize, f64) {
    let began = Instant::now();
    // What is shown is held, lest something new takes the place of the old in memory.
    let (mut seen, mut last) = (0, (None, None));
    while began.elapsed() < long {
        let next = Instant::now() + FRAME;
        window.run_steps(1);
        let output = window.output();
        drop(window.ctx.tessellate(output.shapes.clone(), output.pixels_per_point));
        let state = window.state().state();
        let now = (state.canvas.sight.clone(), state.inspect_view.glance.clone());
        seen += usize::from(!(same(&now.0, &last.0) && same(&now.1, &last.1)));
        last = now;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    (seen, began.elapsed().as_secs_f64())
}

fn same<T>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
    a.as_ref().map(Arc::as_ptr) == b.as_ref().map(Arc::as_ptr)
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
