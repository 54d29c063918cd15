//! Which graphics processors there are, and the choice among them.

use std::path::PathBuf;

use crate::base::{Error, Result};
use crate::data;
use crate::device::DeviceInfo;

/// Whether several tiles are measured for each product of a program when it is made ready, to take the fastest. Other tiles
/// give other last bits, so what was found is kept: the same device gives the same bits again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Autotune {
    /// The tiles are those that should be fastest.
    #[default]
    Never,
    /// On real graphics processors, if the findings can be kept.
    Hardware,
    /// On software too, which takes long to compile.
    Always,
}

/// How a GPU is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GpuOptions {
    /// Compiles every shader with the driver-independent checks of bounds, loops and divisors that are left out
    /// otherwise. Slower, with the same numbers.
    pub checked: bool,
    /// Fills the memory of a program with NaN before its first step, so that a test sees what is read unwritten.
    pub poison: bool,
    /// Gives a data set to the device in pieces of this many bytes at most, even if it would take more.
    pub piece: Option<u64>,
    /// Runs long kernels in dispatches of so many workgroups, however fast the device is.
    pub groups: Option<usize>,
    /// Whether tiles are measured.
    pub autotune: Autotune,
    /// Where is kept, from one run of the program to the next, what was measured and what the driver compiled.
    pub folder: Option<PathBuf>,
}

impl GpuOptions {
    /// How the program opens it for its user.
    pub fn of_user() -> GpuOptions {
        GpuOptions { autotune: Autotune::Hardware, folder: data::cache_for("kernels"), ..GpuOptions::default() }
    }
}

/// The backends in use. OpenGL is left out: its compute shaders race on software renderers.
const BACKENDS: wgpu::Backends = wgpu::Backends::VULKAN.union(wgpu::Backends::METAL).union(wgpu::Backends::DX12);

/// Every graphics processor that can run programs, and software that stands in for one, best first.
pub fn adapters() -> Vec<DeviceInfo> {
    ranked().iter().map(info).collect()
}

/// All adapters, best first.
fn ranked() -> Vec<wgpu::Adapter> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: BACKENDS,
        // Neither validation layers nor the extra dispatch that checks indirect calls: shipped and test builds agree.
        flags: wgpu::InstanceFlags::empty(),
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let mut adapters = pollster::block_on(instance.enumerate_adapters(BACKENDS));
    adapters.retain(|adapter| adapter.features().contains(wgpu::Features::IMMEDIATES));
    adapters.sort_by_key(|adapter| {
        let info = adapter.get_info();
        let kind = match info.device_type {
            wgpu::DeviceType::DiscreteGpu => 0,
            wgpu::DeviceType::VirtualGpu => 1,
            wgpu::DeviceType::IntegratedGpu => 2,
            wgpu::DeviceType::Other => 3,
            wgpu::DeviceType::Cpu => 4,
        };
        (kind, info.backend == wgpu::Backend::Dx12)
    });
    adapters
}

/// What an adapter is, for people.
pub(super) fn info(adapter: &wgpu::Adapter) -> DeviceInfo {
    let info = adapter.get_info();
    DeviceInfo {
        name: info.name,
        kind: info.backend.to_string(),
        is_gpu: info.device_type != wgpu::DeviceType::Cpu,
        threads: 0,
    }
}

/// The adapter that is wanted: the best real one for `None`, the best of any kind for "gpu", else the first whose name
/// contains the words.
pub(super) fn choose(wanted: Option<&str>) -> Result<wgpu::Adapter> {
    let mut adapters = ranked();
    let names: Vec<String> = adapters.iter().map(|adapter| adapter.get_info().name).collect();
    let place = match wanted {
        None => adapters.iter().position(|adapter| info(adapter).is_gpu),
        Some("gpu") => (!adapters.is_empty()).then_some(0),
        Some(words) => names.iter().position(|name| name.to_lowercase().contains(&words.to_lowercase())),
    };
    match (place, wanted) {
        (Some(place), _) => Ok(adapters.swap_remove(place)),
        (None, _) if names.is_empty() => Err(Error::input(
            "There is no graphics processor with a Vulkan, Metal or DirectX 12 driver here; the device cpu works \
             everywhere.",
        )),
        (None, None) => Err(Error::input(format!(
            "There is no graphics processor here, only software that stands in for one ({}); the device cpu is faster.",
            names.join(", ")
        ))),
        (None, Some(words)) => {
            Err(Error::input(format!("No graphics processor here is called {words:?}; there is {}.", names.join(", "))))
        }
    }
}
