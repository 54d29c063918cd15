"""Netloom's templates in Keras. Partner: src/network/templates.rs."""

from keras import Input, Model, Sequential, layers


def dense(units):
    return layers.Dense(units, activation="relu")


def answer():
    return layers.Dense(10, activation="softmax")


def mlp():
    return Sequential([Input((28, 28, 1)), layers.Flatten(), dense(128), layers.Dropout(0.2), answer()])


def mnist_cnn():
    def conv(filters):
        return layers.Conv2D(filters, 3, activation="relu")

    convs = [conv(32), layers.MaxPooling2D(2), conv(64), layers.MaxPooling2D(2), conv(64)]
    return Sequential([Input((28, 28, 1)), *convs, layers.Flatten(), dense(64), answer()])


def vgg_small():
    stack = [Input((32, 32, 3))]
    for filters in [32, 64, 128]:
        for _ in range(2):
            stack.append(
                layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")
            )
        stack.append(layers.MaxPooling2D(2))
    return Sequential([*stack, layers.Flatten(), dense(128), layers.Dropout(0.5), answer()])


def resnet_small():
    def normed_conv(x, filters, size, stride):
        conv = layers.Conv2D(
            filters, size, stride, padding="same", use_bias=False, kernel_initializer="he_normal"
        )
        return layers.BatchNormalization()(conv(x))

    picture = Input((32, 32, 3))
    x = layers.ReLU()(normed_conv(picture, 16, 3, 1))
    for filters, stride in [(16, 1), (32, 2), (64, 2)]:
        y = layers.ReLU()(normed_conv(x, filters, 3, stride))
        y = normed_conv(y, filters, 3, 1)
        shortcut = x if stride == 1 else normed_conv(x, filters, 1, stride)
        x = layers.ReLU()(layers.Add()([y, shortcut]))
    return Model(picture, answer()(layers.GlobalAveragePooling2D()(x)))


BUILDERS = {"mlp": mlp, "mnist-cnn": mnist_cnn, "vgg-small": vgg_small, "resnet-small": resnet_small}
