//! Curves over steps: thin lines, training solid, testing dashed, events as labelled verticals, a read-out under the
//! pointer. The wheel zooms, a drag moves, a double click shows all. However long a training is, a chart draws a few
//! thousand points.

mod marks;
mod read_out;
mod reset;

use std::ops::RangeInclusive;

use eframe::egui::{Color32, Id, Rect, Role, Ui, Vec2, WidgetInfo, pos2, vec2};
use egui_plot::{AxisHints, FilledArea, GridMark, HPlacement, Line, LineStyle, Plot, PlotPoint, PlotPoints, VLine};

use self::marks::{across_text, decades, even};
use crate::ui::curve::Curve;
use crate::ui::run::Flag;
use crate::ui::state::Axis;
use crate::ui::theme::{self, LABEL, palette};

/// One curve of a chart.
pub enum Series<'a> {
    /// Of every step: a thin line, over a band from the smallest to the largest.
    Steps {
        /// What it is called under the pointer.
        name: &'a str,
        /// The curve.
        curve: &'a Curve,
        /// Its colour.
        colour: Color32,
    },
    /// Of every step of another training: a thin, faint line.
    Beside {
        /// What it is called under the pointer.
        name: &'a str,
        /// The curve.
        curve: &'a Curve,
        /// Its colour.
        colour: Color32,
    },
    /// Of every epoch: a dashed line.
    Epochs {
        /// What it is called under the pointer.
        name: &'a str,
        /// Place on the axis of the chart, and value.
        points: Vec<[f64; 2]>,
        /// Its colour.
        colour: Color32,
    },
}

/// A chart of curves over steps.
pub struct Chart<'a> {
    /// Which chart it is, among those of the window.
    pub id: &'a str,
    /// The curves.
    pub series: Vec<Series<'a>>,
    /// What happened on the way.
    pub flags: &'a [Flag],
    /// The colour of that.
    pub flag_colour: Color32,
    /// Whether what happened is said along the upper edge; else along the lower one, for a curve that ends up high.
    pub flags_above: bool,
    /// Where the training will end on each axis, so that the room to the right shows what is left.
    pub end: [f64; 3],
    /// What the horizontal axis counts.
    pub axis: Axis,
    /// Whether the vertical axis is logarithmic.
    pub log: bool,
    /// Whether curves of steps are smoothed.
    pub smooth: bool,
    /// How a value is written under the pointer.
    pub write: fn(f64) -> String,
    /// How a value is written beside the vertical axis.
    pub mark: fn(f64) -> String,
    /// Values that are always in sight.
    pub include: &'a [f64],
}

/// Points of the wheel that enlarge what is seen e times.
const WHEEL: f32 = 250.0;

/// The weight that a smoothed curve gives to what came before.
const HOLD: f64 = 0.9;

impl Chart<'_> {
    /// Draws the chart into the room that is left.
    pub fn show(self, ui: &mut Ui) {
        let colours = palette(ui);
        let (log, axis) = (self.log, self.axis);
        let mark = self.mark;
        let across = axis as usize;
        let up = move |value: f64| if log { value.max(1e-12).log10() } else { value };
        let down = move |place: f64| if log { 10f64.powf(place) } else { place };

        let lines = f64::from((ui.available_height() / 40.0).clamp(2.0, 10.0));
        let columns = f64::from((ui.available_width() / 100.0).clamp(2.0, 10.0));
        let tick = theme::mono(LABEL);
        let x_axis = AxisHints::new_x()
            .tick_label_color(colours.faint)
            .tick_label_font(tick.clone())
            .label_spacing(40.0..=60.0)
            .formatter(move |mark: GridMark, _: &RangeInclusive<f64>| across_text(mark.value, axis));
        let y_axis = AxisHints::new_y()
            .placement(HPlacement::Left)
            .min_thickness(54.0)
            .tick_label_color(colours.faint)
            .tick_label_font(tick)
            .label_spacing(14.0..=18.0)
            .formatter(move |place: GridMark, _: &RangeInclusive<f64>| mark(down(place.value)));
        // What was zoomed into on one axis says nothing about another.
        let id = Id::unique(("chart", self.id, across, log));
        let mut plot = Plot::new(self.id)
            .id(id)
            .custom_x_axes(vec![x_axis])
            .custom_y_axes(vec![y_axis])
            .label_formatter(|_| None)
            .show_background(false)
            .show_grid([false, true])
            .grid_spacing(10.0..=24.0)
            .x_grid_spacer(|input| even(input, columns))
            .y_grid_spacer(move |input| if log { decades(input) } else { even(input, lines) })
            .grid_color(colours.line)
            .show_crosshair(false)
            .allow_scroll(false)
            .allow_drag(true)
            .allow_zoom(true)
            .allow_boxed_zoom(true)
            .allow_axis_zoom_drag(false)
            .set_margin_fraction(vec2(0.005, 0.06))
            .include_x(0.0)
            .include_x(self.end[across].max(1.0));
        for value in self.include {
            plot = plot.include_y(up(*value));
        }
        let shown = plot.show(ui, |plot| {
            for series in &self.series {
                match series {
                    Series::Steps { name, curve, colour } => {
                        let raw = curve.buckets();
                        if raw.iter().any(|bucket| bucket.count > 1) {
                            let xs: Vec<f64> = raw.iter().map(|bucket| bucket.at[across]).collect();
                            let low: Vec<f64> = raw.iter().map(|bucket| up(bucket.low)).collect();
                            let high: Vec<f64> = raw.iter().map(|bucket| up(bucket.high)).collect();
                            let band = FilledArea::new("", &xs, &low, &high).fill_color(colour.gamma_multiply(0.10));
                            plot.add(band.id((name, "band")).allow_hover(false));
                        }
                        let point = |[x, y]: [f64; 2]| PlotPoint::new(x, up(y));
                        let means =
                            || raw.iter().map(|bucket| point([bucket.at[across], bucket.mean])).collect::<Vec<_>>();
                        if self.smooth {
                            plot.line(thin("", means(), 1.0, colour.gamma_multiply(0.28)).id((name, "raw")));
                            let points = curve.smooth(across, HOLD).into_iter().map(point).collect();
                            plot.line(thin(name, points, 1.6, *colour));
                        } else {
                            plot.line(thin(name, means(), 1.4, *colour));
                        }
                    }
                    Series::Beside { name, curve, colour } => {
                        let points = curve.smooth(across, HOLD).into_iter().map(|[x, y]| PlotPoint::new(x, up(y)));
                        plot.line(thin(name, points.collect(), 1.2, *colour).id(("beside", name)));
                    }
                    Series::Epochs { name, points, colour } => {
                        let points: Vec<[f64; 2]> = points.iter().map(|[x, y]| [*x, up(*y)]).collect();
                        if let [only] = points[..] {
                            let dot = egui_plot::Points::new(*name, vec![only]).color(*colour).radius(3.0);
                            plot.points(dot.allow_hover(false));
                            continue;
                        }
                        let dashed = LineStyle::Dashed { length: 6.0 };
                        // Dashes have a ground of their own on the curve of every step, which would drown them.
                        if !self.smooth {
                            let ground = Line::new("", points.clone()).id((name, "ground")).color(colours.card);
                            plot.line(ground.width(3.2).style(dashed).allow_hover(false));
                        }
                        plot.line(Line::new(*name, points).color(*colour).width(1.6).style(dashed).allow_hover(false));
                    }
                }
            }
            for (place, flag) in self.flags.iter().enumerate() {
                let dotted = LineStyle::Dotted { spacing: 5.0 };
                let line = VLine::new("", flag.at[across]).color(self.flag_colour).width(1.0).style(dotted);
                plot.vline(line.id(("flag", place)).allow_hover(false));
            }
            let turned = plot.ctx().input(|input| input.smooth_scroll_delta.y);
            if turned != 0.0 && plot.response().hovered() {
                plot.zoom_bounds_around_hovered(Vec2::splat((turned / WHEEL).exp()));
            }
        });
        shown.response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.spoken()));
        // Painted over the plot, since a text within it would count as a value to be kept in sight.
        let frame = *shown.transform.frame();
        for flag in self.flags {
            let x = shown.transform.position_from_point_x(flag.at[across]);
            let text = ui.painter().layout_no_wrap(flag.what.clone(), theme::plain(LABEL), self.flag_colour);
            let left = if x + 5.0 + text.size().x > frame.right() { x - 5.0 - text.size().x } else { x + 5.0 };
            // Where it finds room on neither side, the other chart says it.
            if left < frame.left() {
                continue;
            }
            // Along the lower edge it stands on the line of the least value, not over it.
            let floor = self
                .include
                .first()
                .map_or(frame.bottom(), |least| shown.transform.position_from_point_y(up(*least)).min(frame.bottom()));
            let top = if self.flags_above { frame.top() + 2.0 } else { floor - 3.0 - text.size().y };
            let place = Rect::from_min_size(pos2(left, top), text.size());
            ui.painter_at(frame).rect_filled(place.expand2(vec2(3.0, 0.0)), 3.0, colours.card);
            ui.painter_at(frame).galley(place.min, text, self.flag_colour);
        }
        if let Some(pointer) = shown.response.hover_pos() {
            let step = shown.transform.value_from_position(pointer).x;
            let place = |[x, y]: [f64; 2]| shown.transform.position_from_point(&PlotPoint::new(x, up(y)));
            self.read_out(ui, frame, step, &place);
        }
        self.reset(ui, id, frame);
    }

    /// What screen readers say of it: "Chart of the loss: training loss 0.0677, test loss 0.1096".
    fn spoken(&self) -> String {
        let last = |series: &Series| {
            let (name, value) = match series {
                Series::Steps { name, curve, .. } | Series::Beside { name, curve, .. } => {
                    (*name, curve.buckets().last()?.mean)
                }
                Series::Epochs { name, points, .. } => (*name, points.last()?[1]),
            };
            Some(format!("{name} {}", (self.write)(value)))
        };
        format!("Chart of the {}: {}", self.id, self.series.iter().filter_map(last).collect::<Vec<_>>().join(", "))
    }
}

/// A line through many points. Where they are closer than pixels, egui_plot would draw bands instead, whose corners
/// stick out above the largest value.
fn thin<'a>(name: &str, points: Vec<PlotPoint>, width: f32, colour: Color32) -> Line<'a> {
    Line::new(name, PlotPoints::Owned(points)).color(colour).width(width).allow_band(false).allow_hover(false)
}
