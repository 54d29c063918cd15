//! First weights: their spread is Keras's, and they follow from the seed alone.

use netloom::base::Shape;
use netloom::layers::{Initializer, Layer, WeightSpec};

/// Mean, deviation and largest size of many numbers.
fn statistics(initializer: Initializer) -> [f64; 3] {
    let numbers = WeightSpec::new("kernel", [5, 4, 30, 50], initializer).fill(3, 4);
    let count = numbers.len() as f64;
    let mean = numbers.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
    let variance = numbers.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / count;
    let largest = numbers.iter().fold(0.0, |largest: f64, &x| largest.max(f64::from(x).abs()));
    [mean, variance.sqrt(), largest]
}

/// The formulas of Keras's documentation for fan in 600 and fan out 1000.
#[test]
fn spreads_are_keras_s() {
    let uniform = |limit: f64| [limit / 3f64.sqrt(), limit];
    // Cut at two deviations of the normal distribution before the cut.
    let normal = |deviation: f64| [deviation, 2.0 * deviation / 0.879_625_661_034_239_8];
    let cases = [
        (Initializer::GlorotUniform, uniform((6.0f64 / 1600.0).sqrt())),
        (Initializer::HeUniform, uniform((6.0f64 / 600.0).sqrt())),
        (Initializer::LecunUniform, uniform((3.0f64 / 600.0).sqrt())),
        (Initializer::RandomUniform, uniform(0.05)),
        (Initializer::GlorotNormal, normal((2.0f64 / 1600.0).sqrt())),
        (Initializer::HeNormal, normal((2.0f64 / 600.0).sqrt())),
        (Initializer::LecunNormal, normal((1.0f64 / 600.0).sqrt())),
        (Initializer::RandomNormal, [0.05, f64::INFINITY]),
    ];
    for (initializer, [deviation, limit]) in cases {
        let [mean, found, largest] = statistics(initializer);
        assert!(mean.abs() < 0.02 * deviation, "{initializer:?}: mean {mean}");
        assert!((found / deviation - 1.0).abs() < 0.02, "{initializer:?}: deviation {found}, not {deviation}");
        assert!(largest <= limit * 1.000_001, "{initializer:?}: {largest} is beyond {limit}");
        assert!(limit.is_infinite() || largest > 0.98 * limit, "{initializer:?}: nothing near {limit}");
    }
    assert_eq!(statistics(Initializer::Zeros), [0.0, 0.0, 0.0]);
    assert_eq!(statistics(Initializer::Ones), [1.0, 0.0, 1.0]);
}

#[test]
fn seed_and_stream_say_everything() {
    let weight = WeightSpec::new("kernel", [7, 9], Initializer::HeNormal);
    assert_eq!(weight.fill(1, 2), weight.fill(1, 2));
    assert_ne!(weight.fill(1, 2), weight.fill(1, 3));
    assert_ne!(weight.fill(1, 2), weight.fill(2, 2));
}

/// Keras 3.15's `compute_fans` of its own kernel shapes.
#[test]
fn fans_are_keras_s() {
    let fans = |settings: &str| {
        let layer: Layer = serde_json::from_str(settings).unwrap();
        layer.weights(&[Shape::from([9, 9, 6])])[0].fans
    };
    assert_eq!(fans(r#"{"kind": "dense", "units": 5}"#), [6, 5]);
    assert_eq!(fans(r#"{"kind": "conv2d", "filters": 5}"#), [54, 45]);
    assert_eq!(fans(r#"{"kind": "conv2d", "filters": 4, "groups": 2}"#), [27, 36]);
    assert_eq!(fans(r#"{"kind": "depthwise_conv2d", "multiplier": 2}"#), [54, 18]);
    assert_eq!(fans(r#"{"kind": "conv2d_transpose", "filters": 5}"#), [45, 54]);
}
