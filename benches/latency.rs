//! From an edit of the network to the first step of its training, for each device: the first time, from what the driver
//! keeps on disk, and after one layer was changed: `cargo bench --bench latency [-- ADAPTER]`.
//!
//! The driver's own cache is per process, so the program runs itself: `latency once ADAPTER` with a fresh
//! `MESA_SHADER_CACHE_DIR`, then again with the same one.

mod common;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use netloom::device::{self, Device, Step};
use netloom::layers::Layer;
use netloom::network::templates;

/// Samples that are made up.
const COUNT: usize = 64;
/// Rows of a step.
const BATCH: usize = 32;

fn main() {
    let words = common::words();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["once", device] => once(device),
        ref others => {
            run("cpu", None, "in one process");
            let adapter = others.first().copied().unwrap_or("gpu");
            let cache = tempfile::tempdir().expect("there is room for a cache");
            run(adapter, Some(cache.path()), "cache of the driver empty");
            run(adapter, Some(cache.path()), "cache of the driver full");
        }
    }
}

/// One process of its own, as after starting the program.
fn run(device: &str, cache: Option<&Path>, words: &str) {
    println!("{device}, {words}:");
    let own = std::env::current_exe().expect("the program knows its path");
    let mut command = Command::new(own);
    command.args(["once", device]);
    if let Some(cache) = cache {
        command.env("MESA_SHADER_CACHE_DIR", cache);
    }
    assert!(command.status().expect("the program runs itself").success());
}

fn once(name: &str) {
    for words in ["first", "again", "after a change of one layer"] {
        let start = Instant::now();
        let mut device = device::open(name, None).expect("the device opens");
        let opened = start.elapsed();
        first_step(device.as_mut(), words.starts_with("after"));
        let all = start.elapsed();
        println!("  {words}: {:.0} ms, of which opening {:.0}", all.as_secs_f64() * 1e3, opened.as_secs_f64() * 1e3);
    }
}

/// Compiles the reference network and trains one step.
fn first_step(device: &mut dyn Device, changed: bool) {
    let shape = [28, 28, 1].into();
    let template = templates().iter().find(|template| template.name == "mnist-cnn").expect("the reference network");
    let mut network = template.build(&shape, 10);
    if changed {
        let dense = network.nodes.iter_mut().find_map(|node| match &mut node.layer {
            Layer::Dense(dense) => Some(dense),
            _ => None,
        });
        dense.expect("the network has a dense layer").units = 72;
    }
    let (_, id) = common::training(device, network, &shape, [BATCH, COUNT]);
    device.run(id, &[Step { rows: BATCH as u32, rate: 1e-3, ..Step::default() }]).expect("a step runs");
    device.reports(id, true).expect("the step reports");
}
