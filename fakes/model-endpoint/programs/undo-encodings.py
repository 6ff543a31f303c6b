"""usage: undo-encodings.py WORD DEPTH FILE...: prints every WORD{...} that stands in a file, under one encoding or several (up to DEPTH)."""
import base64, bz2, binascii, io, lzma, re, sys, time, urllib.parse, zipfile, zlib
from itertools import product

WORD, DEPTH, FILES = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
FLAG = re.compile(re.escape(WORD).encode() + rb"\{[^{}\s\x00-\x20]{1,100}\}")
MOST, END = 1 << 20, time.time() + 12
found, seen, passwords = [], set(), []
CRIB = (WORD + "{").encode()
# What each byte is under one key, and what the flag's first letters are then.
TABLES = [(table, bytes(table.index(letter) for letter in CRIB)) for make in (lambda c, k: c ^ k, lambda c, k: (c + k) % 256) for k in range(1, 256) for table in [bytes(make(c, k) for c in range(256))]]


def tried(make, *given):
    try:
        return make(*given)
    except Exception:  # What is not in this encoding is left alone.
        return b""


def inflate(data, at, bits):
    return zlib.decompressobj(bits).decompress(data[at:], MOST)


def unlzma(data, at):
    return lzma.LZMADecompressor().decompress(data[at:], MOST)


def starts(data, magic):
    at = data.find(magic)
    while at >= 0:
        yield at
        at = data.find(magic, at + 1)


def packed(data):
    """What is packed somewhere in it."""
    for at in starts(data, b"\x1f\x8b\x08"):
        yield tried(inflate, data, at, 31)
    for head in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        for at in list(starts(data, head))[:200]:
            yield tried(inflate, data, at, 15)
    for at in starts(data, b"BZh"):
        yield tried(lambda: bz2.BZ2Decompressor().decompress(data[at:], MOST))
    for at in starts(data, b"\xfd7zXZ"):
        yield tried(unlzma, data, at)
    if data.find(b"PK\x03\x04") >= 0:
        yield from tried(lambda: list(unzip(data)))


def unzip(data):
    archive = zipfile.ZipFile(io.BytesIO(data[data.find(b"PK\x03\x04"):]))
    for member in archive.infolist():
        if not member.flag_bits & 1:
            yield tried(archive.read, member)
            continue
        for password in passwords[:20000]:
            text = tried(archive.read, member, password)
            if text:
                yield text
                break


def spelled(data):
    """What its characters spell."""
    for token in re.findall(rb"[A-Za-z0-9+/_-]{12,}={0,2}", data)[:4000]:
        token = token.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
        yield tried(base64.b64decode, token + b"=" * (-len(token) % 4))
    for block in re.findall(rb"(?:[A-Za-z0-9+/]{4,}\r?\n[ \t]*){2,}[A-Za-z0-9+/]*={0,2}", data)[:50]:
        joined = re.sub(rb"\s", b"", block).rstrip(b"=")
        yield tried(base64.b64decode, joined + b"=" * (-len(joined) % 4))
    for token in re.findall(rb"[A-Z2-7]{16,}={0,6}", data)[:1000]:
        yield tried(base64.b32decode, token.rstrip(b"=") + b"=" * (-len(token.rstrip(b"=")) % 8))
    for token in re.findall(rb"(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s:,;-]*){8,}", data)[:1000]:
        yield tried(binascii.unhexlify, re.sub(rb"0x|\\x|[^0-9a-fA-F]", b"", token))
    # A dump: an address, then bytes, then perhaps what they spell.
    lines = re.findall(rb"^[0-9a-fA-F]{4,16}:?[ \t]+((?:[0-9a-fA-F]{2,4}[ \t]+)+)", data, re.M)
    if lines:
        yield tried(binascii.unhexlify, re.sub(rb"\s", b"", b"".join(lines)))
    for token in re.findall(rb"(?:\d{2,3}[\s,;]+){6,}\d{2,3}", data)[:200]:
        yield tried(lambda: bytes(int(number) for number in re.findall(rb"\d+", token)))
        yield tried(lambda: bytes(int(number, 8) for number in re.findall(rb"\d+", token)))
    for token in re.findall(rb"(?:[01]{8}\s*){6,}", data)[:200]:
        yield tried(lambda: (lambda bits: bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits) - 7, 8)))(re.sub(rb"\s", b"", token)))
    if b"%" in data:
        yield urllib.parse.unquote_to_bytes(data)
    if b"\\" in data:
        yield re.sub(rb"\\(?:x([0-9a-fA-F]{2})|([0-3][0-7]{2}))", lambda spelt: bytes([int(spelt[1], 16) if spelt[1] else int(spelt[2], 8)]), data)
    if b"=\n" in data or re.search(rb"=[0-9A-F]{2}", data):
        yield tried(binascii.a2b_qp, data)
    for text in re.findall(rb"<~.+?~>", data, re.S):
        yield tried(lambda: base64.a85decode(text, adobe=True))


def turned(data):
    """The same letters, in another order or each for another."""
    yield data[::-1]
    for parity in (0, 1):
        wide = data[parity:len(data) - (len(data) - parity) % 2]
        for order in ("utf-16-le", "utf-16-be"):
            yield wide.decode(order, "ignore").encode("latin-1", "ignore")
    for shift in range(1, 26):
        yield data.translate(bytes((c - 97 + shift) % 26 + 97 if 97 <= c <= 122 else (c - 65 + shift) % 26 + 65 if 65 <= c <= 90 else c for c in range(256)))
    yield data.translate(bytes((c - 33 + 47) % 94 + 33 if 33 <= c <= 126 else c for c in range(256)))


def under_keys(data):
    """Under one byte, or under a short key that the known first letters and a repetition show."""
    for table, wanted in TABLES:
        if data.find(wanted) >= 0:
            yield data.translate(table)
    if len(data) <= 4096:
        # Three letters leave two of the known ones to be held against.
        for length in (2, 3):
            for at in range(len(data) - len(CRIB)):
                key = bytes(data[at + i] ^ CRIB[i] for i in range(length))
                if all(data[at + i] ^ key[i % length] == CRIB[i] for i in range(len(CRIB))):
                    yield bytes(c ^ key[i % length] for i, c in enumerate(data[at:at + 120]))


def strided(data):
    """Every n-th byte, and the low bits of bytes in a row."""
    for stride in range(2, 9):
        for offset in range(stride):
            yield data[offset::stride]
    bits = "".join(str(c & 1) for c in data[:200000])
    for offset, order in product(range(8), (1, -1)):
        yield bytes(int(bits[i:i + 8][::order], 2) for i in range(offset, len(bits) - 7, 8))


def look(data, depth):
    if not data or data in seen or time.time() > END:
        return
    seen.add(data)
    found.extend(flag.decode("latin-1") for flag in FLAG.findall(data) if flag.decode("latin-1") not in found)
    if depth == 0:
        return
    for step in (packed, spelled, turned) + ((under_keys, strided) if DEPTH > 1 else ()):
        for text in step(data):
            # What was turned is not turned again.
            look(text, depth - 1 if step in (packed, spelled) else min(depth - 1, 1) if len(data) < 65536 else 0)


contents = []
for name in FILES:
    with open(name, "rb") as file:
        contents.append(file.read(MOST))
words = set()
for data in contents:
    for word in re.findall(rb"[!-~]{3,40}", data)[:20000]:
        words.update((word, word.strip(b".,:;!?\"'()[]<>")))
passwords.extend(sorted(words))
for depth in range(DEPTH + 1):
    seen.clear()
    for data in contents:
        look(data, depth)
# Letters and digits are likelier than what chance makes of noise.
found.sort(key=lambda flag: not re.fullmatch(r"\w+\{[\w-]{6,}\}", flag))
print("\n".join(found[:20]))
