//! What is remembered from one start to the next, beside the window's size: theme, device, what was opened.

use eframe::Storage;
use eframe::egui::Theme;
use serde::{Deserialize, Serialize};

use crate::data::Source;
use crate::ui::State;

const KEY: &str = "settings";

#[derive(Serialize, Deserialize)]
#[serde(default)]
struct Settings {
    light: bool,
    device: String,
    recent: Vec<Source>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { light: false, device: "auto".to_owned(), recent: Vec::new() }
    }
}

/// Brings back what was remembered; what cannot be read is left as it is at the first start.
pub fn load(storage: Option<&dyn Storage>, state: &mut State) {
    let text = storage.and_then(|storage| storage.get_string(KEY));
    let settings = text.and_then(|text| serde_json::from_str::<Settings>(&text).ok()).unwrap_or_default();
    state.theme = if settings.light { Theme::Light } else { Theme::Dark };
    state.device = settings.device;
    let path = |source| if let Source::Path(path) = source { Some(path) } else { None };
    state.recent = settings.recent.into_iter().filter_map(path).collect();
}

/// Remembers.
pub fn save(storage: &mut dyn Storage, state: &State) {
    let settings = Settings {
        light: state.theme == Theme::Light,
        device: state.device.clone(),
        recent: state.recent.iter().cloned().map(Source::Path).collect(),
    };
    if let Ok(text) = serde_json::to_string(&settings) {
        storage.set_string(KEY, text);
    }
}
