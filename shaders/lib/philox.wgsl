// Philox 4x32-10, the same function of (counter, key) as src/base/philox.rs (Salmon et al., 2011).

// The high 32 bits of a product.
fn multiply_high(a: u32, b: u32) -> u32 {
    let a_low = a & 0xffffu;
    let a_high = a >> 16u;
    let b_low = b & 0xffffu;
    let b_high = b >> 16u;
    let middle = a_low * b_high + ((a_low * b_low) >> 16u);
    let other = a_high * b_low + (middle & 0xffffu);
    return a_high * b_high + (middle >> 16u) + (other >> 16u);
}

// Four random words.
fn philox(counter: vec4<u32>, key: vec2<u32>) -> vec4<u32> {
    var c = counter;
    var k = key;
    for (var round = 0u; round < 10u; round++) {
        let low_0 = 0xD2511F53u * c.x;
        let high_0 = multiply_high(0xD2511F53u, c.x);
        let low_1 = 0xCD9E8D57u * c.z;
        let high_1 = multiply_high(0xCD9E8D57u, c.z);
        c = vec4<u32>(high_1 ^ c.y ^ k.x, low_1, high_0 ^ c.w ^ k.y, low_0);
        k += vec2<u32>(0x9E3779B9u, 0xBB67AE85u);
    }
    return c;
}
