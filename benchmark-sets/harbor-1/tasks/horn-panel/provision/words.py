"""Writes the panel's texts as the vendor ships them: every byte under the same key, one blob, with a table of where each begins."""
import os

TEXTS = [
    "horn 3.1, two membranes", "pressure 6.1 bar, membranes dry", "state: silent, visibility 4 miles", "state: sounding, one long every two minutes",
    "test: 1 second at quarter pressure", "test: refused, people on the gallery", "usage: horn state | test | service WORD", os.environ["FLAG"],
    "service: membrane 2 has sounded 41207 hours, change it", "service: that is not the word", "flag on the gallery: red means hands off",
]
key = 0x80 | int(os.environ["SEED"][:2], 16)
blob, places = bytearray(), []
for text in TEXTS:
    places.append(len(blob))
    blob += bytes(byte ^ key for byte in text.encode() + b"\0")
with open("words.h", "w") as out:
    out.write(f"#define KEY {key}\n")
    out.write(f"static const unsigned char blob[] = {{{', '.join(map(str, blob))}}};\n")
    out.write(f"static const unsigned short places[] = {{{', '.join(map(str, places))}}};\n")
