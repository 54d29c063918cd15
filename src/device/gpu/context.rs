//! The connection to one graphics processor: wgpu's device and queue, its limits, and whether it was lost.

use std::sync::mpsc;
use std::sync::{Arc, OnceLock};

use super::adapter::{self, Autotune, GpuOptions};
use super::autotune::Measured;
use super::kept::Kept;
use super::pipeline::{DriverCache, Pipelines};
use super::subgroup;
use super::tile::{Choice, Class, Task};
use crate::base::{Error, Result};
use crate::device::DeviceInfo;

/// Bytes of per-step numbers a kernel can take, on every device.
pub(super) const IMMEDIATE_BYTES: u32 = 128;

/// Bytes that are given to the driver at once, a multiple of four.
const UPLOAD: usize = 16 << 20;

/// An open graphics processor.
pub(super) struct Context {
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    pub limits: wgpu::Limits,
    pub options: GpuOptions,
    pub name: String,
    /// How many workgroups of 64 run at once, roughly.
    pub cores: usize,
    /// Which tiles its products want.
    pub class: Class,
    pub pipelines: Pipelines,
    /// What the driver compiled in this and earlier runs, where it tells.
    pub driver_cache: Option<DriverCache>,
    /// Which tiles were measured to be fastest.
    pub measured: Measured,
    /// Whether to measure them.
    pub tunes: bool,
    /// What is kept on disk.
    pub kept: Option<Kept>,
    /// Why the device can no longer be used. After a loss wgpu reports success and buffers read as zero, so whoever
    /// reads or waits must look here.
    lost: Arc<OnceLock<String>>,
}

impl Context {
    pub fn open(wanted: Option<&str>, options: GpuOptions) -> Result<(Context, DeviceInfo)> {
        let adapter = adapter::choose(wanted)?;
        let info = adapter::info(&adapter);
        let mut limits = adapter.limits();
        // Only DX12 has this limit, and it allocates a heap of that size up front.
        limits.max_non_sampler_bindings = limits.max_non_sampler_bindings.min(20_000);
        let optional = wgpu::Features::TIMESTAMP_QUERY | wgpu::Features::PIPELINE_CACHE | wgpu::Features::SUBGROUP;
        let request = adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("netloom"),
            required_features: wgpu::Features::IMMEDIATES | (adapter.features() & optional),
            required_limits: limits.clone(),
            memory_hints: wgpu::MemoryHints::MemoryUsage,
            ..Default::default()
        });
        let (device, queue) = pollster::block_on(request)
            .map_err(|error| Error::work(format!("{} cannot be opened: {error}.", info.name)))?;
        let lost = Arc::new(OnceLock::new());
        let (of_loss, of_error, name) = (lost.clone(), lost.clone(), info.name.clone());
        device.set_device_lost_callback(move |_, message| {
            let _ = of_loss.set(format!("{name} was lost ({message})."));
        });
        let name = info.name.clone();
        device.on_uncaptured_error(Arc::new(move |error| {
            let _ = of_error.set(format!("{name} failed: {error}"));
        }));
        let cores = match adapter.get_info().device_type {
            wgpu::DeviceType::DiscreteGpu | wgpu::DeviceType::VirtualGpu => 128,
            wgpu::DeviceType::IntegratedGpu | wgpu::DeviceType::Other => 32,
            wgpu::DeviceType::Cpu => std::thread::available_parallelism().map_or(4, usize::from),
        };
        let class = if info.is_gpu { Class::Hardware } else { Class::Software };
        // Drivers of software have caches of their own, and to compile several tiles takes them longer than the best gains.
        let forced = options.autotune == Autotune::Always;
        let folder = options.folder.clone().filter(|_| info.is_gpu || forced);
        let kept = folder.map(|folder| Kept::new(folder, &adapter.get_info()));
        let wished = forced || (options.autotune == Autotune::Hardware && info.is_gpu && kept.is_some());
        let driver_cache = DriverCache::open(&device, kept.as_ref());
        let pipelines = Pipelines::default();
        let tunes = wished && device.features().contains(wgpu::Features::TIMESTAMP_QUERY);
        let mut context = Context {
            device,
            queue,
            limits,
            options,
            name: info.name.clone(),
            cores,
            class,
            pipelines,
            driver_cache,
            measured: Measured::default(),
            tunes,
            kept,
            lost,
        };
        if class == Class::Software && subgroup::is_a_vector(&context)? {
            context.class = Class::Vectors;
        }
        if tunes {
            context.measured = Measured::kept(&context);
        }
        Ok((context, info))
    }

    /// How a product of a shader is computed.
    pub fn choose(&self, shader: &'static str, task: Task) -> Choice {
        self.measured.get(shader, task).unwrap_or_else(|| self.class.choose(task, self.cores))
    }

    /// An error if the device was lost.
    pub fn check(&self) -> Result<()> {
        match self.lost.get() {
            Some(sentence) => Err(Error::work(sentence.clone())),
            None => Ok(()),
        }
    }

    /// Runs what creates things on the device; what wgpu refuses becomes an error that begins with `what`.
    pub fn guarded<T>(&self, what: &str, create: impl FnOnce() -> T) -> Result<T> {
        self.check()?;
        let memory = self.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let validation = self.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let internal = self.device.push_error_scope(wgpu::ErrorFilter::Internal);
        let made = create();
        let refused = [pollster::block_on(internal.pop()), pollster::block_on(validation.pop())];
        if pollster::block_on(memory.pop()).is_some() {
            return Err(Error::work(format!(
                "{what} does not fit in the memory of {}; try a smaller batch.",
                self.name
            )));
        }
        match refused.into_iter().flatten().next() {
            Some(error) => Err(Error::work(format!("{what} was refused by {}: {error}", self.name))),
            None => self.check().map(|()| made),
        }
    }

    /// The most bytes that can be bound in one piece.
    pub fn largest_buffer(&self) -> u64 {
        self.limits.max_storage_buffer_binding_size.min(self.limits.max_buffer_size) / 256 * 256
    }

    /// Room for this many numbers, zero at first.
    ///
    /// # Errors
    /// If it is more than the device can bind in one piece or has left; `what` names it and `advice` says what helps.
    pub fn buffer(&self, what: &str, count: usize, advice: &str) -> Result<wgpu::Buffer> {
        let bytes = (4 * count as u64).next_multiple_of(256).max(256);
        let largest = self.largest_buffer();
        if bytes > largest {
            let [wanted, largest] = [bytes, largest].map(|bytes| bytes as f64 / f64::from(1 << 20));
            return Err(Error::work(format!(
                "{what} needs {wanted:.0} MiB in one piece, and {} gives {largest:.0} MiB; {advice}.",
                self.name
            )));
        }
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::COPY_SRC;
        let descriptor = wgpu::BufferDescriptor { label: Some(what), size: bytes, usage, mapped_at_creation: false };
        self.guarded(what, || self.device.create_buffer(&descriptor))
    }

    /// Room for the host to read this many bytes from.
    pub fn staging(&self, bytes: u64) -> Result<wgpu::Buffer> {
        let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
        let descriptor = wgpu::BufferDescriptor { label: None, size: bytes, usage, mapped_at_creation: false };
        self.guarded("A copy for reading", || self.device.create_buffer(&descriptor))
    }

    /// Waits until a submission has finished.
    pub fn wait(&self, submission: wgpu::SubmissionIndex) -> Result<()> {
        let waited = self.device.poll(wgpu::PollType::Wait { submission_index: Some(submission), timeout: None });
        self.check()?;
        waited.map(drop).map_err(|error| Error::work(format!("Waiting for {} failed: {error}.", self.name)))
    }

    /// The bits of `count` numbers from `offset` numbers on. Waits.
    pub fn read(&self, buffer: &wgpu::Buffer, offset: usize, count: usize) -> Result<Vec<u32>> {
        self.check()?;
        if count == 0 {
            return Ok(Vec::new());
        }
        let bytes = 4 * count as u64;
        let staging = self.staging(bytes)?;
        let mut encoder = self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.copy_buffer_to_buffer(buffer, 4 * offset as u64, &staging, 0, bytes);
        let submission = self.queue.submit([encoder.finish()]);
        let (done, mapped) = mpsc::channel();
        staging.map_async(wgpu::MapMode::Read, .., move |result| {
            let _ = done.send(result);
        });
        self.wait(submission)?;
        match mapped.try_recv() {
            Ok(Ok(())) => self.mapped(&staging, bytes),
            _ => Err(Error::work(format!("{} did not give its memory back for reading.", self.name))),
        }
    }

    /// The numbers of a mapped buffer, which is unmapped then.
    pub fn mapped(&self, staging: &wgpu::Buffer, bytes: u64) -> Result<Vec<u32>> {
        self.check()?;
        let view = staging.get_mapped_range(..bytes);
        let view = view.map_err(|error| Error::work(format!("Reading from {} failed: {error}.", self.name)))?;
        let numbers =
            view.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect();
        drop(view);
        staging.unmap();
        Ok(numbers)
    }

    /// Writes a whole buffer of bytes, piece by piece, so that what lies ready for the device stays small.
    pub fn upload(&self, buffer: &wgpu::Buffer, bytes: &[u8]) -> Result<()> {
        for (place, piece) in bytes.chunks(UPLOAD).enumerate() {
            self.check()?;
            let offset = (place * UPLOAD) as u64;
            if piece.len().is_multiple_of(4) {
                self.queue.write_buffer(buffer, offset, piece);
            } else {
                let mut padded = piece.to_vec();
                padded.resize(piece.len().next_multiple_of(4), 0);
                self.queue.write_buffer(buffer, offset, &padded);
            }
            self.queue.submit([]);
        }
        self.check()
    }

    /// Writes numbers from `offset` numbers on; they are there before anything submitted later.
    pub fn write(&self, buffer: &wgpu::Buffer, offset: usize, numbers: &[u32]) -> Result<()> {
        self.check()?;
        if !numbers.is_empty() {
            self.queue.write_buffer(buffer, 4 * offset as u64, bytemuck::cast_slice(numbers));
        }
        self.check()
    }
}
