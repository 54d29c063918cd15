//! The kinds of files and folders that hold data.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of thing a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Drawn by the program.
    Sample,
    /// A folder of class folders of pictures.
    ImageFolder,
    /// MNIST-style IDX files.
    Idx,
    /// CIFAR-10 or CIFAR-100 binary batches.
    Cifar,
    /// A single picture.
    Picture,
    /// A table as text.
    Csv,
    /// NumPy arrays.
    Npz,
    /// Weights.
    Safetensors,
    /// A network of another program.
    Onnx,
    /// A project of Netloom.
    Project,
    /// None of these.
    Unknown,
}

impl Kind {
    /// The name under which it is saved and printed.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Sample => "sample",
            Kind::ImageFolder => "image_folder",
            Kind::Idx => "idx",
            Kind::Cifar => "cifar",
            Kind::Picture => "picture",
            Kind::Csv => "csv",
            Kind::Npz => "npz",
            Kind::Safetensors => "safetensors",
            Kind::Onnx => "onnx",
            Kind::Project => "project",
            Kind::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.key())
    }
}
