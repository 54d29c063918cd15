//! Matrix products. Partner: `ops/matmul.rs`.

use super::Real;
use super::call::{Call, Workspace};
use super::multiply::multiply;
use super::packed::{pack_at_once, room};
use super::parallel::{TASK, pieces, sum_up};
use super::product::{Finish, is_thin, product};
use super::transpose::transpose;
use crate::ops::{Matmul, MatmulKind};

/// Multiply-adds that take about as long as one simple number elsewhere.
const SPEED: usize = 16;

pub(super) fn matmul<T: Real>(op: &Matmul, call: &mut Call<T>) {
    let extents = op.extents(call.of(0), call.of(1), call.rows);
    let finish = Finish::new(&op.epilogue, call);
    let (a, b, c, workspace) = (call.input(0), call.input(1), call.output(0), call.workspace);
    match op.kind {
        MatmulKind::Fold => fold(extents, op.transpose_b, a, b, c, &finish, workspace),
        MatmulKind::SumRows => {
            sum_rows(extents, a, b, c, workspace);
            finish.apply(0, c);
        }
        MatmulKind::Stack => stack(op, extents, a, b, c, &finish, workspace),
    }
}

fn fold<T: Real>(
    [_, m, n, k]: [usize; 4],
    transpose_b: bool,
    a: &[T],
    b: &[T],
    c: &mut [T],
    finish: &Finish<T>,
    workspace: &Workspace<T>,
) {
    let b = (b, if transpose_b { [1, k] } else { [n, 1] });
    let rows = |at: usize| (&a[at / n * k..], [k, 1]);
    // Several rows at a time, for which what is read of b serves.
    let (together, cost) = ((m / 4).clamp(1, 16) * n, k.div_ceil(SPEED));
    if is_thin([m, n, k]) {
        return pieces(c, together, cost, |at, c| {
            product([c.len() / n, n, k], (c, n), false, rows(at), b, workspace);
            finish.apply(at, c);
        });
    }
    workspace.with(room([k, n]), |packed| {
        pack_at_once(b, [k, n], packed);
        let packed = &*packed;
        pieces(c, together, cost, |at, c| {
            multiply([c.len() / n, k, n], (rows(at).0, k), packed, (c, n), false);
            finish.apply(at, c);
        });
    });
}

fn sum_rows<T: Real>([_, m, n, k]: [usize; 4], a: &[T], b: &[T], c: &mut [T], workspace: &Workspace<T>) {
    if k > 16 * m && m * n < 2 * TASK {
        // A small result of many rows: partial sums over the rows.
        return sum_up(workspace, (k, (m * n).div_ceil(SPEED)), c, |rows, c| {
            let (a, b) = (&a[rows.start * m..], &b[rows.start * n..]);
            product([m, n, rows.len()], (c, n), true, (a, [1, m]), (b, [n, 1]), workspace);
        });
    }
    let cost = k.div_ceil(SPEED);
    if is_thin([m, n, k]) {
        return pieces(c, n, cost, |at, c| {
            product([c.len() / n, n, k], (c, n), false, (&a[at / n..], [1, m]), (b, [n, 1]), workspace);
        });
    }
    workspace.with(room([k, n]), |packed| {
        pack_at_once((b, [n, 1]), [k, n], packed);
        let packed = &*packed;
        pieces(c, 8 * n, cost, |at, c| {
            let rows = c.len() / n;
            workspace.with(rows * k, |turned| {
                transpose((&a[at / n..], m), (turned, k), [k, rows]);
                multiply([rows, k, n], (turned, k), packed, (c, n), false);
            });
        });
    });
}

fn stack<T: Real>(
    op: &Matmul,
    [_, m, n, k]: [usize; 4],
    a: &[T],
    b: &[T],
    c: &mut [T],
    finish: &Finish<T>,
    workspace: &Workspace<T>,
) {
    let a_strides = if op.transpose_a { [1, m] } else { [k, 1] };
    let b_strides = if op.transpose_b { [1, k] } else { [n, 1] };
    pieces(c, m * n, k.div_ceil(SPEED), |at, pieces| {
        for (place, c) in pieces.chunks_exact_mut(m * n).enumerate() {
            let (a, b) = (&a[(at / (m * n) + place) * m * k..], &b[(at / (m * n) + place) * k * n..]);
            product([m, n, k], (c, n), false, (a, a_strides), (b, b_strides), workspace);
        }
        finish.apply(at, pieces);
    });
}
