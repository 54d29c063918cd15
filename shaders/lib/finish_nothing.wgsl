// Results are stored as they are. Partners: lib/finish_vec4, lib/finish_scalar.

fn finished(place: u32, count: u32, value: vec4<f32>) -> vec4<f32> {
    return value;
}
