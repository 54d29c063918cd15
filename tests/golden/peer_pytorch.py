"""Trains a golden case with PyTorch, in float64: what Keras cannot do on a processor (groups, explicit padding)."""

import numpy as np
import torch
from torch.nn import functional as F

VERSION = f"PyTorch {torch.__version__}"

ACTIVATIONS = {"linear": lambda x: x, "gelu": F.gelu, "leaky_relu": lambda x: F.leaky_relu(x, 0.3), "tanh": torch.tanh}


def shapes(node, channels):
    """The tensors of a node as Keras shapes them."""
    kh, kw = node.get("kernel", [3, 3])
    bias = [("bias", (node.get("filters") or node.get("units"),))] if "filters" in node or "units" in node else []
    kernels = {
        "conv2d": lambda: (kh, kw, channels // node.get("groups", 1), node["filters"]),
        "conv2d_transpose": lambda: (kh, kw, node["filters"], channels),
        "dense": lambda: (channels, node["units"]),
    }
    return [("kernel", kernels[node["kind"]]())] + bias if node["kind"] in kernels else []


def forward(case, tensors, x):
    """x is batch, height, width, channels; a chain without branches."""
    for node in case["network"]["nodes"][1:]:
        kind, name = node["kind"], node["name"]
        w, b = tensors.get(f"{name}/kernel"), tensors.get(f"{name}/bias")
        padding = node.get("padding", {})
        sides = padding["explicit"] if padding else dict(top=0, bottom=0, left=0, right=0)
        stride, dilation = node.get("stride", [1, 1]), node.get("dilation", [1, 1])
        if kind == "conv2d":
            x = F.pad(x.permute(0, 3, 1, 2), (sides["left"], sides["right"], sides["top"], sides["bottom"]))
            x = F.conv2d(x, w.permute(3, 2, 0, 1), b, stride, 0, dilation, node.get("groups", 1)).permute(0, 2, 3, 1)
        elif kind == "conv2d_transpose":
            # Ours is [kh, kw, out, in]; PyTorch's is [in, out, kh, kw].
            x = F.conv_transpose2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), b, stride, (sides["top"], sides["left"])).permute(0, 2, 3, 1)
        elif kind == "dense":
            x = x @ w + b
        elif kind == "flatten":
            x = x.reshape(x.shape[0], -1)
        x = ACTIVATIONS[node.get("activation") or node.get("function") or "linear"](x)
    return x


def train(case, weights, batches):
    """Losses, weights after training, answer to the first batch. `weights` draws a tensor from its name and shape."""
    tensors = {}
    x = torch.tensor(batches[0][0].astype(np.float64))
    for node in case["network"]["nodes"][1:]:
        # The channels that reach a node follow from running what is there already.
        before = {**case, "network": {"nodes": case["network"]["nodes"][: case["network"]["nodes"].index(node)]}}
        channels = forward(before, tensors, x).shape[-1]
        for kind, shape in shapes(node, channels):
            name = f"{node['name']}/{kind}"
            tensors[name] = torch.tensor(weights(name, shape).astype(np.float64), requires_grad=True)
    rate = case["optimizer"].get("rate")
    make = {"sgd": lambda: torch.optim.SGD(tensors.values(), lr=rate or 0.01), "adam": lambda: torch.optim.Adam(tensors.values(), lr=rate or 0.001, betas=(float(np.float32(0.9)), float(np.float32(0.999))), eps=case["optimizer"]["epsilon"])}
    descent = make[case["optimizer"]["kind"]]()
    losses = []
    for x, t in batches:
        descent.zero_grad()
        y = forward(case, tensors, torch.tensor(x.astype(np.float64)))
        value = F.cross_entropy(y, torch.tensor(t), label_smoothing=case["loss"].get("smoothing", 0.0))
        value.backward()
        if case["clip"]:
            torch.nn.utils.clip_grad_norm_(tensors.values(), case["clip"])
        descent.step()
        losses.append(value.item())
    final = {name: tensor.detach().numpy() for name, tensor in tensors.items()}
    answer = F.softmax(forward(case, tensors, torch.tensor(batches[0][0].astype(np.float64))), dim=-1).detach().numpy()
    return losses, final, answer
