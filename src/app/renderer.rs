//! What draws the window: the graphics processor through wgpu, or else the processor through OpenGL.

use eframe::Renderer;

use crate::device;

/// The faster one. Mesa's software drivers do both sides of each branch, and egui's shader for wgpu has branches that its
/// shader for OpenGL lacks: where the processor draws, a frame takes three times as long through wgpu. Whoever sets
/// `WGPU_BACKEND` has wgpu.
pub fn choose() -> Renderer {
    let has_mesa = cfg!(all(unix, not(target_os = "macos")));
    if !has_mesa || std::env::var_os("WGPU_BACKEND").is_some() || device::list().iter().any(|found| found.is_gpu) {
        Renderer::Wgpu
    } else {
        Renderer::Glow
    }
}
