//! The real program in a real window on a virtual display, and the sentences where there is none.

use std::path::Path;
use std::process::{Command, Output};

fn netloom() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netloom"));
    let home = std::env::temp_dir().join("netloom window test");
    std::fs::create_dir_all(&home).unwrap();
    command.env("HOME", &home).env("XDG_DATA_HOME", &home).env("XDG_RUNTIME_DIR", &home);
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(name);
    }
    command
}

/// Whether there is a virtual display to be had; says so where not.
fn has_xvfb() -> bool {
    let there = |folder: &Path| folder.join("xvfb-run").is_file() && folder.join("Xvfb").is_file();
    let found = std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| there(&folder)));
    if !found {
        println!("skipped: xvfb-run and Xvfb are not installed (package xvfb; tests/run installs it)");
    }
    found
}

/// Runs the program on a virtual display of this size.
fn on_display(size: &str, set: &[(&str, &str)]) -> Output {
    let program = netloom();
    let mut command = Command::new("xvfb-run");
    command.args(["-a", "-s", &format!("-screen 0 {size}x24")]).arg(program.get_program());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.envs(set.iter().copied()).output().unwrap()
}

/// Asserts that the program ended with code 1 and one sentence that holds these words.
fn refuses(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for word in words.iter().chain(&["netloom train mnist-cnn --data sample:digits"]) {
        assert!(said.contains(word), "“{word}” is missing in: {said}");
    }
}

#[test]
fn without_a_display_one_sentence_says_so() {
    refuses(&netloom().output().unwrap(), &["DISPLAY"]);
    refuses(&netloom().env("DISPLAY", ":4711").output().unwrap(), &[":4711"]);
}

#[test]
fn without_a_driver_one_sentence_says_so() {
    if has_xvfb() {
        // The only driver that may be used is one that there is not.
        let set = [("WGPU_BACKEND", "vulkan"), ("VK_ICD_FILENAMES", "/nowhere"), ("VK_DRIVER_FILES", "/nowhere")];
        refuses(&on_display("1280x720", &set), &["driver"]);
    }
}

#[test]
fn the_window_opens_draws_trains_and_closes() {
    if !has_xvfb() {
        return;
    }
    let file = std::env::temp_dir().join(format!("netloom window {}.png", std::process::id()));
    let picture = file.to_str().unwrap();
    let set = [("NETLOOM_TRAIN", "sample:spirals"), ("NETLOOM_FRAMES", "12"), ("NETLOOM_SCREENSHOT", picture)];
    let output = on_display("1280x720", &set);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let drawn = image::open(&file).unwrap().to_rgb8();
    std::fs::remove_file(&file).unwrap();
    let colours: std::collections::HashSet<_> = drawn.pixels().map(|pixel| pixel.0).collect();
    assert!(colours.len() > 50, "only {} colours were drawn", colours.len());
}
