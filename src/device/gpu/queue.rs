//! What was submitted and has not been reported yet, and how long steps take.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use super::context::Context;
use crate::base::{Error, Result};

/// How long a submission should last.
const BLOCK_SECONDS: f64 = 0.012;
/// Submissions in flight at most.
const IN_FLIGHT: usize = 2;

/// Steps that were submitted together.
struct Block {
    submission: wgpu::SubmissionIndex,
    steps: usize,
    submitted: Instant,
    finished: Arc<OnceLock<Instant>>,
    /// Where the reports are copied to, and whether they have arrived.
    staging: Option<(wgpu::Buffer, Arc<OnceLock<bool>>)>,
}

/// The submissions of one program in flight.
pub(super) struct Queue {
    /// Numbers that a step reports.
    reports: usize,
    /// The most steps of one submission.
    longest: usize,
    blocks: VecDeque<Block>,
    staging: Vec<wgpu::Buffer>,
    arrived: Vec<Vec<f32>>,
    /// What a step takes, as measured so far.
    seconds: Option<f64>,
    last_finished: Option<Instant>,
}

impl Queue {
    /// An empty queue for steps that report so many numbers, of which `longest` at most are submitted together.
    pub fn new(reports: usize, longest: usize) -> Queue {
        let (blocks, staging, arrived) = (VecDeque::new(), Vec::new(), Vec::new());
        Queue { reports, longest, blocks, staging, arrived, seconds: None, last_finished: None }
    }

    /// Waits until there is room for one more submission; returns how many steps make it last [`BLOCK_SECONDS`].
    pub fn room(&mut self, context: &Context) -> Result<usize> {
        while self.blocks.len() >= IN_FLIGHT {
            self.await_oldest(context)?;
        }
        Ok(self.seconds.map_or(1, |seconds| (BLOCK_SECONDS / seconds) as usize).clamp(1, self.longest))
    }

    /// What a step takes, if it was measured yet.
    pub fn seconds(&self) -> Option<f64> {
        self.seconds
    }

    /// Submits steps that were recorded, with a copy of what they report.
    pub fn submit(
        &mut self,
        context: &Context,
        mut encoder: wgpu::CommandEncoder,
        steps: usize,
        reports: Option<&wgpu::Buffer>,
    ) -> Result<()> {
        let bytes = 4 * (steps * self.reports) as u64;
        let staging = match reports {
            Some(reports) => {
                let room = 4 * (self.longest * self.reports) as u64;
                let staging = self.staging.pop().map_or_else(|| context.staging(room), Ok)?;
                encoder.copy_buffer_to_buffer(reports, 0, &staging, 0, bytes);
                Some(staging)
            }
            None => None,
        };
        let submitted = Instant::now();
        let submission = context.queue.submit([encoder.finish()]);
        let staging = staging.map(|staging| {
            let arrived = Arc::new(OnceLock::new());
            let told = arrived.clone();
            staging.map_async(wgpu::MapMode::Read, ..bytes, move |result| {
                let _ = told.set(result.is_ok());
            });
            (staging, arrived)
        });
        let finished = Arc::new(OnceLock::new());
        let told = finished.clone();
        context.queue.on_submitted_work_done(move || {
            let _ = told.set(Instant::now());
        });
        self.blocks.push_back(Block { submission, steps, submitted, finished, staging });
        context.check()
    }

    fn await_oldest(&mut self, context: &Context) -> Result<()> {
        if let Some(block) = self.blocks.front() {
            context.wait(block.submission.clone())?;
        }
        self.collect(context)
    }

    /// Takes in the reports of finished blocks.
    fn collect(&mut self, context: &Context) -> Result<()> {
        while let Some(block) = self.blocks.pop_front_if(|block| {
            block.finished.get().is_some() && block.staging.as_ref().is_none_or(|(_, arrived)| arrived.get().is_some())
        }) {
            if let Some(&finished) = block.finished.get() {
                let began = self.last_finished.map_or(block.submitted, |last| last.max(block.submitted));
                let seconds = finished.duration_since(began).as_secs_f64() / block.steps as f64;
                // An unlucky measurement must not rule the next one; a first one may have been of compiling.
                let seconds = self.seconds.map_or(seconds, |before| seconds.min(0.5 * (before + seconds)));
                self.seconds = Some(seconds.max(1e-6));
                self.last_finished = Some(finished);
            }
            let reports = self.reports;
            match block.staging {
                Some((staging, arrived)) => {
                    if arrived.get() != Some(&true) {
                        context.check()?;
                        return Err(Error::work(format!("{} did not give the losses back.", context.name)));
                    }
                    let numbers = context.mapped(&staging, 4 * (block.steps * reports) as u64)?;
                    self.arrived.extend(
                        numbers.chunks(reports).map(|step| step.iter().map(|&bits| f32::from_bits(bits)).collect()),
                    );
                    self.staging.push(staging);
                }
                None => self.arrived.extend(std::iter::repeat_n(Vec::new(), block.steps)),
            }
        }
        Ok(())
    }

    /// The reports that have arrived since the last call; of all steps, if so wanted.
    pub fn take(&mut self, context: &Context, all: bool) -> Result<Vec<Vec<f32>>> {
        if all {
            while !self.blocks.is_empty() {
                self.await_oldest(context)?;
            }
        } else {
            let _ = context.device.poll(wgpu::PollType::Poll);
            context.check()?;
            self.collect(context)?;
        }
        // What arrived from a device that was lost meanwhile may be zeros.
        context.check()?;
        Ok(std::mem::take(&mut self.arrived))
    }
}
