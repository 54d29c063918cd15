//! What can be judged without a device: layers, networks, programs as text, memory plans.

mod compile;
