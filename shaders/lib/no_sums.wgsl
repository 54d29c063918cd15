// A product gives its result alone. Partner: lib/sums.

const SUMS = false;

fn put_sums(n: u32, sum: vec4<f32>) {}
