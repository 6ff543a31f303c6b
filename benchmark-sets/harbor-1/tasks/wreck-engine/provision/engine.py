"""The engine from the wreck: eight registers of 16 bits, a user's and a monitor's mode. Its codes differ from engine to engine.

0000-03ff memory for everyone (programs at 0100, stack down from 0400), 0400-04ff the monitor's, 8000-83ff the monitor itself.
"""

import hashlib
import re

USER_END, OWN_END, ROM, ROM_END, START = 0x400, 0x500, 0x8000, 0x8400, 0x100
# r: a byte with two registers; w: a word; b: a byte.
FORMS = {
    "halt": "", "mov": "r", "ldi": "rw", "add": "r", "sub": "r", "and": "r", "or": "r", "xor": "r", "shr": "r", "ldb": "rw", "stb": "rw", "ldw": "rw", "stw": "rw",
    "jmp": "w", "jz": "rw", "jn": "rw", "call": "w", "ret": "", "push": "r", "pop": "r", "out": "r", "trap": "b", "back": "", "safe": "r",
}
SIZES = {"r": 1, "w": 2, "b": 1}

MONITOR = """
        .word none .word say .word key .word take
none:   ldi r0 0
        back
; say: r1 is where a message stands and r2 how long it is; at most 32 letters, or up to a nought. Prints it in capitals.
say:    mov r3 r2
        ldi r4 33
        sub r3 r4
        jn r3 fits
        ldi r0 1
        back
fits:   ldi r3 0x400
copy:   jz r2 copied
        ldb r4 r1 0
        jz r4 copied
        mov r5 r4
        ldi r6 0x61
        sub r5 r6
        jn r5 kept
        mov r5 r4
        ldi r6 0x7b
        sub r5 r6
        jn r5 small
        jmp kept
small:  ldi r6 0x20
        sub r4 r6
kept:   stb r3 r4 0
        ldi r6 1
        add r1 r6
        add r3 r6
        sub r2 r6
        jmp copy
copied: ldi r5 0x400
        mov r6 r5
        ldi r2 32
        add r6 r2
print:  mov r2 r3
        sub r2 r5
        jz r2 said
        mov r2 r6
        sub r2 r5
        jz r2 said
        ldb r4 r5 0
        out r4
        ldi r2 1
        add r5 r2
        jmp print
said:   ldi r0 0
        back
; key: r1 is where eight bytes stand; if they are those of the safe's key, the safe is unlocked.
key:    ldi r2 0
        ldi r3 64
        ldi r5 8
        ldi r0 1
more:   jz r5 judge
        ldb r4 r1 0
        safe r6 r3
        xor r4 r6
        or r2 r4
        add r1 r0
        add r3 r0
        sub r5 r0
        jmp more
judge:  jz r2 open
        back
open:   ldi r3 0x430
        ldi r4 0x5afe
        stw r3 r4 0
        ldi r4 40
        stw r3 r4 2
        ldi r0 0
        back
; take: byte r1 of the safe goes to r0, where the safe is unlocked and not yet empty.
take:   ldi r3 0x430
        ldw r4 r3 0
        ldi r5 0x5afe
        sub r4 r5
        jz r4 unlocked
        ldi r0 0
        back
unlocked: ldw r4 r3 2
        ldi r5 1
        sub r4 r5
        jn r4 empty
        stw r3 r4 2
        safe r0 r1
        back
empty:  ldi r0 0
        back
"""


class Fault(Exception):
    pass


class Codes:
    """Which byte stands for what on this engine."""

    def __init__(self, seed):
        order = sorted(range(256), key=lambda n: hashlib.sha256(f"{seed} code {n}".encode()).digest())
        self.byte_of = dict(zip(FORMS, order))
        self.name_of = {byte: name for name, byte in self.byte_of.items()}
        self.mask = int(hashlib.sha256(f"{seed} registers".encode()).hexdigest()[:2], 16) & 0x77

    def assemble(self, text, start):
        lines = [line for line in re.sub(r";.*", "", text).split("\n") if line.strip()]
        for final in (False, True):
            labels = labels if final else {}
            out = bytearray()
            number = lambda word: labels[word] if word in labels else int(word, 0) if final or word[0].isdigit() else 0
            for line in lines:
                label, colon, rest = line.rpartition(":")
                if colon:
                    labels[label.strip()] = start + len(out)
                words = rest.split()
                if words and words[0] == ".word":
                    out += b"".join(number(word).to_bytes(2, "big") for word in words if word != ".word")
                    continue
                if words and words[0] == ".text":
                    out += " ".join(words[1:]).encode() + b"\0"
                    continue
                if not words:
                    continue
                name, *operands = words
                out.append(self.byte_of[name])
                registers = [int(word[1:]) for word in operands if re.fullmatch(r"r\d", word)]
                others = [word for word in operands if not re.fullmatch(r"r\d", word)]
                for form in FORMS[name]:
                    if form == "r":
                        first, second = (registers + [0])[:2]
                        out.append((first << 4 | second) ^ self.mask)
                    else:
                        out += (number(others.pop(0)) & 0xFFFF).to_bytes(SIZES[form], "big")
        return bytes(out)


class Engine:
    def __init__(self, seed, safe):
        self.codes = Codes(seed)
        self.safe = safe
        self.rom = self.codes.assemble(MONITOR, ROM).ljust(ROM_END - ROM, b"\0")

    def run(self, program):
        """How it ended, and what it printed."""
        self.memory = bytearray(OWN_END)
        self.memory[START:START + len(program)] = program
        self.r = [0] * 8
        self.r[7] = USER_END
        self.pc, self.is_monitor, self.back_to, self.out = START, False, 0, bytearray()
        try:
            for _ in range(30_000):
                if self.step():
                    return "halted", bytes(self.out)
            raise Fault("4")
        except Fault as fault:
            return f"fault {fault}", bytes(self.out)

    def place(self, base, offset, writes):
        """Where base and offset lead. The base is the user's own; the sum must not be the monitor's memory."""
        at = (base + offset) & 0xFFFF
        if not self.is_monitor and (base >= USER_END or USER_END <= at < OWN_END):
            raise Fault("2")
        if not (at < OWN_END or ROM <= at < ROM_END and not writes):
            raise Fault("2")
        return at

    def read(self, at):
        return self.memory[at] if at < OWN_END else self.rom[at - ROM]

    def fetch(self):
        if not (self.pc < USER_END if not self.is_monitor else ROM <= self.pc < ROM_END):
            raise Fault("2")
        self.pc += 1
        return self.read(self.pc - 1)

    def push(self, word):
        self.r[7] = (self.r[7] - 2) & 0xFFFF
        at = self.place(self.r[7], 0, True)
        self.memory[at:at + 2] = word.to_bytes(2, "big")

    def pop(self):
        at = self.place(self.r[7], 0, False)
        self.place(self.r[7], 1, False)
        self.r[7] = (self.r[7] + 2) & 0xFFFF
        return self.read(at) << 8 | self.read(at + 1)

    def step(self):
        name = self.codes.name_of.get(self.fetch())
        if name is None:
            raise Fault("1")
        a = b = number = 0
        for form in FORMS[name]:
            if form == "r":
                pair = self.fetch() ^ self.codes.mask
                a, b = pair >> 4, pair & 15
                if a > 7 or b > 7:
                    raise Fault("1")
            else:
                number = self.fetch() if form == "b" else self.fetch() << 8 | self.fetch()
        r = self.r
        if name == "halt":
            return True
        if name in ("back", "safe") and not self.is_monitor:
            raise Fault("3")
        if name == "mov":
            r[a] = r[b]
        elif name == "ldi":
            r[a] = number
        elif name in ("add", "sub", "and", "or", "xor", "shr"):
            x, y = r[a], r[b]
            r[a] = {"add": x + y, "sub": x - y, "and": x & y, "or": x | y, "xor": x ^ y, "shr": x >> (y & 15)}[name] & 0xFFFF
        elif name == "ldb":
            r[a] = self.read(self.place(r[b], number, False))
        elif name == "stb":
            self.memory[self.place(r[a], number, True)] = r[b] & 0xFF
        elif name == "ldw":
            at = self.place(r[b], number, False)
            r[a] = self.read(at) << 8 | self.read(self.place(r[b], number + 1, False))
        elif name == "stw":
            self.memory[self.place(r[a], number, True)] = r[b] >> 8
            self.memory[self.place(r[a], number + 1, True)] = r[b] & 0xFF
        elif name == "jmp" or name == "jz" and r[a] == 0 or name == "jn" and r[a] & 0x8000:
            self.pc = number
        elif name == "call":
            self.push(self.pc)
            self.pc = number
        elif name == "ret":
            self.pc = self.pop()
        elif name == "push":
            self.push(r[a])
        elif name == "pop":
            r[a] = self.pop()
        elif name == "out":
            if len(self.out) < 2000:
                self.out.append(r[a] & 0xFF)
        elif name == "trap":
            if number > 3 or self.is_monitor:
                raise Fault("3")
            self.back_to, self.kept, self.is_monitor = self.pc, list(r), True
            self.pc = self.rom[2 * number] << 8 | self.rom[2 * number + 1]
        elif name == "back":
            # The monitor answers in r0, and what else it had in its registers is nobody's business.
            self.r = [r[0], *self.kept[1:]]
            self.pc, self.is_monitor = self.back_to, False
        elif name == "safe":
            r[a] = self.safe[r[b]] if r[b] < len(self.safe) else 0
        return False
