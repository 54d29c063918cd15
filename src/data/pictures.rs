//! Prepares many picture files on all cores: the size is chosen, memory is planned, and bad ones are left out.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::decode::Header;
use super::picture::{Frame, Workspace, read_header, read_picture};
use super::plan::plan_path;
use super::progress::go_on;
use super::{Colour, Options, Progress, Report};
use crate::base::{Error, Result};

/// So many pictures, spread evenly over all, are looked at to choose size and colours.
const LOOKED_AT: usize = 512;
/// Pictures that all have the same size keep it if it is not larger.
const NATURAL: usize = 256;
/// Otherwise pictures become at most so wide and high.
const USUAL: usize = 96;

/// Pictures that could be used, and how they were prepared.
pub(super) struct Prepared {
    pub frame: Frame,
    /// One picture after the other.
    pub bytes: Vec<u8>,
    /// The places of the pictures that could be used.
    pub kept: Vec<usize>,
}

/// Reads all pictures, given as path and name, and prepares them alike. Those that cannot be used go into the report.
pub(super) fn prepare_all(
    root: &Path,
    pictures: &[(&Path, &str)],
    options: &Options,
    report: &mut Report,
    progress: &dyn Progress,
) -> Result<Prepared> {
    if u32::try_from(pictures.len()).is_err() {
        return Err(Error::input(format!("{} holds more pictures than can be counted.", root.display())));
    }
    let frame = choose_frame(pictures, options, progress)?;
    let size = frame.shape().count();
    let mut bytes = vec![0; plan_path(root, pictures.len(), &frame.shape(), options)?];
    let done = AtomicUsize::new(0);
    let work = pictures.par_iter().zip(bytes.par_chunks_exact_mut(size)).map_init(Workspace::default, |space, work| {
        go_on(progress)?;
        let ((path, _), out) = work;
        let outcome = read_picture(path, &frame, space, out);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(16) || done == pictures.len() {
            progress.step(done, pictures.len(), "reading pictures");
        }
        Ok(outcome.err())
    });
    let outcomes: Vec<Option<String>> = work.collect::<Result<_>>()?;

    let mut kept = Vec::with_capacity(pictures.len());
    for (place, (outcome, (_, name))) in outcomes.into_iter().zip(pictures).enumerate() {
        match outcome {
            Some(reason) => report.skip(*name, reason),
            None => {
                if place > kept.len() {
                    bytes.copy_within(place * size..(place + 1) * size, kept.len() * size);
                }
                kept.push(place);
            }
        }
    }
    bytes.truncate(kept.len() * size);
    bytes.shrink_to_fit();
    Ok(Prepared { frame, bytes, kept })
}

fn choose_frame(pictures: &[(&Path, &str)], options: &Options, progress: &dyn Progress) -> Result<Frame> {
    if let (Some(size), true) = (options.size, options.colour != Colour::Auto) {
        return Ok(Frame { size, channels: channels(options.colour, false), fit: options.fit });
    }
    let count = pictures.len().min(LOOKED_AT);
    let headers = (0..count).into_par_iter().map(|place| {
        go_on(progress)?;
        let (path, _) = pictures[place * pictures.len() / count];
        Ok(read_header(path).ok())
    });
    let headers: Vec<Option<Header>> = headers.collect::<Result<_>>()?;
    let headers: Vec<Header> = headers.into_iter().flatten().collect();
    let grey = !headers.is_empty() && headers.iter().all(|header| header.grey);
    let size = options.size.unwrap_or_else(|| choose_size(headers.iter().map(Header::upright).collect()));
    Ok(Frame { size, channels: channels(options.colour, grey), fit: options.fit })
}

fn channels(colour: Colour, grey: bool) -> usize {
    match colour {
        Colour::Grey => 1,
        Colour::Rgb => 3,
        Colour::Auto => {
            if grey {
                1
            } else {
                3
            }
        }
    }
}

/// Their own size if all are equal and not large; else a square that nine of ten fill without being enlarged, with a
/// side that can be halved a few times.
fn choose_size(mut sizes: Vec<[usize; 2]>) -> [usize; 2] {
    let Some(&first) = sizes.first() else { return [64, 64] };
    if sizes.iter().all(|&size| size == first) && first[0] <= NATURAL && first[1] <= NATURAL {
        return first;
    }
    sizes.sort_unstable_by_key(|size| size[0].min(size[1]));
    let [height, width] = sizes[sizes.len() / 10];
    let side = height.min(width).min(USUAL);
    let side = if side >= 16 { side / 16 * 16 } else { side.max(1) };
    [side, side]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_suits_the_pictures() {
        assert_eq!(choose_size(vec![[28, 20]; 5]), [28, 20]);
        assert_eq!(choose_size(vec![[3000, 4000]; 5]), [96, 96]);
        assert_eq!(choose_size(vec![[200, 300], [300, 200], [240, 240]]), [96, 96]);
        assert_eq!(choose_size(vec![[70, 300], [300, 75]]), [64, 64]);
        assert_eq!(choose_size(vec![[5, 9], [9, 9]]), [5, 5]);
        assert_eq!(choose_size(vec![]), [64, 64]);
    }
}
