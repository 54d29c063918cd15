//! The window, driven by the names that screen readers hear: every page in every state, and the main flows.

mod answers;
mod data;
mod drops;
mod evaluate;
mod flows;
mod gallery;
mod inspect;
mod keys;
mod looks;
mod network;
mod pages;
mod pictures;
mod real;
mod scene;
mod states;
