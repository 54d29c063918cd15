//! Which arrays of an archive are inputs and which are answers, and what shape one sample has.

use crate::base::Shape;

/// Names of inputs with those of their answers, for training (or all) and for testing.
const NAMES: [[&str; 4]; 7] = [
    ["x_train", "y_train", "x_test", "y_test"],
    ["train_images", "train_labels", "test_images", "test_labels"],
    ["train_x", "train_y", "test_x", "test_y"],
    ["x", "y", "x_test", "y_test"],
    ["images", "labels", "test_images", "test_labels"],
    ["data", "target", "test_data", "test_target"],
    ["inputs", "targets", "test_inputs", "test_targets"],
];

/// Inputs and answers, by the places of their arrays.
#[derive(Debug, PartialEq)]
pub(super) struct Chosen {
    pub train: [usize; 2],
    pub test: Option<[usize; 2]>,
}

/// Chooses by name, else the first two arrays of which the second has an answer for each sample of the first. The
/// error is a sentence.
pub(super) fn choose(arrays: &[(&str, &Shape)]) -> Result<Chosen, String> {
    let named = |name: &str| arrays.iter().position(|(other, _)| other.eq_ignore_ascii_case(name));
    let fits = |[inputs, answers]: [usize; 2]| {
        let (inputs, answers) = (arrays[inputs].1, arrays[answers].1);
        inputs.len() >= 2 && inputs.count() > 0 && answers.count() > 0 && !answers.is_empty() && answers[0] == inputs[0]
    };
    for [inputs, answers, test, test_answers] in NAMES {
        let Some(train) = named(inputs).zip(named(answers)).map(|(inputs, answers)| [inputs, answers]) else {
            continue;
        };
        let test = named(test).zip(named(test_answers)).map(|(inputs, answers)| [inputs, answers]);
        if let Some(pair) = [Some(train), test].into_iter().flatten().find(|&pair| !fits(pair)) {
            let [(x, x_shape), (y, y_shape)] = pair.map(|place| arrays[place]);
            return Err(format!(
                "the array “{x}” of {x_shape} does not go with “{y}” of {y_shape}; there must be samples with at least \
                 one axis each, and an answer for each sample."
            ));
        }
        return Ok(Chosen { train, test });
    }
    let pairs = (0..arrays.len()).flat_map(|inputs| (0..arrays.len()).map(move |answers| [inputs, answers]));
    let smaller = |&[inputs, answers]: &[usize; 2]| arrays[answers].1.count() < arrays[inputs].1.count();
    let found = pairs.filter(|[a, b]| a != b).filter(smaller).find(|&pair| fits(pair));
    found.map(|train| Chosen { train, test: None }).ok_or_else(|| {
        let held: Vec<String> = arrays.iter().map(|(name, shape)| format!("“{name}” of {shape}")).collect();
        format!(
            "there are no inputs with answers; call them x and y, or x_train, y_train, x_test and y_test. It holds {}.",
            if held.is_empty() { "nothing".to_owned() } else { held.join(", ") }
        )
    })
}

/// The shape of one sample of an array, and whether its channels stand first and are to be brought last.
pub(super) fn sample_shape(array: &Shape) -> (Shape, bool) {
    let is_colours = |extent: usize| extent == 1 || extent == 3;
    match &array[1..] {
        [height, width] => (Shape::from([*height, *width, 1]), false),
        [channels, height, width] if is_colours(*channels) && !is_colours(*width) => {
            (Shape::from([*height, *width, *channels]), true)
        }
        rest => (Shape::from(rest), false),
    }
}

/// Pictures with their channels last, from pictures with their channels first.
pub(super) fn to_channels_last<T: Copy>(numbers: &[T], shape: &Shape) -> Vec<T> {
    let Some([height, width, channels]) = shape.picture() else { return numbers.to_vec() };
    let pixels = height * width;
    let picture = |picture: &[T]| -> Vec<T> {
        (0..pixels * channels).map(|at| picture[at % channels * pixels + at / channels]).collect()
    };
    numbers.chunks_exact(shape.count().max(1)).flat_map(picture).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_found_by_name_or_shape() {
        let pick = |arrays: &[(&str, &[usize])]| {
            let shapes: Vec<Shape> = arrays.iter().map(|(_, shape)| Shape::from(*shape)).collect();
            choose(&arrays.iter().zip(&shapes).map(|((name, _), shape)| (*name, shape)).collect::<Vec<_>>())
        };
        let mnist = [("x_test", &[10, 28, 28][..]), ("x_train", &[60, 28, 28]), ("y_train", &[60]), ("y_test", &[10])];
        assert_eq!(pick(&mnist).unwrap(), Chosen { train: [1, 2], test: Some([0, 3]) });
        assert_eq!(pick(&[("Y", &[5]), ("X", &[5, 2])]).unwrap(), Chosen { train: [1, 0], test: None });
        assert_eq!(pick(&[("arr_0", &[5, 2]), ("arr_1", &[5])]).unwrap(), Chosen { train: [0, 1], test: None });
        assert!(pick(&[("x", &[5, 2]), ("y", &[4])]).unwrap_err().contains("“y” of 4"));
        assert!(pick(&[("a", &[5])]).unwrap_err().contains("“a” of 5"));
    }

    #[test]
    fn channels_are_brought_last() {
        assert_eq!(sample_shape(&Shape::from([9, 28, 28])), (Shape::from([28, 28, 1]), false));
        assert_eq!(sample_shape(&Shape::from([9, 3, 2, 2])), (Shape::from([2, 2, 3]), true));
        assert_eq!(sample_shape(&Shape::from([9, 2, 2, 3])), (Shape::from([2, 2, 3]), false));
        let first: Vec<u8> = (0..12).collect();
        assert_eq!(to_channels_last(&first, &Shape::from([2, 2, 3])), [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    }
}
