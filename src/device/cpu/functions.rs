//! Exponential, hyperbolic tangent and error function: in double precision exact to the last bits, in single precision
//! without branches or calls, so that loops over them run in vector registers.

/// In double precision.
pub(super) mod double {
    pub use super::super::erf::erf;

    pub fn exp(x: f64) -> f64 {
        x.exp()
    }

    pub fn exp_m1(x: f64) -> f64 {
        x.exp_m1()
    }

    pub fn tanh(x: f64) -> f64 {
        x.tanh()
    }
}

/// In single precision, within a few units of the last place.
pub(super) mod single {
    #[inline(always)]
    fn polynomial<const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
        let mut sum = coefficients[0];
        for &coefficient in &coefficients[1..] {
            sum = sum * x + coefficient;
        }
        sum
    }

    /// eˣ = 2ⁿ · eʳ with |r| ≤ ln 2 / 2 (Cephes, `expf`).
    #[inline(always)]
    pub fn exp(x: f32) -> f32 {
        // Adding and taking away 1.5 · 2²³ rounds to a whole number.
        const ROUND: f32 = 12_582_912.0;
        let bounded = if x < -87.3 { -87.3 } else { x };
        let bounded = if bounded > 88.7 { 88.7 } else { bounded };
        let shifted = bounded * std::f32::consts::LOG2_E + ROUND;
        let n = shifted - ROUND;
        let r = bounded - n * 0.693_359_4 - n * -2.121_944_4e-4;
        let tail = polynomial(
            r,
            [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5.000_000_1e-1],
        );
        let power = f32::from_bits(shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23);
        let result = (tail * r * r + r + 1.0) * power;
        let result = if x < -87.3 { 0.0 } else { result };
        if x > 88.7 { f32::INFINITY } else { result }
    }

    /// By the polynomial of Cephes's `tanhf` near 0, else 1 − 2 / (e²ˣ + 1).
    #[inline(always)]
    pub fn tanh(x: f32) -> f32 {
        let square = x * x;
        let near =
            polynomial(square, [-5.704_988_7e-3, 2.063_908_9e-2, -5.373_971_4e-2, 1.333_144_2e-1, -3.333_328_2e-1]);
        let near = near * square * x + x;
        let size = x.abs();
        let far = (1.0 - 2.0 / (exp(2.0 * size) + 1.0)).copysign(x);
        if size < 0.625 { near } else { far }
    }

    /// 2·t / (1 − t) with t = tanh(x/2), for x ≤ 0; eˣ − 1 for larger x.
    #[inline(always)]
    pub fn exp_m1(x: f32) -> f32 {
        let t = tanh(0.5 * x);
        let near = 2.0 * t / (1.0 - t);
        if x < 1.0 { near } else { exp(x) - 1.0 }
    }

    /// A quotient of polynomials in x², for |x| ≤ 4 (as in Eigen).
    #[inline(always)]
    pub fn erf(x: f32) -> f32 {
        let x = if x > 4.0 { 4.0 } else { x };
        let x = if x < -4.0 { -4.0 } else { x };
        let square = x * x;
        let above = polynomial(
            square,
            [
                -2.726_142_2e-10,
                2.770_681_4e-8,
                -2.101_024e-6,
                -5.692_506_4e-5,
                -7.349_906_3e-4,
                -2.954_6e-3,
                -1.609_603_3e-2,
            ],
        );
        let below =
            polynomial(square, [-1.456_606_5e-5, -2.133_740_6e-4, -1.682_827e-3, -7.373_329_2e-3, -1.426_473_9e-2]);
        x * above / below
    }

    #[cfg(test)]
    mod tests {
        /// Compares with double precision over −20 … 20, in units of 2⁻²³ of the larger of the value and `floor`.
        fn check(name: &str, floor: f64, units: f64, single: impl Fn(f32) -> f32, double: impl Fn(f64) -> f64) {
            for step in -200_000..=200_000 {
                let x = step as f32 * 1e-4;
                let (found, wanted) = (f64::from(single(x)), double(x.into()));
                let error = (found - wanted).abs() / wanted.abs().max(floor) * 2f64.powi(23);
                assert!(error < units, "{name}({x}) is {found}, not {wanted}: {error} units");
            }
        }

        #[test]
        fn agree_with_double_precision() {
            check("exp", 1e-30, 3.0, super::exp, f64::exp);
            check("tanh", 1e-30, 4.0, super::tanh, f64::tanh);
            check("exp_m1", 1e-30, 8.0, super::exp_m1, f64::exp_m1);
            check("erf", 1e-30, 8.0, super::erf, super::super::double::erf);
        }

        #[test]
        fn extremes() {
            assert_eq!((super::exp(-1e4), super::exp(1e4), super::exp(0.0)), (0.0, f32::INFINITY, 1.0));
            assert_eq!((super::tanh(-50.0), super::tanh(f32::INFINITY)), (-1.0, 1.0));
            assert!(super::exp(f32::NAN).is_nan() && super::tanh(f32::NAN).is_nan() && super::erf(f32::NAN).is_nan());
        }
    }
}
