"""Makes a folder of many small PNG pictures in class folders: folder.py FOLDER [COUNT] [CLASSES] [SIDE].

Every picture is another: a disc on a ramp, both coloured by its number. Python's own library is enough.
"""

import pathlib
import struct
import sys
import zlib


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def picture(number, side):
    red, green, blue = number * 37 % 256, number * 91 % 256, number * 151 % 256
    x, y = number * 7 % side, number * 13 % side
    radius = side // 8 + number % (side // 4)
    rows = []
    for row in range(side):
        ground = bytes((row * 160 // side, (255 - red) // 2, (255 - blue) // 2))
        half = radius * radius - (row - y) ** 2
        line = ground * side
        if half > 0:
            left, right = max(0, x - int(half**0.5)), min(side, x + int(half**0.5))
            line = ground * left + bytes((red, green, blue)) * (right - left) + ground * (side - right)
        rows.append(b"\0" + line)
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(rows), 1)) + chunk(b"IEND", b"")


def main():
    folder = pathlib.Path(sys.argv[1])
    count, classes, side = (int(word) for word in (sys.argv[2:] + ["100000", "100", "32"][len(sys.argv) - 2 :]))
    if (folder / ".ready").exists():
        return
    for name in range(classes):
        (folder / f"class{name:04}").mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"class{number % classes:04}" / f"{number:06}.png").write_bytes(picture(number, side))
    (folder / ".ready").touch()


main()
