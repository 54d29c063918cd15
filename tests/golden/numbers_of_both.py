"""Numbers that both sides draw for themselves, so that the files need not hold them: Philox 4x32-10, as src/base/philox.rs."""

import numpy as np


def words(seed, stream, count):
    """The first `count` words of a stream."""
    blocks = -(-count // 4)
    place = np.arange(blocks, dtype=np.uint64)
    low = np.uint64(0xFFFFFFFF)
    c0, c1 = place & low, place >> np.uint64(32)
    c2 = np.full(blocks, stream & 0xFFFFFFFF, dtype=np.uint64)
    c3 = np.full(blocks, stream >> 32, dtype=np.uint64)
    k0, k1 = seed & 0xFFFFFFFF, seed >> 32
    for _ in range(10):
        p0, p1 = c0 * np.uint64(0xD2511F53), c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = (p1 >> np.uint64(32)) ^ c1 ^ np.uint64(k0), p1 & low, (p0 >> np.uint64(32)) ^ c3 ^ np.uint64(k1), p0 & low
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack([c0, c1, c2, c3], axis=1).reshape(-1)[:count]


def reals(seed, stream, shape, scale, offset):
    """Even numbers within offset ± scale, rounded to f32."""
    even = (words(seed, stream, int(np.prod(shape))) >> np.uint64(8)).astype(np.float64) * 2.0**-23 - 1.0
    return (even * scale + offset).astype(np.float32).reshape(shape)


def labels(seed, stream, count, classes):
    """Classes."""
    return (words(seed, stream, count) % np.uint64(classes)).astype(np.int64)
