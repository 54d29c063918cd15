//! The numbers of scikit-learn on the same answers; `tests/golden/metrics.py` made them.

use serde_json::Value;

use super::{Answers, Curve, Evaluation, Regression};

fn golden() -> Value {
    serde_json::from_str(include_str!("../../tests/golden/metrics.json")).unwrap()
}

/// Numbers of a golden list; null is not finite.
fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap_or(f64::NAN)).collect()
}

fn floats(value: &Value) -> Vec<f32> {
    numbers(value).iter().map(|&number| number as f32).collect()
}

fn close(name: &str, what: &str, found: &[f64], wanted: &[f64]) {
    assert_eq!(found.len(), wanted.len(), "{name}: {what} {found:?} {wanted:?}");
    for (found, wanted) in found.iter().zip(wanted) {
        let same = (found - wanted).abs() < 1e-9 || (!found.is_finite() && wanted.is_nan());
        assert!(same, "{name}: {what} {found} is not {wanted}");
    }
}

fn wide(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().map(|&number| f64::from(number)).collect()
}

#[test]
fn counts_are_those_of_scikit_learn() {
    for (name, case) in golden()["classification"].as_object().unwrap() {
        let classes = case["classes"].as_u64().unwrap() as usize;
        let truths: Vec<u32> = numbers(&case["truths"]).iter().map(|&truth| truth as u32).collect();
        let samples: Vec<u32> = (0..truths.len() as u32).map(|sample| sample + 100).collect();
        let answers = Answers::new(classes, &samples, &truths, &floats(&case["probabilities"]));
        let names: Vec<String> = (0..classes).map(|class| class.to_string()).collect();
        let found = Evaluation::new(&names, answers, 0.0);
        let check = |what: &str, found: &[f64]| close(name, what, found, &numbers(&case[what]));
        close(name, "accuracy", &[found.accuracy], &[case["accuracy"].as_f64().unwrap()]);
        let flat = |rows: Vec<Vec<f64>>| rows.concat();
        let wanted: Vec<Vec<u64>> = serde_json::from_value(case["confusion"].clone()).unwrap();
        assert_eq!(found.confusion, wanted, "{name}");
        check("by_row", &flat(found.cells.by_row()));
        check("by_column", &flat(found.cells.by_column()));
        let column = |part: fn(&super::Score) -> f64| -> Vec<f64> {
            found.classes.iter().map(|class| part(&class.score)).collect()
        };
        check("precision", &column(|score| score.precision));
        check("recall", &column(|score| score.recall));
        check("f1", &column(|score| score.f1));
        for (what, mean) in [("macro", found.macro_mean), ("weighted", found.weighted)] {
            check(what, &[mean.precision, mean.recall, mean.f1]);
        }
        for (found, wanted) in found.top_k.iter().zip(case["top_k"].as_array().unwrap()) {
            close(name, "top k", &[found.k as f64, found.accuracy], &numbers(wanted));
        }
        assert_eq!(found.top_k.len(), case["top_k"].as_array().unwrap().len());
        calibration(name, &found, case);
        for (class, curve) in found.curves().iter().enumerate() {
            curves(&format!("{name}, class {class}"), curve, &case["curves"][class]);
        }
    }
}

fn calibration(name: &str, found: &Evaluation, case: &Value) {
    let bins = &found.calibration.bins;
    let counts: Vec<f64> = bins.iter().map(|bin| bin.count as f64).collect();
    close(name, "bin_counts", &counts, &numbers(&case["bin_counts"]));
    let full: Vec<_> = bins.iter().filter(|bin| bin.count > 0).collect();
    assert!(full.iter().all(|bin| bin.samples.len() as u64 == bin.count));
    let accuracy: Vec<f64> = full.iter().map(|bin| bin.accuracy).collect();
    close(name, "bin_accuracy", &accuracy, &numbers(&case["bin_accuracy"]));
    let confidence: Vec<f64> = full.iter().map(|bin| bin.confidence).collect();
    close(name, "bin_confidence", &confidence, &numbers(&case["bin_confidence"]));
    close(name, "expected_error", &[found.calibration.expected_error], &[case["expected_error"].as_f64().unwrap()]);
}

fn curves(name: &str, found: &Curve, case: &Value) {
    let check = |what: &str, found: &[f64]| close(name, what, found, &numbers(&case[what]));
    check("fpr", &found.roc.false_positive_rate);
    check("tpr", &found.roc.true_positive_rate);
    check("thresholds", &wide(&found.roc.thresholds));
    close(name, "auc", &[found.roc.auc.unwrap_or(f64::NAN)], &[case["auc"].as_f64().unwrap_or(f64::NAN)]);
    check("precision", &found.precision_recall.precision);
    check("recall", &found.precision_recall.recall);
    check("pr_thresholds", &wide(&found.precision_recall.thresholds));
    let average = case["average_precision"].as_f64().unwrap();
    close(name, "average precision", &[found.precision_recall.average_precision], &[average]);
    let half = found.at(0.5);
    let wanted: [[u64; 2]; 2] = serde_json::from_value(case["at_half"].clone()).unwrap();
    assert_eq!(half.confusion, wanted, "{name}");
    // A point's samples are a prefix of the ranked ones.
    for (&threshold, &taken) in found.roc.thresholds.iter().zip(&found.roc.taken) {
        assert_eq!(taken, found.scores.iter().filter(|&&score| score >= threshold).count(), "{name}");
    }
    if let Some(best) = found.best_threshold() {
        let f1 = found.at(best).score.f1;
        assert!(found.scores.iter().all(|&score| found.at(score).score.f1 <= f1 + 1e-12), "{name}");
    }
}

#[test]
fn errors_of_numbers_are_those_of_scikit_learn() {
    for (name, case) in golden()["regression"].as_object().unwrap() {
        let places: Vec<u32> = (0..case["samples"].as_u64().unwrap() as u32).collect();
        let found = Regression::new(&places, &floats(&case["truths"]), &floats(&case["predicted"]), 0.0);
        let all: Vec<_> = std::iter::once(found.mean).chain(found.outputs.clone()).collect();
        let column = |part: fn(&super::OutputErrors) -> f64| all.iter().map(part).collect::<Vec<f64>>();
        close(name, "mae", &column(|errors| errors.mean_absolute_error), &numbers(&case["mae"]));
        close(name, "mse", &column(|errors| errors.mean_squared_error), &numbers(&case["mse"]));
        close(name, "rmse", &column(|errors| errors.root_mean_squared_error), &numbers(&case["rmse"]));
        close(name, "r2", &column(|errors| errors.r2), &numbers(&case["r2"]));
        let residuals = found.residuals(0);
        let worst = found.worst()[0];
        assert_eq!(residuals.len(), places.len());
        if found.outputs.len() == 1 {
            assert!(residuals.iter().all(|residual| residual.abs() <= residuals[worst].abs()));
        }
    }
}
