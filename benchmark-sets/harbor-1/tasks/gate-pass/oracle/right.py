# What the gate should have said: the same judgement, written anew.
import sys

MASK = (1 << 64) - 1
TAG_BYTES, TEXT_BYTES, LINE_BYTES = 8, 512, 127


def rotate(word, bits):
    return (word << bits | word >> (64 - bits)) & MASK


def mix(v):
    v[0] = (v[0] + v[1]) & MASK
    v[1] = rotate(v[1], 13) ^ v[0]
    v[0] = rotate(v[0], 32)
    v[2] = (v[2] + v[3]) & MASK
    v[3] = rotate(v[3], 16) ^ v[2]
    v[0] = (v[0] + v[3]) & MASK
    v[3] = rotate(v[3], 21) ^ v[0]
    v[2] = (v[2] + v[1]) & MASK
    v[1] = rotate(v[1], 17) ^ v[2]
    v[2] = rotate(v[2], 32)


def tag_of(key, text):
    k0, k1 = int.from_bytes(key[:8], "little"), int.from_bytes(key[8:], "little")
    v = [k0 ^ 0x6E6F727468206D6F, k1 ^ 0x6C652C206C616D70, k0 ^ 0x206C697420617420, k1 ^ 0x6E696E6520666976]
    for at in range(0, len(text) + 1, 8):
        block = bytearray(text[at:at + 8].ljust(8, b"\0"))
        if len(text) - at < 8:
            block[7] = len(text) & 255
        word = int.from_bytes(block, "little")
        v[3] ^= word
        for _ in range(3):
            mix(v)
        v[0] ^= word
    v[2] ^= 255
    for _ in range(5):
        mix(v)
    return (v[0] ^ v[1] ^ v[2] ^ v[3]).to_bytes(TAG_BYTES, "little")


def number_of(text):
    text = text.lstrip()
    sign = text[:1] if text[:1] in ("+", "-") else ""
    digits = ""
    for letter in text[len(sign):]:
        if not letter.isdigit():
            break
        digits += letter
    return int(sign + digits) if digits else None


def judge(lines, key):
    number, lane, text, tag = "", 0, b"", b""
    for line in lines:
        if line.startswith(b"tag "):
            digits = line[4:].strip().decode("latin-1")
            right = len(digits) == 2 * TAG_BYTES and all(letter in "0123456789abcdef" for letter in digits)
            tag = bytes.fromhex(digits) if right else (b"?" if digits[:1] in tuple("0123456789abcdef") and digits[1:2] in tuple("0123456789abcdef") else b"")
            continue
        if len(line) >= TEXT_BYTES - len(text):
            continue
        text += line
        said = line.decode("latin-1")
        if said.startswith("pass") and said[4:].split():
            number = said[4:].split()[0][:31]
        elif said.startswith("lane") and number_of(said[4:]) is not None:
            lane = number_of(said[4:])
    if not number:
        return
    if not 1 <= lane <= 8:
        print(f"{number}: no such lane")
    elif not tag:
        print(f"{number}: no tag")
    else:
        print(f"{number}: open, lane {lane}" if tag == tag_of(key, text) else f"{number}: closed")


def main():
    key = open("gate.key", "rb").read()
    lines = []
    for line in open(sys.argv[1], "rb").read().splitlines(keepends=True) + [b"\n"]:
        if line == b"\n":
            judge(lines, key)
            lines = []
        else:
            lines.append(line)


main()
