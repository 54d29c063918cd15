//! The `netloom` program: a command, or the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use netloom::cli::{self, Request};

fn main() {
    let code = match cli::main() {
        Request::Finished(code) => code,
        Request::Window { file, frame_times } => match netloom::app::open(file, frame_times) {
            Ok(()) => 0,
            Err(error) => {
                eprintln!("netloom: {error}");
                error.exit_code()
            }
        },
    };
    std::process::exit(code);
}
