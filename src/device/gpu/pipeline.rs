//! Compiled shaders, each once per device however many programs use it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::context::{Context, IMMEDIATE_BYTES};
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
    context.pipelines.all().extend(compiled);
    Ok(())
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
            cache: None,
        });
        Pipeline { pipeline, layout }
    })
}
