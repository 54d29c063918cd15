//! Programs of designs, as text.

use netloom::base::Shape;
use netloom::compile::{Design, Feed, Plan};
use netloom::network::template;

fn design(name: &str, input: &[usize], classes: usize) -> Design {
    let input = Shape::from(input);
    let network = template(name).expect("the template exists").build(&input, classes);
    Design::classify(network, input, classes)
}

#[test]
fn mnist_cnn() {
    let plan = Plan::new(&design("mnist-cnn", &[28, 28, 1], 10)).unwrap();
    assert_eq!(plan.facts().parameters(), 93_322);
    println!("{}", plan.training(Feed::DataSet));
    for name in ["perceptron", "mlp", "lenet", "vgg-small", "resnet-small"] {
        for (input, classes) in [(&[28, 28, 1][..], 10), (&[32, 32, 3], 4), (&[5], 3)] {
            let design = design(name, input, classes);
            let plan = Plan::new(&design).unwrap();
            println!(
                "{name} {input:?}: {} parameters, {:.1} MFLOP",
                plan.facts().parameters(),
                plan.facts().flops() / 1e6
            );
            plan.training(Feed::DataSet);
            plan.evaluation(Feed::DataSet);
            plan.prediction(true);
        }
    }
}
