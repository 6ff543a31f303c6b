"""The keeper runs small programs for those who look after the canal."""

import hashlib
import hmac
import os
import socketserver
import struct

import cipher

SECRET = hmac.new(bytes.fromhex(os.environ["SESSION"]), b"sluice", hashlib.sha256).digest()
NOTE = os.environ["NOTE"]
MASK = 0xFFFFFFFF
OPERANDS = {0x00: 0, 0x01: 1, 0x02: 4, 0x03: 0, 0x04: 0, 0x05: 0, 0x06: 0, 0x07: 0, 0x08: 1, 0x09: 1, 0x0A: 1, 0x0B: 1, 0x0C: 0, 0x0D: 0, 0xF0: 0, 0xF1: 0}
PUSH8, PUSH32, JUMPS, OWN = 0x01, 0x02, (0x08, 0x09), (0xF0, 0xF1)


class Refused(Exception):
    pass


def signed(byte):
    return byte - 256 if byte > 127 else byte


def instructions(code):
    at = 0
    while at < len(code):
        if code[at] not in OPERANDS or at + 1 + OPERANDS[code[at]] > len(code):
            raise Refused(f"byte {at}: not a whole instruction")
        yield at, code[at], code[at + 1:at + 1 + OPERANDS[code[at]]]
        at += 1 + OPERANDS[code[at]]


def check(code):
    starts = {at for at, _, _ in instructions(code)}
    for at, act, operand in instructions(code):
        if act in OWN:
            raise Refused(f"byte {at}: the keeper's own")
        if act in JUMPS and at + signed(operand[0]) not in starts:
            raise Refused(f"byte {at}: jumps to no instruction")


def tighten(code):
    """Short numbers become short instructions; a jump over one becomes shorter."""
    short = [at for at, act, operand in instructions(code) if act == PUSH32 and operand[:3] == b"\0\0\0"]
    tight = bytearray()
    for at, act, operand in instructions(code):
        if at in short:
            tight += bytes([PUSH8, operand[3]])
        elif act in JUMPS:
            target = at + signed(operand[0])
            saved = 3 * sum(1 for place in short if at < place < target)
            tight += bytes([act, (signed(operand[0]) - saved) & 0xFF])
        else:
            tight += bytes([act]) + operand
    return bytes(tight)


class Machine:
    def __init__(self, code):
        self.code = code
        self.stack = []
        self.cells = [0] * 32
        self.printed = []

    def pop(self):
        if not self.stack:
            raise Refused("the stack is empty")
        return self.stack.pop()

    def push(self, number):
        if len(self.stack) >= 64:
            raise Refused("the stack is full")
        self.stack.append(number & MASK)

    def cell(self, number, count=1):
        if number + count > len(self.cells):
            raise Refused("no such cell")
        return number

    def run(self):
        at = 0
        for _ in range(2000):
            if not 0 <= at < len(self.code):
                raise Refused("ran out of the program")
            act = self.code[at]
            if act not in OPERANDS or at + 1 + OPERANDS[act] > len(self.code):
                raise Refused("not an instruction")
            operand = self.code[at + 1:at + 1 + OPERANDS[act]]
            if act == 0x00:
                return
            step = 1 + len(operand)
            if act == PUSH8:
                self.push(operand[0])
            elif act == PUSH32:
                self.push(int.from_bytes(operand, "big"))
            elif act in (0x03, 0x04):
                top, below = self.pop(), self.pop()
                self.push(below + top if act == 0x03 else below - top)
            elif act == 0x05:
                top = self.pop()
                self.push(top)
                self.push(top)
            elif act == 0x06:
                top, below = self.pop(), self.pop()
                self.push(top)
                self.push(below)
            elif act == 0x07:
                self.pop()
            elif act == 0x08 or act == 0x09 and self.pop() == 0:
                step = signed(operand[0])
            elif act == 0x0A:
                self.push(self.cells[self.cell(operand[0])])
            elif act == 0x0B:
                self.cells[self.cell(operand[0])] = self.pop()
            elif act == 0x0C:
                self.printed.append(str(self.pop()))
            elif act == 0x0D:
                self.push(214)
            elif act == 0xF0:
                first = self.cell(self.pop(), 4)
                block = struct.pack(">4I", *self.cells[first:first + 4])
                if block.startswith(b"OPEN"):
                    raise Refused("no order to open is sealed here")
                self.printed.append(cipher.encipher(SECRET, block).hex())
            elif act == 0xF1:
                self.printed.append(NOTE)
            at += step
        raise Refused("too many steps")


class Talk(socketserver.StreamRequestHandler):
    timeout = 120

    def handle(self):
        code = b""
        for _ in range(2000):
            word, _, rest = self.rfile.readline(600).decode("latin-1").strip().partition(" ")
            if not word:
                return
            try:
                if word == "LOAD":
                    given = bytes.fromhex(rest)
                    if len(given) > 200:
                        raise Refused("too long")
                    check(given)
                    code = tighten(given)
                    told = f"loaded, {len(code)} bytes"
                elif word == "DUMP":
                    told = code.hex() or "nothing"
                elif word == "RUN":
                    machine = Machine(code)
                    try:
                        machine.run()
                    except Refused as error:
                        machine.printed.append(f"(stopped: {error})")
                    told = " ".join(machine.printed) or "(nothing printed)"
                else:
                    told = "? LOAD HEX | DUMP | RUN"
            except Refused as error:
                told = f"? {error}"
            except ValueError:
                told = "? that is not hex"
            self.wfile.write((told + "\n").encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("0.0.0.0", 7100), Talk).serve_forever()
