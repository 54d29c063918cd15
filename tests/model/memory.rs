//! The memory plan, judged by working out independently when each value is needed.

use std::collections::HashMap;

use netloom::compile::{Feed, Plan};
use netloom::network::template;
use netloom::ops::{Op, Value};
use netloom::program::{Fusions, Place, Program};

use crate::random;

/// For each value in a buffer, through reshapes, the first and last instruction during which its numbers matter.
fn lives(program: &Program) -> HashMap<Value, [usize; 2]> {
    let mut owner: HashMap<Value, Value> = HashMap::new();
    let mut lives: HashMap<Value, [usize; 2]> = HashMap::new();
    for (now, instruction) in program.instructions.iter().enumerate() {
        if let Op::Reshape(_) = instruction.op {
            let of = *owner.get(&instruction.inputs[0]).unwrap_or(&instruction.inputs[0]);
            owner.insert(instruction.outputs[0], of);
            assert_eq!(program.memory.place(instruction.outputs[0]), program.memory.place(of));
            continue;
        }
        for &output in &instruction.outputs {
            // What the host writes is there before the first instruction.
            let born = if matches!(instruction.op, Op::Input(_)) { 0 } else { now };
            lives.insert(output, [born, now]);
        }
        for input in &instruction.inputs {
            if let Some(life) = lives.get_mut(owner.get(input).unwrap_or(input)) {
                life[1] = now;
            }
        }
    }
    for (_, value) in &program.named {
        if let Some(life) = lives.get_mut(owner.get(value).unwrap_or(value)) {
            life[1] = usize::MAX;
        }
    }
    lives
}

fn check(program: &Program, words: &str) {
    let lives = lives(program);
    let mut by_buffer: HashMap<usize, Vec<(Value, [usize; 2])>> = HashMap::new();
    for (&value, &life) in &lives {
        let of = program.type_of(value);
        match program.memory.place(value) {
            Place::Buffer(buffer) => {
                let room = program.memory.buffers[buffer];
                assert!(room.count >= of.count(program.batch) && room.element == of.element, "{words}: {value:?}");
                by_buffer.entry(buffer).or_default().push((value, life));
            }
            Place::Gradient(weight) => {
                assert_eq!(of.shape.count(), program.layout.weights[weight].shape.count(), "{words}: {value:?}");
            }
            place => panic!("{words}: {value:?} lives at {place:?}"),
        }
    }
    for (buffer, mut tenants) in by_buffer {
        tenants.sort_by_key(|&(_, life)| life);
        for pair in tenants.windows(2) {
            let [(first, [_, end]), (second, [start, _])] = [pair[0], pair[1]];
            // Not even the op that reads the one and writes the other: kernels never work in place.
            assert!(end < start, "{words}: {first:?} and {second:?} meet in buffer {buffer}\n{program}");
        }
    }
}

fn check_all(plan: &Plan, words: &str) {
    for feed in [Feed::DataSet, Feed::Host] {
        check(&plan.training(feed), words);
        check(&plan.evaluation(feed), words);
    }
    check(&plan.prediction(false), words);
    check(&plan.prediction(true), words);
}

#[test]
fn no_two_values_meet() {
    for seed in 0..100 {
        let mut design = random::design(seed);
        for fusions in [Fusions::ALL, Fusions::NONE] {
            design.fusions = fusions;
            check_all(&Plan::new(&design).unwrap(), &format!("network {seed}"));
        }
    }
}

#[test]
fn buffers_are_shared() {
    let input = [32, 32, 3].into();
    let design = netloom::compile::Design::classify(template("resnet-small").unwrap().build(&input, 10), input, 10);
    let fused = Plan::new(&design).unwrap();
    check_all(&fused, "resnet-small");
    // As each op was emitted, so that there are many values to share.
    let plan = Plan::new(&netloom::compile::Design { fusions: Fusions::NONE, ..design }).unwrap();
    let program = plan.prediction(false);
    let all: usize = lives(&program).keys().map(|&value| 4 * program.type_of(value).count(program.batch)).sum();
    assert!(program.memory.bytes() * 4 < all, "{} bytes for values of {all}", program.memory.bytes());
    assert!(fused.prediction(false).memory.bytes() <= program.memory.bytes());
}
