"""Netloom's templates in PyTorch. Partner: src/network/templates.rs."""

import torch
from torch import nn


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))


def conv(before, after, padding=0):
    return [nn.Conv2d(before, after, 3, padding=padding), nn.ReLU()]


def mnist_cnn():
    convs = [*conv(1, 32), nn.MaxPool2d(2), *conv(32, 64), nn.MaxPool2d(2), *conv(64, 64)]
    return nn.Sequential(*convs, nn.Flatten(), nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, 10))


def vgg_small():
    stack, before = [], 3
    for filters in [32, 64, 128]:
        stack += [*conv(before, filters, 1), *conv(filters, filters, 1), nn.MaxPool2d(2)]
        before = filters
    return nn.Sequential(
        *stack, nn.Flatten(), nn.Linear(2048, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)
    )


def normed_conv(before, after, size, stride):
    conv = nn.Conv2d(before, after, size, stride, padding=size // 2, bias=False)
    return [conv, nn.BatchNorm2d(after, eps=1e-3, momentum=0.01)]


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.main = nn.Sequential(
            *normed_conv(before, after, 3, stride), nn.ReLU(), *normed_conv(after, after, 3, 1)
        )
        self.shortcut = nn.Sequential(*([] if stride == 1 else normed_conv(before, after, 1, stride)))

    def forward(self, x):
        return torch.relu(self.main(x) + self.shortcut(x))


def resnet_small():
    blocks = [Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2)]
    return nn.Sequential(
        *normed_conv(3, 16, 3, 1), nn.ReLU(), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)
    )


BUILDERS = {"mlp": mlp, "mnist-cnn": mnist_cnn, "vgg-small": vgg_small, "resnet-small": resnet_small}
