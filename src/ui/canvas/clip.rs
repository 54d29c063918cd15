//! Layers as text, for the clipboard: what is copied in one window can be pasted into another.

use serde::{Deserialize, Serialize};

use crate::network::Network;

/// More text than this is not taken for layers.
const LONGEST: usize = 1 << 20;

#[derive(Serialize, Deserialize)]
struct Clip {
    netloom: Network,
}

/// Layers as text; `None` if there are none.
pub fn write(part: Network) -> Option<String> {
    if part.nodes.is_empty() {
        return None;
    }
    serde_json::to_string(&Clip { netloom: part }).ok()
}

/// The layers in a text; `None` if it holds something else.
pub fn read(text: &str) -> Option<Network> {
    if text.len() > LONGEST {
        return None;
    }
    serde_json::from_str::<Clip>(text).ok().map(|clip| clip.netloom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::template;

    #[test]
    fn layers_survive_the_clipboard_and_other_text_is_none() {
        let network = template("resnet-small").expect("it exists").build(&[32, 32, 3].into(), 10);
        let text = write(network.clone()).expect("there are layers");
        assert_eq!(read(&text), Some(network));
        assert_eq!(write(Network::default()), None);
        for text in ["", "a sentence", "{\"netloom\": 3}", &"[".repeat(2 << 20)] {
            assert_eq!(read(text), None);
        }
    }
}
