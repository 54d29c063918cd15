//! Optimisers' settings and schedules against hand-written expectations.

use netloom::ops::Rule;
use netloom::optimizers::Optimizer;
use netloom::schedules::{Cosine, OneCycle, Plateau, Progress, ScheduleKind, Step};

/// The defaults of Keras 3.15.
#[test]
fn optimisers_are_keras_s() {
    let found: Vec<(&str, f64, f64, Rule)> =
        Optimizer::all().iter().map(|o| (o.key(), o.rate(), o.decay(), o.rule())).collect();
    let adam = Rule::Adam { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 };
    let wanted = [
        ("adam", 0.001, 0.0, adam),
        ("adamw", 0.001, 0.004, adam),
        ("sgd", 0.01, 0.0, Rule::Sgd { momentum: 0.0, nesterov: false }),
        ("momentum", 0.01, 0.0, Rule::Sgd { momentum: 0.9, nesterov: false }),
        ("nesterov", 0.01, 0.0, Rule::Sgd { momentum: 0.9, nesterov: true }),
        ("rmsprop", 0.001, 0.0, Rule::RmsProp { rho: 0.9, momentum: 0.0, epsilon: 1e-7 }),
    ];
    assert_eq!(found, wanted);
    assert!(Optimizer::all().iter().all(|optimizer| optimizer.check().is_ok()));
}

fn rates(schedule: &dyn ScheduleKind, steps: &[u64]) -> Vec<f64> {
    let at = |&step: &u64| Progress { step, steps_per_epoch: 10, total_steps: 100, losses: &[] };
    let thousandths = |rate: f64| (rate * 1e3).round() / 1e3;
    steps.iter().map(|step| thousandths(schedule.rate(1.0, &at(step)))).collect()
}

#[test]
fn schedules() {
    assert_eq!(rates(&Step { factor: 0.5, epochs: 2 }, &[0, 19, 20, 39, 40]), [1.0, 1.0, 0.5, 0.5, 0.25]);
    let cosine = Cosine { warm_up: 2.0, end: 0.1 };
    assert_eq!(rates(&cosine, &[0, 9, 19, 20, 60, 100, 200]), [0.05, 0.5, 1.0, 1.0, 0.55, 0.1, 0.1]);
    assert_eq!(rates(&OneCycle::default(), &[0, 15, 30, 65, 100]), [0.04, 0.52, 1.0, 0.5, 0.0]);
    for schedule in netloom::schedules::Schedule::all() {
        let nothing = Progress::default();
        assert!(schedule.rate(0.1, &nothing).is_finite(), "{schedule:?} before anything is known");
    }
}

#[test]
fn plateaus_lower_the_rate() {
    let plateau = Plateau { factor: 0.5, patience: 2, progress: 0.01, least: 0.2 };
    let rate = |losses: &[f64]| plateau.rate(1.0, &Progress { losses, ..Progress::default() });
    assert_eq!(rate(&[]), 1.0);
    assert_eq!(rate(&[1.0, 0.9, 0.8]), 1.0);
    assert_eq!(rate(&[1.0, 0.995, 0.992]), 0.5);
    assert_eq!(rate(&[1.0, 1.0, 1.0, 0.5, 0.5]), 0.5);
    assert_eq!(rate(&[1.0; 20]), 0.2);
    assert_eq!(rate(&[f64::NAN; 5]), 0.25);
}
