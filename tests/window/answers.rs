//! States of the Evaluate page: made-up answers to real samples, a seventh of them wrong.

use std::sync::Arc;

use netloom::base::Shape;
use netloom::data::{Dataset, Inputs, Kind, Options, Part, Parts, Report, Silent, Source, Targets};
use netloom::network::template;
use netloom::project::{DataSettings, Project, Trained};
use netloom::study::{Examination, untrained};
use netloom::ui::{DataState, Page, State};

/// A network for these samples after so many steps.
pub fn trained(dataset: &Dataset, step: u64) -> Arc<Trained> {
    let data = DataSettings::new(Source::Path("/data".into()));
    let mut project = Project { data, ..Project::default() };
    match dataset.classes().len() {
        0 => netloom::train::suit(&mut project, dataset).unwrap(),
        classes => project.network = template("perceptron").unwrap().build(&dataset.shape, classes),
    }
    let mut trained = untrained(&project, dataset).unwrap();
    trained.progress.step = step;
    Arc::new(trained)
}

/// What a network says that takes every seventh sample for the class after its own.
pub fn outputs(dataset: &Dataset, part: Part) -> Vec<f32> {
    let classes = dataset.classes().len();
    let mut outputs = Vec::new();
    for (place, &sample) in dataset.part(part).iter().enumerate() {
        let truth = dataset.labels()[sample as usize] as usize;
        let said = if place % 7 == 3 { (truth + 1) % classes } else { truth };
        let sure = 0.55 + 0.44 * ((place * 37 % 100) as f32 / 100.0);
        outputs.extend((0..classes).map(
            |class| {
                if class == said { sure } else { (1.0 - sure) / (classes - 1) as f32 }
            },
        ));
    }
    outputs
}

/// The page with these answers.
pub fn found(dataset: Dataset, trained: Arc<Trained>, outputs: &[f32]) -> State {
    let dataset = Arc::new(dataset);
    let mut state = State { page: Page::Evaluate, data: DataState::Ready(dataset.clone()), ..State::default() };
    state.subject = Some(Ok(trained.clone()));
    (state.document.project, state.document.trained) = (trained.project.clone(), Some(trained.clone()));
    state.recall_training();
    let loss = loss(&dataset, outputs);
    state.evaluate_view.take(Arc::new(Examination::new(trained, dataset, Part::Test, outputs, loss)));
    state
}

/// The mean loss of these answers: of classes the cross-entropy, of numbers the squared error beside their variance.
fn loss(dataset: &Dataset, outputs: &[f32]) -> f64 {
    let samples = dataset.part(Part::Test);
    let mean = |of: &dyn Fn(usize) -> f64| (0..samples.len()).map(of).sum::<f64>() / samples.len() as f64;
    match &dataset.targets {
        Targets::Classes { labels, names } => {
            let place = |at: usize| at * names.len() + labels[samples[at] as usize] as usize;
            mean(&|at| -f64::from(outputs[place(at)]).ln())
        }
        Targets::Numbers { values, .. } => {
            let truth = |at: usize| f64::from(values[samples[at] as usize]);
            let middle = mean(&truth);
            mean(&|at| (truth(at) - f64::from(outputs[at])).powi(2)) / mean(&|at| (truth(at) - middle).powi(2))
        }
    }
}

/// The page with answers to these samples.
pub fn answered(dataset: Dataset) -> State {
    let (trained, outputs) = (trained(&dataset, 1565), outputs(&dataset, Part::Test));
    found(dataset, trained, &outputs)
}

/// Digits.
pub fn digits() -> State {
    let options = Options { drawn: Some([20, 700]), ..Options::default() };
    answered(netloom::data::open(&Source::Sample(netloom::data::Sample::Digits), &options, &Silent).unwrap())
}

/// Digits, and a network with convolutions.
pub fn digits_by_convolutions() -> State {
    let dataset = digits().data.ready().unwrap().clone();
    let network = template("lenet").unwrap().build(&dataset.shape, 10);
    let project = Project { data: DataSettings::new(Source::Path("/data".into())), network, ..Project::default() };
    let mut trained = untrained(&project, &dataset).unwrap();
    trained.progress.step = 1565;
    let said = outputs(&dataset, Part::Test);
    found((*dataset).clone(), Arc::new(trained), &said)
}

/// Two classes of points.
pub fn binary() -> State {
    let options = Options { drawn: Some([40, 200]), ..Options::default() };
    let mut dataset = netloom::data::open(&Source::Sample(netloom::data::Sample::Spirals), &options, &Silent).unwrap();
    if let Targets::Classes { labels, names } = &mut dataset.targets {
        labels.iter_mut().for_each(|label| *label %= 2);
        *names = ["stays", "leaves"].map(str::to_owned).to_vec();
    }
    answered(dataset)
}

/// A table with a number to predict.
pub fn numbers() -> State {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("houses.csv");
    let row = |row: usize| format!("{},{},{}\n", row % 97, row * 7 % 13, 3 * (row % 97) + row * 7 % 13);
    let text = "area,rooms,price\n".to_owned() + &(0..900).map(row).collect::<String>();
    std::fs::write(&path, text).unwrap();
    let dataset = netloom::data::open(&Source::Path(path), &Options::default(), &Silent).unwrap();
    let Targets::Numbers { values, .. } = &dataset.targets else { panic!("prices are numbers") };
    let said = |&sample: &u32| values[sample as usize] + 12.0 * (sample as f32 * 0.7).sin();
    let outputs: Vec<f32> = dataset.part(Part::Test).iter().map(said).collect();
    let trained = trained(&dataset, 900);
    found(dataset, trained, &outputs)
}

/// So many classes with a few pictures each; of each class one picture is taken for the class seven before.
pub fn many_classes(classes: usize) -> State {
    let count = classes * 4;
    let names: Vec<String> = (0..classes).map(|class| format!("class {class}")).collect();
    let labels: Vec<u32> = (0..count as u32).map(|sample| sample % classes as u32).collect();
    let dataset = Dataset {
        kind: Kind::ImageFolder,
        shape: Shape::from([4, 4, 1]),
        inputs: Inputs::Bytes((0..count * 16).map(|at| (at * 31 % 251) as u8).collect::<Vec<u8>>().into()),
        targets: Targets::Classes { labels: labels.clone(), names },
        parts: Parts { test: (0..count as u32).collect(), ..Parts::default() },
        names: Vec::new(),
        table: None,
        report: Report::default(),
    };
    let mut outputs = vec![0.1 / classes as f32; count * classes];
    for (place, &truth) in labels.iter().enumerate() {
        let off = if place < classes { 7 } else { 0 };
        outputs[place * classes + (truth as usize + classes - off) % classes] = 0.9;
    }
    let trained = trained(&dataset, 40);
    found(dataset, trained, &outputs)
}
