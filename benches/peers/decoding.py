"""Pictures a second from a folder of JPEGs to prepared bytes: decoding.py FOLDER SIDE [torchvision|tf|netloom PROGRAM].

torchvision: ImageFolder with Resize and DataLoader, a worker for each core; tf: image_dataset_from_directory's own
parts (decode_jpeg, then an anti-aliased or a plain bilinear resize) in tf.data, all its threads. Each also in its faster,
coarser variety, in which the JPEG is decoded at a half or a quarter of its size: `draft` and `ratio`. Netloom always
decodes at full size; then it is asked twice more, to keep what it prepared and to find it again.
"""

import os
import subprocess
import sys
import tempfile
import time

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
del sys.path[0]  # the scripts beside this one have names that libraries look for
folder, side, which = sys.argv[1], int(sys.argv[2]), sys.argv[3]
cores = os.cpu_count()


def torchvision_rate(draft):
    import torch
    from PIL import Image
    from torchvision import datasets, transforms

    def load(path):
        with Image.open(path) as picture:
            if draft:
                picture.draft("RGB", (side, side))
            return picture.convert("RGB")

    steps = [transforms.Resize((side, side)), transforms.PILToTensor()]
    pictures = datasets.ImageFolder(f"{folder}/train", transforms.Compose(steps), loader=load)
    loader = torch.utils.data.DataLoader(pictures, batch_size=256, num_workers=cores)
    start, count = time.perf_counter(), 0
    for batch, _ in loader:
        count += len(batch)
    return count / (time.perf_counter() - start)


def tf_rate(ratio, smooth):
    import tensorflow as tf

    def load(path):
        picture = tf.io.decode_jpeg(tf.io.read_file(path), channels=3, ratio=ratio)
        picture = tf.image.resize(picture, (side, side), antialias=smooth)
        return tf.cast(picture, tf.uint8)

    start, count = time.perf_counter(), 0
    paths = tf.data.Dataset.list_files(f"{folder}/train/*/*.jpg", shuffle=False)
    for batch in paths.map(load, num_parallel_calls=tf.data.AUTOTUNE).batch(256).prefetch(tf.data.AUTOTUNE):
        count += len(batch)
    return count / (time.perf_counter() - start)


def show(name, rate):
    print(f"{name:<44}{rate:8.0f} pictures a second", flush=True)


if which == "torchvision":
    import torchvision

    show(f"torchvision {torchvision.__version__} ImageFolder", torchvision_rate(False))
    show("  draft (decoded at a smaller size)", torchvision_rate(True))
elif which == "tf":
    import tensorflow

    show(f"tf.data {tensorflow.__version__} anti-aliased", tf_rate(1, True))
    show("  bilinear, not anti-aliased", tf_rate(1, False))
    show("  ratio 2 (decoded at half size), bilinear", tf_rate(2, False))
else:
    # It chooses 96 × 96 itself for pictures above 256 × 256. The start of the process is counted here, not above.
    count = sum(len(files) for _, _, files in os.walk(f"{folder}/train"))
    with tempfile.TemporaryDirectory() as kept:
        environment = dict(os.environ, NETLOOM_CACHE=kept)
        for name, options in [("", ["--no-cache"]), (", kept in the cache", []), (", from the cache", [])]:
            start = time.perf_counter()
            command = [sys.argv[4], "check", folder, *options]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
            seconds = time.perf_counter() - start
            show(f"netloom check{name} ({seconds:.2f} s)", count / seconds)
