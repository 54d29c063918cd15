//! A training step of the native device allocates nothing once it has run before.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use netloom::base::{Philox, Shape};
use netloom::compile::{Design, Feed, Plan};
use netloom::device::cpu::Cpu;
use netloom::device::{Block, Device, Samples, Step, Stored, Targets};
use netloom::network::template;

/// Counts allocations of all threads while it is told to.
struct Counting;

static COUNTING: AtomicBool = AtomicBool::new(false);
static COUNT: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if COUNTING.load(Ordering::Relaxed) {
            COUNT.fetch_add(1, Ordering::Relaxed);
        }
        // SAFETY: the caller keeps to the contract of `GlobalAlloc`, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often one more step of a template allocates after many.
fn allocations(name: &str, batch: usize, shape: Shape) -> usize {
    let mut random = Philox::new(1, 1);
    let labels: Vec<u32> = (0..batch).map(|_| random.below(10) as u32).collect();
    let bytes: Vec<u8> = (0..batch * shape.count()).map(|_| random.next_u32() as u8).collect();
    let samples = Samples { shape: &shape, inputs: Stored::Bytes(&bytes.into()), targets: Targets::Labels(&labels) };
    let network = template(name).unwrap().build(&shape, 10);
    let plan = Plan::new(&Design { batch, ..Design::classify(network, shape.clone(), 10) }).unwrap();
    let mut device = Cpu::<f32>::new(Some(1)).unwrap();
    let data = device.load(&samples).unwrap();
    let store = device.store(plan.layout(), 2).unwrap();
    device.write_block(store, Block::Weights, &plan.initial(0).weights).unwrap();
    let program = device.prepare(Arc::new(plan.training(Feed::DataSet)), store, Some(data)).unwrap();
    let step = |step| Step { rows: batch as u32, step, rate: 1e-3, ..Step::default() };
    // Every scratch memory must have been used once. One thread: which of several takes which is left to chance.
    for steps in 0..20 {
        device.run(program, &[step(steps)]).unwrap();
        device.reports(program, true).unwrap();
    }
    COUNT.store(0, Ordering::Relaxed);
    COUNTING.store(true, Ordering::Relaxed);
    device.run(program, &[step(20)]).unwrap();
    COUNTING.store(false, Ordering::Relaxed);
    COUNT.load(Ordering::Relaxed)
}

/// One test, as the allocator counts for all.
#[test]
fn a_step_allocates_nothing() {
    let grey = || Shape::from([28, 28, 1]);
    let colour = || Shape::from([16, 16, 3]);
    for (name, batch, shape) in [
        ("mnist-cnn", 1, grey()),
        ("mlp", 1, grey()),
        ("mnist-cnn", 32, grey()),
        ("mlp", 128, grey()),
        ("vgg-small", 8, colour()),
        ("resnet-small", 8, colour()),
    ] {
        assert_eq!(allocations(name, batch, shape), 0, "{name}, batch {batch}");
    }
}
