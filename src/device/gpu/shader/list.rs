//! The text of every shader file, taken into the program when it is compiled.

macro_rules! shaders {
    ($($name:literal),+ $(,)?) => {
        /// Name under `shaders/` without `.wgsl`, and text.
        pub(super) const SHADERS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../../shaders/", $name, ".wgsl")))),+];
    };
}

shaders! {
    "lib/step",
    "lib/function",
    "lib/philox",
    "fill",
    "unary",
    "unary_gradient",
}
