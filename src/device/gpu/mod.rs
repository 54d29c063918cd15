//! The GPU, through wgpu: the only door to it. Kernels are hand-written WGSL in `shaders/`.
#![expect(dead_code, reason = "the runtime is being built")]

mod conv2d;
mod kernel;
mod matmul;
mod shader;
mod unary;
