// A core of the matrix product, for graphics processors: through workgroup memory.
//
// A workgroup walks over k in steps of BK: its threads copy a tile of A (BM x BK) and one of B (BK x BN) to workgroup
// memory, then each adds up its TM x TN numbers of C in registers. While they do, what the next step needs is already on
// its way to registers. A thread owns TM / 4 runs of four rows and TN / 4 of four columns (TM is 4, 8 or 16, TN is 4 or
// 8), spread over the tile so that neighbouring threads read neighbouring vectors.
//
// Numbers are copied in blocks of 4 x 4, one per thread at most: BM * BK and BN * BK are at most 16 times the threads.
// A lies transposed in workgroup memory, so that four rows at one k are one vector, as four columns of B are.
// Partner: lib/gemm_lanes, which does without workgroup memory.
//! use lib/product

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

var<workgroup> tile_a: array<vec4<f32>, SIZE_A>;
var<workgroup> tile_b: array<vec4<f32>, SIZE_B>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
    let number = group_number(group);
    if (number >= step.count) {
        return;
    }
    let piece = piece_of(number);
    let m0 = piece.m0;
    let n0 = piece.n0;
    var k0 = piece.k0;
    let k_end = piece.k_end;

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
    var sum0: vec4<f32>;
    var sum1: vec4<f32>;
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
            if (SUMS) {
                sum0 += b0;
                sum1 += b1;
            }
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
    if (SUMS && m == 0u) {
        put_sums(n, sum0);
        if (TN > 4u) { put_sums(n + 4u * RUN_B, sum1); }
    }
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
