"""Lantern, a stream cipher for letters between harbours: lantern.py seal|open KEYFILE DATE MINUTE BERTH < text > sealed

A letter is sealed with a key of both harbours and a number that must not come twice: the day, the minute and the berth.
"""

import struct
import sys

WORD = 0xFFFFFFFF
CONSTANTS = (0x6C616E74, 0x65726E20, 0x73747265, 0x616D2031)


def rotate(value, by):
    return (value << by | value >> 32 - by) & WORD


def mix(words, a, b, c, d):
    words[a] = words[a] + words[b] & WORD
    words[d] = rotate(words[d] ^ words[a], 16)
    words[c] = words[c] + words[d] & WORD
    words[b] = rotate(words[b] ^ words[c], 12)
    words[a] = words[a] + words[b] & WORD
    words[d] = rotate(words[d] ^ words[a], 8)
    words[c] = words[c] + words[d] & WORD
    words[b] = rotate(words[b] ^ words[c], 7)


def block(key, number, counter):
    start = [*CONSTANTS, *struct.unpack("<8I", key), counter, *struct.unpack("<3I", number)]
    words = list(start)
    for _ in range(10):
        for a in range(4):
            mix(words, a, a + 4, a + 8, a + 12)
        for a in range(4):
            mix(words, a, 4 + (a + 1) % 4, 8 + (a + 2) % 4, 12 + (a + 3) % 4)
    return struct.pack("<16I", *((word + first) & WORD for word, first in zip(words, start)))


def number_of(date, minute, berth):
    """Twelve bytes: the day of the year, the minute of the day, the berth, and what is left for later."""
    month, day = (int(part) for part in date.split("-")[1:])
    return struct.pack("<HBxBxxxI", month * 31 + day, minute & 0xFF, berth & 0xFF, 0)


def apply(key, number, text):
    sealed = bytearray()
    for at in range(0, len(text), 64):
        stream = block(key, number, at // 64 + 1)
        sealed.extend(a ^ b for a, b in zip(text[at:at + 64], stream))
    return bytes(sealed)


if __name__ == "__main__":
    _, _, key_file, date, minute, berth = sys.argv
    with open(key_file, "rb") as file:
        key = file.read(32)
    sys.stdout.buffer.write(apply(key, number_of(date, int(minute), int(berth)), sys.stdin.buffer.read()))
