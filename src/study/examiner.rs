//! What a network answers to one part of a data set, counted; with the way back from each number to its samples.

use std::sync::Arc;

use super::Study;
use crate::base::{Error, Result};
use crate::data::{Dataset, Inputs, Normalisation, Part, Parts, Report, Targets};
use crate::evaluate::{Answers, Curve, Evaluation, Regression};
use crate::project::Trained;

/// Samples between two questions whether to go on.
const BLOCK: usize = 1024;

/// Curves of all classes are found at once where classes times samples are at most so many; else one by one, when
/// asked for.
const CURVES: usize = 20_000_000;

/// What a network made of one part of a data set.
#[derive(Debug)]
pub struct Examination {
    /// The network, with the weights that it answered with.
    pub of: Arc<Trained>,
    /// The data set.
    pub dataset: Arc<Dataset>,
    /// The part.
    pub part: Part,
    /// What was counted.
    pub findings: Findings,
    /// For each sample of the data set its place among the answers; [`u32::MAX`] where it was not asked about.
    places: Vec<u32>,
}

/// What was counted of a network's answers.
#[derive(Debug)]
pub enum Findings {
    /// Of classes: all scores, and the curves of all classes where they are not too many.
    Classes(Box<Evaluation>, Vec<Curve>),
    /// Of predicted numbers, in the units of the data.
    Numbers(Box<Regression>),
}

/// Puts parts of data sets to networks. Keeps network and samples on its device for the next time.
pub struct Examiner {
    device: String,
    threads: Option<usize>,
    study: Study,
    /// What the samples on the device are.
    loaded: Option<(Arc<Dataset>, Part, Option<Normalisation>)>,
}

impl Examiner {
    /// Nothing is on the device yet. `device` and `threads` are those of [`crate::device::open`].
    pub fn new(device: impl Into<String>, threads: Option<usize>) -> Examiner {
        let device = device.into();
        Examiner { study: Study::new(device.clone(), threads), device, threads, loaded: None }
    }

    /// Asks the network about a part of the data set, whose targets are as they were read, and counts. `go_on` is told
    /// now and then how many samples are answered, of how many.
    ///
    /// # Errors
    /// If the part is empty, the samples do not fit the network, or the device fails; [`Error::Stopped`] once `go_on`
    /// says no.
    pub fn examine(
        &mut self,
        subject: &Arc<Trained>,
        dataset: &Arc<Dataset>,
        part: Part,
        go_on: &dyn Fn(usize, usize) -> bool,
    ) -> Result<Examination> {
        let chosen = dataset.part(part);
        fits(subject, dataset, chosen)?;
        let scaling = &subject.interface.answers;
        let known = |(of, what, how): &(Arc<Dataset>, Part, Option<Normalisation>)| {
            Arc::ptr_eq(of, dataset) && *what == part && how == scaling
        };
        if !self.loaded.as_ref().is_some_and(known) {
            // Programs that are ready are bound to the samples that they were made ready with.
            (self.study, self.loaded) = (Study::new(self.device.clone(), self.threads), None);
        }
        let session = self.study.open(subject)?;
        if !session.has_samples() {
            session.load(&only(dataset, chosen, scaling.as_ref()))?;
            self.loaded = Some((dataset.clone(), part, scaling.clone()));
        }
        let (mut outputs, mut loss) = (Vec::new(), 0.0);
        let order: Vec<u32> = (0..chosen.len() as u32).collect();
        for block in order.chunks(BLOCK) {
            if !go_on(block[0] as usize, chosen.len()) {
                return Err(Error::Stopped);
            }
            let (said, mean) = session.answers(block)?;
            outputs.extend(said);
            loss += mean * block.len() as f64;
        }
        loss /= chosen.len() as f64;
        if let Some(scaling) = scaling {
            scaling.apply_to(&mut outputs);
        }
        Ok(Examination::new(subject.clone(), dataset.clone(), part, &outputs, loss))
    }
}

impl Examination {
    /// Counts what a network said of a part of a data set: its outputs, sample after sample, in the units of the data,
    /// and their mean loss.
    pub fn new(of: Arc<Trained>, dataset: Arc<Dataset>, part: Part, outputs: &[f32], loss: f64) -> Examination {
        let chosen = dataset.part(part);
        let findings = match &dataset.targets {
            Targets::Classes { labels, .. } => {
                let truths: Vec<u32> = chosen.iter().map(|&sample| labels[sample as usize]).collect();
                let names = &of.interface.classes;
                let answers = Answers::new(names.len(), chosen, &truths, outputs);
                let few = answers.len().saturating_mul(names.len()) <= CURVES;
                let evaluation = Evaluation::new(names, answers, loss);
                let curves = if few { evaluation.curves() } else { Vec::new() };
                Findings::Classes(Box::new(evaluation), curves)
            }
            Targets::Numbers { values, width } => {
                let truths = chosen.iter().flat_map(|&sample| &values[sample as usize * width..][..*width]);
                let truths: Vec<f32> = truths.copied().collect();
                Findings::Numbers(Box::new(Regression::new(chosen, &truths, outputs, loss)))
            }
        };
        let mut places = vec![u32::MAX; dataset.len()];
        for (place, &sample) in findings.samples().iter().enumerate() {
            places[sample as usize] = place as u32;
        }
        Examination { of, dataset, part, findings, places }
    }

    /// The place of a sample among the answers; `None` if it was not asked about.
    pub fn place(&self, sample: u32) -> Option<usize> {
        self.places.get(sample as usize).filter(|&&place| place != u32::MAX).map(|&place| place as usize)
    }

    /// What was counted of classes.
    pub fn evaluation(&self) -> Option<&Evaluation> {
        if let Findings::Classes(evaluation, _) = &self.findings { Some(evaluation) } else { None }
    }

    /// What was counted of predicted numbers.
    pub fn regression(&self) -> Option<&Regression> {
        if let Findings::Numbers(regression) = &self.findings { Some(regression) } else { None }
    }

    /// The curves of all classes; empty where there are too many, or numbers are predicted.
    pub fn curves(&self) -> &[Curve] {
        if let Findings::Classes(_, curves) = &self.findings { curves } else { &[] }
    }
}

impl Findings {
    /// The samples that were asked about, by their places in the data set.
    pub fn samples(&self) -> &[u32] {
        match self {
            Findings::Classes(evaluation, _) => &evaluation.answers.samples,
            Findings::Numbers(regression) => &regression.places,
        }
    }
}

/// Refuses what cannot be asked, in a sentence.
fn fits(subject: &Trained, dataset: &Dataset, chosen: &[u32]) -> Result<()> {
    let interface = &subject.interface;
    if chosen.is_empty() {
        return Err(Error::input("There are no samples in this part; choose another, or share out the data anew."));
    }
    let classes = [dataset.classes().len(), interface.classes.len()];
    if dataset.shape != interface.input || classes[0] != classes[1] {
        let [has, knows] = classes;
        return Err(Error::input(format!(
            "The samples are of {} in {has} classes; this network was trained on {} in {knows} classes.",
            dataset.shape, interface.input,
        )));
    }
    Ok(())
}

/// A data set of these samples alone, as the network wants them.
fn only(dataset: &Dataset, chosen: &[u32], scaling: Option<&Normalisation>) -> Dataset {
    let numbers = || chosen.iter().filter_map(|&sample| dataset.numbers(sample as usize)).flatten().copied().collect();
    let bytes = || -> Vec<u8> {
        chosen.iter().filter_map(|&sample| dataset.bytes(sample as usize)).flatten().copied().collect()
    };
    let targets = match &dataset.targets {
        Targets::Classes { labels, names } => {
            let labels = chosen.iter().map(|&sample| labels[sample as usize]).collect();
            Targets::Classes { labels, names: names.clone() }
        }
        Targets::Numbers { values, width } => {
            let of = chosen.iter().flat_map(|&sample| &values[sample as usize * width..][..*width]);
            Targets::Numbers { values: of.copied().collect(), width: *width }
        }
    };
    let mut part = Dataset {
        kind: dataset.kind,
        shape: dataset.shape.clone(),
        inputs: match &dataset.inputs {
            Inputs::Numbers(_) => Inputs::Numbers(numbers()),
            Inputs::Bytes(_) => Inputs::Bytes(bytes().into()),
        },
        targets,
        parts: Parts::default(),
        names: Vec::new(),
        table: None,
        report: Report::default(),
    };
    if let Some(scaling) = scaling {
        part.scale_targets(&scaling.inverse());
    }
    part
}
