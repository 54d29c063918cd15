//! Augmentation: training pictures are changed a little every time they are seen, so that a network learns what matters.
//! The device does it (`device/cpu/augment.rs`, `shaders/augment.wgsl`); here stand the settings.

use serde::{Deserialize, Serialize};

use crate::base::{Error, Form, Result};

/// How far training pictures may be changed; each picture anew in each step, by random numbers that follow from seed,
/// step and sample alone. All 0 and false: not at all, and at no cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Augmentation {
    /// Half of the pictures are mirrored left to right.
    pub flip_horizontal: bool,
    /// Half of the pictures are turned upside down, as in a mirror.
    pub flip_vertical: bool,
    /// Pictures are moved by up to this part of their height and width, either way.
    pub shift: f64,
    /// Pictures are turned about their centre by up to so many degrees, either way.
    pub rotate: f64,
    /// Pictures are made larger or smaller by up to this part.
    pub zoom: f64,
    /// Pictures are made lighter or darker by up to this part of the whole range.
    pub brightness: f64,
    /// The distance from middle grey grows or shrinks by up to this part.
    pub contrast: f64,
    /// A square of this part of the shorter side, somewhere, becomes middle grey (DeVries and Taylor, 2017).
    pub cut_out: f64,
}

impl Augmentation {
    /// Whether nothing is changed.
    pub fn is_off(&self) -> bool {
        *self == Augmentation::default()
    }

    /// Whether colours are changed, rather than only their places.
    pub fn changes_colours(&self) -> bool {
        self.brightness != 0.0 || self.contrast != 0.0
    }

    /// The side of the square that is cut out of pictures of this height and width, in pixels.
    pub fn hole(&self, [height, width]: [usize; 2]) -> usize {
        let side = (height.min(width) as f64 * self.cut_out).round() as usize;
        if self.cut_out > 0.0 { side.max(1) } else { 0 }
    }

    /// Nothing, or a sentence about the first setting that is out of its bounds.
    pub fn check(&self) -> Result<()> {
        let bounds = [
            (self.shift, 0.5, "shift"),
            (self.rotate, 180.0, "rotation"),
            (self.zoom, 0.9, "zoom"),
            (self.brightness, 1.0, "brightness"),
            (self.contrast, 1.0, "contrast"),
            (self.cut_out, 1.0, "cut-out"),
        ];
        match bounds.iter().find(|(value, most, _)| !(0.0..=*most).contains(value)) {
            Some((value, most, what)) => Err(Error::input(format!(
                "A {what} of {value} is not possible in augmentation; choose from 0 to {most}."
            ))),
            None => Ok(()),
        }
    }

    /// Shows its settings.
    pub fn form(&mut self, form: &mut dyn Form) {
        form.toggle("Flip left–right", &mut self.flip_horizontal);
        form.toggle("Flip up–down", &mut self.flip_vertical);
        form.number("Shift", &mut self.shift, 0.0..=0.5);
        form.number("Rotate", &mut self.rotate, 0.0..=180.0);
        form.number("Zoom", &mut self.zoom, 0.0..=0.9);
        form.number("Brightness", &mut self.brightness, 0.0..=1.0);
        form.number("Contrast", &mut self.contrast, 0.0..=1.0);
        form.number("Cut-out", &mut self.cut_out, 0.0..=1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_off_unless_something_is_chosen_and_old_files_have_none() {
        assert!(Augmentation::default().is_off());
        assert_eq!(serde_json::from_str::<Augmentation>("{}").unwrap(), Augmentation::default());
        let chosen = Augmentation { rotate: 15.0, ..Augmentation::default() };
        assert!(!chosen.is_off() && !chosen.changes_colours() && chosen.check().is_ok());
        let wrong = Augmentation { zoom: 1.5, ..Augmentation::default() };
        assert!(wrong.check().unwrap_err().to_string().contains("zoom of 1.5"));
    }
}
