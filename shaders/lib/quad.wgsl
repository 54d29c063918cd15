// Four channels at a time, in the place of lib/scalar.wgsl.

const LANES_OF_NUMBER = 4u;
alias Number = vec4<f32>;
alias Index = vec4<u32>;

// For functions that take four numbers.
fn quad(number: Number) -> vec4<f32> {
    return number;
}

fn of_quad(numbers: vec4<f32>) -> Number {
    return numbers;
}
