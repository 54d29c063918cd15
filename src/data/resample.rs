//! Brings a picture to another size: which part of it is used, and a triangle filter as wide as the step between
//! the new pixels, so that nothing flickers (as Pillow's and TensorFlow's anti-aliased bilinear).

use super::Fit;

/// A picture of bytes, row by row, channels innermost.
pub(super) struct Pixels<'a> {
    pub height: usize,
    pub width: usize,
    pub channels: usize,
    pub bytes: &'a [u8],
}

/// Fills `out` (`size` × the picture's channels) with the picture, fitted as asked; what it does not cover is black.
pub(super) fn resample(from: &Pixels, size: [usize; 2], fit: Fit, out: &mut [u8]) {
    let whole = [from.height, from.width];
    let ratio = |axis: usize| size[axis] as f64 / whole[axis] as f64;
    // Along each axis: where the used part begins and how long it is, then where it goes and how long it is there.
    let spans = [0, 1].map(|axis| match fit {
        Fit::Stretch => (0.0, whole[axis] as f64, 0, size[axis]),
        Fit::Crop => {
            let used = size[axis] as f64 / ratio(0).max(ratio(1));
            ((whole[axis] as f64 - used) / 2.0, used, 0, size[axis])
        }
        Fit::Pad => {
            let covered = (whole[axis] as f64 * ratio(0).min(ratio(1))).round() as usize;
            let covered = covered.clamp(1, size[axis].max(1));
            (0.0, whole[axis] as f64, (size[axis] - covered) / 2, covered)
        }
    });
    if fit == Fit::Pad {
        out.fill(0);
    }
    let [rows, columns] = [0, 1].map(|axis| taps(whole[axis], spans[axis].0, spans[axis].1, spans[axis].3));
    let stride = from.width * from.channels;
    let mut blended = vec![0.0f32; stride];
    for (row, tap) in rows.iter().enumerate() {
        // Downwards first: long rows of bytes times one weight are what a processor does best.
        blended.fill(0.0);
        for (&weight, line) in tap.weights.iter().zip(from.bytes[tap.first * stride..].chunks_exact(stride)) {
            for (sum, &byte) in blended.iter_mut().zip(line) {
                *sum += weight * f32::from(byte);
            }
        }
        let start = ((spans[0].2 + row) * size[1] + spans[1].2) * from.channels;
        let line = out[start..].chunks_exact_mut(from.channels);
        match from.channels {
            1 => across::<1>(&blended, &columns, line),
            3 => across::<3>(&blended, &columns, line),
            4 => across::<4>(&blended, &columns, line),
            _ => across_any(&blended, from.channels, &columns, line),
        }
    }
}

fn across<'a, const C: usize>(row: &[f32], taps: &[Tap], out: impl Iterator<Item = &'a mut [u8]>) {
    let pixels = row.as_chunks::<C>().0;
    for (tap, pixel) in taps.iter().zip(out) {
        let mut sums = [0.5f32; C];
        for (weight, from) in tap.weights.iter().zip(&pixels[tap.first..]) {
            for channel in 0..C {
                sums[channel] += weight * from[channel];
            }
        }
        for (byte, sum) in pixel.iter_mut().zip(sums) {
            *byte = sum as u8;
        }
    }
}

fn across_any<'a>(row: &[f32], channels: usize, taps: &[Tap], out: impl Iterator<Item = &'a mut [u8]>) {
    for (tap, pixel) in taps.iter().zip(out) {
        for (channel, byte) in pixel.iter_mut().enumerate() {
            let column = row[tap.first * channels + channel..].iter().step_by(channels);
            *byte = (0.5 + tap.weights.iter().zip(column).map(|(weight, from)| weight * from).sum::<f32>()) as u8;
        }
    }
}

/// From which old pixels, beginning at `first`, a new one is made. The weights add up to 1.
struct Tap {
    first: usize,
    weights: Vec<f32>,
}

/// One tap for each of `count` new pixels, which together cover the `used` old ones that begin at `start`.
fn taps(old: usize, start: f64, used: f64, count: usize) -> Vec<Tap> {
    let step = used / count as f64;
    let reach = step.max(1.0);
    let tap = |place: usize| {
        let middle = start + (place as f64 + 0.5) * step;
        let first = ((middle - reach).max(start.max(0.0)).floor() as usize).min(old - 1);
        let last = ((middle + reach).min(start + used).ceil() as usize).clamp(first + 1, old);
        let weight = |pixel: usize| (1.0 - (pixel as f64 + 0.5 - middle).abs() / reach).max(0.0);
        let mut weights: Vec<f64> = (first..last).map(weight).collect();
        let total: f64 = weights.iter().sum();
        if total > 0.0 {
            weights.iter_mut().for_each(|weight| *weight /= total);
        } else {
            weights = vec![1.0];
        }
        Tap { first, weights: weights.into_iter().map(|weight| weight as f32).collect() }
    };
    (0..count).map(tap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(size: [usize; 2], fit: Fit, height: usize, width: usize, bytes: &[u8]) -> Vec<u8> {
        let channels = bytes.len() / height / width;
        let mut out = vec![77; size[0] * size[1] * channels];
        resample(&Pixels { height, width, channels, bytes }, size, fit, &mut out);
        out
    }

    #[test]
    fn the_same_size_changes_nothing() {
        for channels in 1..=4 {
            let bytes: Vec<u8> = (0..20 * channels).map(|x| (x * 37 % 251) as u8).collect();
            for fit in [Fit::Crop, Fit::Pad, Fit::Stretch] {
                assert_eq!(to([4, 5], fit, 4, 5, &bytes), bytes);
            }
        }
    }

    #[test]
    fn a_plain_picture_stays_plain_at_any_size() {
        for size in [[1, 1], [3, 7], [50, 2], [64, 64]] {
            assert!(to(size, Fit::Stretch, 9, 13, &[200; 9 * 13 * 3]).iter().all(|&byte| byte == 200), "{size:?}");
            assert!(to(size, Fit::Crop, 9, 13, &[200; 9 * 13]).iter().all(|&byte| byte == 200), "{size:?}");
        }
    }

    #[test]
    fn crop_keeps_the_middle_and_pad_keeps_all() {
        let wide = [0, 0, 90, 90, 90, 90, 255, 255].repeat(4);
        assert_eq!(to([4, 4], Fit::Crop, 4, 8, &wide), [90; 16]);
        let padded = to([8, 8], Fit::Pad, 4, 8, &wide);
        assert_eq!((&padded[..16], &padded[16..24], &padded[48..]), (&[0; 16][..], &wide[..8], &[0; 16][..]));
    }

    #[test]
    fn halving_blends_neighbours() {
        let stripes = [0, 200, 0, 200].repeat(4);
        let half = to([2, 2], Fit::Stretch, 4, 4, &stripes);
        assert!(half.iter().all(|byte| (70..=130).contains(byte)), "{half:?}");
    }
}
