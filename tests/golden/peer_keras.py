"""Trains a golden case with Keras on TensorFlow, in float64."""

import os

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

keras.backend.set_floatx("float64")

VERSION = f"Keras {keras.__version__} on TensorFlow {tf.__version__}"


def activation(name):
    # Keras's function has another slope than its layer; ours is the layer's.
    return {"linear": None, "leaky_relu": lambda x: keras.activations.leaky_relu(x, 0.3), "gelu": lambda x: keras.activations.gelu(x, approximate=False)}.get(name, name)


def layer(node):
    """The Keras layer of a node."""
    s = {key: value for key, value in node.items() if key not in ("id", "name", "kind")}
    n = {"name": node["name"]}
    act = lambda: {"activation": activation(s.get("activation", "linear"))}
    conv = lambda: {
        "kernel_size": s.get("kernel", [3, 3]),
        "strides": s.get("stride", [1, 1]),
        "padding": s.get("padding", "valid"),
        "use_bias": s.get("bias", True),
        **act(),
        **n,
    }
    dilation = {"dilation_rate": s.get("dilation", [1, 1])}
    pool = lambda: {"pool_size": s.get("window", [2, 2]), "strides": s.get("stride", [2, 2]), "padding": s.get("padding", "valid"), **n}
    kinds = {
        "conv2d": lambda: layers.Conv2D(s["filters"], **conv(), **dilation),
        "depthwise_conv2d": lambda: layers.DepthwiseConv2D(depth_multiplier=s.get("multiplier", 1), **conv(), **dilation),
        "conv2d_transpose": lambda: layers.Conv2DTranspose(s["filters"], **conv()),
        "max_pool2d": lambda: layers.MaxPooling2D(**pool()),
        "average_pool2d": lambda: layers.AveragePooling2D(**pool()),
        "global_average_pool": lambda: layers.GlobalAveragePooling2D(**n),
        "global_max_pool": lambda: layers.GlobalMaxPooling2D(**n),
        "dense": lambda: layers.Dense(s["units"], use_bias=s.get("bias", True), **act(), **n),
        "flatten": lambda: layers.Flatten(**n),
        "activation": lambda: layers.Activation(activation(s["function"]), **n),
        "batch_norm": lambda: layers.BatchNormalization(momentum=s.get("momentum", 0.99), epsilon=s.get("epsilon", 1e-3), **n),
        "layer_norm": lambda: layers.LayerNormalization(epsilon=s.get("epsilon", 1e-3), **n),
        "dropout": lambda: layers.Dropout(s["rate"], **n),
        "add": lambda: layers.Add(**n),
        "multiply": lambda: layers.Multiply(**n),
        "concat": lambda: layers.Concatenate(**n),
        "zero_padding2d": lambda: layers.ZeroPadding2D(((s["padding"]["top"], s["padding"]["bottom"]), (s["padding"]["left"], s["padding"]["right"])), **n),
        "upsample2d": lambda: layers.UpSampling2D(s["factor"], interpolation=s["interpolation"].lower(), **n),
    }
    return kinds[node["kind"]]()


def build(network):
    values = {}
    for node in network["nodes"]:
        wires = sorted((wire for wire in network["wires"] if wire["to"] == node["id"]), key=lambda wire: wire["slot"])
        inputs = [values[wire["from"]] for wire in wires]
        if node["kind"] == "input":
            values[node["id"]] = start = keras.Input(node["shape"])
        else:
            values[node["id"]] = layer(node)(inputs if len(inputs) > 1 else inputs[0])
    return keras.Model(start, values[node["id"]])


def single(number):
    # As both sides store it. Keras passes some coefficients through float32 even in float64 and others not; with a
    # number that float32 holds exactly this makes no difference.
    return float(np.float32(number))


def optimizer(settings, clip):
    s = {"learning_rate": settings["rate"]} if "rate" in settings else {}
    s["global_clipnorm"] = clip
    betas = {"beta_1": single(0.9), "beta_2": single(0.999)}
    make = {
        "sgd": lambda: keras.optimizers.SGD(**s),
        "momentum": lambda: keras.optimizers.SGD(**s, momentum=single(0.9)),
        "nesterov": lambda: keras.optimizers.SGD(**s, momentum=single(0.9), nesterov=True),
        "rmsprop": lambda: keras.optimizers.RMSprop(**s, rho=single(0.9)),
        "adam": lambda: keras.optimizers.Adam(**s, **betas),
        "adamw": lambda: keras.optimizers.AdamW(**s, **betas),
    }
    return make[settings["kind"]]()


def loss(case, ends_with):
    """A function of target and output."""
    s, target = case["loss"], case["target"]
    smoothing = s.get("smoothing", 0.0)
    weights = np.array(case["class_weights"])
    if s["kind"] == "softmax_cross_entropy":
        cost = keras.losses.CategoricalCrossentropy(from_logits=ends_with != "softmax", label_smoothing=smoothing)
        prepare = lambda t: tf.one_hot(t, target["classes"], dtype=tf.float64)
    elif s["kind"] == "binary_cross_entropy":
        cost = keras.losses.BinaryCrossentropy(from_logits=ends_with != "sigmoid", label_smoothing=smoothing)
        prepare = lambda t: t if "numbers" in target else tf.cast(t, tf.float64)[:, None]
    else:
        cost = {
            "mean_squared_error": keras.losses.MeanSquaredError,
            "mean_absolute_error": keras.losses.MeanAbsoluteError,
            "huber": lambda: keras.losses.Huber(delta=s.get("delta", 1.0)),
        }[s["kind"]]()
        prepare = lambda t: t
    return lambda t, y: cost(prepare(t), y, sample_weight=weights[t.numpy()] if len(weights) else None)


def train(case, weights, batches):
    """Losses, weights after training, answer to the first batch. `weights` draws a tensor from its name and shape."""
    model = build(case["network"])
    for each in model.layers:
        for variable in each.weights:
            name = f"{each.name}/{variable.name}"
            variable.assign(weights(name, tuple(variable.shape)).astype(np.float64))
    last = case["network"]["nodes"][-1]
    cost = loss(case, last.get("activation") or last.get("function"))
    descent = optimizer(case["optimizer"], case["clip"])
    losses = []
    for x, t in batches:
        with tf.GradientTape() as tape:
            value = cost(tf.constant(t), model(tf.constant(x.astype(np.float64)), training=True))
        gradients = tape.gradient(value, model.trainable_variables)
        descent.apply(gradients, model.trainable_variables)
        losses.append(float(value))
    final = {f"{each.name}/{variable.name}": variable.numpy() for each in model.layers for variable in each.weights}
    answer = model(tf.constant(batches[0][0].astype(np.float64)), training=False).numpy()
    if last.get("activation") is None and last.get("function") is None:
        answer = {"softmax_cross_entropy": lambda a: tf.nn.softmax(a).numpy(), "binary_cross_entropy": lambda a: tf.sigmoid(a).numpy()}.get(case["loss"]["kind"], lambda a: a)(answer)
    return losses, final, answer
