"""A recorder's disk after a busy night: a file is written in several versions, deleted, and what it lay in is used again."""
import hashlib
import os
import struct
import zlib

SEED = os.environ["SEED"]
BLOCKS, INODES, JOURNAL = 1024, 24, 320
FIRST_INODE, FIRST_JOURNAL = 1, 25
FIRST_DATA = FIRST_JOURNAL + JOURNAL


def chance(what, most):
    return int.from_bytes(hashlib.sha256(f"{what}:{SEED}".encode()).digest()[:4], "big") % most


class Disk:
    def __init__(self):
        self.blocks = [bytes(32) for _ in range(BLOCKS)]
        self.blocks[0] = struct.pack("<6sHHHHH", b"KELP1\0", BLOCKS, FIRST_INODE, INODES, FIRST_JOURNAL, JOURNAL).ljust(32, b"\0")
        self.number = 0
        self.minute = 14_400
        self.free = list(range(FIRST_DATA, BLOCKS))
        self.files = {}

    def write(self, block, content):
        old = self.blocks[block]
        at = FIRST_JOURNAL + 2 * (self.number % (JOURNAL // 2))
        self.number += 1
        self.blocks[at] = struct.pack("<cBIHII16x", b"J", 0, self.number, block, self.minute, zlib.crc32(old))
        self.blocks[at + 1] = old
        self.blocks[block] = content.ljust(32, b"\0")

    def save(self, name, text):
        """Lets the old blocks go first, so that a new version takes most of them again."""
        data = text.encode()
        inode = self.files[name][0] if name in self.files else next(n for n in range(FIRST_INODE, FIRST_INODE + INODES) if n not in {used for used, _ in self.files.values()})
        self.free = sorted(self.free + (self.files[name][1] if name in self.files else []))
        pieces = [data[at:at + 28] for at in range(0, len(data), 28)]
        taken, self.free = self.free[: len(pieces)], self.free[len(pieces):]
        for place, (block, piece) in enumerate(zip(taken, pieces)):
            stored = bytes(byte ^ (31 * block + 17 * i + (block >> 3)) & 0xFF for i, byte in enumerate(piece.ljust(28, b"\0")))
            after = taken[place + 1] if place + 1 < len(taken) else 0
            self.write(block, struct.pack("<HBB", after, len(piece), sum(stored) & 0xFF) + stored)
        self.write(inode, struct.pack("<BB14sHHI", 1, len(name), name.encode(), len(data), taken[0], self.minute))
        self.files[name] = (inode, taken)
        self.minute += 1 + chance(f"minute {self.number}", 9)

    def delete(self, name):
        inode, taken = self.files.pop(name)
        self.write(inode, bytes(32))
        self.free = sorted(self.free + taken)
        self.minute += 3


def decoy(what):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return "flag{" + "".join(letters[chance(f"{what} {n}", 62)] for n in range(24)) + "}"


disk = Disk()
for number in range(30):
    disk.save(f"tide{number % 6}.log", "\n".join(f"{number:02}:{minute:02} level {chance(f't{number}{minute}', 400)} cm" for minute in range(0, 60, 12)))
disk.save("boom.txt", f"The boom opens to {decoy('one')} (old, do not use).\nAsk the master.\n")
disk.save("wind.log", "calm\n" * 9)
disk.save("boom.txt", f"Night watch.\nThe boom opens to {decoy('two')} (not yet in force).\n")
disk.save("crew.txt", "Tveit, Rask, Dahl, and one who is new.\n" * 2)
disk.delete("crew.txt")
disk.save("boom.txt", f"Night watch, second version.\nFrom midnight on the boom opens to\n{os.environ['FLAG']}\nTell nobody but the pilot.\n")
disk.save("tide1.log", "01:00 level 133 cm\n" * 5)
disk.delete("boom.txt")
disk.save("wind.log", "".join(f"force {chance(f'w{n}', 9)} from the north\n" for n in range(9)))
disk.save("boom.txt", f"The boom opens to {decoy('three')} (false, for curious eyes).\n")
disk.save("note.txt", "What was here is none of your business. The recorder keeps nothing.\n" * 2)
disk.delete("boom.txt")
disk.save("tide2.log", "02:00 level 140 cm\n" * 7)
with open("disk.img", "wb") as out:
    out.write(b"".join(disk.blocks))
