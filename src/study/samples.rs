//! Samples of a data set as people see them, and small enough to stand side by side.

use crate::data::{Dataset, Inputs};
use crate::inspect::Picture;
use crate::project::Trained;

/// A sample's numbers as they are stored, before the network's own scaling, and those that stand for black and white.
/// `None` if there is no such sample.
pub fn stored(dataset: &Dataset, sample: u32) -> Option<(Vec<f32>, [f32; 2])> {
    let place = sample as usize;
    Some(match &dataset.inputs {
        Inputs::Numbers(_) => {
            let numbers = dataset.numbers(place)?.to_vec();
            let wider = |[low, high]: [f32; 2], &number: &f32| [low.min(number), high.max(number)];
            let ends = numbers.iter().fold([f32::INFINITY, f32::NEG_INFINITY], wider);
            (numbers, ends)
        }
        Inputs::Bytes(_) => (dataset.bytes(place)?.iter().copied().map(f32::from).collect(), [0.0, 255.0]),
    })
}

/// A sample as a picture; `None` where samples are none.
pub fn picture(dataset: &Dataset, sample: u32) -> Option<Picture> {
    dataset.shape.picture()?;
    let (numbers, range) = stored(dataset, sample)?;
    Some(Picture::of_sample(&numbers, &dataset.shape, &[range]))
}

/// The picture of a sample that is ready for a network.
pub fn seen(subject: &Trained, ready: &[f32]) -> Picture {
    let mut stored = ready.to_vec();
    subject.interface.normalisation.inverse().apply_to(&mut stored);
    Picture::of_sample(&stored, &subject.interface.input, &[[0.0, 255.0]])
}

/// A picture whose longer side has about so many pixels: every so many-th pixel of a larger one, or enlarged with hard
/// edges.
pub fn thumbnail(picture: &Picture, side: usize) -> Picture {
    let [height, width] = picture.size;
    let step = height.max(width).div_ceil(side.max(1)).max(1);
    if step == 1 {
        return picture.enlarged_to(side);
    }
    let small = [height.div_ceil(step), width.div_ceil(step)];
    let pixel = |place: usize| {
        let at = (place / small[1] * step * width + place % small[1] * step) * 3;
        [picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]]
    };
    Picture { size: small, rgb: (0..small[0] * small[1]).flat_map(pixel).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbnails_have_about_the_side_that_is_wished() {
        let large = Picture { size: [10, 20], rgb: (0..600).map(|part| (part % 251) as u8).collect() };
        assert_eq!(thumbnail(&large, 7).size, [4, 7]);
        assert_eq!(thumbnail(&large, 7).rgb[3..6], large.rgb[9..12]);
        assert_eq!(thumbnail(&large, 20), large);
        assert_eq!(thumbnail(&large, 45).size, [20, 40]);
    }
}
