// Four steps of lib/gemm_lanes written out: runs fastest and compiles slowly. Partner: lib/lanes_looped.

// c0 += (rows of lane 0 of a) * b and so on: a[j] are four rows and b[j] four columns at step j.
fn add_lanes(
    c0: ptr<function, mat4x4<f32>>,
    c1: ptr<function, mat4x4<f32>>,
    c2: ptr<function, mat4x4<f32>>,
    c3: ptr<function, mat4x4<f32>>,
    c4: ptr<function, mat4x4<f32>>,
    c5: ptr<function, mat4x4<f32>>,
    c6: ptr<function, mat4x4<f32>>,
    c7: ptr<function, mat4x4<f32>>,
    a: mat4x4<f32>,
    b: mat4x4<f32>,
) {
    add_outer(c0, subgroupBroadcast(a[0], 0u), b[0]);
    add_outer(c0, subgroupBroadcast(a[1], 0u), b[1]);
    add_outer(c0, subgroupBroadcast(a[2], 0u), b[2]);
    add_outer(c0, subgroupBroadcast(a[3], 0u), b[3]);
    add_outer(c1, subgroupBroadcast(a[0], 1u), b[0]);
    add_outer(c1, subgroupBroadcast(a[1], 1u), b[1]);
    add_outer(c1, subgroupBroadcast(a[2], 1u), b[2]);
    add_outer(c1, subgroupBroadcast(a[3], 1u), b[3]);
    add_outer(c2, subgroupBroadcast(a[0], 2u), b[0]);
    add_outer(c2, subgroupBroadcast(a[1], 2u), b[1]);
    add_outer(c2, subgroupBroadcast(a[2], 2u), b[2]);
    add_outer(c2, subgroupBroadcast(a[3], 2u), b[3]);
    add_outer(c3, subgroupBroadcast(a[0], 3u), b[0]);
    add_outer(c3, subgroupBroadcast(a[1], 3u), b[1]);
    add_outer(c3, subgroupBroadcast(a[2], 3u), b[2]);
    add_outer(c3, subgroupBroadcast(a[3], 3u), b[3]);
    add_outer(c4, subgroupBroadcast(a[0], 4u), b[0]);
    add_outer(c4, subgroupBroadcast(a[1], 4u), b[1]);
    add_outer(c4, subgroupBroadcast(a[2], 4u), b[2]);
    add_outer(c4, subgroupBroadcast(a[3], 4u), b[3]);
    add_outer(c5, subgroupBroadcast(a[0], 5u), b[0]);
    add_outer(c5, subgroupBroadcast(a[1], 5u), b[1]);
    add_outer(c5, subgroupBroadcast(a[2], 5u), b[2]);
    add_outer(c5, subgroupBroadcast(a[3], 5u), b[3]);
    add_outer(c6, subgroupBroadcast(a[0], 6u), b[0]);
    add_outer(c6, subgroupBroadcast(a[1], 6u), b[1]);
    add_outer(c6, subgroupBroadcast(a[2], 6u), b[2]);
    add_outer(c6, subgroupBroadcast(a[3], 6u), b[3]);
    add_outer(c7, subgroupBroadcast(a[0], 7u), b[0]);
    add_outer(c7, subgroupBroadcast(a[1], 7u), b[1]);
    add_outer(c7, subgroupBroadcast(a[2], 7u), b[2]);
    add_outer(c7, subgroupBroadcast(a[3], 7u), b[3]);
}
