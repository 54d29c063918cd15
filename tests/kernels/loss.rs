//! A device that is lost: after a loss wgpu reports success and buffers read zero, so every call must fail instead.

use std::sync::Arc;

use netloom::base::Shape;
use netloom::device::{Block, Device, Step};
use netloom::program::{Builder, Fusions, Layout};

use crate::harness::Devices;

#[test]
fn a_lost_device_fails_with_a_sentence_and_never_answers_zero() {
    let Some(Devices { mut gpu, .. }) = Devices::open() else { return };
    let mut layout = Layout::default();
    layout.add_weight("w", Shape::from([64]));
    let layout = Arc::new(layout);
    let store = gpu.store(&layout, 0).expect("a store");
    gpu.write_block(store, Block::Weights, &[1.5; 64]).expect("written");
    assert_eq!(gpu.read_block(store, Block::Weights).expect("read"), [1.5; 64]);
    let program = Arc::new(Builder::new(layout.clone()).finish(1, Fusions::ALL));
    let id = gpu.prepare(program, store, None).expect("an empty program is ready");
    assert!(!gpu.is_lost());

    gpu.lose();
    assert!(gpu.is_lost());
    let refusals = [
        gpu.read_block(store, Block::Weights).map(drop),
        gpu.write_block(store, Block::Weights, &[0.0; 64]),
        gpu.run(id, &[Step { rows: 1, ..Step::default() }]),
        gpu.reports(id, true).map(drop),
        gpu.store(&layout, 0).map(drop),
    ];
    for refusal in refusals {
        let error = refusal.expect_err("nothing works on a lost device");
        assert!(error.exit_code() == 1 && error.to_string().contains("lost"), "{error}");
    }
}
