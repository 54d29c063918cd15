//! Whether software runs eight invocations as one vector, as `lib/gemm_lanes.wgsl` wants it: what adapters say of their
//! subgroups is a range, so one is looked at. Partner: `shaders/subgroup.wgsl`.

use super::context::Context;
use super::grid::Grid;
use super::kernel::{Binding, Kernel};
use super::pipeline;
use super::replay::StepNumbers;
use super::shader::Shader;
use crate::base::Result;
use crate::device::Step;

/// Invocations of a subgroup that `lib/gemm_lanes.wgsl` takes.
const LANES: u32 = 8;

/// Whether a workgroup of eight invocations is one subgroup in the same order.
pub(super) fn is_a_vector(context: &Context) -> Result<bool> {
    if !context.device.features().contains(wgpu::Features::SUBGROUP) {
        return Ok(false);
    }
    let kernel = Kernel::new("subgroup", vec![Binding::Scratch(0)], Grid::items(|_| 1, 1));
    let shader = Shader::of(&kernel);
    pipeline::compile(context, &[(kernel.shader, shader.clone())])?;
    let pipeline = context.pipelines.get(&shader);
    let found = context.buffer("A look at subgroups", 2 * LANES as usize, "try another device")?;
    let entry = wgpu::BindGroupEntry { binding: 0, resource: found.as_entire_binding() };
    let group = context.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: None,
        layout: &pipeline.layout,
        entries: &[entry],
    });
    let mut encoder = context.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        pass.set_pipeline(&pipeline.pipeline);
        pass.set_bind_group(0, &group, &[]);
        let mut step = StepNumbers::of(&Step::default(), 0, None);
        step.count = 1;
        pass.set_immediates(0, bytemuck::bytes_of(&step));
        pass.dispatch_workgroups(1, 1, 1);
    }
    context.queue.submit([encoder.finish()]);
    let found = context.read(&found, 0, 2 * LANES as usize)?;
    Ok((0..LANES).zip(found.chunks(2)).all(|(lane, found)| found == [LANES, lane]))
}
