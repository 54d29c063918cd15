#!/usr/bin/env python3
"""Makes explanations.json: what Captum, on PyTorch in float64, says why small networks answer as they do.

    venv/bin/pip install torch captum && venv/bin/python tests/golden/explain.py

Weights and pictures are drawn by both sides from Philox (numbers_of_both.py), so the file holds only results.
"""

import json
from pathlib import Path

import captum
import numpy as np
import torch
from captum.attr import IntegratedGradients, LayerGradCam, Occlusion, Saliency
from torch import nn
from torch.nn import functional as F

from numbers_of_both import reals, words

STEPS, NOISY, NOISE, WINDOW, STRIDE = 24, 6, 0.15, [4, 3], [3, 2]


def node(kind, name, **settings):
    return {"id": 0, "kind": kind, "name": name, **settings}


def chain(shape, *nodes):
    """A network without branches."""
    nodes = [node("input", "input", shape=shape), *nodes]
    for place, each in enumerate(nodes):
        each["id"] = place
    return {"nodes": nodes, "wires": [{"from": place, "to": place + 1} for place in range(len(nodes) - 1)]}


def padding(all_sides):
    return {"explicit": dict(top=all_sides, bottom=all_sides, left=all_sides, right=all_sides)}


CASES = {
    "pictures": dict(
        network=chain(
            [12, 10, 3],
            node("conv2d", "first", filters=6, kernel=[3, 3], padding=padding(1), activation="relu"),
            node("max_pool2d", "pool"),
            node("conv2d", "second", filters=8, kernel=[3, 3], padding=padding(2), dilation=[2, 2], groups=2, activation="relu"),
            node("flatten", "flatten"),
            node("dense", "third", units=7, activation="relu"),
            node("dense", "answer", units=4, activation="softmax"),
        ),
        loss={"kind": "softmax_cross_entropy"}, classes=4, target=2, layers=["first", "second"],
    ),
    "two classes": dict(
        network=chain(
            [9, 11, 1],
            node("conv2d", "first", filters=4, kernel=[3, 2], stride=[2, 1], activation="tanh"),
            node("conv2d", "second", filters=5, kernel=[2, 3], activation="relu"),
            node("flatten", "flatten"),
            node("dense", "answer", units=1, activation="sigmoid"),
        ),
        loss={"kind": "binary_cross_entropy"}, classes=2, target=1, layers=["second"],
    ),
}


class Activation(nn.Module):
    def __init__(self, kind):
        super().__init__()
        # Explanations are of scores: what softmax or sigmoid would make probabilities of.
        self.function = {"relu": torch.relu, "tanh": torch.tanh}.get(kind, lambda x: x)

    def forward(self, x):
        return self.function(x)


class Net(nn.Module):
    """Takes height × width × channels."""

    def __init__(self, case, seed):
        super().__init__()
        self.nodes, self.drawn, self.seed = case["network"]["nodes"][1:], [], seed
        self.tensors, self.steps = {}, nn.ModuleDict()
        x = torch.zeros(1, *case["network"]["nodes"][0]["shape"], dtype=torch.float64)
        for each in self.nodes:
            name, inputs = each["name"], (x.shape[1] if x.dim() == 2 else x.shape[3])
            if each["kind"] == "conv2d":
                self.draw(name, [*each["kernel"], inputs // each.get("groups", 1), each["filters"]], each["filters"])
            elif each["kind"] == "dense":
                self.draw(name, [inputs, each["units"]], each["units"])
            self.steps[name] = Activation(each.get("activation"))
            x = self.step(each, x)

    def draw(self, name, shape, outputs):
        for tensor, shape, scale in [("kernel", shape, (3.0 / np.prod(shape[:-1])) ** 0.5), ("bias", [outputs], 0.1)]:
            numbers = reals(self.seed, len(self.drawn), shape, scale, 0.0)
            self.drawn.append({"name": f"{name}/{tensor}", "scale": scale, "offset": 0.0})
            self.tensors[f"{name}/{tensor}"] = torch.tensor(numbers.astype(np.float64))

    def step(self, each, x):
        name, kind = each["name"], each["kind"]
        w, b = self.tensors.get(f"{name}/kernel"), self.tensors.get(f"{name}/bias")
        if kind == "conv2d":
            sides = each.get("padding", padding(0))["explicit"]
            x = F.conv2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), b, each.get("stride", [1, 1]),
                         [sides["top"], sides["left"]], each.get("dilation", [1, 1]), each.get("groups", 1))
            # Captum wants channels first of a layer's output.
            return self.steps[name](x).permute(0, 2, 3, 1)
        if kind == "max_pool2d":
            return F.max_pool2d(x.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)
        if kind == "flatten":
            return x.reshape(x.shape[0], -1)
        return self.steps[name](x @ w + b)

    def forward(self, x):
        for each in self.nodes:
            x = self.step(each, x)
        return x


def normals(seed, stream, count):
    """Philox's normal numbers, as src/base/philox.rs draws them: two words each."""
    uniform = words(seed, stream, 2 * count).astype(np.float64) * 2.0**-32
    return np.sqrt(-2.0 * np.log(1.0 - uniform[0::2])) * np.cos(2 * np.pi * uniform[1::2])


def explain(case, seed):
    net = Net(case, seed)
    shape = case["network"]["nodes"][0]["shape"]
    x = torch.tensor(reals(seed, 1000, shape, 0.5, 0.5).astype(np.float64))[None]
    target = case["target"] if case["classes"] > 2 else 0
    found = {"scores": net(x)}
    found["saliency"] = Saliency(net).attribute(x, target=target, abs=False)
    noise = normals(0, 0, NOISY * x.numel()).reshape(NOISY, *shape) * (NOISE * float(x.max() - x.min()))
    noisy = x + torch.tensor(noise)
    found["smooth_grad"] = Saliency(net).attribute(noisy, target=target, abs=False).mean(0)
    found["integrated"] = IntegratedGradients(net).attribute(x, baselines=torch.zeros_like(x), target=target, n_steps=STEPS, method="gausslegendre")
    found["occlusion"] = Occlusion(net).attribute(x, (*WINDOW, shape[2]), strides=(*STRIDE, shape[2]), baselines=0.5, target=target)[..., 0]
    for layer in case["layers"]:
        cam = LayerGradCam(net, net.steps[layer]).attribute(x, target=target, relu_attributions=True)
        found[f"grad_cam {layer}"] = cam
        found[f"grad_cam_over {layer}"] = F.interpolate(cam, shape[:2], mode="bilinear", align_corners=False)
    lists = {name: [float(f"{value:.7g}") for value in numbers.detach().reshape(-1).tolist()] for name, numbers in found.items()}
    return {**case, "seed": seed, "weights": net.drawn, "found": lists}


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    settings = {"steps": STEPS, "noisy": NOISY, "noise": NOISE, "window": WINDOW, "stride": STRIDE}
    made = {"made by": f"Captum {captum.__version__}, PyTorch {torch.__version__}", **settings}
    made["cases"] = {name: explain(case, 40 + place) for place, (name, case) in enumerate(CASES.items())}
    path = Path(__file__).parent / "explanations.json"
    path.write_text(json.dumps(made) + "\n")
    print(f"{path}: {path.stat().st_size} bytes")
