//! Questions put to a network as it stands, untrained, training or loaded: what its layers give, what their numbers are
//! made of, what an answer hangs on, what its filters look for. Answers are values; panels and commands draw them.

mod aim;
mod arithmetic;
mod colour;
mod drawing;
mod embedding;
mod excite;
mod filters;
mod grad_cam;
mod histogram;
mod maps;
mod occlusion;
mod picture;
mod saliency;
mod strongest;
mod units;

pub use aim::{Aim, input_node, pixel_range};
pub use arithmetic::{Arithmetic, Term, arithmetic};
pub use colour::{ColourMap, class_colour};
pub use drawing::{balanced, rising};
pub use embedding::{pca, tsne};
pub use excite::{Excitation, Excite, excite, excite_step_by_step};
pub use filters::Filters;
pub use grad_cam::{GradCam, grad_cam, last_convolution};
pub use histogram::{Histogram, activation_histograms, gradient_histograms, weight_histograms};
pub use maps::{Maps, feature_maps, shape_of};
pub use occlusion::{Occlude, Occlusion, occlusion, occlusion_step_by_step};
pub use picture::{Picture, enlarge_smoothly};
pub use saliency::{
    Attribution, Integrated, Progress, SmoothGrad, gradient, integrated_gradients, integrated_gradients_step_by_step,
    smooth_grad, smooth_grad_step_by_step,
};
pub use strongest::{Strong, Strongest};
pub use units::Units;
