#!/usr/bin/env python3
"""Makes metrics.json: what scikit-learn counts of made-up answers, with ties, absent classes and one class alone.

    venv/bin/pip install scikit-learn && venv/bin/python tests/golden/metrics.py
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import calibration, metrics

warnings.filterwarnings("ignore")


def answered(seed, rows, classes, present, digits):
    """Probabilities rounded to so many digits, so that there are ties, and classes out of those present."""
    random = np.random.default_rng(seed)
    truths = random.choice(present, rows)
    p = random.dirichlet(np.full(classes, 0.7), rows)
    p[np.arange(rows), truths] += 0.3
    p = np.round(p / p.sum(1, keepdims=True), digits).astype(np.float32)
    return truths, p


def plain(values):
    """Numbers for JSON; what is not finite becomes null."""
    return [None if not math.isfinite(value) else float(value) for value in values]


def classification(truths, p):
    classes = p.shape[1]
    answers = p.argmax(1)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(truths, answers, labels=range(classes), zero_division=0)
    means = {
        average: metrics.precision_recall_fscore_support(truths, answers, average=average, zero_division=0)[:3]
        for average in ("macro", "weighted")
    }
    confidence, right = p.max(1), (answers == truths).astype(int)
    accuracy, mean_confidence = calibration.calibration_curve(right, confidence, n_bins=10)
    # Binned as scikit-learn does; it has no expected calibration error of its own.
    bins = np.searchsorted(np.linspace(0, 1, 11)[1:-1], confidence)
    counts = np.bincount(bins, minlength=10)
    error = np.abs(accuracy - mean_confidence) @ counts[counts > 0] / len(truths)
    curves = []
    for label in range(classes):
        belongs = (truths == label).astype(int)
        fpr, tpr, thresholds = metrics.roc_curve(belongs, p[:, label])
        pr = metrics.precision_recall_curve(belongs, p[:, label], drop_intermediate=True)
        curves.append({
            "fpr": plain(fpr), "tpr": plain(tpr), "thresholds": plain(thresholds),
            "auc": plain([metrics.roc_auc_score(belongs, p[:, label])])[0],
            "precision": plain(pr[0]), "recall": plain(pr[1]), "pr_thresholds": plain(pr[2]),
            "average_precision": float(metrics.average_precision_score(belongs, p[:, label])),
            "at_half": metrics.confusion_matrix(belongs, (p[:, label] >= 0.5).astype(int), labels=[0, 1]).tolist(),
        })
    return {
        "truths": truths.tolist(), "probabilities": [round(float(value), 4) for value in p.reshape(-1)], "classes": classes,
        "accuracy": float(metrics.accuracy_score(truths, answers)),
        "confusion": metrics.confusion_matrix(truths, answers, labels=range(classes)).tolist(),
        "by_row": metrics.confusion_matrix(truths, answers, labels=range(classes), normalize="true").reshape(-1).tolist(),
        "by_column": metrics.confusion_matrix(truths, answers, labels=range(classes), normalize="pred").reshape(-1).tolist(),
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(), "support": support.tolist(),
        "macro": list(map(float, means["macro"])), "weighted": list(map(float, means["weighted"])),
        "top_k": [[k, float(metrics.top_k_accuracy_score(truths, p, k=k, labels=range(classes)))] for k in (2, 3, 5, 10) if k < classes],
        "bin_counts": counts.tolist(), "bin_accuracy": accuracy.tolist(), "bin_confidence": mean_confidence.tolist(),
        "expected_error": float(error), "curves": curves,
    }


def regression(truths, predicted):
    # scikit-learn counts in the type it is given.
    truths, predicted = truths.astype(np.float64), predicted.astype(np.float64)

    def every(metric):
        return [float(metric(truths, predicted)), *map(float, metric(truths, predicted, multioutput="raw_values"))]

    return {
        "truths": [float(value) for value in truths.reshape(-1)], "predicted": [float(value) for value in predicted.reshape(-1)],
        "samples": len(truths), "mae": every(metrics.mean_absolute_error), "mse": every(metrics.mean_squared_error),
        "rmse": every(metrics.root_mean_squared_error), "r2": every(metrics.r2_score),
    }


def numbers(seed, rows, outputs):
    random = np.random.default_rng(seed)
    truths = random.normal(size=(rows, outputs)).astype(np.float32).round(3)
    return truths, (truths + random.normal(size=truths.shape) * 0.3).astype(np.float32).round(3)


if __name__ == "__main__":
    cases = {
        "three classes": classification(*answered(1, 40, 3, [0, 1, 2], 3)),
        "ties": classification(*answered(2, 60, 4, [0, 1, 2, 3], 1)),
        "absent classes": classification(*answered(3, 30, 6, [1, 4], 2)),
        "two classes": classification(*answered(4, 50, 2, [0, 1], 1)),
        "one class": classification(*answered(5, 12, 2, [1], 2)),
        "one sample": classification(*answered(6, 1, 3, [2], 2)),
    }
    constant = np.full((5, 2), 2.0, np.float32)
    predicted = constant.copy()
    predicted[2, 1] = 2.5
    columns = {"one output": regression(*numbers(7, 25, 1)), "three outputs": regression(*numbers(8, 20, 3)), "constant": regression(constant, predicted)}
    made = {"made by": f"scikit-learn {sklearn.__version__}", "classification": cases, "regression": columns}
    path = Path(__file__).parent / "metrics.json"
    path.write_text(json.dumps(made) + "\n")
    print(f"{path}: {path.stat().st_size} bytes")
