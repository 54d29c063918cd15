//! How soon Inspect answers each stroke of a digit that is drawn, and what looking on costs a training:
//! `cargo bench --bench studying`. No window is open; the page asks the same.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use netloom::data::{Dataset, Options, Sample, Silent, Source};
use netloom::inspect::Aim;
use netloom::network::template;
use netloom::project::{DataSettings, Project, Trained};
use netloom::study::{Ask, Glance, Glancing, Scene, Study, untrained};
use netloom::train::{Blueprint, Command, Event, Latest, Order, Worker};

/// How often a training alone and one that is looked into take turns.
const ROUNDS: usize = 20;
/// How long a turn is.
const TURN: Duration = Duration::from_secs(2);

thread_local! {
    static STUDY: RefCell<Study> = RefCell::new(Study::new("cpu", Some(1)));
}

fn digits() -> (Project, Arc<Dataset>) {
    let source = Source::Sample(Sample::Digits);
    let dataset = Arc::new(netloom::data::open(&source, &Options::default(), &Silent).unwrap());
    let network = template("mnist-cnn").unwrap().build(&dataset.shape, 10);
    (Project { network, data: DataSettings::new(source), ..Project::default() }, dataset)
}

fn question(subject: &Arc<Trained>, dataset: &Arc<Dataset>, pixel: f32) -> Glancing {
    let input: Vec<f32> = (0..784).map(|place| if place % 29 < 3 { pixel } else { 0.0 }).collect();
    let node = "conv2d_1".to_owned();
    let dataset = Some(dataset.clone());
    let scene = Scene { subject: subject.clone(), dataset, part: None, input: Some(Arc::new(input)), node };
    Glancing { scene, at: Some((3, [5, 5])), filters: true, also: None }
}

/// How soon the page answers each stroke of a digit that is drawn.
fn strokes() {
    let (project, dataset) = digits();
    let subject = Arc::new(untrained(&project, &dataset).unwrap());
    let cases = [("prediction, 64 maps, arithmetic", None), ("with Grad-CAM", Some(Ask::GradCam(Aim::Class(3))))];
    for (name, also) in cases {
        let (woken, wake) = std::sync::mpsc::channel();
        let wake_up = Arc::new(move || {
            let _ = woken.send(());
        });
        let ask = |glancing: Glancing| STUDY.with_borrow_mut(|study| study.glance(glancing));
        let mut latest = Latest::start("test", wake_up, ask);
        let mut times = Vec::new();
        for stroke in 0..60 {
            let glancing = Glancing { also: also.clone(), ..question(&subject, &dataset, stroke as f32 / 60.0) };
            let began = Instant::now();
            latest.ask(glancing);
            wake.recv_timeout(Duration::from_secs(20)).unwrap();
            let glance: Glance = latest.answer().unwrap().unwrap();
            times.push(began.elapsed());
            assert_eq!(glance.answer.len(), 10);
        }
        times.sort();
        println!("{name}: median {:?}, 95 % within {:?}, the longest {:?}", times[30], times[57], times[59]);
    }
}

/// How much slower a training is while its feature maps are looked at.
fn looking_on() {
    let (project, dataset) = digits();
    let mut training = project.training.clone();
    training.epochs = 1000;
    let order = Order {
        blueprint: Blueprint::Network(project.network.clone()),
        training,
        dataset: Some(dataset.clone()),
        device: "cpu".into(),
        ..Order::new(project.data.clone())
    };
    let worker = Worker::start(order, Arc::new(|| {}));
    let ask = |glancing: Glancing| STUDY.with_borrow_mut(|study| study.glance(glancing));
    let mut latest = Latest::start("test", Arc::new(|| {}), ask);
    let (mut step, mut busy) = (0, false);
    // Steps and seconds of each turn, alone and looked into; glances of all.
    let (mut turns, mut glances) = ([const { Vec::new() }; 2], 0);
    for part in 0..2 * ROUNDS + 1 {
        let looking = part % 2;
        worker.send(Command::Share(looking == 1));
        let (mut first, began) = (None, Instant::now());
        while began.elapsed() < TURN {
            match worker.wait(Duration::from_millis(5)) {
                Some(Event::Steps { points, .. }) => {
                    step = points.last().map_or(step, |point| point.step);
                    first.get_or_insert((step, Instant::now()));
                }
                Some(Event::Learned(subject)) if !busy => {
                    latest.ask(question(&subject, &dataset, 0.7));
                    busy = true;
                }
                Some(Event::Failed(error)) => panic!("{error}"),
                _ => {}
            }
            if latest.answer().is_some() {
                (glances, busy) = (glances + usize::from(part > 0), false);
            }
        }
        if let Some((from, since)) = first.filter(|_| part > 0) {
            turns[looking].push((step - from) as f64 / since.elapsed().as_secs_f64());
        }
    }
    worker.send(Command::Stop);
    let refreshes = glances as f64 / (ROUNDS as f64 * TURN.as_secs_f64());
    let slower = median(turns[1].iter().zip(&turns[0]).map(|(watched, alone)| 100.0 * (1.0 - watched / alone)));
    let [alone, watched] = turns.map(|speeds| median(speeds.into_iter()));
    println!("{alone:.0} steps a second alone, {watched:.0} while looked into {refreshes:.1} times a second");
    println!("{slower:.1} % slower, the median of {ROUNDS} rounds");
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn main() {
    strokes();
    looking_on();
}
