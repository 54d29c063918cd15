//! A trained project as a file: a safetensors file, readable by other programs too, whose metadata holds the project
//! as JSON. The format is provisional (version 0); its final form comes with the export of models.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, View};
use serde::{Deserialize, Serialize};

use super::{Interface, Progress, Project, Trained, save};
use crate::base::{Error, Result};

/// The version of the format that this program writes. Newer files are refused.
pub const FORMAT: u32 = 0;

/// The largest file that is read: 2³² bytes, a thousand million weights.
const LARGEST: u64 = 1 << 32;

/// The largest header that is read; the project of a network with thousands of layers is far smaller.
const LARGEST_HEADER: u64 = 1 << 26;

/// What the metadata holds beside the tensors.
#[derive(Serialize, Deserialize)]
struct Document {
    project: Project,
    /// Missing where nothing was trained yet; there are no tensors then.
    #[serde(default)]
    interface: Option<Interface>,
    #[serde(default)]
    progress: Progress,
    /// The project as it was trained, where it was changed since.
    #[serde(default)]
    learned: Option<Project>,
}

/// A project as it is in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// What the person has chosen.
    pub project: Project,
    /// What training has found out, perhaps with an earlier version of the project.
    pub trained: Option<Trained>,
}

/// A block of numbers as a tensor of the file.
struct Block<'a> {
    numbers: &'a [f32],
    shape: [usize; 1],
}

impl<'a> Block<'a> {
    fn new(numbers: &'a [f32]) -> Block<'a> {
        Block { numbers, shape: [numbers.len()] }
    }
}

impl View for Block<'_> {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(bytemuck::cast_slice(self.numbers))
    }

    fn data_len(&self) -> usize {
        std::mem::size_of_val(self.numbers)
    }
}

/// Saves a trained project, whole or not at all.
pub fn write(path: &Path, trained: &Trained) -> Result<()> {
    write_with(path, &trained.project, Some(trained))
}

/// Saves a project with what training has found out, if anything, whole or not at all.
pub fn write_with(path: &Path, project: &Project, trained: Option<&Trained>) -> Result<()> {
    let failed = |reason: String| Error::work(format!("{} could not be saved: {reason}.", path.display()));
    let document = Document {
        project: project.clone(),
        interface: trained.map(|trained| trained.interface.clone()),
        progress: trained.map(|trained| trained.progress.clone()).unwrap_or_default(),
        learned: trained.map(|trained| &trained.project).filter(|learned| *learned != project).cloned(),
    };
    let json = serde_json::to_string(&document).map_err(|error| failed(error.to_string()))?;
    let metadata = HashMap::from([("format".to_owned(), format!("netloom {FORMAT}")), ("netloom".to_owned(), json)]);
    let mut tensors = Vec::new();
    if let Some(trained) = trained {
        tensors.push(("weights".to_owned(), Block::new(&trained.weights)));
        tensors.push(("states".to_owned(), Block::new(&trained.states)));
        for (place, memory) in trained.memories.iter().enumerate() {
            tensors.push((format!("memory {place}"), Block::new(memory)));
        }
    }
    let bytes = safetensors::serialize(tensors, Some(metadata)).map_err(|error| failed(error.to_string()))?;
    save(path, |to| to.write_all(&bytes))
}

/// Whether the file at this path begins like a project, so that it is worth reading as one.
pub fn looks_like_one(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("netloom"))
}

/// Reads a trained project, as it was trained.
///
/// # Errors
/// As [`open`], and if nothing was trained yet.
pub fn read(path: &Path) -> Result<Trained> {
    let untrained = || Error::input(format!("{} holds a network that was not trained yet.", path.display()));
    open(path)?.trained.ok_or_else(untrained)
}

/// Reads a project.
///
/// # Errors
/// If the file cannot be read, is damaged, is no project, or was written by a newer program; the sentence names it.
pub fn open(path: &Path) -> Result<Saved> {
    let refused = |reason: &str| Error::input(format!("{}: {reason}.", path.display()));
    let bytes = bytes(path)?;
    let damaged = |error: &dyn std::fmt::Display| refused(&format!("is not a Netloom project, or damaged ({error})"));
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|error| damaged(&error))?;
    let metadata = header.metadata().as_ref().ok_or_else(|| refused("holds tensors but no Netloom project"))?;
    let version = metadata.get("format").and_then(|format| format.strip_prefix("netloom ")?.parse::<u32>().ok());
    match version {
        None => return Err(refused("holds tensors but no Netloom project")),
        Some(version) if version > FORMAT => {
            return Err(refused(&format!(
                "was written by a newer Netloom (format {version}; this one reads up to {FORMAT})"
            )));
        }
        Some(_) => {}
    }
    let json = metadata.get("netloom").ok_or_else(|| refused("holds tensors but no Netloom project"))?;
    let document: Document = serde_json::from_str(json).map_err(|error| damaged(&error))?;
    let Document { project, interface, progress, learned } = document;
    let Some(interface) = interface else { return Ok(Saved { project, trained: None }) };
    let tensors = SafeTensors::deserialize(&bytes).map_err(|error| damaged(&error))?;
    let block = |name: &str| -> Result<Vec<f32>> {
        let tensor = tensors.tensor(name).map_err(|error| damaged(&error))?;
        if tensor.dtype() != Dtype::F32 {
            return Err(refused(&format!("holds {name} of another kind of number")));
        }
        Ok(tensor.data().chunks_exact(4).map(|word| f32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect())
    };
    let (weights, states) = (block("weights")?, block("states")?);
    let count = (0..).take_while(|place| tensors.tensor(&format!("memory {place}")).is_ok()).count();
    let memories = (0..count).map(|place| block(&format!("memory {place}"))).collect::<Result<_>>()?;
    let learned = learned.unwrap_or_else(|| project.clone());
    let trained = Trained { project: learned, interface, progress, weights, states, memories };
    Ok(Saved { project, trained: Some(trained) })
}

/// The bytes of the file, if its size and the length of its header are possible.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    let refused = |reason: String| Error::input(format!("{}: {reason}.", path.display()));
    let kind = std::fs::metadata(path).map_err(|error| refused(format!("cannot be opened: {error}")))?;
    if !kind.is_file() {
        return Err(refused("is not a project file".into()));
    }
    let mut file = File::open(path).map_err(|error| refused(format!("cannot be opened: {error}")))?;
    let mut first = [0; 8];
    let header = match file.read_exact(&mut first) {
        Ok(()) => u64::from_le_bytes(first),
        Err(_) => return Err(refused("is not a Netloom project, or cut short".into())),
    };
    if kind.len() > LARGEST || header > LARGEST_HEADER || header.saturating_add(8) > kind.len() {
        return Err(refused("is not a Netloom project, or damaged (its header is of an impossible length)".into()));
    }
    let mut bytes = first.to_vec();
    file.take(kind.len()).read_to_end(&mut bytes).map_err(|error| refused(format!("cannot be read: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Normalisation, Scaling};

    #[test]
    fn what_was_changed_since_training_is_saved_beside_what_was_trained() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("network.netloom");
        let project = Project::default();
        write_with(&path, &project, None).unwrap();
        assert_eq!(open(&path).unwrap(), Saved { project: project.clone(), trained: None });
        assert!(read(&path).unwrap_err().to_string().contains("not trained yet"));

        let interface = Interface {
            input: [2].into(),
            normalisation: Normalisation { scale: vec![1.0], offset: vec![0.0] },
            classes: vec!["a".into()],
            outputs: 0,
            class_weights: Vec::new(),
            encoding: None,
            answers: None,
        };
        let (weights, memories) = (vec![1.0, f32::MIN_POSITIVE], vec![vec![0.5, 0.25]]);
        let progress = Progress { step: 3, samples_in_epoch: 7, ..Progress::default() };
        let mut trained = Trained { project, interface, progress, weights, states: Vec::new(), memories };
        trained.project.data.scaling = Scaling::default();
        let mut project = trained.project.clone();
        project.training.epochs = 99;
        write_with(&path, &project, Some(&trained)).unwrap();
        assert_eq!(open(&path).unwrap(), Saved { project, trained: Some(trained.clone()) });
        assert_eq!(read(&path).unwrap(), trained);
    }
}
