//! The shape rules of layers against hand-written expectations, and what files and hands may do to their settings.

use std::ops::RangeInclusive;

use netloom::base::{Form, Shape};
use netloom::layers::{Arity, Layer};
use netloom::losses::Loss;
use netloom::network::{Network, facts};
use netloom::ops::Padding;
use netloom::optimizers::Optimizer;
use netloom::schedules::Schedule;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn layer(settings: Value) -> Layer {
    serde_json::from_value(settings).unwrap()
}

fn shape(settings: Value, inputs: &[&[usize]]) -> Result<Vec<usize>, String> {
    let inputs: Vec<Shape> = inputs.iter().map(|&extents| extents.into()).collect();
    layer(settings).shape(&inputs).map(|shape| shape.to_vec())
}

/// What TensorFlow 2.21 and Keras 3.15 say, and PyTorch for explicit padding.
#[test]
fn shapes() {
    let picture: &[usize] = &[11, 8, 6];
    let cases = [
        (json!({"kind": "conv2d"}), vec![9, 6, 32]),
        (json!({"kind": "conv2d", "padding": "same", "stride": [2, 3], "filters": 5}), vec![6, 3, 5]),
        (json!({"kind": "conv2d", "kernel": [2, 4], "dilation": [3, 2], "groups": 3, "filters": 9}), vec![8, 2, 9]),
        (
            json!({"kind": "conv2d", "padding": {"explicit": {"top": 1, "bottom": 2, "left": 0, "right": 4}}}),
            vec![12, 10, 32],
        ),
        (json!({"kind": "depthwise_conv2d", "multiplier": 2, "stride": [2, 2]}), vec![5, 3, 12]),
        (json!({"kind": "conv2d_transpose", "stride": [2, 3], "filters": 4}), vec![23, 24, 4]),
        (json!({"kind": "conv2d_transpose", "stride": [4, 1], "padding": "same", "filters": 4}), vec![44, 8, 4]),
        (
            json!({"kind": "conv2d_transpose", "stride": [2, 2], "filters": 1,
                   "padding": {"explicit": {"top": 1, "bottom": 1, "left": 0, "right": 1}}}),
            vec![21, 16, 1],
        ),
        (json!({"kind": "max_pool2d"}), vec![5, 4, 6]),
        (json!({"kind": "max_pool2d", "window": [3, 3], "padding": "same"}), vec![6, 4, 6]),
        (json!({"kind": "average_pool2d", "window": [3, 2], "stride": [1, 1]}), vec![9, 7, 6]),
        (json!({"kind": "global_average_pool"}), vec![6]),
        (json!({"kind": "global_max_pool"}), vec![6]),
        (json!({"kind": "dense", "units": 7}), vec![11, 8, 7]),
        (json!({"kind": "flatten"}), vec![528]),
        (json!({"kind": "activation", "function": "softmax"}), vec![11, 8, 6]),
        (json!({"kind": "batch_norm"}), vec![11, 8, 6]),
        (json!({"kind": "layer_norm"}), vec![11, 8, 6]),
        (json!({"kind": "dropout"}), vec![11, 8, 6]),
        (json!({"kind": "zero_padding2d"}), vec![13, 10, 6]),
        (json!({"kind": "upsample2d", "factor": [3, 1]}), vec![33, 8, 6]),
    ];
    for (settings, wanted) in cases {
        assert_eq!(shape(settings.clone(), &[picture]), Ok(wanted), "{settings}");
    }
    assert_eq!(shape(json!({"kind": "add"}), &[&[4, 5, 3], &[4, 1, 3]]), Ok(vec![4, 5, 3]));
    assert_eq!(shape(json!({"kind": "multiply"}), &[&[4, 5, 3], &[3]]), Ok(vec![4, 5, 3]));
    assert_eq!(shape(json!({"kind": "concat"}), &[&[4, 5, 3], &[4, 5, 1], &[4, 5, 2]]), Ok(vec![4, 5, 6]));
}

#[test]
fn reasons_are_sentences() {
    let cases: [(Value, &[&[usize]], &str); 9] = [
        (json!({"kind": "conv2d", "kernel": [5, 5]}), &[&[3, 3, 1]], "a 5 × 5 window does not fit in 3 × 3"),
        (json!({"kind": "conv2d"}), &[&[9]], "needs a picture (height × width × channels), not 9"),
        (json!({"kind": "conv2d", "groups": 2}), &[&[9, 9, 3]], "3 channels do not divide into 2 groups"),
        (json!({"kind": "conv2d", "filters": 0}), &[&[9, 9, 3]], "the number of filters must be at least 1"),
        (json!({"kind": "add"}), &[&[4, 5, 3], &[4, 2, 3]], "4×5×3 and 4×2×3 cannot be added"),
        (
            json!({"kind": "concat"}),
            &[&[4, 5, 3], &[4, 4, 3]],
            "4×5×3 and 4×4×3 differ in more than the innermost axis and cannot be joined",
        ),
        (json!({"kind": "dropout", "rate": 1.0}), &[&[4]], "the rate must be from 0 up to, not including, 1; it is 1"),
        (json!({"kind": "batch_norm", "epsilon": 0.0}), &[&[4]], "epsilon must be above 0 and at most 1, not 0"),
        (
            json!({"kind": "max_pool2d", "padding": {"explicit": {"top": 2, "bottom": 0, "left": 0, "right": 0}}}),
            &[&[4, 4, 1]],
            "the padding is as wide as the window",
        ),
    ];
    for (settings, inputs, wanted) in cases {
        assert_eq!(shape(settings.clone(), inputs), Err(wanted.to_owned()), "{settings}");
    }
}

/// TensorFlow's rule: what is odd goes to the bottom and the right.
#[test]
fn same_padding_is_tensorflows() {
    use netloom::layers::PaddingRule;
    let along = |extent: usize, kernel: usize, stride: usize, dilation: usize| {
        let Padding { top, bottom, .. } =
            PaddingRule::Same.padding([extent, extent], [kernel, kernel], [stride, stride], [dilation, dilation]);
        [top, bottom]
    };
    assert_eq!(along(28, 3, 1, 1), [1, 1]);
    assert_eq!(along(28, 3, 2, 1), [0, 1]);
    assert_eq!(along(28, 2, 1, 1), [0, 1]);
    assert_eq!(along(7, 4, 3, 1), [1, 2]);
    assert_eq!(along(5, 1, 2, 1), [0, 0]);
    assert_eq!(along(9, 3, 1, 2), [2, 2]);
    assert_eq!(along(9, 2, 1, 3), [1, 2]);
    for extent in 1..20usize {
        for (kernel, stride) in (1..6).flat_map(|kernel| (1..6).map(move |stride| (kernel, stride))) {
            let settings = json!({"kind": "max_pool2d", "window": [kernel, kernel], "stride": [stride, stride], "padding": "same"});
            let wanted = extent.div_ceil(stride);
            assert_eq!(shape(settings, &[&[extent, extent, 1]]), Ok(vec![wanted, wanted, 1]));
        }
    }
}

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    all: Vec<T>,
    key: impl Fn(&T) -> &'static str,
) {
    for value in all {
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
        // The name alone stands for the defaults.
        assert_eq!(serde_json::from_value::<T>(json!({"kind": key(&value)})).unwrap(), value, "{text}");
    }
}

#[test]
fn settings_survive_saving() {
    round_trip(Layer::all(), Layer::key);
    round_trip(Loss::all(), Loss::key);
    round_trip(Optimizer::all(), Optimizer::key);
    round_trip(Schedule::all(), Schedule::key);
}

#[test]
fn everything_says_what_it_is() {
    let texts = (Layer::all().iter().map(|layer| [layer.title().to_owned(), layer.help()]))
        .chain(Loss::all().iter().map(|loss| [loss.title().to_owned(), loss.help().to_owned()]))
        .chain(Optimizer::all().iter().map(|optimizer| [optimizer.title().to_owned(), optimizer.help().to_owned()]))
        .chain(Schedule::all().iter().map(|schedule| [schedule.title().to_owned(), schedule.help().to_owned()]))
        .collect::<Vec<_>>();
    for [title, help] in texts {
        assert!(!title.is_empty() && help.ends_with(['.', '?']) && help.len() > 20, "{title}: {help}");
    }
}

/// Puts the same bad number into every setting.
struct Hostile {
    count: usize,
    number: f64,
    choice: usize,
}

impl Form for Hostile {
    fn count(&mut self, _label: &str, value: &mut usize, _range: RangeInclusive<usize>) {
        *value = self.count;
    }

    fn pair(&mut self, _label: &str, value: &mut [usize; 2], _range: RangeInclusive<usize>) {
        *value = [self.count, self.count];
    }

    fn number(&mut self, _label: &str, value: &mut f64, _range: RangeInclusive<f64>) {
        *value = self.number;
    }

    fn toggle(&mut self, _label: &str, value: &mut bool) {
        *value = true;
    }

    fn choice(&mut self, _label: &str, options: &[&str], chosen: &mut usize) {
        *chosen = self.choice.min(options.len() - 1);
    }
}

/// A file may hold any number: each gets a shape or a reason, never a panic.
#[test]
fn hostile_settings_get_a_reason() {
    let counts = [0, 1, 2, 63, 1 << 20, (1 << 20) + 1, usize::MAX / 2, usize::MAX];
    let numbers = [f64::NAN, f64::INFINITY, -1.0, 0.0, 0.999_999_999, 1.0, 1e300];
    let inputs: [&[usize]; 7] = [&[], &[1], &[7], &[5, 4], &[1, 1, 1], &[9, 8, 6], &[1 << 15, 1 << 14, 2]];
    for (place, &count) in counts.iter().enumerate() {
        for choice in 0..3 {
            for mut layer in Layer::all() {
                layer.form(&mut Hostile { count, number: numbers[place % numbers.len()], choice });
                for input in inputs {
                    let mut network = Network::default();
                    let start = network.add(netloom::layers::Input { shape: input.into() }, [0.0, 0.0]);
                    let end = network.append(start, layer.clone());
                    if layer.arity() == Arity::Several {
                        network.connect(start, end);
                    }
                    facts(&network, None);
                }
            }
            for mut optimizer in Optimizer::all() {
                for &number in &numbers {
                    optimizer.form(&mut Hostile { count, number, choice });
                    let _ = optimizer.check();
                }
            }
        }
    }
}
