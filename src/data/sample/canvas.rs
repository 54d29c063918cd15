//! A small grey canvas for strokes: smooth curves and straight lines, anti-aliased by distance.

/// A point in pixels, or in a digit's own box from 0 to 1; x to the right, y down.
pub type Point = [f32; 2];

/// How much ink there is in each pixel, from 0 to 1.
pub struct Canvas {
    width: usize,
    pub ink: Vec<f32>,
}

impl Canvas {
    /// An empty square canvas.
    pub fn new(width: usize) -> Canvas {
        Canvas { width, ink: vec![0.0; width * width] }
    }

    /// Draws a line through the points: where lines overlap, the darker one counts.
    pub fn line(&mut self, points: &[Point], radius: f32, ink: f32) {
        for pair in points.windows(2) {
            self.segment(pair[0], pair[1], radius, ink);
        }
    }

    fn segment(&mut self, [ax, ay]: Point, [bx, by]: Point, radius: f32, ink: f32) {
        let (dx, dy) = (bx - ax, by - ay);
        let square = (dx * dx + dy * dy).max(1e-9);
        let reach = radius + 1.0;
        let range = |a: f32, b: f32| {
            let low = (a.min(b) - reach).max(0.0) as usize;
            low..((a.max(b) + reach + 1.0).max(0.0) as usize).min(self.width)
        };
        let (columns, rows) = (range(ax, bx), range(ay, by));
        for row in rows {
            let y = row as f32 + 0.5 - ay;
            for column in columns.clone() {
                let x = column as f32 + 0.5 - ax;
                let along = ((x * dx + y * dy) / square).clamp(0.0, 1.0);
                let (x, y) = (x - along * dx, y - along * dy);
                let covered = (radius + 0.5 - (x * x + y * y).sqrt()).clamp(0.0, 1.0) * ink;
                let pixel = &mut self.ink[row * self.width + column];
                *pixel = pixel.max(covered);
            }
        }
    }
}

/// Points on the smooth curve through some points, so many to each stretch between two (Catmull and Rom, 1974).
pub fn smooth(through: &[Point], steps: usize) -> Vec<Point> {
    let last = through.len().saturating_sub(1);
    let mut curve = Vec::with_capacity(last * steps + 1);
    for stretch in 0..last {
        let [p0, p1] = [through[stretch.saturating_sub(1)], through[stretch]];
        let [p2, p3] = [through[stretch + 1], through[(stretch + 2).min(last)]];
        for step in 0..steps {
            let t = step as f32 / steps as f32;
            curve.push([0, 1].map(|axis| {
                let slope = p2[axis] - p0[axis];
                let square = 2.0 * p0[axis] - 5.0 * p1[axis] + 4.0 * p2[axis] - p3[axis];
                let cube = 3.0 * (p1[axis] - p2[axis]) + p3[axis] - p0[axis];
                p1[axis] + 0.5 * t * (slope + t * (square + t * cube))
            }));
        }
    }
    curve.extend(through.last());
    curve
}
