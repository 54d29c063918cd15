"""Throughput of PyTorch on the processor: training, or with --forward the forward pass only.

Batches lie ready in memory (no DataLoader) and tensors are channels_last. `eager` is the plain loop, `-fused` takes
Adam's fused form, `compile-fused` is torch.compile around network and loss (it needs a C++ compiler). `-keep` tells the
C library to keep freed memory: by default glibc gives every large tensor back to the system and faults its pages in
again at the next step, which took up to half of the time where this was written. PyTorch's tuning guide gets the same
from another allocator (jemalloc, tcmalloc).
"""

import ctypes
import os
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import common

MODES = ["eager", "eager-fused", "compile-fused"]
if sys.platform == "linux":
    MODES += ["eager-fused-keep", "compile-fused-keep"]
args = common.options("PyTorch", MODES)

import torch
from torch import nn

torch.set_num_threads(args.threads)


def mnist_cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(576, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


BUILDERS = {"mnist-cnn": mnist_cnn, "mlp": mlp}


def keep_memory():
    libc, gigabyte = ctypes.CDLL(None), 1 << 30
    libc.mallopt(-1, gigabyte)  # M_TRIM_THRESHOLD
    libc.mallopt(-2, gigabyte)  # M_TOP_PAD
    libc.mallopt(-3, gigabyte) or libc.mallopt(-3, 1 << 25)  # M_MMAP_THRESHOLD; an older glibc takes 32 MiB at most


def rate(mode):
    if mode.endswith("-keep"):
        keep_memory()
    torch.manual_seed(0)
    model = BUILDERS[args.network]().to(memory_format=torch.channels_last)
    common.check_parameters(args.network, sum(p.numel() for p in model.parameters()))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused="fused" in mode)
    pixels, labels = (torch.from_numpy(array) for array in common.made_up_data(args.network, args.batch))
    # height-width-channels seen as channels-height-width is channels_last as it is
    pixels = pixels.permute(0, 3, 1, 2).split(args.batch)
    labels = labels.long().split(args.batch)

    def cost(x, y):
        return nn.functional.cross_entropy(model(x), y)

    def forward_only(x):
        return nn.functional.softmax(model(x), dim=1)

    if mode.startswith("compile"):
        cost, forward_only = torch.compile(cost), torch.compile(forward_only)

    def train(i):
        optimizer.zero_grad(set_to_none=True)
        cost(pixels[i], labels[i]).backward()
        optimizer.step()

    if not args.forward:
        return common.steps_per_second(train, args.seconds)
    model.eval()
    with torch.inference_mode():
        return common.steps_per_second(lambda i: forward_only(pixels[i]), args.seconds)


common.report("PyTorch", torch.__version__, args, rate(args.mode))
