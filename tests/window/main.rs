//! The window, driven by the names that screen readers hear: every page in every state, and the main flows.

mod network;
mod scene;
