"""Throughput of Keras on TensorFlow, on the processor: training, or with --forward the forward pass only.

Modes: `fit` is model.fit (or model.predict) on arrays in memory, as a user writes it; `function` is one tf.function
per step. `-jit` compiles the step with XLA, `-chunked` runs 32 steps per call of it (steps_per_execution).
"""

import os

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import time

import common

MODES = ["fit", "fit-jit", "fit-chunked", "function", "function-jit"]
args = common.options("Keras", MODES)

import keras
import tensorflow as tf
from keras import layers

tf.config.threading.set_intra_op_parallelism_threads(args.threads)
tf.config.threading.set_inter_op_parallelism_threads(args.threads)


def mnist_cnn():
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]


def mlp():
    return [layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")]


BUILDERS = {"mnist-cnn": mnist_cnn, "mlp": mlp}


def build(**how):
    keras.utils.set_random_seed(0)
    picture = common.NETWORKS[args.network][0]
    model = keras.Sequential([keras.Input(picture), *BUILDERS[args.network]()])
    common.check_parameters(args.network, model.count_params())
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss="sparse_categorical_crossentropy", **how)
    return model


class EpochClock(keras.callbacks.Callback):
    """Sums the seconds spent in epochs of fit, or in predict, without building their data pipelines."""

    seconds = 0.0

    def begin(self, *_):
        self.start = time.perf_counter()

    def end(self, *_):
        self.seconds += time.perf_counter() - self.start

    on_epoch_begin = on_predict_begin = begin
    on_epoch_end = on_predict_end = end


def fit_rate(**how):
    model = build(**how)

    def rate(steps, seconds):
        """Steps per second of epochs of `steps` steps, as many as take `seconds` together."""
        pixels, labels = common.made_up_data(args.network, args.batch, steps)
        clock, done = EpochClock(), 0
        same = {"batch_size": args.batch, "verbose": 0, "callbacks": [clock]}
        while clock.seconds < seconds:
            model.predict(pixels, **same) if args.forward else model.fit(pixels, labels, **same)
            done += steps
        return done / clock.seconds

    rate(64, 0.1)  # traces and compiles
    warm = rate(64, min(1.0, args.seconds))
    # epochs of about a second, in whole chunks, and no more pictures than MNIST has
    steps = max(64, int(min(warm, 60_000 / args.batch)) // 64 * 64)
    return rate(steps, args.seconds)


def function_rate(jit):
    model = build()
    pixels, labels = (tf.split(array, 64) for array in common.made_up_data(args.network, args.batch))
    cost = keras.losses.SparseCategoricalCrossentropy()

    @tf.function(jit_compile=jit)
    def train(x, y):
        with tf.GradientTape() as tape:
            loss = cost(y, model(x, training=True))
        model.optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    @tf.function(jit_compile=jit)
    def forward(x):
        return model(x, training=False)

    model.optimizer.build(model.trainable_variables)
    step = (lambda i: forward(pixels[i])) if args.forward else (lambda i: train(pixels[i], labels[i]))
    return common.steps_per_second(step, args.seconds)


ways = {
    "fit": lambda: fit_rate(jit_compile=False),
    "fit-jit": lambda: fit_rate(jit_compile=True),
    "fit-chunked": lambda: fit_rate(jit_compile=False, steps_per_execution=32),
    "function": lambda: function_rate(False),
    "function-jit": lambda: function_rate(True),
}
common.report("Keras", f"{keras.__version__} on TensorFlow {tf.__version__}", args, ways[args.mode]())
