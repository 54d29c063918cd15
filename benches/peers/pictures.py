"""Makes a folder of JPEG pictures that are as hard to decode as photographs: pictures.py FOLDER [COUNT] [SIDE].

Each is noise at every scale, stronger the coarser (the spectrum of photographs falls so too), with edges in it;
quality 90 and colours at half the size, as cameras write them. The same at every start. Ten classes. Every picture
that is drawn gives many files, each moved sideways by another width, so that no two hold the same bytes.
"""

import pathlib
import sys

import numpy
from PIL import Image

CLASSES = 10
DRAWN = 200


def picture(random, side):
    colours = numpy.zeros((side, side, 3), numpy.float32)
    scale = 2
    while scale <= side:
        grid = random.normal(0, 1, (scale, scale, 3)).astype(numpy.float32)
        strength = 120.0 / scale**0.8
        for channel in range(3):
            # Brightness varies more than hue.
            mixed = 0.75 * grid[..., 0] + 0.25 * grid[..., channel]
            layer = Image.fromarray(mixed, mode="F").resize((side, side), Image.BICUBIC)
            colours[..., channel] += strength * numpy.asarray(layer)
        scale *= 2
    rows, columns = numpy.mgrid[0:side, 0:side]
    for _ in range(4):
        y, x, radius = random.integers(0, side, 2).tolist() + [int(random.integers(side // 12, side // 3))]
        colours[(rows - y) ** 2 + (columns - x) ** 2 < radius**2] += random.normal(0, 40, 3)
    return Image.fromarray(numpy.clip(colours + 118, 0, 255).astype(numpy.uint8))


def main():
    folder, count, side = pathlib.Path(sys.argv[1]), *(int(word) for word in sys.argv[2:] + ["10000", "256"][len(sys.argv) - 2 :])
    if (folder / "ready").exists():
        return
    for first in range(min(DRAWN, count)):
        drawn = numpy.asarray(picture(numpy.random.default_rng(first), side))
        for place in range(first, count, DRAWN):
            to = folder / "train" / f"class{place % CLASSES}" / f"{place:05}.jpg"
            to.parent.mkdir(parents=True, exist_ok=True)
            moved = numpy.roll(drawn, place // DRAWN * 5, axis=1)
            Image.fromarray(moved).save(to, quality=90, subsampling="4:2:0")
    (folder / "ready").touch()


main()
