//! Programs of designs: as text, and what designs are refused.

use netloom::base::Shape;
use netloom::compile::{Design, Feed, Plan};
use netloom::losses::{BinaryCrossEntropy, Huber, Target};
use netloom::network::template;

fn design(name: &str) -> Design {
    let input = Shape::from([28, 28, 1]);
    Design::classify(template(name).unwrap().build(&input, 10), input, 10)
}

fn refusal(design: &Design) -> String {
    Plan::new(design).expect_err("the design is unsound").to_string()
}

/// The program of a training step, with every fusion; changes here should be meant.
#[test]
fn mnist_cnn_as_text() {
    let program = Plan::new(&design("mnist-cnn")).unwrap().training(Feed::DataSet);
    assert_eq!(program.to_string(), include_str!("mnist_cnn.txt"));
    assert_eq!(program.reports, ["loss", "correct"]);
}

#[test]
fn evaluation_changes_nothing() {
    let plan = Plan::new(&design("resnet-small")).unwrap();
    for program in [plan.evaluation(Feed::DataSet), plan.prediction(true)] {
        let text = program.to_string();
        assert!(!text.contains("update(") && !text.contains("moving_average("), "{text}");
        assert!(!text.contains("batch_norm("), "{text}");
    }
    let training = plan.training(Feed::DataSet).to_string();
    assert_eq!(training.matches("moving_average(").count(), 2 * 9);
}

#[test]
fn unsound_designs_are_refused() {
    let sound = design("mlp");
    assert_eq!(
        refusal(&Design { target: Target::Classes(7), ..sound.clone() }),
        "Softmax cross-entropy: the network gives 10 where the data has 7 classes"
    );
    assert_eq!(
        refusal(&Design { target: Target::Numbers(10), ..sound.clone() }),
        "Softmax cross-entropy: it needs classes, but the data has numbers to predict"
    );
    assert_eq!(
        refusal(&Design { loss: Huber::default().into(), ..sound.clone() }),
        "Huber: it compares numbers, but the data has classes; use cross-entropy"
    );
    assert_eq!(
        refusal(&Design { loss: BinaryCrossEntropy::default().into(), ..sound.clone() }),
        "Binary cross-entropy: it tells 2 classes apart, but the data has 10; use softmax cross-entropy"
    );
    assert_eq!(refusal(&Design { class_weights: vec![1.0], ..sound.clone() }), "1 class weights for 10 classes");
    assert!(refusal(&Design { batch: 0, ..sound.clone() }).starts_with("a batch has"));
    assert!(refusal(&Design { clip: Some(f64::NAN), ..sound.clone() }).contains("above 0"));
    assert!(refusal(&Design { scale: vec![1.0; 3], ..sound.clone() }).contains("channels"));
    let mut wild = sound;
    wild.optimizer.set_rate(f64::NAN);
    assert!(refusal(&wild).contains("learning rate"));
}
