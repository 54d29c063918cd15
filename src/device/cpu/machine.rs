//! What the system says about the machine: the processor's name and the memory that is free.

use std::fs::read_to_string;

use crate::base::{Error, Result};
use crate::program::{Buffer, Program};

/// The processor's name, or "CPU" where the system does not tell.
pub(super) fn name() -> String {
    let lines = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = lines.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or("CPU".into(), |(_, name)| name.trim().to_owned())
}

/// The bytes that programs may still take, where the system tells.
fn available() -> Option<usize> {
    let lines = read_to_string("/proc/meminfo").ok()?;
    let kilobytes = lines.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    kilobytes.trim().trim_end_matches("kB").trim().parse::<usize>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Refuses a program whose buffers would take more than four fifths of the free memory.
pub(super) fn check_memory(program: &Program, number: usize) -> Result<()> {
    let Some(free) = available() else { return Ok(()) };
    refuse_beyond(program, number, free / 5 * 4)
}

fn refuse_beyond(program: &Program, number: usize, budget: usize) -> Result<()> {
    let bytes = |buffer: &Buffer| buffer.count.saturating_mul(number);
    let needed = program.memory.buffers.iter().map(bytes).fold(0usize, usize::saturating_add);
    if needed <= budget {
        return Ok(());
    }
    let fitting = program.batch as u128 * budget as u128 / needed as u128;
    let advice = match fitting {
        0 => "the network itself must become smaller".to_owned(),
        batch => format!("a batch of {batch} would fit"),
    };
    let [needed, budget] = [needed, budget].map(words);
    Err(Error::input(format!("a batch of {} needs {needed} of memory and {budget} are free; {advice}", program.batch)))
}

/// "1.5 GB"
fn words(bytes: usize) -> String {
    match bytes as f64 {
        bytes if bytes < 1e9 => format!("{:.0} MB", bytes / 1e6),
        bytes => format!("{:.1} GB", bytes / 1e9),
    }
}
