"""Throughput of PyTorch: training, or with --forward the forward pass only.

Batches lie ready in memory (no DataLoader). A mode is `eager` and what is added to it: `channels_last`, `fused` (Adam's
fused form), `compile` (torch.compile around network and loss; on the processor it needs a C++ compiler), `graph` (CUDA
only: the whole step recorded as a CUDA graph), `autotune` (CUDA: torch.compile in its mode max-autotune, which takes
CUDA graphs itself). `keep` tells the C library to keep freed memory: by default glibc gives every large tensor back to
the system and faults its pages in again at the next step, which took up to half of the time where this was written.
PyTorch's tuning guide gets the same from another allocator (jemalloc, tcmalloc).
"""

import ctypes
import sys

import common

ON_CPU = ["eager", "eager-channels_last", "eager-channels_last-fused", "compile-channels_last-fused"]
if sys.platform == "linux":
    ON_CPU += ["eager-fused-keep", "eager-channels_last-fused-keep", "compile-channels_last-fused-keep"]
ON_CUDA = ["eager", "eager-channels_last-fused", "eager-fused-graph", "eager-channels_last-fused-graph"]
ON_CUDA += ["compile-channels_last-fused", "compile-channels_last-fused-graph", "autotune-channels_last-fused"]
args = common.options("PyTorch", {"cpu": ON_CPU, "cuda": ON_CUDA}, ON_CPU[-3:])

import torch
from torch import nn

from pytorch_networks import BUILDERS

torch.set_num_threads(args.threads)
device = torch.device(args.device)


def keep_memory():
    libc, gigabyte = ctypes.CDLL(None), 1 << 30
    libc.mallopt(-1, gigabyte)  # M_TRIM_THRESHOLD
    libc.mallopt(-2, gigabyte)  # M_TOP_PAD
    libc.mallopt(-3, gigabyte) or libc.mallopt(-3, 1 << 25)  # M_MMAP_THRESHOLD; an older glibc takes 32 MiB at most


def graphed(step, inputs):
    """`step(*inputs)` recorded once on copies of its inputs, and played back with new ones."""
    places = [tensor.clone() for tensor in inputs]
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(5):
            step(*places)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step(*places)

    def play(*inputs):
        for place, tensor in zip(places, inputs):
            place.copy_(tensor)
        graph.replay()

    return play


def timing(parts):
    if "keep" in parts:
        keep_memory()
    layout = torch.channels_last if "channels_last" in parts else torch.contiguous_format
    torch.manual_seed(0)
    model = BUILDERS[args.network]().to(device, memory_format=layout)
    common.check_parameters(args.network, sum(p.numel() for p in model.parameters()))
    graph = "graph" in parts
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused="fused" in parts, capturable=graph)
    pixels, labels = (torch.from_numpy(array) for array in common.made_up_data(args.network, args.batch))
    pixels = [batch.contiguous(memory_format=layout).to(device) for batch in pixels.permute(0, 3, 1, 2).split(args.batch)]
    labels = labels.long().to(device).split(args.batch)

    def cost(x, y):
        return nn.functional.cross_entropy(model(x), y)

    def forward(x):
        return nn.functional.softmax(model(x), dim=1)

    if "compile" in parts or "autotune" in parts:
        how = "max-autotune" if "autotune" in parts else None
        cost, forward = torch.compile(cost, mode=how), torch.compile(forward, mode=how)

    def train(x, y):
        optimizer.zero_grad(set_to_none=True)
        cost(x, y).backward()
        optimizer.step()

    wait = torch.cuda.synchronize if device.type == "cuda" else None
    if not args.forward:
        step = graphed(train, [pixels[0], labels[0]]) if graph else train
        return common.timing(lambda i: step(pixels[i], labels[i]), wait=wait)
    model.eval()
    torch.inference_mode().__enter__()  # to the end of the program
    step = graphed(forward, [pixels[0]]) if graph else forward
    return common.timing(lambda i: step(pixels[i]), wait=wait)


common.report("PyTorch", torch.__version__, args, timing(args.mode.split("-")))
