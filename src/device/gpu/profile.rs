//! How long each kernel of a step takes, by the device's own clock.

use super::context::Context;
use super::program::Prepared;
use super::replay::{self, StepNumbers};
use crate::base::{Error, Result};
use crate::device::Step;

/// The time of one kernel.
#[derive(Clone, Debug, PartialEq)]
pub struct KernelTime {
    /// The place of its instruction in the program.
    pub instruction: usize,
    /// Its shader.
    pub shader: &'static str,
    /// The least time of several runs, in seconds.
    pub seconds: f64,
}

/// Runs a step `repeats` times with each kernel in a pass of its own and returns the least time of each.
///
/// # Errors
/// If the device has no clock.
pub(super) fn profile(context: &Context, prepared: &Prepared, step: &Step, repeats: usize) -> Result<Vec<KernelTime>> {
    if !context.device.features().contains(wgpu::Features::TIMESTAMP_QUERY) {
        return Err(Error::work(format!("{} does not measure time.", context.name)));
    }
    let count = 2 * prepared.dispatches.len() as u32;
    let queries = context.device.create_query_set(&wgpu::QuerySetDescriptor {
        label: None,
        ty: wgpu::QueryType::Timestamp,
        count,
    });
    let resolved = context.device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: 8 * u64::from(count.max(1)),
        usage: wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC,
        mapped_at_creation: false,
    });
    let period = f64::from(context.queue.get_timestamp_period()) * 1e-9;
    let time = |dispatch: &super::bind::Dispatch| KernelTime {
        instruction: dispatch.instruction,
        shader: dispatch.shader,
        seconds: f64::INFINITY,
    };
    let mut times: Vec<KernelTime> = prepared.dispatches.iter().map(time).collect();
    for _ in 0..repeats {
        let mut encoder = context.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        for (place, dispatch) in (0..).zip(&prepared.dispatches) {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
                label: None,
                timestamp_writes: Some(wgpu::ComputePassTimestampWrites {
                    query_set: &queries,
                    beginning_of_pass_write_index: Some(2 * place),
                    end_of_pass_write_index: Some(2 * place + 1),
                }),
            });
            replay::record(&mut pass, dispatch, StepNumbers::of(step, 0, prepared.rule));
        }
        encoder.resolve_query_set(&queries, 0..count, &resolved, 0);
        context.queue.submit([encoder.finish()]);
        let words = context.read(&resolved, 0, 2 * count as usize)?;
        let stamps: Vec<u64> = words.chunks(2).map(|word| u64::from(word[0]) | u64::from(word[1]) << 32).collect();
        for (time, stamp) in times.iter_mut().zip(stamps.chunks(2)) {
            time.seconds = time.seconds.min(stamp[1].saturating_sub(stamp[0]) as f64 * period);
        }
    }
    Ok(times)
}
