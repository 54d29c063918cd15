// Four steps of lib/gemm_lanes as a loop: compiles twice as fast as lib/lanes_unrolled and runs a quarter slower.

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
    var rows = a;
    var columns = b;
    for (var j = 0u; j < 4u; j++) {
        add_outer(c0, subgroupBroadcast(rows[0], 0u), columns[0]);
        add_outer(c1, subgroupBroadcast(rows[0], 1u), columns[0]);
        add_outer(c2, subgroupBroadcast(rows[0], 2u), columns[0]);
        add_outer(c3, subgroupBroadcast(rows[0], 3u), columns[0]);
        add_outer(c4, subgroupBroadcast(rows[0], 4u), columns[0]);
        add_outer(c5, subgroupBroadcast(rows[0], 5u), columns[0]);
        add_outer(c6, subgroupBroadcast(rows[0], 6u), columns[0]);
        add_outer(c7, subgroupBroadcast(rows[0], 7u), columns[0]);
        rows = mat4x4<f32>(rows[1], rows[2], rows[3], rows[3]);
        columns = mat4x4<f32>(columns[1], columns[2], columns[3], columns[3]);
    }
}
