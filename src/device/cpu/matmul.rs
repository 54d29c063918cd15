//! Matrix products. Partner: `ops/matmul.rs`.

use super::Real;
use super::call::Call;
use super::parallel::{TASK, pieces, sum_up};
use super::product::{Finish, product};
use crate::ops::{Matmul, MatmulKind};

/// Multiply-adds that take about as long as one simple number elsewhere.
const SPEED: usize = 16;

pub(super) fn matmul<T: Real>(op: &Matmul, call: &mut Call<T>) {
    let extents = op.extents(call.of(0), call.of(1), call.rows);
    let finish = Finish::new(&op.epilogue, call);
    let (a, b, c) = (call.input(0), call.input(1), call.output(0));
    match op.kind {
        MatmulKind::Fold => fold(extents, op.transpose_b, a, b, c, &finish),
        MatmulKind::SumRows => {
            sum_rows(extents, a, b, c, call);
            finish.apply(0, c);
        }
        MatmulKind::Stack => stack(op, extents, a, b, c, &finish),
    }
}

fn fold<T: Real>([_, _, n, k]: [usize; 4], transpose_b: bool, a: &[T], b: &[T], c: &mut [T], finish: &Finish<T>) {
    let strides = if transpose_b { [1, k] } else { [n, 1] };
    // Several rows at a time, as b is packed anew for each piece.
    let together = (c.len() / n / 4).clamp(1, 16);
    pieces(c, together * n, k.div_ceil(SPEED), |at, c| {
        let rows = c.len() / n;
        product([rows, n, k], (c, [n, 1]), false, (&a[at / n * k..], [k, 1]), (b, strides));
        finish.apply(at, c);
    });
}

fn sum_rows<T: Real>([_, m, n, k]: [usize; 4], a: &[T], b: &[T], c: &mut [T], call: &Call<T>) {
    if k > 16 * m && m * n < 2 * TASK {
        // A small result of many rows: partial sums over the rows.
        sum_up(call.workspace, (k, (m * n).div_ceil(SPEED)), c, |rows, c| {
            let (a, b) = (&a[rows.start * m..], &b[rows.start * n..]);
            product([m, n, rows.len()], (c, [n, 1]), true, (a, [1, m]), (b, [n, 1]));
        });
        return;
    }
    pieces(c, n, k.div_ceil(SPEED), |at, c| {
        let rows = c.len() / n;
        product([rows, n, k], (c, [n, 1]), false, (&a[at / n..], [1, m]), (b, [n, 1]));
    });
}

fn stack<T: Real>(op: &Matmul, [_, m, n, k]: [usize; 4], a: &[T], b: &[T], c: &mut [T], finish: &Finish<T>) {
    let a_strides = if op.transpose_a { [1, m] } else { [k, 1] };
    let b_strides = if op.transpose_b { [1, k] } else { [n, 1] };
    pieces(c, m * n, k.div_ceil(SPEED), |at, pieces| {
        for (place, c) in pieces.chunks_exact_mut(m * n).enumerate() {
            let (a, b) = (&a[(at / (m * n) + place) * m * k..], &b[(at / (m * n) + place) * k * n..]);
            product([m, n, k], (c, [n, 1]), false, (a, a_strides), (b, b_strides));
        }
        finish.apply(at, pieces);
    });
}
