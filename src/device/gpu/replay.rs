//! A step as dispatches in a compute pass.

use super::bind::Dispatch;
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
        }
    }
}

/// Records one dispatch of a step.
pub(super) fn record(pass: &mut wgpu::ComputePass, dispatch: &Dispatch, mut numbers: StepNumbers) {
    let work = dispatch.grid.at(numbers.rows as usize);
    let [x, y, z] = work.groups.map(|groups| groups as u32);
    if x * y * z == 0 {
        return;
    }
    numbers.count = work.count as u32;
    pass.set_pipeline(&dispatch.pipeline.pipeline);
    pass.set_bind_group(0, &dispatch.group, &[]);
    pass.set_immediates(0, bytemuck::bytes_of(&numbers));
    pass.dispatch_workgroups(x, y, z);
}
