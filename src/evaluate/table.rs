//! Tables as CSV text (RFC 4180) for spreadsheets and scripts.

use super::{Curve, Evaluation, PrecisionRecall, Regression, Roc};

/// A cell, quoted where it must be.
pub fn cell(word: &str) -> String {
    if word.contains([',', '"', '\n', '\r']) { format!("\"{}\"", word.replace('"', "\"\"")) } else { word.to_owned() }
}

fn lines(header: &str, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let rows = rows.into_iter().map(|row| row.join(","));
    std::iter::once(header.to_owned()).chain(rows).map(|line| line + "\n").collect()
}

/// A row for each number of the whole: accuracy, loss, means of scores, top-k, calibration, areas.
pub fn summary(evaluation: &Evaluation, curves: &[Curve]) -> String {
    let mut rows: Vec<(String, f64)> = vec![
        ("samples".into(), evaluation.samples as f64),
        ("accuracy".into(), evaluation.accuracy),
        ("loss".into(), evaluation.loss),
    ];
    for (kind, mean) in [("macro", evaluation.macro_mean), ("weighted", evaluation.weighted)] {
        let parts = [("precision", mean.precision), ("recall", mean.recall), ("f1", mean.f1)];
        rows.extend(parts.map(|(part, number)| (format!("{kind} {part}"), number)));
    }
    rows.extend(evaluation.top_k.iter().map(|top| (format!("right among {} likeliest", top.k), top.accuracy)));
    rows.push(("expected calibration error".into(), evaluation.calibration.expected_error));
    rows.push(("largest calibration error".into(), evaluation.calibration.maximum_error));
    let [area, average] = super::curve::means(curves);
    rows.extend(area.map(|area| ("mean roc area".into(), area)));
    rows.extend(average.map(|average| ("mean average precision".into(), average)));
    lines("measure,value", rows.into_iter().map(|(name, number)| vec![name, number.to_string()]))
}

/// A row for each class: its name, samples, precision, recall and F1, and where its curves are known their areas.
pub fn classes(evaluation: &Evaluation, curves: &[Curve]) -> String {
    let row = |(place, class): (usize, &super::ClassScore)| {
        let score = class.score;
        let numbers = [score.precision, score.recall, score.f1].map(|number| number.to_string());
        let curve = curves.get(place);
        let area = curve.and_then(|curve| curve.roc.auc).map_or(String::new(), |area| area.to_string());
        let average = curve.map_or(String::new(), |curve| curve.precision_recall.average_precision.to_string());
        [cell(&class.name), class.support.to_string()].into_iter().chain(numbers).chain([area, average]).collect()
    };
    let header = "class,samples,precision,recall,f1,roc_auc,average_precision";
    lines(header, evaluation.classes.iter().enumerate().map(row))
}

/// The confusion matrix: a row for each true class, a column for each answer.
pub fn confusion(evaluation: &Evaluation) -> String {
    let names = || evaluation.classes.iter().map(|class| cell(&class.name));
    let header: Vec<String> = std::iter::once("true class".to_owned()).chain(names()).collect();
    let row = |(name, counts): (String, &Vec<u64>)| {
        std::iter::once(name).chain(counts.iter().map(u64::to_string)).collect::<Vec<_>>()
    };
    lines(&header.join(","), names().zip(&evaluation.confusion).map(row))
}

/// A row for each wrong answer, the most confident first. `name` says what a sample is called.
pub fn mistakes(evaluation: &Evaluation, name: impl Fn(u32) -> String) -> String {
    let class = |class: u32| cell(&evaluation.classes[class as usize].name);
    let row = |mistake: &super::Mistake| {
        let numbers = [mistake.confidence, mistake.probability].map(|number| number.to_string());
        let words =
            [mistake.sample.to_string(), cell(&name(mistake.sample)), class(mistake.truth), class(mistake.answer)];
        words.into_iter().chain(numbers).collect()
    };
    let header = "sample,name,true class,answer,confidence,probability of the true class";
    lines(header, evaluation.mistakes.iter().map(row))
}

/// A row for each sample: its class, the answer, and the probability of each class.
pub fn answers(evaluation: &Evaluation, name: impl Fn(u32) -> String) -> String {
    let answers = &evaluation.answers;
    let names: Vec<String> = evaluation.classes.iter().map(|class| cell(&class.name)).collect();
    let header = ["sample", "name", "true class", "answer"].map(str::to_owned);
    let header: Vec<String> = header.into_iter().chain(names.iter().cloned()).collect();
    let row = |place: usize| {
        let sample = answers.samples[place];
        let [truth, answer] = [answers.truths[place], answers.answer(place)].map(|class| names[class as usize].clone());
        let words = [sample.to_string(), cell(&name(sample)), truth, answer];
        words.into_iter().chain(answers.row(place).iter().map(f32::to_string)).collect()
    };
    lines(&header.join(","), (0..answers.len()).map(row))
}

/// The reliability diagram: a row for each bin.
pub fn calibration(evaluation: &Evaluation) -> String {
    let row = |bin: &super::Bin| {
        let [low, high, confidence, accuracy] =
            [bin.low, bin.high, bin.confidence, bin.accuracy].map(|number| number.to_string());
        vec![low, high, bin.count.to_string(), confidence, accuracy]
    };
    lines("above,up to,samples,confidence,accuracy", evaluation.calibration.bins.iter().map(row))
}

/// The ROC curves: a row for each class and threshold.
pub fn roc(evaluation: &Evaluation, curves: &[Curve]) -> String {
    let points = |curve: &Curve| {
        let Roc { thresholds, false_positive_rate, true_positive_rate, .. } = curve.roc.clone();
        thresholds.into_iter().zip(false_positive_rate.into_iter().zip(true_positive_rate)).collect()
    };
    points_of(evaluation, curves, "class,threshold,false positive rate,true positive rate", points)
}

/// The curves of precision against recall: a row for each class and threshold.
pub fn precision_recall(evaluation: &Evaluation, curves: &[Curve]) -> String {
    let points = |curve: &Curve| {
        let PrecisionRecall { thresholds, recall, precision, .. } = curve.precision_recall.clone();
        thresholds.into_iter().zip(recall.into_iter().zip(precision)).collect()
    };
    points_of(evaluation, curves, "class,threshold,recall,precision", points)
}

fn points_of(
    evaluation: &Evaluation,
    curves: &[Curve],
    header: &str,
    points: impl Fn(&Curve) -> Vec<(f32, (f64, f64))>,
) -> String {
    let of_class = |(class, curve): (&super::ClassScore, &Curve)| {
        let name = cell(&class.name);
        let row = |(threshold, (x, y)): (f32, (f64, f64))| {
            vec![name.clone(), threshold.to_string(), x.to_string(), y.to_string()]
        };
        points(curve).into_iter().map(row).collect::<Vec<_>>()
    };
    lines(header, evaluation.classes.iter().zip(curves).flat_map(of_class))
}

/// A row for each predicted number and one for their mean: the errors.
pub fn errors(regression: &Regression) -> String {
    let row = |(name, errors): (String, &super::OutputErrors)| {
        let numbers =
            [errors.mean_absolute_error, errors.mean_squared_error, errors.root_mean_squared_error, errors.r2];
        std::iter::once(name).chain(numbers.map(|number| number.to_string())).collect()
    };
    let outputs = regression.outputs.iter().enumerate().map(|(output, errors)| (output.to_string(), errors));
    let all = outputs.chain([("mean".to_owned(), &regression.mean)]);
    let header = "output,mean_absolute_error,mean_squared_error,root_mean_squared_error,r2";
    lines(header, all.map(row))
}

/// A row for each sample: true and predicted numbers.
pub fn regression(regression: &Regression, name: impl Fn(u32) -> String) -> String {
    let width = regression.outputs.len().max(1);
    let columns = |word: &str| (0..width).map(|output| format!("{word} {output}")).collect::<Vec<_>>();
    let header: Vec<String> = ["sample", "name"].map(str::to_owned).into_iter().collect();
    let header = [header, columns("true"), columns("predicted")].concat();
    let rows = regression.truths.chunks(width).zip(regression.predicted.chunks(width)).zip(&regression.places);
    let row = |((truth, predicted), &place): ((&[f32], &[f32]), &u32)| {
        let numbers = truth.iter().chain(predicted).map(f32::to_string);
        [place.to_string(), cell(&name(place))].into_iter().chain(numbers).collect()
    };
    lines(&header.join(","), rows.map(row))
}

#[cfg(test)]
mod tests {
    use super::super::{Answers, Evaluation};
    use super::*;

    #[test]
    fn tables_quote_what_must_be_quoted() {
        let names = ["a, \"b\"", "c"].map(str::to_owned);
        let evaluation = Evaluation::new(&names, Answers::new(2, &[3, 9], &[0, 0], &[0.25, 0.75]), 0.0);
        assert_eq!(confusion(&evaluation), "true class,\"a, \"\"b\"\"\",c\n\"a, \"\"b\"\"\",1,1\nc,0,0\n");
        let name = |sample: u32| format!("{sample}.png");
        assert_eq!(mistakes(&evaluation, name).lines().last(), Some("9,9.png,\"a, \"\"b\"\"\",c,0.75,0.25"));
        assert_eq!(answers(&evaluation, name).lines().count(), 3);
        assert_eq!(classes(&evaluation, &[]).lines().nth(2), Some("c,0,0,0,0,,"));
        let summary = summary(&evaluation, &evaluation.curves());
        assert!(summary.starts_with("measure,value\nsamples,2\naccuracy,0.5\nloss,0\nmacro precision,"), "{summary}");
        let regression = Regression::new(&[1], &[2.0, 3.0], &[2.5, 3.0], 0.1);
        assert_eq!(super::regression(&regression, name).lines().last(), Some("1,1.png,2,3,2.5,3"));
        assert_eq!(errors(&regression).lines().nth(1), Some("0,0.5,0.25,0.5,NaN"));
    }
}
