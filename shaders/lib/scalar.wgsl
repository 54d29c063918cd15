// One channel at a time; lib/quad.wgsl stands in where channels come in fours.

const LANES_OF_NUMBER = 1u;
alias Number = f32;
alias Index = u32;

// For functions that take four numbers.
fn quad(number: Number) -> vec4<f32> {
    return vec4<f32>(number);
}

fn of_quad(numbers: vec4<f32>) -> Number {
    return numbers.x;
}
