//! Colours of numbers.

/// Viridis (Smith and van der Walt, 2015) at every sixteenth part.
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

/// Magma (Smith and van der Walt, 2015) at every sixteenth part.
const MAGMA: [[u8; 3]; 17] = [
    [0, 0, 4],
    [10, 8, 34],
    [29, 17, 71],
    [54, 16, 107],
    [81, 18, 124],
    [106, 28, 129],
    [131, 38, 129],
    [156, 46, 127],
    [183, 55, 121],
    [208, 65, 111],
    [231, 82, 99],
    [245, 107, 92],
    [252, 137, 97],
    [254, 167, 114],
    [254, 196, 136],
    [253, 226, 163],
    [252, 253, 191],
];

/// RdBu (Brewer), blue below, red above the middle at every sixteenth part.
const DIVERGING: [[u8; 3]; 17] = [
    [5, 48, 97],
    [23, 82, 144],
    [42, 113, 178],
    [63, 142, 192],
    [107, 172, 209],
    [155, 201, 224],
    [194, 221, 236],
    [224, 236, 243],
    [247, 246, 246],
    [251, 229, 216],
    [251, 204, 180],
    [245, 170, 137],
    [228, 128, 102],
    [208, 85, 72],
    [186, 40, 50],
    [147, 14, 38],
    [103, 0, 31],
];

/// Blue below, dark grey at, orange above the middle, in three steps: weights as the window draws them.
const WEIGHTS: [[u8; 3]; 3] = [[76, 157, 255], [43, 48, 56], [255, 138, 91]];

/// Colours that tell classes apart on a dark and on a light ground.
const CLASSES: [[u8; 3]; 6] =
    [[76, 157, 255], [242, 169, 59], [98, 207, 122], [214, 107, 255], [255, 107, 107], [53, 196, 181]];

/// The colour of a class; more classes than colours go round, once paler and once darker.
pub fn class_colour(class: usize) -> [u8; 3] {
    let colour = CLASSES[class % CLASSES.len()].map(f32::from);
    let mix = |to: f32, part: f32| colour.map(|from| (from + (to - from) * part).round() as u8);
    match class / CLASSES.len() % 3 {
        0 => mix(0.0, 0.0),
        1 => mix(255.0, 0.45),
        _ => mix(0.0, 0.35),
    }
}

/// How numbers become colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourMap {
    /// Dark blue over green to yellow: for what begins at zero.
    #[default]
    Viridis,
    /// Black over red to light yellow.
    Magma,
    /// Black to white.
    Grey,
    /// Blue, white, red: for what has a sign, white at the middle of the range.
    Diverging,
    /// Blue, dark grey, orange: for what has a sign and is mostly small.
    Weights,
}

impl ColourMap {
    /// Every map with its name.
    pub const ALL: [(ColourMap, &str); 5] = [
        (ColourMap::Viridis, "Viridis"),
        (ColourMap::Magma, "Magma"),
        (ColourMap::Grey, "Grey"),
        (ColourMap::Diverging, "Blue–red"),
        (ColourMap::Weights, "Blue–orange"),
    ];

    /// The colour of a number from 0 to 1; what is beyond, or not a number, has the colour of the nearer end, or of 0.
    pub fn colour(self, part: f32) -> [u8; 3] {
        let part = if part.is_nan() { 0.0 } else { part.clamp(0.0, 1.0) };
        match self {
            ColourMap::Viridis => along(&VIRIDIS, part),
            ColourMap::Magma => along(&MAGMA, part),
            ColourMap::Grey => [(part * 255.0).round() as u8; 3],
            ColourMap::Diverging => along(&DIVERGING, part),
            ColourMap::Weights => along(&WEIGHTS, part),
        }
    }
}

/// The colour at this part of a list of colours that lie evenly apart.
fn along(colours: &[[u8; 3]], part: f32) -> [u8; 3] {
    let place = part * (colours.len() - 1) as f32;
    let low = (place as usize).min(colours.len() - 2);
    let between = place - low as f32;
    let mix = |channel: usize| {
        let [from, to] = [colours[low][channel], colours[low + 1][channel]].map(f32::from);
        (from + (to - from) * between).round() as u8
    };
    [mix(0), mix(1), mix(2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_run_from_end_to_end() {
        assert_eq!([0.0, 1.0].map(|part| ColourMap::Viridis.colour(part)), [[68, 1, 84], [253, 231, 37]]);
        assert_eq!(ColourMap::Diverging.colour(0.5), [247, 246, 246]);
        assert_eq!(ColourMap::Magma.colour(f32::NAN), ColourMap::Magma.colour(-3.0));
        assert_eq!(ColourMap::Grey.colour(2.0), [255; 3]);
    }
}
