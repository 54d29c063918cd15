//! The extent of a tensor along each axis, outermost first.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// The extent of a tensor along each axis, outermost first; pictures are height × width × channels.
///
/// The shapes of a network are those *of one sample*: the batch belongs to the program that runs it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shape(Vec<usize>);

impl Shape {
    /// The shape with these extents.
    pub fn new(extents: impl Into<Vec<usize>>) -> Shape {
        Shape(extents.into())
    }

    /// The shape of a single number.
    pub fn scalar() -> Shape {
        Shape(Vec::new())
    }

    /// How many numbers a tensor of this shape holds.
    pub fn count(&self) -> usize {
        self.0.iter().product()
    }

    /// [`Shape::count`], or `None` where it does not fit in a `usize` (for shapes that come from files).
    pub fn checked_count(&self) -> Option<usize> {
        self.0.iter().try_fold(1usize, |count, &extent| count.checked_mul(extent))
    }

    /// The extent of the innermost axis (channels); 1 for a single number.
    pub fn last(&self) -> usize {
        self.0.last().copied().unwrap_or(1)
    }

    /// The height, width and channels of a picture, or `None` if there are not three axes.
    pub fn picture(&self) -> Option<[usize; 3]> {
        <[usize; 3]>::try_from(self.0.as_slice()).ok()
    }

    /// This shape with another innermost extent.
    pub fn with_last(&self, extent: usize) -> Shape {
        let mut extents = self.0.clone();
        match extents.last_mut() {
            Some(last) => *last = extent,
            None => extents.push(extent),
        }
        Shape(extents)
    }

    /// How many numbers to skip for one step along each axis of a dense tensor.
    pub fn strides(&self) -> Vec<usize> {
        let mut strides = vec![1; self.0.len()];
        for axis in (1..self.0.len()).rev() {
            strides[axis - 1] = strides[axis] * self.0[axis];
        }
        strides
    }

    /// The shape that both broadcast to by NumPy's rules (aligned at the innermost axis, extents of 1 stretch).
    pub fn broadcast(&self, other: &Shape) -> Option<Shape> {
        let axes = self.len().max(other.len());
        let extent = |shape: &Shape, axis: usize| {
            let missing = axes - shape.len();
            if axis < missing { 1 } else { shape[axis - missing] }
        };
        (0..axes)
            .map(|axis| match (extent(self, axis), extent(other, axis)) {
                (a, b) if a == b => Some(a),
                (1, b) => Some(b),
                (a, 1) => Some(a),
                _ => None,
            })
            .collect::<Option<Vec<_>>>()
            .map(Shape)
    }
}

impl Deref for Shape {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.0
    }
}

impl From<Vec<usize>> for Shape {
    fn from(extents: Vec<usize>) -> Shape {
        Shape(extents)
    }
}

impl<const N: usize> From<[usize; N]> for Shape {
    fn from(extents: [usize; N]) -> Shape {
        Shape(extents.to_vec())
    }
}

impl From<&[usize]> for Shape {
    fn from(extents: &[usize]) -> Shape {
        Shape(extents.to_vec())
    }
}

impl fmt::Display for Shape {
    /// "28×28×1"; "1" for a single number.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("1");
        }
        for (axis, extent) in self.0.iter().enumerate() {
            if axis > 0 {
                f.write_str("×")?;
            }
            write!(f, "{extent}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broadcasting_follows_numpy() {
        let shape = |extents: &[usize]| Shape::from(extents);
        assert_eq!(shape(&[4, 1]).broadcast(&shape(&[3])), Some(shape(&[4, 3])));
        assert_eq!(shape(&[]).broadcast(&shape(&[2, 2])), Some(shape(&[2, 2])));
        assert_eq!(shape(&[2]).broadcast(&shape(&[3])), None);
    }

    #[test]
    fn strides_and_words() {
        let shape = Shape::from([28, 20, 3]);
        assert_eq!(shape.strides(), [60, 3, 1]);
        assert_eq!(shape.to_string(), "28×20×3");
        assert_eq!(Shape::scalar().to_string(), "1");
        assert_eq!(Shape::from([usize::MAX, 2]).checked_count(), None);
    }
}
