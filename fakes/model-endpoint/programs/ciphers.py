"""usage: ciphers.py WORD FILE...: prints every WORD{...} that comes out when the usual mistakes of ciphers are tried on the files."""
import base64, binascii, json, math, re, sys, time
from itertools import combinations

WORD, FILES = sys.argv[1], sys.argv[2:]
FLAG = re.compile(re.escape(WORD).encode() + rb"\{[^{}\s\x00-\x20]{1,100}\}")
END = time.time() + 15
EXPONENTS = (65537, 3, 5, 7, 17, 257)
found = set()


def note(data):
    found.update(flag.decode("latin-1") for flag in FLAG.findall(data))


def to_bytes(number):
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


def root(number, degree):
    low, high = 0, 1 << number.bit_length() // degree + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle ** degree < number else (low, middle)
    return low


def fermat(n):
    a = math.isqrt(n - 1) + 1
    for _ in range(20000):
        b = math.isqrt(a * a - n)
        if b * b == a * a - n:
            return a - b
        a += 1
    return 1


def open_rsa(n, p, sealed):
    q = n // p
    order = (p - 1) * (q - 1) if p != q else p * (p - 1)
    for e in EXPONENTS:
        if math.gcd(e, order) == 1:
            for c in sealed:
                if c < n:
                    note(to_bytes(pow(c, pow(e, -1, order), n)))


def values(data):
    """All leaves of a JSON file, or all words of another."""
    try:
        todo = [json.loads(data)]
    except ValueError:
        return re.findall(r"[A-Za-z0-9+/=_-]{8,}", data)
    leaves = []
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)
        else:
            leaves.append(value)
    return leaves


def numbers_of(leaves):
    for leaf in leaves:
        if isinstance(leaf, int) and leaf.bit_length() > 100:
            yield leaf
        elif isinstance(leaf, str):
            text = leaf[2:] if leaf.startswith("0x") else leaf
            if re.fullmatch(r"\d{40,}", text):
                yield int(text)
            if re.fullmatch(r"[0-9a-fA-F]{30,}", text):
                yield int(text, 16)


def texts_of(leaves):
    for leaf in leaves:
        if isinstance(leaf, str) and len(leaf) >= 8:
            if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", leaf):
                yield bytes.fromhex(leaf)
                continue
            try:
                yield base64.b64decode(leaf, validate=True)
            except (binascii.Error, ValueError):
                pass


leaves = []
for name in FILES:
    with open(name, encoding="utf-8", errors="ignore") as file:
        leaves.extend(values(file.read(1 << 20)))
numbers = list(dict.fromkeys(numbers_of(leaves)))[:400]
for c in numbers:
    for e in (2, 3, 4, 5, 7):
        if (m := root(c, e)) ** e == c:
            note(to_bytes(m))
for n, other in combinations(numbers, 2):
    if time.time() > END:
        break
    p = math.gcd(n, other)
    # A short common factor is chance.
    if p.bit_length() > 40 and p not in (n, other):
        open_rsa(n, p, numbers)
        open_rsa(other, p, numbers)
if len(numbers) <= 12:
    for n in numbers:
        if n % 2 and time.time() < END and 1 < (p := fermat(n)) < n:
            open_rsa(n, p, numbers)

# A keystream used twice: what two texts differ by, and every text that is known, or a piece of the flag's own letters.
sealed = [text for text in dict.fromkeys(texts_of(leaves)) if len(text) >= 12][:300]
known = [leaf.encode() for leaf in leaves if isinstance(leaf, str) and len(leaf) >= 12 and " " in leaf][:300]
crib = (WORD + "{").encode()
for one in sealed:
    for plain in known:
        if time.time() > END:
            break
        for shift in range(0, 17):
            size = min(len(one) - shift, len(plain))
            if size < 12:
                continue
            stream = bytes(a ^ b for a, b in zip(one[shift:shift + size], plain))
            for other in sealed:
                if other is not one:
                    note(bytes(a ^ b for a, b in zip(other[shift:shift + size], stream)))
print("\n".join(sorted(found)[:20]))
