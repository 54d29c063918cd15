// What distinguishes one step of a program from the next. Partner: `StepNumbers` in src/device/gpu/program.rs.

struct Step {
    // Rows of the batch in use.
    rows: u32,
    // Where the batch begins in the order of samples.
    offset: u32,
    // Steps before this one, low and high 32 bits.
    step_low: u32,
    step_high: u32,
    // The seed of all that is random, low and high 32 bits.
    seed_low: u32,
    seed_high: u32,
    // The learning rate.
    rate: f32,
    // Adam's factor sqrt(1 - beta_2^t) / (1 - beta_1^t).
    correction: f32,
    // Where this step's reports go: its place among the steps of this submission.
    slot: u32,
    // Items of this dispatch (Grid::items), else the rows in use.
    count: u32,
    // The number of the first workgroup of this dispatch: long kernels run in several.
    first: u32,
}

var<immediate> step: Step;

// The number of a workgroup in a grid of items, which is laid out over x and y.
fn group_number(group: vec3<u32>) -> u32 {
    return step.first + group.y * 32768u + group.x;
}
