"""Writes tape.h: four stages of Feistel rounds, taken apart into the keeper's few instructions, for the word in FLAG."""
import os
import random
import struct

MASK = 0xFFFFFFFF
SET, NOR, ADD, MUL, TURN, WORD, CHAIN, CHECK, KEEP, HOP, NEXT, DONE = range(12)
STAGES, ROUNDS = 4, 10

chance = random.Random(int(os.environ["SEED"], 16))
word = os.environ["FLAG"].encode().ljust(32, b"\0")
assert len(word) == 32, "the word must fit"


def turn(value, by):
    by &= 31
    return (value << by | value >> (32 - by) & (1 << by) - 1) & MASK if by else value


class Stage:
    def __init__(self, number, last):
        self.number, self.last = number, last
        self.meaning = chance.sample(range(16), 16)
        registers = chance.sample(range(16), 16)
        self.state, self.temporaries = registers[:2], registers[2:]
        self.code = bytearray()

    def emit(self, op, *rest):
        if chance.random() < 0.06:
            junk = chance.randbytes(chance.randrange(1, 9))
            self.code += bytes([self.meaning[HOP], len(junk)]) + junk
        if chance.random() < 0.12:
            self.idle()
        self.code += bytes([self.meaning[op], *rest])

    def idle(self):
        """An instruction whose result nobody uses: it writes a register that is written anew before it is read."""
        target, a, b = self.idle_register, chance.randrange(16), chance.randrange(16)
        self.code += bytes([self.meaning[chance.choice([NOR, ADD, MUL])], target, a << 4 | b])

    def set(self, d, value):
        self.emit(SET, d, *struct.pack("<I", value))

    def three(self, op, d, a, b):
        self.emit(op, d, a << 4 | b)

    def constant(self, d, value, spare):
        part = chance.randrange(1 << 32)
        self.set(d, part)
        self.set(spare, value - part & MASK)
        self.three(ADD, d, d, spare)

    def xor(self, d, a, b, spare):
        """d may be a or b; spare are two others."""
        one, two = spare
        self.three(NOR, one, a, a)
        self.three(NOR, two, b, b)
        self.three(NOR, one, one, two)
        self.three(NOR, two, a, b)
        self.three(NOR, d, one, two)

    def turn(self, d, a, by):
        self.emit(TURN, d | (by & 15) << 4, a << 4 | by >> 4 & 1)

    def round(self, changed, other):
        x, y, z, s, t, u, self.idle_register = chance.sample(self.temporaries, 7)
        k1, k2, m = chance.randrange(1 << 32), chance.randrange(1 << 32), chance.randrange(1 << 32) | 1
        n1, n2 = chance.randrange(1, 32), chance.randrange(1, 32)
        self.constant(x, k1, s)
        self.three(ADD, x, x, other)
        self.turn(x, x, n1)
        self.constant(y, m, s)
        self.three(MUL, x, x, y)
        self.turn(z, other, n2)
        self.xor(z, x, z, (s, t))
        self.constant(y, k2, u)
        self.three(ADD, z, z, y)
        self.xor(changed, changed, z, (s, t))

        def function(value):
            mixed = turn(value + k1 & MASK, n1) * m & MASK
            return (mixed ^ turn(value, n2)) + k2 & MASK
        return function

    def make(self, block, chain):
        """Gives the code and the chain for the next stage."""
        self.idle_register, one, two, three = self.temporaries[:4]
        for half in range(2):
            self.emit(WORD, one | (2 * self.number + half) << 4)
            self.emit(CHAIN, two | half << 4)
            self.xor(self.state[half], one, two, (three, self.temporaries[4]))
        values = [block[half] ^ chain[half] for half in range(2)]
        for number in range(ROUNDS):
            changed = number % 2
            function = self.round(self.state[changed], self.state[1 - changed])
            values[changed] ^= function(values[1 - changed])
        order = [0, 1]
        chance.shuffle(order)
        for half in order:
            self.emit(CHECK, self.state[half], *struct.pack("<I", values[half]))
            self.emit(KEEP, self.state[half] | half << 4)
        self.emit(DONE if self.last else NEXT)
        return bytes(self.meaning) + bytes(self.code) + chance.randbytes(8), values


def cover(content, key):
    stream, out = key | 1, bytearray()
    for byte in content:
        stream ^= stream << 13 & MASK
        stream ^= stream >> 17
        stream ^= stream << 5 & MASK
        out.append(byte ^ stream >> 24)
    return bytes(out)


first_key = chance.randrange(1 << 32)
chain = [chance.randrange(1 << 32) for _ in range(2)]
head = struct.pack("<III", first_key, *chain)
blocks = [struct.unpack("<II", word[8 * i:8 * i + 8]) for i in range(STAGES)]
key, stages = first_key, []
for number, block in enumerate(blocks):
    content, chain = Stage(number, number == STAGES - 1).make(block, chain)
    stages.append(cover(content, key))
    key = turn(block[0] * 0x9E3779B1 & MASK, 11) ^ turn(block[1], 23) * 0x85EBCA6B & MASK
tape = head + b"".join(struct.pack("<H", len(stage)) for stage in stages) + b"".join(stages)
with open("tape.h", "w") as out:
    out.write(f"static const unsigned char tape[{len(tape)}] = {{{','.join(map(str, tape))}}};\n")
