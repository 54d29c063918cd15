//! What changes the stores: the optimiser, running statistics, and the norm for clipping. Partner: `ops/update.rs`.

use super::Real;
use super::call::Call;
use super::parallel::{pieces_of_ranges, sum_up};
use super::store::Store;
use super::wide::wide;
use crate::ops::{Rule, Update};

/// One step of the optimiser over the store's weights; the inputs are the gradients and perhaps their norm.
pub(super) fn update<T: Real>(op: &Update, call: &Call<T>, store: &mut Store<T>) {
    let number = |number: f32| T::of(number.into());
    let norm = op.clip.map(|_| call.input(op.targets.len())[0]);
    let factor = match (op.clip, norm) {
        (Some(clip), Some(norm)) if norm > number(clip) => number(clip) / norm,
        _ => T::ONE,
    };
    let rate = T::of(call.step.rate);
    let keep = T::ONE - rate * number(op.decay);
    let corrected = T::of(call.step.rate * op.rule.correction(call.step.step));
    let layout = store.layout.clone();
    let ranges = (op.targets.len(), |place: usize| {
        let slot = &layout.weights[op.targets[place]];
        slot.offset..slot.offset + slot.shape.count()
    });
    let gradient = |place: usize, at: usize| &call.input(place)[at..];
    let weights = &mut store.weights[..];
    let mut memories = store.memories.iter_mut().map(|memory| &mut memory[..]);
    let mut memory = || memories.next().expect("the store was made with as many memories as the rule needs");
    match op.rule {
        Rule::Sgd { momentum: 0.0, .. } => {
            let settings = [factor, keep, rate];
            pieces_of_ranges([weights], ranges, |place, at, [p]| descend(p, gradient(place, at), settings));
        }
        Rule::Sgd { momentum, nesterov } => {
            let settings = [factor, keep, rate, number(momentum)];
            pieces_of_ranges([weights, memory()], ranges, |place, at, [p, m]| {
                roll(p, m, gradient(place, at), settings, nesterov);
            });
        }
        Rule::RmsProp { rho, momentum, epsilon } => {
            let [rho, momentum, epsilon] = [rho, momentum, epsilon].map(number);
            let settings = [factor, keep, rate, rho, epsilon, momentum];
            if momentum == T::ZERO {
                pieces_of_ranges([weights, memory()], ranges, |place, at, [p, v]| {
                    scale_down(p, v, gradient(place, at), settings);
                });
            } else {
                pieces_of_ranges([weights, memory(), memory()], ranges, |place, at, [p, v, m]| {
                    scale_down_and_roll(p, v, m, gradient(place, at), settings);
                });
            }
        }
        Rule::Adam { beta_1, beta_2, epsilon } => {
            let [beta_1, beta_2, epsilon] = [beta_1, beta_2, epsilon].map(number);
            let settings = [factor, keep, corrected, beta_1, beta_2, epsilon];
            pieces_of_ranges([weights, memory(), memory()], ranges, |place, at, [p, m, v]| {
                adam(p, m, v, gradient(place, at), settings);
            });
        }
    }
}

wide! {
    /// Plain gradient descent.
    fn descend<T: Real>(p: &mut [T], g: &[T], settings: [T; 3]) {
        let [factor, keep, rate] = settings;
        for (p, &g) in p.iter_mut().zip(g) {
            *p = *p * keep - rate * (g * factor);
        }
    }

    /// Gradient descent with momentum.
    fn roll<T: Real>(p: &mut [T], m: &mut [T], g: &[T], settings: [T; 4], nesterov: bool) {
        let [factor, keep, rate, momentum] = settings;
        for ((p, m), &g) in p.iter_mut().zip(m).zip(g) {
            let step = rate * (g * factor);
            *m = momentum * *m - step;
            *p = *p * keep + if nesterov { momentum * *m - step } else { *m };
        }
    }

    /// RMSprop.
    fn scale_down<T: Real>(p: &mut [T], v: &mut [T], g: &[T], settings: [T; 6]) {
        let [factor, keep, rate, rho, epsilon, _] = settings;
        let rest = T::ONE - rho;
        for ((p, v), &g) in p.iter_mut().zip(v).zip(g) {
            let g = g * factor;
            *v = rho * *v + rest * g * g;
            *p = *p * keep - rate * g / (*v + epsilon).sqrt();
        }
    }

    /// RMSprop with momentum.
    fn scale_down_and_roll<T: Real>(p: &mut [T], v: &mut [T], m: &mut [T], g: &[T], settings: [T; 6]) {
        let [factor, keep, rate, rho, epsilon, momentum] = settings;
        let rest = T::ONE - rho;
        for (((p, v), m), &g) in p.iter_mut().zip(v).zip(m).zip(g) {
            let g = g * factor;
            *v = rho * *v + rest * g * g;
            *m = momentum * *m + rate * g / (*v + epsilon).sqrt();
            *p = *p * keep - *m;
        }
    }

    /// Adam.
    fn adam<T: Real>(p: &mut [T], m: &mut [T], v: &mut [T], g: &[T], settings: [T; 6]) {
        let [factor, keep, corrected, beta_1, beta_2, epsilon] = settings;
        let [rest_1, rest_2] = [T::ONE - beta_1, T::ONE - beta_2];
        for (((p, m), v), &g) in p.iter_mut().zip(m).zip(v).zip(g) {
            let g = g * factor;
            *m = beta_1 * *m + rest_1 * g;
            *v = beta_2 * *v + rest_2 * g * g;
            *p = *p * keep - corrected * *m / (v.sqrt() + epsilon);
        }
    }
}

pub(super) fn global_norm<T: Real>(call: &mut Call<T>) {
    let mut total = T::ZERO;
    for place in 0..call.count() {
        let gradient = call.input(place);
        let mut sum = [T::ZERO];
        sum_up(call.workspace, (gradient.len(), 1), &mut sum, |range, sum| sum[0] += squares(&gradient[range]));
        total += sum[0];
    }
    call.output(0)[0] = total.sqrt();
}

/// The sum of squares in sixteen lanes, which are then added in order.
fn squares<T: Real>(numbers: &[T]) -> T {
    let mut lanes = [T::ZERO; 16];
    for numbers in numbers.chunks(16) {
        lanes.iter_mut().zip(numbers).for_each(|(lane, &number)| *lane += number * number);
    }
    lanes.iter().copied().sum()
}

/// average ← momentum · average + (1 − momentum) · new
pub(super) fn moving_average<T: Real>(momentum: f32, average: &mut [T], new: &[T]) {
    let momentum = T::of(momentum.into());
    let rest = T::ONE - momentum;
    for (average, &new) in average.iter_mut().zip(new) {
        *average = momentum * *average + rest * new;
    }
}
