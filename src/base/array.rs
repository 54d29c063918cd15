//! A tensor in the computer's own memory, for what comes in and goes out.

use super::Shape;

/// A dense tensor in host memory: a shape and its numbers, innermost axis fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct Array<T = f32> {
    shape: Shape,
    numbers: Vec<T>,
}

impl<T> Array<T> {
    /// The tensor with this shape and these numbers.
    ///
    /// # Panics
    /// If their count is not that of the shape.
    pub fn new(shape: impl Into<Shape>, numbers: Vec<T>) -> Array<T> {
        let shape = shape.into();
        assert_eq!(shape.count(), numbers.len(), "an array of shape {shape} needs as many numbers");
        Array { shape, numbers }
    }

    /// The extent along each axis.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// All numbers, innermost axis fastest.
    pub fn numbers(&self) -> &[T] {
        &self.numbers
    }

    /// All numbers, to change them.
    pub fn numbers_mut(&mut self) -> &mut [T] {
        &mut self.numbers
    }

    /// The numbers alone.
    pub fn into_numbers(self) -> Vec<T> {
        self.numbers
    }
}
