"""Finds the tape in the program, undoes each stage by running its rounds backwards, and so gets the key of the next."""
import struct
import sys

MASK = 0xFFFFFFFF
SET, NOR, ADD, MUL, TURN, WORD, CHAIN, CHECK, KEEP, HOP, NEXT, DONE = range(12)
STAGES = 4


def turn(value, by):
    by &= 31
    return ((value << by) | (value >> (32 - by))) & MASK if by else value


def uncover(content, key):
    stream, out = key | 1, bytearray()
    for byte in content:
        stream ^= stream << 13 & MASK
        stream ^= stream >> 17
        stream ^= stream << 5 & MASK
        out.append(byte ^ stream >> 24)
    return bytes(out)


def find_tape(program):
    for at in range(0, len(program) - 64):
        lengths = struct.unpack_from("<4H", program, at + 12)
        if min(lengths) < 200 or max(lengths) > 4096:
            continue
        start = uncover(program[at + 20:at + 36], struct.unpack_from("<I", program, at)[0])
        if sorted(start) == list(range(16)):
            return program[at:at + 20 + sum(lengths)], lengths
    sys.exit("no tape")


def disassemble(stage):
    meaning = {code: op for op, code in enumerate(stage[:16])}
    at, out = 16, []
    while True:
        op, d = meaning[stage[at]], stage[at + 1]
        a, b = stage[at + 2] >> 4, stage[at + 2] & 15
        if op in (SET, CHECK):
            out.append((op, d, struct.unpack_from("<I", stage, at + 2)[0], 0))
            at += 6
        elif op in (NOR, ADD, MUL):
            out.append((op, d, a, b))
            at += 3
        elif op == TURN:
            out.append((op, d & 15, a, d >> 4 | (b & 1) << 4))
            at += 3
        elif op in (WORD, CHAIN, KEEP):
            out.append((op, d & 15, d >> 4, 0))
            at += 2
        elif op == HOP:
            at += 2 + d
        else:
            return out


def run(instructions, registers):
    r = registers
    for op, d, a, b in instructions:
        if op == SET:
            r[d] = a
        elif op == NOR:
            r[d] = ~(r[a] | r[b]) & MASK
        elif op == ADD:
            r[d] = r[a] + r[b] & MASK
        elif op == MUL:
            r[d] = r[a] * r[b] & MASK
        elif op == TURN:
            r[d] = turn(r[a], b)


def undo(code, chain):
    """The eight bytes for which the stage's checks hold, and the chain after it."""
    halves = {d: a for op, d, a, _ in code if op == KEEP}
    values = {d: a for op, d, a, _ in code if op == CHECK}
    segments, begun = [], []
    for instruction in code:
        if instruction[0] in (CHECK, KEEP):
            break
        begun.append(instruction)
        if instruction[1] in halves and instruction[0] not in (WORD, CHAIN):
            segments.append(begun)
            begun = []
    after = [0, 0]
    for register, half in halves.items():
        after[half] = values[register]
    for segment in reversed(segments[2:]):
        changed = segment[-1][1]
        registers = [0] * 16
        for register in halves:
            registers[register] = 0 if register == changed else values[register]
        run(segment, registers)
        values[changed] ^= registers[changed]
    block = [0, 0]
    for register, half in halves.items():
        block[half] = values[register] ^ chain[half]
    return block, after


tape, lengths = find_tape(open("keeper", "rb").read())
key, *chain = struct.unpack_from("<III", tape)
at, word = 20, b""
for number in range(STAGES):
    block, chain = undo(disassemble(uncover(tape[at:at + lengths[number]], key)), chain)
    word += struct.pack("<II", *block)
    key = turn(block[0] * 0x9E3779B1 & MASK, 11) ^ turn(block[1], 23) * 0x85EBCA6B & MASK
    at += lengths[number]
print(word.rstrip(b"\0").decode())
