// The windows of a max pooling behind a convolution: apart from each other, without padding, see src/ops/max_pool.rs.

override POOLED_HEIGHT: u32;
override POOLED_WIDTH: u32;
override WINDOW_HEIGHT: u32;
override WINDOW_WIDTH: u32;
override WINDOW_STRIDE_Y: u32;
override WINDOW_STRIDE_X: u32;
