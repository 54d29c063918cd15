//! `wide!`: one function, compiled for each width of vector registers; the widest that the processor has is called.

/// Wraps functions over numbers `T: Real` so that their loops use AVX-512 or AVX2 where the processor has them.
///
/// In the body, `FUSED` says whether multiply-add is one instruction, for [`multiply_add`], and `REGISTERS` how many
/// bytes the vector registers hold together.
macro_rules! wide {
    ($($(#[$doc:meta])* $visible:vis fn $name:ident<$T:ident: Real>($($argument:ident: $of:ty),* $(,)?) $body:block)+) => {
        $($(#[$doc])*
        $visible fn $name<$T: $crate::device::cpu::Real>($($argument: $of),*) {
            #[inline(always)]
            #[allow(clippy::too_many_arguments)]
            fn any<$T: $crate::device::cpu::Real, const FUSED: bool, const REGISTERS: usize>($($argument: $of),*) $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
                #[allow(clippy::too_many_arguments)]
                fn avx512<$T: $crate::device::cpu::Real>($($argument: $of),*) {
                    any::<$T, true, { 32 * 64 }>($($argument),*);
                }

                #[target_feature(enable = "avx2,fma")]
                #[allow(clippy::too_many_arguments)]
                fn avx2<$T: $crate::device::cpu::Real>($($argument: $of),*) {
                    any::<$T, true, { 16 * 32 }>($($argument),*);
                }

                match $crate::device::cpu::wide::width() {
                    // SAFETY: the processor has what the function was compiled for, as `width` found out.
                    $crate::device::cpu::wide::Width::Avx512 => return unsafe { avx512::<$T>($($argument),*) },
                    // SAFETY: as above.
                    $crate::device::cpu::wide::Width::Avx2 => return unsafe { avx2::<$T>($($argument),*) },
                    $crate::device::cpu::wide::Width::Any => {}
                }
            }
            #[cfg(target_arch = "aarch64")]
            any::<$T, true, { 32 * 16 }>($($argument),*);
            #[cfg(not(target_arch = "aarch64"))]
            any::<$T, false, { 16 * 16 }>($($argument),*);
        })+
    };
}

pub(super) use wide;

/// The vector registers of the processor.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub(super) enum Width {
    Avx512,
    Avx2,
    Any,
}

/// What the processor has.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(super) fn width() -> Width {
    let wide = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    let widest = wide
        && is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl");
    match (widest, wide) {
        (true, _) => Width::Avx512,
        (_, true) => Width::Avx2,
        _ => Width::Any,
    }
}

/// a·b + c, in one instruction if the processor has it: otherwise a fused one would be a slow call.
#[inline(always)]
pub(super) fn multiply_add<T: super::Real, const FUSED: bool>(a: T, b: T, c: T) -> T {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// How many bytes the vector registers hold together.
pub(super) fn registers() -> usize {
    #[cfg(target_arch = "x86_64")]
    return match width() {
        Width::Avx512 => 32 * 64,
        Width::Avx2 => 16 * 32,
        Width::Any => 16 * 16,
    };
    #[cfg(not(target_arch = "x86_64"))]
    return 32 * 16;
}
