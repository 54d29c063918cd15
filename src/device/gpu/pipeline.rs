//! Compiled shaders, each once per device however many programs use it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::context::{Context, IMMEDIATE_BYTES};
use super::kept::Kept;
use super::shader::Shader;
use crate::base::Result;

/// A compiled shader with the layout of what it is bound to.
pub(super) struct Pipeline {
    pub pipeline: wgpu::ComputePipeline,
    pub layout: wgpu::BindGroupLayout,
}

/// The compiled shaders of a device.
#[derive(Default)]
pub(super) struct Pipelines(Mutex<HashMap<Shader, Arc<Pipeline>>>);

impl Pipelines {
    /// The compiled form of a shader that [`compile`] was asked for.
    pub fn get(&self, shader: &Shader) -> Arc<Pipeline> {
        self.all()[shader].clone()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all().len()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Shader, Arc<Pipeline>>> {
        // Whoever panicked while holding it had not begun to change it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Compiles those shaders that are not compiled yet, on all cores.
pub(super) fn compile(context: &Context, shaders: &[(&'static str, Shader)]) -> Result<()> {
    let mut wanted: HashMap<&Shader, &'static str> = shaders.iter().map(|(name, shader)| (shader, *name)).collect();
    wanted.retain(|shader, _| !context.pipelines.all().contains_key(*shader));
    let compiled: Result<Vec<_>> = wanted
        .into_par_iter()
        .map(|(shader, name)| Ok((shader.clone(), Arc::new(build(context, name, shader)?))))
        .collect();
    let compiled = compiled?;
    let any = !compiled.is_empty();
    context.pipelines.all().extend(compiled);
    if let (Some(cache), Some(kept), true) = (&context.driver_cache, &context.kept, any) {
        cache.keep(kept);
    }
    Ok(())
}

/// What the driver compiled, in its own form.
pub(super) struct DriverCache {
    cache: wgpu::PipelineCache,
    /// The hash of what is on disk.
    written: Mutex<u64>,
}

/// The name of the file that it is kept in.
const DRIVER_CACHE: &str = "pipelines";

impl DriverCache {
    /// What was kept of earlier runs, or an empty one; `None` where nothing is kept or the driver has none to give.
    pub fn open(device: &wgpu::Device, kept: Option<&Kept>) -> Option<DriverCache> {
        let kept = kept.filter(|_| device.features().contains(wgpu::Features::PIPELINE_CACHE))?;
        let data = kept.read(DRIVER_CACHE);
        let written = Mutex::new(data.as_deref().map_or(0, xxh3_64));
        let descriptor =
            wgpu::PipelineCacheDescriptor { label: Some("netloom"), data: data.as_deref(), fallback: true };
        // SAFETY: the bytes are what `get_data` gave for the same adapter and driver: the file is named after both, and
        // its checksum is right.
        let cache = unsafe { device.create_pipeline_cache(&descriptor) };
        Some(DriverCache { cache, written })
    }

    /// Writes down what is new. That it cannot be done only means that the driver compiles again.
    fn keep(&self, kept: &Kept) {
        let Some(data) = self.cache.get_data() else { return };
        let hash = xxh3_64(&data);
        // Whoever panicked while holding it had not begun to change it.
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if *written != hash && kept.write(DRIVER_CACHE, &data) {
            *written = hash;
        }
    }
}

fn build(context: &Context, name: &str, shader: &Shader) -> Result<Pipeline> {
    let device = &context.device;
    let entry = |(place, &writes): (usize, &bool)| wgpu::BindGroupLayoutEntry {
        binding: place as u32,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Storage { read_only: !writes },
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        count: None,
    };
    let entries: Vec<_> = shader.writes.iter().enumerate().map(entry).collect();
    context.guarded(&format!("The shader {name}"), || {
        let layout =
            device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&layout)],
            immediate_size: IMMEDIATE_BYTES,
        });
        let descriptor = wgpu::ShaderModuleDescriptor {
            label: Some(name),
            source: wgpu::ShaderSource::Wgsl(shader.text.as_str().into()),
        };
        let module = if context.options.checked {
            device.create_shader_module(descriptor)
        } else {
            // SAFETY: the shaders are our own; they index within what they are bound to and their loops end, and
            // `tests/kernels.rs` shows that the checked form of each gives the same bits.
            unsafe { device.create_shader_module_trusted(descriptor, wgpu::ShaderRuntimeChecks::unchecked()) }
        };
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(name),
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: Some("main"),
            compilation_options: wgpu::PipelineCompilationOptions {
                constants: &[],
                zero_initialize_workgroup_memory: context.options.checked,
            },
            cache: context.driver_cache.as_ref().map(|it| &it.cache),
        });
        Pipeline { pipeline, layout }
    })
}
