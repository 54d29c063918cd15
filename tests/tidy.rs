//! The invariants of the architecture, read off the source as text: the order of modules and who may open which door.

use std::fs;
use std::path::{Path, PathBuf};

/// The source files below a folder, with their paths relative to it.
fn files(folder: &str, suffix: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the folder is readable") {
            let path = entry.expect("the entry is readable").path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    if root.exists() {
        walk(&root, &mut found);
    }
    found.sort();
    let name = |path: &PathBuf| path.strip_prefix(&root).expect("it lies below").to_string_lossy().replace('\\', "/");
    let matching = found.iter().filter(|path| path.to_string_lossy().ends_with(suffix));
    matching.map(|path| (name(path), fs::read_to_string(path).expect("source is text"))).collect()
}

/// The modules in the order of `src/lib.rs`, lowest first.
fn modules() -> Vec<String> {
    let lib = include_str!("../src/lib.rs");
    let name = |line: &str| Some(line.trim().strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    lib.lines().filter_map(name).collect()
}

/// The source without comments, so that prose may name what code may not.
fn code(source: &str) -> String {
    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every place in `src` where code contains the word, except below the allowed paths.
fn strangers(word: &str, allowed: &[&str]) -> Vec<String> {
    let outside = |path: &str| !allowed.iter().any(|prefix| path.starts_with(prefix));
    let mut found = Vec::new();
    for (path, source) in files("src", ".rs") {
        if outside(&path) && code(&source).contains(word) {
            found.push(format!("src/{path} contains {word}"));
        }
    }
    found
}

#[test]
fn modules_use_only_modules_below_them() {
    let modules = modules();
    let mut wrong = Vec::new();
    for (path, source) in files("src", ".rs") {
        let own = path.split('/').next().expect("a path has a first part").trim_end_matches(".rs").to_owned();
        let Some(place) = modules.iter().position(|module| *module == own) else { continue };
        for above in &modules[place + 1..] {
            if code(&source).contains(&format!("crate::{above}")) {
                wrong.push(format!("src/{path} uses {above}, which stands above {own}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_is_in_the_list() {
    let listed = modules();
    for (path, _) in files("src", ".rs") {
        let own = path.split('/').next().expect("a path has a first part").trim_end_matches(".rs");
        assert!(["lib", "main"].contains(&own) || listed.iter().any(|name| name == own), "src/{path} is not in lib.rs");
    }
}

#[test]
fn each_door_has_one_keeper() {
    let mut wrong = strangers("wgpu::", &["device/gpu", "app"]);
    wrong.extend(strangers("naga::", &["device/gpu/shader"]));
    wrong.extend(strangers("egui::", &["ui", "app"]));
    wrong.extend(strangers("thread::spawn", &["data", "device/cpu", "train", "app"]));
    wrong.extend(strangers("File::create", &["project", "train", "interchange", "app"]));
    wrong.extend(strangers("fs::write", &["project", "train", "interchange", "app"]));
    wrong.extend(strangers("Mutex<", &["data", "device", "app"]));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unsafe_code_is_only_in_devices_and_says_why() {
    // Beside devices only the mapping of files of the cache, which no library can promise to be safe.
    let mut wrong = strangers("unsafe ", &["device", "data/bytes.rs"]);
    for (path, source) in files("src", ".rs") {
        for (number, line) in source.lines().enumerate() {
            let is_unsafe = code(line).contains("unsafe {") || code(line).contains("unsafe impl");
            let before = source.lines().take(number).collect::<Vec<_>>();
            let explained = before.iter().rev().take(6).any(|line| line.contains("SAFETY:"));
            if is_unsafe && !explained {
                wrong.push(format!("src/{path}:{} is unsafe without saying why", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_shader_is_named_by_some_rust_file() {
    let sources = files("src", ".rs");
    for (path, _) in files("shaders", ".wgsl") {
        let stem = path.trim_end_matches(".wgsl");
        let used_by_rust =
            sources.iter().any(|(_, source)| source.contains(&format!("\"{stem}\"")) || source.contains(&path));
        let used_by_shader =
            files("shaders", ".wgsl").iter().any(|(_, text)| text.contains(&format!("//! use {stem}")));
        assert!(used_by_rust || used_by_shader, "shaders/{path} is used by nothing");
    }
}

#[test]
fn every_file_says_what_it_is() {
    for (path, source) in files("src", ".rs") {
        assert!(source.starts_with("//!"), "src/{path} does not begin with what it is");
    }
}

/// Adding a layer changes no file of the window: no code there names one, by its type or by the key that files use.
/// (Families of layers and kinds of errors share words with layers; what people read may explain any of them.)
#[test]
fn panels_name_no_layer() {
    let list = include_str!("../src/layers/mod.rs");
    let list =
        list.split_once("pub enum Layer: LayerKind {").and_then(|(_, rest)| rest.split_once('}')).expect("a list").0;
    let entry = |line: &str| {
        let (kind, key) = line.trim().trim_end_matches(',').split_once(" = ")?;
        Some((kind.split_once('(')?.0.to_owned(), key.to_owned()))
    };
    let layers: Vec<(String, String)> = list.lines().filter_map(entry).collect();
    assert!(
        layers.len() > 15 && layers.iter().any(|(kind, key)| (&**kind, &**key) == ("Add", "\"add\"")),
        "{layers:?}"
    );
    let mut wrong = Vec::new();
    for (path, source) in files("src/ui", ".rs") {
        let code = code(source.split("#[cfg(test)]").next().unwrap_or_default());
        for (kind, key) in &layers {
            let part_of_a_name = |letter: char| letter.is_alphanumeric() || letter == '_';
            let named = code.match_indices(kind.as_str()).any(|(at, _)| {
                let (before, after) = (&code[..at], &code[at + kind.len()..]);
                let whole = !before.ends_with(part_of_a_name) && !after.starts_with(part_of_a_name);
                let in_words = before.lines().last().unwrap_or_default().matches('"').count() % 2 == 1;
                let other = ["Family::", "Error::"].iter().any(|prefix| before.ends_with(prefix));
                whole && !in_words && !other
            });
            if named || code.contains(key.as_str()) {
                wrong.push(format!("src/ui/{path} names the layer {kind}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
