//! A step as dispatches in a compute pass.

use super::bind::Dispatch;
use super::context::Context;
use crate::device::Step;
use crate::ops::Rule;

/// The numbers of a step as `lib/step.wgsl` takes them.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
pub(super) struct StepNumbers {
    pub rows: u32,
    offset: u32,
    step: [u32; 2],
    seed: [u32; 2],
    rate: f32,
    correction: f32,
    slot: u32,
    pub count: u32,
    first: u32,
}

impl StepNumbers {
    /// The numbers of a step that is at `slot` of its submission, for an optimiser with this rule.
    pub fn of(step: &Step, slot: usize, rule: Option<Rule>) -> StepNumbers {
        let halves = |number: u64| [number as u32, (number >> 32) as u32];
        StepNumbers {
            rows: step.rows,
            offset: step.offset,
            step: halves(step.step),
            seed: halves(step.seed),
            rate: step.rate as f32,
            correction: rule.map_or(1.0, |rule| rule.correction(step.step)) as f32,
            slot: slot as u32,
            count: 0,
            first: 0,
        }
    }
}

/// Records a kernel of a step in one dispatch.
pub(super) fn record(pass: &mut wgpu::ComputePass, dispatch: &Dispatch, numbers: StepNumbers) {
    record_piece(pass, dispatch, numbers, 0, 1);
}

/// Records the piece with this number of a kernel that runs in so many dispatches.
fn record_piece(
    pass: &mut wgpu::ComputePass,
    dispatch: &Dispatch,
    mut numbers: StepNumbers,
    piece: usize,
    pieces: usize,
) {
    let work = dispatch.grid.at(numbers.rows as usize);
    let Some((first, [x, y, z])) = work.piece(piece, pieces) else { return };
    numbers.count = work.count as u32;
    numbers.first = first as u32;
    pass.set_pipeline(&dispatch.pipeline.pipeline);
    pass.set_bind_group(0, &dispatch.group, &[]);
    pass.set_immediates(0, bytemuck::bytes_of(&numbers));
    pass.dispatch_workgroups(x as u32, y as u32, z as u32);
}

/// How long a dispatch may last, in seconds: the window and other programs use the same device.
const LONGEST_DISPATCH: f64 = 0.05;
/// How long a submission may last; drivers give up on one after two seconds.
const LONGEST_SUBMISSION: f64 = 0.1;

/// Records steps, submitting what is recorded whenever that would last too long.
pub(super) struct Recorder<'a> {
    context: &'a Context,
    /// Seconds for each unit of [`Dispatch::work`].
    pace: f64,
    pass: wgpu::ComputePass<'static>,
    encoder: wgpu::CommandEncoder,
    /// What is recorded will last so long.
    seconds: f64,
}

impl<'a> Recorder<'a> {
    /// Begins to record for a device of this pace.
    pub fn new(context: &'a Context, pace: f64) -> Recorder<'a> {
        let mut encoder = context.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default()).forget_lifetime();
        Recorder { context, pace, pass, encoder, seconds: 0.0 }
    }

    /// Records one kernel.
    pub fn add(&mut self, dispatch: &Dispatch, numbers: StepNumbers) {
        let seconds = dispatch.work * self.pace;
        let most = self.context.options.groups.unwrap_or(usize::MAX);
        let pieces = dispatch.grid.at(numbers.rows as usize).pieces((seconds / LONGEST_DISPATCH).ceil() as usize, most);
        for piece in 0..pieces {
            let seconds = seconds / pieces as f64;
            if self.seconds > 0.0 && self.seconds + seconds > LONGEST_SUBMISSION {
                let full = std::mem::replace(self, Recorder::new(self.context, self.pace));
                self.context.queue.submit([full.finish().finish()]);
            }
            self.seconds += seconds;
            record_piece(&mut self.pass, dispatch, numbers, piece, pieces);
        }
    }

    /// What was recorded since the last submission.
    pub fn finish(self) -> wgpu::CommandEncoder {
        drop(self.pass);
        self.encoder
    }
}
