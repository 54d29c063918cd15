//! The window, driven by the names that screen readers hear: every page in every state, and the main flows.

mod data;
mod drops;
mod flows;
mod gallery;
mod keys;
mod network;
mod pages;
mod pictures;
mod real;
mod scene;
