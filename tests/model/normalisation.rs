//! Batch normalisation fused with its neighbours: by fixed statistics it is folded into the weights of the product before
//! it, while training it takes up the activation behind it.

use std::sync::Arc;

use netloom::base::{Philox, Shape};
use netloom::compile::{Design, Plan};
use netloom::device::cpu::Cpu;
use netloom::device::{Block, Device, Step};
use netloom::layers::{
    Activation, ActivationFunction, BatchNorm, Conv2d, Dense, DepthwiseConv2d, Flatten, GlobalAveragePool, Input, Layer,
};
use netloom::network::{Network, template};
use netloom::program::Fusions;

use crate::pooling::trained;

const SHAPE: [usize; 3] = [9, 8, 3];
const ROWS: usize = 5;

/// Layers one behind the other.
fn chain(layers: Vec<Layer>) -> Network {
    let mut network = Network::default();
    let mut last = network.add(Input::default(), [0.0, 0.0]);
    for layer in layers {
        last = network.append(last, layer);
    }
    network
}

/// Products with and without a bias before each normalisation; one whose own result is activated must stay as it is.
fn networks() -> Vec<(&'static str, Network, usize)> {
    let relu = || Layer::from(Activation { function: ActivationFunction::Relu });
    let norm = || Layer::from(BatchNorm::default());
    let activated = Conv2d { filters: 4, activation: ActivationFunction::Tanh, ..Conv2d::default() };
    let mixed = chain(vec![
        Conv2d { filters: 6, ..Conv2d::default() }.into(),
        norm(),
        relu(),
        DepthwiseConv2d::default().into(),
        norm(),
        activated.into(),
        norm(),
        Flatten::default().into(),
        Dense { units: 7, ..Dense::default() }.into(),
        norm(),
        relu(),
        Dense { units: 3, ..Dense::default() }.into(),
    ]);
    let plain = chain(vec![
        Conv2d { filters: 5, bias: false, ..Conv2d::default() }.into(),
        norm(),
        norm(),
        GlobalAveragePool::default().into(),
        Dense { units: 3, ..Dense::default() }.into(),
    ]);
    let residual = template("resnet-small").unwrap().build(&SHAPE.into(), 3);
    vec![("residual", residual, 0), ("mixed", mixed, 1), ("plain", plain, 0)]
}

/// What a network answers in f64, and the program as text. All weights and statistics are random.
fn answers(network: &Network, fusions: Fusions) -> (Vec<f64>, String) {
    let shape = Shape::from(SHAPE);
    let design = Design { batch: ROWS, fusions, ..Design::classify(network.clone(), shape.clone(), 3) };
    let plan = Plan::new(&design).unwrap();
    let mut device = Cpu::<f64>::new(Some(2)).unwrap();
    let store = device.store(plan.layout(), 0).unwrap();
    let mut random = Philox::new(11, 0);
    let initial = plan.initial(1);
    let [weights, states] = [initial.weights.len(), initial.states.len()]
        .map(|count| (0..count).map(|_| 0.3 + 0.7 * random.uniform() as f32).collect::<Vec<f32>>());
    device.write_block(store, Block::Weights, &weights).unwrap();
    device.write_block(store, Block::States, &states).unwrap();
    let program = Arc::new(plan.prediction(false));
    let id = device.prepare(program.clone(), store, None).unwrap();
    let input: Vec<f32> = (0..ROWS * shape.count()).map(|_| random.normal() as f32).collect();
    device.write(id, program.named("input").unwrap(), &input).unwrap();
    device.run(id, &[Step { rows: ROWS as u32, ..Step::default() }]).unwrap();
    (device.read_exact(id, program.named("output").unwrap(), ROWS).unwrap(), program.to_string())
}

#[test]
fn it_is_folded_into_the_weights_and_gives_the_same_numbers() {
    for (name, network, left) in networks() {
        let (wanted, _) = answers(&network, Fusions::NONE);
        for fusions in
            [Fusions::ALL, Fusions { scale: true, ..Fusions::NONE }, Fusions { scale: false, ..Fusions::ALL }]
        {
            let (found, text) = answers(&network, fusions);
            for (found, wanted) in found.iter().zip(&wanted) {
                assert!((found - wanted).abs() < 1e-9, "{name}, {fusions:?}: {found} is not {wanted}");
            }
            let batched = text.lines().filter(|line| line.contains(" multiply -> batch")).count();
            assert!(!(fusions.scale && fusions.bias) || batched == left, "{name}, {fusions:?}: {text}");
        }
    }
}

#[test]
fn while_training_it_and_sums_take_up_the_activation_behind_them() {
    for batch in [2, 9] {
        let shape = Shape::from(SHAPE);
        let (wanted, _) = trained("resnet-small", &shape, batch, Fusions::NONE);
        for finish in [true, false] {
            let (found, text) = trained("resnet-small", &shape, batch, Fusions { finish, ..Fusions::ALL });
            let ends = |start: &str| text.lines().any(|line| line.contains(start) && line.contains(" + relu -> "));
            assert_eq!([ends("= binary("), ends(" = batch_norm(")], [finish; 2], "{text}");
            assert_eq!(text.contains("= unary("), !finish, "{text}");
            for (found, wanted) in found.iter().zip(&wanted) {
                assert!((found - wanted).abs() < 1e-9, "finish {finish}: {found} is not {wanted}");
            }
        }
    }
}
