//! Matrix products. Partners: `ops/matmul.rs`, `shaders/matmul.wgsl`.

use super::kernel::{At, Kernel};
use super::product::{Extent, Factor, Product, Target};
use crate::ops::{Matmul, MatmulKind};

pub(super) fn kernels(op: &Matmul, at: &At) -> Vec<Kernel> {
    let [slices, m, n, k] = op.extents(at.input(0), at.input(1), 1);
    let per_row = |extent: usize| if at.input(0).batched { Extent::PerRow(extent) } else { Extent::Fixed(extent) };
    let fixed = Extent::Fixed;
    let (slices, m, k, [a_along_k, b_along_k]) = match op.kind {
        MatmulKind::Fold => (fixed(1), per_row(m), fixed(k), [true, op.transpose_b]),
        MatmulKind::SumRows => (fixed(1), fixed(m), per_row(k), [false, false]),
        MatmulKind::Stack => (per_row(slices), fixed(m), fixed(k), [!op.transpose_a, op.transpose_b]),
    };
    let product = Product {
        shader: "matmul",
        slices,
        m,
        n,
        k,
        a: Factor::new(at.x(0), a_along_k, if a_along_k { k.number() } else { m.number() } % 4 == 0),
        b: Factor::new(at.x(1), b_along_k, if b_along_k { k.number() } else { n } % 4 == 0),
        c: match op.kind {
            MatmulKind::SumRows => Target::gradient(1, op.epilogue, at),
            _ => Target::output(0, op.epilogue, 2, at),
        },
    };
    product.kernels(at, |kernel| {
        kernel
            .with("M", m.number())
            .with("K", k.number())
            .with("M_OF_ROWS", m.is_per_row())
            .with("K_OF_ROWS", k.is_per_row())
    })
}
