//! Tables, arrays and changed files, from disk to data set; the files are made here.

mod arrays;
mod tables;
mod watch;
