//! Training as a whole: it learns, repeats and resumes with the same bits, obeys at once, and sees divergence.

use std::sync::Arc;
use std::time::{Duration, Instant};

use netloom::base::Error;
use netloom::data::Source;
use netloom::layers::{BatchNorm, Conv2d, Dense, Dropout, GlobalAveragePool, Input};
use netloom::network::Network;
use netloom::optimizers::Optimizer;
use netloom::project::{DataSettings, Trained, read};
use netloom::train::{Blueprint, Command, Event, Order, Outcome, Worker};

/// A small order on pictures that the program draws.
fn order(samples: [usize; 2]) -> Order {
    let source: Source = "sample:digits".parse().expect("there is such a sample");
    let mut data = DataSettings::new(source);
    data.options.drawn = Some(samples);
    let mut order = Order::new(data);
    order.device = "cpu".into();
    order.blueprint = Blueprint::Template("mlp".into());
    order.training.epochs = 2;
    order
}

/// A network with all that could make two runs differ: dropout, running statistics, a short last batch.
fn with_everything_random() -> Network {
    let mut network = Network::default();
    let mut end = network.add(Input { shape: [28, 28, 1].into() }, [0.0, 0.0]);
    end = network.append(end, Conv2d { filters: 4, stride: [2, 2], ..Conv2d::default() });
    end = network.append(end, BatchNorm::default());
    end = network.append(end, GlobalAveragePool::default());
    end = network.append(end, Dropout { rate: 0.3 });
    network.append(end, Dense { units: 10, ..Dense::default() });
    network
}

/// Lets a training run to its end.
fn finish(worker: &Worker) -> Result<Outcome, Error> {
    let end = Instant::now() + Duration::from_secs(120);
    while Instant::now() < end {
        match worker.wait(Duration::from_millis(100)) {
            Some(Event::Done(outcome)) => return Ok(outcome),
            Some(Event::Failed(error)) => return Err(error),
            _ => {}
        }
    }
    panic!("the training has not ended after two minutes");
}

fn start(order: Order) -> Worker {
    Worker::start(order, Arc::new(|| {}))
}

/// Trains and reads back what was saved.
fn trained(mut order: Order, folder: &tempfile::TempDir) -> Trained {
    let path = folder.path().join("trained.netloom");
    order.out = Some(path.clone());
    finish(&start(order)).expect("the training succeeds");
    read(&path).expect("what was saved is read back")
}

#[test]
fn it_learns() {
    let outcome = finish(&start(order([2000, 400]))).expect("the training succeeds");
    let last = outcome.last.expect("two epochs were evaluated");
    assert!(outcome.completed && outcome.epochs == 2 && outcome.steps == 126);
    assert!(last.test_accuracy > 0.5, "only {:.1} % are right", 100.0 * last.test_accuracy);
}

#[test]
fn two_runs_give_the_same_bits_with_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |threads| {
        let mut order = order([150, 50]);
        order.blueprint = Blueprint::Network(with_everything_random());
        order.threads = Some(threads);
        let Trained { weights, states, memories, .. } = trained(order, &folder);
        (weights, states, memories)
    };
    let first = run(1);
    assert!(first == run(1), "two runs differ");
    assert!(first == run(2), "one thread and two differ");
    assert!(first == run(3), "one thread and three differ");
}

#[test]
fn a_stopped_training_resumes_with_the_same_bits() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let whole = || {
        let mut order = order([3000, 50]);
        order.blueprint = Blueprint::Network(with_everything_random());
        order.training.batch = 7;
        order
    };
    let straight = trained(whole(), &folder);

    let path = folder.path().join("stopped.netloom");
    let worker = start(Order { out: Some(path.clone()), ..whole() });
    while !matches!(worker.wait(Duration::from_secs(60)), Some(Event::Steps { .. })) {}
    worker.send(Command::Stop);
    let outcome = finish(&worker).expect("what was learned is saved");
    assert!(!outcome.completed && outcome.steps < straight.progress.step, "it stopped early");

    let stopped = read(&path).expect("what was saved is read back");
    let resumed = trained(Order { resume: Some(Box::new(stopped)), ..whole() }, &folder);
    assert_eq!(resumed.progress.step, straight.progress.step);
    assert!(resumed.weights == straight.weights, "weights differ");
    assert!(resumed.states == straight.states, "running statistics differ");
    assert!(resumed.memories == straight.memories, "the optimiser's memories differ");
    let accuracy = |trained: &Trained| trained.progress.epochs.iter().map(|e| e.test_loss).collect::<Vec<_>>();
    assert_eq!(accuracy(&resumed), accuracy(&straight));
}

#[test]
fn it_pauses_resumes_and_stops_at_once() {
    let mut order = order([4000, 50]);
    order.training.epochs = 1000;
    let worker = start(order);
    while !matches!(worker.wait(Duration::from_secs(60)), Some(Event::Steps { .. })) {}
    worker.send(Command::Pause);
    while !matches!(worker.wait(Duration::from_secs(60)), Some(Event::Paused)) {}
    let heard = worker.wait(Duration::from_millis(300));
    assert!(heard.is_none(), "no step runs while on hold, but there was {heard:?}");
    worker.send(Command::Resume);
    while !matches!(worker.wait(Duration::from_secs(60)), Some(Event::Steps { .. })) {}
    let asked = Instant::now();
    worker.send(Command::Stop);
    let outcome = finish(&worker).expect("stopping is no failure");
    assert!(!outcome.completed);
    // Half a second is promised; a busy machine gets two.
    assert!(asked.elapsed() < Duration::from_secs(2), "stopping took {:?}", asked.elapsed());
}

#[test]
fn a_paused_training_stops_too() {
    let mut order = order([4000, 50]);
    order.training.epochs = 1000;
    let worker = start(order);
    while !matches!(worker.wait(Duration::from_secs(60)), Some(Event::Steps { .. })) {}
    worker.send(Command::Pause);
    while !matches!(worker.wait(Duration::from_secs(60)), Some(Event::Paused)) {}
    worker.send(Command::Stop);
    assert!(!finish(&worker).expect("stopping is no failure").completed);
}

#[test]
fn divergence_is_seen_and_what_was_learned_before_is_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("kept.netloom");
    let sgd = Optimizer::all().into_iter().find(|optimizer| optimizer.key() == "sgd").expect("there is SGD");
    let mut good = order([500, 50]);
    good.training.epochs = 1;
    good.training.optimizer = sgd;
    good.out = Some(path.clone());
    finish(&start(good.clone())).expect("a moderate rate trains");
    let before = std::fs::read(&path).expect("it was saved");

    let mut wild = good;
    wild.training.epochs = 3;
    wild.training.optimizer.set_rate(1e30);
    wild.resume = Some(Box::new(read(&path).expect("it is read back")));
    let error = finish(&start(wild)).expect_err("the loss cannot stay a number");
    assert!(error.to_string().contains("learning rate"), "{error}");
    assert_eq!(std::fs::read(&path).expect("it is still there"), before, "no weights that are not numbers are saved");
}

#[test]
fn wrong_orders_are_refused_in_words() {
    let mut unknown = order([100, 20]);
    unknown.blueprint = Blueprint::Template("no-such-network".into());
    let error = finish(&start(unknown)).expect_err("there is no such network");
    assert!(error.exit_code() == 2 && error.to_string().contains("mnist-cnn"), "{error}");

    let mut missing = order([100, 20]);
    missing.data.source = Source::Path("/no/such/folder".into());
    let error = finish(&start(missing)).expect_err("there is no such folder");
    assert!(error.exit_code() == 2 && error.to_string().contains("/no/such/folder"), "{error}");
}
