"""Writes channel.pcap: six papers between four harbours, on a bad evening."""
import hashlib
import os
import struct
import zlib

SEED = os.environ["SEED"]
HOSTS = {name: bytes([10, 77, 0, last]) for name, last in (("holm", 3), ("skerry", 9), ("lang", 14), ("tern", 22))}
count = 0


def chance(most):
    global count
    count += 1
    return int.from_bytes(hashlib.sha256(f"{count}:{SEED}".encode()).digest()[:4], "big") % most


def bale(text):
    out, plain, at = bytearray(), bytearray(), 0

    def flush():
        while plain:
            out.append(min(128, len(plain)) - 1)
            out.extend(plain[:128])
            del plain[:128]

    while at < len(text):
        best, distance = 0, 0
        start = text.rfind(text[at:at + 5], 0, at + 4) if at + 5 <= len(text) else -1
        if 0 <= start < at:
            distance = at - start
            while best < 130 and at + best < len(text) and text[at + best - distance] == text[at + best]:
                best += 1
        if best >= 5:
            flush()
            out += struct.pack(">BH", 128 + best - 3, distance)
            at += best
        else:
            plain.append(text[at])
            at += 1
    flush()
    return bytes(out)


def scramble(data, ours, theirs):
    register = zlib.crc32(ours + theirs)
    out = bytearray()
    for byte in data:
        for _ in range(8):
            register = register >> 1 ^ (0xB4BCD35C if register & 1 else 0)
        out.append(byte ^ register & 255)
    return bytes(out)


def check(packet):
    a = b = 0
    for byte in packet:
        a = (a + byte) % 255
        b = (b + a) % 255
    return b * 256 + a


def packet(kind, flags, stream, offset, payload):
    head = lambda sum_: struct.pack(">2sBBHIHH", b"HL", kind, flags, stream, offset, len(payload), sum_)
    return head(check(head(0) + payload)) + payload


def broken(whole):
    at = 14 + chance(len(whole) - 14)
    return whole[:at] + bytes([whole[at] ^ 1 + chance(255)]) + whole[at + 1:]


def paper(title, secret=None):
    lines = [f"PAPER {title}", "=" * 40]
    for number in range(24):
        lines.append(f"item {number:02} of the list: {('rope', 'tar', 'salt', 'timber', 'lamp oil')[chance(5)]}, {1 + chance(90)} crates, berth {1 + chance(9)}")
        if number == 13 and secret:
            lines.append(f"between you and me: the word is {secret}")
    return "\n".join(lines).encode()


def transfer(sender, receiver, stream, text):
    ours, theirs = (bytes(chance(256) for _ in range(8)) for _ in range(2))
    travelling = scramble(bale(text), ours, theirs)
    there, back = (sender, receiver), (receiver, sender)
    talk = [(*there, packet(1, 0, stream, 0, ours)), (*back, packet(1, 0, stream, 0, theirs))]
    loads = []
    at = 0
    while at < len(travelling):
        size = 30 + chance(50)
        begin = max(0, at - chance(12))
        loads.append((begin, travelling[begin:at + size]))
        at += size
    loads = [load for _, load in sorted(enumerate(loads), key=lambda pair: (pair[0] + chance(5), pair[0]))]
    for number, (begin, part) in enumerate(loads):
        whole = packet(2, 0, stream, begin, part)
        # Whatever the evening is like, every paper meets each kind of bad luck.
        luck = {1: 0, 2: 2, 3: 3, 5: 0}.get(number, chance(10))
        if luck < 2:
            talk.append((*there, broken(whole)))
        elif luck == 2:
            # Right by its check, and wrong all the same: a mended one follows.
            talk.append((*there, packet(2, 0, stream, begin, bytes(byte ^ 0x2A for byte in part))))
            talk.append((*there, packet(2, 1, stream, begin, part)))
        elif luck == 3:
            talk.append(("tern", receiver, packet(2, 1, stream, begin, bytes(chance(256) for _ in part))))
        talk.append((*there, whole))
        if number % 4 == 3:
            talk.append((*back, packet(3, 0, stream, begin, b"")))
    talk.append((*there, packet(4, 0, stream, len(travelling), struct.pack(">I", zlib.crc32(travelling)))))
    return talk


def frame(sender, receiver, payload, number):
    udp = struct.pack(">HHHH", 4747, 4747, 8 + len(payload), 0) + payload
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), number & 0xFFFF, 0, 64, 17, 0, HOSTS[sender], HOSTS[receiver])
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    head = head[:10] + struct.pack(">H", ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF) + head[12:]
    ethernet = b"\x02\0\0\0\0" + HOSTS[receiver][3:] + b"\x02\0\0\0\0" + HOSTS[sender][3:] + b"\x08\0"
    return ethernet + head + udp


plan = [("holm", "skerry", 7, "crates"), ("lang", "skerry", 7, "salt"), ("holm", "lang", 8, "ropes"), ("skerry", "holm", 9, "tar"), ("lang", "holm", 7, "dues"), ("skerry", "lang", 8, "pilots")]
chosen = chance(len(plan))
talks = [transfer(a, b, stream, paper(title, os.environ["FLAG"] if number == chosen else None)) for number, (a, b, stream, title) in enumerate(plan)]
with open("channel.pcap", "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1))
    number, moment = 0, 1_930_000_000_000_000
    while any(talks):
        talk = [talk for talk in talks if talk][chance(sum(1 for talk in talks if talk))]
        sender, receiver, payload = talk.pop(0)
        whole = frame(sender, receiver, payload, number)
        moment += 900 + chance(60_000)
        out.write(struct.pack("<IIII", moment // 1_000_000, moment % 1_000_000, len(whole), len(whole)) + whole)
        number += 1
