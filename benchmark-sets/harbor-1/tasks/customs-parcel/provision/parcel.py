"""A mailbox, and a zip under the old encryption of that format, which every unpacker knows."""
import hashlib
import os
import random
import struct
import zlib

chance = random.Random(os.environ["SEED"])
SHIP = chance.choice(["Petrel", "Gannet", "Skua", "Dunlin", "Whimbrel", "Turnstone"])
BERTH = chance.randrange(11, 40)
OLD, NEW = f"kittiwake{chance.randrange(10, 99)}", f"{SHIP.upper()}-{BERTH}-wax"

CRC = [0] * 256
for number in range(256):
    value = number
    for _ in range(8):
        value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
    CRC[number] = value


class Keys:
    def __init__(self, word):
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in word:
            self.turn(byte)

    def turn(self, byte):
        a, b, c = self.keys
        a = a >> 8 ^ CRC[(a ^ byte) & 255]
        b = (b + (a & 255)) * 134775813 + 1 & 0xFFFFFFFF
        self.keys = [a, b, c >> 8 ^ CRC[(c ^ b >> 24) & 255]]

    def seal(self, data):
        sealed = bytearray()
        for byte in data:
            mask = self.keys[2] | 2
            sealed.append(byte ^ (mask * (mask ^ 1) >> 8 & 255))
            self.turn(byte)
        return bytes(sealed)


def write_zip(path, files, word):
    body, directory = b"", b""
    for name, text in files:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed, crc = packer.compress(text) + packer.flush(), zlib.crc32(text)
        head = hashlib.sha256((name + os.environ["SEED"]).encode()).digest()[:11] + bytes([crc >> 24])
        sealed = Keys(word.encode()).seal(head + packed)
        # Version 2.0, encrypted, deflated, midnight of 7 April 2031.
        about = struct.pack("<HHHHHIIIHH", 20, 1, 8, 0, 51 << 9 | 4 << 5 | 7, crc, len(sealed), len(text), len(name), 0)
        directory += b"PK\1\2" + struct.pack("<H", 20) + about + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode()
        body += b"PK\3\4" + about + name.encode() + sealed
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    with open(path, "wb") as out:
        out.write(body + directory + end)


MAILS = [
    ("agent@lines.invalid", "Wed, 2 Apr 2031 09:12", "manifest, March", f"The word for the manifest is {OLD} as ever.\n"),
    ("clerk@customs.invalid", "Wed, 2 Apr 2031 10:40", "Re: manifest, March", f"Opened, thank you. Please take a better word than {OLD} for the next: her\nname in capitals, her berth, and what seals a letter, with hyphens between.\n"),
    ("porter@pier.invalid", "Thu, 3 Apr 2031 07:00", "lost umbrella", "Not with me. The one here is green.\n"),
    ("agent@lines.invalid", "Fri, 4 Apr 2031 16:20", "next call", f"Our {SHIP} comes on Monday with salt and wax. The wax is for the candle\nmakers and needs no papers; wax is also what we seal with, no glue here.\n"),
    ("berths@pier.invalid", "Sat, 5 Apr 2031 12:00", "berths for next week", f"Auk: {BERTH + 2}. {SHIP}: {BERTH + 1}, no, that is taken, make it {BERTH}. Heron: {BERTH - 4}.\nThe flag for quarantine is in the cupboard.\n"),
    ("agent@lines.invalid", "Mon, 7 Apr 2031 08:05", "papers", "Papers in the attached file, under the word that you asked for: name of the\nship, berth, and the last part in small letters.\n\n[papers.zip]\n"),
]
with open("customs.mbox", "w") as out:
    for sender, date, subject, text in MAILS:
        out.write(f"From {sender} {date}\nFrom: {sender}\nTo: {'agent@lines.invalid' if sender.startswith('clerk') else 'clerk@customs.invalid'}\nDate: {date}:00 +0000\nSubject: {subject}\n\n{text}\n")

rows = [f"{number};{chance.choice(['salt', 'wax', 'rope'])};{chance.randrange(100, 900)}" for number in range(1, 40)]
write_zip("papers.zip", [("cargo.csv", "\n".join(rows).encode()), ("seals.txt", f"hold 1: no seal\nhold 2: {os.environ['FLAG']}\nhold 3: broken\n".encode())], NEW)
