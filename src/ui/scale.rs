//! Colours of numbers: a perceptual map for activations, a diverging one for weights.

use eframe::egui::{Color32, lerp};

/// Viridis (Smith and van der Walt, 2015) at every sixteenth part of the scale.
const VIRIDIS: [[u8; 3]; 17] = [
    [68, 1, 84],
    [72, 24, 106],
    [71, 45, 123],
    [66, 64, 134],
    [59, 82, 139],
    [51, 99, 141],
    [44, 114, 142],
    [38, 130, 142],
    [33, 145, 140],
    [31, 160, 136],
    [40, 174, 128],
    [63, 188, 115],
    [94, 201, 98],
    [132, 212, 75],
    [173, 220, 48],
    [216, 226, 25],
    [253, 231, 37],
];

/// Blue, grey, orange: below, at and above zero.
const DIVERGING: [[u8; 3]; 3] = [[76, 157, 255], [40, 44, 52], [255, 138, 91]];

/// The colour of an activation, from 0 to 1 on the scale of its layer.
pub fn viridis(part: f32) -> Color32 {
    along(&VIRIDIS, part)
}

/// The colour of a weight, from -1 to 1 on the scale of its layer.
pub fn diverging(part: f32) -> Color32 {
    along(&DIVERGING, part / 2.0 + 0.5)
}

/// The colour at this part of a list of colours that lie evenly apart.
fn along(colours: &[[u8; 3]], part: f32) -> Color32 {
    let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
    let place = part * (colours.len() - 1) as f32;
    let low = (place as usize).min(colours.len() - 2);
    let mix = |channel: usize| {
        let ends = f32::from(colours[low][channel])..=f32::from(colours[low + 1][channel]);
        lerp(ends, place - low as f32).round() as u8
    };
    Color32::from_rgb(mix(0), mix(1), mix(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_run_from_end_to_end() {
        assert_eq!([viridis(0.0), viridis(1.0)], [Color32::from_rgb(68, 1, 84), Color32::from_rgb(253, 231, 37)]);
        assert_eq!(diverging(0.0), Color32::from_rgb(40, 44, 52));
        assert_eq!(viridis(f32::NAN), viridis(-3.0));
    }
}
