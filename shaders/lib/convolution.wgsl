// What the three products of a convolution share, see src/ops/conv2d.rs: x is [rows, HEIGHT, WIDTH, CI], the result y is
// [rows, OUT_HEIGHT, OUT_WIDTH, CO], the weights w are [KERNEL_HEIGHT, KERNEL_WIDTH, CI / GROUPS, CO]; the output pixel
// (oy, ox) sees the input pixels (oy * STRIDE_Y + ky * DILATION_Y - TOP, ox * STRIDE_X + kx * DILATION_X - LEFT).

override HEIGHT: u32;
override WIDTH: u32;
override CI: u32;
override OUT_HEIGHT: u32;
override OUT_WIDTH: u32;
override CO: u32;
override KERNEL_HEIGHT: u32;
override KERNEL_WIDTH: u32;
override STRIDE_Y: u32 = 1u;
override STRIDE_X: u32 = 1u;
override DILATION_Y: u32 = 1u;
override DILATION_X: u32 = 1u;
override TOP: i32 = 0;
override LEFT: i32 = 0;
override GROUPS: u32 = 1u;

// Input and output channels of one group.
override GROUP_CI: u32 = CI / GROUPS;
override GROUP_CO: u32 = CO / GROUPS;
