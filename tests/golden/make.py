#!/usr/bin/env python3
"""Makes the golden files: what Keras and PyTorch, in float64, make of the networks in cases.py.

    python3 -m venv venv && venv/bin/pip install tensorflow-cpu torch safetensors
    venv/bin/python tests/golden/make.py [NAME ...]

Initial weights and batches are drawn by both sides from Philox (numbers.py), so the files hold only results: the loss
of each of 20 steps, a sample of the final weights and running statistics (every n-th number of each tensor), and the
answer to the first batch after training. The design stands in the metadata.
"""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from cases import CASES
from numbers_of_both import labels, reals

# At most about this many final numbers of each tensor are kept.
SAMPLE = 600


def make(name, case, seed):
    drawn = []

    def weights(tensor, shape):
        kind = tensor.split("/")[1]
        fan_in = int(np.prod(shape[:-1])) if kind == "kernel" else 1
        scale = {"kernel": (3.0 / fan_in) ** 0.5, "moving_variance": 0.5, "gamma": 0.5}.get(kind, 0.1)
        offset = 1.0 if kind in ("gamma", "moving_variance") else 0.0
        drawn.append({"name": tensor, "scale": scale, "offset": offset})
        return reals(seed, len(drawn) - 1, shape, scale, offset)

    shape = case["network"]["nodes"][0]["shape"]
    batches = []
    for step, rows in enumerate(case["rows"]):
        x = reals(seed, 1000 + step, [rows, *shape], 0.5, 0.5)
        if "classes" in case["target"]:
            t = labels(seed, 2000 + step, rows, case["target"]["classes"])
        else:
            t = reals(seed, 2000 + step, [rows, case["target"]["numbers"]], 0.5, 0.5)
        batches.append((x, t))
    peer = importlib.import_module(f"peer_{case['peer']}")
    losses, final, answer = peer.train(case, weights, batches)
    tensors = {"losses": np.array(losses), "answer": answer.astype(np.float32)}
    for tensor, numbers in final.items():
        flat = numbers.reshape(-1)
        tensors[tensor] = np.ascontiguousarray(flat[:: -(-len(flat) // SAMPLE)]).astype(np.float32)
    about = {**case, "seed": seed, "weights": drawn, "peer": peer.VERSION}
    path = Path(__file__).parent / f"{name}.safetensors"
    save_file(tensors, path, metadata={"golden": json.dumps(about)})
    print(f"{name}: {peer.VERSION}, loss {losses[0]:.5f} to {losses[-1]:.5f}, {path.stat().st_size} bytes", flush=True)


if __name__ == "__main__":
    wanted = [name for name in CASES if len(sys.argv) == 1 or name in sys.argv[1:]]
    peers = {CASES[name]["peer"] for name in wanted}
    for peer in sorted(peers):
        names = [name for name in wanted if CASES[name]["peer"] == peer]
        if len(peers) > 1:
            # TensorFlow and PyTorch cannot be loaded into one process.
            subprocess.run([sys.executable, __file__, *names], check=True)
            continue
        for name in names:
            make(name, CASES[name], seed=1 + list(CASES).index(name))
