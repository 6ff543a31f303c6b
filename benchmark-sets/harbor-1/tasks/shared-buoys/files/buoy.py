"""What runs on a buoy: it makes its key when it is first lit, and opens what is sealed to it (textbook RSA, e = 65537)."""

import hashlib

E = 65537
BITS = 256
SMALL = [p for p in range(3, 2000, 2) if all(p % q for q in range(3, int(p**0.5) + 1, 2))]


def is_prime(n):
    if any(n % p == 0 for p in SMALL):
        return n in SMALL
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


class Chance:
    """Numbers from what the buoy feels: stirred with what comes in, never emptied."""

    def __init__(self, first):
        self.state = hashlib.sha256(first).digest()
        self.count = 0

    def stir(self, felt):
        self.state = hashlib.sha256(self.state + felt).digest()

    def take(self, count):
        taken = b""
        while len(taken) < count:
            self.count += 1
            taken += hashlib.sha256(self.state + self.count.to_bytes(4, "big")).digest()
        return taken[:count]


def make_prime(chance):
    n = int.from_bytes(chance.take(BITS // 8), "big") | 1 << BITS - 1 | 1 << BITS - 2 | 1
    while not is_prime(n) or n % E == 1:
        n += 2
    return n


def make_key(at_boot, swell):
    """at_boot: what was felt when the light was switched on; swell: what came until the second prime was wanted."""
    chance = Chance(at_boot)
    p = make_prime(chance)
    chance.stir(swell)
    q = make_prime(chance)
    return p * q, pow(E, -1, (p - 1) * (q - 1))


def seal(n, text):
    """0x01, filling that is never zero, 0x00, text."""
    room = (n.bit_length() + 7) // 8 - 3
    filling = (hashlib.sha256(text).hexdigest().encode() * 4)[: room - len(text)]
    return pow(int.from_bytes(b"\x01" + filling + b"\x00" + text, "big"), E, n)
