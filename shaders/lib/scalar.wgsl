// One channel at a time; lib/quad.wgsl stands in where channels come in fours.

const LANES_OF_NUMBER = 1u;
alias Number = f32;
alias Index = u32;
