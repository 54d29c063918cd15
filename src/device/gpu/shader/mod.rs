//! The only door to naga: shaders as files of plain WGSL, put together and read here.
//!
//! A line `//! use lib/philox` stands for the text of `shaders/lib/philox.wgsl`, once. An `override` becomes a `const`
//! with the value that a kernel gives it, because drivers fold literals best. Names, slots and workgroup sizes are read
//! out of the shader itself.

use std::collections::HashSet;
use std::fmt::Write;

use super::kernel::{Constant, Kernel};

mod list;

/// Buffers that a shader can be bound to on every device.
const MOST_BINDINGS: usize = 8;

/// A shader made ready for one kernel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shader {
    /// Its text, with every constant in place.
    pub text: String,
    /// For each binding in order, whether the shader writes to it.
    pub writes: Vec<bool>,
}

impl Shader {
    /// The shader of a kernel.
    ///
    /// # Panics
    /// If the shader is wrong or lacks a constant: only we can cause that, and `tests/kernels.rs` would show it.
    pub fn of(kernel: &Kernel) -> Shader {
        let text = fix(&expand(kernel.shader, &kernel.uses), kernel.shader, &kernel.constants);
        let writes = writes(&text, kernel.shader);
        assert_eq!(writes.len(), kernel.bindings.len(), "{} is bound to as much as it takes", kernel.shader);
        debug_assert!(writes.len() <= MOST_BINDINGS, "{} is bound to more than every device gives", kernel.shader);
        Shader { text, writes }
    }

    /// The same shader where everything is bound for reading and writing: WebGPU demands it of a buffer that is bound
    /// in several places of which one is written.
    pub fn writing_all(mut self) -> Shader {
        self.text = self.text.replace("var<storage, read>", "var<storage, read_write>");
        self.writes.fill(true);
        self
    }
}

/// Name and text of every shader file.
pub(super) fn all() -> &'static [(&'static str, &'static str)] {
    list::SHADERS
}

/// The text of a shader file.
fn file(name: &str) -> &'static str {
    let found = list::SHADERS.iter().find(|(other, _)| *other == name);
    found.unwrap_or_else(|| panic!("shaders/{name}.wgsl is not in the list of shaders")).1
}

/// A file's text with that of the files it uses in front, each once.
fn expand(name: &str, stand_ins: &[(&str, &str)]) -> String {
    fn add<'a>(name: &'a str, stand_ins: &[(&str, &'a str)], done: &mut HashSet<&'a str>, text: &mut String) {
        if !done.insert(name) {
            return;
        }
        for line in file(name).lines() {
            match line.strip_prefix("//! use ") {
                Some(named) => {
                    let named = named.trim();
                    let taken = stand_ins.iter().find(|(other, _)| *other == named).map_or(named, |(_, taken)| taken);
                    add(taken, stand_ins, done, text);
                }
                None => {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    let mut text = String::new();
    add(name, stand_ins, &mut HashSet::new(), &mut text);
    number(text)
}

/// Where a stand-in binds something more it says `@binding(next)`: numbered after the others, in the order of the text.
fn number(mut text: String) -> String {
    const NEXT: &str = "@binding(next)";
    let mut free = text.matches("@binding(").count() - text.matches(NEXT).count();
    while text.contains(NEXT) {
        text = text.replacen(NEXT, &format!("@binding({free})"), 1);
        free += 1;
    }
    text
}

/// Turns each `override NAME: type;` into a `const` with the value given, or its default.
fn fix(text: &str, name: &str, constants: &[(&str, Constant)]) -> String {
    let mut fixed = String::with_capacity(text.len());
    let mut taken = 0;
    for line in text.lines() {
        let Some(declaration) = line.strip_prefix("override ") else {
            fixed.push_str(line);
            fixed.push('\n');
            continue;
        };
        let end = declaration.find(';').unwrap_or_else(|| panic!("an override of {name} does not end on its line"));
        let (declared, default) = match declaration[..end].split_once('=') {
            Some((declared, default)) => (declared.trim(), Some(default.trim())),
            None => (declaration[..end].trim(), None),
        };
        let wanted = declared.split(':').next().unwrap_or(declared).trim();
        let given = constants.iter().find(|(other, _)| *other == wanted);
        taken += usize::from(given.is_some());
        let value = match (given, default) {
            (Some((_, value)), _) => value.to_string(),
            (None, Some(default)) => default.to_owned(),
            (None, None) => panic!("{name} needs a value for {wanted}"),
        };
        writeln!(fixed, "const {declared} = {value};").expect("writing to a string cannot fail");
    }
    assert_eq!(taken, constants.len(), "{name} has every constant that it is given: {constants:?}");
    fixed
}

/// For each binding of group 0 in order, whether the shader may write to it.
fn writes(text: &str, name: &str) -> Vec<bool> {
    let module = match naga::front::wgsl::parse_str(text) {
        Ok(module) => module,
        Err(error) => panic!("{}", error.emit_to_string_with_path(text, name)),
    };
    let mut found: Vec<(u32, bool)> = Vec::new();
    for (_, variable) in module.global_variables.iter() {
        if let (Some(binding), naga::AddressSpace::Storage { access }) = (&variable.binding, variable.space) {
            assert_eq!(binding.group, 0, "{name} binds in group 0 only");
            found.push((binding.binding, access.contains(naga::StorageAccess::STORE)));
        }
    }
    found.sort_unstable();
    assert!(found.iter().enumerate().all(|(place, found)| found.0 == place as u32), "{name} binds 0, 1, 2, …");
    found.into_iter().map(|(_, writes)| writes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shader_is_valid_as_it_stands() {
        for (name, text) in list::SHADERS {
            let text = if name.starts_with("lib/") { (*text).to_owned() } else { expand(name, &[]) };
            // Files of lib/ may lean on what their user declares; they are checked within their users.
            if name.starts_with("lib/") {
                continue;
            }
            let module = naga::front::wgsl::parse_str(&text)
                .unwrap_or_else(|error| panic!("{}", error.emit_to_string_with_path(&text, name)));
            naga::valid::Validator::new(naga::valid::ValidationFlags::all(), naga::valid::Capabilities::all())
                .validate(&module)
                .unwrap_or_else(|error| panic!("{}", error.emit_to_string_with_path(&text, name)));
        }
    }

    #[test]
    fn every_shader_file_is_in_the_list() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("shaders");
        let mut found: Vec<String> = walkdir::WalkDir::new(&root)
            .into_iter()
            .map(|entry| entry.expect("the folder of shaders can be read").into_path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "wgsl"))
            .map(|path| path.strip_prefix(&root).expect("below the root").with_extension("").display().to_string())
            .collect();
        found.sort();
        let mut listed: Vec<&str> = list::SHADERS.iter().map(|(name, _)| *name).collect();
        listed.sort_unstable();
        assert_eq!(found, listed);
    }

    #[test]
    fn overrides_become_constants() {
        let text = "override N: u32;\noverride A: f32 = 0.5;\nfn f() {}";
        let fixed = fix(text, "test", &[("N", Constant::Unsigned(3))]);
        assert_eq!(fixed, "const N: u32 = 3u;\nconst A: f32 = 0.5;\nfn f() {}\n");
    }
}
