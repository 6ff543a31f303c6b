"""The berth lottery: who gets which of four berths is drawn in public, one draw after another.

The same wheel seals the evening's letter to the winner: its bytes are drawn after the last berth.
"""

WORD = 0xFFFFFFFF


class Wheel:
    """Four words of 32 bits. It is turned by hand thirty times before the first draw."""

    def __init__(self, seed):
        self.words = [int.from_bytes(seed[at:at + 4], "big") for at in range(0, 16, 4)]
        for _ in range(30):
            self.turn()

    def turn(self):
        a, b, c, d = self.words
        a ^= a << 11 & WORD
        a ^= a >> 8
        self.words = [b, c, d, d ^ d >> 19 ^ a]
        return self.words[3]

    def berth(self):
        """1 to 4, from the middle of the word, because the ends are said to be bad."""
        return (self.turn() >> 15 & 3) + 1

    def byte(self):
        return (self.turn() ^ self.turn() >> 16) & 0xFF


def seal(wheel, text):
    return bytes(letter ^ wheel.byte() for letter in text)
