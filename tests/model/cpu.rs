//! The native device: against naive loops, f32 against f64, any number of threads.

use netloom::device::Step;
use netloom::device::cpu::Cpu;

use crate::cases::{COUNT, kinds};
use crate::trial::{Draw, outputs};

#[test]
fn single_precision_agrees_with_double() {
    let [mut single, mut double] = [Cpu::<f32>::new(Some(2)).unwrap(), Cpu::<f32>::new(Some(1)).unwrap()];
    let mut oracle = Cpu::<f64>::new(Some(2)).unwrap();
    for (name, kind) in kinds() {
        for number in 0..COUNT {
            let mut draw = Draw::new(number);
            let mut case = kind(&mut draw);
            for given in &mut case.given {
                given.numbers.iter_mut().for_each(|number| *number = f64::from(*number as f32));
            }
            let step = Step { seed: 5, ..Step::default() };
            let one = outputs(&mut single, &case.op, &draw, &case.given, step);
            let other = outputs(&mut double, &case.op, &draw, &case.given, step);
            assert_eq!(one, other, "{name}, case {number}: two devices give different bits");
            let exact = outputs(&mut oracle, &case.op, &draw, &case.given, step);
            for (one, exact) in one.iter().flatten().zip(exact.iter().flatten()) {
                assert!(
                    (one - exact).abs() <= 1e-5 + 1e-4 * exact.abs(),
                    "{name}, case {number}: {one} is not {exact}"
                );
            }
        }
    }
}
