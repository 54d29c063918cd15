//! Max pooling fused with its neighbours: every fusion can be switched off and gives the same numbers.

use std::sync::Arc;

use netloom::base::{Philox, Shape};
use netloom::compile::{Design, Feed, Plan};
use netloom::device::cpu::Cpu;
use netloom::device::{Block, Device, Samples, Step, Stored, Targets};
use netloom::network::template;
use netloom::program::Fusions;

/// The weights after two steps of training in f64, the second with fewer rows, and the program as text.
pub fn trained(name: &str, shape: &Shape, batch: usize, fusions: Fusions) -> (Vec<f64>, String) {
    let network = template(name).unwrap().build(shape, 3);
    let design = Design { batch, fusions, ..Design::classify(network, shape.clone(), 3) };
    let plan = Plan::new(&design).unwrap();
    let mut random = Philox::new(5, 0);
    let labels: Vec<u32> = (0..12).map(|_| random.below(3) as u32).collect();
    let bytes: Vec<u8> = (0..12 * shape.count()).map(|_| random.next_u32() as u8).collect();
    let mut device = Cpu::<f64>::new(Some(2)).unwrap();
    let samples = Samples { shape, inputs: Stored::Bytes(&bytes.into()), targets: Targets::Labels(&labels) };
    let data = device.load(&samples).unwrap();
    let store = device.store(plan.layout(), 2).unwrap();
    device.write_block(store, Block::Weights, &plan.initial(1).weights).unwrap();
    let program = Arc::new(plan.training(Feed::DataSet));
    let id = device.prepare(program.clone(), store, Some(data)).unwrap();
    for (step, rows) in [batch, batch.div_ceil(2)].into_iter().enumerate() {
        let step = Step { rows: rows as u32, offset: 0, step: step as u64, seed: 3, rate: 1e-3 };
        device.run(id, &[step]).unwrap();
    }
    (device.read_block_exact(store, Block::Weights).unwrap(), program.to_string())
}

#[test]
fn each_fusion_can_be_switched_off_and_gives_the_same_numbers() {
    let all = Fusions::ALL;
    let ways = [
        all,
        Fusions { late_unpooling: false, ..all },
        Fusions { pool: false, ..all },
        Fusions { pool_gradient: false, ..all },
        Fusions { activation: false, ..all },
        Fusions { late_unpooling: true, ..Fusions::NONE },
        Fusions { pool: true, pool_gradient: true, ..Fusions::NONE },
    ];
    // Pictures whose last row and column no window reaches, padded and plain convolutions, few and more rows.
    for (name, shape, batch) in
        [("mnist-cnn", [19, 18, 1], 9), ("vgg-small", [12, 13, 3], 2), ("vgg-small", [8, 9, 3], 8)]
    {
        let shape = Shape::from(shape);
        let (wanted, _) = trained(name, &shape, batch, Fusions::NONE);
        for fusions in ways {
            let (found, text) = trained(name, &shape, batch, fusions);
            let fused = fusions.pool && fusions.late_unpooling && fusions.activation;
            assert_eq!(text.contains("conv2d_max_pool("), fused, "{text}");
            for (found, wanted) in found.iter().zip(&wanted) {
                assert!((found - wanted).abs() < 1e-9, "{name}, {fusions:?}: {found} is not {wanted}");
            }
        }
    }
}
