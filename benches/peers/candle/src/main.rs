//! Throughput of candle on the processor: training, or with --forward the forward pass only. One mode: `cpu`.

mod networks;

use std::time::{Duration, Instant};

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::{AdamW, Optimizer, ParamsAdamW, VarBuilder, VarMap, loss, ops};
use clap::Parser;

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
    #[arg(long, default_value = "cpu")]
    mode: String,
    /// Says nothing else: as the other peers.
    #[arg(long)]
    json: bool,
    /// After warming up, time once for each line of stdin.
    #[arg(long)]
    turns: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(threads) = arguments.threads {
        // SAFETY: no other thread runs yet.
        unsafe { std::env::set_var("RAYON_NUM_THREADS", threads.to_string()) };
    }
    let device = Device::Cpu;
    let weights = VarMap::new();
    let (network, shape) = networks::build(&arguments.network, VarBuilder::from_varmap(&weights, DType::F32, &device))?;
    // The running means and variances of batch normalisation are no parameters.
    let trained = |name: &str| !name.contains("running");
    let variables = weights.data().lock().expect("no thread panicked").clone();
    let variables: Vec<_> = variables.into_iter().filter(|(name, _)| trained(name)).map(|(_, var)| var).collect();
    let parameters: usize = variables.iter().map(|var| var.elem_count()).sum();
    let [channels, height, width] = shape;
    let pixels: Vec<Tensor> = (0..BATCHES)
        .map(|_| Tensor::rand(0f32, 1f32, (arguments.batch, channels, height, width), &device))
        .collect::<Result<_>>()?;
    let labels = |batch: usize| (0..arguments.batch).map(|row| ((batch + row * 7) % 10) as u32).collect::<Vec<_>>();
    let labels: Vec<Tensor> = (0..BATCHES).map(|batch| Tensor::new(labels(batch), &device)).collect::<Result<_>>()?;
    // Without decay AdamW is Adam.
    let adam = ParamsAdamW { lr: 1e-3, eps: 1e-7, weight_decay: 0.0, ..ParamsAdamW::default() };
    let mut optimizer = AdamW::new(variables, adam)?;
    let mut step = |i: usize| -> Result<()> {
        if arguments.forward {
            ops::softmax(&network.forward(&pixels[i], false)?, 1)?;
            return Ok(());
        }
        let cost = loss::cross_entropy(&network.forward(&pixels[i], true)?, &labels[i])?;
        optimizer.backward_step(&cost)
    };
    let mut run = |seconds: f64, least: usize| -> Result<f64> {
        let (mut count, start) = (0, Instant::now());
        while start.elapsed() < Duration::from_secs_f64(seconds) || count < least {
            step(count % BATCHES)?;
            count += 1;
        }
        Ok(count as f64 / start.elapsed().as_secs_f64())
    };
    run(1.0, 2)?;
    let mut time = || -> Result<()> {
        let rate = run(arguments.seconds, 1)?;
        let result = serde_json::json!({
            "peer": "candle", "version": "0.11.1", "network": arguments.network, "batch": arguments.batch,
            "threads": arguments.threads, "work": if arguments.forward { "forward" } else { "training" },
            "mode": arguments.mode, "steps_per_second": rate, "samples_per_second": rate * arguments.batch as f64,
            "parameters": parameters,
        });
        println!("{result}");
        Ok(())
    };
    if !arguments.turns {
        return time();
    }
    println!("ready");
    std::io::stdin().lines().try_for_each(|_| time())
}
