//! The commands: one file each. The contract is `command_line.md`: names, options, exit codes and JSON keys stay.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::base::{Error, Result};

mod bench;
mod caching;
mod check;
mod devices;
mod evaluate;
mod explain;
mod model;
mod output;
mod predict;
mod predict_rows;
mod run;
mod templates;
mod train;

/// Assemble, train and look inside neural networks, on any GPU or none.
#[derive(Parser, Debug)]
#[command(name = "netloom", version, disable_help_subcommand = true)]
#[command(after_help = "Without a command the window opens, on FILE if one is named.")]
pub struct Arguments {
    /// What to do; without it the window opens.
    #[command(subcommand)]
    command: Option<Subject>,
    /// A project or a folder of pictures to open in the window.
    file: Option<PathBuf>,
    /// Print how long the window's frames took when it is closed.
    #[arg(long, hide = true)]
    frame_times: bool,
}

#[derive(Subcommand, Debug)]
enum Subject {
    /// Train a network and save it with its weights and history.
    Train(train::Train),
    /// Accuracy, loss, precision, recall and F1 per class, confusion matrix, curves, calibration, mistakes.
    Evaluate(evaluate::Evaluate),
    /// Pictures, folders of them or rows of tables to classes and probabilities.
    Predict(predict::Predict),
    /// Why a network answers as it does for a picture, as a picture.
    Explain(explain::Explain),
    /// Tensors in, tensors out (.npy), without preparation.
    Run(run::Run),
    /// List the networks that come with the program.
    Templates(templates::Templates),
    /// List the devices that can train.
    Devices(devices::Devices),
    /// Look at a file or folder, open it for real, and say what was found.
    Check(check::Check),
    /// Training throughput on made-up data.
    Bench(bench::Bench),
}

/// What the program was asked to do.
pub enum Request {
    /// A command has run; the process ends with this code.
    Finished(i32),
    /// The window is wanted, perhaps on a file.
    Window {
        /// What it opens.
        file: Option<PathBuf>,
        /// Whether it tells at the end how long frames took.
        frame_times: bool,
    },
}

/// Reads the arguments of the process and carries out the command they name, if any.
pub fn main() -> Request {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are asked for, not wrong.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return Request::Finished(code);
        }
    };
    let Arguments { command, file, frame_times } = arguments;
    let Some(command) = command else { return Request::Window { file, frame_times } };
    match command.carry_out() {
        Ok(code) => Request::Finished(code),
        Err(error) => {
            if error != Error::Stopped {
                eprintln!("netloom: {error}");
            }
            Request::Finished(error.exit_code())
        }
    }
}

impl Subject {
    fn carry_out(self) -> Result<i32> {
        match self {
            Subject::Train(command) => command.carry_out(),
            Subject::Evaluate(command) => command.carry_out(),
            Subject::Predict(command) => command.carry_out(),
            Subject::Explain(command) => command.carry_out(),
            Subject::Run(command) => command.carry_out(),
            Subject::Templates(command) => command.carry_out(),
            Subject::Devices(command) => command.carry_out(),
            Subject::Check(command) => command.carry_out(),
            Subject::Bench(command) => command.carry_out(),
        }
    }
}
