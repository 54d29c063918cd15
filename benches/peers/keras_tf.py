"""Throughput of Keras on TensorFlow: training, or with --forward the forward pass only.

Modes: `fit` is model.fit (or model.predict) on arrays in memory, as a user writes it; `function` is one tf.function
per step. `-jit` compiles the step with XLA, `-chunked` runs 32 steps per call of it (steps_per_execution).
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import math

import common

MODES = ["fit", "fit-jit", "fit-chunked", "function", "function-jit"]
args = common.options("Keras", {"cpu": MODES, "cuda": MODES}, ["fit", "function", "function-jit"])

import keras
import tensorflow as tf

from keras_networks import BUILDERS

tf.config.threading.set_intra_op_parallelism_threads(args.threads)
tf.config.threading.set_inter_op_parallelism_threads(args.threads)


def build(**how):
    keras.utils.set_random_seed(0)
    model = BUILDERS[args.network]()
    common.check_parameters(args.network, sum(math.prod(weight.shape) for weight in model.trainable_weights))
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss="sparse_categorical_crossentropy", **how)
    return model


class EpochClock(keras.callbacks.Callback):
    """Sums the seconds spent in epochs of fit, or in predict, without building their data pipelines."""

    seconds = 0.0

    def begin(self, *_):
        self.start = common.timing.clock()

    def end(self, *_):
        self.seconds += common.timing.clock() - self.start

    on_epoch_begin = on_predict_begin = begin
    on_epoch_end = on_predict_end = end


def fit_timing(chunk=1, **how):
    """Steps a second of epochs of `fit`, as a function of seconds; `chunk` steps are one call of the compiled function."""
    model = build(steps_per_execution=chunk, **how)

    def timing(steps):
        """The rate of epochs of `steps` steps, as many as take the seconds together."""
        pixels, labels = common.made_up_data(args.network, args.batch, steps)

        def rate(seconds):
            clock, done = EpochClock(), 0
            same = {"batch_size": args.batch, "verbose": 0, "callbacks": [clock]}
            while clock.seconds < seconds:
                model.predict(pixels, **same) if args.forward else model.fit(pixels, labels, **same)
                done += steps
            return done / clock.seconds

        return rate

    least = max(chunk, 4)
    warming = timing(least)
    warming(0.1)  # traces and compiles
    warm = warming(1.0)
    # epochs of about a second, in whole chunks, and no more numbers than 60,000 pictures of MNIST
    most = 60_000 * 784 / (args.batch * math.prod(common.NETWORKS[args.network][0]))
    return timing(max(least, int(min(warm, most)) // least * least))


def function_timing(jit):
    model = build()
    pixels, labels = (tf.split(array, common.BATCHES) for array in common.made_up_data(args.network, args.batch))
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
    last = None

    def step(i):
        nonlocal last
        last = forward(pixels[i]) if args.forward else train(pixels[i], labels[i])

    wait = (lambda: last.numpy()) if args.device == "cuda" else None
    return common.timing(step, wait=wait)


ways = {
    "fit": lambda: fit_timing(jit_compile=False),
    "fit-jit": lambda: fit_timing(jit_compile=True),
    "fit-chunked": lambda: fit_timing(chunk=32, jit_compile=False),
    "function": lambda: function_timing(False),
    "function-jit": lambda: function_timing(True),
}
common.report("Keras", f"{keras.__version__} on TensorFlow {tf.__version__}", args, ways[args.mode]())
