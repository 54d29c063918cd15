//! Networks: facts of whole ones, templates, and what hands and files may do to them.

use netloom::base::Shape;
use netloom::compile::{Design, Feed, Plan};
use netloom::layers::{Add, Conv2d, Dense, Flatten, Input, Layer};
use netloom::network::{Facts, Network, Wire, facts, template, templates};

use crate::random;

fn problem(network: &Network) -> String {
    facts(network, None).problem(network).expect("something is wrong")
}

#[test]
fn parameters_of_templates() {
    let count = |name: &str, input: &[usize], classes: usize| {
        let input = Shape::from(input);
        facts(&template(name).unwrap().build(&input, classes), None).parameters()
    };
    assert_eq!(count("mnist-cnn", &[28, 28, 1], 10), 93_322);
    assert_eq!(count("mlp", &[28, 28, 1], 10), 101_770);
    assert_eq!(count("perceptron", &[28, 28, 1], 10), 7_850);
    // LeCun's network with full connections between its first and second maps, as everyone builds it.
    assert_eq!(count("lenet", &[28, 28, 1], 10), 61_706);
    // 3·3·3·16 + 2·16, then (16, 32, 64): two convolutions, two norms and, where the stride is 2, a projection.
    let conv = |size: usize, from: usize, to: usize| size * size * from * to + 2 * to;
    let stages = 2 * conv(3, 16, 16)
        + (conv(3, 16, 32) + conv(3, 32, 32) + conv(1, 16, 32))
        + (conv(3, 32, 64) + conv(3, 64, 64) + conv(1, 32, 64));
    assert_eq!(count("resnet-small", &[32, 32, 3], 10), conv(3, 3, 16) + stages + 64 * 10 + 10);
}

/// Every template fits pictures of usual sizes and tables; where a picture is too small, a sentence says so.
#[test]
fn templates_fit() {
    for template in templates() {
        for (input, classes) in [(&[28, 28, 1][..], 10), (&[32, 32, 3], 100), (&[96, 64, 3], 2), (&[4], 3)] {
            let input = Shape::from(input);
            let network = template.build(&input, classes);
            let plan = Plan::new(&Design::classify(network, input, classes)).unwrap();
            for feed in [Feed::DataSet, Feed::Host] {
                plan.training(feed);
                plan.evaluation(feed);
            }
            plan.prediction(true);
        }
    }
    let small = Shape::from([5, 5, 1]);
    let network = template("mnist-cnn").unwrap().build(&small, 10);
    assert_eq!(problem(&network), "conv2d_1: a 3 × 3 window does not fit in 1 × 1");
    let refused = Plan::new(&Design::classify(network, small, 10)).unwrap_err();
    assert_eq!(refused.exit_code(), 2);
}

#[test]
fn problems_name_the_layer() {
    let mut network = Network::default();
    assert_eq!(problem(&network), "the network is empty: add an input and layers behind it");
    let input = network.add(Input { shape: [6, 6, 2].into() }, [0.0, 0.0]);
    assert_eq!(problem(&network), "there is nothing behind the input");
    let conv = network.append(input, Conv2d::default());
    let flat = network.append(conv, Flatten {});
    let add = network.add(Add {}, [0.0, 0.0]);
    assert_eq!(problem(&network), "add: nothing is connected to it");
    network.connect(flat, add);
    assert_eq!(problem(&network), "add: needs at least two wires");
    let dense = network.append(input, Dense::default());
    assert_eq!(problem(&network), "add: needs at least two wires");
    network.connect(dense, add);
    assert_eq!(problem(&network), "add: 512 and 6×6×64 cannot be added");
    network.remove(add);
    assert_eq!(
        problem(&network),
        "flatten and dense both lead nowhere, but a network gives one answer: connect or remove one"
    );
    network.remove(dense);
    assert_eq!(facts(&network, None).problem(&network), None);
    network.node_mut(flat).unwrap().name = "conv2d".into();
    assert_eq!(problem(&network), "conv2d: another layer is called conv2d too");
}

#[test]
fn loops_are_told() {
    let mut network = Network::default();
    let input = network.add(Input::default(), [0.0, 0.0]);
    let add = network.append(input, Add {});
    let dense = network.append(add, Dense::default());
    network.connect(dense, add);
    let Facts { order, output, .. } = facts(&network, None);
    assert_eq!(order, [0]);
    assert!(output.is_err());
    assert_eq!(problem(&network), "add: is on a loop or behind one: a network only runs forwards");
}

/// A file may hold wires to nowhere, doubled numbers, anything.
#[test]
fn broken_files_get_a_reason() {
    let mut network = template("resnet-small").unwrap().build(&[32, 32, 3].into(), 10);
    network.wires.push(Wire { from: 999, to: 3, slot: 0 });
    network.wires.push(Wire { from: 3, to: 999, slot: usize::MAX });
    network.wires.push(Wire { from: 5, to: 5, slot: 7 });
    network.nodes[4].id = 2;
    assert!(facts(&network, None).problem(&network).is_some());
    network.nodes[2].id = u32::MAX;
    network.add(Dense::default(), [f32::NAN, 0.0]);
    network.tidy();
    assert!(facts(&network, None).problem(&network).is_some());
}

#[test]
fn removing_a_layer_joins_its_neighbours() {
    let mut network = template("mlp").unwrap().build(&[28, 28, 1].into(), 10);
    let dropout = network.named("dropout").unwrap().id;
    network.remove(dropout);
    assert_eq!(facts(&network, None).parameters(), 101_770);
    assert_eq!(facts(&network, None).problem(&network), None);
}

#[test]
fn networks_survive_saving() {
    for seed in 0..50 {
        let network = random::design(seed).network;
        let text = serde_json::to_string(&network).unwrap();
        assert_eq!(serde_json::from_str::<Network>(&text).unwrap(), network);
    }
}

/// The ops that a layer is built of have the shape that its rule promised.
#[test]
fn shapes_are_kept() {
    let mut kinds: Vec<&str> = Vec::new();
    for seed in 0..300 {
        let plan = Plan::new(&random::design(seed)).unwrap();
        let program = plan.prediction(true);
        for (node, facts) in plan.design().network.nodes.iter().zip(&plan.facts().nodes) {
            let value = program.named(&format!("node/{}", node.name)).unwrap();
            assert_eq!(Ok(&program.type_of(value).shape), facts.shape.as_ref(), "{} of {seed}", node.name);
            kinds.push(node.layer.key());
        }
    }
    for layer in Layer::all() {
        let count = kinds.iter().filter(|&&kind| kind == layer.key()).count();
        assert!(count >= 10, "random networks have {} only {count} times", layer.key());
    }
}
