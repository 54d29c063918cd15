// A core of the matrix product, for software that runs the 8 invocations of a subgroup as one vector (llvmpipe), where
// every load is dear and barriers are too, but a broadcast within the vector costs next to nothing.
//
// A workgroup is one subgroup and computes 32 x 32 numbers of C. Lane l holds rows 4 l to 4 l + 3 of A and columns 4 l to
// 4 l + 3 of B at four steps of k; each lane's rows are handed to all in turn, so that a lane adds up all 32 rows of its
// four columns. Partners: lib/lanes_unrolled and lib/lanes_looped, which do the adding; lib/gemm, which goes through workgroup memory.
//! use lib/product
//! use lib/lanes_unrolled

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
    var sum: vec4<f32>;
    for (var k = piece.k0; k < piece.k_end; k += 4u) {
        let b = load_b(columns, k);
        if (SUMS) { sum += (b[0] + b[1]) + (b[2] + b[3]); }
        add_lanes(&c0, &c1, &c2, &c3, &c4, &c5, &c6, &c7, load_a(rows, k), b);
    }
    let n = piece.n0 + 4u * lane;
    if (SUMS && piece.m0 == 0u) { put_sums(n, sum); }
    // A loop here too: what is done to a number before it is stored may be long.
    for (var m = piece.m0; m < piece.m0 + BM; m += 4u) {
        store_block(m, n, c0);
        c0 = c1;
        c1 = c2;
        c2 = c3;
        c3 = c4;
        c4 = c5;
        c5 = c6;
        c6 = c7;
    }
}
