// A core of the matrix product, for software that runs the 8 invocations of a subgroup as one vector (llvmpipe), where
// every load is dear and barriers are too, but a broadcast within the vector costs next to nothing.
//
// A workgroup is one subgroup and computes 32 x 32 numbers of C. Lane l holds rows 4 l to 4 l + 3 of A and columns 4 l to
// 4 l + 3 of B at four steps of k; each lane's rows are handed to all in turn, so that a lane adds up all 32 rows of its
// four columns. Partner: lib/gemm, which goes through workgroup memory.
//! use lib/product

// c += a * b over four steps of k: a[j] are four rows and b[j] four columns at step j; c[i] is row i.
fn add_block(c: mat4x4<f32>, a: mat4x4<f32>, b: mat4x4<f32>) -> mat4x4<f32> {
    var sum = c;
    add_outer(&sum, a[0], b[0]);
    add_outer(&sum, a[1], b[1]);
    add_outer(&sum, a[2], b[2]);
    add_outer(&sum, a[3], b[3]);
    return sum;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let number = group_number(group);
    if (number >= step.count) {
        return;
    }
    let piece = piece_of(number);
    let rows = rows_of(piece.m0 + 4u * lane);
    let columns = columns_of(piece.n0 + 4u * lane);
    // The blocks of C: rows of lane 0, of lane 1, ... at the columns of this lane.
    var c0: mat4x4<f32>;
    var c1: mat4x4<f32>;
    var c2: mat4x4<f32>;
    var c3: mat4x4<f32>;
    var c4: mat4x4<f32>;
    var c5: mat4x4<f32>;
    var c6: mat4x4<f32>;
    var c7: mat4x4<f32>;
    for (var k = piece.k0; k < piece.k_end; k += 4u) {
        let a = load_a(rows, k);
        let b = load_b(columns, k);
        c0 = add_block(c0, mat4x4<f32>(
            subgroupBroadcast(a[0], 0u),
            subgroupBroadcast(a[1], 0u),
            subgroupBroadcast(a[2], 0u),
            subgroupBroadcast(a[3], 0u),
        ), b);
        c1 = add_block(c1, mat4x4<f32>(
            subgroupBroadcast(a[0], 1u),
            subgroupBroadcast(a[1], 1u),
            subgroupBroadcast(a[2], 1u),
            subgroupBroadcast(a[3], 1u),
        ), b);
        c2 = add_block(c2, mat4x4<f32>(
            subgroupBroadcast(a[0], 2u),
            subgroupBroadcast(a[1], 2u),
            subgroupBroadcast(a[2], 2u),
            subgroupBroadcast(a[3], 2u),
        ), b);
        c3 = add_block(c3, mat4x4<f32>(
            subgroupBroadcast(a[0], 3u),
            subgroupBroadcast(a[1], 3u),
            subgroupBroadcast(a[2], 3u),
            subgroupBroadcast(a[3], 3u),
        ), b);
        c4 = add_block(c4, mat4x4<f32>(
            subgroupBroadcast(a[0], 4u),
            subgroupBroadcast(a[1], 4u),
            subgroupBroadcast(a[2], 4u),
            subgroupBroadcast(a[3], 4u),
        ), b);
        c5 = add_block(c5, mat4x4<f32>(
            subgroupBroadcast(a[0], 5u),
            subgroupBroadcast(a[1], 5u),
            subgroupBroadcast(a[2], 5u),
            subgroupBroadcast(a[3], 5u),
        ), b);
        c6 = add_block(c6, mat4x4<f32>(
            subgroupBroadcast(a[0], 6u),
            subgroupBroadcast(a[1], 6u),
            subgroupBroadcast(a[2], 6u),
            subgroupBroadcast(a[3], 6u),
        ), b);
        c7 = add_block(c7, mat4x4<f32>(
            subgroupBroadcast(a[0], 7u),
            subgroupBroadcast(a[1], 7u),
            subgroupBroadcast(a[2], 7u),
            subgroupBroadcast(a[3], 7u),
        ), b);
    }
    let n = piece.n0 + 4u * lane;
    store_block(piece.m0 + 0u, n, c0);
    store_block(piece.m0 + 4u, n, c1);
    store_block(piece.m0 + 8u, n, c2);
    store_block(piece.m0 + 12u, n, c3);
    store_block(piece.m0 + 16u, n, c4);
    store_block(piece.m0 + 20u, n, c5);
    store_block(piece.m0 + 24u, n, c6);
    store_block(piece.m0 + 28u, n, c7);
}
