// Where a number lies in a tensor whose axes are taken in another order, stretched or in part. The user of this file
// binds `table: array<u32>`: for each axis, innermost first, its extent and how far apart neighbours lie. The extent
// of the outermost axis is not looked at, so that it may be the rows of the batch.

fn strided(index: u32, first: u32, axes: u32) -> u32 {
    var rest = index;
    var at = 0u;
    for (var axis = 0u; axis < axes; axis++) {
        let stride = table[first + 2u * axis + 1u];
        if (axis + 1u == axes) {
            at += rest * stride;
        } else {
            let extent = table[first + 2u * axis];
            at += rest % extent * stride;
            rest /= extent;
        }
    }
    return at;
}
