//! `netloom run`: tensors in, tensors out, without preparation: for conformance and for scripts.

use std::path::{Path, PathBuf};

use clap::Args;

use super::model;
use super::output::line_out;
use crate::base::{Error, Result};
use crate::{interchange, project};

#[derive(Args, Debug)]
pub struct Run {
    /// A trained project.
    model: PathBuf,
    /// `X.npy` or `input=X.npy`: float32 samples of the network's input shape, with or without a leading batch axis.
    #[arg(long, required = true)]
    input: Vec<String>,
    /// Where `output.npy` is written.
    #[arg(long)]
    output_dir: PathBuf,
    /// auto, cpu, gpu, or part of an adapter's name.
    #[arg(long, default_value = "auto")]
    device: String,
    /// Threads of the CPU device; without it all cores.
    #[arg(long, value_parser = model::positive)]
    threads: Option<usize>,
}

impl Run {
    pub fn carry_out(self) -> Result<i32> {
        let (trained, mut session) = model::open(&self.model, &self.device, self.threads)?;
        let [input] = self.input.as_slice() else {
            return Err(Error::input("This network has one input; name one --input."));
        };
        let path = match input.split_once('=') {
            Some(("input", path)) => path,
            Some((name, path)) if !Path::new(input).exists() => {
                let sentence = format!("The network has no input {name}; its input is called input (input={path}).");
                return Err(Error::input(sentence));
            }
            _ => input,
        };
        let array = interchange::npy::read(Path::new(path))?;
        let shape = &trained.interface.input;
        let rows = match array.shape().strip_prefix(&shape[..]) {
            Some([]) => 1,
            _ if array.shape().len() == shape.len() + 1 && array.shape()[1..] == shape[..] => array.shape()[0],
            _ => {
                let sentence =
                    format!("{path} has shape {}; the network takes {shape}, or batch×{shape}.", array.shape());
                return Err(Error::input(sentence));
            }
        };
        if rows == 0 {
            return Err(Error::input(format!("{path} holds no samples.")));
        }
        let outputs = session.predict(array.numbers())?;
        let mut extents = vec![rows];
        extents.extend_from_slice(&session.output());
        std::fs::create_dir_all(&self.output_dir)
            .map_err(|error| Error::input(format!("{} cannot be made: {error}.", self.output_dir.display())))?;
        let to = self.output_dir.join("output.npy");
        let bytes = interchange::npy::bytes(&extents, &outputs)?;
        project::save(&to, |file| file.write_all(&bytes))?;
        line_out(&format!("{}: {rows} answers of {}", to.display(), session.output()))?;
        Ok(0)
    }
}
