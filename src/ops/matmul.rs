//! Matrix products. Partners: `device/cpu/matmul.rs`, `shaders/matmul.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Cost, Differential, Emit, Epilogue, Operation, Type, Value};
use crate::base::Shape;

/// Which axes a product runs over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MatmulKind {
    /// a `[…, k]` · b `[k, n]` → `[…, n]`: all leading axes of a, rows included, are rows of one matrix; b is not
    /// batched (a dense layer). `transpose_b` takes b as `[n, k]`; `transpose_a` has no meaning.
    #[default]
    Fold,
    /// aᵀ `[…, m]` · b `[…, n]` → `[m, n]`, summed over all leading axes and the rows of the batch (the gradient of
    /// a dense layer's weights). Both have the same leading axes. The transpositions have no meaning.
    SumRows,
    /// a `[…, m, k]` · b `[…, k, n]` → `[…, m, n]`, one product for each of the equal leading axes and each row
    /// (attention). `transpose_a` takes a as `[k, m]`, `transpose_b` takes b as `[n, k]`.
    Stack,
}

/// A matrix product, see [`MatmulKind`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Matmul {
    /// Which axes the product runs over.
    pub kind: MatmulKind,
    /// Whether the last two axes of the first input are exchanged.
    pub transpose_a: bool,
    /// Whether the last two axes of the second input are exchanged.
    pub transpose_b: bool,
    /// What is done to the result before it is stored.
    pub epilogue: Epilogue,
}

impl Matmul {
    /// A dense layer's product: a `[…, k]` · b `[k, n]`, or b `[n, k]` transposed.
    pub fn fold(transpose_b: bool) -> Matmul {
        Matmul { kind: MatmulKind::Fold, transpose_b, ..Matmul::default() }
    }

    /// The gradient of a dense layer's weights.
    pub fn sum_rows() -> Matmul {
        Matmul { kind: MatmulKind::SumRows, ..Matmul::default() }
    }

    /// One product per leading axis and row.
    pub fn stack(transpose_a: bool, transpose_b: bool) -> Matmul {
        Matmul { kind: MatmulKind::Stack, transpose_a, transpose_b, ..Matmul::default() }
    }

    /// The extents (stack, m, n, k) of the product at a number of rows; stack is 1 except for [`MatmulKind::Stack`].
    pub fn extents(&self, a: &Type, b: &Type, rows: usize) -> [usize; 4] {
        match self.kind {
            MatmulKind::Fold => {
                let k = a.shape.last();
                [1, a.count(rows) / k, b.shape.count() / k, k]
            }
            MatmulKind::SumRows => {
                let [m, n] = [a.shape.last(), b.shape.last()];
                [1, m, n, a.count(rows) / m]
            }
            MatmulKind::Stack => {
                let [a0, a1] = last_two(&a.shape);
                let [b0, b1] = last_two(&b.shape);
                let [m, k] = if self.transpose_a { [a1, a0] } else { [a0, a1] };
                let n = if self.transpose_b { b0 } else { b1 };
                [a.count(rows) / (m * k), m, n, k]
            }
        }
    }
}

fn last_two(shape: &Shape) -> [usize; 2] {
    [shape[shape.len() - 2], shape[shape.len() - 1]]
}

impl Operation for Matmul {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let (own, extra) = self.epilogue.check(inputs)?;
        let [a, b] = super::exactly(own)?;
        let mismatch = || Err(format!("cannot multiply {} by {}", a.shape, b.shape));
        let result = match self.kind {
            MatmulKind::Fold => {
                if b.shape.len() != 2 || b.batched || a.shape.is_empty() {
                    return mismatch();
                }
                let [k, n] = if self.transpose_b { [b.shape[1], b.shape[0]] } else { [b.shape[0], b.shape[1]] };
                if a.shape.last() != k {
                    return mismatch();
                }
                Type { shape: a.shape.with_last(n), ..a.clone() }
            }
            MatmulKind::SumRows => {
                let leading = |shape: &Shape| shape[..shape.len().saturating_sub(1)].to_vec();
                if a.shape.is_empty() || leading(&a.shape) != leading(&b.shape) || a.batched != b.batched {
                    return mismatch();
                }
                Type::single([a.shape.last(), b.shape.last()])
            }
            MatmulKind::Stack => {
                let axes = a.shape.len();
                if axes < 2 || axes != b.shape.len() || a.shape[..axes - 2] != b.shape[..axes - 2] {
                    return mismatch();
                }
                let [_, m, n, k] = self.extents(a, b, 1);
                let [b0, b1] = last_two(&b.shape);
                if a.batched != b.batched || k != if self.transpose_b { b1 } else { b0 } {
                    return mismatch();
                }
                let mut shape = a.shape[..axes - 2].to_vec();
                shape.extend([m, n]);
                Type { shape: Shape::new(shape), ..a.clone() }
            }
        };
        self.epilogue.fits(extra, &result)?;
        Ok(vec![result])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let [a, b] = [at.inputs[0], at.inputs[1]];
        let mut product = |op: Matmul, left, right| emit.emit(op, &[left, right]);
        match self.kind {
            MatmulKind::Fold => vec![
                at.wanted[0].then(|| product(Matmul::fold(!self.transpose_b), dy, b)),
                at.wanted[1].then(|| {
                    let [left, right] = if self.transpose_b { [dy, a] } else { [a, dy] };
                    product(Matmul::sum_rows(), left, right)
                }),
            ],
            MatmulKind::SumRows => vec![
                at.wanted[0].then(|| product(Matmul::fold(true), b, dy)),
                at.wanted[1].then(|| product(Matmul::fold(false), a, dy)),
            ],
            MatmulKind::Stack => vec![
                at.wanted[0].then(|| match self.transpose_a {
                    false => product(Matmul::stack(false, !self.transpose_b), dy, b),
                    true => product(Matmul::stack(self.transpose_b, true), b, dy),
                }),
                at.wanted[1].then(|| match self.transpose_b {
                    false => product(Matmul::stack(!self.transpose_a, false), a, dy),
                    true => product(Matmul::stack(true, self.transpose_a), dy, a),
                }),
            ],
        }
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        let flops = self.extents(inputs[0], inputs[1], rows).iter().map(|&extent| extent as f64).product::<f64>();
        Cost { flops: 2.0 * flops }
    }

    fn words(&self) -> String {
        let kind = match self.kind {
            MatmulKind::Fold => "",
            MatmulKind::SumRows => "sum rows",
            MatmulKind::Stack => "stack",
        };
        let transposed = |yes: bool, words: &'static str| if yes { words } else { "" };
        format!(
            "{kind}{}{}{}",
            transposed(self.transpose_a, " aᵀ"),
            transposed(self.transpose_b, " bᵀ"),
            self.epilogue.words()
        )
    }
}
