//! Prepares many picture files on all cores: the size is chosen, memory is planned, and bad ones are left out.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::cache::{Kept, UNREADABLE};
use super::decode::Header;
use super::picture::{Frame, Workspace, read_header};
use super::plan::plan_path;
use super::progress::go_on;
use super::{Bytes, Cache, Colour, Options, Progress, Report};
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
    pub bytes: Bytes,
    /// The places of the pictures that could be used.
    pub kept: Vec<usize>,
}

/// Reads all pictures, given as path and name, and prepares them alike. Those that cannot be used go into the report.
pub(super) fn prepare_all(
    root: &Path,
    pictures: &[(&Path, &str)],
    options: &Options,
    cache: Option<&Cache>,
    report: &mut Report,
    progress: &dyn Progress,
) -> Result<Prepared> {
    if u32::try_from(pictures.len()).is_err() {
        return Err(Error::input(format!("{} holds more pictures than can be counted.", root.display())));
    }
    let visit = cache.and_then(|cache| cache.visit(root, pictures, options));
    if let Some(visit) = &visit
        && let Some((kept, bytes)) = visit.find(pictures, progress)?
    {
        return prepared(root, pictures, kept, bytes, options, report);
    }
    let frame = choose_frame(pictures, options, progress)?;
    let size = frame.shape().count();
    let mut bytes = vec![0; plan_path(root, pictures.len(), &frame.shape(), options)?];
    let done = AtomicUsize::new(0);
    let work = pictures.par_iter().zip(bytes.par_chunks_exact_mut(size)).map_init(Workspace::default, |space, work| {
        go_on(progress)?;
        let ((path, _), out) = work;
        let read = space.read(path);
        let content = read.as_ref().map_or(UNREADABLE, |()| space.content());
        let outcome = read.and_then(|()| space.prepare(path, &frame, out));
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(16) || done == pictures.len() {
            progress.step(done, pictures.len(), "reading pictures");
        }
        Ok((content, outcome.err()))
    });
    let (contents, outcomes): (Vec<u128>, Vec<Option<String>>) = work.collect::<Result<Vec<_>>>()?.into_iter().unzip();

    let mut skipped = Vec::new();
    let mut used = 0;
    for (place, outcome) in outcomes.into_iter().enumerate() {
        if let Some(reason) = outcome {
            skipped.push((place, reason));
            continue;
        }
        if place > used {
            bytes.copy_within(place * size..(place + 1) * size, used * size);
        }
        used += 1;
    }
    bytes.truncate(used * size);
    bytes.shrink_to_fit();
    let kept = Kept { shape: [frame.size[0], frame.size[1], frame.channels], skipped };
    let bytes = Bytes::from(bytes);
    if let Some(visit) = visit {
        visit.keep(contents, kept.clone(), bytes.clone());
    }
    prepared(root, pictures, kept, bytes, options, report)
}

/// Pictures from files or from the cache; what was left out of them goes into the report.
fn prepared(
    root: &Path,
    pictures: &[(&Path, &str)],
    kept: Kept,
    bytes: Bytes,
    options: &Options,
    report: &mut Report,
) -> Result<Prepared> {
    let [height, width, channels] = kept.shape;
    let frame = Frame { size: [height, width], channels, fit: options.fit };
    plan_path(root, pictures.len(), &frame.shape(), options)?;
    let mut is_used = vec![true; pictures.len()];
    for (place, reason) in kept.skipped {
        is_used[place] = false;
        report.skip(pictures[place].1, reason);
    }
    let kept = (0..pictures.len()).filter(|&place| is_used[place]).collect();
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
