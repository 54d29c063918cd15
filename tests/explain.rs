//! Why networks answer as they do: equal to Captum's numbers on both devices, and true of random networks.

#[path = "common/random.rs"]
mod random;

use std::collections::BTreeMap;

use netloom::base::{Philox, Shape};
use netloom::compile::{Design, Inquiry, Quantity};
use netloom::device::cpu::Cpu;
use netloom::device::{self, Device};
use netloom::inspect::{self, Aim, Excite, Integrated, Occlude, SmoothGrad, Strongest, Units};
use netloom::layers::{Conv2d, Conv2dTranspose, DepthwiseConv2d, Flatten, Input, Layer, PaddingRule};
use netloom::losses::{Loss, Target};
use netloom::network::Network;
use netloom::ops::Padding;
use netloom::session::{Seeds, Session};
use serde::Deserialize;

/// The golden file that `golden/explain.py` made.
#[derive(Deserialize)]
struct Golden {
    steps: usize,
    noisy: usize,
    noise: f64,
    window: [usize; 2],
    stride: [usize; 2],
    cases: BTreeMap<String, Case>,
}

#[derive(Deserialize)]
struct Case {
    network: Network,
    loss: Loss,
    classes: usize,
    target: usize,
    layers: Vec<String>,
    seed: u64,
    weights: Vec<Drawn>,
    found: BTreeMap<String, Vec<f32>>,
}

#[derive(Deserialize)]
struct Drawn {
    name: String,
    scale: f64,
    offset: f64,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("golden/explanations.json")).unwrap()
}

/// Even numbers within offset ± scale; `golden/numbers_of_both.py` draws the same.
fn reals(seed: u64, stream: u64, count: usize, scale: f64, offset: f64) -> Vec<f32> {
    let mut random = Philox::new(seed, stream);
    let even = |bits: u32| f64::from(bits >> 8) * 2f64.powi(-23) - 1.0;
    (0..count).map(|_| (even(random.next_u32()) * scale + offset) as f32).collect()
}

fn native() -> Box<dyn Device> {
    Box::new(Cpu::<f32>::new(Some(1)).unwrap())
}

/// Any graphics adapter, software included; `None` only where the environment says that there is none.
fn gpu() -> Option<Box<dyn Device>> {
    match device::open("gpu", None) {
        Ok(gpu) => Some(gpu),
        Err(error) if std::env::var_os("NETLOOM_NO_GPU").is_some() => {
            println!("skipped, as NETLOOM_NO_GPU wishes: {error}");
            None
        }
        Err(error) => panic!("{error} (NETLOOM_NO_GPU=1 skips what needs one)"),
    }
}

impl Case {
    fn open(&self, device: Box<dyn Device>) -> (Session, Vec<f32>) {
        let Layer::Input(Input { shape }) = &self.network.nodes[0].layer else { panic!("the first node is the input") };
        let (loss, target) = (self.loss.clone(), Target::Classes(self.classes));
        let design = Design { loss, target, ..Design::classify(self.network.clone(), shape.clone(), self.classes) };
        let mut session = Session::new(device, &design).unwrap();
        let layout = session.layout().clone();
        let mut weights = vec![0.0; layout.weights_extent()];
        for (stream, Drawn { name, scale, offset }) in self.weights.iter().enumerate() {
            let slot = layout.weights.iter().find(|slot| slot.name == *name).unwrap();
            let numbers = reals(self.seed, stream as u64, slot.shape.count(), *scale, *offset);
            weights[slot.offset..][..numbers.len()].copy_from_slice(&numbers);
        }
        session.restore(&weights, &[], &[]).unwrap();
        (session, reals(self.seed, 1000, shape.count(), 0.5, 0.5))
    }
}

/// The largest difference, in parts of the largest wanted number.
fn off(found: &[f32], wanted: &[f32]) -> f32 {
    assert_eq!(found.len(), wanted.len());
    let largest = wanted.iter().fold(f32::MIN_POSITIVE, |largest, number| largest.max(number.abs()));
    found
        .iter()
        .zip(wanted)
        .map(|(a, b)| (a - b).abs() / largest)
        .fold(0.0, |a, b| if b.is_nan() { b } else { a.max(b) })
}

/// Compares every explanation with the golden file.
fn compare(open: impl Fn() -> Option<Box<dyn Device>>) {
    let golden = golden();
    for (name, case) in &golden.cases {
        let Some(device) = open() else { return };
        let (mut session, x) = case.open(device);
        let aim = Aim::Class(case.target);
        let check = |what: &str, found: &[f32]| {
            let off = off(found, &case.found[what]);
            println!("{name}: {what} {off:.1e} off");
            assert!(off < 1e-3, "{name}: {what} is {off} off");
        };
        let black = vec![0.0; x.len()];
        let saliency = inspect::gradient(&mut session, &x, &aim).unwrap();
        check("saliency", &saliency.numbers);
        let how = SmoothGrad { samples: golden.noisy, noise: golden.noise, seed: 0 };
        check("smooth_grad", &inspect::smooth_grad(&mut session, &x, &aim, &how).unwrap().numbers);
        let how = Integrated { steps: golden.steps, baseline: &black };
        let integrated = inspect::integrated_gradients(&mut session, &x, &aim, &how).unwrap();
        check("integrated", &integrated.numbers);
        // Completeness (Sundararajan et al., 2017): what pixels add is F(x) − F(black) in all, here of the score that
        // differs most, as a difference that cancels to nothing is no measure.
        let how = Integrated { steps: 600, ..how };
        let all = (0..case.classes)
            .map(|class| inspect::integrated_gradients(&mut session, &x, &Aim::Class(class), &how).unwrap());
        let difference = |found: &inspect::Attribution| f64::from(found.value) - f64::from(found.baseline.unwrap());
        let found = all.max_by(|a, b| difference(a).abs().total_cmp(&difference(b).abs())).unwrap();
        let sum: f64 = found.numbers.iter().map(|&number| f64::from(number)).sum();
        let gap = (sum - difference(&found)).abs() / difference(&found).abs();
        println!("{name}: integrated gradients add up to {sum} of {}, {gap:.1e} off", difference(&found));
        assert!(gap < 1e-3, "{name}: {sum} does not complete {}: {gap} off", difference(&found));
        let grey = vec![0.5; x.len()];
        let how = Occlude { window: golden.window, stride: golden.stride, cover: &grey };
        let occlusion = inspect::occlusion(&mut session, &x, &aim, &how).unwrap();
        check("occlusion", &occlusion.map);
        assert_eq!(occlusion.losses.len(), occlusion.windows[0] * occlusion.windows[1]);
        for layer in &case.layers {
            let cam = inspect::grad_cam(&mut session, &x, layer, &aim).unwrap();
            check(&format!("grad_cam {layer}"), &cam.map);
            let shape = session.plan().design().input.picture().unwrap();
            check(&format!("grad_cam_over {layer}"), &cam.over([shape[0], shape[1]]));
        }
        assert_eq!(inspect::last_convolution(&session).as_deref(), Some("second"));
        let score = *case.found["scores"].get(case.target).unwrap_or(&case.found["scores"][0]);
        assert!((saliency.value - score).abs() < 1e-4);
    }
}

#[test]
fn explanations_are_those_of_captum_on_the_cpu() {
    compare(|| Some(native()));
}

#[test]
fn explanations_are_those_of_captum_on_the_gpu() {
    compare(gpu);
}

/// A session over a design with its first weights, and a sample.
fn drawn(design: &Design, seed: u64) -> (Session, Vec<f32>) {
    let mut session = Session::new(native(), design).unwrap();
    session.initialize(seed).unwrap();
    let mut weights = session.weights().unwrap();
    // Biases begin at zero, which would hide a wrong one.
    let mut random = Philox::new(seed, 5);
    weights.iter_mut().for_each(|weight| *weight += (random.normal() * 0.05) as f32);
    let states = session.states().unwrap();
    session.restore(&weights, &states, &[]).unwrap();
    (session, reals(seed, 6, design.input.count(), 1.0, 0.0))
}

/// Windows of every kind, one on top of the other.
fn windows() -> Design {
    let mut network = Network::default();
    let input = Shape::from([11, 9, 4]);
    let explicit = PaddingRule::Explicit(Padding { top: 2, bottom: 0, left: 1, right: 3 });
    let mut last = network.add(Input { shape: input.clone() }, [0.0, 0.0]);
    let layers: [Layer; 5] = [
        Conv2d { filters: 6, groups: 2, dilation: [2, 1], padding: explicit, ..Conv2d::default() }.into(),
        DepthwiseConv2d { multiplier: 2, stride: [2, 1], padding: PaddingRule::Same, ..DepthwiseConv2d::default() }
            .into(),
        Conv2dTranspose { filters: 5, stride: [2, 3], kernel: [3, 2], ..Conv2dTranspose::default() }.into(),
        Conv2dTranspose { filters: 3, stride: [1, 2], padding: PaddingRule::Same, ..Conv2dTranspose::default() }.into(),
        Flatten {}.into(),
    ];
    for layer in layers {
        last = network.append(last, layer);
    }
    network.append(last, netloom::layers::Dense { units: 3, ..Default::default() });
    Design::classify(network, input, 3)
}

#[test]
fn the_arithmetic_adds_up_to_the_shown_number() {
    let mut pointers = 0;
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..400 {
        let design = if seed % 3 == 0 { windows() } else { random::design(seed) };
        let (mut session, input) = drawn(&design, seed);
        let mut random = Philox::new(seed, 9);
        for node in &design.network.nodes {
            let Some(product) = session.plan().product(&node.name).unwrap() else { continue };
            *kinds.entry(node.layer.key().to_owned()).or_default() += 1;
            let maps = inspect::feature_maps(&mut session, &input, &[&node.name]).unwrap().remove(0);
            for _ in 0..4 {
                let at: Vec<usize> = product.sum.iter().map(|&extent| random.below(extent)).collect();
                let found = inspect::arithmetic(&mut session, &input, &node.name, &at).unwrap();
                let size = found.terms.iter().map(|term| term.product().abs()).sum::<f64>() + 1.0;
                let gap = (found.sum - f64::from(found.before)).abs();
                assert!(gap < 2e-5 * size, "{seed} {} {at:?}: {} is not {}", node.name, found.sum, found.before);
                let place: usize = product.sum.strides().iter().zip(&at).map(|(stride, at)| stride * at).sum();
                assert_eq!(found.value, maps.numbers[place], "{seed} {}: what is shown", node.name);
                match found.then.as_str() {
                    "" => assert_eq!(found.value, found.before),
                    "relu" => assert_eq!(found.value, found.before.max(0.0)),
                    _ => {}
                }
                pointers += 1;
            }
        }
        if pointers >= 1000 && kinds.len() == 4 && kinds.values().all(|&count| count >= 20) {
            break;
        }
    }
    println!("{pointers} pointers: {kinds:?}");
    assert!(pointers >= 1000 && kinds.len() == 4 && kinds.values().all(|&count| count >= 20), "{kinds:?}");
    let (mut session, input) = drawn(&windows(), 1);
    for (node, at, word) in [("flatten", &[0usize][..], "does not sum up"), ("conv2d", &[0, 0, 6], "no place")] {
        let error = inspect::arithmetic(&mut session, &input, node, at).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
    assert!(
        inspect::arithmetic(&mut session, &input, "conv", &[0]).unwrap_err().to_string().contains("conv2d_transpose")
    );
}

/// What lies outside a receptive field does not matter; what lies at its corners can.
#[test]
fn receptive_fields_hold_all_that_a_number_depends_on() {
    let mut tried = 0;
    for seed in 0..60 {
        let design = if seed % 10 == 0 { windows() } else { random::design(seed) };
        let Some([height, width, channels]) = design.input.picture() else { continue };
        let (mut session, input) = drawn(&design, seed);
        let mut random = Philox::new(seed, 10);
        for node in &design.network.nodes {
            let before = inspect::feature_maps(&mut session, &input, &[&node.name]).unwrap().remove(0);
            let Some([rows, columns, _]) = before.shape.picture() else { continue };
            let at = [random.below(rows), random.below(columns)];
            let [ys, xs] = session.plan().fields(&node.name, &[at]).unwrap().remove(0);
            assert!(ys.end <= height && xs.end <= width);
            let inside =
                |place: usize| ys.contains(&(place / channels / width)) && xs.contains(&(place / channels % width));
            let other: Vec<f32> = (0..input.len())
                .map(|place| if inside(place) { input[place] } else { random.normal() as f32 })
                .collect();
            let after = inspect::feature_maps(&mut session, &other, &[&node.name]).unwrap().remove(0);
            let pixel =
                (at[0] * columns + at[1]) * before.channels()..(at[0] * columns + at[1] + 1) * before.channels();
            let gap = off(&after.numbers[pixel.clone()], &before.numbers[pixel]);
            assert!(gap < 1e-4, "{seed} {} at {at:?} sees more than {ys:?} {xs:?}: {gap}", node.name);
            tried += 1;
        }
    }
    assert!(tried > 60, "only {tried} places were tried");
    let fields = windows_session().plan().fields("conv2d", &[[0, 0], [4, 4]]).unwrap();
    assert_eq!(fields, [[0..3, 0..2], [2..7, 3..6]]);
}

fn windows_session() -> Session {
    drawn(&windows(), 1).0
}

#[test]
fn gradients_of_the_loss_with_respect_to_weights_are_slopes() {
    let (mut session, input) = drawn(&windows(), 3);
    let both = [input.clone(), input.iter().map(|x| -x).collect()].concat();
    let inquiry = Inquiry { of: Some(Quantity::Loss), weights: true, ..Inquiry::default() };
    let ask = |session: &mut Session| session.inquire(&inquiry, &both, Seeds::Labels(&[2, 0])).unwrap();
    let reply = ask(&mut session);
    let (layout, weights) = (session.layout().clone(), session.weights().unwrap());
    for (slot, gradient) in layout.weights.iter().zip(&reply.weights) {
        let steepest = (0..gradient.len()).max_by(|&a, &b| gradient[a].abs().total_cmp(&gradient[b].abs())).unwrap();
        let mut loss_at = |step: f32| {
            let mut moved = weights.clone();
            moved[slot.offset + steepest] += step;
            session.restore(&moved, &[], &[]).unwrap();
            ask(&mut session).quantity[0]
        };
        let slope = (loss_at(5e-3) - loss_at(-5e-3)) / 1e-2;
        assert!(
            (slope - gradient[steepest]).abs() < 0.03 * slope.abs() + 1e-3,
            "{}: {slope} {}",
            slot.name,
            gradient[steepest]
        );
    }
    let histograms = inspect::gradient_histograms(&mut session, &both, Seeds::Labels(&[2, 0]), 10).unwrap();
    assert_eq!(histograms.len(), layout.weights.len());
    assert!(session.inquire(&inquiry, &both, Seeds::None).is_err());
}

#[test]
fn what_excites_a_unit_does_so_more_than_noise_and_repeats() {
    let (mut session, _) = drawn(&windows(), 4);
    let range = vec![[-1.0, 1.0]; 4];
    for aim in [
        Aim::Class(1),
        Aim::Unit { node: "conv2d".into(), channel: 3, at: None },
        Aim::Unit { node: "depthwise_conv2d".into(), channel: 2, at: Some([1, 2]) },
    ] {
        let how = Excite { steps: 24, ..Excite::within(range.clone()) };
        let found = inspect::excite(&mut session, &aim, &how).unwrap();
        let [first, last] = [found.values[0], *found.values.last().unwrap()];
        assert!(last > first + 0.1, "{aim:?}: {first} became {last}");
        assert!(found.input.iter().all(|number| (-1.0..=1.0).contains(number)));
        assert_eq!(inspect::excite(&mut session, &aim, &how).unwrap(), found);
        let other = inspect::excite(&mut session, &aim, &Excite { seed: 1, ..how }).unwrap();
        assert_ne!(other.input, found.input);
    }
    for aim in [Aim::Class(3), Aim::Unit { node: "conv2d".into(), channel: 6, at: None }] {
        assert!(inspect::gradient(&mut session, &[0.0; 11 * 9 * 4], &aim).is_err());
    }
}

#[test]
fn the_strongest_samples_and_the_dead_units_are_found() {
    let (mut session, _) = drawn(&windows(), 5);
    let count = 11 * 9 * 4;
    let inputs = reals(5, 77, 10 * count, 1.0, 0.0);
    let samples: Vec<u32> = (100..110).collect();
    let mut strongest = Strongest::new(&session, "conv2d", 3).unwrap();
    let mut units = Units::new(&session, "conv2d").unwrap();
    for block in 0..2 {
        let inputs = &inputs[block * 5 * count..][..5 * count];
        strongest.look(&mut session, &samples[block * 5..][..5], inputs).unwrap();
        units.look(&mut session, inputs).unwrap();
    }
    for channel in 0..6 {
        let most = |sample: usize| {
            let input = &inputs[sample * count..][..count];
            inspect::feature_maps(&mut session, input, &["conv2d"]).unwrap()[0].range(Some(channel))[1]
        };
        let mut all: Vec<(f32, u32)> = (0..10).map(most).zip(samples.iter().copied()).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let kept: Vec<(f32, u32)> =
            strongest.channels()[channel].iter().map(|strong| (strong.value, strong.sample)).collect();
        assert_eq!(kept, all[..3]);
        assert_eq!(strongest.patches(&session, channel).unwrap().len(), 3);
        assert_eq!(units.ranges[channel][1], all[0].0);
    }
    assert_eq!((units.dead(), units.seen), (vec![], 10 * 9 * 11));
    // With no weights, every unit gives the same.
    let empty = vec![0.0; session.layout().weights_extent()];
    session.restore(&empty, &[], &[]).unwrap();
    let mut units = Units::new(&session, "conv2d").unwrap();
    units.look(&mut session, &inputs).unwrap();
    assert_eq!(units.dead(), [0, 1, 2, 3, 4, 5]);
    let filters = inspect::Filters::new(session.plan(), &empty, "conv2d_transpose").unwrap();
    assert_eq!((filters.size, filters.inputs, filters.outputs), ([3, 2], 12, 5));
    assert_eq!(inspect::Filters::new(session.plan(), &empty, "dense").unwrap().outputs, 3);
}
