//! The text of every shader file, taken into the program when it is compiled.

macro_rules! shaders {
    ($($name:literal),+ $(,)?) => {
        /// Name under `shaders/` without `.wgsl`, and text.
        pub(super) const SHADERS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../../shaders/", $name, ".wgsl")))),+];
    };
}

shaders! {
    "average_pool",
    "average_pool_gradient",
    "batch_norm",
    "batch_norm_gradient",
    "batch_norm_gradient_scales",
    "batch_norm_merge",
    "batch_norm_statistics",
    "binary",
    "broadcast",
    "concat",
    "correct",
    "dropout",
    "fill",
    "global_norm",
    "global_norm_parts",
    "layer_norm",
    "layer_norm_gradient",
    "layer_norm_gradient_scales",
    "lib/function",
    "lib/philox",
    "lib/quad",
    "lib/scalar",
    "lib/step",
    "lib/strided",
    "lib/team",
    "load_batch",
    "load_labels",
    "load_targets",
    "max_pool",
    "max_pool_gradient",
    "moving_average",
    "pad",
    "reduce",
    "report",
    "resize",
    "resize_gradient",
    "slice",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_gradient",
    "softmax_gradient",
    "transpose",
    "unary",
    "unary_gradient",
    "update",
}
