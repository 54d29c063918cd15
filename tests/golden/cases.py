"""The networks of the golden files, in the JSON of a Network; together they use every layer, loss and optimiser."""


class Net:
    """A network that grows at one end."""

    def __init__(self, *shape):
        self.nodes, self.wires = [], []
        self.add("input", shape=list(shape))

    def add(self, kind, *sources, **settings):
        """Adds a layer behind `sources`, by default behind the last, and returns its number."""
        id = len(self.nodes)
        if not sources and id > 0:
            sources = (id - 1,)
        self.nodes.append({"id": id, "name": f"{kind}_{id}", "kind": kind, **settings})
        self.wires += [{"from": source, "to": id, "slot": slot} for slot, source in enumerate(sources)]
        return id

    def json(self):
        return {"nodes": self.nodes, "wires": self.wires}


def mnist_cnn():
    net = Net(28, 28, 1)
    net.add("conv2d", filters=32, activation="relu")
    net.add("max_pool2d")
    net.add("conv2d", filters=64, activation="relu")
    net.add("max_pool2d")
    net.add("conv2d", filters=64, activation="relu")
    net.add("flatten")
    net.add("dense", units=64, activation="relu")
    net.add("dense", units=10, activation="softmax")
    return net


def lenet():
    net = Net(28, 28, 1)
    net.add("conv2d", filters=6, kernel=[5, 5], padding="same", activation="tanh")
    net.add("average_pool2d")
    net.add("conv2d", filters=16, kernel=[5, 5], activation="tanh")
    net.add("average_pool2d")
    net.add("flatten")
    net.add("dense", units=120, activation="tanh")
    net.add("dense", units=84, activation="tanh")
    net.add("dense", units=10)
    return net


def residual():
    net = Net(9, 9, 3)
    net.add("conv2d", filters=8, padding="same", bias=False)
    net.add("batch_norm")
    start = net.add("activation", function="relu")
    net.add("conv2d", filters=12, stride=[2, 2], padding="same", bias=False)
    net.add("batch_norm", momentum=0.9)
    net.add("activation", function="relu")
    net.add("conv2d", filters=12, padding="same", bias=False)
    end = net.add("batch_norm", epsilon=0.01)
    net.add("conv2d", start, filters=12, kernel=[1, 1], stride=[2, 2], padding="same", bias=False)
    shortcut = net.add("batch_norm")
    net.add("add", end, shortcut)
    net.add("activation", function="relu")
    net.add("global_average_pool")
    net.add("dense", units=4, activation="softmax")
    return net


def mlp():
    net = Net(6, 5, 1)
    net.add("flatten")
    net.add("dense", units=24, activation="relu")
    net.add("dropout", rate=0.0)
    net.add("dense", units=16, activation="silu", bias=False)
    net.add("dense", units=5, activation="softmax")
    return net


def windows():
    net = Net(11, 13, 2)
    net.add("conv2d", filters=5, kernel=[4, 2], padding="same", activation="elu")
    net.add("conv2d", filters=6, kernel=[3, 3], dilation=[2, 1], padding="same", activation="selu")
    net.add("conv2d", filters=7, kernel=[2, 4], stride=[2, 3], padding="same", activation="softplus")
    net.add("max_pool2d", window=[3, 2], stride=[2, 1], padding="same")
    net.add("average_pool2d", window=[2, 3], stride=[1, 2], padding="same")
    net.add("flatten")
    net.add("dense", units=3, activation="softmax")
    return net


def groups():
    net = Net(8, 7, 4)
    net.add("conv2d", filters=6, groups=2, padding={"explicit": {"top": 1, "bottom": 2, "left": 0, "right": 3}}, activation="gelu")
    net.add("conv2d", filters=8, kernel=[3, 2], stride=[2, 1], dilation=[1, 2], groups=2, activation="leaky_relu")
    net.add("conv2d_transpose", filters=5, kernel=[4, 3], stride=[2, 2], padding={"explicit": {"top": 1, "bottom": 1, "left": 2, "right": 2}})
    net.add("activation", function="tanh")
    net.add("flatten")
    net.add("dense", units=4)
    return net


def depthwise():
    net = Net(10, 9, 3)
    net.add("depthwise_conv2d", multiplier=2, padding="same", activation="silu")
    net.add("conv2d", filters=8, kernel=[1, 1], activation="gelu")
    net.add("depthwise_conv2d", kernel=[3, 2], stride=[2, 2], activation="relu")
    net.add("depthwise_conv2d", kernel=[2, 2], dilation=[2, 2], padding="same", bias=False)
    net.add("global_max_pool")
    net.add("dense", units=4, activation="softmax")
    return net


def autoencoder():
    net = Net(8, 8, 1)
    net.add("conv2d", filters=6, stride=[2, 2], padding="same", activation="relu")
    net.add("conv2d", filters=4, stride=[2, 2], padding="same", activation="tanh")
    net.add("conv2d_transpose", filters=6, kernel=[3, 4], stride=[2, 2], padding="same", activation="relu")
    net.add("conv2d_transpose", filters=3, kernel=[3, 2], stride=[1, 3], padding="valid", activation="elu")
    net.add("conv2d_transpose", filters=1, kernel=[2, 1], stride=[1, 1], padding="valid", activation="sigmoid")
    net.add("flatten")
    net.add("dense", units=16)
    return net


def u_net():
    net = Net(6, 6, 2)
    down = net.add("conv2d", filters=4, padding="same", activation="leaky_relu")
    net.add("max_pool2d")
    net.add("zero_padding2d", padding={"top": 1, "bottom": 0, "left": 2, "right": 1})
    net.add("conv2d", filters=5, kernel=[2, 4], activation="silu")
    nearest = net.add("upsample2d", factor=[2, 2], interpolation="Nearest")
    deep = net.add("max_pool2d", down)
    smooth = net.add("upsample2d", deep, factor=[2, 2], interpolation="Bilinear")
    net.add("concat", nearest, down, smooth)
    net.add("conv2d", filters=1, kernel=[1, 1])
    net.add("flatten")
    return net


def two_classes():
    net = Net(2)
    net.add("dense", units=9, activation="tanh")
    net.add("dense", units=7, activation="softplus")
    net.add("dense", units=1, activation="sigmoid")
    return net


def several_answers():
    net = Net(12)
    net.add("dense", units=10)
    net.add("batch_norm")
    net.add("activation", function="gelu")
    net.add("dense", units=5)
    return net


def gates():
    net = Net(7, 6, 5)
    picture = net.add("conv2d", filters=6, padding="same", activation="silu")
    net.add("global_average_pool")
    net.add("dense", units=3, activation="relu")
    gate = net.add("dense", units=6, activation="sigmoid")
    net.add("multiply", picture, gate)
    net.add("global_max_pool")
    net.add("dense", units=3)
    return net


def norms():
    net = Net(7, 7, 3)
    net.add("conv2d", filters=6, activation="leaky_relu")
    net.add("layer_norm")
    net.add("max_pool2d", window=[3, 3], stride=[1, 1], padding="valid")
    net.add("dense", units=8, activation="tanh")
    net.add("flatten")
    net.add("layer_norm", epsilon=0.01)
    net.add("dense", units=6, activation="softmax")
    return net


def activations():
    net = Net(9)
    for function in ["relu", "leaky_relu", "elu", "selu", "gelu", "silu", "sigmoid", "tanh", "softplus", "softmax"]:
        net.add("dense", units=11)
        net.add("activation", function=function)
    net.add("dense", units=4)
    return net


def case(net, loss, optimizer, target, rows=8, peer="keras", clip=None, class_weights=(), **settings):
    rate = settings.pop("rate", None)
    optimizer = {"kind": optimizer, **({"rate": rate} if rate else {})}
    if peer == "pytorch" and optimizer["kind"] == "adam":
        # PyTorch adds epsilon at another place; so small, the place does not matter.
        optimizer["epsilon"] = 1e-12
    network = net().json()
    normalised = any(node["kind"] == "batch_norm" for node in network["nodes"])
    return {
        "network": network,
        "loss": {"kind": loss, **settings},
        "optimizer": optimizer,
        "clip": clip,
        "class_weights": list(class_weights),
        "target": target,
        # Two short batches among the twenty; batch normalisation wants more than one row.
        "rows": [{6: rows // 2, 15: 2 if normalised else 1}.get(step, rows) for step in range(20)],
        "peer": peer,
    }


CLASSES = "softmax_cross_entropy"

CASES = {
    "mnist_cnn": case(mnist_cnn, CLASSES, "adam", {"classes": 10}, rows=32),
    "lenet": case(lenet, CLASSES, "momentum", {"classes": 10}),
    "residual": case(residual, CLASSES, "nesterov", {"classes": 4}),
    "mlp": case(mlp, CLASSES, "adamw", {"classes": 5}, class_weights=[0.5, 1.0, 2.0, 0.25, 3.0], smoothing=0.1),
    "windows": case(windows, CLASSES, "rmsprop", {"classes": 3}),
    "groups": case(groups, CLASSES, "sgd", {"classes": 4}, peer="pytorch", clip=0.5, rate=0.05),
    "depthwise": case(depthwise, CLASSES, "adam", {"classes": 4}),
    "autoencoder": case(autoencoder, "mean_squared_error", "adam", {"numbers": 16}, clip=0.1),
    "u_net": case(u_net, "mean_absolute_error", "adamw", {"numbers": 36}),
    "two_classes": case(two_classes, "binary_cross_entropy", "momentum", {"classes": 2}, smoothing=0.2, class_weights=[1.0, 2.5]),
    "several_answers": case(several_answers, "binary_cross_entropy", "rmsprop", {"numbers": 5}),
    "gates": case(gates, "huber", "sgd", {"numbers": 3}, delta=0.5),
    "norms": case(norms, CLASSES, "nesterov", {"classes": 6}, clip=0.3),
    "activations": case(activations, CLASSES, "adam", {"classes": 4}),
    "groups_adam": case(groups, CLASSES, "adam", {"classes": 4}, peer="pytorch", smoothing=0.05),
}
