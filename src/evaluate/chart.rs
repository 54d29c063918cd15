//! Charts as files, on white for reports: the confusion matrix, ROC, precision against recall, reliability, predicted
//! against true numbers and their residuals, in SVG and PNG.

mod confusion;
mod curves;
mod letters;
mod numbers;

use std::io::Cursor;
use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{Curve, Evaluation, Regression};
use crate::base::{Error, Result};
pub use letters::Letters;

/// The face of all text in pictures; in SVG files it is named, not embedded.
const FONT: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
const FACE: &str = "sans-serif";

const INK: RGBColor = RGBColor(0x17, 0x1c, 0x23);
const DIM: RGBColor = RGBColor(0x52, 0x5d, 0x6b);
const LINE: RGBColor = RGBColor(0xd5, 0xdb, 0xe4);
const BLUE: RGBColor = RGBColor(0x08, 0x77, 0xbd);
const RED: RGBColor = RGBColor(0xc4, 0x33, 0x33);
/// Colours that tell classes apart.
const SERIES: [RGBColor; 6] = [
    RGBColor(0x08, 0x77, 0xbd),
    RGBColor(0xd9, 0x82, 0x0a),
    RGBColor(0x2d, 0x9a, 0x4a),
    RGBColor(0x9b, 0x36, 0xc9),
    RGBColor(0xc4, 0x33, 0x33),
    RGBColor(0x15, 0x86, 0x7a),
];

/// The size of a chart as a drawing, in units.
pub const DRAWING: [u32; 2] = [900, 800];
/// The size of a chart as a picture, in pixels.
pub const PICTURE: [u32; 2] = [1800, 1600];

/// What is drawn.
#[derive(Clone, Copy)]
pub enum Chart<'a> {
    /// A row for each true class, a column for each answer.
    Confusion(&'a Evaluation),
    /// True against false positives of each class.
    Roc(&'a Evaluation, &'a [Curve]),
    /// Precision against recall of each class.
    PrecisionRecall(&'a Evaluation, &'a [Curve]),
    /// Right answers by confidence.
    Reliability(&'a Evaluation),
    /// Predicted against true numbers of one output.
    Predicted(&'a Regression, usize),
    /// How often one output is off by how much.
    Residuals(&'a Regression, usize),
}

impl Chart<'_> {
    /// The chart as SVG text, so many units wide and high.
    ///
    /// # Errors
    /// If it cannot be drawn, which is a mistake of the program.
    pub fn svg(&self, [width, height]: [u32; 2]) -> Result<String> {
        register();
        let mut text = String::new();
        {
            let root = SVGBackend::with_string(&mut text, (width, height)).into_drawing_area();
            self.draw(&root).map_err(refused)?;
            root.present().map_err(refused)?;
        }
        Ok(text)
    }

    /// The chart as a PNG file, so many pixels wide and high.
    ///
    /// # Errors
    /// If it cannot be drawn, which is a mistake of the program.
    pub fn png(&self, [width, height]: [u32; 2]) -> Result<Vec<u8>> {
        register();
        let mut pixels = vec![0; width as usize * height as usize * 3];
        {
            let root = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
            self.draw(&root).map_err(refused)?;
            root.present().map_err(refused)?;
        }
        let mut file = Cursor::new(Vec::new());
        let picture = image::RgbImage::from_raw(width, height, pixels).ok_or_else(|| refused("no pixels"))?;
        picture.write_to(&mut file, image::ImageFormat::Png).map_err(refused)?;
        Ok(file.into_inner())
    }

    fn draw<B: DrawingBackend>(&self, root: &Area<B>) -> Drawn<B> {
        root.fill(&WHITE)?;
        match *self {
            Chart::Confusion(evaluation) => confusion::draw(root, evaluation),
            Chart::Roc(evaluation, curves) => curves::roc(root, evaluation, curves),
            Chart::PrecisionRecall(evaluation, curves) => curves::precision_recall(root, evaluation, curves),
            Chart::Reliability(evaluation) => curves::reliability(root, evaluation),
            Chart::Predicted(regression, output) => numbers::predicted(root, regression, output),
            Chart::Residuals(regression, output) => numbers::residuals(root, regression, output),
        }
    }
}

type Area<B> = DrawingArea<B, Shift>;
type Drawn<B> = std::result::Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// Text grows with the chart: sizes are given for one of 800 units.
fn size<B: DrawingBackend>(root: &Area<B>, points: f64) -> f64 {
    let (width, height) = root.dim_in_pixel();
    points * f64::from(width.min(height)) / 800.0
}

fn text<B: DrawingBackend>(
    root: &Area<B>,
    points: f64,
    colour: RGBColor,
    across: HPos,
    up: VPos,
) -> TextStyle<'static> {
    let font = (FACE, size(root, points)).into_font();
    TextStyle { font, color: colour.to_backend_color(), pos: Pos::new(across, up) }
}

fn register() {
    static ONCE: Once = Once::new();
    // A font that is in the program is always one; without it, pictures have no text.
    ONCE.call_once(|| drop(plotters::style::register_font(FACE, FontStyle::Normal, FONT)));
}

fn refused(error: impl std::fmt::Display) -> Error {
    Error::work(format!("The chart could not be drawn: {error}."))
}

#[cfg(test)]
mod tests {
    use super::super::Answers;
    use super::*;

    fn evaluation() -> Evaluation {
        let names = ["cat", "dog", "<fox>"].map(str::to_owned);
        let truths: Vec<u32> = (0..60).map(|sample| sample % 3).collect();
        let samples: Vec<u32> = (0..60).collect();
        let said = |sample: u32| {
            let mut row = [0.2, 0.2, 0.2];
            row[((sample + u32::from(sample.is_multiple_of(7))) % 3) as usize] = 0.5 + 0.001 * sample as f32;
            row
        };
        let outputs: Vec<f32> = (0..60).flat_map(said).collect();
        Evaluation::new(&names, Answers::new(3, &samples, &truths, &outputs), 0.4)
    }

    fn all<'a>(evaluation: &'a Evaluation, curves: &'a [Curve], regression: &'a Regression) -> [Chart<'a>; 6] {
        [
            Chart::Confusion(evaluation),
            Chart::Roc(evaluation, curves),
            Chart::PrecisionRecall(evaluation, curves),
            Chart::Reliability(evaluation),
            Chart::Predicted(regression, 0),
            Chart::Residuals(regression, 0),
        ]
    }

    #[test]
    fn every_chart_is_a_well_formed_svg_and_a_png_that_is_not_blank() {
        let evaluation = evaluation();
        let curves = evaluation.curves();
        let predicted: Vec<f32> = (0..50).map(|place| place as f32 * 1.1 + (place as f32).sin()).collect();
        let truths: Vec<f32> = (0..50).map(|place| place as f32).collect();
        let places: Vec<u32> = (0..50).collect();
        let regression = Regression::new(&places, &truths, &predicted, 0.1);
        for (place, chart) in all(&evaluation, &curves, &regression).into_iter().enumerate() {
            let svg = chart.svg([800, 640]).unwrap();
            assert!(
                svg.starts_with("<svg width=\"800\" height=\"640\"") && svg.trim_end().ends_with("</svg>"),
                "{svg}"
            );
            assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
            assert!(!svg.contains("<fox>"), "names are escaped");
            let png = chart.png([640, 480]).unwrap();
            let picture = image::load_from_memory(&png).unwrap().to_rgb8();
            assert_eq!(picture.dimensions(), (640, 480));
            let dark = picture.pixels().filter(|pixel| pixel.0.iter().any(|part| *part < 160)).count();
            assert!(dark > 600, "chart {place} has only {dark} dark pixels");
        }
    }

    #[test]
    fn the_matrix_holds_its_names_and_counts() {
        let evaluation = evaluation();
        let svg = Chart::Confusion(&evaluation).svg([800, 800]).unwrap();
        for word in ["cat", "dog", "&lt;fox&gt;", "Predicted", "True"] {
            assert!(svg.contains(word), "{word} is missing");
        }
        for count in evaluation.confusion.iter().flatten().filter(|count| **count > 0) {
            assert!(svg.contains(&format!("\n{count}\n")), "{count} is missing");
        }
    }

    #[test]
    fn a_thousand_classes_take_as_many_shapes_as_cells_that_are_not_empty() {
        let names: Vec<String> = (0..1000).map(|class| format!("class {class}")).collect();
        let mut outputs = vec![0.0; 1_000_000];
        (0..1000).for_each(|sample| outputs[sample * 1000 + (sample * 7) % 1000] = 1.0);
        let all: Vec<u32> = (0..1000).collect();
        let evaluation = Evaluation::new(&names, Answers::new(1000, &all, &all, &outputs), 0.1);
        let svg = Chart::Confusion(&evaluation).svg([1200, 1200]).unwrap();
        assert!((1000..1400).contains(&svg.matches("<rect").count()));
    }
}
