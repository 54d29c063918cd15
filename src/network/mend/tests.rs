//! Complaints of broken networks, and that each mend does what it says.

use super::*;
use crate::layers::{Add, Conv2d, Dense, Flatten, Input, MaxPool2d, Pooling};
use crate::network::template;

fn goal(classes: usize) -> Goal {
    Goal { input: None, target: Some(Target::Classes(classes)), loss: Loss::default() }
}

/// Applies the mend with these words, and returns how many grave complaints are left.
fn mend(network: &mut Network, goal: &Goal, words: &str) -> usize {
    let found = facts(network, None);
    let all: Vec<Mend> = complaints(network, &found, goal).into_iter().flat_map(|complaint| complaint.mends).collect();
    let said: Vec<&str> = all.iter().map(|mend| mend.words.as_str()).collect();
    let Some(chosen) = all.iter().find(|mend| mend.words == words) else { panic!("{words} is not among {said:?}") };
    chosen.apply(network);
    let found = facts(network, None);
    complaints(network, &found, goal).iter().filter(|complaint| complaint.grave).count()
}

fn pictures(last: impl FnOnce(&mut Network, u32)) -> Network {
    let mut network = Network::default();
    let input = network.add(Input::default(), [0.0, 0.0]);
    let conv = network.append(input, Conv2d::default());
    last(&mut network, conv);
    network
}

#[test]
fn a_dense_layer_on_pictures_gets_a_row() {
    for words in ["Insert Flatten", "Insert Global average pool"] {
        let mut network = pictures(|network, conv| {
            network.append(conv, Dense { units: 10, ..Dense::default() });
        });
        assert_eq!(mend(&mut network, &goal(10), words), 0);
        assert_eq!(network.nodes.len(), 4);
    }
}

#[test]
fn the_last_dense_layer_gives_as_many_as_there_are_classes() {
    let mut network = template("mlp").expect("it exists").build(&[28, 28, 1].into(), 10);
    assert_eq!(mend(&mut network, &goal(7), "Make dense_1 give 7"), 0);
}

#[test]
fn a_window_that_does_not_fit_is_padded_or_shrunk() {
    let small = || {
        let mut network = Network::default();
        let input = network.add(Input { shape: [2, 2, 1].into() }, [0.0, 0.0]);
        let conv = network.append(input, Conv2d::default());
        let pool = network.append(conv, MaxPool2d { pooling: Pooling { window: [9, 9], ..Pooling::default() } });
        let flat = network.append(pool, Flatten {});
        network.append(flat, Dense { units: 10, ..Dense::default() });
        network
    };
    let mut network = small();
    assert_eq!(mend(&mut network, &goal(10), "Pad to the same size"), 1, "the pool is still too large");
    assert_eq!(mend(&mut network, &goal(10), "Shrink the window to 2 × 2"), 0);
    assert_eq!(mend(&mut small(), &goal(10), "Shrink the kernel to 2 × 2"), 1);
}

#[test]
fn a_residual_of_another_shape_gets_a_projection() {
    let mut network = pictures(|network, conv| {
        let wide = Conv2d { filters: 64, stride: [2, 2], ..Conv2d::default() };
        let wide = network.append(conv, wide);
        let add = network.append(wide, Add {});
        network.connect(conv, add);
        let flat = network.append(add, Flatten {});
        network.append(flat, Dense { units: 10, ..Dense::default() });
    });
    // 26×26 to 12×12 is no whole stride; with the same padding it is.
    let Some(node) = network.nodes.iter_mut().find(|node| node.name == "conv2d_1") else { panic!("it is there") };
    node.layer =
        Conv2d { filters: 64, stride: [2, 2], padding: crate::layers::PaddingRule::Same, ..Conv2d::default() }.into();
    assert_eq!(mend(&mut network, &goal(10), "Project to 13×13×64"), 0);
}

#[test]
fn what_is_not_connected_is_connected() {
    let mut network = pictures(|network, conv| {
        network.append(conv, Flatten {});
        network.add(Dense { units: 10, ..Dense::default() }, [0.0, 0.0]);
    });
    assert_eq!(mend(&mut network, &goal(10), "Connect flatten"), 0);
    let stray = network.append(0, Flatten {});
    assert_eq!(mend(&mut network, &goal(10), "Remove flatten_1"), 0);
    assert!(network.node(stray).is_none());
}
