//! Training as a whole: it learns, repeats and resumes with the same bits, obeys at once, and sees divergence.

use std::sync::Arc;
use std::time::{Duration, Instant};

use netloom::base::Error;
use netloom::compile::{Design, Plan};
use netloom::data::{Part, Source};
use netloom::layers::{BatchNorm, Conv2d, Dense, Dropout, Flatten, GlobalAveragePool, Input};
use netloom::network::Network;
use netloom::optimizers::Optimizer;
use netloom::program::Slot;
use netloom::project::{DataSettings, EarlyStopping, Project, Trained, read};
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

/// Three dense layers without a function that could hold large numbers back.
fn without_bounds() -> Network {
    let mut network = Network::default();
    let mut end = network.add(Input { shape: [28, 28, 1].into() }, [0.0, 0.0]);
    end = network.append(end, Flatten {});
    end = network.append(end, Dense { units: 32, ..Dense::default() });
    end = network.append(end, Dense { units: 32, ..Dense::default() });
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
    good.blueprint = Blueprint::Network(without_bounds());
    good.training.optimizer = sgd;
    good.out = Some(path.clone());
    finish(&start(good.clone())).expect("a moderate rate trains");
    let before = std::fs::read(&path).expect("it was saved");

    let mut wild = good;
    wild.training.epochs = 3;
    wild.training.optimizer.set_rate(1e6);
    wild.resume = Some(Box::new(read(&path).expect("it is read back")));
    let error = finish(&start(wild)).expect_err("the loss cannot stay a number");
    assert!(error.to_string().contains("diverged"), "{error}");
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

/// Waits for the first event of a kind.
fn until<T>(worker: &Worker, what: &str, mut found: impl FnMut(Event) -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(120);
    while Instant::now() < end {
        match worker.wait(Duration::from_millis(100)) {
            Some(Event::Failed(error)) => panic!("{what} did not happen: {error}"),
            Some(event) => {
                if let Some(found) = found(event) {
                    return found;
                }
            }
            None => {}
        }
    }
    panic!("{what} did not happen in two minutes");
}

/// The project of an order, whose network was drawn.
fn project_of(order: &Order) -> Project {
    let network = order.blueprint.draw(&[28, 28, 1].into(), 10, false).expect("there is such a template");
    Project { network, data: order.data.clone(), training: order.training.clone() }
}

#[test]
fn the_batch_is_changed_while_it_runs_and_every_sample_is_still_seen_once() {
    let mut order = order([3000, 50]);
    order.training.batch = 8;
    let mut project = project_of(&order);
    let worker = start(order);
    until(&worker, "a step", |event| matches!(event, Event::Steps { .. }).then_some(()));
    worker.send(Command::Pause);
    let step = until(&worker, "what was learned", |event| match event {
        Event::Kept { trained, .. } if trained.progress.step > 0 => Some(trained.progress.clone()),
        _ => None,
    });
    project.training.batch = 100;
    worker.send(Command::Edit(Box::new(project)));
    worker.send(Command::Resume);
    let outcome = finish(&worker).expect("it goes on");
    let left = |samples: usize| (3000 - samples).div_ceil(100) as u64;
    let first = if step.epoch == 0 { left(step.samples_in_epoch) + 30 } else { left(step.samples_in_epoch) };
    assert_eq!(outcome.steps, step.step + first);
}

#[test]
fn a_network_that_is_changed_while_it_trains_keeps_what_still_matches() {
    let mut order = order([2000, 50]);
    order.training.epochs = 50;
    let mut project = project_of(&order);
    let worker = start(order);
    until(&worker, "an epoch", |event| matches!(event, Event::Epoch(_)).then_some(()));
    worker.send(Command::Pause);
    until(&worker, "a pause", |event| matches!(event, Event::Paused).then_some(()));
    let hidden = project.network.nodes.iter().position(|node| node.name == "dropout").expect("mlp has a dropout");
    let before = project.network.nodes[hidden].id;
    project.network.remove(before);
    worker.send(Command::Edit(Box::new(project.clone())));
    let mut kept = Vec::new();
    until(&worker, "going on", |event| {
        if let Event::Kept { trained, .. } = event {
            kept.push(trained);
        }
        (kept.len() == 2).then_some(())
    });
    let [old, new] = [&kept[0], &kept[1]];
    assert_eq!(new.project.network, project.network);
    assert!(new.weights == old.weights && new.memories == old.memories, "a dropout owns no weights");
    assert_eq!(new.progress, old.progress);

    // A wider hidden layer begins anew; training goes on.
    let dense = project.network.nodes.iter_mut().find(|node| node.name == "dense").expect("mlp has a dense layer");
    dense.layer = Dense { units: 40, ..Dense::default() }.into();
    worker.send(Command::Edit(Box::new(project.clone())));
    worker.send(Command::Resume);
    until(&worker, "a step", |event| matches!(event, Event::Steps { .. }).then_some(()));

    // What does not work is refused, and training goes on.
    project.network.nodes.clear();
    worker.send(Command::Edit(Box::new(project)));
    until(&worker, "a refusal", |event| matches!(event, Event::Warning(_)).then_some(()));
    until(&worker, "a step", |event| matches!(event, Event::Steps { .. }).then_some(()));
    worker.send(Command::Stop);
    finish(&worker).expect("it stops");
}

#[test]
fn divergence_holds_where_the_window_asks_for_it_and_a_lower_rate_goes_on() {
    let mut order = order([500, 50]);
    order.hold = true;
    order.blueprint = Blueprint::Network(without_bounds());
    order.training.optimizer =
        Optimizer::all().into_iter().find(|optimizer| optimizer.key() == "sgd").expect("there is SGD");
    order.training.optimizer.set_rate(1e6);
    let mut project = project_of(&order);
    let worker = start(order);
    let mut last = None;
    let sentence = until(&worker, "divergence", |event| match event {
        Event::Kept { trained, .. } => {
            last = Some(trained);
            None
        }
        Event::Diverged(sentence) => Some(sentence),
        _ => None,
    });
    assert!(sentence.contains("learning rate") && sentence.contains("on hold"), "{sentence}");
    assert!(last.expect("something was kept").weights.iter().all(|weight| weight.is_finite()));
    project.training.optimizer.set_rate(0.01);
    worker.send(Command::Edit(Box::new(project)));
    worker.send(Command::Resume);
    let outcome = finish(&worker).expect("a moderate rate trains");
    assert!(outcome.completed && outcome.last.expect("epochs were evaluated").train_loss.is_finite());
}

#[test]
fn it_stops_early_and_brings_the_best_weights_back() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("early.netloom");
    let mut order = order([60, 40]);
    order.training.epochs = 400;
    order.training.early_stopping = Some(EarlyStopping { patience: 3, restore_best: true });
    order.training.optimizer.set_rate(0.02);
    order.out = Some(path.clone());
    let outcome = finish(&start(order)).expect("the training succeeds");
    assert!(outcome.completed && outcome.epochs < 400, "{} epochs", outcome.epochs);
    let trained = read(&path).expect("it is read back");
    let losses: Vec<f64> = trained.progress.epochs.iter().map(|epoch| epoch.test_loss).collect();
    let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(losses.last(), Some(&best), "what is kept is after the best epoch");
}

/// Where a validation part was asked for, it judges the epochs, and the test part is met at the end alone.
#[test]
fn epochs_are_judged_by_the_validation_part_where_there_is_one() {
    for (share, judge, count) in [(0.2, Part::Validation, 80), (0.0, Part::Test, 100)] {
        let mut order = order([400, 100]);
        order.data.options.validation = share;
        let worker = start(order);
        let started = |event| if let Event::Started(start) = event { Some(start) } else { None };
        let start = until(&worker, "the start", started);
        assert_eq!((start.judge, start.test_samples), (judge, count));
        let outcome = finish(&worker).expect("the training succeeds");
        let last = outcome.last.expect("two epochs were evaluated");
        match outcome.test {
            Some([loss, accuracy]) => {
                assert_eq!(judge, Part::Validation);
                assert!(loss != last.test_loss && (0.0..=1.0).contains(&accuracy), "another part gives other numbers");
            }
            None => assert_eq!(judge, Part::Test),
        }
    }
}

#[test]
fn each_layer_is_looked_at_while_it_trains() {
    let mut order = order([2000, 50]);
    order.blueprint = Blueprint::Template("mnist-cnn".into());
    order.training.epochs = 1000;
    let worker = start(order);
    let health = until(&worker, "a look", |event| if let Event::Health(health) = event { Some(health) } else { None });
    assert_eq!(health.len(), 5, "three convolutions and two dense layers have weights");
    for layer in &health {
        assert!(layer.gradient > 0.0 && layer.weight > 0.0 && layer.silent < layer.units, "{layer:?}");
    }
    assert_eq!(health.iter().map(|layer| layer.units).collect::<Vec<_>>(), [32, 64, 64, 64, 10]);
    worker.send(Command::Stop);
    finish(&worker).expect("it stops");
}

/// Samples trained per second over so long, from the first step on.
fn pace(watched: bool, time: Duration) -> (f64, usize) {
    let mut order = order([2000, 50]);
    order.blueprint = Blueprint::Template("mnist-cnn".into());
    order.training.epochs = 1000;
    let worker = start(order);
    until(&worker, "a step", |event| matches!(event, Event::Steps { .. }).then_some(()));
    worker.send(Command::Watch(watched.then_some(0)));
    let (began, mut steps, mut sights) = (Instant::now(), 0, 0);
    while began.elapsed() < time {
        match worker.wait(Duration::from_millis(50)) {
            Some(Event::Steps { points, .. }) => steps += points.len(),
            Some(Event::Seen(_)) => sights += 1,
            _ => {}
        }
    }
    let pace = 32.0 * steps as f64 / began.elapsed().as_secs_f64();
    worker.send(Command::Stop);
    finish(&worker).expect("it stops");
    (pace, sights)
}

#[test]
fn to_be_watched_costs_a_training_next_to_nothing() {
    let time = Duration::from_secs_f64(std::env::var("NETLOOM_SECONDS").map_or(1.5, |text| text.parse().unwrap()));
    let ((alone, _), (watched, sights)) = (pace(false, time), pace(true, time));
    let rate = sights as f64 / time.as_secs_f64();
    println!("{alone:.0} samples/s alone, {watched:.0} watched {rate:.1} times a second");
    // Promised are 5 %; the rest is for a computer that does other things too.
    assert!(sights > 0 && watched > 0.6 * alone, "{watched:.0} of {alone:.0} samples/s, {sights} looks");
}

/// The numbers of each tensor of what was trained, by name.
fn tensors(trained: &Trained) -> Vec<(String, Vec<f32>)> {
    let plan = Plan::new(&Design::of(&trained.project, &trained.interface)).expect("it was trained");
    let layout = plan.layout();
    let slots = |slots: &[Slot], block: &[f32]| -> Vec<(String, Vec<f32>)> {
        slots.iter().map(|slot| (slot.name.clone(), block[slot.offset..][..slot.shape.count()].to_vec())).collect()
    };
    [slots(&layout.weights, &trained.weights), slots(&layout.states, &trained.states)].concat()
}

/// The names of the tensors in which the two differ.
fn changed(before: &Trained, after: &Trained) -> Vec<String> {
    let pairs = tensors(before).into_iter().zip(tensors(after));
    pairs.filter(|(old, new)| old != new).map(|((name, _), _)| name).collect()
}

#[test]
fn a_frozen_layer_stays_as_it_is_and_the_others_learn() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("frozen.netloom");
    let mut order = order([300, 50]);
    let mut network = with_everything_random();
    for node in &mut network.nodes {
        node.frozen = node.name != "dense";
    }
    order.blueprint = Blueprint::Network(network);
    (order.training.epochs, order.out) = (1000, Some(path.clone()));
    let mut project = project_of(&order);
    let worker = start(order);
    let kept = |event| match event {
        Event::Kept { trained, .. } => Some(trained),
        _ => None,
    };
    let first = until(&worker, "the first weights", kept);
    until(&worker, "an epoch", |event| matches!(event, Event::Epoch(_)).then_some(()));
    worker.send(Command::Keep);
    let later = until(&worker, "what was learned", kept);
    assert_eq!(changed(&first, &later), ["dense/kernel", "dense/bias"], "running statistics rest too");

    // While it runs, another layer is frozen and the first ones learn.
    for node in &mut project.network.nodes {
        node.frozen = node.name == "dense";
    }
    worker.send(Command::Edit(Box::new(project)));
    until(&worker, "going on", |event| matches!(event, Event::Resumed).then_some(()));
    worker.send(Command::Keep);
    let edited = until(&worker, "what was carried over", kept);
    until(&worker, "an epoch", |event| matches!(event, Event::Epoch(_)).then_some(()));
    worker.send(Command::Stop);
    finish(&worker).expect("it stops");
    let last = read(&path).expect("it is read back");
    assert!(last.project.network.named("dense").is_some_and(|node| node.frozen), "the file says so");
    let names = changed(&edited, &last);
    assert!(names.iter().any(|name| name == "conv2d/kernel") && names.iter().any(|name| name.ends_with("moving_mean")));
    assert!(!names.iter().any(|name| name.starts_with("dense/")), "{names:?}");
}
