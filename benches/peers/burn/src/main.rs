//! Throughput of Burn: training, or with --forward the forward pass only. Modes are its backends: `flex` on
//! the processor, `wgpu` on the GPU that wgpu finds (or as CUBECL_WGPU_DEFAULT_DEVICE says: `Cpu` is lavapipe), and if
//! built with these features `ndarray`, `cpu` and `vulkan`. Fusion and autotuning are on, as its documentation recommends.

mod networks;

use std::time::{Duration, Instant};

use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::activation::softmax;
use burn::tensor::{Device, DeviceKind, Distribution, Int, Tensor};
use clap::Parser;
use networks::{Mlp, MnistCnn, Network, ResnetSmall, VggSmall};

/// Batches that are made up.
const BATCHES: usize = 16;

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value = "mnist-cnn")]
    network: String,
    #[arg(long, default_value_t = 32)]
    batch: usize,
    #[arg(long)]
    threads: Option<usize>,
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    #[arg(long)]
    forward: bool,
    /// flex, ndarray, cpu, wgpu or vulkan.
    #[arg(long, default_value = "flex")]
    mode: String,
    /// Says nothing else: as the other peers.
    #[arg(long)]
    json: bool,
    /// After warming up, time once for each line of stdin.
    #[arg(long)]
    turns: bool,
}

fn main() {
    let arguments = Arguments::parse();
    if let Some(threads) = arguments.threads {
        // SAFETY: no other thread runs yet.
        unsafe { std::env::set_var("RAYON_NUM_THREADS", threads.to_string()) };
    }
    let device = device(&arguments.mode).autodiff();
    match arguments.network.as_str() {
        "mlp" => measure(Mlp::new(&device), [1, 28, 28], &arguments, &device),
        "mnist-cnn" => measure(MnistCnn::new(&device), [1, 28, 28], &arguments, &device),
        "vgg-small" => measure(VggSmall::new(&device), [3, 32, 32], &arguments, &device),
        "resnet-small" => measure(ResnetSmall::new(&device), [3, 32, 32], &arguments, &device),
        other => panic!("there is no network {other}"),
    }
}

fn device(mode: &str) -> Device {
    match mode {
        "flex" => Device::flex(),
        #[cfg(feature = "ndarray")]
        #[allow(deprecated)] // it may still be the faster of the two
        "ndarray" => Device::ndarray(),
        #[cfg(feature = "cpu")]
        "cpu" => Device::cpu(),
        "wgpu" => Device::wgpu(DeviceKind::DefaultDevice),
        #[cfg(feature = "vulkan")]
        "vulkan" => Device::vulkan(DeviceKind::DefaultDevice),
        other => panic!("this program was built without {other}"),
    }
}

fn measure<N: Network>(network: N, [channels, height, width]: [usize; 3], arguments: &Arguments, device: &Device) {
    let parameters = trainable(&network);
    let shape = [arguments.batch, channels, height, width];
    // Only training needs the record that gradients are computed from.
    let data = if arguments.forward { device.clone().inner() } else { device.clone() };
    let pixels: Vec<Tensor<4>> =
        (0..BATCHES).map(|_| Tensor::random(shape, Distribution::Uniform(0.0, 1.0), &data)).collect();
    let labels = |batch: usize| (0..arguments.batch).map(|row| ((batch + row * 7) % 10) as i32).collect::<Vec<_>>();
    let labels: Vec<Tensor<1, Int>> =
        (0..BATCHES).map(|batch| Tensor::from_ints(labels(batch).as_slice(), &data)).collect();
    let cost = CrossEntropyLossConfig::new().init(device);
    let mut step: Box<dyn FnMut(usize)> = if arguments.forward {
        let network = network.valid();
        Box::new(move |i| drop(softmax(network.forward(pixels[i].clone()), 1)))
    } else {
        let mut optimizer = AdamConfig::new().with_epsilon(1e-7).init();
        let mut state = Some(network);
        Box::new(move |i| {
            let network = state.take().expect("each step puts the network back");
            let loss = cost.forward(network.forward(pixels[i].clone()), labels[i].clone());
            let gradients = GradientsParams::from_grads(loss.backward(), &network);
            state = Some(optimizer.step(1e-3, network, gradients));
        })
    };
    let mut block = 1;
    // On a GPU until kernels are chosen and warm.
    let (long, least) = if ["wgpu", "vulkan"].contains(&arguments.mode.as_str()) { (3.0, 20) } else { (1.0, 2) };
    rate(&mut step, &mut block, long, least, device);
    let mut time = || {
        let rate = rate(&mut step, &mut block, arguments.seconds, 1, device);
        let result = serde_json::json!({
            "peer": "Burn", "version": "0.22.1", "network": arguments.network, "batch": arguments.batch,
            "threads": arguments.threads, "work": if arguments.forward { "forward" } else { "training" },
            "mode": arguments.mode, "steps_per_second": rate, "samples_per_second": rate * arguments.batch as f64,
            "parameters": parameters,
        });
        println!("{result}");
    };
    if !arguments.turns {
        return time();
    }
    println!("ready");
    std::io::stdin().lines().for_each(|_| time());
}

/// Steps a second of at least this many steps and this many seconds. Waits for the device at the end of blocks of steps
/// that take about a quarter of a second, so that a GPU never runs dry.
fn rate(step: &mut dyn FnMut(usize), block: &mut usize, seconds: f64, least: usize, device: &Device) -> f64 {
    let (mut count, start) = (0, Instant::now());
    while start.elapsed() < Duration::from_secs_f64(seconds) || count < least {
        let began = Instant::now();
        for i in 0..*block {
            step((count + i) % BATCHES);
        }
        device.sync().expect("the device answers");
        count += *block;
        if began.elapsed() < Duration::from_millis(125) {
            *block *= 2;
        }
    }
    count as f64 / start.elapsed().as_secs_f64()
}

/// How many numbers training changes: running means and variances are not among them.
fn trainable<N: Network>(network: &N) -> usize {
    struct Count(usize);
    impl burn::module::ModuleVisitor for Count {
        fn visit_float<const D: usize>(&mut self, parameter: &burn::module::Param<Tensor<D>>) {
            if parameter.is_require_grad() {
                self.0 += parameter.lazy_shape().num_elements();
            }
        }
    }
    let mut count = Count(0);
    network.visit(&mut count);
    count.0
}
