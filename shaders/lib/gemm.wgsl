// The one matrix product: C = A * B with A of M x K numbers and B of K x N, in tiles. Matmul, convolution and both of
// its gradients differ only in where the numbers of A, B and C lie. Partner: src/device/gpu/tile.rs, which chooses the tile.
//
// A workgroup computes a tile of C, BM x BN. It walks over k in steps of BK: its threads copy a tile of A (BM x BK) and
// one of B (BK x BN) to workgroup memory, then each adds up its TM x TN numbers of C in registers. While they do, what
// the next step needs is already on its way to registers. A thread owns TM / 4 runs of four rows and TN / 4 of four
// columns (TM is 4, 8 or 16, TN is 4 or 8), spread over the tile so that neighbouring threads read neighbouring vectors.
//
// Numbers are copied in blocks of 4 x 4, one per thread at most: BM * BK and BN * BK are at most 16 times the threads.
// A lies transposed in workgroup memory, so that four rows at one k are one vector, as four columns of B are.
//
// The user of this file declares
//   extent_m(), extent_k()      M and K: one of them may depend on step.rows; the override N is the third extent
//   Row, row_of(m)              what is to be known of row m of A: worked out once, before the walk over k
//   place_a(row, k)             where A[m][k] lies, or OUTSIDE where it is zero, as it must be for m >= M and k >= K
//   Column, column_of(n), place_b(column, k)   the same for B[k][n]
//   place_c(m, n)               where C[m][n] is stored, beside C[m][n + 1], or OUTSIDE if it is not
// and uses lib/a_vec4 or lib/a_scalar, lib/b_vec4 or lib/b_scalar, lib/c_vec4 or lib/c_scalar, which do the reading and
// writing. There may be several independent products of the same extents (heads, groups): `slice` says which one this is.
// K may be cut into SPLITS parts with a C each: `part` says which one this is. lib/step numbers the workgroups:
// slice by slice, part by part, row of tiles by row of tiles.

override N: u32;
override BM: u32;
override BN: u32;
override BK: u32;
override TM: u32;
override TN: u32;
override SPLITS: u32 = 1u;

override THREADS: u32 = (BM / TM) * (BN / TN);
override TILES_N: u32 = (N + BN - 1u) / BN;
// One vector more than a row holds, so that rows begin in different banks.
override STRIDE_A: u32 = BM / 4u + 1u;
override STRIDE_B: u32 = BN / 4u + 1u;
override SIZE_A: u32 = BK * STRIDE_A;
override SIZE_B: u32 = BK * STRIDE_B;
// How far apart the runs of a thread lie, in vectors.
override RUN_A: u32 = BM / TM;
override RUN_B: u32 = BN / TN;
override BLOCKS_A: u32 = BM * BK / 16u;
override BLOCKS_B: u32 = BN * BK / 16u;

const OUTSIDE: u32 = 0xffffffffu;

var<private> slice: u32;
var<private> part: u32;
var<workgroup> tile_a: array<vec4<f32>, SIZE_A>;
var<workgroup> tile_b: array<vec4<f32>, SIZE_B>;

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

fn store(m: u32, n: u32, value: vec4<f32>) {
    let place = place_c(m, n);
    if (place != OUTSIDE) {
        put(place, min(N - n, 4u), value);
    }
}

fn store_block(m: u32, n: u32, c: mat4x4<f32>) {
    if (n >= N) {
        return;
    }
    let end = extent_m();
    if (m < end) { store(m, n, c[0]); }
    if (m + 1u < end) { store(m + 1u, n, c[1]); }
    if (m + 2u < end) { store(m + 2u, n, c[2]); }
    if (m + 3u < end) { store(m + 3u, n, c[3]); }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
    let number = group_number(group);
    if (number >= step.count) {
        return;
    }
    let m_tiles = (extent_m() + BM - 1u) / BM;
    let tile_m = number / TILES_N % m_tiles;
    let cut = number / TILES_N / m_tiles;
    part = cut % SPLITS;
    slice = cut / SPLITS;
    let m0 = tile_m * BM;
    let n0 = number % TILES_N * BN;
    var k0 = 0u;
    var k_end = extent_k();
    if (SPLITS > 1u) {
        let steps = (k_end + BK - 1u) / BK;
        let span = (steps + SPLITS - 1u) / SPLITS * BK;
        k0 = min(part * span, k_end);
        k_end = min(k0 + span, k_end);
    }

    // The block that this thread copies of each tile; B's are dealt out from the last thread.
    let copies_a = BLOCKS_A == THREADS || thread < BLOCKS_A;
    let a_k = thread % (BK / 4u) * 4u;
    let a_m = thread / (BK / 4u);
    let rows = rows_of(m0 + a_m * 4u);
    let thread_b = THREADS - 1u - thread;
    let copies_b = BLOCKS_B == THREADS || thread_b < BLOCKS_B;
    let b_n = thread_b % (BN / 4u);
    let b_k = thread_b / (BN / 4u) * 4u;
    let columns = columns_of(n0 + b_n * 4u);
    var block_a: mat4x4<f32>;
    var block_b: mat4x4<f32>;
    if (copies_a) { block_a = load_a(rows, k0 + a_k); }
    if (copies_b) { block_b = load_b(columns, k0 + b_k); }

    let tx = thread % (BN / TN);
    let ty = thread / (BN / TN);
    // c20 is the block of C at the third run of rows and the first run of columns.
    var c00: mat4x4<f32>;
    var c01: mat4x4<f32>;
    var c10: mat4x4<f32>;
    var c11: mat4x4<f32>;
    var c20: mat4x4<f32>;
    var c21: mat4x4<f32>;
    var c30: mat4x4<f32>;
    var c31: mat4x4<f32>;
    while (k0 < k_end) {
        if (copies_a) {
            tile_a[a_k * STRIDE_A + a_m] = block_a[0];
            tile_a[(a_k + 1u) * STRIDE_A + a_m] = block_a[1];
            tile_a[(a_k + 2u) * STRIDE_A + a_m] = block_a[2];
            tile_a[(a_k + 3u) * STRIDE_A + a_m] = block_a[3];
        }
        if (copies_b) {
            tile_b[b_k * STRIDE_B + b_n] = block_b[0];
            tile_b[(b_k + 1u) * STRIDE_B + b_n] = block_b[1];
            tile_b[(b_k + 2u) * STRIDE_B + b_n] = block_b[2];
            tile_b[(b_k + 3u) * STRIDE_B + b_n] = block_b[3];
        }
        workgroupBarrier();
        k0 += BK;
        if (k0 < k_end) {
            if (copies_a) { block_a = load_a(rows, k0 + a_k); }
            if (copies_b) { block_b = load_b(columns, k0 + b_k); }
        }
        for (var k = 0u; k < BK; k++) {
            let at_a = k * STRIDE_A + ty;
            let at_b = k * STRIDE_B + tx;
            let b0 = tile_b[at_b];
            var b1: vec4<f32>;
            if (TN > 4u) { b1 = tile_b[at_b + RUN_B]; }
            let a0 = tile_a[at_a];
            add_outer(&c00, a0, b0);
            if (TN > 4u) { add_outer(&c01, a0, b1); }
            if (TM > 4u) {
                let a1 = tile_a[at_a + RUN_A];
                add_outer(&c10, a1, b0);
                if (TN > 4u) { add_outer(&c11, a1, b1); }
            }
            if (TM > 8u) {
                let a2 = tile_a[at_a + 2u * RUN_A];
                let a3 = tile_a[at_a + 3u * RUN_A];
                add_outer(&c20, a2, b0);
                add_outer(&c30, a3, b0);
                if (TN > 4u) {
                    add_outer(&c21, a2, b1);
                    add_outer(&c31, a3, b1);
                }
            }
        }
        workgroupBarrier();
    }

    let m = m0 + ty * 4u;
    let n = n0 + tx * 4u;
    store_block(m, n, c00);
    if (TN > 4u) { store_block(m, n + 4u * RUN_B, c01); }
    if (TM > 4u) {
        store_block(m + 4u * RUN_A, n, c10);
        if (TN > 4u) { store_block(m + 4u * RUN_A, n + 4u * RUN_B, c11); }
    }
    if (TM > 8u) {
        store_block(m + 8u * RUN_A, n, c20);
        store_block(m + 12u * RUN_A, n, c30);
        if (TN > 4u) {
            store_block(m + 8u * RUN_A, n + 4u * RUN_B, c21);
            store_block(m + 12u * RUN_A, n + 4u * RUN_B, c31);
        }
    }
}
