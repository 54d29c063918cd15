// What the cores of the one matrix product share: C = A * B with A of M x K numbers and B of K x N, in tiles of C that
// are BM x BN. Matmul, convolution and both of its gradients differ only in where the numbers of A, B and C lie; the cores
// lib/gemm and lib/gemm_lanes only in how a tile is added up. Partner: src/device/gpu/tile.rs, which chooses core and tile.
//
// The user of this file declares
//   extent_m(), extent_k()      M and K: one of them may depend on step.rows; the override N is the third extent
//   Row, row_of(m)              what is to be known of row m of A: worked out once, before the walk over k
//   place_a(row, k)             where A[m][k] lies, or OUTSIDE where it is zero, as it must be for m >= M and k >= K
//   Column, column_of(n), place_b(column, k)   the same for B[k][n]
//   place_c(m, n)               where C[m][n] is stored, beside C[m][n + 1], or OUTSIDE if it is not
// and uses lib/a_vec4 or lib/a_scalar, lib/b_vec4 or lib/b_scalar, lib/c_vec4 or lib/c_scalar, which do the reading and
// writing; lib/store or lib/store_pooled says which rows are stored, lib/no_sums or lib/sums whether something is stored
// beside. There may be several independent products of the same extents (heads, groups): `slice` says which one this is.
// K may be cut into SPLITS parts with a C each: `part` says which one this is. lib/step numbers the workgroups:
// slice by slice, part by part, row of tiles by row of tiles.
//! use lib/store
//! use lib/no_sums

override N: u32;
override BM: u32;
override BN: u32;
override BK: u32;
override TM: u32;
override TN: u32;
override SPLITS: u32 = 1u;

override THREADS: u32 = (BM / TM) * (BN / TN);
override TILES_N: u32 = (N + BN - 1u) / BN;

const OUTSIDE: u32 = 0xffffffffu;

var<private> slice: u32;
var<private> part: u32;

// Four neighbouring rows of A, four neighbouring columns of B.
struct Rows {
    r0: Row,
    r1: Row,
    r2: Row,
    r3: Row,
}

fn rows_of(m: u32) -> Rows {
    return Rows(row_of(m), row_of(m + 1u), row_of(m + 2u), row_of(m + 3u));
}

struct Columns {
    c0: Column,
    c1: Column,
    c2: Column,
    c3: Column,
}

fn columns_of(n: u32) -> Columns {
    return Columns(column_of(n), column_of(n + 1u), column_of(n + 2u), column_of(n + 3u));
}

// c += a * b, where a is a column of four numbers and b a row of four; c[i] is row i.
fn add_outer(c: ptr<function, mat4x4<f32>>, a: vec4<f32>, b: vec4<f32>) {
    (*c)[0] = fma(vec4<f32>(a.x), b, (*c)[0]);
    (*c)[1] = fma(vec4<f32>(a.y), b, (*c)[1]);
    (*c)[2] = fma(vec4<f32>(a.z), b, (*c)[2]);
    (*c)[3] = fma(vec4<f32>(a.w), b, (*c)[3]);
}

// The part of the product that a workgroup computes: the first row and column of C, and the range of k.
struct Piece {
    m0: u32,
    n0: u32,
    k0: u32,
    k_end: u32,
}

fn piece_of(number: u32) -> Piece {
    let m_tiles = (extent_m() + BM - 1u) / BM;
    let tile_m = number / TILES_N % m_tiles;
    let cut = number / TILES_N / m_tiles;
    part = cut % SPLITS;
    slice = cut / SPLITS;
    var k0 = 0u;
    var k_end = extent_k();
    if (SPLITS > 1u) {
        let steps = (k_end + BK - 1u) / BK;
        let span = (steps + SPLITS - 1u) / SPLITS * BK;
        k0 = min(part * span, k_end);
        k_end = min(k0 + span, k_end);
    }
    return Piece(tile_m * BM, number % TILES_N * BN, k0, k_end);
}
