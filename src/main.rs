//! The `netloom` program.

fn main() {}
