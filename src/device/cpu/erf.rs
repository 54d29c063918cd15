//! The error function in double precision. Formulas and coefficients: W. J. Cody, "Rational Chebyshev approximations
//! for the error function", 1969, in the form of FreeBSD's `s_erf.c` (Sun Microsystems, 1993).

fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, &coefficient| sum * x + coefficient)
}

const PP: [f64; 5] =
    [0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-05];
const QQ: [f64; 6] = [
    1.0,
    0.39791722395915535,
    0.0650222499887673,
    0.005081306281875766,
    0.00013249473800432164,
    -3.960228278775368e-06,
];
const PA: [f64; 7] = [
    -0.0023621185607526594,
    0.41485611868374833,
    -0.3722078760357013,
    0.31834661990116175,
    -0.11089469428239668,
    0.035478304325618236,
    -0.002166375594868791,
];
const QA: [f64; 7] = [
    1.0,
    0.10642088040084423,
    0.540397917702171,
    0.07182865441419627,
    0.12617121980876164,
    0.01363708391202905,
    0.011984499846799107,
];
const RA: [f64; 8] = [
    -0.009864944034847148,
    -0.6938585727071818,
    -10.558626225323291,
    -62.375332450326006,
    -162.39666946257347,
    -184.60509290671104,
    -81.2874355063066,
    -9.814329344169145,
];
const SA: [f64; 9] = [
    1.0,
    19.651271667439257,
    137.65775414351904,
    434.56587747522923,
    645.3872717332679,
    429.00814002756783,
    108.63500554177944,
    6.570249770319282,
    -0.0604244152148581,
];
const RB: [f64; 7] = [
    -0.0098649429247001,
    -0.799283237680523,
    -17.757954917754752,
    -160.63638485582192,
    -637.5664433683896,
    -1025.0951316110772,
    -483.5191916086514,
];
const SB: [f64; 8] = [
    1.0,
    30.33806074348246,
    325.7925129965739,
    1536.729586084437,
    3199.8582195085955,
    2553.0504064331644,
    474.52854120695537,
    -22.44095244658582,
];

/// erf x, within an ulp or two.
pub fn erf(x: f64) -> f64 {
    let size = x.abs();
    if size < 0.84375 {
        let square = x * x;
        return x + x * (polynomial(square, &PP) / polynomial(square, &QQ));
    }
    let positive = if size < 1.25 {
        let s = size - 1.0;
        0.8450629115104675 + polynomial(s, &PA) / polynomial(s, &QA)
    } else if size < 6.0 {
        let s = 1.0 / (size * size);
        let ratio = if size < 1.0 / 0.35 {
            polynomial(s, &RA) / polynomial(s, &SA)
        } else {
            polynomial(s, &RB) / polynomial(s, &SB)
        };
        let rounded = f64::from_bits(size.to_bits() & 0xffff_ffff_0000_0000);
        let exponential = (-rounded * rounded - 0.5625).exp() * ((rounded - size) * (rounded + size) + ratio).exp();
        1.0 - exponential / size
    } else if size.is_nan() {
        return x;
    } else {
        1.0
    };
    positive.copysign(x)
}

#[cfg(test)]
mod tests {
    use super::erf;

    /// Values of Abramowitz and Stegun, table 7.1, and of higher precision beyond it.
    #[test]
    fn known_values() {
        let known = [
            (0.0, 0.0),
            (0.5, 0.520_499_877_813_046_5),
            (1.0, 0.842_700_792_949_714_9),
            (2.0, 0.995_322_265_018_952_7),
            (3.5, 0.999_999_256_901_627_7),
        ];
        for (x, y) in known {
            assert!((erf(x) - y).abs() < 1e-15 && (erf(-x) + y).abs() < 1e-15, "erf {x} is {}", erf(x));
        }
        assert_eq!((erf(7.0), erf(f64::NEG_INFINITY)), (1.0, -1.0));
    }
}
