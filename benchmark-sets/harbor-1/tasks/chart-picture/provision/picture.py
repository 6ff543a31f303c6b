"""A PNG of a chart, with what its maker wrote into it, packed, as PNG has it (zTXt)."""
import os
import random
import struct
import zlib

chance = random.Random(int(os.environ["SEED"], 16))
width, height = 96, 64


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


rows = b""
shore = height // 2
for y in range(height):
    shore += chance.randrange(-2, 3)
    rows += b"\0" + bytes(max(0, min(255, 128 + 3 * (x - shore) + chance.randrange(-6, 7))) for x in range(width))
note = f"Surveyed by the boat Tern. The word for the chart store is {os.environ['FLAG']}; do not print it on the sheet."
with open("chart.png", "wb") as out:
    out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)))
    out.write(chunk(b"tEXt", b"Title\0North basin") + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(note.encode(), 9)))
    out.write(chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
