//! What `netloom explain` says of its picture: a line for people, or all numbers as JSON.

use serde_json::{Value, json};

use super::{Answer, Explain, Subject};
use crate::base::Result;
use crate::cli::output::{json, line_out};
use crate::inspect::{Arithmetic, Histogram};
use crate::session::Session;
use crate::study::{Found, Histograms, Scene, Seen};

impl Explain {
    pub(super) fn say(
        &self,
        session: &Session,
        scene: &Scene,
        subject: &Subject,
        probabilities: &[f32],
        answer: &Answer,
        [height, width]: [usize; 2],
    ) -> Result<()> {
        let about = subject.class.filter(|_| self.method.is_of_class());
        let class = about.and_then(|class| scene.subject.interface.classes.get(class));
        let probability = about.and_then(|class| probabilities.get(class).copied());
        if self.json {
            let mut object = json!({
                "out": self.out.to_string_lossy(), "method": self.method.name(), "layer": scene.node, "class": class,
                "channel": self.channel, "sample": self.sample, "probability": probability, "value": value(answer),
                "height": height, "width": width, "device": session.device().name,
            });
            more(answer, &mut object);
            return json(&object);
        }
        let mut words = format!("{}: {}", self.out.display(), self.method.name());
        if self.method.is_of_layer() || self.channel.is_some() {
            words += &format!(" of {}", scene.node);
        }
        if let Some(channel) = self.channel {
            words += &format!(", channel {channel}");
        }
        if let Some(class) = class {
            words += &format!(" for {class}");
        }
        if let Some(probability) = probability {
            words += &format!(" ({:.1} %)", 100.0 * probability);
        }
        line_out(&words)?;
        match answer {
            Answer::Found(Found::Histograms(found)) => line_out(&found.dead_words("unit", "sample")),
            Answer::Maps(_, Some(sum)) => sums(sum),
            _ => Ok(()),
        }
    }
}

/// The value of what is explained, where there is one.
fn value(answer: &Answer) -> Option<f32> {
    match answer {
        Answer::Found(Found::GradCam(found)) => Some(found.value),
        Answer::Found(Found::Attribution(found)) => Some(found.value),
        Answer::Found(Found::Occlusion(found)) => Some(found.value),
        Answer::Found(Found::Excited(all)) => all.first().and_then(|one| one.values.last().copied()),
        _ => None,
    }
}

/// All else that was found.
fn more(answer: &Answer, object: &mut Value) {
    match answer {
        Answer::Found(Found::Attribution(found)) if found.baseline.is_some() => {
            object["baseline"] = json!(found.baseline);
            object["sum"] = json!(found.numbers.iter().map(|&number| f64::from(number)).sum::<f64>());
        }
        Answer::Found(Found::Strongest(channels)) => {
            let sample = |(strong, field): &Seen| {
                let patch =
                    field.as_ref().map(|[y, x]| json!({ "rows": [y.start, y.end], "columns": [x.start, x.end] }));
                json!({ "sample": strong.sample, "value": strong.value, "at": strong.at, "patch": patch })
            };
            let of = |kept: &Vec<Seen>| kept.iter().map(sample).collect::<Vec<Value>>();
            object["channels"] = json!(channels.iter().map(of).collect::<Vec<_>>());
        }
        Answer::Found(Found::Embedding(found)) => {
            object["samples"] = json!(found.samples);
            object["points"] = json!(found.points);
            object["reduced"] = json!(found.reduced);
        }
        Answer::Found(Found::Histograms(found)) => histograms(found, object),
        Answer::Maps(_, Some(sum)) => object["arithmetic"] = arithmetic(sum),
        _ => {}
    }
}

fn histograms(found: &Histograms, object: &mut Value) {
    let named = |list: &[(String, Histogram)]| -> Value {
        list.iter().map(|(name, histogram)| (name.clone(), json!(histogram))).collect::<serde_json::Map<_, _>>().into()
    };
    object["samples"] = json!(found.samples);
    object["activations"] = json!(found.activations);
    object["weights"] = named(&found.weights);
    object["gradients"] = named(&found.gradients);
    object["dead_units"] = json!(found.units.dead());
    object["units"] = json!(found.units.ranges.len());
}

fn arithmetic(sum: &Arithmetic) -> Value {
    let term = |term: &crate::inspect::Term| json!({ "from": term.from, "tap": term.tap, "input": term.input, "weight": term.weight, "product": term.product() });
    json!({
        "value": sum.value, "before": sum.before, "then": sum.then, "sum": sum.sum, "bias": sum.bias,
        "products": sum.terms.iter().map(term).collect::<Vec<_>>(),
    })
}

/// The sum for people, with its largest products.
fn sums(sum: &Arithmetic) -> Result<()> {
    let then = if sum.then.is_empty() { String::new() } else { format!("{}({:.5}) = ", sum.then, sum.before) };
    let bias = sum.bias.map_or("no bias".to_owned(), |bias| format!("bias {bias:+.5}"));
    line_out(&format!("{then}{:.5}: {} products and {bias}", sum.value, sum.terms.len()))?;
    let mut terms: Vec<_> = sum.terms.iter().collect();
    terms.sort_by(|a, b| b.product().abs().total_cmp(&a.product().abs()));
    for term in terms.into_iter().take(10) {
        let at = |place: &[usize]| place.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        let (weight, input) = (at(&term.tap), at(&term.from));
        line_out(&format!(
            "  w[{weight}] · x[{input}] = {:+.5} · {:.5} = {:+.5}",
            term.weight,
            term.input,
            term.product()
        ))?;
    }
    Ok(())
}
